"""The provider of Convex' client: below Clerk's, with Clerk's hook, in the browser."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Level, Problem, Unknown, check
from clerkdoctor.facts.convex_code import ConvexCode, Provider
from clerkdoctor.facts.project import App

_CLERK_GUIDE = "https://docs.convex.dev/auth/clerk"
_INTEGRATION = "https://clerk.com/docs/guides/development/integrations/databases/convex"
_CLIENT = "https://nextjs.org/docs/app/api-reference/directives/use-client"

WITH_CLERK = "ConvexProviderWithClerk"
_NESTED = (
    "<ClerkProvider>\n"
    "  <ConvexProviderWithClerk client={convex} useAuth={useAuth}>{children}"
    "</ConvexProviderWithClerk>\n"
    "</ClerkProvider>"
)
# What exports Clerk's React SDK as a part of its own, by the package that it takes it from.
_REACT = ("@clerk/clerk-react", "@clerk/react")


@check(
    "`<ConvexProviderWithClerk>` is inside `<ClerkProvider>` and gets Clerk's `useAuth`",
    fix=f"Put Convex' provider inside of Clerk's, and pass the hook itself:\n{_NESTED}",
    references=(_CLERK_GUIDE, _INTEGRATION),
    symptoms=(
        "useAuth can only be used within the <ClerkProvider />",
        "Could not find `ConvexProviderWithAuth`",
        "useAuth is not a function",
    ),
    follows=("clerk-packages-are-not-mixed",),
)
def convex_provider_is_inside_clerk_provider(code: ConvexCode, app: App) -> Iterator[Finding]:
    """Convex' provider calls the `useAuth` that it is given, and that one looks for the
    `<ClerkProvider>` above it, of its own package. Above or without it the app throws when it
    renders; with the hook of another copy, or with plain `<ConvexProvider>`, Convex never gets a
    token and everybody is signed out.
    """
    own = [one for one in code.providers if one.name == WITH_CLERK]
    if not code.providers:
        yield Inapplicable("no code renders a provider of Convex'")
    for one in own:
        yield from _nested(one, app)
        yield from _hook(one, code, app)
    if not any(one.name != "ConvexProvider" for one in code.providers):
        yield from _plain(code)


def _nested(one: Provider, app: App) -> Iterator[Finding]:
    element = f"`<{one.name}>`"
    if _package(one.hook_from or "") == "@clerk/astro":
        return  # which has no provider
    if one.nesting == "around":
        yield Problem(
            f"{element} is around `<ClerkProvider>` (`{one.around}`), and its `useAuth` looks for"
            " one above",
            one.place,
            about="ConvexProviderWithClerk",
        )
    elif one.nesting == "apart" and one.around:
        yield Problem(
            f"{element} is rendered above the layout with `<ClerkProvider>`, `{one.around}`",
            one.place,
            about="ConvexProviderWithClerk",
        )
    elif one.nesting == "none":
        if app.workspace_root is not None:
            yield Unknown("no `<ClerkProvider>` is rendered here; another package may", one.place)
        else:
            yield Problem(
                f"{element} is rendered, and no code renders `<ClerkProvider>`",
                one.place,
                f"Wrap it in Clerk's provider:\n{_NESTED}",
                about="ConvexProviderWithClerk",
            )
    elif one.nesting == "unknown":
        yield Unknown(
            "which `<ClerkProvider>` Convex' provider is inside of is not told", one.place
        )


def _hook(one: Provider, code: ConvexCode, app: App) -> Iterator[Finding]:
    sdk = _sdk(code)
    fix = (
        f'Pass the hook itself:\nimport {{ useAuth }} from "{sdk}"\n<{one.name} useAuth={{useAuth}}'
    )
    fix += " client={convex}>"
    match one.hook:
        case "unknown":
            yield Unknown("what is given as `useAuth` is a hook of the project's own", one.place)
        case "called":
            yield Problem(f"`<{one.name}>` gets what `useAuth()` returns, and calls that as a hook",
                          one.place, fix, about="useAuth")  # fmt: skip
        case "absent":
            yield Problem(f"`<{one.name}>` gets no `useAuth`, which it calls to ask Clerk",
                          one.place, fix, about="useAuth")  # fmt: skip
        case "another":
            yield Problem(
                f"`<{one.name}>` gets `{one.hook_name}` of `{one.hook_from}` as `useAuth`; it calls"
                f" for the hook of `{sdk}`",
                one.place, fix, about="useAuth",
            )  # fmt: skip
        case "passed" if one.hook_from:
            said = _mixed(_package(one.hook_from), code, app)
            if said:
                end, level = said
                yield Problem(
                    f"`useAuth` comes from `{one.hook_from}` and `<ClerkProvider>` from `{sdk}`,"
                    f" {end}",
                    one.place,
                    f'Take both from one package:\nimport {{ useAuth }} from "{sdk}"',
                    about=_package(one.hook_from),
                    level=level,
                )


def _package(source: str) -> str:
    return "/".join(source.split("/")[:2])


def _sdk(code: ConvexCode) -> str:
    packages = [_package(one.package) for one in code.clerk_providers]
    return packages[0] if packages else "@clerk/nextjs"


def _mixed(package: str, code: ConvexCode, app: App) -> tuple[str, Level | None] | None:
    """What comes of a hook from another package than the provider's; None where they are one."""
    sdks = {_package(one.package) for one in code.clerk_providers}
    if not sdks or package in sdks:
        return None
    sdk = _sdk(code)
    if package not in _REACT:
        return "which have nothing in common", None if sdk in _REACT else "warning"
    own = next((o for o in app.versions.packages if o.name == package and not o.via), None)
    brought = app.versions.brought(sdk, package)
    if own and brought and own.version and brought.version:
        if own.version == brought.version:
            return "which brings the same version of it for now", "note"
        return f"which brings {brought.text} of it while package.json gets {own.text}", None
    return "which may bring another copy of it", "warning"


def _plain(code: ConvexCode) -> Iterator[Problem]:
    """`<ConvexProvider>` alone sends no token."""
    if not code.clerk_providers or code.logs_in:
        return
    asks = any(one.asks for one in code.functions)
    for one in code.providers[:1]:
        end = "and functions ask who calls" if asks else "so that no function could ask who calls"
        yield Problem(
            f"`<ConvexProvider>` is rendered, which sends no token of Clerk's, {end}",
            one.place,
            "Use the provider for Clerk:\nimport { ConvexProviderWithClerk } from"
            f' "convex/react-clerk"\n{_NESTED}',
            about="ConvexProviderWithClerk",
            level=None if asks else "note",
        )


@check(
    "The provider of Convex' client is a client component",
    fix='Write "use client" in the first line of its file',
    references=(_CLIENT, "https://docs.convex.dev/client/nextjs/app-router/"),
    symptoms=(
        "createContext only works in Client Components",
        "Functions cannot be passed directly to Client Components",
        "You're importing a component that needs createContext",
    ),
)
def convex_provider_is_a_client_component(code: ConvexCode) -> Iterator[Finding]:
    """Layouts and pages run on the server unless a file says `use client`. The client of Convex and
    the hook `useAuth` cannot be handed from there to the browser, so that the build or the first
    request fails.
    """
    if not code.providers:
        yield Inapplicable("no code renders a provider of Convex'")
    for one in code.providers:
        if one.rendered_by:
            way = "" if one.rendered_by == one.place.path else f", in `{one.rendered_by}`,"
            yield Problem(
                f"`<{one.name}>` is rendered{way} as a part of a server component",
                one.place,
                'Write it in a file of its own that begins with:\n"use client"',
                about=one.place.path,
            )
