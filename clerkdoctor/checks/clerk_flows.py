"""The pages that Clerk's forms and custom flows need: for each step, to come back to, to prove."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Problem, Unknown, check
from clerkdoctor.checks.release import CLERK, at_least
from clerkdoctor.checks.unread import unread
from clerkdoctor.facts.code import Code
from clerkdoctor.facts.environment import Environment
from clerkdoctor.facts.place import Place
from clerkdoctor.facts.project import App
from clerkdoctor.facts.urls import PageUrls
from clerkdoctor.facts.usage import ClerkElement, Usage, is_path
from clerkdoctor.nextjs.routes import Route

_SIGN_IN_DOCS = "https://clerk.com/docs/reference/components/authentication/sign-in"
_SIGN_IN_PAGE = "https://clerk.com/docs/nextjs/guides/development/custom-sign-in-or-up-page"
_OAUTH = "https://clerk.com/docs/guides/development/custom-flows/authentication/oauth-connections"
_BOTS = (
    "https://clerk.com/docs/guides/development/custom-flows/authentication/bot-sign-up-protection"
)


@check(
    "The page of `<SignIn />` or `<SignUp />` takes the steps below its path",
    fix="Move the page into an optional catch-all folder:\nsign-in/[[...sign-in]]/page.tsx",
    references=(_SIGN_IN_DOCS, _SIGN_IN_PAGE),
    symptoms=(
        "Clerk: The <SignIn/> component is not configured correctly",
        "route is not a catch-all route",
        "Clerk: The <SignUp/> component is not configured correctly",
        "404 at /sign-in/factor-one",
    ),
)
def sign_in_page_is_a_catch_all(
    usage: Usage, pages: PageUrls, environment: Environment, code: Code, app: App
) -> Iterator[Finding]:
    """`<SignIn />` goes to paths of its own for each step: `/sign-in/factor-one`,
    `/sign-in/sso-callback`; `<SignUp />` to `/sign-up/verify-email-address`, `/sign-up/continue`.
    On a page that answers at one path only, the second step is a 404.
    """
    forms = [e for e in usage.elements if e.name in ("SignIn", "SignUp") and e.package == CLERK]
    judged = [one for one in forms if _routes_by_path(one, environment, app)]
    if not forms:
        yield Inapplicable("no code renders `<SignIn />` or `<SignUp />`")
    elif not judged:
        yield Inapplicable("`<SignIn />` and `<SignUp />` do not route by path here")
    rendering = {one.place.path for one in forms} | {page for _, page in usage.form_pages}
    for form in judged:
        own = form.place.path
        files = [page for file, page in usage.form_pages if file == own] or [own]
        for file in files:
            yield from _on_page(form, file, pages, rendering)
    yield from unread(code)


def _on_page(
    form: ClerkElement, file: str, pages: PageUrls, rendering: set[str]
) -> Iterator[Finding]:
    route = next((one for one in pages.routes if one.file == file), None)
    given = form.prop("path")
    path = given.text if given and given.text and is_path(given.text) else None
    if route is None and path is None:
        yield Unknown(f"on which page the `<{form.name}>` stands is not known", form.place)
    elif route is None or not route.intercepts:
        base = path or (_base(route) if route else "/")
        yield from _steps(form, file, base.rstrip("/"), pages, rendering)


def _routes_by_path(form: ClerkElement, environment: Environment, app: App) -> bool:
    """Whether the form goes by paths: what it says, else what the release does by itself.

    Since 5.0.0 that is always so; up to 4 only where the form or the environment has a path.
    """
    routing = form.prop("routing")
    if routing is not None:
        return routing.text == "path"
    if form.has_spread:
        return False
    if at_least(app.versions.get(CLERK), (5, 0, 0)):
        return True
    name = "SIGN_IN" if form.name == "SignIn" else "SIGN_UP"
    stated = environment.stated(f"NEXT_PUBLIC_CLERK_{name}_URL")
    return form.prop("path") is not None or stated is not None


def _base(route: Route) -> str:
    """The path that a page's steps begin with; `x` for what is dynamic."""
    parts = [
        segment.text if segment.kind == "static" else "x"
        for segment in route.segments
        if not segment.kind.endswith("catch-all")
    ]
    return "/" + "/".join(parts)


def _steps(
    form: ClerkElement, file: str, base: str, pages: PageUrls, rendering: set[str]
) -> Iterator[Finding]:
    next_step = f"{base}/{'verify-email-address' if form.name == 'SignUp' else 'factor-one'}"
    step = pages.table.match(next_step)
    first = pages.table.match(base or "/")
    if step is not None and step.file in rendering and first is not None:
        return
    if pages.doubt:
        yield Unknown(f"whether `{next_step}` is served is not known: {pages.doubt}")
    elif step is not None and step.file in rendering:
        yield Problem(
            f"`{step.file}` takes the steps of `<{form.name} />`, and no page serves `{base}`",
            form.place,
            f"Rename the folder, so that its segments are optional:\n{_optional(step.file)}",
            about=base,
        )
    else:
        yield Problem(
            f"`<{form.name} />` routes by path, and no page that renders it serves its next step,"
            f" `{next_step}`",
            form.place,
            _as_catch_all(form, file, base),
            about=base or "/",
        )


_LEADING = frozenset({"ClerkProvider", "SignIn", "SignUp"})


