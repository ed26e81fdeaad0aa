import pytest

from tests.guard.reading import guard, handler

ASKED = "await auth.protect()"


def told(body: str, before: str = "") -> list[tuple[str, bool, str]]:
    found = handler(body, before=before)
    return [(one.text, one.constant, one.reason) for one in found.conditions]


@pytest.mark.parametrize(
    ("condition", "constant", "reason"),
    [
        ("req.url === '/admin'", False, "a whole URL, with scheme and host, never equals a path"),
        ("'/admin' == req.url", False, "a whole URL, with scheme and host, never equals a path"),
        ("req.nextUrl.href === '/admin'", False, "a whole URL, with scheme and host, never equals a path"),
        ("['/admin', '/x'].includes(req.url)", False,
         "a whole URL, with scheme and host, never equals a path"),
        ("req.url.startsWith('/admin')", False, "`url` is a whole URL, which begins with its scheme"),
        ("req.nextUrl === '/admin'", False, "`nextUrl` is an object; its `pathname` is the path"),
        ("req.nextUrl.pathname === 'admin'", False,
         "a pathname begins with `/`, and `admin` does not"),
        ("new URL(req.url).pathname === 'admin'", False,
         "a pathname begins with `/`, and `admin` does not"),
        ("req.nextUrl.pathname.startsWith('admin')", False,
         "a pathname begins with `/`, and `admin` does not"),
        ("req.nextUrl.pathname.startsWith('/')", True, "every pathname begins with `/`"),
        ("req.nextUrl.pathname.startsWith('')", True, "every pathname begins with `/`"),
        ("req.nextUrl.pathname === '/a?b=1'", False, "a pathname has no query, and `/a?b=1` does"),
        ("req.nextUrl.pathname.includes('?tab=')", False, "a pathname has no query, and `?tab=` does"),
        ("req.nextUrl.pathname === '/über'", False,
         "a pathname is percent-encoded, and `/über` is not"),
        ("req.nextUrl.pathname === '/a b'", False, "a pathname is percent-encoded, and `/a b` is not"),
        ("req.nextUrl.pathname === '/admin/*'", False,
         "`/admin/*` is compared as it stands: there are no wildcards in it"),
        ("req.nextUrl.pathname.startsWith('/admin(.*)')", False,
         "`/admin(.*)` is compared as it stands: there are no wildcards in it"),
        ("req.nextUrl.pathname === '/blog/[slug]'", False,
         "`/blog/[slug]` is compared as it stands: there are no wildcards in it"),
        ("req.nextUrl.pathname.toLowerCase() === '/Admin'", False,
         "the pathname is in lower case, and `/Admin` is not"),
        ("req.method === 'post'", False, "a method is written in capitals, and `post` is not"),
    ],
)  # fmt: skip
def test_a_constant_condition(condition: str, constant: bool, reason: str) -> None:
    assert told(f"if ({condition}) {ASKED}") == [(condition, constant, reason)]


@pytest.mark.parametrize(
    "condition",
    [
        "req.nextUrl.pathname === '/admin'",
        "req.nextUrl.pathname === '/'",
        "req.nextUrl.pathname.startsWith('/admin')",
        "req.nextUrl.pathname.startsWith('/admin/')",
        "req.nextUrl.pathname.includes('admin')",
        "req.nextUrl.pathname.endsWith('.png')",
        "req.nextUrl.pathname.split('/')[1] === 'admin'",
        "req.nextUrl.pathname.slice(1) === 'admin'",
        "req.nextUrl.pathname.replace(/^\\/en/, '') === ''",
        "['', 'admin'].includes(req.nextUrl.pathname.split('/')[1])",
        "req.url === 'https://example.com/admin'",
        "req.url.includes('/admin')",
        "req.url.endsWith('/admin')",
        "req.url.startsWith('https://')",
        "req.method === 'POST'",
        "req.headers.get('accept') === 'json'",
        "req.nextUrl.search === '?a=1'",
        "req.nextUrl.searchParams.get('a') === 'b'",
        "auth && isClosed(req)",
        "!isClosed(req)",
        "isClosed?.(req)",
        "/^admin/.test(req.nextUrl.pathname)",
    ],
)
def test_a_condition_that_may_hold(condition: str) -> None:
    assert told(f"if ({condition}) {ASKED}", "const isClosed = createRouteMatcher(['/x'])") == []


