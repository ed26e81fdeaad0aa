import pytest

from tests.typescript.reading import module, sources

SERVER = "@clerk/nextjs/server"


def calls(source: str, name: str = "auth", of: str | None = SERVER) -> list[str]:
    found = module(source)
    return [
        ("await " * one.is_awaited) + ("new " * one.is_new)
        + ", ".join(found.text(argument) for argument in one.arguments) + f" @{one.place.line}"
        for one in found.calls(name, of)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import { auth } from '@clerk/nextjs/server'\nauth()", [" @2"]),
        ("import { auth as a } from '@clerk/nextjs/server'\nawait a({ x: 1 }, y)",
         ["await { x: 1 }, y @2"]),
        ("import * as clerk from '@clerk/nextjs/server'\nclerk.auth(1); clerk.other(2)", ["1 @2"]),
        ("import clerk from '@clerk/nextjs/server'\nclerk.auth(1); clerk()", ["1 @2"]),
        ("const { auth } = require('@clerk/nextjs/server')\nauth(1)", ["1 @2"]),
        ("const clerk = require('@clerk/nextjs/server')\nclerk.auth(1)", ["1 @2"]),
        ("const server_1 = require('@clerk/nextjs/server')\n;(0, server_1.auth)(1)", ["1 @2"]),
        ("function f() { const { auth } = require('@clerk/nextjs/server'); auth(1) }\nauth(2)",
         ["1 @1"]),
        ("async () => { const { auth } = await import('@clerk/nextjs/server')\nauth(1) }", ["1 @2"]),
        ("import { auth } from '@clerk/nextjs/server'\nauth?.(1); auth!(2); (auth)(3)",
         ["1 @2", "2 @2", "3 @2"]),
        ("import { auth } from '@clerk/nextjs/server'\nnew auth; new auth(1)",
         ["new  @2", "new 1 @2"]),
        ("import { auth } from '@clerk/nextjs/server'\nauth(...x /* y */, z)", ["...x, z @2"]),
        ("import { auth } from '@clerk/nextjs/server'\nauth`x`", [" @2"]),
        ("import { auth } from '@clerk/nextjs/server'\nauth.protect(); f(auth); const b = auth", []),
        ("import { auth } from '@clerk/nextjs/server'\nfunction f(auth) { auth(1) }\nauth(2)",
         ["2 @3"]),
        ("import { auth } from '@clerk/nextjs/server'\n{ const auth = 1; auth(1) }\nauth(2)",
         ["2 @3"]),
        ("import { auth } from '@clerk/nextjs/server'\nconst f = auth => auth(1), g = x => auth(x)",
         ["x @2"]),
        ("import { auth } from '@clerk/nextjs/server'\nx.auth(1); ({ auth() {} }).auth(2)", []),
        ("import { auth } from './auth'\nauth(1)", []),
        ("import type { auth } from '@clerk/nextjs/server'\nauth(1)", []),
        ("import { other as auth } from '@clerk/nextjs/server'\nauth(1)", []),
        ("auth(1)", []),
        ("import { auth } from '@clerk/nextjs/server'\n// auth(1)\nconst s = 'auth(2)', t = `auth(3)`",
         []),
        ("auth(1)\nimport { auth } from '@clerk/nextjs/server'\nfunction f() { return auth(2) }",
         ["1 @1", "2 @3"]),
    ],
)  # fmt: skip
def test_calls_of_an_import(source: str, expected: list[str]) -> None:
    assert calls(source) == expected


def test_calls_of_several_packages() -> None:
    source = "import { auth } from 'a'\nimport { auth as b } from 'b'\nauth(1); b(2)"
    found = module(source)
    assert len(found.calls("auth")) == 2
    assert len(found.calls("auth", ("a", "b"))) == 2
    assert len(found.calls("auth", ("b",))) == 1
    assert found.calls("auth", "b")[0].imported.local == "b"


def test_a_call_knows_where_it_stands() -> None:
    found = module("import { auth } from 'a'\nexport const GET = async () => { await auth() }")
    call = found.calls("auth", "a")[0]
    assert call.node.type == "call_expression"
    assert call.lineage[0].type == "program"
    assert [one.type for one in call.lineage if one.type == "arrow_function"] == ["arrow_function"]
    assert str(call.place) == "a.tsx:2:40"


JSX = """
import { ClerkProvider as Clerk, useAuth } from "@clerk/nextjs"
import * as react from "convex/react"
export default ({ children }) => (
  <html lang="en">
    <Clerk appearance={{ a: 1 }} {...rest} signInUrl="/sign-in&amp;x" dynamic data-x={`y`} empty={}>
      <body>
        <react.Authenticated>{children}</react.Authenticated>
        <Clerk.Inner /> <p>Clerk</p> {/* <Clerk /> */}
        {open ? <Clerk publishableKey={process.env.NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY!} /> : null}
      </body>
    </Clerk>
  </html>
)
"""


def test_elements_with_their_attributes() -> None:
    found = module(JSX)
    outer, inner = found.elements("ClerkProvider", "@clerk/nextjs")
    assert [one.name for one in outer.attributes] == [
        "appearance", "signInUrl", "dynamic", "data-x", "empty",
    ]  # fmt: skip
    assert outer.has_spread
    assert outer.within == ("html",)
    assert str(outer.place) == "a.tsx:6:5"
    assert not inner.has_spread
    assert inner.within == ("html", "Clerk", "body")
    shown = outer.attribute("signInUrl")
    assert shown is not None
    assert shown.text == "/sign-in&x"
    assert outer.attribute("nothing") is None
    (member,) = found.elements("Authenticated", "convex/react")
    assert member.within == ("html", "Clerk", "body")
    assert found.elements("useAuth", "@clerk/nextjs") == ()


def test_the_last_attribute_of_a_name_counts() -> None:
    found = module("import { A } from 'a'\nconst e = <A b='1' b='2' />").elements("A")[0]
    counted = found.attribute("b")
    assert counted is not None
    assert counted.text == "2"


FILES = {
    "lib/auth.ts": "export { auth } from '@clerk/nextjs/server'\nexport const x = 1",
    "lib/index.ts": "export * from './auth'\nexport { ClerkProvider as Provider } from '@clerk/nextjs'",
    "page.tsx": """
import { auth, x } from "./lib"
import * as lib from "./lib/auth"
import { auth as direct } from "@clerk/nextjs/server"
import { Provider } from "./lib"
auth(1); lib.auth(2); direct(3); x(4)
export default () => <Provider a="b" />
""",
}


def test_calls_and_elements_are_followed_through_the_project() -> None:
    project = sources(FILES)
    found = project.module("page.tsx")
    assert not isinstance(found, tuple)
    calls = project.calls(found, "auth", SERVER)
    assert [found.text(call.arguments[0]) for call in calls] == ["1", "2", "3"]
    (element,) = project.elements(found, "ClerkProvider", ("@clerk/nextjs",))
    assert element.attribute("a") is not None
    assert found.calls("auth", SERVER)[0].imported.local == "direct"
