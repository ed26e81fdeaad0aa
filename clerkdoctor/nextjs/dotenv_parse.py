"""How Next.js reads one env file: the two parse dialects of `@next/env`.

`dotenv-16` is what Next.js 14, 15 and 16 bundle (dotenv 16.3.1): quoted runs over several lines,
backticks, `export`, `NAME: value`, and a `#` that ends an unquoted value wherever it stands.
`dotenv-10` is what Next.js 12 and 13 bundle (dotenv 10): one assignment a line, no comments
behind a value, two kinds of quotes. Neither says a word about a line it cannot read.

Both are regular expressions in the peer (`dotenv/lib/main.js`), and on hostile text expressions
that backtrack without end. Here they are scanners that give the same answers in one pass.
"""

import re
from typing import Literal, NamedTuple

Dialect = Literal["dotenv-16", "dotenv-10"]

# What JavaScript's `\s` and `trim()` take for a blank. Python's own set differs: it has the
# separators U+001C to U+001F and U+0085, and lacks U+FEFF.
BLANKS = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
# Where `^`, `$` and `.` of JavaScript see a line end, once CR is gone.
_LINE_ENDS = "\n\u2028\u2029"

_NAME = r"([A-Za-z0-9_.-]++)"
# Blanks, then a name with its separator, if there is one; the lookahead notes the quote that
# the value begins with. Possessive throughout: nothing is scanned twice.
_STATEMENT_16 = (
    rf"[{BLANKS}]*+(?:(?:export[{BLANKS}]++)?{_NAME}(?:[{BLANKS}]*+=|:[{BLANKS}])"
    rf"(?=[{BLANKS}]*+(['\"`])?))?"
)
_LINE_10 = rf"[{BLANKS}]*+{_NAME}[{BLANKS}]*+=([{BLANKS}]*+([^\u2028\u2029]*+)[{BLANKS}]*+)\Z"


class Assignment(NamedTuple):
    """One `NAME=value` that the parser takes.

    `raw` is everything behind the separator up to the end of the statement's last line, as it
    stands: quotes, blanks, and what the parser cuts off, such as `# …`. `parsed` is the value
    before references are expanded. Line ends are LF in both. `line` and `column` are those of the
    name, `end_line` the line that the value ends on; they count from 1, the column in characters.
    `quote` is the pair of quotes that was taken off, or empty.
    """

    name: str
    raw: str
    parsed: str
    line: int
    column: int
    end_line: int
    quote: str


class IgnoredLine(NamedTuple):
    """A line, neither blank nor a comment, that the parser takes nothing from, in silence.

    `text` is the line without the blanks around it.
    """

    line: int
    text: str


class ParsedFile(NamedTuple):
    """What stands in one env file: every assignment in order, duplicates included."""

    assignments: tuple[Assignment, ...]
    ignored: tuple[IgnoredLine, ...]

    def values(self) -> dict[str, str]:
        """Name → value before expansion, in the order in which JavaScript walks an object.

        The last of several assignments wins, at the place of the first. A name that is an array
        index comes before all others. `__proto__` does not become a property. The order decides
        what a reference sees, because the values are expanded one after the other.
        """
        values: dict[str, str] = {}
        indices = False
        for assignment in self.assignments:
            values[assignment.name] = assignment.parsed
            indices = indices or assignment.name[0] in "0123456789"
        values.pop("__proto__", None)
        if not indices:
            return values
        first = sorted(filter(is_array_index, values), key=int)
        return {name: values[name] for name in (*first, *values)}


def is_array_index(name: str) -> bool:
    """Whether JavaScript takes the name of a property for an index: digits, below 2**32 - 1."""
    if len(name) > 10 or not name.isdigit():
        return False
    return str(int(name)) == name and int(name) < 2**32 - 1


def decode(content: bytes) -> str:
    """The text that Node.js' `toString("utf8")` makes of these bytes.

    Broken sequences become U+FFFD by the same rule (WHATWG's); a byte order mark stays, and is a
    blank to both parsers.
    """
    return content.decode("utf-8", "replace")


def parse(text: str, dialect: Dialect) -> ParsedFile:
    """What `dotenv.parse` takes from the text of one file.

    Nothing is an error: what cannot be read is in `ignored`.
    """
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    return _parse_10(unix) if dialect == "dotenv-10" else _Scanner16(unix).parse()


