"""A decoded token for people, and as the JSON document's data.

Everything in it was written by whoever made the token: all of it is made visible first.
"""

import json
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any, TypeGuard

from clerkdoctor.facts.decoded import (
    Chosen,
    Jwt,
    NoSession,
    NotJwt,
    Row,
    TokenInput,
    TokenWords,
)
from clerkdoctor.render.line import Line
from clerkdoctor.render.lines import Lines, Screen
from clerkdoctor.render.text import visible

NOT_VERIFIED = "Nothing is verified here: this is what the token says, whoever made it"

# Deeper, readers of JSON give up on the whole document.
_DEEPEST = 200
_OTHERS_SHOWN = 5
_NAME_WIDTH, _RAW_WIDTH = 18, 24

OffsetAt = Callable[[float], int]


def render(
    given: TokenInput,
    said: TokenWords | NotJwt | None,
    screen: Screen,
    offset_at: OffsetAt | None = None,
) -> str:
    """The text of `decode-token`. `said` is None for what is no JSON Web Token.

    `offset_at` gives the seconds that the local time zone is ahead of UTC at an instant; without
    it, no local times stand there.
    """
    return _Page(given, said, screen, offset_at).whole()


def document(
    given: TokenInput, decoded: Jwt | NotJwt | None, said: TokenWords | None
) -> dict[str, Any]:
    """The data of the JSON document. The token itself is not in it."""
    left_out: dict[str, str] = {}
    token: dict[str, Any] = {"header": None, "claims": None, "kind": "unknown", "version": None}
    if isinstance(decoded, Jwt) and said:
        for part, value in (("header", decoded.header), ("claims", decoded.claims)):
            fault = _unfit(value)
            if fault:
                left_out[part] = fault
            token[part] = None if fault else _plain(value)
        token |= {"kind": said.kind, "version": said.version}
    cookie = given.cookie
    return {
        "verified": False,
        "token": token,
        "left_out": left_out,
        "input": {
            "kind": given.kind,
            "removed": list(given.removed),
            "cookie": None if cookie is None else _cookie(cookie),
            "note": given.note,
        },
        "problem": decoded.message if isinstance(decoded, NotJwt) else None,
        "words": None if said is None else _words(said),
    }


def as_json(data: dict[str, Any]) -> str:
    """The document as text in ASCII; a terminal is steered by nothing in it."""
    return json.dumps(data, indent=2, allow_nan=False).replace("\x7f", "\\u007f") + "\n"


def local_time(seconds: float, offset: int) -> str | None:
    """`2026-11-02 15:03:20 +01:00`, in a zone that is `offset` seconds ahead of UTC just then.

    None for what lies outside the years 1 to 9999.
    """
    from datetime import UTC, datetime, timedelta

    try:
        at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(seconds) + offset)
    except (OverflowError, ValueError):
        return None
    minutes = abs(offset) // 60
    sign = "-" if offset < 0 else "+"
    return f"{at.year:04d}{at:-%m-%d %H:%M:%S} {sign}{minutes // 60:02d}:{minutes % 60:02d}"


def _cookie(found: Chosen | NoSession) -> dict[str, Any]:
    if isinstance(found, NoSession):
        return {"name": None, "why": found.reason, "others": []}
    return {"name": found.name, "why": found.why, "others": list(found.others)}


def _words(said: TokenWords) -> dict[str, Any]:
    return {
        "summary": said.summary,
        "rows": [row._asdict() for row in said.rows],
        "missing_for_convex": list(said.missing_for_convex),
    }


def _unfit(value: object) -> str | None:
    row = [value]
    for _ in range(_DEEPEST):
        inner = [item.values() if isinstance(item, dict) else item for item in row if _holds(item)]
        row = [item for items in inner for item in items if _holds(item)]
        if not row:
            return None
    return f"is nested more than {_DEEPEST} levels deep"


def _holds(value: object) -> TypeGuard[dict[str, object] | list[object]]:
    return isinstance(value, dict | list)


