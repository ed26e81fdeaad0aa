import pytest

from tests.typescript.reading import module


def imports(source: str, path: str = "a.tsx") -> list[str]:
    return [
        f"{one.kind} {one.source} {one.name or '-'} {one.local or '-'}"
        + (" type" if one.is_type else "")
        for one in module(source, path).imports
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('import a from "m"', ["import m default a"]),
        ("import a from 'm';", ["import m default a"]),
        ('import * as a from "m"', ["import m * a"]),
        ('import { a } from "m"', ["import m a a"]),
        ('import { a as b } from "m"', ["import m a b"]),
        ('import { default as b } from "m"', ["import m default b"]),
        ('import { "a-b" as c } from "m"', ["import m a-b c"]),
        ('import a, { b, c as d } from "m"', ["import m default a", "import m b b", "import m c d"]),
        ('import a, * as b from "m"', ["import m default a", "import m * b"]),
        ("import {\n  a, // one\n  /* two */ b,\n} from 'm'", ["import m a a", "import m b b"]),
        ("import{a}from'm'", ["import m a a"]),
        ('import {} from "m"', []),
        ('import "m"', ["import m - -"]),
        ('import "\\x6d"', ["import m - -"]),
        ('import type A from "m"', ["import m default A type"]),
        ('import type { A, B as C } from "m"', ["import m A A type", "import m B C type"]),
        ('import { type A, b, type C as D } from "m"',
         ["import m A A type", "import m b b", "import m C D type"]),
        ('import { type } from "m"', ["import m type type"]),
        ('import type from "m"', ["import m default type"]),
        ('import a from "m" with { type: "json" }', ["import m default a"]),
        ('import a = require("m")', ["require m * a"]),
        ('const a = require("m")', ["require m * a"]),
        ('const { a, b: c, d = 1 } = require("m")',
         ["require m a a", "require m b c", "require m d d"]),
        ('var a = require("m").default', ["require m default a"]),
        ('let a = require("m").b, c = 1', ["require m b a"]),
        ('require("m")', ["require m * -"]),
        ('require("m").config()', ["require m config -"]),
        ("function f() { const a = require('m') }", ["require m * a"]),
        ("const a = require(`m`)", ["require m * a"]),
        ("const a = require(name)", []),
        ("const a = require(`m${1}`)", []),
        ("const a = require.resolve('m')", []),
        ("const a = foo.require('m')", []),
        ('const a = await import("m")', ["dynamic m * a"]),
        ('const { a } = await import("m")', ["dynamic m a a"]),
        ('const { a } = (await import("m")) as any', ["dynamic m a a"]),
        ('const x = (await import("m")).a', ["dynamic m a x"]),
        ('lazy(() => import("m"))', ["dynamic m * -"]),
        ('import(/* webpackChunkName: "c" */ "m").then((x) => x.a)', ["dynamic m * -"]),
        ("import (\n'm'\n)", ["dynamic m * -"]),
        ("import(name)", []),
        ("type A = import('m').B; let b: typeof import('n')",
         ["dynamic m * - type", "dynamic n * - type"]),
        ("// import a from 'm'\n/* require('m') */", []),
        ("const s = \"import a from 'm'\", t = `require('m')`, e = <p>import a from 'm'</p>", []),
        ("import.meta.url", []),
        ("", []),
    ],
)  # fmt: skip
def test_imports(source: str, expected: list[str]) -> None:
    assert imports(source) == expected


def test_places_are_the_names() -> None:
    found = module('import a, { b as c } from "m"\nconst { d } = require("n")\nimport "o"').imports
    assert [str(one.place) for one in found] == [
        "a.tsx:1:8", "a.tsx:1:13", "a.tsx:2:9", "a.tsx:3:1",
    ]  # fmt: skip


def test_imports_after_a_syntax_error_are_still_seen() -> None:
    assert imports("import a from 'm'\nconst x = = 1\nimport b from 'n'\n") == [
        "import m default a",
        "import n default b",
    ]
