"""Source that is broken, made to be endless, or not for this tool: an answer, soon, and no crash."""

import random
import re
import time

import pytest

from tests.guard.collections import collection
from tests.guard.reading import access, guard, handler
from tests.guard.styles import STYLES
from tests.typescript.reading import sources

ENDLESS = {
    "a loop": "while (true) {}",
    "a loop that counts": "for (let i = 0; i < 1e9; i++) {}",
    "recursion": "const f = (n) => f(n + 1)\nf(0)",
    "two that call each other": "const f = () => g()\nconst g = () => f()\nf()",
    "a text that doubles": "let s = 'a'\nfor (let i = 0; i < 200; i++) s += s\nif (s) return",
    "a text that is replaced": "let s = 'aa'\nfor (let i = 0; i < 99; i++) s = s.replaceAll('a', 'aaaa')",
    "an array that doubles": "let a = [1]\nfor (let i = 0; i < 99; i++) a = [...a, ...a]",
    "an array that is joined": "let a = [1]\nfor (let i = 0; i < 99; i++) a = a.concat(a)",
    "a number that squares": "let n = 3\nfor (let i = 0; i < 999; i++) n *= n\nif (n > 1) return",
    "an unknown value that doubles": "let u = x\nfor (let i = 0; i < 999; i++) u = f(u, u)\nif (u) return",
    "conditions without end": "\n".join(f"if (a{i}) b = {i} + await c" for i in range(40)),
    "conditions that matter": "\n".join(f"if (a{i}(b)) return x.y{i}(b)" for i in range(60)),
    "back-tracking": "if (/^(a+)+$/.test('a'.concat(req.nextUrl.pathname))) return",
    "a million calls": "[...'0123456789'.concat('0123456789')].map((a) => [...'0123456789']"
    ".map((b) => [...'0123456789'].map((c) => [...'0123456789'].map(String))))",
}


@pytest.mark.parametrize("body", ENDLESS.values(), ids=ENDLESS)
def test_what_is_endless_ends(body: str) -> None:
    started = time.process_time()
    found = handler(f"{body}\nif (isOpen(req)) return\nawait auth.protect()",
                    before="const isOpen = createRouteMatcher(['/'])")  # fmt: skip
    answers = {access(found, f"/{number}") for number in range(20)}
    assert answers <= {"public", "protected", "unknown"}
    assert time.process_time() - started < 10


def test_an_expression_nested_deeply() -> None:
    found = handler(f"if ({'(' * 900}a{')' * 900}) return\nawait auth.protect()")
    assert access(found) == "unknown"
    assert "nested" in found.signed_out("/x").because


def test_a_list_of_many_routes() -> None:
    routes = ", ".join(f"'/r{number}'" for number in range(1500))
    found = handler("if (!isOpen(req)) await auth.protect()",
                    before=f"const isOpen = createRouteMatcher([{routes}])")  # fmt: skip
    assert access(found, "/r1499") == "public"
    assert access(found, "/s") == "protected"
    assert {one.role for one in found.patterns} == {"public"}


def test_a_list_of_too_many_routes() -> None:
    routes = ", ".join(f"'/r{number}'" for number in range(9000))
    found = handler("if (!isOpen(req)) await auth.protect()",
                    before=f"const isOpen = createRouteMatcher([{routes}])")  # fmt: skip
    assert access(found) == "unknown"


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("", "`proxy.ts` does not export `default`"),
        ("export default clerkMiddleware(", "cannot be parsed"),
        ("export default 42", "is not a function"),
        ("export default class {}", "is known only at run time"),
        ("export default function* () {}", "is known only at run time"),
        ("export { default } from './proxy'", "re-exported in a circle"),
        ("export { default } from './missing'", "`./missing` leads to no file"),
        ("export default async (req) => { with (req) { return } }", "cannot be"),
        (
            "outer: for (;;) { continue outer }\nexport default () => { a: for (;;) break a }",
            "cannot be",
        ),
    ],
)
def test_what_is_no_handler(source: str, why: str) -> None:
    found = guard(source)
    outcome = found.signed_out("/x")
    assert why in outcome.because
    assert outcome.access in ("unknown", "protected")


def test_a_circle_of_files() -> None:
    found = guard("export { default } from './a'",
                  files={"a.ts": "export { default } from './b'", "b.ts": "export { default } from './a'"})  # fmt: skip
    assert access(found) == "unknown"


def test_names_that_go_round() -> None:
    found = guard("const a = b, b = a\nexport default a")
    assert access(found) == "unknown"


WORDS = (
    "await ", "return ", "!", "?.", "auth", "req", "()", "[]", "{}", "null", "...", "=>", "async ",
    "&&", "||", "===", "'/x'", "new ", ".length", "[0]", ".map(x => x)", "if (1) ", "throw ",
    "try {", "} catch {", "}", "{", "(", ")", "delete ", "in ", "+=", "=", "++", "/a/", "yield ",
    "class A {}", "this", "import('x')", "function f(){}", "switch(x){case 1:}", "1n", "Map", "Set",
)  # fmt: skip


def broken_somewhere(seed: int) -> str:
    """A source of these tests with some words deleted, doubled or exchanged."""
    choose = random.Random(seed)
    files = [*collection("correct"), *collection("broken")]
    texts = [one.source for one in files] + [style.source for style in STYLES]
    parts = re.findall(r"\w+|\s+|[^\w\s]", choose.choice(texts))
    for _ in range(choose.randint(1, 4)):
        at, way = choose.randrange(len(parts)), choose.random()
        if way < 0.3:
            del parts[at : at + choose.randint(1, 6)]
        elif way < 0.8:
            parts[at : at + (way < 0.5)] = [choose.choice(WORDS)]
        else:
            other = choose.randrange(len(parts))
            parts[at:at] = parts[other : other + choose.randint(1, 12)]
        parts = parts or ["x"]
    return "".join(parts)


@pytest.mark.parametrize("seed", range(6))
def test_broken_source_has_an_answer(seed: int) -> None:
    for number in range(60):
        source = broken_somewhere(seed * 1000 + number)
        if not isinstance(sources({"proxy.ts": source}).module("proxy.ts"), tuple):
            found = guard(source, clerk=4 + number % 4)
            assert access(found, "/dashboard") in ("public", "protected", "unknown")
