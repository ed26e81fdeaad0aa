"""Where a value of an env file refers to another variable, in the two dialects.

How the references are then replaced is `dotenv_expand`'s matter.
"""

import re
from typing import NamedTuple

from clerkdoctor.nextjs.dotenv_parse import Dialect

# `$NAME`, `${NAME}`, `${NAME:-default}`, and the same with a brace missing.
REFERENCE_16 = r"\$\{?([A-Za-z0-9_]+)(?::-([^}\\]*))?\}?"
# The same, with any number of braces and a default of word characters, behind a character that
# is looked at for a backslash. It also matches a `$` that names nothing.
REFERENCE_10 = r"([^\n\r\u2028\u2029]?)(\$\{*([A-Za-z0-9_]*(?::-)?[A-Za-z0-9_]*)\}*)"


class Reference(NamedTuple):
    """One reference: its text, the name in it, its default if it has one, and where it stands."""

    text: str
    name: str
    default: str | None
    start: int


def references(value: str, dialect: Dialect) -> tuple[str, ...]:
    """The names that an unexpanded value refers to, each once, in order, those in defaults too."""
    found = references_in(value, dialect)
    names = [reference.name for reference in found if reference.name]
    if any("$" in (reference.default or "") for reference in found):
        names = re.findall(r"(?<!\\)\$\{?([A-Za-z0-9_]+)", value)
    return tuple(dict.fromkeys(names))


def references_in(value: str, dialect: Dialect) -> list[Reference]:
    """Every reference of an unexpanded value, from left to right; escaped ones are none."""
    if dialect == "dotenv-10":
        found = re.compile(REFERENCE_10).finditer(value)
        return [_reference_10(each) for each in found if each[1] != "\\" and each[3]]
    last = last_dollar(value, len(value))
    if last < 0 or not re.compile(REFERENCE_16).match(value, last):
        return []  # where the last `$` is no reference, none is expanded
    return [
        Reference(each[0], each[1], each[2], each.start())
        for each in re.compile(rf"(?<!\\){REFERENCE_16}").finditer(value)
    ]


def last_dollar(text: str, end: int) -> int:
    """Where the last `$` before `end` that has no backslash before it stands, or -1."""
    at = text.rfind("$", 0, end)
    while at > 0 and text[at - 1] == "\\":
        at = text.rfind("$", 0, at)
    return at


def _reference_10(found: re.Match[str]) -> Reference:
    name, separator, default = found[3].partition(":-")
    return Reference(found[2], name, default if separator else None, found.start(2))
