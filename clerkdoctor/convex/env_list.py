"""What `npx convex env list` prints, read back to the values.

Source: convex 1.48.0, cli/lib/formatEnvValueForDotfile and cli/lib/env; tests/parity/
test_convex_env_list.py runs them. The format is not one that dotenv reads back: a value is quoted
only where dotenv would need it, nothing within quotes is escaped but line breaks, and those only in
double quotes.
"""

import re
from typing import NamedTuple

_ENTRY = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=")
_LONGEST = 8192 + 2
"""Characters of a value with its quotes: Convex takes 8 KiB."""
_NAMES = r"[A-Za-z_][A-Za-z0-9_]*"


class Listed(NamedTuple):
    """A variable of the deployment; `value` is None where the list holds names only."""

    name: str
    value: str | None
    line: int


def parse(text: str) -> tuple[Listed, ...]:
    """The variables in the list, in its order."""
    text = text.removeprefix("\ufeff")
    if text.count("\r\n") == text.count("\n"):
        text = text.replace("\r\n", "\n")  # a shell of Windows wrote the file
    names = text.split()
    if (
        names
        and all(re.fullmatch(_NAMES, name) for name in names)
        and len(names) == len([line for line in text.split("\n") if line.strip()])
    ):
        return tuple(Listed(name, None, number) for number, name in enumerate(names, 1))
    return tuple(_Reader(text).entries())


class _Reader:
    """Takes one entry after the other: where one begins is known only behind the one before."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")

    def entries(self) -> list[Listed]:
        found: list[Listed] = []
        at = 0
        while at < len(self.lines):
            entry = _ENTRY.match(self.lines[at])
            if entry is None:
                at += 1
                continue
            name, first = entry[1], self.lines[at][entry.end() :]
            end = self._end(name, first, at)
            written = "\n".join([first, *self.lines[at + 1 : end]])
            found.append(Listed(name, _unquoted(written), at + 1))
            at = end
        return found

    def _end(self, name: str, first: str, at: int) -> int:
        """The number of the line behind the entry's last.

        Only single quotes span lines. Of the lines that end with one and that the next entry can
        follow, the first counts up to which the text is what Convex prints for a value.
        """
        if not first.startswith("'"):
            return at + 1
        length = len(first)
        for number in range(at, len(self.lines)):
            length += len(self.lines[number]) + 1 if number > at else 0
            if length > _LONGEST:
                break
            if self.lines[number].endswith("'") and self._begins(name, number + 1):
                written = "\n".join([first, *self.lines[at + 1 : number + 1]])
                if len(written) > 1 and formatted(written[1:-1]) == written:
                    return number + 1
        return at + 1

    def _begins(self, name: str, number: int) -> bool:
        """Whether the next entry can begin here, or the list ends: entries stand in order."""
        rest = self.lines[number : number + 2]
        if not rest or rest == [""]:
            return True
        entry = _ENTRY.match(rest[0])
        return entry is not None and entry[1] > name


def formatted(value: str) -> str:
    """A value as Convex prints it (`formatEnvValueForDotfile`)."""
    single, double = "'" in value, '"' in value
    escaped = "\\n" in value
    if "\n" in value:
        if single and not escaped:
            return '"' + value.replace("\n", "\\n") + '"'
        return f"'{value}'"
    ends = value[:1] + value[-1:]
    if ends in ("''", '""') or "`" in ends or any(one in value for one in "\f\v#"):
        return f'"{value}"' if single and not double and not escaped else f"'{value}'"
    return value


def _unquoted(written: str) -> str:
    quotes = written[:1] + written[-1:] if len(written) > 1 else ""
    if quotes == "''":
        return written[1:-1]
    if quotes == '""':
        return written[1:-1].replace("\\n", "\n")
    return written
