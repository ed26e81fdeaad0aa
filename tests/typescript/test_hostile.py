"""Source that nobody means well with: a reason or a fact, never a crash, never a hang."""

import random
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clerkdoctor.typescript.grammar import LARGEST
from clerkdoctor.typescript.module import Module, read_module
from clerkdoctor.typescript.sources import Sources
from clerkdoctor.typescript.values import NotKnown, parts, why_not_static
from tests.typescript.reading import module, show, sources


def everything(path: str, source: bytes) -> None:
    """Asks a file all that can be asked."""
    project = Sources(lambda _: source, lambda one: one == path)
    found = project.module(path)
    if isinstance(found, NotKnown):
        assert found.reason
        return
    reads, dynamic = found.env_reads(), found.dynamic_env_reads()
    assert all(read.place.line for read in reads)
    assert all(one.place.line for one in dynamic)
    for imported in found.imports[:20]:
        if imported.local:
            project.calls(found, imported.name, imported.source)
            project.elements(found, imported.name, imported.source)
            project.origin(path, imported.local)
    for export in found.exports:
        value = project.exported(path, export.name)
        assert list(parts(value))
        reason = why_not_static(value)
        assert reason is None or reason.reason
    for literal in found.strings():
        assert literal.place.line
    _ = found.directives, found.syntax_error, found.gaps


PIECES = [
    "import ", "export ", "default ", "const ", "let ", "var ", "function ", "class ", "enum ",
    "type ", "return ", "await ", "async ", "new ", "if (", "for (const a of b) ", "process",
    "process.env", "process.env.A", "env", "require('m')", "import('m')", "module.exports", "x",
    "a", "b", "f", "{", "}", "(", ")", "[", "]", "<", ">", "</", "/>", "=>", "=", "==", "===", "??",
    "||", "&&", "?", ":", "?.", "...", ".", ",", ";", "!", "+", "-", "*", "/", "'a'", '"b"', "`c`",
    "`${", "}`", "`", "'", '"', "//", "/*", "*/", "\n", " ", "\\", "\\u{", "1", "0x", "é", "😀", "\t",
    " as const", " satisfies T", "from 'm'", "{ a, b: [c] = d, ...e }", "(a, b) => ", "@", "#", "\0",
    "\u2028", "\ufeff", "\r", "\r\n", "<a b={", "&amp;", "as ", "null", "undefined", "true", "in ",
]  # fmt: skip


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.sampled_from(["a.ts", "a.js"])
)
def test_any_source_is_read(source: str, path: str) -> None:
    everything(path, source.encode())


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["a.ts", "a.tsx"]))
def test_any_bytes_are_read(source: bytes, path: str) -> None:
    everything(path, source)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80))
def test_any_text_in_a_literal_comes_back(text: str) -> None:
    quoted = text.translate({
        ord("\\"): "\\\\", ord("'"): "\\'", ord("\n"): "\\n", ord("\r"): "\\r",
        0: "\\0" if not text[text.find("\0") + 1 : text.find("\0") + 2].isdigit() else "\\x00",
    })  # fmt: skip
    try:
        source = f"export const x = '{quoted.replace(chr(0), '')}'".encode()
    except UnicodeEncodeError:
        return
    value = Sources(lambda _: source, lambda _: True).exported("a.ts", "x")
    if "\0" not in text:
        assert show(value) == repr(text)


DEEP = 10_000


@pytest.mark.parametrize(
    "expression",
    [
        "(" * DEEP + "1" + ")" * DEEP,
        "[" * DEEP + "]" * DEEP,
        "[" * 900 + "]" * 900,
        "!" * DEEP + "1",
        "- " * DEEP + "1",
        "'a'" + " + 'a'" * DEEP,
        "1" + " + 1" * DEEP,
        "a ?? " * DEEP + "'a'",
        "process.env.A ?? " * DEEP + "'a'",
        "process.env.A || " * 5_000 + "process.env.B",
        "`${" * 450 + "1" + "}`" * 450,
        "a" + ".b" * DEEP,
        "a" + "?.b" * DEEP,
        "a" + "()" * DEEP,
        "a" + "[0]" * DEEP,
        "a ? b : " * DEEP + "c",
        "(" * 400 + "process.env" + ")" * 400 + ".A",
        "process.env ?? " * 5_000 + "{}",
        "() => " * DEEP + "1",
        "f(" * 900 + "process.env.A" + ")" * 900,
        "{ a: " * 900 + "1" + " }" * 900,
        "<a>" * 5_000 + "</a>" * 5_000,
        "'a'" + " as string" * DEEP,
        "x" + "!" * DEEP,
        "await " * DEEP + "x",
        "[" + "'a'," * DEEP + "]",
        "[" + "..." * 3_000 + "]",
    ],
    ids=lambda text: text[:12],
)
def test_depth_is_no_danger(expression: str) -> None:
    started = time.monotonic()
    everything("a.tsx", f"export const x = {expression}\n".encode())
    assert time.monotonic() - started < 10


def test_aliases_without_end() -> None:
    chain = "".join(f"const e{n + 1} = e{n}\n" for n in range(1_500))
    everything("a.ts", f"const e0 = process.env\n{chain}export const x = e1500.A".encode())
    found = module(f"const e0 = process.env\n{chain}e1500.A", "a.ts")
    assert [read.name for read in found.env_reads()] == ["A"]


