"""The provider above Clerk's components, and the props that lead on after signing in."""

from collections.abc import Mapping

import pytest

from clerkdoctor.checks.clerk_components import (
    clerk_provider_wraps_the_app,
    redirect_props_are_current,
)
from clerkdoctor.facts.usage import Usage
from tests.checks.facts import UNREADABLE, app, code
from tests.checks.table import Row, error, fails, holds, inapplicable, passes, unknown, warning
from tests.gather.usage_reading import usage

D = redirect_props_are_current
W = clerk_provider_wraps_the_app

FOUR, FIVE, SIX = app("4.31.8"), app("5.7.6"), app("6.39.8")
ALL = (
    "ClerkProvider, SignIn, SignUp, SignInButton, SignUpButton, UserButton, SignOutButton,"
    " OrganizationSwitcher, RedirectToSignIn, AuthenticateWithRedirectCallback"
)


def shows(element: str, path: str = "components/a.tsx") -> Usage:
    text = f'import {{ {ALL} }} from "@clerk/nextjs"\nexport const A = () => {element}\n'
    return usage({path: text})


AT = "components/a.tsx:2"

PROPS: list[Row] = [
    *(
        passes(element, D, shows(element))
        for element in (
            '<SignIn fallbackRedirectUrl="/dashboard" signUpUrl="/sign-up" />',
            '<SignIn forceRedirectUrl="/dashboard" />',
            '<ClerkProvider afterSignOutUrl="/">{a}</ClerkProvider>',
            '<SignOutButton redirectUrl="/bye" />',
            '<RedirectToSignIn redirectUrl="/here" />',
            '<OrganizationSwitcher afterSelectOrganizationUrl="/org" />',
            "<SignIn {...props} />",
            '<form afterSignInUrl="/x" />',
        )
    ),
    *(
        passes(f"{element} in 4", D, FOUR, shows(element))
        for element in (
            '<SignIn afterSignInUrl="/dashboard" redirectUrl="/x" />',
            '<SignInButton afterSignInUrl="/dashboard" />',
            '<UserButton afterSignOutUrl="/" />',
        )
    ),
    passes("sign-out props of the button in 6", D, SIX, shows('<UserButton afterSignOutUrl="/" />')),
    passes("another SDK's", D, usage({"a.tsx": 'import { SignIn } from "@clerk/clerk-react"\n'
           'import { useAuth } from "@clerk/nextjs"\n'
           'export const A = () => <SignIn afterSignInUrl="/" />'})),
    *(
        fails(f"{element} in 7", D, shows(element),
              error(f"The prop `{prop}` of `<{name}>` does nothing (here: 7.9.17)", at=f"{AT}:{column}",
                    fix=fix))
        for element, name, prop, column, fix in (
            ('<SignIn afterSignInUrl="/dashboard" />', "SignIn", "afterSignInUrl", 32,
             'Rename `afterSignInUrl`:\nfallbackRedirectUrl="/dashboard"'),
            ("<SignIn afterSignUpUrl={url} />", "SignIn", "afterSignUpUrl", 32,
             "signUpFallbackRedirectUrl={…}"),
            ('<SignUp afterSignUpUrl="/hello" />', "SignUp", "afterSignUpUrl", 32,
             'fallbackRedirectUrl="/hello"'),
            ('<SignUp afterSignInUrl="/a" />', "SignUp", "afterSignInUrl", 32,
             'signInFallbackRedirectUrl="/a"'),
            ('<SignIn redirectUrl="/a" />', "SignIn", "redirectUrl", 32, 'fallbackRedirectUrl="/a"'),
            ('<SignUpButton redirectUrl="/a" />', "SignUpButton", "redirectUrl", 38,
             'fallbackRedirectUrl="/a"'),
            ('<ClerkProvider afterSignInUrl="/a">{a}</ClerkProvider>', "ClerkProvider",
             "afterSignInUrl", 39, 'signInFallbackRedirectUrl="/a"'),
            ('<AuthenticateWithRedirectCallback afterSignUpUrl="/a" />',
             "AuthenticateWithRedirectCallback", "afterSignUpUrl", 58,
             'signUpFallbackRedirectUrl="/a"'),
            ('<UserButton afterSignOutUrl="/" />', "UserButton", "afterSignOutUrl", 36,
             'Move the prop to the provider:\n<ClerkProvider afterSignOutUrl="/">'),
            ('<OrganizationSwitcher afterSwitchOrganizationUrl="/o" />', "OrganizationSwitcher",
             "afterSwitchOrganizationUrl", 46, 'afterSelectOrganizationUrl="/o"'),
        )
    ),
    fails("hostile text", D, shows('<SignIn afterSignInUrl="`$(rm)`" />'),
          error("does nothing", at=f"{AT}:32", fix="fallbackRedirectUrl={…}")),
    fails("two that become one", D, shows('<SignIn afterSignInUrl="/a" redirectUrl="/b" />'),
          error("`afterSignInUrl`", at=f"{AT}:32", fix='Rename `afterSignInUrl`:\nfallbackRedirectUrl="/a"'),
          error("`redirectUrl`", at=f"{AT}:52",
                fix="Remove `redirectUrl`: `afterSignInUrl` says the same, and wins")),
    fails("one that is there already", D, shows('<SignUp fallbackRedirectUrl="/a" afterSignUpUrl="/b" />'),
          error("`afterSignUpUrl`", at=f"{AT}:57", fix="Remove `afterSignUpUrl`: `fallbackRedirectUrl`")),
    fails("one for signing in, one for signing up", D,
          shows('<SignIn afterSignUpUrl="/a" redirectUrl="/b" />'),
          error("`afterSignUpUrl`", at=f"{AT}:32", fix='signUpFallbackRedirectUrl="/a"'),
          error("`redirectUrl`", at=f"{AT}:52", fix='fallbackRedirectUrl="/b"')),
    fails("a warning in 6", D, SIX, shows('<SignIn afterSignInUrl="/dashboard" />'),
          warning("is deprecated, and does nothing from 7.0.0 on", at=f"{AT}:32",
                  fix='fallbackRedirectUrl="/dashboard"')),
    fails("the buttons drop it since 5", D, FIVE, shows('<SignInButton afterSignInUrl="/a" />'),
          error("`<SignInButton>` does nothing (here: 5.7.6)", at=f"{AT}:38",
                fix='fallbackRedirectUrl="/a"')),
    unknown("of which version", D, "allows `>=4`", app(">=4"), shows('<SignIn redirectUrl="/" />')),
    unknown("not all was read", D, "`lib/huge.ts`", shows("<SignIn />"), code(skipped=[UNREADABLE])),
]  # fmt: skip

