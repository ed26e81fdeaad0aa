"""Which names @clerk/nextjs exports, from which release to which.

Source: the export lists of the packages from 4.0.3 to 7.9.17 on npm, compared release by release.
Only names that came, went or moved are listed: of any other nothing is said.
"""

from typing import NamedTuple

Release = tuple[int, int, int]

ROOT = "@clerk/nextjs"
SERVER = "@clerk/nextjs/server"
ERRORS = "@clerk/nextjs/errors"


class ApiName(NamedTuple):
    """A name that a module exports from `since` on and no longer at `until`; None for always.

    `instead` is an edit to paste, which takes its place where it is missing.
    """

    module: str
    name: str
    since: Release | None = None
    until: Release | None = None
    instead: str = ""


_FIVE: Release = (5, 0, 0)
_SIX: Release = (6, 0, 0)
_SEVEN: Release = (7, 0, 0)

SERVER_HELPERS = frozenset({
    "auth", "currentUser", "clerkClient", "getAuth", "buildClerkProps", "clerkMiddleware",
    "createRouteMatcher", "authMiddleware", "redirectToSignIn", "redirectToSignUp", "verifyToken",
    "createClerkClient",
})  # fmt: skip
"""What runs on the server, and is exported by `/server` only from 5.0.0 on."""

CLIENT_NAMES = frozenset({
    "ClerkProvider", "SignIn", "SignUp", "SignedIn", "SignedOut", "Protect", "Show", "UserButton",
    "UserProfile", "SignInButton", "SignUpButton", "SignOutButton", "OrganizationSwitcher",
    "OrganizationProfile", "OrganizationList", "CreateOrganization", "RedirectToSignIn",
    "RedirectToSignUp", "ClerkLoaded", "ClerkLoading", "AuthenticateWithRedirectCallback",
    "useAuth", "useUser", "useClerk", "useSignIn", "useSignUp", "useSession", "useSessionList",
    "useOrganization", "useOrganizationList",
})  # fmt: skip
"""Components and hooks, which `/server` never exported."""

_MIDDLEWARE = (
    'import { clerkMiddleware } from "@clerk/nextjs/server"\nexport default clerkMiddleware()'
)
_REDIRECT = (
    'import { auth } from "@clerk/nextjs/server"\n'
    "const { userId, redirectToSignIn } = await auth()\nif (!userId) return redirectToSignIn()"
)
_SHOW = 'import { Show } from "@clerk/nextjs"\n'


def _moved_to_errors(name: str) -> ApiName:
    return ApiName(ROOT, name, None, _FIVE, f'import {{ {name} }} from "{ERRORS}"')