@check(
    "The sign-in and sign-up URLs that components are given name pages",
    fix="Write the path of the page that is there, or add the page",
    references=(_SIGN_IN_PAGE, "https://clerk.com/docs/reference/components/clerk-provider"),
    symptoms=("404 at /sign-in", "This page could not be found"),
    follows=("sign-in-urls-name-pages",),
)
def sign_in_props_name_pages(usage: Usage, pages: PageUrls, code: Code) -> Iterator[Finding]:
    """`signInUrl` and `signUpUrl` of `<ClerkProvider>` win over the environment's: whoever has to
    sign in is sent there, and a path that no page serves is a 404 in the place of the form.
    """
    given = [
        (element, prop, prop.text)
        for element in usage.elements
        if element.package == CLERK and element.name in _LEADING
        for prop in (element.prop("signInUrl"), element.prop("signUpUrl"))
        if prop is not None and prop.text and is_path(prop.text)
    ]
    if not given:
        yield Inapplicable("no component is given a sign-in or sign-up path of the app")
    for element, prop, path in given:
        # A satellite sends people to another app, whose path may stand behind a proxy.
        if pages.serve(path) or element.prop("isSatellite") is not None:
            continue
        said = f"`{prop.name}` of `<{element.name}>` is `{path}`, which no page of the app serves"
        if pages.doubt:
            yield Unknown(f"{said}, but {pages.doubt}", prop.place)
            continue
        near = pages.nearest(path)
        instead = f'{prop.name}="{near or "/…"}"'
        yield Problem(
            said + (f"; `{near}` is one" if near else ""),
            prop.place,
            f"Write the path of the page that is there, or add the page:\n{instead}",
            about=path,
        )
    yield from unread(code)


def _optional(file: str) -> str:
    """`[...a]` as `[[...a]]`."""
    before, _, after = file.partition("[...")
    name, _, rest = after.partition("]")
    return f"{before}[[...{name}]]{rest}"


def _as_catch_all(form: ClerkElement, file: str, base: str) -> str:
    folder, _, name = file.rpartition("/")
    stem, _, ending = name.rpartition(".")
    last = base.rpartition("/")[2] or "rest"
    if stem == "page":
        return f"Move the page into an optional catch-all:\n{folder}/[[...{last}]]/{name}"
    if file.startswith(("pages/", "src/pages/")):
        below = folder if stem == "index" else f"{folder}/{stem}"
        return f"Move the page into an optional catch-all:\n{below}/[[...index]].{ending}"
    return f'Add an optional catch-all page, or route by hash:\n<{form.name} routing="hash" />'


@check(
    "A custom sign-in with an identity provider has a page to come back to",
    fix="Add the page, and render `<AuthenticateWithRedirectCallback />` on it",
    references=(_OAUTH,),
    symptoms=("404 at /sso-callback", "This page could not be found"),
)
def sso_callback_has_a_page(usage: Usage, pages: PageUrls, code: Code) -> Iterator[Finding]:
    """`authenticateWithRedirect({ redirectUrl: "/sso-callback" })` sends people to Google or to
    GitHub, and from there to this path, where Clerk's component ends the sign-in. Without the page
    everybody who signs in that way ends on a 404.
    """
    if not usage.sso_redirects:
        yield Inapplicable("no custom flow names a page to come back to")
    for one in usage.sso_redirects:
        if one.path is None:
            yield Unknown(f"what `{one.option}` leads to is not statically known", one.place)
        elif not pages.serve(one.path):
            said = f"`{one.option}` is `{one.path}`, which no page of the app serves"
            if pages.doubt:
                yield Unknown(f"{said}, but {pages.doubt}", one.place)
                continue
            yield Problem(said, one.place, _callback(one.path, pages), about=one.path)
    yield from unread(code)


def _callback(path: str, pages: PageUrls) -> str:
    in_app = any(route.router == "app" for route in pages.routes)
    bare = path.partition("?")[0].strip("/")
    file = f"app/{bare}/page.tsx" if in_app else f"pages/{bare}.tsx"
    return (
        f"Add `{file}`:\n"
        'import { AuthenticateWithRedirectCallback } from "@clerk/nextjs"\n'
        "export default function Page() {\n  return <AuthenticateWithRedirectCallback />\n}"
    )


@check(
    "A custom sign-up has an element for the CAPTCHA",
    fix='Add the element to the form, before the call:\n<div id="clerk-captcha" />',
    references=(_BOTS,),
    level="warning",
    symptoms=(
        "Cannot initialize Smart CAPTCHA widget because the `clerk-captcha` DOM element was not",
        "captcha_invalid",
    ),
)
def custom_sign_up_has_a_captcha(usage: Usage, code: Code, app: App) -> Iterator[Finding]:
    """Bot protection is on in new instances. A form of one's own has to hold the element that the
    challenge is drawn in when `signUp.create()` is called; without it Clerk takes the invisible
    challenge, which turns away some people and lets them do nothing about it.
    """
    if not usage.sign_up_calls:
        yield Inapplicable("no custom flow signs people up")
    elif at_least(app.versions.get(CLERK), (5, 0, 0)) is False:
        yield Inapplicable("before @clerk/nextjs 5 the challenge is drawn in no element")
        return
    elif not usage.captchas:
        first: dict[str, Place] = {}
        for place in usage.sign_up_calls:
            first.setdefault(place.path, place)
        for place in first.values():
            yield Problem(
                "A sign-up begins here, and no code has an element with the id `clerk-captcha`",
                place,
                about=place.path,
            )
    yield from unread(code)
