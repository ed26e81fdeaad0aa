"""Folded constants against Node.js' own evaluation of the same expressions."""

import random
from math import copysign
from pathlib import Path
from typing import Any

import pytest

from clerkdoctor.typescript.literals import number_text, utf16
from clerkdoctor.typescript.module import Module, read_module
from clerkdoctor.typescript.sources import Sources
from clerkdoctor.typescript.values import (
    Array,
    Boolean,
    NotKnown,
    Null,
    Number,
    Object,
    Regex,
    Spread,
    Text,
    Undefined,
    Value,
    why_not_static,
)
from tests import npm

CASES = 6_000
SEED = 20_240_611


class Expressions:
    """Random literal expressions of JavaScript, as people and as hostile hands write them."""

    def __init__(self, seed: int, *, malformed: bool = True) -> None:
        self.random = random.Random(seed)
        self.malformed = malformed

    def any(self, depth: int) -> str:
        if depth <= 0:
            return self.random.choice([self.string, self.string, self.number, self.word])()
        kinds = [
            self.string, self.string, self.template, self.template, self.raw, self.number,
            self.word, self.array, self.object, self.ternary, self.binary, self.binary,
            self.logical, self.unary, self.member, self.method, self.built_in, self.regex,
        ]  # fmt: skip
        chosen = self.random.choice(kinds)
        return (
            chosen()
            if chosen in {self.string, self.number, self.word}
            else self._deep(chosen, depth)
        )

    def _deep(self, chosen: Any, depth: int) -> str:
        text: str = chosen(depth - 1)
        return f"({text})" if self.random.random() < 0.4 else text

    def operand(self, depth: int) -> str:
        return f"({self.any(depth)})"

    # Literals

    def pieces(self, quote: str) -> str:
        def piece() -> str:
            pick = self.random.random()
            if pick < 0.55:
                return self.random.choice("abz /-_.*()[]|?+^:;,0189é漢😀\u00a0<>&#@%=~\t{}")
            if pick < 0.85:
                return self.random.choice([
                    r"\n", r"\t", r"\r", r"\b", r"\f", r"\v", r"\0", r"\'", r"\"", r"\`", r"\\",
                    r"\.", r"\d", r"\w", r"\/", r"\-", r"\*", r"\(", r"\s", r"\q", r"\é", r"\😀",
                    r"\x41", r"\x00", r"\xff", r"\u0041", r"\u00e9", r"\ud83d", r"\ude00",
                    r"\ud83d\ude00", r"\u{41}", r"\u{1F600}", r"\u{0}", r"\u{10FFFF}", r"\u{D83D}",
                    "\\\n", "\\\r\n", "\\\u2028",
                ])  # fmt: skip
            if pick < 0.9 and quote != "`":
                return self.random.choice([r"\1", r"\12", r"\377", r"\400", r"\08", r"\8", r"\9"])
            if pick < 0.91 and self.malformed:
                return self.random.choice([r"\x4", r"\u00", r"\u{110000}", r"\u{}", r"\u{zz}"])
            if quote == "`":
                return self.random.choice(["\n", "\r\n", "$", "$ {", "'", '"'])
            return self.random.choice([one for one in "'\"`" if one != quote] + ["//", "/*", "*/"])

        return "".join(piece() for _ in range(self.random.randrange(7)))

    def string(self) -> str:
        quote = self.random.choice("'\"")
        return quote + self.pieces(quote) + quote

    def template(self, depth: int = 0) -> str:
        inner = [self.pieces("`")]
        for _ in range(self.random.randrange(3)):
            inner += ["${" + self.any(depth) + "}", self.pieces("`")]
        return "`" + "".join(inner) + "`"

    def raw(self, depth: int) -> str:
        return "String.raw" + self.template(depth)

    def number(self) -> str:
        pick = self.random.randrange(5)
        if pick == 0:
            return self.random.choice([
                "0", "-0", "1", "007", "08", "0x1F", "0b101", "0o17", "1_000", ".5", "5.", "1e3",
                "1e21", "1e-7", "123456789012345680000", "0.1", "9007199254740993", "1e400",
                "2.5e-8", "0xdeadBEEF", "1.7976931348623157e308", "5e-324", "100", "4294967296",
            ])  # fmt: skip
        if pick == 1:
            return str(self.random.randrange(1000))
        if pick == 2:
            return repr(self.random.random() * 10 ** self.random.randrange(-12, 25))
        return str(self.random.randrange(-5, 12))

    def word(self) -> str:
        return self.random.choice([
            "true", "false", "null", "undefined", "void 0", "NaN", "Infinity", "[]", "({})",
        ])  # fmt: skip

    def regex(self, _: int) -> str:
        pattern = self.random.choice([r"a\/b", r"[/]", r"^\/api(.*)$", r"\d+", r"(?:x|y)", r"\."])
        return f"/{pattern}/{self.random.choice(['', 'i', 'g', 'gi', 'u'])}"

    # Structures

    def array(self, depth: int) -> str:
        items = []
        for _ in range(self.random.randrange(5)):
            pick = self.random.random()
            if pick < 0.1:
                items.append("")
            elif pick < 0.3:
                items.append("..." + self.random.choice([self.array, self.template])(depth - 1))
            else:
                items.append(self.any(depth))
        return "[" + ", ".join(items) + self.random.choice(["", "", ",", " /* end, */"]) + "]"

    def key(self, depth: int) -> str:
        pick = self.random.random()
        if pick < 0.4:
            return self.random.choice(["a", "b", "default", "matcher", "é", "$x", "get", "async"])
        if pick < 0.6:
            return self.string()
        if pick < 0.8:
            return self.random.choice(["1", "0x10", "1.5", "10", "2", "1e3", ".5"])
        return f"[{self.any(depth)}]"

    def object(self, depth: int) -> str:
        entries: list[str] = []
        for _ in range(self.random.randrange(5)):
            pick = self.random.random()
            if pick < 0.25:
                spread = self.random.choice([self.object, self.array, self.template])
                entries.append("..." + spread(depth - 1))
            elif pick < 0.3:
                entries.append("..." + self.word())
            else:
                key = self.key(depth)
                # Node.js lists a key that stands twice in another order than ECMA-262 has it.
                if not any(entry.startswith(f"{key}:") for entry in entries):
                    entries.append(f"{key}: {self.any(depth)}")
        comma = self.random.choice(["", ","]) if entries else ""
        return "({" + ", ".join(entries) + comma + "})"

    # Operators

    def ternary(self, depth: int) -> str:
        return f"{self.operand(depth)} ? {self.any(depth)} : {self.any(depth)}"

    def binary(self, depth: int) -> str:
        operator = self.random.choice([
            "+", "+", "+", "-", "*", "/", "%", "**", "===", "!==", "==", "!=", "<", ">", "<=", ">=",
            "|", "&", "^", "<<", ">>", ">>>",
        ])  # fmt: skip
        return f"{self.operand(depth)} {operator} {self.operand(depth)}"

    def logical(self, depth: int) -> str:
        operator = self.random.choice(["&&", "||", "??"])
        return f"{self.operand(depth)} {operator} {self.operand(depth)}"

    def unary(self, depth: int) -> str:
        operator = self.random.choice(["!", "-", "+", "~", "typeof ", "void ", "!!"])
        return operator + self.operand(depth)

    def member(self, depth: int) -> str:
        access = self.random.choice([
            ".length", "[0]", "[1]", '["a"]', ".a", "?.a", "?.[0]", "?.a.b", "?.a?.b", ".source",
        ])  # fmt: skip
        return self.random.choice([self.array, self.object, self.template])(depth) + access

    def method(self, depth: int) -> str:
        on_text = [
            ".trim()", ".toUpperCase()", ".toLowerCase()", '.startsWith("a")', '.split("/")',
            '.split("")', '.replace("a", "b")', '.replaceAll("a", "bb")', ".slice(1)",
            ".slice(-2)", ".slice(1, -1)", ".substring(2, 0)", ".repeat(2)", '.concat("x", 1)',
            '.includes("")', ".at(-1)", ".charAt(1)", ".trimEnd()", ".toString()",
        ]  # fmt: skip
        on_array = [
            '.join("|")', ".join()", ".concat([1], 2)", ".filter(Boolean)", ".map(x => x)",
            ".map((x, i) => `${i}:${x}`)", ".flat()", ".includes(1)", ".slice(1)", ".at(-1)",
            ".indexOf(undefined)", ".some(Boolean)", ".every(x => x !== null)", ".find(Boolean)",
            ".filter(x => typeof x === 'string')", ".flatMap(x => [x, x])", ".length",
            ".map(String)",
        ]  # fmt: skip
        if self.random.random() < 0.5:
            return self.operand(0).replace("(", "(''+", 1) + self.random.choice(on_text)
        return self.array(depth) + self.random.choice(on_array)

    def built_in(self, depth: int) -> str:
        name = self.random.choice([
            "Object.keys", "Object.values", "Object.entries", "Object.freeze", "String", "Number",
            "Boolean", "Array.isArray", "Array.from", "Object.assign",
        ])  # fmt: skip
        argument = self.random.choice([self.object, self.array, self.any])(depth)
        if name == "Object.assign":
            return f"{name}({{}}, {argument}, {self.object(depth)})"
        return f"{name}({argument})"


