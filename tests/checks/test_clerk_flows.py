"""The pages that Clerk's forms and custom flows need."""

import pytest

from clerkdoctor.checks.clerk_flows import (
    custom_sign_up_has_a_captcha,
    sign_in_page_is_a_catch_all,
    sign_in_props_name_pages,
    sso_callback_has_a_page,
)
from clerkdoctor.facts.urls import PageUrls
from clerkdoctor.facts.usage import Usage
from clerkdoctor.nextjs.route_table import RouteTable
from clerkdoctor.nextjs.routes import routes
from tests.checks.facts import UNREADABLE, app, code, environment, pages
from tests.checks.table import Row, error, fails, holds, inapplicable, passes, unknown, warning
from tests.gather.usage_reading import usage

K = sign_in_page_is_a_catch_all
O = sso_callback_has_a_page  # noqa: E741 - one letter for each check, as in its siblings
Z = custom_sign_up_has_a_captcha
U = sign_in_props_name_pages

FOUR = app("4.31.8")


def form(path: str, element: str = "<SignIn />") -> Usage:
    text = f'import {{ SignIn, SignUp }} from "@clerk/nextjs"\nexport default () => {element}\n'
    return usage({path: text})


def in_component(page: str) -> Usage:
    """A page whose form stands in a component."""
    up = "../" * page.count("/")
    return usage({
        "components/f.tsx": 'import { SignIn } from "@clerk/nextjs"\nexport const F = () => <SignIn />\n',
        page: f'import {{ F }} from "{up}components/f"\nexport default () => <F />\n',
    })  # fmt: skip


PLAIN = "app/sign-in/page.tsx"
CATCH_ALL = "app/sign-in/[[...sign-in]]/page.tsx"
BELOW = "app/sign-in/[...sign-in]/page.tsx"
OLD = "pages/sign-in.tsx"

FORMS: list[Row] = [
    *(
        passes(path, K, form(path), pages(path))
        for path in (
            CATCH_ALL,
            "app/(auth)/sign-in/[[...sign-in]]/page.tsx",
            "app/[locale]/sign-in/[[...rest]]/page.tsx",
            "app/[[...everything]]/page.tsx",
        )
    ),
    passes("with the page itself beside", K,
           usage({PLAIN: 'import { SignIn } from "@clerk/nextjs"\nexport default () => <SignIn />',
                  BELOW: 'import { SignIn } from "@clerk/nextjs"\nexport default () => <SignIn />'}),
           pages(PLAIN, BELOW)),
    passes("a path of its own", K, form("components/f.tsx", '<SignIn path="/sign-in" />')._replace(
        elements=(*form("components/f.tsx", '<SignIn path="/sign-in" />').elements,
                  *form(CATCH_ALL).elements)), pages(CATCH_ALL)),
    fails("a plain page", K, form(PLAIN), pages(PLAIN),
          error("no page that renders it serves its next step, `/sign-in/factor-one`",
                at="app/sign-in/page.tsx:2:22", fix="app/sign-in/[[...sign-in]]/page.tsx")),
    fails("`<SignUp />`", K, form("app/join/page.tsx", "<SignUp />"), pages("app/join/page.tsx"),
          error("its next step, `/join/verify-email-address`", at="app/join/page.tsx:2:22",
                fix="[[...join]]")),
    fails("under a locale", K, form("app/[locale]/login/page.tsx"), pages("app/[locale]/login/page.tsx"),
          error("`/x/login/factor-one`", at="app/[locale]/login/page.tsx:2:22",
                fix="app/[locale]/login/[[...login]]/page.tsx")),
    fails("the root", K, form("app/page.tsx"), pages("app/page.tsx"),
          error("`/factor-one`", at="app/page.tsx:2:22", fix="app/[[...rest]]/page.tsx")),
    fails("another page takes the steps", K, form(PLAIN), pages(PLAIN, "app/[...missing]/page.tsx"),
          error("no page that renders it", at="app/sign-in/page.tsx:2:22", fix="Move the page")),
    fails("not optional", K, form(BELOW), pages(BELOW),
          error("takes the steps of `<SignIn />`, and no page serves `/sign-in`", at=f"{BELOW}:2:22",
                fix="app/sign-in/[[...sign-in]]/page.tsx")),
    fails("says that it routes by path", K, FOUR, form(PLAIN, '<SignIn routing="path" path="/sign-in" />'),
          pages(PLAIN), error("routes by path", at="app/sign-in/page.tsx:2:22", fix="Move the page")),
    fails("in 4, with the variable", K, FOUR, form(PLAIN), pages(PLAIN),
          environment({"NEXT_PUBLIC_CLERK_SIGN_IN_URL": "/sign-in"}),
          error("routes by path", at="app/sign-in/page.tsx:2:22", fix="Move the page")),
    inapplicable("in 4, without it", K, "do not route by path here", FOUR, form(PLAIN), pages(PLAIN)),
    inapplicable("by hash", K, "do not route by path", form(PLAIN, '<SignIn routing="hash" />'),
                 pages(PLAIN)),
    inapplicable("virtual, in a dialog", K, "do not route by path",
                 form("components/d.tsx", '<SignIn routing="virtual" />'), pages(PLAIN)),
    inapplicable("with props from elsewhere", K, "do not route by path",
                 form(PLAIN, "<SignIn {...props} />"), pages(PLAIN)),
    inapplicable("a custom flow", K, "no code renders", usage({PLAIN: 'import { useSignIn } from'
                 ' "@clerk/nextjs"\nexport default () => useSignIn()'}), pages(PLAIN)),
    passes("in a component of the page", K, in_component(CATCH_ALL), pages(CATCH_ALL)),
    fails("in a component of a plain page", K, in_component(PLAIN), pages(PLAIN),
          error("`/sign-in/factor-one`", at="components/f.tsx:2:24",
                fix="app/sign-in/[[...sign-in]]/page.tsx")),
    unknown("in a component", K, "on which page the `<SignIn>` stands", form("components/f.tsx"),
            pages(PLAIN)),
    unknown("behind rewrites", K, "whether `/sign-in/factor-one` is served", form(PLAIN),
            pages(PLAIN, doubt="`next.config.ts` has `rewrites`")),
    unknown("not all was read", K, "`lib/huge.ts`", form(CATCH_ALL), pages(CATCH_ALL),
            code(skipped=[UNREADABLE])),
]  # fmt: skip


