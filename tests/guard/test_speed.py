import time

from tests.guard.reading import handler

ROUTES = [
    f"/{area}/{page}/{number}"
    for number in range(100)
    for area in ("app", "api", "blog", "admin")
    for page in ("x", "settings", "users", "teams", "y")
]

BODY = """
  const { userId, sessionClaims, redirectToSignIn } = await auth()
  const { pathname } = req.nextUrl
  const locale = req.cookies.get('NEXT_LOCALE')?.value ?? 'en'
  if (req.headers.get('x-forwarded-proto') === 'http') {
    return NextResponse.redirect(`https://example.com${pathname}`)
  }
  if (isAdmin(req) && sessionClaims?.metadata?.role !== 'admin') {
    return NextResponse.redirect(new URL('/', req.url))
  }
  if (pathname.startsWith('/api')) {
    if (!isPublic(req)) await auth.protect()
    return NextResponse.next()
  }
  if (!userId && !isPublic(req)) return redirectToSignIn({ returnBackUrl: req.url })
  const response = NextResponse.next()
  if (locale) response.cookies.set('locale', locale)
  return response
"""
LISTS = """
const isPublic = createRouteMatcher(['/', '/sign-in(.*)', '/api/webhooks(.*)', '/blog(.*)', '/legal/(.*)'])
const isAdmin = createRouteMatcher(['/admin(.*)', '/:locale/admin(.*)'])
"""


def test_two_thousand_routes() -> None:
    found = handler(BODY, before=LISTS)
    started = time.process_time()
    answers = [found.signed_out(path).access for path in ROUTES]
    assert time.process_time() - started < 2
    assert len(answers) == 2000
    assert answers.count("public") == 500
    assert answers.count("protected") == 1500
