"""JSON with comments and trailing commas, as tsconfig.json, turbo.json and bun.lock are written."""

from typing import Any, Never, NoReturn

_NESTING = "is nested too deeply"
_TEXT = r'"(?:[^"\\\n]|\\.)*"?'


class JsoncError(ValueError):
    """What is wrong, and where: line and column count from 1, the column in characters."""

    def __init__(self, reason: str, line: int, column: int) -> None:
        super().__init__(f"{reason} (line {line}, column {column})")
        self.reason = reason
        self.line = line
        self.column = column


def loads(data: bytes | str) -> Any:
    """The value of a document; a byte order mark before it is left out. Raises `JsoncError`.

    Comments and the comma before a closing bracket are white space; all else is JSON, so that
    `NaN`, single quotes and bare keys are errors. Of a key that stands twice the last one counts.
    """
    import json

    text = _without_trailing_commas(_without_comments(_decoded(data)))
    try:
        return json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        reason = error.msg[:1].lower() + error.msg[1:]
        raise JsoncError(reason, error.lineno, error.colno) from None
    except RecursionError:
        raise JsoncError(_NESTING, 1, 1) from None
    except _ConstantError as error:
        raise _error(
            text, _outside_texts(text, error.name), f"`{error.name}` is no JSON value"
        ) from None


class _ConstantError(Exception):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def _refuse(name: str) -> Never:
    raise _ConstantError(name)


def _decoded(data: bytes | str) -> str:
    if isinstance(data, str):
        return data.removeprefix("\ufeff")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig", "replace")
        raise _error(before, len(before), "is not UTF-8") from None


def _error(text: str, at: int, reason: str) -> JsoncError:
    before = text[: max(at, 0)]
    return JsoncError(reason, before.count("\n") + 1, len(before) - before.rfind("\n"))


def _without_comments(text: str) -> str:
    """Comments become spaces, so that every place stays where it is."""
    import re

    if "//" not in text and "/*" not in text:
        return text

    def blank(match: re.Match[str]) -> str:
        found = match[0]
        if found[0] == '"':
            return found
        if found == "/*":
            _unclosed(text, match.start())
        return re.sub(r"[^\n]", " ", found)

    return re.sub(rf"{_TEXT}|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/|/\*", blank, text)


def _unclosed(text: str, at: int) -> NoReturn:
    raise _error(text, at, "a comment is never closed")


def _without_trailing_commas(text: str) -> str:
    """A comma between a value and a closing bracket becomes a space."""
    import re

    def blank(match: re.Match[str]) -> str:
        before = match.start() - 1
        while before >= 0 and text[before] in " \t\r\n":
            before -= 1
        follows_a_value = before >= 0 and text[before] not in ",:[{"
        return " " if match[0] == "," and follows_a_value else match[0]

    return re.sub(rf"{_TEXT}|,(?=[ \t\r\n]*[}}\]])", blank, text)


def _outside_texts(text: str, word: str) -> int:
    """Where a word stands that is no part of a text."""
    import re

    found = (match for match in re.finditer(f"{_TEXT}|{word}", text) if match[0] == word)
    return next((match.start() for match in found), 0)