def canonical(value: Value | Spread) -> list[Any]:
    match value:
        case Undefined():
            return ["undefined"]
        case Null():
            return ["null"]
        case Boolean(truth):
            return ["boolean", truth]
        case Number(number):
            is_minus_zero = number == 0 and copysign(1, number) < 0
            return ["number", "-0" if is_minus_zero else number_text(number)]
        case Text(text):
            return ["text", list(memoryview(utf16(text)).cast("H"))]
        case Array(items):
            return ["array", [canonical(item) for item in items]]
        case Regex(pattern, flags):
            return ["regex", pattern, flags]
        case Object(entries):
            return ["object", [[entry.key, canonical(entry.value)] for entry in entries]]
        case _:
            raise AssertionError(value)


def fold(statements: str, expression: str) -> Value:
    source = f"{statements}\n;export default ({expression}\n)".encode()
    module = read_module("case.js", source)
    assert isinstance(module, Module)
    if module.syntax_error is not None:
        return NotKnown("has a syntax error", module.syntax_error)
    return Sources(lambda _: source, lambda path: path == "case.js").exported("case.js", "default")


@pytest.mark.long
def test_constants_are_what_node_evaluates() -> None:
    made = Expressions(SEED)
    cases = [made.any(made.random.randrange(4)) for _ in range(CASES)]
    valid, known = compare([("", case) for case in cases])
    assert valid >= CASES * 0.8
    assert known >= valid * 0.8, f"{known} of {valid} valid expressions are known"


def compare(cases: list[tuple[str, str]]) -> tuple[int, int]:
    """How many cases have a value, and how many of these are known: all as Node.js has them."""
    answers = npm.run(Path(__file__).with_name("js_values.cjs"), {}, cases)
    assert len(answers) == len(cases)
    wrong, known, valid = [], 0, 0
    for (statements, expression), answer in zip(cases, answers, strict=True):
        value = fold(statements, expression)
        if answer[0] == "error":  # it has no value, and code around it never runs
            continue
        valid += 1
        if why_not_static(value) is None:
            known += 1
            ours = canonical(value)
            if ours != answer:
                wrong.append((statements, expression, ours, answer))
    assert not wrong, f"{len(wrong)} of {len(cases)} differ, the first: {wrong[0]}"
    return valid, known
