"""What a guard tells beside who gets in: its kind, its patterns, and why."""

import pytest

from clerkdoctor.facts.routes import Outcome
from tests.guard.reading import IMPORTS, access, guard, handler

CLOSED = "const isClosed = createRouteMatcher(['/app(.*)', /^\\/lab/i, '/api/:id'])"
OPEN = "const isOpen = createRouteMatcher(['/', '/sign-in(.*)'])"


def roles(body: str, before: str = f"{OPEN}\n{CLOSED}") -> dict[str, str]:
    return {one.text: one.role for one in handler(body, before=before).patterns}


def test_patterns_that_open_and_close() -> None:
    assert roles("if (isClosed(req)) await auth.protect()", CLOSED) == {
        "/app(.*)": "protected", "/^\\/lab/i": "protected", "/api/:id": "protected",
    }  # fmt: skip
    assert roles("if (!isOpen(req)) await auth.protect()", OPEN) == {
        "/": "public", "/sign-in(.*)": "public",
    }  # fmt: skip


def test_patterns_of_two_lists() -> None:
    body = "if (isOpen(req)) return\nif (isClosed(req)) await auth.protect()\nelse return"
    assert roles(body) == {
        "/": "other", "/sign-in(.*)": "other", "/app(.*)": "protected", "/^\\/lab/i": "protected",
        "/api/:id": "protected",
    }  # fmt: skip


def test_patterns_by_a_condition_on_the_path() -> None:
    body = "if (req.nextUrl.pathname.startsWith('/api')) return\nif (isClosed(req)) await auth.protect()"
    assert roles(body, CLOSED) == {
        "/app(.*)": "protected", "/^\\/lab/i": "protected", "/api/:id": "other",
    }  # fmt: skip


def test_patterns_that_nothing_asks() -> None:
    assert roles("return", CLOSED) == dict.fromkeys(["/app(.*)", "/^\\/lab/i", "/api/:id"], "other")


def test_patterns_that_skip_clerk() -> None:
    found = guard(
        f"{IMPORTS}{OPEN}\nconst clerk = clerkMiddleware(async (auth) => {{ await auth.protect() }})\n"
        "export default (req, event) => isOpen(req) ? undefined : clerk(req, event)"
    )
    assert {one.role for one in found.patterns} == {"skipped"}
    assert found.signed_out("/").because == "public: `isOpen` matches `/`"


def test_a_pattern_knows_where_it_is_written() -> None:
    found = handler(
        "if (isOpen(req)) return\nawait auth.protect()",
        before="import { OPEN } from './lib'\nconst isOpen = createRouteMatcher([...OPEN, '/b'])",
        files={"lib.ts": "export const OPEN = [\n  '/a',\n] as const"},
    )
    assert [(one.text, str(one.place), one.matcher) for one in found.patterns] == [
        ("/a", "lib.ts:2:3", "isOpen"), ("/b", "proxy.ts:5:45", "isOpen"),
    ]  # fmt: skip


def test_kinds_of_patterns() -> None:
    found = handler(
        "if (a(req) || b(req)) return\nawait auth.protect()",
        before="import { more } from 'somewhere'\n"
        "const a = createRouteMatcher((req) => req.nextUrl.pathname === '/a')\n"
        "const b = createRouteMatcher(['/b', /c/, ...more])",
    )
    assert [one.kind for one in found.patterns] == ["function", "path", "regexp", "unknown"]
    assert [access(found, path) for path in ("/a", "/b", "/c", "/d")] == [
        "public", "public", "public", "unknown",
    ]  # fmt: skip


def test_a_pattern_that_does_not_compile_answers_for_all() -> None:
    found = handler("if (req.nextUrl.pathname === '/x') return\nif (a(req)) await auth.protect()",
                    before="const a = createRouteMatcher(['/b', '/c/*'])")  # fmt: skip
    assert [one.error for one in found.patterns] == [None, "Unexpected MODIFIER at 3, expected END"]
    outcome = found.signed_out("/x")
    assert outcome.access == "unknown"
    assert outcome.because == (
        "`/c/*` in `a` does not compile: Unexpected MODIFIER at 3, expected END"
    )


@pytest.mark.parametrize(
    ("source", "kind", "unknown"),
    [
        (f"{IMPORTS}export default clerkMiddleware()", "clerk", ""),
        (f"{IMPORTS}export default (req, ev) => clerkMiddleware()(req, ev)", "clerk", ""),
        ("export default () => undefined", "other", ""),
        ("import wrap from 'wrapper'\nexport default wrap()", "unknown",
         "comes from the package `wrapper`"),
        (f"import wrap from 'wrapper'{IMPORTS}export default wrap(clerkMiddleware())", "clerk",
         "comes from the package `wrapper`"),
        ("const x = 1", "unknown", "`proxy.ts` does not export `default`"),
        ("import { authMiddleware } from '@clerk/nextjs'\nexport default authMiddleware()",
         "unknown", "`authMiddleware` is no part of @clerk/nextjs 7"),
        ("import { clerkMiddleware } from '@clerk/nextjs'\nexport default clerkMiddleware()",
         "unknown",
         "`clerkMiddleware` is no export of `@clerk/nextjs`, but of `@clerk/nextjs/server`"),
    ],
)  # fmt: skip
def test_kinds(source: str, kind: str, unknown: str) -> None:
    found = guard(source)
    assert (found.kind, found.unknown) == (kind, unknown)


