"""How the code calls Clerk's server helpers: awaited, and in the way of the version."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Problem, check
from clerkdoctor.checks.release import CLERK, at_least, shown, unsettled
from clerkdoctor.checks.unread import unread
from clerkdoctor.clerk.api_names import ASYNC_HELPERS, CALLABLE_CLIENT
from clerkdoctor.facts.code import Code
from clerkdoctor.facts.place import Place
from clerkdoctor.facts.project import App
from clerkdoctor.facts.usage import HelperCall, Usage

AUTH_DOCS = "https://clerk.com/docs/reference/nextjs/app-router/auth"
MIDDLEWARE_DOCS = "https://clerk.com/docs/reference/nextjs/clerk-middleware"
V6_GUIDE = "https://clerk.com/docs/guides/development/upgrading/upgrade-guides/nextjs-v6"

_CODEMOD = "npx @clerk/upgrade"


@check(
    "What protects a route is awaited",
    fix="Await the call, in an async function:\nawait auth.protect()",
    references=(AUTH_DOCS, MIDDLEWARE_DOCS),
    symptoms=("unhandledRejection: Error: NEXT_REDIRECT", "unhandledRejection"),
    follows=("protect-is-called-the-way-the-version-has-it",),
)
def protect_is_awaited(usage: Usage, code: Code, app: App) -> Iterator[Finding]:
    """Since @clerk/nextjs 6 `auth.protect()` refuses by a promise that rejects. Where nobody waits
    for it, the request has gone on by then: a signed-out visitor gets the page, and the refusal
    ends in the log as an unhandled rejection. `void` and `.catch()` without `await` do the same.
    """
    calls = [one for one in usage.calls if one.helper == "auth.protect"]
    clerk = app.versions.get(CLERK)
    if not calls:
        yield Inapplicable("no code calls `auth.protect()`")
    elif at_least(clerk, ASYNC_HELPERS) is None:
        yield unsettled(app, CLERK)
    elif not at_least(clerk, ASYNC_HELPERS):
        yield Inapplicable(f"@clerk/nextjs {shown(clerk)} protects without a promise")
        return
    else:
        for one in calls:
            if one.fate in ("dropped", "read", "tested"):
                yield Problem(
                    f"`auth.protect()` is not awaited: {_goes_on(one)}",
                    one.place,
                    _await_it(one),
                    about=_about(one),
                )
    yield from unread(code)


def _goes_on(call: HelperCall) -> str:
    if call.is_given:
        return "the middleware lets the request through before it is refused"
    return "what stands behind it runs for signed-out visitors, too"


def _await_it(call: HelperCall) -> str:
    if call.is_given:
        return (
            "Await the call, in an async handler:\n"
            "export default clerkMiddleware(async (auth, request) => {\n  await auth.protect()\n})"
        )
    return "Await the call, in an async function:\nawait auth.protect()"


def _about(call: HelperCall) -> str:
    return f"{call.place.path}:{call.place.line}"


@check(
    "`auth()` and `currentUser()` are awaited",
    fix="Await the call, in an async function:\nconst { userId } = await auth()",
    references=(AUTH_DOCS, V6_GUIDE),
    symptoms=(
        "Property 'userId' does not exist on type 'Promise<SessionAuthWithRedirect<never>>'",
        "Property 'userId' does not exist on type 'Promise<",
        "userId is undefined",
    ),
)
def auth_is_awaited(usage: Usage, code: Code, app: App) -> Iterator[Finding]:
    """Since @clerk/nextjs 6 `auth()` gives a promise, as `currentUser()` always did. What is read
    from the promise itself is `undefined`: `if (!userId)` then turns everybody away, and a test of
    the promise, which is always true, lets everybody in.
    """
    calls = [one for one in usage.calls if one.helper in ("auth", "currentUser")]
    if not calls:
        yield Inapplicable("no code calls `auth()` or `currentUser()`")
    clerk = app.versions.get(CLERK)
    is_async = at_least(clerk, ASYNC_HELPERS)
    doubtful = False
    for one in calls:
        if one.fate not in ("read", "tested") or one.takes == ("protect",):
            continue
        if one.helper == "auth" and is_async is None:
            doubtful = True
        elif one.helper == "currentUser" or is_async:
            since = "" if one.helper == "currentUser" else " since @clerk/nextjs 6"
            yield Problem(
                f"{_without_await(one)}{since}",
                one.place,
                _awaited(one),
                about=_about(one),
            )
    if doubtful:
        yield unsettled(app, CLERK)
    yield from unread(code)


def _without_await(call: HelperCall) -> str:
    name = f"`{call.helper}()`"
    names = [one for one in call.takes if one.isidentifier() and one != "protect"]
    if call.fate == "tested":
        return f"{name} is tested without `await`: it gives a promise, which is always true,"
    if call.takes == ("...",):
        return f"`...{call.helper}()` takes nothing from the promise that it gives"
    taken = ", ".join(f"`{one}`" for one in names[:3]) or "a property"
    return f"{taken} of {name} is read without `await`: it is `undefined` on the promise it gives"


def _awaited(call: HelperCall) -> str:
    names = [one for one in call.takes if one.isidentifier() and one != "protect"]
    if call.helper == "currentUser":
        return "Await the call, in an async function:\nconst user = await currentUser()"
    return (
        "Await the call, in an async function:\n"
        f"const {{ {', '.join(names[:3]) or 'userId'} }} = await auth()"
    )


@check(
    "`auth` is called before a session is read from it",
    fix="Call it and await it, in an async function:\nconst { userId } = await auth()",
    references=(AUTH_DOCS, MIDDLEWARE_DOCS),
    symptoms=(
        "Property 'userId' does not exist on type '() =>",
        "Property 'userId' does not exist on type 'ClerkMiddlewareAuth'",
        "auth.redirectToSignIn is not a function",
        "userId is undefined",
    ),
)
def auth_is_called(usage: Usage, code: Code, app: App) -> Iterator[Finding]:
    """`auth` is a function, also the one that `clerkMiddleware` gives to its handler: `auth.userId`
    is `undefined` for everybody, whoever is signed in, and `await auth` changes nothing in that.
    `if (!auth.userId)` then turns everybody away, and `if (auth.userId)` nobody.
    """
    if not usage.auth_uses and not any(one.helper[:4] == "auth" for one in usage.calls):
        yield Inapplicable("no code asks `auth` for a session")
    is_async = at_least(app.versions.get(CLERK), ASYNC_HELPERS)
    for one in usage.auth_uses:
        taken = ", ".join(f"`{name}`" for name in one.takes[:3])
        what = "the function `auth`, which is not called here"
        if one.is_awaited:
            what = "`await auth`, which is the function and no call of it"
        call = "auth()" if is_async is False else "await auth()"
        how = "Call it" if is_async is False else "Call it and await it, in an async function"
        yield Problem(
            f"{taken} is read from {what}: it is `undefined` for everybody",
            one.place,
            f"{how}:\nconst {{ {', '.join(one.takes[:3])} }} = {call}",
            about=f"{one.place.path}:{one.place.line}",
        )
    yield from unread(code)


@check(
    "`protect()` is called the way this version has it",
    fix="Call it on `auth` from @clerk/nextjs 6 on, on what `auth()` gives before",
    references=(AUTH_DOCS, V6_GUIDE),
    symptoms=(
        "TypeError: auth(...).protect is not a function",
        "auth.protect is not a function",
        "Property 'protect' does not exist on type",
    ),
)
def protect_is_called_the_way_the_version_has_it(
    usage: Usage, code: Code, app: App
) -> Iterator[Finding]:
    """Version 6 moved `protect` from what `auth()` gives to `auth` itself. In the other way it is
    no function, and every request that gets there ends in a 500.
    """
    on_auth = [one for one in usage.calls if one.helper == "auth.protect"]
    on_session = usage.protects_on_session
    clerk = app.versions.get(CLERK)
    moved = at_least(clerk, ASYNC_HELPERS)
    if not on_auth and not on_session:
        yield Inapplicable("no code calls `protect()`")
    elif moved is None:
        yield unsettled(app, CLERK)
    elif moved:
        for one in on_session:
            yield Problem(
                "`protect` is taken from what `auth()` gives, which has none since @clerk/nextjs 6"
                f" (here: {shown(clerk)}); it is a function of `auth`",
                one.place,
                f"Write `await auth.protect()`, or let the tool do it:\n{_CODEMOD}",
                about=f"{one.place.path}:{one.place.line}",
            )
    else:
        for call in on_auth:
            yield Problem(
                f"`auth.protect` is no function in @clerk/nextjs {shown(clerk)}: up to 5.x it"
                " belongs to what `auth()` gives",
                call.place,
                "Write it on what `auth()` gives:\nauth().protect()",
                about=_about(call),
            )
    yield from unread(code)


@check(
    "The middleware's handler returns a response or nothing",
    fix="Let the handler wait for the call, and return nothing:\nawait auth.protect()",
    references=(MIDDLEWARE_DOCS,),
    symptoms=("Cannot read properties of undefined (reading 'get')",),
)
def middleware_returns_responses(usage: Usage, code: Code) -> Iterator[Finding]:
    """`clerkMiddleware` takes what its handler returns for the response. `protect()` turns
    signed-out visitors away, and for the others it gives the session: returned from the handler,
    that ends in a 500 for everybody who is signed in.
    """
    on_auth = [one for one in usage.calls if one.helper == "auth.protect" and one.is_given]
    on_session = [one for one in usage.protects_on_session if one.is_given]
    if not on_auth and not on_session:
        yield Inapplicable("the middleware does not call `protect()`")
    for one in on_auth:
        # Behind `if (!userId)` it never comes to return anything.
        if one.is_result and not one.guarded:
            yield _returned(one.place, "await auth.protect()")
    for other in on_session:
        if other.is_result and not other.guarded:
            yield _returned(other.place, "auth().protect()")
    yield from unread(code)


def _returned(place: Place, call: str) -> Problem:
    return Problem(
        "The handler returns what `protect()` gives: for a signed-in visitor that is a session, no"
        " response",
        place,
        f"Let the handler return nothing:\n{call}\nreturn",
        about=f"{place.path}:{place.line}",
    )


@check(
    "`clerkClient` is called the way this version has it",
    fix="Call it and await it:\nconst client = await clerkClient()",
    references=("https://clerk.com/docs/reference/backend/overview", V6_GUIDE),
    symptoms=(
        "TypeError: Cannot read properties of undefined (reading 'getUser')",
        "Property 'users' does not exist on type '() => Promise<ClerkClient>'",
        "clerkClient.users is undefined",
        "clerkClient is not a function",
    ),
)
def clerk_client_is_called(usage: Usage, code: Code, app: App) -> Iterator[Finding]:
    """`clerkClient` is an object up to @clerk/nextjs 5 and an async function from 6 on, so that
    `clerkClient.users` is `undefined` there, and `clerkClient().users` is too.
    """
    calls = [one for one in usage.calls if one.helper == "clerkClient"]
    clerk = app.versions.get(CLERK)
    is_function = at_least(clerk, ASYNC_HELPERS)
    callable_ = at_least(clerk, CALLABLE_CLIENT)
    unawaited = [one for one in calls if one.fate == "read"]
    if not calls and not usage.client_uses:
        yield Inapplicable("no code uses `clerkClient`")
    elif is_function:
        for use in usage.client_uses:
            member = use.member if use.member.isidentifier() else "users"
            yield Problem(
                f"`clerkClient.{member}` is `undefined`: since @clerk/nextjs 6 (here:"
                f" {shown(clerk)}) `clerkClient` is a function",
                use.place,
                f"Call it and await it:\nconst client = await clerkClient()\nclient.{member}",
                about=f"{use.place.path}:{use.place.line}",
            )
        for one in unawaited:
            member = next((name for name in one.takes if name.isidentifier()), "users")
            yield Problem(
                f"`{member}` of `clerkClient()` is read without `await`: since @clerk/nextjs 6 it"
                " gives a promise",
                one.place,
                f"Await the call:\nconst client = await clerkClient()\nclient.{member}",
                about=_about(one),
            )
    elif is_function is None and (usage.client_uses or unawaited):
        yield unsettled(app, CLERK)
    elif callable_ is False:
        for one in calls:
            yield Problem(
                f"`clerkClient` is an object in @clerk/nextjs {shown(clerk)}, and no function",
                one.place,
                "Use it without a call:\nclerkClient.users",
                about=_about(one),
            )
    yield from unread(code)
