import pytest

from tests.guard.reading import access, guard, handler

OPEN = "const isOpen = createRouteMatcher(['/', '/sign-in(.*)'])"


def doors(condition: str) -> list[str]:
    found = handler(f"if ({condition}) return\nif (!isOpen(req)) await auth.protect()", before=OPEN)
    assert access(found, "/dashboard") == "protected"
    return [one.what for one in found.back_doors]


@pytest.mark.parametrize(
    ("condition", "what"),
    [
        ("req.cookies.get('e2e')", "the cookie e2e"),
        ("req.cookies.has('e2e')", "the cookie e2e"),
        ("req.cookies.get('e2e')?.value === 'true'", "the cookie e2e"),
        ("'1' === req.cookies.get('e2e')?.value", "the cookie e2e"),
        ("req.headers.get('x-test-bypass')", "the header x-test-bypass"),
        ("req.headers.has('X-Test-Bypass')", "the header X-Test-Bypass"),
        ("req.headers.get('x-key') === 'hunter2'", "the header x-key"),
        ("req.headers.get('x-key')?.toLowerCase() === 'hunter2'", "the header x-key"),
        ("req.headers.get('x-key')?.startsWith('test-')", "the header x-key"),
        ("['a', 'b'].includes(req.headers.get('x-key'))", "the header x-key"),
        ("req.headers.get('x-key') !== null", "the header x-key"),
        ("req.nextUrl.searchParams.get('preview') === '1'", "the query parameter preview"),
        ("req.nextUrl.searchParams.has('bypass')", "the query parameter bypass"),
        ("new URL(req.url).searchParams.get('bypass')", "the query parameter bypass"),
        ("process.env.SKIP_AUTH === 'true'", "the variable SKIP_AUTH"),
        ("process.env.SKIP_AUTH", "the variable SKIP_AUTH"),
        ("process.env['SKIP_AUTH'] === '1'", "the variable SKIP_AUTH"),
        ("process.env.NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY === 'pk_test_x'",
         "the variable NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY"),
        ("req.headers.get('origin')", "the header origin"),
        ("req.headers.get('origin') === 'https://shop.example.com'", "the header origin"),
        ("['https://a.example.com'].includes(req.headers.get('origin'))", "the header origin"),
        ("process.env.ORIGINS.split(',').includes(req.headers.get('origin'))", "the header origin"),
        ("(process.env.ORIGINS || '').split(',').includes(req.headers.get('Origin'))",
         "the header Origin"),
        ("req.headers.get('referer')?.startsWith('https://a.example.com')", "the header referer"),
        ("req.headers.get('authorization')", "the header authorization"),
        ("req.headers.get('authorization')?.startsWith('Bearer ')", "the header authorization"),
    ],
)  # fmt: skip
def test_a_door(condition: str, what: str) -> None:
    assert doors(condition) == [what]


@pytest.mark.parametrize(
    "condition",
    [
        # The framework's own, and what every request has
        "req.headers.get('next-action')",
        "req.headers.get('x-vercel-protection-bypass')",
        "req.headers.get('purpose') === 'prefetch'",
        "req.cookies.get('__prerender_bypass')",
        "req.nextUrl.searchParams.has('__clerk_handshake')",
        "req.cookies.get('__session')",
        # Authentication of another kind
        "req.headers.get('authorization') === `Bearer ${process.env.CRON_SECRET}`",
        "req.headers.get('x-key') === process.env.INTERNAL_KEY",
        "process.env.INTERNAL_KEY && req.headers.get('x-key') === process.env.INTERNAL_KEY",
        "req.nextUrl.searchParams.get('token') === process.env.TOKEN",
        # Not in production
        "process.env.NODE_ENV === 'test' && req.headers.get('x-test')",
        "process.env.NODE_ENV !== 'production' && req.cookies.get('e2e')",
        "process.env.VERCEL_ENV === 'preview'",
        "process.env.CI",
        "process.env.APP_ENV === 'local'",
        # Nothing that opens
        "false",
    ],
)
def test_no_door(condition: str) -> None:
    assert doors(condition) == []


