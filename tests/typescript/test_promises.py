"""What becomes of a promise, by how the code around it is written."""

from itertools import pairwise

import pytest

from clerkdoctor.typescript.promises import is_returned, settled
from tests.typescript.reading import module

HEAD = 'import { auth } from "@clerk/nextjs/server"\n'


def fate(code: str) -> str:
    """The fate of the one call of `auth` in the body of a function, and what is taken."""
    read = module(f"{HEAD}async function f() {{\n{code}\n}}")
    (call,) = read.calls("auth", "@clerk/nextjs/server")
    found = settled(read, call.lineage)
    chained = " by a chain" if found.chained else ""
    return f"{found.fate}{chained}: {', '.join(found.takes)}".removesuffix(": ")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("await auth()", "awaited"),
        ("const { a, b: { c } } = await auth()", "awaited: a, b"),
        ("const { a: x = 1, ...rest } = await auth()", "awaited: a"),
        ("const s = await auth(); s.a; const { b } = s", "awaited: a, b"),
        ("(await auth()).a.b", "awaited: a"),
        ("(await (auth() as any)!).a", "awaited: a"),
        ("await auth().catch(g)", "awaited by a chain"),
        ("const s = auth(); (await s).a", "awaited: a"),
        ("const s = auth(); const t = s; await t", "awaited"),
        ("const s = x ? auth() : null; if (s) await s", "awaited"),
        ("await (x && auth())", "awaited"),
        ("await (auth() ?? x)", "awaited"),
        ("await (x, auth())", "awaited"),
        ("await Promise.resolve(auth())", "awaited"),
        ("const [s] = await Promise.all([auth(), g()])", "awaited"),
        ("use(auth()).a", "awaited: a"),
        ("const { a } = React.use(auth())", "awaited: a"),
        ("return auth()", "returned"),
        ("return x && auth()", "returned"),
        ("const g = () => auth()", "returned"),
        ("g(auth())", "handed on"),
        ("g({ s: auth() })", "handed on"),
        ("[auth()]", "handed on"),
        ("x.y = auth()", "handed on"),
        ("yield auth()", "handed on"),
        ("let s = auth(); s = await s", "handed on"),
        ("return <A s={auth()} />", "handed on"),
        ("`${auth()}`", "handed on"),
        ("for (const a of auth()) {}", "handed on"),
        ("auth().a", "read: a"),
        ("auth()?.a", "read: a"),
        ("auth()!.a", "read: a"),
        ("(auth() as unknown as X).a", "read: a"),
        ("auth().a()", "read: a"),
        ("auth()['a']", "read"),
        ("const { a } = auth()", "read: a"),
        ("const { a } = x || auth()", "read: a"),
        ("const s = auth(); s.a; await s", "read: a"),
        ("const s = auth(), { a } = s", "read: a"),
        ("g({ ...auth() })", "read: ..."),
        ("if (auth()) g()", "tested"),
        ("if ((auth())) g()", "tested"),
        ("while (!auth()) g()", "tested"),
        ("auth() ? g() : h()", "tested"),
        ("auth() && g()", "tested"),
        ("auth() === null", "tested"),
        ("typeof auth()", "tested"),
        ("const s = auth(); if (!s) g()", "tested"),
        ("auth()", "dropped"),
        ("void auth()", "dropped"),
        ("x && auth()", "dropped"),
        ("x ? auth() : y", "dropped"),
        ("auth(), g()", "dropped"),
        ("const s = auth()", "dropped"),
        ("auth().then(g)", "dropped by a chain"),
        ("auth().then(g).finally(h)", "dropped by a chain"),
        ("const s = auth().then(g); await s", "awaited by a chain"),
        ("return auth().catch(g)", "returned by a chain"),
        ("auth().then", "read: then"),
    ],
)
def test_the_fate_of_a_promise(code: str, expected: str) -> None:
    assert fate(code) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("return auth()", True),
        ("return await auth()", True),
        ("return (await auth())", True),
        ("return x && auth()", True),
        ("return x ? auth() : y", True),
        ("const g = async () => await auth()", True),
        ("await auth()", False),
        ("return g(auth())", False),
        ("return auth() && x", False),
        ("return (await auth()).a", False),
        ("const g = () => { auth() }", False),
    ],
)
def test_whether_the_function_around_gives_it(code: str, expected: bool) -> None:
    read = module(f"{HEAD}async function f() {{\n{code}\n}}")
    (call,) = read.calls("auth", "@clerk/nextjs/server")
    assert is_returned(read, call.lineage) == expected


def test_a_chain_of_names_ends() -> None:
    names = [f"s{i}" for i in range(40)]
    steps = "; ".join(f"const {b} = {a}" for a, b in pairwise(names))
    assert fate(f"const s0 = auth(); {steps}; await s39") == "handed on"


def test_names_that_lead_to_each_other_end() -> None:
    assert fate("const a = auth() ?? b; const b = a; a.x") == "read: x"