def _plain(value: object) -> object:
    """The value as JSON can write it: a number beyond all doubles is `null`, as in JavaScript."""
    if isinstance(value, dict):
        return {name: _plain(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_plain(member) for member in value]
    return None if isinstance(value, float) and abs(value) == float("inf") else value


class _Page(Lines):
    def __init__(
        self,
        given: TokenInput,
        said: TokenWords | NotJwt | None,
        screen: Screen,
        offset_at: OffsetAt | None,
    ) -> None:
        super().__init__(screen)
        self.given = given
        self.said = said
        self.offset_at = offset_at

    def whole(self) -> str:
        return self.text(self._lines())

    def _lines(self) -> Iterator[Line]:
        if isinstance(self.said, TokenWords):
            yield from self.hang(Line(), NOT_VERIFIED, 0, "bold yellow")
            yield from self.hang(Line(), self.said.summary, 0, "bold")
        elif self.given.kind == "jwt":
            yield from self.hang(Line(), "Nothing is verified here, and nothing decoded", 0, "bold")
        else:
            yield from self.hang(Line(), "Nothing is verified here: there is no JSON Web Token", 0)
        yield from self._input()
        if isinstance(self.said, NotJwt):
            yield Line()
            yield from self.hang(Line(), self.said.message, 0)
            if self.said.action:
                yield from self.hang(Line("  fix  ", "dim"), self.said.action, 7)
        elif self.said is not None:
            yield from self._sections(self.said.rows)
            yield from self._convex(self.said)

    def _input(self) -> Iterator[Line]:
        for words in self.given.removed:
            yield from self.hang(Line("removed  ", "dim"), words, 9)
        cookie = self.given.cookie
        if isinstance(cookie, Chosen):
            yield from self.hang(Line("cookie   ", "dim"), f"`{_cut(cookie.name)}`", 9)
            yield from self.hang(Line("         "), cookie.why, 9)
            if cookie.others:
                names = ", ".join(f"`{_cut(name)}`" for name in cookie.others[:_OTHERS_SHOWN])
                more = len(cookie.others) - _OTHERS_SHOWN
                names += f" and {more:,} more" if more > 0 else ""
                yield from self.hang(Line("ignored  ", "dim"), names, 9)
        if self.given.note:
            yield Line()
            yield from self.hang(Line(), self.given.note, 0)

    def _sections(self, rows: tuple[Row, ...]) -> Iterator[Line]:
        for section, group in groupby(rows, lambda row: row.section):
            members = list(group)
            yield Line()
            yield from self.hang(Line(), section, 0, "bold")
            names = min(max(len(visible(row.name)) for row in members), _NAME_WIDTH)
            raws = [len(visible(row.raw)) for row in members]
            values = max((length for length in raws if length <= _RAW_WIDTH), default=0)
            for row in members:
                yield from self._row(row, names, values)

    def _row(self, row: Row, names: int, values: int) -> Iterator[Line]:
        """Name and value, in columns, and the words behind them where they fit, else below."""
        name = Line(f"  {visible(row.name):<{names}}  ", "cyan")
        words = self._with_local_time(row)
        if not row.raw:
            yield from self.hang(name, words, names + 4)
            return
        line = Line.assemble(name, f"{visible(row.raw):<{values}}  ", (visible(words), "dim"))
        if line.columns <= self.width:
            yield line
            return
        yield from self.hang(name, row.raw, names + 4)
        if words:
            yield from self.hang(Line(" " * (names + 4)), words, names + 4, "dim")

    def _with_local_time(self, row: Row) -> str:
        words = row.words or ""
        if row.at is None or self.offset_at is None:
            return words
        here = local_time(row.at, self.offset_at(row.at))
        return f"{words} ({here})" if here else words

    def _convex(self, said: TokenWords) -> Iterator[Line]:
        yield Line()
        yield from self.hang(Line(), "for Convex", 0, "bold")
        if not said.missing_for_convex:
            fits = (
                "nothing is missing in what the token says; keys, clock and provider are not asked"
            )
            yield from self.hang(Line("  "), fits, 2)
        for cause in said.missing_for_convex:
            yield from self.hang(Line("  - ", "dim"), cause, 4)


def _cut(text: str, longest: int = 60) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
