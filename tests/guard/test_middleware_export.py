"""How the middleware's file exports its handler, by the release of Next.js that runs it."""

from typing import Any

import pytest

from clerkdoctor.facts.place import Place
from clerkdoctor.facts.routes import HandlerExport
from clerkdoctor.guard.middleware_export import handler_export
from clerkdoctor.typescript.module import Module
from tests.typescript.reading import sources

CONFIG = "\nexport const config = { matcher: '/a' }\n"
PROXY_ERROR = (
    'The file "./proxy.ts" must export a function, either as a default export or as a named'
    ' "proxy" export'
)
OTHER = {
    "x.ts": "export function middleware() {}\nexport function handler() {}\nexport default handler",
    "y.ts": "export const a = 1",
    "z.ts": "export * from './x'",
}


def export(
    source: str, major: int | None = 16, convention: Any = "proxy", path: str = ""
) -> HandlerExport:
    path = path or f"{convention}.ts"
    read = sources({path: source, **OTHER})
    module = read.module(path)
    assert isinstance(module, Module)
    return handler_export(module, convention, major, read)


def outcome(source: str, major: int, convention: str) -> str:
    found = export(source.replace("NAME", convention), major, convention)
    return (found.name or "nothing") + (" refused" if found.error else "")


# What 14 and 15 run, what 16 runs as middleware and as proxy; as they were built and asked.
@pytest.mark.parametrize(("source", "to_15", "from_16"), [
    ("export default function handler() {}", "default", "default"),
    ("export default async () => {}", "default", "default"),
    ("export default clerkMiddleware()", "default", "default"),
    ("const f = make(); export default f", "default", "default"),
    ("export function NAME() {}", "NAME", "NAME"),
    ("export async function NAME() {}", "NAME", "NAME"),
    ("export const NAME = clerkMiddleware()", "NAME", "NAME"),
    ("export let NAME = () => {}", "NAME", "NAME"),
    ("const f = () => {}; export { f as NAME }", "NAME", "NAME"),
    ("export { handler as NAME } from './x'", "NAME", "NAME"),
    ("export default () => {}; export function NAME() {}", "NAME", "NAME"),
    ("const f = () => {}; export { f as default }", "default", "default refused"),
    ("export { default } from './x'", "default", "default refused"),
    ("export const q = 1, NAME = () => {}", "NAME", "NAME refused"),
    ("export const { NAME } = make()", "NAME", "NAME refused"),
    ("export class NAME {}", "NAME", "NAME refused"),
    ("export * from './x'", "NAME", "nothing refused"),
    ("export * from './y'", "nothing refused", "nothing refused"),
    ("export * from './z'", "nothing", "nothing refused"),
    ("module.exports = () => {}", "default refused", "default refused"),
    ("const a = 1", "nothing refused", "nothing refused"),
    ("export default {}", "default refused", "default refused"),
    ("export default 'x'", "default refused", "default refused"),
    ("export type { NAME } from './x'", "nothing refused", "nothing refused"),
    ("// export default function handler() {}", "nothing refused", "nothing refused"),
])  # fmt: skip
def test_forms(source: str, to_15: str, from_16: str) -> None:
    for major in (13, 14, 15):
        assert outcome(source + CONFIG, major, "middleware") == to_15.replace("NAME", "middleware")
    for convention in ("middleware", "proxy"):
        expected = from_16.replace("NAME", convention)
        if "export *" in source or "type" in source:
            assert outcome(source + CONFIG, 16, convention).startswith("nothing")
        else:
            assert outcome(source + CONFIG, 16, convention) == expected


def test_16_sees_a_default_in_a_list_only_where_it_does_not_look() -> None:
    source = "const f = () => {}\nexport { f as default }"
    assert export(source).error is None
    found = export(source + CONFIG)
    assert found.name == "default"
    assert found.error == (f"{PROXY_ERROR}: Next.js 16 does not see a default export in a list")


def test_the_other_name_is_no_handler() -> None:
    found = export("export function middleware() {}" + CONFIG)
    assert (found.name, found.error) == (None, PROXY_ERROR)
    found = export("export function proxy() {}", 15, "middleware")
    assert found.error == (
        'The Middleware "/middleware" must export a `middleware` or a `default` function'
    )


def test_files_are_named_from_the_apps_root() -> None:
    found = export("const a = 1" + CONFIG, path="apps/web/src/proxy.ts")
    assert found.error is not None
    assert found.error.startswith('The file "./src/proxy.ts" must export')
    found = export("const a = 1", 14, "middleware", path="src/middleware.ts")
    assert found.error is not None
    assert '"/src/middleware"' in found.error
    found = export("export default {}", 16, path="src/proxy.ts")
    assert found.error == (
        'The Proxy file "/src/proxy" must export a function named `proxy` or a default function'
    )


def test_places() -> None:
    assert export("\n\nexport default clerkMiddleware()").place == Place("proxy.ts", 3, 16)
    assert export("const a = 1" + CONFIG).place == Place("proxy.ts")


def test_without_a_version_only_what_all_say_is_an_error() -> None:
    source = "const f = () => {}\nexport { f as default }" + CONFIG
    assert export(source, None, "middleware").error is None
    assert export(source, None, "proxy").error is not None
    assert export("const a = 1" + CONFIG, None, "middleware").error is not None


@pytest.mark.parametrize("source", [
    "module.exports = { middleware: () => {} }", "exports.middleware = () => {}",
    "const handler = make(); module.exports = handler", "export * from 'some-package'",
    "export default condition ? a : b", "export default handlers[0]",
    "export { auth as middleware } from './auth'", "import { x } from './gone'; export default x",
])  # fmt: skip
def test_what_cannot_be_told_is_no_error(source: str) -> None:
    assert export(source, 15, "middleware").error is None


def test_a_file_that_cannot_be_parsed_is_no_error() -> None:
    assert export("export default function ( {", 15, "middleware").error is None