def old_pages(*files: str) -> PageUrls:
    """Pages of the Pages Router."""
    found = routes(files, app_dir=None, pages_dir="pages")
    return PageUrls(found, RouteTable(found))


OLD_CATCH_ALL = "pages/sign-in/[[...index]].tsx"

FORMS_OLD: list[Row] = [
    passes("of the Pages Router", K, form(OLD_CATCH_ALL), old_pages(OLD_CATCH_ALL)),
    fails("a plain page of the Pages Router", K, form(OLD), old_pages(OLD),
          error("routes by path", at="pages/sign-in.tsx:2:22",
                fix="pages/sign-in/[[...index]].tsx")),
    fails("an index of the Pages Router", K, form("pages/sign-in/index.tsx"),
          old_pages("pages/sign-in/index.tsx"),
          error("routes by path", at="pages/sign-in/index.tsx:2:22",
                fix="pages/sign-in/[[...index]].tsx")),
]  # fmt: skip


def flow(
    url: str, method: str = "signIn.authenticateWithRedirect", option: str = "redirectUrl"
) -> Usage:
    text = (
        '"use client"\nimport { useSignIn } from "@clerk/nextjs"\n'
        "export function A() {\n  const { signIn } = useSignIn()\n"
        f'  {method}({{ strategy: "oauth_google", {option}: {url} }})\n}}\n'
    )
    return usage({"app/a.tsx": text})


CALLBACK = "app/sso-callback/page.tsx"

CALLBACKS: list[Row] = [
    passes("there", O, flow('"/sso-callback"'), pages(CALLBACK)),
    passes("with a query", O, flow('"/sso-callback?from=a"'), pages(CALLBACK)),
    passes("on this origin", O, flow("`${window.location.origin}/sso-callback`"), pages(CALLBACK)),
    passes("of 7", O, flow('"/sso-callback"', "signIn.sso", "redirectCallbackUrl"), pages(CALLBACK)),
    passes("in a catch-all", O, flow('"/sign-in/sso-callback"'), pages(CATCH_ALL)),
    fails("not there", O, flow('"/sso-callback"'), pages(CATCH_ALL),
          error("`redirectUrl` is `/sso-callback`, which no page of the app serves",
                at="app/a.tsx:5:76", fix="Add `app/sso-callback/page.tsx`")),
    fails("of 7, not there", O, flow('"/cb"', "signUp.sso", "redirectCallbackUrl"), pages(CALLBACK),
          error("`redirectCallbackUrl` is `/cb`", at="app/a.tsx:5:63", fix="`app/cb/page.tsx`")),
    fails("on this origin, not there", O, flow("`${location.origin}/cb`", "signUp!.authenticateWithPopup"),
          pages(CALLBACK), error("is `/cb`", at="app/a.tsx:5:74", fix="AuthenticateWithRedirect")),
    inapplicable("none", O, "no custom flow names", form(CATCH_ALL), pages(CATCH_ALL)),
    inapplicable("another `sso`", O, "no custom flow names", flow('"/x"', "mine.sso", "redirectUrl"),
                 pages(CATCH_ALL)),
    unknown("made at run time", O, "is not statically known", flow("url"), pages(CALLBACK)),
    unknown("on another host", O, "is not statically known", flow('"https://a.example/cb"'),
            pages(CALLBACK)),
    unknown("behind rewrites", O, "but `next.config.ts` has", flow('"/cb"'),
            pages(CALLBACK, doubt="`next.config.ts` has `rewrites`")),
    unknown("not all was read", O, "`lib/huge.ts`", flow('"/sso-callback"'), pages(CALLBACK),
            code(skipped=[UNREADABLE])),
]  # fmt: skip


