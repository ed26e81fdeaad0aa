"""The props that say where to go after signing in, and what became of them release by release.

Source: the types of @clerk/types 4.27 and @clerk/shared 3.48 and 4.41, `SignInButton` of
@clerk/clerk-react 5, and Clerk's guide to Core 3.
"""

from typing import NamedTuple

Release = tuple[int, int, int]


class RedirectProp(NamedTuple):
    """A prop of a component: works with a warning from `deprecated` on, does nothing from `gone`.

    `instead` is the prop that takes its place, on the component `on` where that is another.
    """

    deprecated: Release
    gone: Release
    instead: str
    on: str = ""


_FIVE: Release = (5, 0, 0)
_SEVEN: Release = (7, 0, 0)

_FORMS = {
    "SignIn": ("fallbackRedirectUrl", "signUpFallbackRedirectUrl"),
    "SignUp": ("signInFallbackRedirectUrl", "fallbackRedirectUrl"),
}
_ELSEWHERE = ("signInFallbackRedirectUrl", "signUpFallbackRedirectUrl")


def redirect_prop(component: str, prop: str) -> RedirectProp | None:
    """What is to be said of a prop; None for one that is as it always was.

    The buttons hand on only the new props, so that the old ones did nothing from 5.0.0 on.
    `RedirectToSignIn` and `SignOutButton` keep their `redirectUrl`.
    """
    form = component.removesuffix("Button")
    if prop in ("afterSignInUrl", "afterSignUpUrl", "redirectUrl") and form in _FORMS:
        after_in, after_up = _FORMS[form]
        own = after_in if form == "SignIn" else after_up
        named = {"afterSignInUrl": after_in, "afterSignUpUrl": after_up}
        gone = _FIVE if component.endswith("Button") else _SEVEN
        return RedirectProp(_FIVE, gone, named.get(prop, own))
    if component in ("ClerkProvider", "AuthenticateWithRedirectCallback"):
        after = {"afterSignInUrl": 0, "afterSignUpUrl": 1, "redirectUrl": 0}.get(prop)
        if after is not None:
            return RedirectProp(_FIVE, _SEVEN, _ELSEWHERE[after])
    if component in ("RedirectToSignIn", "RedirectToSignUp"):
        after = {"afterSignInUrl": 0, "afterSignUpUrl": 1}.get(prop)
        if after is not None:
            return RedirectProp(_FIVE, _SEVEN, _ELSEWHERE[after])
    if component == "UserButton" and prop in (
        "afterSignOutUrl",
        "afterMultiSessionSingleSignOutUrl",
    ):
        return RedirectProp(_SEVEN, _SEVEN, prop, "ClerkProvider")
    if component == "OrganizationSwitcher" and prop == "afterSwitchOrganizationUrl":
        return RedirectProp(_SEVEN, _SEVEN, "afterSelectOrganizationUrl")
    return None
