"""A browser's cookies: is there a session, does it fit, and does the SDK find it."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Problem, Unknown, check
from clerkdoctor.facts.session import BrowserCookies

COOKIES = "https://clerk.com/docs/guides/how-clerk-works/overview"
TOKENS = "https://clerk.com/docs/guides/sessions/session-tokens"
TASKS = "https://clerk.com/docs/guides/configure/session-tasks"
REQUESTS = "https://clerk.com/docs/guides/development/making-requests"
SET_COOKIE = "https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Set-Cookie"

SESSION, SIZE, SUFFIX, DOUBLES = "session cookie", "session size", "cookie suffix", "doubles"
_ROOM = 3_800
"""Bytes from which on a session cookie is close to the 4,096 that a browser keeps."""
_NONE = "there is no session token in these cookies"


@check(
    "The browser holds a session's cookies",
    fix="Sign in again with the developer tools open, and see whether `__session` is kept",
    references=(COOKIES,),
    symptoms=(
        "client-uat-but-no-session-token", "session-token-but-no-client-uat",
        "session-token-and-uat-missing", "Session not persisting",
    ),
    follows=("cookie-suffix-agrees-with-the-key", "session-cookie-fits"),
)  # fmt: skip
def cookies_are_set(cookies: BrowserCookies) -> Iterator[Finding]:
    """A signed-in browser has two cookies for the app: `__session`, the token, and
    `__client_uat`, the time of the last sign-in. Where one is missing, the SDK asks Clerk again at
    every request, and a page that is not a document is answered as signed out.
    """
    reading, at = cookies.reading, cookies.at
    if reading.elsewhere and reading.chosen is None and cookies.is_satellite:
        yield Problem(
            f"The session cookie is kept for `{reading.elsewhere[0]}`, and the satellite"
            f" `{cookies.url}` does not get it; a cookie of its own, from a sync, was expected",
            at,
            "Use Clerk's own helpers to lead to the sign-in page, such as `redirectToSignIn()`,"
            " which make the satellite sync, or set `satelliteAutoSync: true`",
            about=SESSION,
        )
    elif reading.elsewhere and reading.chosen is None:
        homes = " and ".join(f"`{home}`" for home in reading.elsewhere[:3])
        yield Problem(
            f"The session cookie is kept for {homes}, and `{cookies.url}` does not get it;"
            " `__session` belongs to one host alone",
            at,
            "Send `getToken()` as `Authorization: Bearer …` to other hosts, and keep to one host"
            " for pages",
            about=SESSION,
        )
    elif not reading.has_any:
        yield Problem(
            "There is no cookie of Clerk's; `__session` and `__client_uat` were expected",
            at,
            about=SESSION,
        )
    elif reading.uat == 0:
        yield Problem(
            f"`{reading.uat_cookie}` is `0`: Clerk signed this browser out; the time of a sign-in"
            " was expected",
            at,
            "Read under Sessions in Clerk's dashboard what ended the session: its lifetime,"
            " inactivity or a sign-out",
            about=SESSION,
        )
    elif reading.chosen is None:
        code = " (`client-uat-but-no-session-token`)" if reading.uat else ""
        yield Problem(f"{reading.why}{code}; a session token was expected", at, about=SESSION)
    elif reading.uat is None:
        yield Problem(
            f"`{reading.chosen}` is there and `{reading.uat_cookie}` is not"
            " (`session-token-but-no-client-uat`); both were expected",
            at,
            "Let `__client_uat` through: it is set for the whole domain, by Clerk's own host in"
            " production",
            about=SESSION,
        )


@check(
    "The cookies are named after this publishable key",
    fix="Restart the app after a change of its keys, and sign in again",
    references=(COOKIES,),
    symptoms=("session-token-and-uat-missing", "dev-browser-missing"),
)
def cookie_suffix_agrees_with_the_key(cookies: BrowserCookies) -> Iterator[Finding]:
    """The names of Clerk's cookies end in eight characters made of the publishable key, as it is
    written, blanks and padding included. Server and browser that have two spellings of one key
    look at different cookies; on `localhost`, those of other apps lie beside.
    """
    reading = cookies.reading
    if reading.expected is None:
        yield Unknown("no publishable key is known: name the project with `--project`")
        return
    if not reading.has_any:
        yield Inapplicable("there is no cookie of Clerk's here")
        return
    if not reading.suffixes:
        yield Inapplicable("none of these cookies has a suffix")
        return
    if reading.expected in reading.suffixes:
        return
    found = " and ".join(f"`_{suffix}`" for suffix in reading.suffixes[:3])
    if reading.key_variant:
        yield Problem(
            f"The cookies end in {found}, the suffix of the same key {reading.key_variant};"
            f" `_{reading.expected}` was expected",
            cookies.at,
            "Write the key without padding and white space everywhere:"
            " `NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY` as Clerk's dashboard has it",
            about=SUFFIX,
        )
        return
    # Another application on the same host is normal where the unsuffixed ones are this one's.
    if reading.chosen is not None and reading.uat is not None:
        yield Problem(
            f"The cookies end in {found}, those of another publishable key;"
            f" `_{reading.expected}` was expected beside them",
            cookies.at,
            about=SUFFIX,
            level="warning",
        )
        return
    yield Problem(
        f"The cookies end in {found}, those of another publishable key;"
        f" `_{reading.expected}` was expected",
        cookies.at,
        about=SESSION,
    )


@check(
    "The session cookie fits into the browser",
    fix="Take claims out of the session token, and read them from the API where they are needed",
    references=(TOKENS,),
    symptoms=("client-uat-but-no-session-token", "infinite redirect loop"),
)
def session_cookie_fits(cookies: BrowserCookies) -> Iterator[Finding]:
    """Browsers drop a cookie of more than 4,096 bytes, name and value, without a word: the user
    signs in and is signed out. What fills a token is mostly metadata that was added to it whole.
    """
    reading = cookies.reading
    token = reading.token
    if token is None and not reading.oversize:
        yield Inapplicable(_NONE)
        return
    for name, size in reading.oversize:
        if token is None or name != token.cookie:
            yield Problem(
                f"The cookie `{name}` has {size:,} bytes; a browser keeps 4,096 at most",
                cookies.at,
                about=SIZE,
            )
    if token is None:
        return
    filled = ", ".join(f"`{name}` {size:,}" for name, size in token.largest)
    if token.size > 4096:
        yield Problem(
            f"The cookie `{token.cookie}` has {token.size:,} bytes, most in the claims {filled};"
            " a browser keeps 4,096 at most",
            cookies.at,
            about=SESSION if reading.chosen is None else SIZE,
        )
    elif token.size > _ROOM:
        yield Problem(
            f"The cookie `{token.cookie}` has {token.size:,} bytes, most in the claims {filled};"
            " a browser keeps 4,096, so a longer name or an organization more makes it vanish",
            cookies.at,
            about=SIZE,
            level="warning",
        )


@check(
    "The session token is as new as the last sign-in",
    fix="Let the browser reach Clerk's Frontend API, so that it renews the token",
    references=(COOKIES,),
    symptoms=("session-token-iat-before-client-uat",),
)
def session_token_is_newer_than_the_client(cookies: BrowserCookies) -> Iterator[Finding]:
    """`__client_uat` is when the browser's sign-ins last changed. A token from before that is not
    believed (`session-token-iat-before-client-uat`): it may be of the user who was signed in then.
    """
    reading = cookies.reading
    if reading.token is None or not reading.uat:
        yield Inapplicable("a session token and a time of the sign-in are not both there")
        return
    issued = reading.token.issued
    if issued is None:
        yield Unknown("the token does not say when it was issued (`iat`)")
    elif issued < reading.uat:
        from clerkdoctor.clerk.shown import span

        yield Problem(
            f"The token in `{reading.token.cookie}` is {span((reading.uat - issued) * 1000)} older"
            f" than `{reading.uat_cookie}` (`session-token-iat-before-client-uat`); a newer one was"
            " expected",
            cookies.at,
            about="token age",
        )


@check(
    "The session is active",
    fix="Finish the session's tasks, or set `treatPendingAsSignedOut: false` where it may go on",
    references=(TASKS,),
    symptoms=("Signed in but `userId` is null",),
)
def session_is_not_pending(cookies: BrowserCookies) -> Iterator[Finding]:
    """A session with tasks left, such as choosing an organization, has the status `pending`
    (`sts`). The SDK then answers as if nobody were signed in, though the token is right.
    """
    token = cookies.reading.token
    if token is None:
        yield Inapplicable(_NONE)
    elif token.is_pending:
        yield Problem(
            "The session token says `sts: pending`: the session has tasks left, and counts as"
            " signed out; `active` was expected",
            cookies.at,
            about="session status",
        )


@check(
    "Each of Clerk's cookies is there once",
    fix="Delete this site's cookies, and sign in at one host",
    references=(COOKIES, SET_COOKIE),
    symptoms=("Signed in and out at random",),
)
def cookies_have_one_home(cookies: BrowserCookies) -> Iterator[Finding]:
    """A browser keeps cookies of one name for a host and for its whole domain side by side, and
    sends both. The SDK takes the first, which may be the old one.
    """
    if not cookies.reading.has_any:
        yield Inapplicable("there is no cookie of Clerk's here")
    for double in cookies.reading.doubles:
        homes = " and ".join(f"`{home}`" for home in double.homes[:3])
        kept = f"is kept for {homes}" if homes else f"is there {double.times} times"
        values = "with different values, and the first counts" if double.differ else "alike"
        yield Problem(
            f"`{double.name}` {kept}, {values}; one was expected",
            cookies.at,
            about=DOUBLES,
            level=None if double.differ else "note",
        )


@check(
    "The cookies have the attributes that Clerk sets",
    fix="Let nothing rewrite Clerk's cookies: a proxy, the app's own code or a browser extension",
    references=(COOKIES, SET_COOKIE),
    level="warning",
)
def cookies_have_clerks_attributes(cookies: BrowserCookies) -> Iterator[Finding]:
    """clerk-js renews `__session` from the page every minute, so that the cookie is readable for
    scripts, for one host, and `Lax`. A copy that the server made `HttpOnly` or gave a domain of
    its own cannot be replaced by it, and goes stale beside it.
    """
    sessions = [one for one in cookies.cookies if one.name.startswith("__session")]
    known = [one for one in sessions if one.domain]
    if not known:
        yield Unknown("a `Cookie` header has no attributes: give a cookie export or a recording")
        return
    for one in known:
        faults = []
        if one.http_only:
            faults.append("is `HttpOnly`, so that clerk-js cannot renew it")
        if one.host_only is False:
            faults.append(f"is kept for all of `.{one.domain}`, not for one host")
        if one.same_site == "None" and not one.secure:
            faults.append("is `SameSite=None` without `Secure`, which browsers refuse")
        if one.same_site == "Strict":
            faults.append("is `SameSite=Strict`, so that a link from elsewhere arrives without it")
        for fault in faults:
            yield Problem(f"`{one.name}` {fault}", cookies.at, about=DOUBLES)
