import pytest

from tests.typescript.reading import module


def declared(source: str) -> str:
    """What the `x` in `HERE(x)` is bound to: kind and line."""
    found = module(source)
    for lineage in found.occurrences("x"):
        call = lineage[-3] if len(lineage) > 2 else None
        if (
            call is not None
            and call.type == "call_expression"
            and (found.text(call).startswith("HERE("))
        ):
            binding = found.scopes.binding(lineage)
            if binding is None:
                return "global"
            return f"{binding.kind} {found.place(binding.node).line}"
    raise AssertionError(source)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("HERE(x)", "global"),
        ("const x = 1\nHERE(x)", "const 1"),
        ("HERE(x)\nlet x", "let 2"),
        ("import x from 'm'\nHERE(x)", "import 1"),
        ("import { y as x } from 'm'\nHERE(x)", "import 1"),
        ("import * as x from 'm'\nHERE(x)", "import 1"),
        ("import x = require('m')\nHERE(x)", "import 1"),
        ("export const { a: [x] } = y\nHERE(x)", "const 1"),
        ("export default function x() {}\nHERE(x)", "function 1"),
        ("export enum x { A }\nHERE(x)", "enum 1"),
        ("namespace x { export const y = 1 }\nHERE(x)", "namespace 1"),
        ("declare const x: string\nHERE(x)", "ambient 1"),
        ("class x {}\nHERE(x)", "class 1"),
        ("const x = 1\nfunction f(x) { HERE(x) }", "parameter 2"),
        ("const x = 1\nfunction f({ a: x }) { HERE(x) }", "parameter 2"),
        ("const x = 1\nfunction f(...x) { HERE(x) }", "parameter 2"),
        ("const x = 1\nconst f = x => HERE(x)", "parameter 2"),
        ("const x = 1\nconst f = (a, x = 2) => { HERE(x) }", "parameter 2"),
        ("const x = 1\nconst f = ({ x }: { x: string }) => HERE(x)", "parameter 2"),
        ("const x = 1\nfunction f() {\n  const x = 2\n  HERE(x) }", "const 3"),
        ("const x = 1\nfunction f() {\n  { const x = 2 }\n  HERE(x) }", "const 1"),
        ("const x = 1\nfunction f() {\n  if (a) { var x = 2 }\n  HERE(x) }", "var 3"),
        ("const x = 1\nfunction f() {\n  function g() { var x = 2 }\n  HERE(x) }", "const 1"),
        ("const x = 1\nfor (const x of y) HERE(x)", "loop 2"),
        ("const x = 1\nfor (let x = 0;;) { HERE(x) }", "let 2"),
        ("const x = 1\ntry {} catch (x) { HERE(x) }", "catch 2"),
        ("const x = 1\nswitch (y) { case 1: const x = 2; HERE(x) }", "const 2"),
        ("const x = 1\nconst f = function x() { HERE(x) }", "function 2"),
        ("const x = 1\nclass A { m(x) { HERE(x) } }", "parameter 2"),
        ("const x = 1\nclass A { x = 2; m() { HERE(x) } }", "const 1"),
        ("const x = 1\nlabel: for (;;) { HERE(x); break label }", "const 1"),
        ("const x = 1\ntype x = string\ninterface y { x: 1 }\nHERE(x)", "const 1"),
        ("function x(a: string): void\nfunction x(a: any) {}\nHERE(x)", "function 2"),
        ("const y = () => { HERE(x); var x }", "var 1"),
        ("for (var x in y) {}\nHERE(x)", "loop 1"),
    ],
)
def test_a_name_means_the_declaration_that_javascript_finds(source: str, expected: str) -> None:
    assert declared(source) == expected


def changed(source: str) -> str | None:
    """How the top-level `x` of a file changes: how and where."""
    found = module(source)
    binding = found.scopes.top_level("x")
    assert binding is not None
    change = found.scopes.change(binding)
    return change and f"{change.how} {change.place.line}:{change.place.column}"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("let x = 1", None),
        ("let x = 1; x = 2", "reassigned 1:12"),
        ("let x = 1\nfunction f() { x += 2 }", "reassigned 2:16"),
        ("let x = 1; x++", "reassigned 1:12"),
        ("let x = 1; --x", "reassigned 1:14"),
        ("let x = 1; x ??= 2", "reassigned 1:12"),
        ("let x; [x] = y", "reassigned 1:9"),
        ("let x; ({ x } = y)", "reassigned 1:11"),
        ("let x; ({ a: [{ b: x = 1 }] } = y)", "reassigned 1:20"),
        ("let x; [...x] = y", "reassigned 1:12"),
        ("let x; for (x of y) {}", "reassigned 1:13"),
        ("let x; for (x in y) {}", "reassigned 1:13"),
        ("let x; (x as any) = 1", "reassigned 1:9"),
        ("var x = 1; var x = 2", "reassigned 1:16"),
        ("const x = []; x.push(1)", "changed 1:15"),
        ("const x = {}; x.a.b.push(1)", "changed 1:15"),
        ("const x = {}; x.a = 1", "changed 1:15"),
        ("const x = {}; x['a'] ||= 1", "changed 1:15"),
        ("const x = {}; x.a.b++", "changed 1:15"),
        ("const x = {}; delete x.a", "changed 1:22"),
        ("const x = {}; (x as any)!.a = 1", "changed 1:16"),
        ("const x = {}; ({ y: x.a } = z)", "changed 1:21"),
        ("const x = {}; for (x.a of y) {}", "changed 1:20"),
        ("const x = {}; Object.assign(x, y)", "changed 1:29"),
        ("const x = []; x?.sort()", "changed 1:15"),
        ("const x = new Map(); x.set(1, 2)", "changed 1:22"),
        ("const x = {}; Object.assign(y, x)", None),
        ("const x = {}; Object.assign({}, x)", None),
        ("const x = []; f(x); x.map(g); x.filter(g).push(1); [...x].sort()", None),
        ("const x = {}; const y = x.a(); y.x = 1; ({ x: 1 }); a.x = 2; a.x++", None),
        ("const x = {}; const { a = x } = y; [b = x] = z; for (const c of x) {}", None),
        ("const x = {}; if (x.a === 1 || x.b == 2) {}", None),
        ("const x = {}; y = x; y += x; z.a = x.b", None),
        ("const x = []; const y = x; y.push(1)", "changed 1:28"),
        ("const x = []; const y = x, z = y; z.sort()", "changed 1:35"),
        ("const x = {}; const y = x?.a.b; y.c = 1", "changed 1:33"),
        ("const x = {}; const { a: [b] } = z ?? x; b.push(1)", "changed 1:42"),
        ("const x = []; const y = x.map(f); y.push(1)", None),
        ("const x = []; let y = x; y = 2", None),
        ("const x = []; const y = x; const x2 = y", None),
        ("const x = 1; function f(x) { x = 2 }", None),
        ("const x = 1; { let x = 2; x = 3 }", None),
        ("const x = 1; // x = 2\nconst s = 'x = 3'", None),
        ("const x = 1; const e = <p x={2}>x = 3</p>", None),
        ("const x = []; const y = 1 1 (x) @", "used in code that cannot be parsed 1:30"),
    ],
)  # fmt: skip
def test_changes(source: str, expected: str | None) -> None:
    assert changed(source) == expected
