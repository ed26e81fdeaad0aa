"""The patterns of path-to-regexp 6.x, which Next.js' matchers and Clerk's route matchers are.

`parse` tells a pattern's tokens, `source_of` the regular expression that they become. Both are the
npm package's own (`dist/index.js`: `lexer`, `parse`, `tokensToRegexp`), message for message and
byte for byte. It is not the syntax of path-to-regexp 8, which Express 5 reads.

Three behaviours are in use. `6.1` is that of 6.1.0 and 6.2.0: a parameter is anything up to the
next delimiter, and a repeated group keeps its last turn only. `6.2` is 6.2.1 and 6.2.2, where a
repeated group keeps all of its turns. `6.3` is 6.3.0, where a parameter behind text also ends at
that text, and where two parameters without text between them, and repeated ones without a prefix,
are refused.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from clerkdoctor.javascript_regexp import shown_source
from clerkdoctor.regexp.characters import halves, whole

Engine = Literal["6.1", "6.2", "6.3"]

DELIMITER = "/#?"
PREFIXES = "./"

_NAME = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")
_SINGLE = {"*": "MODIFIER", "+": "MODIFIER", "?": "MODIFIER", "{": "OPEN", "}": "CLOSE"}
_ESCAPED = str.maketrans({sign: "\\" + sign for sign in ".+*?=^!:${}()[]|/\\"})


class PatternError(Exception):
    """The pattern cannot be read; the message is the peer's own.

    Positions in it count UTF-16 code units from 0.
    """


class Key(NamedTuple):
    """A part of the path that may vary: a parameter, a group, or text in braces.

    `name` is the parameter's, or for a group its number from 0; text in braces has none, and no
    `pattern`. `prefix` and `suffix` belong to the part and are repeated with it. `pattern` is a
    regular expression's source, `modifier` one of `?`, `*`, `+` and the empty text.
    """

    name: str | int
    prefix: str
    suffix: str
    pattern: str
    modifier: str


Token = str | Key


class _Lexeme(NamedTuple):
    """`type` and `place` stand in messages as they are. A last backslash has no value."""

    type: str
    place: int
    value: str


def parse(
    text: str, *, version: Engine = "6.3", delimiter: str = DELIMITER, prefixes: str = PREFIXES
) -> tuple[Token, ...]:
    """What the pattern consists of: literal text, and keys.

    Raises `PatternError`.
    """
    if not text.isascii():
        # JavaScript reads UTF-16: the halves of a character count for themselves.
        tokens = _Parser(halves(text), version, delimiter, prefixes).tokens()
        return tuple(map(_whole_token, tokens))
    return tuple(_Parser(text, version, delimiter, prefixes).tokens())


def pattern_of(
    tokens: Sequence[Token],
    *,
    version: Engine = "6.3",
    strict: bool = False,
    start: bool = True,
    end: bool = True,
    delimiter: str = DELIMITER,
    ends_with: str = "",
) -> str:
    """The regular expression that the tokens become, as the peer gives it to `new RegExp`.

    Whether JavaScript takes it for one, `compile_regexp` tells: the group `([z-a])` becomes an
    expression that means nothing. Raises `PatternError` where the peer refuses first.
    """
    if version == "6.1":
        delimiter = delimiter or DELIMITER
    ending = f"[{_escape(ends_with)}]|$"
    delimiting = f"[{_escape(delimiter)}]"
    parts = ["^" if start else ""]
    parts += [_escape(one) if isinstance(one, str) else _key_source(one, version) for one in tokens]
    if end:
        parts += ("" if strict else f"{delimiting}?", f"(?={ending})" if ends_with else "$")
    else:
        last = tokens[-1] if tokens else None
        if not strict:
            parts.append(f"(?:{delimiting}(?={ending}))?")
        # The brackets and backslashes of the class count as delimiters here.
        delimited = last[-1] in delimiting if isinstance(last, str) else last is None
        if not delimited:
            parts.append(f"(?={delimiting}|{ending})")
    return "".join(parts)


def source_of(
    tokens: Sequence[Token],
    *,
    version: Engine = "6.3",
    strict: bool = False,
    start: bool = True,
    end: bool = True,
    delimiter: str = DELIMITER,
    ends_with: str = "",
) -> str:
    """The `source` of that regular expression, in which JavaScript escapes slashes and line ends.

    Raises `PatternError`.
    """
    options = {"strict": strict, "start": start, "end": end}
    pattern = pattern_of(
        tokens, version=version, delimiter=delimiter, ends_with=ends_with, **options
    )
    return shown_source(pattern)


def _key_source(key: Key, version: Engine) -> str:
    prefix, suffix = _escape(key.prefix), _escape(key.suffix)
    pattern, modifier = key.pattern, key.modifier
    if not pattern:
        return f"(?:{prefix}{suffix}){modifier}"
    repeats = modifier in {"*", "+"}
    if prefix or suffix:
        if repeats:
            optional = "?" if modifier == "*" else ""
            more = f"(?:{suffix}{prefix}(?:{pattern}))*"
            return f"(?:{prefix}((?:{pattern}){more}){suffix}){optional}"
        return f"(?:{prefix}({pattern}){suffix}){modifier}"
    if not repeats or version == "6.1":
        return f"({pattern}){modifier}"
    if version == "6.2":
        return f"((?:{pattern}){modifier})"
    raise PatternError(f'Can not repeat "{key.name}" without a prefix and suffix')


class _Parser:
    """Reads lexemes into tokens; a text has been read as far as `at`."""

    def __init__(self, text: str, version: Engine, delimiter: str, prefixes: str) -> None:
        self.lexemes = _lexemes(text)
        self.at = 0
        self.result: list[Token] = []
        self.text: list[str] = []
        self.groups = 0
        self.prefixes = prefixes
        self.guards = version == "6.3"
        self.delimiter = delimiter if self.guards else delimiter or DELIMITER

    def tokens(self) -> list[Token]:
        while self.at < len(self.lexemes):
            character = self.take("CHAR")
            name = self.take("NAME")
            pattern = self.take("PATTERN")
            if name or pattern:
                self.parameter(character, name, pattern)
            elif value := character or self.take("ESCAPED_CHAR"):
                self.text.append(value)
            else:
                self.end_text()
                if self.take("OPEN"):
                    self.braces()
                else:
                    self.expect("END")
        return self.result

    def parameter(self, prefix: str, name: str, pattern: str) -> None:
        if prefix not in self.prefixes:
            self.text.append(prefix)
            prefix = ""
        self.end_text()
        pattern = pattern or self.default_pattern(prefix)
        self.result.append(Key(name or self.number(), prefix, "", pattern, self.take("MODIFIER")))

    def braces(self) -> None:
        prefix = self.take_text()
        name = self.take("NAME")
        pattern = self.take("PATTERN")
        suffix = self.take_text()
        self.expect("CLOSE")
        number = name or (self.number() if pattern else "")
        if name and not pattern:
            pattern = self.default_pattern(prefix)
        self.result.append(Key(number, prefix, suffix, pattern, self.take("MODIFIER")))

    def default_pattern(self, prefix: str) -> str:
        """What a parameter without a pattern of its own matches."""
        delimiter = _escape(self.delimiter)
        previous = self.result[-1] if self.guards and self.result else ""
        before = (prefix or (previous if isinstance(previous, str) else "")) if self.guards else ""
        if not before and isinstance(previous, Key):
            raise PatternError(
                f'Must have text between two parameters, missing text after "{previous.name}"'
            )
        if not before or any(sign in before for sign in self.delimiter):
            return f"[^{delimiter}]+?"
        return f"(?:(?!{_escape(before)})[^{delimiter}])+?"

    def number(self) -> int:
        self.groups += 1
        return self.groups - 1

    def end_text(self) -> None:
        if self.text:
            self.result.append("".join(self.text))
            self.text = []

    def take(self, kind: str) -> str:
        """The value of the next lexeme if it is of this kind, otherwise empty."""
        if self.at < len(self.lexemes) and self.lexemes[self.at].type == kind:
            self.at += 1
            return self.lexemes[self.at - 1].value
        return ""

    def take_text(self) -> str:
        parts = []
        while value := self.take("CHAR") or self.take("ESCAPED_CHAR"):
            parts.append(value)
        return "".join(parts)

    def expect(self, kind: str) -> None:
        found = self.lexemes[self.at]
        if found.type != kind:
            raise PatternError(f"Unexpected {found.type} at {found.place}, expected {kind}")
        self.at += 1


def _lexemes(text: str) -> list[_Lexeme]:
    lexemes = []
    at = 0
    while at < len(text):
        sign = text[at]
        kind = _SINGLE.get(sign, "CHAR")
        value, after = sign, at + 1
        if sign == "\\":
            kind, value, after = "ESCAPED_CHAR", text[at + 1 : at + 2], at + 2
        elif sign == ":":
            kind = "NAME"
            while after < len(text) and text[after] in _NAME:
                after += 1
            value = text[at + 1 : after]
            if not value:
                raise PatternError(f"Missing parameter name at {at}")
        elif sign == "(":
            kind = "PATTERN"
            after = _end_of_group(text, at)
            value = text[at + 1 : after - 1]
        lexemes.append(_Lexeme(kind, at, value))
        at = after
    # Behind a last backslash, the end is one further than the text's.
    lexemes.append(_Lexeme("END", at, ""))
    return lexemes


def _end_of_group(text: str, start: int) -> int:
    """Where the text goes on behind the group that opens at `start`.

    A parenthesis counts even within a character class.
    """
    at = start + 1
    if text[at : at + 1] == "?":
        raise PatternError(f'Pattern cannot start with "?" at {at}')
    depth = 1
    while at < len(text):
        sign = text[at]
        if sign == "\\":
            at += 2
            continue
        if sign == ")":
            depth -= 1
            if not depth:
                break
        elif sign == "(":
            depth += 1
            if text[at + 1 : at + 2] != "?":
                raise PatternError(f"Capturing groups are not allowed at {at}")
        at += 1
    if depth:
        raise PatternError(f"Unbalanced pattern at {start}")
    if at == start + 1:
        raise PatternError(f"Missing pattern at {start}")
    return at + 1


def _escape(text: str) -> str:
    return text.translate(_ESCAPED)


def _whole_token(token: Token) -> Token:
    if isinstance(token, str):
        return whole(token)
    return token._replace(
        prefix=whole(token.prefix), suffix=whole(token.suffix), pattern=whole(token.pattern)
    )