class _Scanner16:
    """One pass over a file in the newer dialect."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.cut = re.compile(r"[#\n]").search
        # Only where the text has U+2028 or U+2029 do they need to be looked for.
        self.wide = "\u2028" in text or "\u2029" in text
        self.line = 1
        # A byte order mark takes no column: editors do not show it.
        self.line_start = int(text.startswith("\ufeff"))
        self.counted = 0

    def parse(self) -> ParsedFile:
        text, length = self.text, len(self.text)
        statement = re.compile(_STATEMENT_16).match
        assignments: list[Assignment] = []
        ignored: list[IgnoredLine] = []
        position = 0
        while position < length:
            found = statement(text, position)
            assert found is not None  # every part is optional
            if found[1] is not None:
                assignment, position = self._assignment(found)
                assignments.append(assignment)
                continue
            start = found.end()
            end = self._line_end(start)
            if start < length and text[start] != "#":
                self._advance(start)
                ignored.append(IgnoredLine(self.line, text[start:end].rstrip(BLANKS)))
            position = end + 1
        return ParsedFile(tuple(assignments), tuple(ignored))

    def _assignment(self, found: re.Match[str]) -> tuple[Assignment, int]:
        """The assignment whose name and separator were found, and where to read on."""
        text, start, behind = self.text, found.start(1), found.end()
        closing = self._closing_quote(found[2], found.start(2)) if found[2] else -1
        if closing >= 0:
            value_end = closing + 1
            quote, parsed = found[2], text[found.start(2) + 1 : closing]
            if quote == '"':
                parsed = _decoded(parsed)
        else:
            cut = self.cut(text, behind)
            value_end = cut.start() if cut else len(text)
            quote, parsed = _unquoted(text[behind:value_end])
        self._advance(start)
        end = self._line_end(value_end)
        return (
            Assignment(
                found[1],
                text[behind:end],
                parsed,
                self.line,
                start - self.line_start + 1,
                self.line + text.count("\n", start, value_end),
                quote,
            ),
            end + 1,
        )

    def _closing_quote(self, quote: str, opening: int) -> int:
        """Where the quoted run ends, or -1 where the value has to be read as unquoted.

        The first quote without a backslash ends it. If more than a comment follows there, the
        escaped quotes before it are tried, the last one first: this is how the expression
        backtracks.
        """
        text = self.text
        escaped: list[int] = []
        at = text.find(quote, opening + 1)
        while at >= 0 and text[at - 1] == "\\":
            escaped.append(at)
            at = text.find(quote, at + 1)
        if at >= 0 and self._ends_statement(at + 1):
            return at
        return next((at for at in reversed(escaped) if self._ends_statement(at + 1)), -1)

    def _ends_statement(self, position: int) -> bool:
        """Whether nothing but blanks and a comment follows up to the end of a line."""
        text = self.text
        if text[position : position + 1] in ("\n", ""):
            return True
        blanks = re.compile(rf"[{BLANKS}]*+").match(text, position)
        assert blanks is not None
        end = blanks.end()
        return text[end : end + 1] in ("#", "") or any(mark in blanks[0] for mark in _LINE_ENDS)

    def _line_end(self, position: int) -> int:
        """The next line end at or behind a position, or the end of the text."""
        if self.wide:
            found = re.compile(f"[{_LINE_ENDS}]").search(self.text, position)
            return found.start() if found else len(self.text)
        end = self.text.find("\n", position)
        return len(self.text) if end < 0 else end

    def _advance(self, position: int) -> None:
        """Count lines up to a position: each part of the text is counted once."""
        lines = self.text.count("\n", self.counted, position)
        if lines:
            self.line += lines
            self.line_start = self.text.rfind("\n", self.counted, position) + 1
        self.counted = position


def _decoded(text: str) -> str:
    r"""`\n` and `\r` become line ends, whatever stands before them; no other escape is known."""
    return text.replace("\\n", "\n").replace("\\r", "\r")


def _unquoted(text: str) -> tuple[str, str]:
    """The quotes taken off and the value, of text that is no quoted run.

    One pair of quotes around the whole is taken off all the same, and a leading `"` has line
    ends decoded even when it stays.
    """
    value = text.strip(BLANKS)
    first = value[:1]
    quote = ""
    if "\u2028" in value or "\u2029" in value:
        value = _quotes_off_each_line(value)
    elif first in ("'", '"', "`") and len(value) > 1 and value[-1] == first:
        quote, value = first, value[1:-1]
    return quote, _decoded(value) if first == '"' else value


def _quotes_off_each_line(value: str) -> str:
    """The same where U+2028 or U+2029 make several lines of the value.

    Quotes come off from the start of any of these lines to the last such quote at the end of one.
    """
    last = {
        quote: len(value) - 1
        if value.endswith(quote)
        else max(value.rfind(quote + "\u2028"), value.rfind(quote + "\u2029"))
        for quote in "'\"`"
    }
    kept: list[str] = []
    position = 0
    while position < len(value):
        closing = last.get(value[position], -1)
        if closing > position:
            kept.append(value[position + 1 : closing])
            position = closing + 1
        found = re.compile("[\u2028\u2029]").search(value, position)
        end = found.end() if found else len(value)
        kept.append(value[position:end])
        position = end
    return "".join(kept)


def _parse_10(text: str) -> ParsedFile:
    match = re.compile(_LINE_10).match
    assignments: list[Assignment] = []
    ignored: list[IgnoredLine] = []
    for number, line in enumerate(text.split("\n"), 1):
        found = match(line)
        if found is None:
            stripped = line.strip(BLANKS)
            if stripped and stripped[0] != "#":
                ignored.append(IgnoredLine(number, stripped))
            continue
        quote, parsed = _value_10(found[3])
        column = found.start(1) + 1 - int(number == 1 and line.startswith("\ufeff"))
        assignments.append(Assignment(found[1], found[2], parsed, number, column, number, quote))
    return ParsedFile(tuple(assignments), tuple(ignored))


def _value_10(value: str) -> tuple[str, str]:
    """The quotes taken off and the value. A single quote character alone is left as it is."""
    first = value[:1]
    if first in ("'", '"') and len(value) > 1 and value[-1] == first:
        inner = value[1:-1]
        return first, inner.replace("\\n", "\n") if first == '"' else inner
    return "", value.strip(BLANKS)