def signing_up(
    call: str = "signUp.create({ emailAddress })", also: str = "", rest: str = "null"
) -> Usage:
    text = (
        '"use client"\nimport { useSignUp } from "@clerk/nextjs"\n'
        f"export function A() {{\n  const {{ signUp }} = useSignUp()\n  {call}\n  return {rest}\n}}\n"
    )
    return usage({"app/join/page.tsx": text, "components/form.tsx": also})


CAPTCHAS: list[Row] = [
    passes("in the form", Z, signing_up(rest='<div id="clerk-captcha" />')),
    passes("in a component", Z, signing_up(also='export const F = () => <div id="clerk-captcha" />')),
    passes("in braces", Z, signing_up(rest='<div id={"clerk-captcha"} className="a" />')),
    *(
        fails(call, Z, signing_up(call),
              warning("no code has an element with the id `clerk-captcha`", at=f"app/join/page.tsx:5:{at}",
                      fix='<div id="clerk-captcha" />'))
        for call, at in (
            ("signUp.create({ emailAddress })", 10), ("await signUp!.create({ emailAddress })", 17),
            ("signUp?.create({ emailAddress })", 11), ("signUp.password({ emailAddress })", 10),
            ("client.signUp.create({})", 17),
        )
    ),
    fails("only in a comment", Z, signing_up(also='// <div id="clerk-captcha" />'),
          warning("no code has", at="app/join/page.tsx:5:10", fix="Add the element")),
    inapplicable("a transfer from a sign-in", Z, "no custom flow", signing_up("signUp.create({ transfer: true })")),
    inapplicable("sign-in only", Z, "no custom flow signs people up", signing_up("signIn.create({})")),
    inapplicable("Clerk's own form", Z, "no custom flow", form(CATCH_ALL, "<SignUp />")),
    inapplicable("in 4", Z, "before @clerk/nextjs 5", FOUR, signing_up()),
    unknown("not all was read", Z, "`lib/huge.ts`", signing_up(rest='<div id="clerk-captcha" />'),
            code(skipped=[UNREADABLE])),
]  # fmt: skip


def provided(props: str) -> Usage:
    return usage({"app/layout.tsx": 'import { ClerkProvider } from "@clerk/nextjs"\n'
                  f"export default (p) => <ClerkProvider {props}>{{p.children}}</ClerkProvider>\n"})  # fmt: skip


LEADING: list[Row] = [
    passes("the page", U, provided('signInUrl="/sign-in"'), pages(CATCH_ALL)),
    passes("behind a language", U, provided('signInUrl="/sign-in"'),
           pages("app/[locale]/sign-in/[[...rest]]/page.tsx")),
    passes("a satellite's", U, provided('isSatellite signInUrl="/sign-in" signUpUrl="/"'), pages(OLD)),
    passes("a satellite's alone", U, provided('isSatellite signInUrl="/login"'), pages(OLD)),
    fails("a page that is called otherwise", U, provided('signInUrl="/login" signUpUrl="/sign-up"'),
          pages(CATCH_ALL, "app/sign-up/[[...sign-up]]/page.tsx"),
          error("`signInUrl` of `<ClerkProvider>` is `/login`, which no page of the app serves;"
                " `/sign-in` is one", at="app/layout.tsx:2:38", fix='signInUrl="/sign-in"')),
    fails("no page at all", U, form(CATCH_ALL, '<SignIn signUpUrl="/join" />'), pages(CATCH_ALL),
          error("`signUpUrl` of `<SignIn>` is `/join`", at=f"{CATCH_ALL}:2:30", fix='signUpUrl="/…"')),
    unknown("rewrites", U, "has `rewrites`", provided('signInUrl="/login"'),
            pages(CATCH_ALL)._replace(doubt="`next.config.ts` has `rewrites`")),
    inapplicable("another host", U, "no component", provided('signInUrl="https://a.example/in"'),
                 pages(CATCH_ALL)),
    inapplicable("a variable", U, "no component", provided("signInUrl={url}"), pages(CATCH_ALL)),
    unknown("not all was read", U, "`lib/huge.ts`", provided('signInUrl="/sign-in"'), pages(CATCH_ALL),
            code(skipped=[UNREADABLE])),
]  # fmt: skip

ROWS = [*LEADING, *FORMS, *FORMS_OLD, *CALLBACKS, *CAPTCHAS]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_clerk_flows(row: Row) -> None:
    holds(row)