LAYOUT = (
    'import { ClerkProvider } from "@clerk/nextjs"\n'
    "export default ({ children }) => <html><body><ClerkProvider>{children}</ClerkProvider></body>"
    "</html>\n"
)
BARE = "export default ({ children }) => <html><body>{children}</body></html>\n"
PROVIDERS = (
    '"use client"\nimport { ClerkProvider } from "@clerk/nextjs"\n'
    "export function Providers({ children }) { return <ClerkProvider>{children}</ClerkProvider> }\n"
)
THROUGH = 'import { Providers } from "./providers"\nexport default (p) => <Providers {...p} />\n'
PAGE = (
    '"use client"\nimport { useUser } from "@clerk/nextjs"\nexport default () => useUser().user\n'
)
NAV = 'import { UserButton } from "@clerk/nextjs"\nexport const Nav = () => <UserButton />\n'
SERVER_PAGE = 'import { SignedIn } from "@clerk/nextjs"\nexport default () => <SignedIn />\n'
APP_FILE = (
    'import { ClerkProvider } from "@clerk/nextjs"\n'
    "export default ({ Component, pageProps }) => <ClerkProvider {...pageProps}><Component/>"
    "</ClerkProvider>\n"
)


def files(**texts: str) -> Usage:
    """Files by a short name: `layout`, `page`, `nav`, …"""
    return usage({PATHS[name]: text for name, text in texts.items()})


