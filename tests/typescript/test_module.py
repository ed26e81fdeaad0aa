import pytest

from clerkdoctor.facts.place import Place
from clerkdoctor.typescript.grammar import DEEPEST, LARGEST, language_of
from clerkdoctor.typescript.module import Module, read_module
from clerkdoctor.typescript.values import NotKnown
from tests.typescript.reading import module


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("a.ts", "ts"), ("a.mts", "ts"), ("a.cts", "ts"), ("a.d.ts", "ts"), ("a.tsx", "tsx"),
        ("a.jsx", "jsx"), ("a.js", "js"), ("a.mjs", "mjs"), ("a.cjs", "cjs"), ("A.TS", "ts"),
        ("a.json", None), ("a.vue", None), ("a", None), ("ts", "ts"), ("a.ts/b", None),
    ],
)  # fmt: skip
def test_the_language_is_the_extensions(path: str, language: str | None) -> None:
    assert language_of(path) == language


def test_each_language_reads_its_own_syntax() -> None:
    assert module("const a = <string>b; const c = <T,>(d: T) => d", "a.ts").syntax_error is None
    assert module("const a = <div>b</div>", "a.tsx").syntax_error is None
    assert module("const a = <div>b</div>", "a.js").syntax_error is None
    assert module("const a = <div>b</div>", "a.mjs").syntax_error is None
    assert module("const a = <div>b</div>", "a.ts").syntax_error is not None
    assert module("#!/usr/bin/env node\nconst a = 1", "a.js").syntax_error is None


def refused(source: bytes, path: str = "a.ts") -> str:
    found = read_module(path, source)
    assert isinstance(found, NotKnown)
    assert found.place == Place(path)
    return found.reason


def test_what_cannot_be_read_says_why() -> None:
    assert refused(b"x", "a.vue") == "`a.vue` is no TypeScript or JavaScript"
    assert refused(b"a" * (LARGEST + 1)) == "`a.ts` is larger than 256 kB"
    assert refused(b"const a = 1\0") == "`a.ts` is binary"
    assert refused(b"const a = '\xe9'") == "`a.ts` is not UTF-8 (byte 12 is 0xe9)"
    assert refused("const a = 1".encode("utf-16")) == "`a.ts` is binary"
    deep = b"[" * (DEEPEST + 1)
    assert refused(deep) == "`a.ts` is nested more than 1,000 brackets deep"
    assert refused(b"x = {a:" * 10_000) == "`a.ts` is nested more than 1,000 brackets deep"
    assert refused(b"a /*b " * 30) == "`a.ts` has a `/*` that is never closed"


def test_what_only_looks_deep_or_unclosed_is_read() -> None:
    assert isinstance(read_module("a.ts", b"f({}); " * 5_000), Module)
    assert isinstance(read_module("a.ts", b"/* ) ] } */ f({}); " * 2_000), Module)
    assert isinstance(read_module("a.ts", b'glob("src/**/*"); ' * 15), Module)
    assert isinstance(read_module("a.ts", b""), Module)


def test_places_count_characters_from_one() -> None:
    source = "const a = 1;\n/* é漢😀 */ foo('é漢', bar);\r\n\tbaz"
    found = module(source)
    places = [str(found.place(found.occurrences(name)[0][-1])) for name in ("foo", "bar", "baz")]
    assert places == ["a.tsx:2:11", "a.tsx:2:21", "a.tsx:3:2"]


def test_a_byte_order_mark_has_no_width() -> None:
    found = module(b"\xef\xbb\xbfconst a = '\xc3\xa9', b = 1")
    assert str(found.place(found.occurrences("b")[0][-1])) == "a.tsx:1:16"


def test_occurrences_are_words_of_the_code() -> None:
    source = """
    // auth in a comment
    /* auth */ const s = "auth", t = `auth ${auth}`, r = /auth/;
    auth(); authors; x.auth; ({ auth }); ({ auth: 1 }); const e = <p auth="auth">auth {auth}</p>;
    $auth; _auth; auth2; éauth; type auth = 1; label.auth
    """
    found = module(source)
    kinds = [lineage[-1].type for lineage in found.occurrences("auth")]
    assert kinds == [
        "identifier", "identifier", "property_identifier", "shorthand_property_identifier",
        "property_identifier", "property_identifier", "identifier", "type_identifier",
        "property_identifier",
    ]  # fmt: skip
    assert all(lineage[0].id == found.root.id for lineage in found.occurrences("auth"))
    assert found.occurrences("") == []
    assert found.occurrences("nowhere") == []


@pytest.mark.parametrize(
    ("source", "directives"),
    [
        ('"use client";\nimport a from "b"', ("use client",)),
        ("'use server'\n", ("use server",)),
        (
            "// comment\n/* more */\n'use client'\n\"use strict\"\nfoo()",
            ("use client", "use strict"),
        ),
        ("#!/usr/bin/env node\n'use strict'", ("use strict",)),
        ("import a from 'b'\n'use client'", ()),
        ("('use client')", ()),
        ("`use client`", ()),
        ("'use client' + 1", ()),
        ("", ()),
    ],
)
def test_directives(source: str, directives: tuple[str, ...]) -> None:
    assert module(source).directives == directives


def test_directives_of_a_function() -> None:
    found = module("async function save() { 'use server'; await db() }")
    body = next(found.nodes(frozenset({"statement_block"})))
    assert found.directives_of(body) == ("use server",)
    assert found.directives == ()


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("const a = 1", None),
        ("const a = ;\nfoo()", "a.tsx:1:11"),
        ("foo()\nconst b = {\n", "a.tsx:2:1"),
        ("/* é */ const a = 'é' @ b", "a.tsx:1:19"),
        ("export type * from 'm'", None),
        ("export type * from 'm'\nconst a = ;", "a.tsx:2:9"),
        ("<<<<<<< HEAD\nconst a = 1\n=======\n", "a.tsx:1:1"),
    ],
)
def test_the_first_syntax_error_has_a_place(source: str, place: str | None) -> None:
    found = module(source).syntax_error
    assert (found and str(found)) == place


def test_strings_are_every_text_of_the_code() -> None:
    source = r"""
    import a from 'm'
    // "no" and `no`
    const s: 'literal' = "a\x41", t = `b${"c"}d\n${1}`, u = ``, k = { 'key': "it's" }
    const e = <p title="x\n&amp;y" data-a={'z'}>don't "quote" {`w`}</p>
    const r = /"no"/
    """
    found = module(source)
    assert [string.text for string in found.strings()] == [
        "m", "literal", "aA", "b", "d\n", "c", "", "key", "it's", "x\\n&y", "z", "w",
    ]  # fmt: skip
    assert str(found.strings()[2].place) == "a.tsx:4:26"


def test_a_type_named_string_is_no_text() -> None:
    assert module("const a: string = b; type T = string").strings() == ()


def test_excerpts_are_one_short_line() -> None:
    found = module("foo(\n  1,\n  2)")
    call = next(found.nodes(frozenset({"call_expression"})))
    assert found.excerpt(call) == "foo( 1, 2)"
    long = module(f"foo('{'é' * 500}')")
    shown = long.excerpt(next(long.nodes(frozenset({"call_expression"}))))
    assert len(shown) == 48
    assert shown.endswith("…")