API: tuple[ApiName, ...] = (
    ApiName(ROOT, "withClerkMiddleware", None, _FIVE, _MIDDLEWARE),
    ApiName(SERVER, "withClerkMiddleware", None, _FIVE, _MIDDLEWARE),
    ApiName(ROOT, "authMiddleware", None, _SIX, _MIDDLEWARE),
    ApiName(SERVER, "authMiddleware", None, _SIX, _MIDDLEWARE),
    ApiName(ROOT, "redirectToSignIn", None, _SIX, _REDIRECT),
    ApiName(SERVER, "redirectToSignIn", None, _SIX, _REDIRECT),
    ApiName(ROOT, "redirectToSignUp", None, _SIX, _REDIRECT.replace("SignIn", "SignUp")),
    ApiName(SERVER, "redirectToSignUp", None, _SIX, _REDIRECT.replace("SignIn", "SignUp")),
    ApiName(ROOT, "SignedIn", None, _SEVEN, f'{_SHOW}<Show when="signed-in">…</Show>'),
    ApiName(ROOT, "SignedOut", None, _SEVEN, f'{_SHOW}<Show when="signed-out">…</Show>'),
    ApiName(ROOT, "Protect", (4, 28, 0), _SEVEN, f"{_SHOW}<Show when={{{{ role }}}}>…</Show>"),
    ApiName(ROOT, "useMagicLink", None, _FIVE, 'import { useEmailLink } from "@clerk/nextjs"'),
    ApiName(
        ROOT, "useOrganizations", None, _FIVE, 'import { useOrganizationList } from "@clerk/nextjs"'
    ),
    *(
        ApiName(ROOT, name, None, _FIVE, f'import {{ {hook} }} from "@clerk/nextjs"')
        for hook, names in (
            ("useUser", ("withUser", "WithUser")),
            ("useSession", ("withSession", "WithSession")),
            ("useClerk", ("withClerk", "WithClerk")),
        )
        for name in names
    ),
    ApiName(
        ROOT, "MagicLinkErrorCode", None, _FIVE, f'import {{ EmailLinkErrorCode }} from "{ERRORS}"'
    ),
    ApiName(
        ROOT, "isMagicLinkError", None, _FIVE, f'import {{ isEmailLinkError }} from "{ERRORS}"'
    ),
    *map(
        _moved_to_errors,
        ("EmailLinkErrorCode", "isClerkAPIResponseError", "isEmailLinkError", "isKnownError",
         "isMetamaskError"),
    ),
    ApiName(
        ROOT,
        "MultisessionAppSupport",
        None,
        _FIVE,
        'import { MultisessionAppSupport } from "@clerk/nextjs/internal"',
    ),
    ApiName(SERVER, "clerkMiddleware", _FIVE),
    ApiName(SERVER, "createRouteMatcher", _FIVE),
    ApiName(SERVER, "verifyToken", _FIVE),
    ApiName(ROOT, "Waitlist", (6, 2, 0)),
    ApiName(ROOT, "PricingTable", (6, 20, 0)),
    ApiName(ROOT, "useReverification", (6, 7, 0)),
    ApiName(ROOT, "Show", _SEVEN, None, 'import { SignedIn, SignedOut } from "@clerk/nextjs"'),
    ApiName(ROOT, "getToken", _SEVEN),
)  # fmt: skip

MODULES: tuple[ApiName, ...] = (
    ApiName("@clerk/nextjs/api", "*", None, _FIVE, f'import {{ clerkClient }} from "{SERVER}"'),
    ApiName("@clerk/nextjs/ssr", "*", None, _FIVE, f'import {{ getAuth }} from "{SERVER}"'),
    ApiName("@clerk/nextjs/edge-middleware", "*", None, _FIVE, _MIDDLEWARE),
    ApiName("@clerk/nextjs/edge-middlewarefiles", "*", None, _FIVE, _MIDDLEWARE),
    ApiName("@clerk/nextjs/app-beta", "*", None, _FIVE, f'import {{ auth }} from "{SERVER}"'),
    ApiName(
        "@clerk/nextjs/app-beta/client", "*", None, _FIVE, 'import { SignIn } from "@clerk/nextjs"'
    ),
    ApiName(ERRORS, "*", _FIVE, None, 'import { isClerkAPIResponseError } from "@clerk/nextjs"'),
    ApiName("@clerk/nextjs/internal", "*", _FIVE),
    ApiName("@clerk/nextjs/webhooks", "*", (6, 13, 0), None, 'import { Webhook } from "svix"'),
    ApiName("@clerk/nextjs/legacy", "*", _SEVEN, None, 'import { useSignIn } from "@clerk/nextjs"'),
)
"""Modules that came or went as a whole."""

OLD_HOOK_VALUES = {
    "isLoaded": "`signIn` and `signUp` are there at once, beside `fetchStatus`",
    "setActive": "`signIn.finalize()` and `signUp.finalize()` end a flow",
}
"""What `useSignIn()` and `useSignUp()` gave to 6.x and no longer give from 7.0.0 on, where
`@clerk/nextjs/legacy` has the old hooks; and what takes its place."""

DEPRECATED_ROUTE_MATCHER: Release = (7, 5, 14)
CALLABLE_CLIENT: Release = (5, 2, 0)
"""From here `clerkClient()` may be called, from 6.0.0 it has to be."""
ASYNC_HELPERS: Release = _SIX
"""From here `auth()` and `clerkClient()` give promises, and `protect` is a member of `auth`."""


def known(module: str, name: str) -> ApiName | None:
    """What is known of a name that code imports; None for nothing."""
    for one in MODULES:
        if one.module == module:
            return one
    return next((one for one in API if one.module == module and one.name == name), None)