DOUBLING = [
    "const a0 = ['x']\n" + "".join(f"const a{n + 1} = [...a{n}, ...a{n}]\n" for n in range(40)),
    "const a0 = 'x'\n" + "".join(f"const a{n + 1} = a{n} + a{n}\n" for n in range(40)),
    "const a0 = ['x']\n" + "".join(f"const a{n + 1} = [a{n}, a{n}]\n" for n in range(40)),
    "const a0 = {}\n" + "".join(f"const a{n + 1} = {{ b: a{n}, c: a{n} }}\n" for n in range(40)),
    "const a0 = 'x'\n" + "".join(f"const a{n + 1} = b{n} ? a{n} : a{n}\n" for n in range(40)),
    "const a0 = 'x'\n"
    + "".join(f"const a{n + 1} = `${{a{n}}}${{c}}${{a{n}}}`\n" for n in range(40)),
    "const a0 = (p) => p\n"
    + "".join(f"const a{n + 1} = (p) => a{n}(p) + a{n}(p)\n" for n in range(40)),
    "const a0 = (p) => p\n"
    + "".join(f"const a{n + 1} = (p) => [a{n}(p), a{n}(p)]\n" for n in range(40)),
]


@pytest.mark.parametrize("source", DOUBLING)
@pytest.mark.parametrize("use", ["a40", "[a40].join()", "a40('x')", "a40.b.length", "String(a40)"])
def test_constants_that_double_end_in_time(source: str, use: str) -> None:
    started = time.monotonic()
    everything("a.ts", f"{source}export const x = {use}".encode())
    assert time.monotonic() - started < 5


def test_conditions_that_double_end_in_time() -> None:
    body = "".join(f"if (c{n}) return {n}\n" for n in range(60))
    started = time.monotonic()
    everything("a.ts", f"function f() {{\n{body}}}\nexport const x = f()".encode())
    body = "".join(f"if (c{n}) {{ if (d{n}) return {n} }}\n" for n in range(60))
    everything("a.ts", f"function f() {{\n{body}}}\nexport const x = f()".encode())
    assert time.monotonic() - started < 10


def test_a_name_on_every_level_runs_out_of_budget_and_says_so() -> None:
    source = "import f from 'm'\n" + "+f(process.env.A)" * 14_000
    started = time.monotonic()
    found = module(source, "a.ts")
    found.env_reads()
    found.calls("default", "m")
    assert [one.reason for one in found.gaps] == ["`a.ts` is too intricate to be searched"]
    value = sources({"a.ts": source + "\nexport const x = process.env.A"}).exported("a.ts", "x")
    assert show(value) == "env.A"
    assert time.monotonic() - started < 20


def test_the_largest_file_of_plain_code_is_read_in_full() -> None:
    line = "export const a = () => { return f(process.env.A, ['b'], { c: 1 }) }\n"
    found = module(line * (LARGEST // len(line)), "a.ts")
    assert len(found.env_reads()) == LARGEST // len(line)
    assert found.gaps == ()


TOKENS = ["a", "(", ")", "{", "}", "[", "]", "<", ">", "=>", "?", ":", "`", "${", '"', "'", "=", ",",
          ";", ".", "...", "async ", "function ", "class ", "type ", "import ", "export ", "if(",
          "</", "/>", "/", "//", "*/", "!", "+", "1", "\n", "get ", "&", "<a>", "yield "]  # fmt: skip
SLOW = [
    "*/",
    ">-",
    "infer <a></",
    "a]==",
    "}}[${",
    "{a:",
    "a<",
    "get /*in ",
    "class /*type ",
    "let a:(b:(",
]
"""Units whose repetition was found to take the parser seconds, hours, or its stack."""


@pytest.mark.parametrize("unit", SLOW)
@pytest.mark.parametrize("path", ["a.ts", "a.tsx"])
def test_what_confuses_the_parser_ends_in_time(unit: str, path: str) -> None:
    started = time.monotonic()
    for size in (3_000, 30_000):
        assert isinstance(read_module(path, (unit * size)[:size].encode()), Module | NotKnown)
    assert time.monotonic() - started < 15


def test_a_parser_that_gave_up_reads_the_next_file() -> None:
    given_up = read_module("a.tsx", b">-" * 20_000)
    assert isinstance(given_up, NotKnown)
    assert given_up.reason == "`a.tsx` is too broken to be parsed"
    assert module("import { a } from 'b'").imports[0].local == "a"
    assert module("import { a } from 'b'").syntax_error is None


@pytest.mark.long
def test_repeated_tokens_never_hang() -> None:
    chosen = random.Random(11)
    made = ["".join(chosen.choice(TOKENS) for _ in range(chosen.randint(1, 5))) for _ in range(40)]
    for unit in ("class A{*/*/*/", *SLOW, *made):
        before = chosen.choice(["", "x=", "`", "<a>", "class A{", "(a"])
        source = (before + unit * LARGEST)[:LARGEST].encode()
        started = time.monotonic()
        found = read_module(chosen.choice(["a.ts", "a.tsx"]), source)
        assert isinstance(found, Module | NotKnown)
        assert time.monotonic() - started < 60, (before, unit)