@pytest.mark.parametrize(
    ("condition", "texts"),
    [
        ("req.nextUrl.pathname === '/' || req.nextUrl.pathname === ''", []),
        ("(req.nextUrl.pathname === '') || isClosed(req) || req.method === 'PUT'", []),
        ("req.url === '/a' || req.url === '/b'", ["req.url === '/a'", "req.url === '/b'"]),
        ("req.url === '/a' && (isClosed(req) || true)", ["req.url === '/a'"]),
        ("(isClosed(req) || true) && req.url === '/a'", ["req.url === '/a'"]),
        ("req.nextUrl.pathname.startsWith('/') || isClosed(req)",
         ["req.nextUrl.pathname.startsWith('/')"]),
    ],
)  # fmt: skip
def test_one_of_several(condition: str, texts: list[str]) -> None:
    before = "const isClosed = createRouteMatcher(['/x'])"
    assert [text for text, _, _ in told(f"if ({condition}) {ASKED}", before)] == texts


def test_an_entry_of_a_list_has_its_own_place() -> None:
    found = handler(
        "if (paths.some((path) => req.nextUrl.pathname.startsWith(path))) await auth.protect()",
        before="const paths = [\n  '/settings',\n  'team',\n]",
    )
    (one,) = found.conditions
    assert (one.place.line, one.place.column) == (6, 3)
    assert one.reason == "a pathname begins with `/`, and `team` does not"
    assert found.signed_out("/settings").access == "protected"


def test_an_entry_that_is_left_out_by_hand_is_none() -> None:
    body = """
    const is = (p) => p === '/' ? req.nextUrl.pathname === p : req.nextUrl.pathname.startsWith(p)
    if (['/', '/about'].some(is)) return
    await auth.protect()
    """
    assert told(body) == []


def test_a_list_in_another_file() -> None:
    found = guard(
        "import { clerkMiddleware } from '@clerk/nextjs/server'\nimport { OPEN } from './lib'\n"
        "export default clerkMiddleware(async (auth, req) => {"
        " if (!OPEN.includes(req.nextUrl.pathname)) await auth.protect() })",
        files={"lib.ts": "export const OPEN = ['/', 'about']"},
    )
    assert [str(one.place) for one in found.conditions] == ["lib.ts:1:27"]


def test_what_is_not_called() -> None:
    before = "const isClosed = createRouteMatcher(['/x'])"
    assert told("if (isClosed) await auth.protect()", before) == [
        ("isClosed", True, "`isClosed` is a function, and it is not called")
    ]


def test_what_is_not_awaited() -> None:
    assert told("if (!auth()) return\nawait auth.protect()") == [
        ("auth()", True, "`auth()` is a promise, and it is not awaited")
    ]
    before = "async function isClosed(req) { return true }"
    assert told("if (isClosed(req)) await auth.protect()", before) == [
        ("isClosed(req)", True, "`isClosed(req)` is a promise, and it is not awaited")
    ]


def test_a_session_is_always_there() -> None:
    reason = "`auth()` always gives an object; `userId` says whether someone is signed in"
    redirect = "return NextResponse.redirect(new URL('/sign-in', req.url))"
    assert told(f"const session = await auth()\nif (!session) {redirect}") == [
        ("session", True, reason)
    ]


def test_a_careful_look_at_the_session_is_none() -> None:
    body = """
    const session = await auth()
    if (!session || !session.userId) return NextResponse.redirect(new URL('/sign-in', req.url))
    """
    assert told(body) == []
