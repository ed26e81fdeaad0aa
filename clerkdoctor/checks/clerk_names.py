"""What the code takes from Clerk's packages: names that this version has, and where it has them."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Level, Problem, check
from clerkdoctor.checks.release import CLERK, at_least, shown, unsettled
from clerkdoctor.checks.unread import unread
from clerkdoctor.clerk.api_names import (
    CLIENT_NAMES,
    DEPRECATED_ROUTE_MATCHER,
    OLD_HOOK_VALUES,
    ROOT,
    SERVER,
    SERVER_HELPERS,
    ApiName,
    known,
)
from clerkdoctor.facts.code import Code
from clerkdoctor.facts.project import App, Installed
from clerkdoctor.facts.usage import HookUse, ImportedName, OldOption, Usage

_UPGRADING = "https://clerk.com/docs/guides/development/upgrading/overview"
_CORE_2 = "https://clerk.com/docs/guides/development/upgrading/upgrade-guides/core-2/nextjs"
_CORE_3 = "https://clerk.com/docs/guides/development/upgrading/upgrade-guides/core-3"
_MATCHER_GUIDE = (
    "https://clerk.com/docs/guides/development/upgrading/upgrade-guides/"
    "migrate-from-create-route-matcher"
)
_FIVE = (5, 0, 0)
_SEVEN = (7, 0, 0)


@check(
    "The code uses no name that the installed @clerk/nextjs does not have",
    fix="Use what took its place, or let Clerk's tool rewrite the code:\nnpx @clerk/upgrade",
    references=(_UPGRADING, _CORE_3),
    symptoms=(
        "has no exported member 'authMiddleware'",
        "authMiddleware) is not a function",
        "Attempted import error: 'clerkMiddleware' is not exported from '@clerk/nextjs/server'",
        "is not exported from '@clerk/nextjs'",
        "Export SignedIn doesn't exist in target module",
        "clerk.com/err/signedin-is-not-available-in-clerk-nextjs",
        "Package subpath './api' is not defined by \"exports\"",
    ),
)
def removed_apis_are_not_used(usage: Usage, code: Code, app: App) -> Iterator[Finding]:
    """Tutorials outlive the releases that they were written for. `authMiddleware` went with version
    6, `<SignedIn>` and `<Protect>` with 7, and what newer documentation shows is not there yet in
    an older release: the build fails, or `undefined` is called at run time.
    """
    clerk = app.versions.get(CLERK)
    listed = [(one, row) for one in usage.imports if (row := known(one.module, one.name))]
    hooks = [one for one in usage.hooks if one.package == ROOT and _old_values(one)]
    doubtful = False
    for one, row in dict.fromkeys(listed):
        gone = at_least(clerk, row.until) if row.until else False
        come = at_least(clerk, row.since) if row.since else True
        doubtful = doubtful or gone is None or come is None
        if gone or come is False:
            yield _missing(one, row, clerk, gone=bool(gone))
    for hook in hooks:
        new = at_least(clerk, _SEVEN)
        doubtful = doubtful or new is None
        if new:
            yield _changed(hook, clerk)
    if doubtful:
        yield unsettled(app, CLERK)
    yield from unread(code)


def _missing(one: ImportedName, row: ApiName, clerk: Installed | None, *, gone: bool) -> Problem:
    release = row.until if gone else row.since
    text = ".".join(map(str, release or ()))
    when = f"went with @clerk/nextjs {text}" if gone else f"came with @clerk/nextjs {text}"
    what = f"`{one.name}` of `{one.module}`" if row.name != "*" else f"`{one.module}`"
    fix = f"Use what took its place:\n{row.instead}"
    if not gone:
        fix = f"Install a release that has it:\nnpm install @clerk/nextjs@{text}"
        if row.instead:
            fix = f"Use what this release has:\n{row.instead}"
    elif not row.instead:
        fix = "Remove it"
    return Problem(
        f"{what} {when} (here: {shown(clerk)})", one.place, fix, about=f"{one.module}#{one.name}"
    )


def _old_values(hook: HookUse) -> list[str]:
    if hook.name not in ("useSignIn", "useSignUp"):
        return []
    return [name for name in hook.takes if name in OLD_HOOK_VALUES]


def _changed(hook: HookUse, clerk: Installed | None) -> Problem:
    """`useSignIn()` of 7 gives other values than up to 6."""
    names = _old_values(hook)
    shown_names = " and ".join(f"`{one}`" for one in names)
    verb = "are" if len(names) > 1 else "is"
    return Problem(
        f"{shown_names} of `{hook.name}()` {verb} `undefined` since @clerk/nextjs 7 (here:"
        f" {shown(clerk)}): {OLD_HOOK_VALUES[names[0]]}",
        hook.place,
        f'Take the hook as it was:\nimport {{ {hook.name} }} from "@clerk/nextjs/legacy"',
        about=f"{ROOT}#{hook.name}",
    )


@check(
    "Server helpers come from `@clerk/nextjs/server`, components and hooks from `@clerk/nextjs`",
    fix="Take it from the other module of the SDK",
    references=(_CORE_2, "https://clerk.com/docs/reference/nextjs/app-router/auth"),
    symptoms=(
        "Attempted import error: 'auth' is not exported from '@clerk/nextjs'",
        "Export auth doesn't exist in target module",
        "Module '\"@clerk/nextjs\"' has no exported member 'auth'",
        "has no exported member 'currentUser'",
    ),
    follows=("removed-apis-are-not-used",),
)
def server_helpers_come_from_the_server_module(
    usage: Usage, code: Code, app: App
) -> Iterator[Finding]:
    """Up to version 4 `@clerk/nextjs` exported everything. Since 5 what runs on the server is in
    `@clerk/nextjs/server` only, so that a bundle for the browser has none of it; an import from
    the other module fails in the build.
    """
    clerk = app.versions.get(CLERK)
    at_root = [one for one in usage.imports if one.module == ROOT and one.name in SERVER_HELPERS]
    at_server = [one for one in usage.imports if one.module == SERVER and one.name in CLIENT_NAMES]
    split = at_least(clerk, _FIVE)
    if not any(one.module in (ROOT, SERVER) for one in usage.imports):
        yield Inapplicable("no code imports anything from `@clerk/nextjs`")
    elif (at_root or at_server) and split is None:
        yield unsettled(app, CLERK)
    elif split:
        for one in at_root:
            if not _is_gone(one.name, clerk):
                yield _moved(one, ROOT, SERVER, clerk)
        for one in at_server:
            if not _is_gone(one.name, clerk):
                yield _moved(one, SERVER, ROOT, clerk)
    yield from unread(code)


def _is_gone(name: str, clerk: Installed | None) -> bool:
    """Whether the release has the name in no module: removed-apis-are-not-used."""
    row = known(SERVER, name) or known(ROOT, name)
    return bool(row and row.until and at_least(clerk, row.until))


def _moved(one: ImportedName, source: str, target: str, clerk: Installed | None) -> Problem:
    return Problem(
        f"`{one.name}` is imported from `{source}`, which does not export it in @clerk/nextjs"
        f" {shown(clerk)}; `{target}` does",
        one.place,
        f'Take it from there:\nimport {{ {one.name} }} from "{target}"',
        about=f"{source}#{one.name}",
    )


@check(
    "The middleware does without `createRouteMatcher`, which is on its way out",
    fix="Ask in each page, route handler and action who is signed in:\nawait auth.protect()",
    references=(_MATCHER_GUIDE, "https://clerk.com/docs/reference/nextjs/clerk-middleware"),
    level="note",
    symptoms=("createRouteMatcher is deprecated", "createRouteMatcher"),
    follows=("removed-apis-are-not-used",),
)
def create_route_matcher_is_on_its_way_out(usage: Usage, code: Code, app: App) -> Iterator[Finding]:
    """A pattern over paths guards what it matches, and a server action runs under any path. Since
    @clerk/nextjs 7.5.14 Clerk calls `createRouteMatcher` deprecated and removes it with the next
    major release; the checks belong where the data is read. `clerkMiddleware()` itself stays.
    """
    clerk = app.versions.get(CLERK)
    deprecated = at_least(clerk, DEPRECATED_ROUTE_MATCHER)
    used = [
        one for one in usage.imports if (one.module, one.name) == (SERVER, "createRouteMatcher")
    ]
    if used and not deprecated:
        yield (
            unsettled(app, CLERK)
            if deprecated is None
            else Inapplicable(f"it is not deprecated in @clerk/nextjs {shown(clerk)}")
        )
        return
    for one in used:
        yield Problem(
            f"`createRouteMatcher` is deprecated since @clerk/nextjs 7.5.14 (here: {shown(clerk)}),"
            " and goes with the next major release",
            one.place,
            'Ask in each page, handler and action:\nimport { auth } from "@clerk/nextjs/server"\n'
            "await auth.protect()",
            about=one.place.path,
        )
    yield from unread(code)


@check(
    "`clerkMiddleware()` is given no option of `authMiddleware()`",
    fix="List the public routes in a `createRouteMatcher`, and protect the others in the handler",
    references=("https://clerk.com/docs/reference/nextjs/clerk-middleware", _CORE_2),
    symptoms=(
        "'publicRoutes' does not exist in type",
        "'ignoredRoutes' does not exist in type",
        "'afterAuth' does not exist in type",
    ),
)
def clerk_middleware_has_no_old_options(usage: Usage, code: Code, app: App) -> Iterator[Finding]:
    """`authMiddleware` protected every route but those that it was told; `clerkMiddleware` protects
    none by itself, and passes over `publicRoutes`, `ignoredRoutes`, `apiRoutes`, `beforeAuth` and
    `afterAuth` without a word. Renamed alone, the middleware leaves the whole app open.
    """
    if not any(one.name == "clerkMiddleware" for one in usage.imports):
        yield Inapplicable("no code calls `clerkMiddleware()`")
    for one in usage.old_options:
        ends = "" if one.has_handler else ", and without a handler the middleware protects nothing"
        yield Problem(
            f"`{one.name}` is an option of `authMiddleware()`, which `clerkMiddleware()` passes"
            f" over{ends}",
            one.place,
            _handler_for(one, app),
            about=one.name,
        )
    yield from unread(code)


def _handler_for(option: OldOption, app: App) -> str:
    """What does in a handler what the option did."""
    is_async = at_least(app.versions.get(CLERK), (6, 0, 0)) is not False
    start, protect = ("async ", "await auth.protect()") if is_async else ("", "auth().protect()")
    opening = f"export default clerkMiddleware({start}(auth, request) => {{\n"
    if option.name == "ignoredRoutes":
        return "Take these paths out of `config.matcher`, or return for them before the protection"
    if option.name in ("beforeAuth", "afterAuth"):
        return f"Move its code into the handler:\n{opening}  …\n}})"
    if option.name == "apiRoutes":
        return "Remove it: `auth.protect()` answers requests for data without a redirect by itself"
    listed = ", ".join(f'"{one}"' for one in option.routes or () if _is_plain(one)) or "…"
    return (
        "Write the protection as a handler:\n"
        'import { clerkMiddleware, createRouteMatcher } from "@clerk/nextjs/server"\n'
        f"const isPublicRoute = createRouteMatcher([{listed}])\n"
        f"{opening}  if (!isPublicRoute(request)) {protect}\n}})"
    )


def _is_plain(text: str) -> bool:
    return len(text) <= 80 and text.isprintable() and not set(text) & set("\"'`<>{}\\")


_OTHER_REACT = ("@clerk/clerk-react", "@clerk/react")


@check(
    "Only one of Clerk's React SDKs is in use",
    fix='Take it from the SDK of the app:\nimport { useAuth } from "@clerk/nextjs"',
    references=(_CORE_3, "https://clerk.com/docs/guides/development/integrations/databases/convex"),
    symptoms=(
        "Module not found: Can't resolve '@clerk/clerk-react'",
        "useAuth can only be used within the <ClerkProvider /> component",
        "@clerk/clerk-react: useAuth can only be used within the <ClerkProvider />",
    ),
)
def clerk_packages_are_not_mixed(usage: Usage, code: Code, app: App) -> Iterator[Finding]:
    """@clerk/nextjs brings its own copy of Clerk's React SDK and exports all of it. A hook from
    another copy looks for another `<ClerkProvider>` and finds none; a package that is there only
    because @clerk/nextjs brought it is not found at all by pnpm, or on a fresh install.
    """
    if not app.uses(CLERK) and app.versions.get(CLERK) is None:
        yield Inapplicable(f"nothing here depends on `{CLERK}`")
        return
    for package in _OTHER_REACT:
        taken = [one for one in usage.imports if _package(one.module) == package]
        if taken:
            first = next((one for one in taken if one.name.isidentifier()), taken[0])
            name = first.name if first.name.isidentifier() else "useAuth"
            said, level = _mixed(package, app)
            yield Problem(
                f"`{name}` is imported from `{package}` beside `{CLERK}`, {said}",
                first.place,
                f'Take it from `{CLERK}`:\nimport {{ {name} }} from "{CLERK}"',
                about=package,
                level=level,
            )
    yield from unread(code)


def _package(module: str) -> str:
    return "/".join(module.split("/")[:2])


def _mixed(package: str, app: App) -> tuple[str, Level | None]:
    """What comes of importing another React SDK, and how much it weighs."""
    own = next((one for one in app.versions.packages if one.name == package and not one.via), None)
    brought = app.versions.brought(CLERK, package)
    if not app.uses(package):
        return "and package.json does not ask for it", None
    if own is not None and own.version and brought is not None and own.version == brought.version:
        return f"which brings the same version, {own.text}, until one of them is updated", "warning"
    if brought is not None and own is not None and own.version and brought.version:
        return f"which brings {brought.text} of it while package.json gets {own.text}", None
    return "which has a React SDK of its own", "warning" if own is None else None
