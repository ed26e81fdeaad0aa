"""Clerk's components: the provider above them, and the props that lead on after signing in."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Problem, Unknown, check
from clerkdoctor.checks.release import CLERK, at_least, shown, unsettled
from clerkdoctor.checks.unread import unread
from clerkdoctor.clerk.redirect_props import redirect_prop
from clerkdoctor.facts.code import Code
from clerkdoctor.facts.project import App
from clerkdoctor.facts.usage import ClerkElement, HookUse, Usage, is_above

_PROVIDER_DOCS = "https://clerk.com/docs/reference/components/clerk-provider"
_REDIRECTS = "https://clerk.com/docs/guides/development/customize-redirect-urls"
_CORE_3 = "https://clerk.com/docs/guides/development/upgrading/upgrade-guides/core-3"

# They ask the server, or are the provider.
_WITHOUT_PROVIDER = frozenset({"ClerkProvider", "Show", "SignedIn", "SignedOut", "Protect"})


@check(
    "The props that say where to go after signing in are current",
    fix="Rename the prop: `fallbackRedirectUrl`, or `forceRedirectUrl` to ignore `redirect_url`",
    references=(_REDIRECTS, _CORE_3),
    symptoms=(
        'Clerk: The prop "afterSignInUrl" is deprecated and should be replaced with the new',
        'Clerk: The prop "afterSignUpUrl" is deprecated',
        'Clerk: The prop "redirectUrl" is deprecated',
    ),
)
def redirect_props_are_current(usage: Usage, code: Code, app: App) -> Iterator[Finding]:
    """`afterSignInUrl`, `afterSignUpUrl` and `redirectUrl` became `fallbackRedirectUrl` and
    `forceRedirectUrl` with @clerk/nextjs 5. Up to 6 most of them work with a warning; since 7 they
    are passed over, and people land on `/` after signing in.
    """
    clerk = app.versions.get(CLERK)
    doubtful = False
    for element in usage.elements:
        for prop in element.props:
            row = redirect_prop(element.name, prop.name) if element.package == CLERK else None
            if row is None:
                continue
            gone, deprecated = at_least(clerk, row.gone), at_least(clerk, row.deprecated)
            doubtful = doubtful or gone is None
            if gone is None or not deprecated:
                continue
            end = "does nothing" if gone else "is deprecated, and does nothing from 7.0.0 on"
            where = f"`<{row.on}>`" if row.on else "the element"
            yield Problem(
                f"The prop `{prop.name}` of `<{element.name}>` {end} (here: {shown(clerk)});"
                f" `{row.instead}` of {where} takes its place",
                prop.place,
                _renamed(prop.name, row.instead, row.on, prop.text)
                if (other := _of_the_same_name(element, prop.name, row.instead)) is None
                else f"Remove `{prop.name}`: `{other}` says the same, and wins where both stand",
                about=f"{element.name}.{prop.name}",
                level=None if gone else "warning",
            )
    if doubtful:
        yield unsettled(app, CLERK)
    yield from unread(code)


def _of_the_same_name(element: ClerkElement, name: str, instead: str) -> str | None:
    """The prop that would be given twice if this one was renamed, where it is the one that wins.

    What is current comes before what is old, and `redirectUrl` after all others.
    """
    for other in element.props:
        if other.name == name:
            continue
        if other.name == instead:
            return other.name
        row = redirect_prop(element.name, other.name)
        if name == "redirectUrl" and row is not None and row.instead == instead:
            return other.name
    return None


def _renamed(name: str, instead: str, on: str, text: str | None) -> str:
    value = f'"{text}"' if text is not None and _is_plain(text) else "{…}"
    if on:
        return f"Move the prop to the provider:\n<{on} {instead}={value}>"
    return f"Rename `{name}`:\n{instead}={value}"


def _is_plain(text: str) -> bool:
    return len(text) <= 80 and text.isprintable() and not set(text) & set("\"'`<>{}\\")


@check(
    "`<ClerkProvider>` wraps the app",
    fix="Wrap the children of the root layout:\n<ClerkProvider>{children}</ClerkProvider>",
    references=(_PROVIDER_DOCS,),
    symptoms=(
        "useAuth can only be used within the <ClerkProvider /> component",
        "useUser can only be used within the <ClerkProvider /> component",
        "useSession can only be used within the <ClerkProvider />",
        "can only be used within the <ClerkProvider /> component",
        "UserButton can only be used within the <ClerkProvider /> component",
    ),
    follows=("clerk-packages-are-not-mixed",),
)
def clerk_provider_wraps_the_app(usage: Usage, code: Code, app: App) -> Iterator[Finding]:
    """Clerk's hooks and components find their state in the provider above them, and throw where
    there is none. A provider in the layout of one route group does not reach the others.
    """
    needs: list[HookUse | ClerkElement] = [*usage.hooks]
    needs += [one for one in usage.elements if one.name not in _WITHOUT_PROVIDER]
    if not needs or app.kind != "next":
        yield Inapplicable("no code of a Next.js app uses a hook or a component that needs it")
        return
    providers = usage.providers
    if not providers.imported:
        yield _without_any(needs[0], app)
    elif providers.unplaced or not providers.roots or not providers.is_whole:
        if not providers.roots or any(_is_bare(one, providers.roots) for one in needs):
            where = (*providers.unplaced, *(place.path for place in providers.imported))[0]
            yield Unknown(f"which pages are inside the `<ClerkProvider>` of `{where}` is not known")
    else:
        first: dict[str, HookUse | ClerkElement] = {}
        for need in needs:
            if _is_bare(need, providers.roots):
                first.setdefault(need.place.path, need)
        yield from (_outside(need, providers.roots[0]) for need in first.values())
    yield from unread(code)


def _outside(need: HookUse | ClerkElement, root: str) -> Problem:
    return Problem(
        f"`{_shown(need)}` is used on a page without `<ClerkProvider>`: no layout above it renders"
        f" one; `{root}` does",
        need.place,
        "Move the provider to the root layout:\n<ClerkProvider>{children}</ClerkProvider>",
        about="ClerkProvider",
    )


def _shown(need: HookUse | ClerkElement) -> str:
    return f"{need.name}()" if isinstance(need, HookUse) else f"<{need.name}>"


def _without_any(need: HookUse | ClerkElement, app: App) -> Finding:
    if app.workspace_root is not None:
        return Unknown(
            "no `<ClerkProvider>` is rendered here; another package of the workspace may",
            need.place,
        )
    file = f"{app.app_router}/layout.tsx" if app.app_router else f"{app.pages_router}/_app.tsx"
    inner = "{children}" if app.app_router else "<Component {...pageProps} />"
    return Problem(
        f"`{_shown(need)}` is used, and no code renders `<ClerkProvider>`",
        need.place,
        f"Wrap the app in `{file}`:\n"
        'import { ClerkProvider } from "@clerk/nextjs"\n'
        f"<ClerkProvider>{inner}</ClerkProvider>",
        about="ClerkProvider",
    )


def _is_bare(need: HookUse | ClerkElement, roots: tuple[str, ...]) -> bool:
    """Whether a page of the router, or what belongs to it, has no provider above it.

    On which pages a component stands is not known.
    """
    if need.where.role in ("other", "middleware", "route", "api", "shell"):
        return False
    path = need.place.path
    return path not in roots and not any(is_above(root, path) for root in roots)
