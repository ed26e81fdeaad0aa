import pytest

from clerkdoctor.typescript import sources as bounds
from clerkdoctor.typescript.module import Module
from clerkdoctor.typescript.sources import Sources
from clerkdoctor.typescript.values import NotKnown, Reference, why_not_static
from tests.typescript.reading import exported, show, sources

X = "export const x = "


@pytest.mark.parametrize(
    ("files", "value"),
    [
        ({"a.ts": f"import {{ b }} from './b'; {X}b", "b.ts": "export const b = ['/b']"}, "['/b']"),
        ({"a.ts": f"import {{ c as b }} from './b'; {X}b", "b.ts": "export { b as c }; const b = 1"},
         "1"),
        ({"a.ts": f"import b from './b'; {X}b", "b.ts": "export default { c: 1 }"}, "{c: 1}"),
        ({"a.ts": f"import b from './b'; {X}b", "b.ts": "const c = 1; export default c"}, "1"),
        ({"a.ts": f"import b from './b'; {X}b()", "b.ts": "export default function () { return 1 }"},
         "1"),
        ({"a.ts": f"import * as b from './b'; {X}b.c", "b.ts": "export const c = 1"}, "1"),
        ({"a.ts": f"import * as b from './b'; {X}{{ ...b }}",
          "b.ts": "export const c = 1; export type D = 1; export default 2"},
         "{c: 1, default: 2}"),
        ({"a.ts": f"import * as b from './b'; {X}Object.values(b).flat()",
          "b.ts": "export const c = ['/c'], d = ['/d']"}, "['/c', '/d']"),
        ({"a.ts": "export { b as x } from './b'", "b.ts": "export const b = 1"}, "1"),
        ({"a.ts": "export * from './b'", "b.ts": "export const x = 1"}, "1"),
        ({"a.ts": "export * from './b'; export * from './c'", "b.ts": "export const y = 1",
          "c.ts": "export const x = 2"}, "2"),
        ({"a.ts": "export * as x from './b'", "b.ts": "export const b = 1"}, "<module b.ts>"),
        ({"a.ts": f"import * as b from './b'; {X}b.c.d", "b.ts": "export * as c from './c'",
          "c.ts": "export const d = 1"}, "1"),
        ({"a.ts": f"import {{ b }} from './b'; {X}b", "b.ts": "import { c } from './c'\n"
          "export { c as b }", "c.ts": "export const c = 1"}, "1"),
        ({"a.ts": f"import b from './b.json'; {X}b.c[0]", "b.json": '{"c": ["/d"]}'}, "'/d'"),
        ({"a.ts": f"import b from './b.json'; {X}b", "b.json": '{"c": '},
         "?`b.json` is not JSON: it ends too early"),
        ({"a.ts": f"const b = require('./b'); {X}b.c", "b.js": "module.exports = { c: 1 }"}, "1"),
        ({"a.ts": f"const {{ c }} = require('./b'); {X}c", "b.js": "exports.c = 1"}, "1"),
        ({"a.ts": f"import {{ c }} from './b'; {X}c", "b.js": "const c = 1\nmodule.exports = { c }"},
         "1"),
        ({"a.ts": f"import {{ E }} from './b'; {X}E.B", "b.ts": "export enum E { A, B }"}, "1"),
        ({"a.ts": f"import {{ f }} from './b'; {X}f('/a')",
          "b.ts": "import { g } from './c'\nexport const f = (a) => g(a) + '/b'",
          "c.ts": "export function g(a) { return `${a}(.*)` }"}, "'/a(.*)/b'"),
        ({"a.ts": f"import {{ b }} from './b'; {X}b", "b.ts": "export const b = process.env.B!"},
         "env.B"),
        ({"a.ts": f"import {{ b }} from './b'; {X}b", "b.ts": "export let b = 1\nb = 2"},
         "?`b` is reassigned at line 2"),
        ({"a.ts": f"import {{ b }} from './b'; {X}b", "b.ts": "export { auth as b } from '@clerk/x'"},
         "<@clerk/x#auth>"),
        ({"a.ts": f"import {{ b }} from './b'; {X}b", "b.ts": "export * from '@clerk/x'"},
         "<@clerk/x#b>"),
        # What is not found
        ({"a.ts": f"import {{ b }} from './b'; {X}b"}, "?`./b` leads to no file"),
        ({"a.ts": f"import {{ b }} from './b'; {X}b", "b.ts": ""}, "?`b.ts` does not export `b`"),
        ({"a.ts": f"import {{ b }} from './b'; {X}b", "b.ts": "export type b = 1"},
         "?`b.ts` does not export `b`"),
        ({"a.ts": f"import b from './b'; {X}b", "b.ts": "export * from './c'",
          "c.ts": "export default 1"}, "?`b.ts` does not export `default`"),
        ({"a.ts": f"import {{ b }} from './b'; {X}b", "b.ts": "export const b = 'a' @ 1"},
         "?`b.ts` cannot be parsed at line 1"),
        ({"a.ts": f"import {{ b }} from './b'; {X}b", "b.ts": "a" * 300_000},
         "?`b.ts` is larger than 256 kB"),
        ({"a.ts": f"import {{ b }} from '@/b'; {X}b", "b.ts": "export const b = 1"},
         "?`@/b` leads to no file"),
        ({"a.ts": f"import {{ b }} from '@/b'; {X}b", "src/b.ts": "export const b = 1",
          "tsconfig.json": '{"compilerOptions": {"paths": {"@/*": ["./src/*"]}}}'}, "1"),
        # Circles
        ({"a.ts": f"import {{ b }} from './b'; {X}b",
          "b.ts": "import { x } from './a'\nexport const b = x"}, "?`x` is re-exported in a circle"),
        ({"a.ts": "export { x } from './b'", "b.ts": "export { x } from './a'"},
         "?`x` is re-exported in a circle"),
        ({"a.ts": "export * from './b'", "b.ts": "export * from './a'"},
         "?`x` is re-exported in a circle"),
        ({"a.ts": f"import {{ b }} from './b'; export const y = 1; {X}b",
          "b.ts": "import { y } from './a'\nexport const b = y"}, "1"),
        ({"a.ts": "export * from './a'\nexport const x = 1"}, "1"),
    ],
)  # fmt: skip
def test_constants_are_followed_across_files(files: dict[str, str], value: str) -> None:
    assert exported(files) == value