@pytest.mark.parametrize(
    "body",
    [
        # It does not let through
        (
            "if (req.cookies.get('e2e')) return NextResponse.redirect(new URL('/x', req.url))\n"
            "await auth.protect()"
        ),
        # It closes
        (
            "const origin = req.headers.get('origin')\n"
            "if (origin && !['https://a.example.com'].includes(origin))"
            " return new Response(null, { status: 403 })\n"
            "if (!isOpen(req)) await auth.protect()"
        ),
        # A preflight is answered
        (
            "if (req.method === 'OPTIONS' && req.headers.get('origin')) return new Response(null)\n"
            "if (!isOpen(req)) await auth.protect()"
        ),
        "if (req.headers.get('x-internal')) await auth.protect()",
        # Nothing is behind it
        "if (req.cookies.get('e2e')) return",
        # It only writes
        (
            "const r = NextResponse.next()\nif (req.cookies.get('e2e')) r.headers.set('x', 'y')\n"
            "if (!isOpen(req)) await auth.protect()\nreturn r"
        ),
        # What has to be presented is checked behind it
        (
            "if (req.nextUrl.pathname.startsWith('/api/') && req.headers.get('authorization')) return\n"
            "if (!isOpen(req)) await auth.protect()"
        ),
        (
            "if (req.nextUrl.pathname === '/api/hook' && req.headers.get('svix-signature')) return\n"
            "if (!isOpen(req)) await auth.protect()"
        ),
    ],
)
def test_nothing_to_report(body: str) -> None:
    assert handler(body, before=OPEN).back_doors == ()


def test_a_preflight_that_is_answered_is_no_door() -> None:
    body = (
        "if (req.method === 'OPTIONS' && req.headers.get('origin')) return new Response(null)\n"
        "if (!isOpen(req)) await auth.protect()"
    )
    found = handler(body, before=OPEN)
    assert found.signed_out("/api/x", "OPTIONS").access == "protected"
    assert found.back_doors == ()


def test_a_door_where_the_guard_is_not_called() -> None:
    found = guard(
        "import { clerkMiddleware } from '@clerk/nextjs/server'\n"
        "import { NextResponse } from 'next/server'\n"
        "const clerk = clerkMiddleware(async (auth) => { await auth.protect() })\n"
        "export default (req, event) => req.cookies.get('e2e') ? NextResponse.next()"
        " : clerk(req, event)"
    )
    (door,) = found.back_doors
    assert door.what == "the cookie e2e"
    assert str(door.place) == "proxy.ts:4:32"
    assert access(found) == "protected"


def test_a_known_variable_opens_for_good() -> None:
    body = "if (process.env.SKIP_AUTH === 'true') return\nawait auth.protect()"
    assert access(handler(body, environment={"SKIP_AUTH": "true"})) == "public"
    closed = handler(body, environment={"SKIP_AUTH": None})
    assert access(closed) == "protected"
    assert closed.back_doors == ()


def test_another_librarys_session_is_none() -> None:
    found = guard(
        "import { NextResponse } from 'next/server'\nexport function proxy(req) {\n"
        "  if (req.cookies.get('authjs.session-token')) return NextResponse.next()\n"
        "  return NextResponse.redirect(new URL('/login', req.url))\n}",
        name="proxy",
    )
    assert found.back_doors == ()
    assert access(found) == "protected"


def test_a_demo_beside_clerk() -> None:
    found = handler(
        "const { userId } = await auth()\nconst demo = req.cookies.get('demo_role')?.value\n"
        "if (!isOpen(req) && !userId && !demo) {\n"
        "  return NextResponse.redirect(new URL('/sign-in', req.url))\n}",
        before=OPEN,
    )
    assert [one.what for one in found.back_doors] == ["the cookie demo_role"]


def test_a_door_that_only_a_pattern_leads_to() -> None:
    found = handler(
        "if (isLab(req)) { if (req.cookies.get('e2e')) return\nawait auth.protect() }",
        before="const isLab = createRouteMatcher(['/lab/:room(.*)'])",
    )
    assert [one.what for one in found.back_doors] == ["the cookie e2e"]