def test_legacy_kinds() -> None:
    v4 = guard("import { authMiddleware } from '@clerk/nextjs'\nexport default authMiddleware()",
               clerk=4)  # fmt: skip
    assert v4.kind == "auth-middleware"
    older = guard("import { withClerkMiddleware } from '@clerk/nextjs/server'\n"
                  "export default withClerkMiddleware(() => undefined)", clerk=4)  # fmt: skip
    assert older.kind == "with-clerk"


def test_where_the_version_is_not_known_both_ways_work() -> None:
    for call in ("await auth.protect()", "auth().protect()"):
        assert access(handler(call, clerk=None)) == "protected"
    for read in ("await auth()", "auth()"):
        body = f"const {{ userId }} = {read}\nif (!userId) return new Response(null, {{ status: 401 }})"
        assert access(handler(body, clerk=None)) == "protected"
    old = guard("import { authMiddleware } from '@clerk/nextjs'\nexport default authMiddleware()",
                clerk=None)  # fmt: skip
    assert access(old) == "protected"


# What is said of one path


def told(body: str, path: str = "/x", **options: object) -> tuple[str, str]:
    outcome = handler(body, before=f"{OPEN}\n{CLOSED}", **options).signed_out(path)
    return outcome.because, str(outcome.at)


@pytest.mark.parametrize(
    ("body", "path", "because", "at"),
    [
        ("if (!isOpen(req)) await auth.protect()", "/x",
         "protected: no pattern of `isOpen` matches", "proxy.ts:7:25"),
        ("if (!isOpen(req)) await auth.protect()", "/sign-in/a",
         "public: `isOpen` matches `/sign-in(.*)`", "proxy.ts:7:6"),
        ("if (isOpen(req)) return\nawait auth.protect()", "/",
         "public: `isOpen` matches `/`", "proxy.ts:7:18"),
        ("if (isOpen(req)) return\nawait auth.protect()", "/x",
         "protected: no pattern of `isOpen` matches", "proxy.ts:8:7"),
        ("if (isClosed(req)) await auth.protect()", "/app/1",
         "protected: `isClosed` matches `/app(.*)`", "proxy.ts:7:26"),
        ("if (isClosed(req)) await auth.protect()", "/LAB",
         "protected: `isClosed` matches `/^\\/lab/i`", "proxy.ts:7:26"),
        (("const open = isOpen(req)\nconst closed = isClosed(req)\n"
         "if (!open && closed) await auth.protect()"), "/",
         "public: `isOpen` matches `/`", "proxy.ts:7:14"),
        ("if (!isOpen(req) && !isClosed(req)) await auth.protect()", "/x",
         "protected: no pattern of `isOpen` or `isClosed` matches", "proxy.ts:7:43"),
        ("if (req.nextUrl.pathname.startsWith('/x')) await auth.protect()", "/x",
         "protected: `req.nextUrl.pathname.startsWith('/x')` holds", "proxy.ts:7:50"),
        ("if (req.nextUrl.pathname.startsWith('/x')) await auth.protect()", "/y",
         "public: `req.nextUrl.pathname.startsWith('/x')` does not hold", "proxy.ts:7:5"),
        ("await auth.protect()", "/x", "protected: `auth.protect()` turns every request away",
         "proxy.ts:7:7"),
        ("return", "/x", "public: the handler lets every request through", "proxy.ts:7:1"),
        ("if (isClosed(req)) auth.protect()", "/app",
         "public: `auth.protect()` is not awaited, and stops nothing", "proxy.ts:7:20"),
        ("const check = async () => { await auth.protect() }\ncheck()", "/app",
         "public: `check()` is not awaited, and the `auth.protect()` in it stops nothing",
         "proxy.ts:8:1"),
        ("try { await auth.protect() } catch (e) {}", "/x",
         "public: the error by which `auth.protect()` stops a request is caught", "proxy.ts:7:30"),
        ("if (req.nextUrl.pathname === '/x') return NextResponse.redirect(new URL('/y', req.url))",
         "/x", "public: whoever asks is redirected to `/y`", "proxy.ts:7:36"),
        ("if (isOpen(req)) return NextResponse.rewrite(new URL('/home', req.url))", "/",
         "public: whoever asks gets `/home` instead", "proxy.ts:7:18"),
        ("return NextResponse.json({}, { status: 404 })", "/x",
         "protected: whoever asks is refused with status 404", "proxy.ts:7:1"),
        ("auth().protect()", "/x",
         "protected: the middleware fails with status 500: `auth().protect` is not a function",
         "proxy.ts:7:1"),
        ("if (await allowed(req)) return\nawait auth.protect()", "/x",
         "`await allowed(req)` decides, and `allowed` is known only at run time", "proxy.ts:7:5"),
    ],
)  # fmt: skip
def test_why(body: str, path: str, because: str, at: str) -> None:
    assert told(body, path) == (because, at)