def test_the_trail_ends_in_the_file_that_ends_it() -> None:
    files = {"a.ts": f"import {{ b }} from './b'; {X}[b]", "b.ts": "\nexport const b = f(1)"}
    reason = why_not_static(sources(files).exported("a.ts", "x"))
    assert reason is not None
    assert (reason.reason, str(reason.place)) == ("call of `f()`", "b.ts:2:18")


def test_a_package_of_the_workspace_is_source() -> None:
    files = {
        "a.ts": f"import {{ env }} from '@acme/env'; {X}env.A",
        "../env/package.json": '{"exports": "./index.ts"}',
        "../env/index.ts": "export const env = { A: process.env.A }",
    }
    assert exported(files, workspace={"@acme/env": "../env"}, boundary="..") == "env.A"
    assert exported(files) == "<@acme/env#env.A>"


def test_the_origin_of_a_name_is_its_package() -> None:
    files = {
        "a.ts": "import { auth as a, own } from './lib'\nimport x from 'p'\nconst b = a",
        "lib/index.ts": "export { auth } from '@clerk/nextjs/server'\nexport const own = 1",
    }
    project = sources(files)
    for name in ("a", "b"):
        origin = project.origin("a.ts", name)
        assert isinstance(origin, Reference)
        assert (origin.module, origin.name) == ("@clerk/nextjs/server", "auth")
    assert show(project.origin("a.ts", "own")) == "1"
    assert show(project.origin("a.ts", "x")) == "<p#default>"
    assert show(project.origin("a.ts", "none")) == "?`none` is not declared in `a.ts`"
    assert show(project.origin("none.ts", "a")) == "?`none.ts` cannot be read"


def test_attributes_have_values() -> None:
    project = sources({"a.tsx": "import { A } from 'p'\nconst c = 1\n"
                                "const e = <A b='x' c={c} d e={f()} g={<i/>} />"})  # fmt: skip
    found = project.module("a.tsx")
    assert isinstance(found, Module)
    (element,) = found.elements("A", "p")
    assert [show(project.attribute(found, one)) for one in element.attributes] == [
        "'x'", "1", "true", "<#f>()", "?`<i/>` is JSX",
    ]  # fmt: skip


def test_files_are_read_once_and_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MOST_BYTES", 100_000)
    body = "export const y = ['/a', '/b', f(process.env.A)]\n" * 100
    reads: list[str] = []

    def read(path: str) -> bytes | None:
        reads.append(path)
        return body.encode()

    project = Sources(read, lambda _: True)
    for number in range(200):
        assert isinstance(project.module(f"{number}.ts"), Module)
        project.module(f"{number}.ts")
    assert reads == [f"{number}.ts" for number in range(200)]
    assert len(project._modules) < 20
    assert project._bytes <= 100_000


def test_a_file_that_cannot_be_read_is_asked_for_again() -> None:
    answers = iter([None, b"export const x = 1"])
    project = Sources(lambda _: next(answers), lambda _: True)
    assert isinstance(project.module("a.ts"), NotKnown)
    assert isinstance(project.module("a.ts"), Module)


def test_an_answer_does_not_depend_on_what_was_asked_before() -> None:
    files = {
        "a.ts": "import { b } from './b'; export const x = [b], y = 1",
        "b.ts": "import { x } from './a'; export const b = [x]",
    }
    project = sources(files)
    once = [show(project.exported("a.ts", "x")), show(project.exported("b.ts", "b"))]
    again = [show(project.exported("a.ts", "x")), show(project.exported("b.ts", "b"))]
    assert once == again
    other = sources(files)
    assert show(other.exported("b.ts", "b")) == once[1]
