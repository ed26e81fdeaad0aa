"""Why Next.js loads something else than what stands in an env file, in words.

No reason quotes the value or a part of it: the value can be a secret.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from clerkdoctor.nextjs.dotenv_parse import BLANKS, Assignment, Dialect
from clerkdoctor.nextjs.dotenv_references import Reference, references_in


def why_changed(assignment: Assignment, loaded: str, dialect: Dialect) -> tuple[str, ...]:
    r"""The reasons why `loaded` is not what the assignment says to a reader; none if it is.

    As a reader takes it: quotes around the value and blanks around that are no part of it, nor
    is a comment with a blank before it; `\n` in double quotes is a newline where the text is no
    path and no JSON; `\$` is a dollar sign; and a reference that finds something, outside of
    single quotes, is meant.

    `loaded` is what the file's own assignment gives (`LoadedFile.loaded`): not a value of the
    process or of another file that has the same name, and not one of an earlier duplicate.
    """
    reasons = [
        *_quotes_that_stay(assignment, dialect),
        *_comment(assignment, dialect),
        *_escapes(assignment, dialect),
        *_lines(assignment),
        *_references(assignment, loaded, dialect),
        *_characters(assignment),
    ]
    return tuple(dict.fromkeys(reasons))


def _quotes_that_stay(assignment: Assignment, dialect: Dialect) -> Iterator[str]:
    stated = assignment.raw.strip(BLANKS)
    opening = stated[:1]
    if assignment.quote or opening not in ("'", '"', "`"):
        return
    if dialect == "dotenv-10" and opening == "`":
        yield "backticks are no quotes in Next.js 12 and 13 and stay in the value"
    elif not re.search(rf"(?<!\\){opening}", stated[1:]):
        yield "an opening quote stays in the value because nothing closes it"
    elif dialect == "dotenv-10" and stated[-1] == opening:
        yield "quotes stay in the value because a blank follows them"
    else:
        yield "quotes stay in the value because text follows them"


def _comment(assignment: Assignment, dialect: Dialect) -> Iterator[str]:
    if assignment.quote:
        return
    if dialect == "dotenv-10":
        if re.search(f"[{BLANKS}]#", assignment.raw):
            yield "a `#` comment behind a value is part of it in Next.js 12 and 13"
        return
    text, mark, comment = assignment.raw.partition("#")
    set_off = text[-1:] in BLANKS if text else comment[:1] in BLANKS
    if mark and not set_off:
        yield "an unquoted `#` ends the value"


def _escapes(assignment: Assignment, dialect: Dialect) -> Iterator[str]:
    """Backslashes that a reader takes for an escape and the parser does not, or the reverse."""
    quote, parsed = assignment.quote, assignment.parsed
    if quote and "\\" + quote in parsed:
        yield "the backslash before a quote stays in the value"
    stated = assignment.raw.lstrip(BLANKS)[1:]
    if quote != '"' or "\\" not in stated:
        return
    share = re.match(r"\\\\[A-Za-z]", stated)
    decoded = "[nr]" if dialect == "dotenv-16" else "n"
    if re.search(r"\\[\r\n]", parsed) and re.search(r"\\\\[nr]", stated):
        yield r"`\\n` in double quotes becomes a backslash and a newline"
    elif re.search(rf"\\{decoded}", stated) and re.match(r"[A-Za-z]:\\|\\\\|[{\[]", stated):
        yield r"`\n` in double quotes becomes a newline"
    if "\\\\" in parsed and not share:
        yield r"`\\` in double quotes stays two backslashes"
    if dialect == "dotenv-10" and "\\r\n" in parsed:
        yield r"`\r` stays a backslash and a letter in Next.js 12 and 13"


def _lines(assignment: Assignment) -> Iterator[str]:
    raw = assignment.raw
    stated = raw.lstrip(BLANKS)
    within = stated.count("\n")
    if assignment.end_line - assignment.line > within:
        yield "the value is taken from a following line"
    # The padding at the end of Base64 looks like an assignment of nothing.
    if within and re.search(r"\n[ \t]*(?:export[ \t]+)?[A-Za-z_][\w.-]*=[^=\n]", stated):
        yield "the quoted text runs over the following lines and takes in their assignments"


def _characters(assignment: Assignment) -> Iterator[str]:
    if "\0" in assignment.parsed:
        yield "the value ends at its first NUL character"
    if "\ufffd" in assignment.parsed:
        yield "bytes that are not UTF-8 have become U+FFFD"


def _references(assignment: Assignment, loaded: str, dialect: Dialect) -> Iterator[str]:
    parsed = assignment.parsed
    if "$" not in parsed:
        return
    found = references_in(parsed, dialect)
    if not found:
        if re.search(r"(?<!\\)\$\{[A-Za-z_]", parsed):
            yield "nothing is expanded because the last `$` starts no reference"
        return
    if assignment.quote == "'":
        yield "`$NAME` is expanded, also inside single quotes"
    if any(reference.name[:1].isdigit() for reference in found):
        yield "`$` and a digit are taken for a reference"
    if any(_takes_a_brace(reference) for reference in found):
        yield "a `}` right behind `$NAME` is taken for a part of the reference"
    if any(_is_unclosed(reference) for reference in found):
        yield "only `${NAME}` and `${NAME:-default}` are understood between braces"
    elif any("$" in (reference.default or "") for reference in found):
        pass  # which of them finds nothing cannot be told from outside
    elif not _can_all_have_text(parsed, found, loaded):
        yield from _why_text_is_missing(found, dialect)


def _takes_a_brace(reference: Reference) -> bool:
    return reference.text.endswith("}") and not reference.text.startswith("${")


def _is_unclosed(reference: Reference) -> bool:
    return reference.text.startswith("${") and not reference.text.endswith("}")


def _why_text_is_missing(found: list[Reference], dialect: Dialect) -> Iterator[str]:
    if dialect == "dotenv-10" and any(each.default is not None for each in found[:-1]):
        yield "a `:-default` takes the next reference away in Next.js 12 and 13"
        return
    yield "a reference finds nothing and becomes empty text"
    if dialect == "dotenv-16" and any(
        not one.text.startswith("${") and one.start + len(one.text) == other.start
        for one, other in pairwise(found)
    ):
        yield "what replaces a `$NAME` is read as part of the `$NAME` right before it"


def _can_all_have_text(parsed: str, found: list[Reference], loaded: str) -> bool:
    """Whether `loaded` can be the text around the references with some text for each.

    The earliest place for each piece of text between them is good enough: one pass. A default
    that is stated as empty is meant to be.
    """
    pieces: list[str] = []
    behind = 0
    for reference in found:
        pieces.append(parsed[behind : reference.start].replace("\\$", "$"))
        behind = reference.start + len(reference.text)
    last = parsed[behind:].replace("\\$", "$")
    if not loaded.startswith(pieces[0]):
        return False
    position = len(pieces[0])
    for reference, piece in zip(found, pieces[1:], strict=False):
        at = loaded.find(piece, position + (reference.default != ""))
        if at < 0:
            return False
        position = at + len(piece)
    position += found[-1].default != ""
    return loaded.endswith(last) and len(loaded) - len(last) >= position