PATHS: Mapping[str, str] = {
    "layout": "app/layout.tsx", "providers": "app/providers.tsx", "page": "app/a/page.tsx",
    "nav": "components/nav.tsx", "inner": "app/(app)/layout.tsx", "outer": "app/(web)/page.tsx",
    "inside": "app/(app)/b/page.tsx", "shell": "pages/_app.tsx", "old": "pages/c.tsx",
    "wrap": "components/wrap.tsx", "mid": "app/mid.tsx",
}  # fmt: skip
ROUTED = app()._replace(app_router="app", pages_router="pages")
NEXT_ONLY = app()._replace(app_router=None, pages_router="pages")
MID = 'export { Providers } from "./providers"\n'
THROUGH_MID = THROUGH.replace("./providers", "./mid")

WRAPS: list[Row] = [
    passes("in the root layout", W, files(layout=LAYOUT, page=PAGE, nav=NAV)),
    passes("in a component of the root layout", W, files(layout=THROUGH, providers=PROVIDERS, page=PAGE)),
    passes("by a barrel", W, files(layout=THROUGH_MID, mid=MID, providers=PROVIDERS, page=PAGE)),
    passes("in the group's layout", W, files(layout=BARE, inner=LAYOUT, inside=PAGE)),
    passes("in the page itself", W, files(layout=BARE, page=PAGE.replace(
        "{ useUser }", "{ useUser, ClerkProvider }") + "const a = <ClerkProvider><a/></ClerkProvider>")),
    passes("in `_app`", W, ROUTED, files(shell=APP_FILE, old=PAGE)),
    passes("components stand anywhere", W, files(layout=BARE, inner=LAYOUT, nav=NAV)),
    passes("what asks the server needs none", W,
           files(layout=BARE, outer=SERVER_PAGE, inner=LAYOUT, inside=PAGE)),
    fails("nowhere", W, ROUTED, files(layout=BARE, page=PAGE),
          error("`useUser()` is used, and no code renders `<ClerkProvider>`", at="app/a/page.tsx:3:22",
                fix="Wrap the app in `app/layout.tsx`")),
    fails("nowhere, in the Pages Router", W, NEXT_ONLY, files(nav=NAV, old="export default () => 1"),
          error("`<UserButton>` is used", at="components/nav.tsx:2:26", fix="`pages/_app.tsx`")),
    fails("in another group", W, ROUTED,
          files(layout=BARE, inner=LAYOUT, inside=PAGE, outer=PAGE),
          error("on a page without `<ClerkProvider>`: no layout above it renders one",
                at="app/(web)/page.tsx:3:22", fix="Move the provider to the root layout")),
    fails("in the App Router only", W, ROUTED, files(layout=LAYOUT, old=PAGE),
          error("on a page without `<ClerkProvider>`", at="pages/c.tsx:3:22", fix="Move")),
    inapplicable("nothing needs it", W, "no code of a Next.js app uses a hook", files(outer=SERVER_PAGE)),
    inapplicable("another framework's app", W, "no code of a Next.js app", app()._replace(kind="clerk"),
                 files(layout=LAYOUT, page=PAGE)),
    unknown("in a workspace another package may", W, "another package of the workspace",
            app(workspace_root="../.."), files(layout=BARE, page=PAGE)),
    unknown("rendered nobody sees where", W, "inside the `<ClerkProvider>` of `components/wrap.tsx`",
            ROUTED, files(layout=BARE, wrap=PROVIDERS, page=PAGE)),
    unknown("not all was read", W, "`lib/huge.ts`", files(layout=LAYOUT, page=PAGE),
            code(skipped=[UNREADABLE])),
]  # fmt: skip

ROWS = [*PROPS, *WRAPS]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_clerk_components(row: Row) -> None:
    holds(row)