@pytest.mark.parametrize(
    ("body", "means", "to", "status"),
    [
        ("await auth.protect()", "protect", "/login", None),
        ("await auth.protect({ unauthenticatedUrl: '/welcome' })", "redirect", "/welcome", 307),
        ("const { redirectToSignIn } = await auth()\nreturn redirectToSignIn()", "redirect",
         "/login", 307),
        (("const { userId } = await auth()\nif (!userId)"
         " return NextResponse.redirect(new URL('/a', req.url), 303)"), "redirect", "/a", 303),
        ("const { userId } = await auth()\nif (!userId) return Response.json({}, { status: 401 })",
         "response", None, 401),
        (("const { userId } = await auth()\nif (!userId)"
         " return NextResponse.rewrite(new URL('/404', req.url))"), "rewrite", "/404", None),
        ("return new NextResponse('ok')", "response", None, 200),
        ("return NextResponse.next()", "none", None, None),
    ],
)  # fmt: skip
def test_how_a_request_is_answered(
    body: str, means: str, to: str | None, status: int | None
) -> None:
    outcome = handler(body, sign_in_url="/login").signed_out("/x")
    assert (outcome.means, outcome.to, outcome.status) == (means, to, status)


def test_the_sign_in_page_of_the_options() -> None:
    found = guard(f"{IMPORTS}export default clerkMiddleware(async (auth) => {{ await auth.protect() }},"
                  " { signInUrl: '/enter' })", sign_in_url="/login")  # fmt: skip
    assert found.signed_out("/x").to == "/enter"


def test_the_patterns_on_the_way() -> None:
    found = handler("if (isOpen(req)) return\nif (isClosed(req)) await auth.protect()",
                    before=f"{OPEN}\n{CLOSED}")  # fmt: skip
    (pattern,) = found.signed_out("/app/1").patterns
    assert (pattern.text, pattern.role) == ("/app(.*)", "protected")
    assert found.signed_out("/x").patterns == ()


def test_methods() -> None:
    found = handler("if (req.method !== 'GET') await auth.protect()")
    assert found.signed_out("/x").access == "public"
    assert found.signed_out("/x", "POST").access == "protected"
    v4 = guard("import { authMiddleware } from '@clerk/nextjs'\nexport default authMiddleware()",
               clerk=4)  # fmt: skip
    assert v4.signed_out("/x").status == 307
    assert v4.signed_out("/x", "POST").status == 401
    assert v4.signed_out("/api/x").status == 401


def test_the_sign_in_page_of_version_four() -> None:
    source = "import { authMiddleware } from '@clerk/nextjs'\nexport default authMiddleware()"
    found = guard(source, clerk=4, sign_in_url="/login/", sign_up_url="/join")
    outcome = found.signed_out("/login/factor-one")
    assert outcome.access == "public"
    assert outcome.because == "public: `authMiddleware` lets its own sign-in pages through"
    assert [access(found, path) for path in ("/login", "/loginx", "/join/x", "/x")] == [
        "public", "protected", "public", "protected",
    ]  # fmt: skip


def test_paths_that_are_not_ascii() -> None:
    found = handler("if (a(req)) await auth.protect()",
                    before="const a = createRouteMatcher(['/über(.*)'])")  # fmt: skip
    assert access(found, "/über/uns") == "protected"
    assert access(found, "/%C3%BCber") == "protected"


def test_a_path_that_cannot_be_decoded() -> None:
    found = handler("if (a(req)) await auth.protect()",
                    before="const a = createRouteMatcher(['/x'])")  # fmt: skip
    outcome = found.signed_out("/%E0%A4%A")
    assert (outcome.access, outcome.status) == ("protected", 400)


def test_another_middleware() -> None:
    found = guard(
        f"{IMPORTS}import createMiddleware from 'next-intl/middleware'\n"
        "const intl = createMiddleware({ locales: ['en'] })\n"
        "export default clerkMiddleware((auth, req) => intl(req))"
    )
    assert found.rewrites_with == "next-intl"
    assert access(found) == "public"
    assert handler("return").rewrites_with is None


def test_a_guard_answers_the_same_twice() -> None:
    found = handler("if (isClosed(req)) await auth.protect()", before=CLOSED)
    first: list[Outcome] = [found.signed_out(path) for path in ("/app", "/x", "/app")]
    assert first == [found.signed_out(path) for path in ("/app", "/x", "/app")]
    assert first[0] == first[2]
