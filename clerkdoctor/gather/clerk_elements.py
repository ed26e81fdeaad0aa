"""Gathering what the code renders of Clerk's, the hooks it calls, and its custom flows."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from clerkdoctor.facts.place import Place
from clerkdoctor.facts.usage import (
    ClerkElement,
    HookUse,
    ImportedName,
    OldOption,
    Prop,
    SatelliteOptions,
    SsoRedirect,
    is_path,
)
from clerkdoctor.gather.clerk_calls import Reader
from clerkdoctor.gather.reach import is_left
from clerkdoctor.gather.surroundings import bare
from clerkdoctor.typescript.calls import Element, arguments_of, calls_at, elements_at, uses_of
from clerkdoctor.typescript.promises import taken
from clerkdoctor.typescript.values import (
    Array,
    Boolean,
    EnvRead,
    Object,
    Template,
    Text,
    Value,
    env_reads_in,
)

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.typescript.imports import Import
    from clerkdoctor.typescript.module import Module

# The SDKs whose components and hooks an app of Next.js may render.
REACT = ("@clerk/nextjs", "@clerk/clerk-react", "@clerk/react", "@clerk/nextjs/app-beta",
         "@clerk/nextjs/app-beta/client", "@clerk/nextjs/legacy")  # fmt: skip
# What is read of `import * as Clerk from "@clerk/nextjs"`.
_MEMBERS = (
    "ClerkProvider", "SignIn", "SignUp", "SignedIn", "SignedOut", "Protect", "UserButton",
    "SignInButton", "SignUpButton", "OrganizationSwitcher", "AuthenticateWithRedirectCallback",
    "useAuth", "useUser", "useClerk", "useSignIn", "useSignUp", "useSession", "useOrganization",
    "auth", "currentUser", "clerkClient", "authMiddleware", "clerkMiddleware", "redirectToSignIn",
    "createRouteMatcher", "getAuth",
)  # fmt: skip
_SATELLITE = ("isSatellite", "domain", "proxyUrl", "signInUrl", "signUpUrl", "satelliteAutoSync")
_OF_SATELLITES = frozenset({"isSatellite", "satelliteAutoSync"})
_READ = frozenset((
    *_SATELLITE, "routing", "path", "afterSignInUrl", "afterSignUpUrl", "redirectUrl",
    "afterSignOutUrl", "afterSwitchOrganizationUrl", "afterMultiSessionSingleSignOutUrl",
))  # fmt: skip
CAPTCHA = b"clerk-captcha"


def imported_names(reader: Reader) -> Iterator[ImportedName]:
    """What a file takes from Clerk's packages, types left out."""
    module = reader.module
    where = reader.around.of_file()
    for imported in module.imports:
        if not imported.source.startswith("@clerk/") or imported.is_type:
            continue
        if imported.name != "*" or not imported.local:
            used = is_left(module, imported)
            yield ImportedName(imported.source, imported.name, imported.place, where, used)
            continue
        yield ImportedName(imported.source, "*", imported.place, where)
        for name in _MEMBERS:
            for site in uses_of(module, imported, name):
                place = module.place(site.lineage[-1])
                yield ImportedName(imported.source, name, place, where)
                break


def elements(reader: Reader) -> Iterator[ClerkElement]:
    module = reader.module
    for imported, name, member in _names(module):
        if name[:1].isupper():
            for element in elements_at(module, name, uses_of(module, imported, member)):
                yield _element(reader, element, imported.source)


def hooks(reader: Reader) -> Iterator[HookUse]:
    module = reader.module
    for imported, name, member in _names(module):
        if name.startswith("use"):
            for call in calls_at(module, name, uses_of(module, imported, member)):
                where = reader.around.of(call.lineage)
                takes = taken(module, call.lineage)
                yield HookUse(name, imported.source, call.place, where, takes)


def _names(module: "Module") -> "Iterator[tuple[Import, str, str | None]]":
    """(import, name, member): what a file takes from the React SDKs, alone or of the whole."""
    for imported in module.imports:
        if imported.source not in REACT or imported.is_type or not imported.local:
            continue
        if imported.name == "*":
            yield from ((imported, name, name) for name in _MEMBERS)
        else:
            yield imported, imported.name, None


def _element(reader: Reader, element: Element, package: str) -> ClerkElement:
    whole = element.lineage[-2] if len(element.lineage) > 1 else element.node
    source = reader.module.source
    props = (
        _prop(attribute.name, attribute.place, reader.sources.attribute(reader.module, attribute))
        if attribute.name in _READ
        else Prop(attribute.name, attribute.place)
        for attribute in element.attributes
    )
    return ClerkElement(
        element.name,
        package,
        element.place,
        tuple(props),
        reader.around.of(element.lineage),
        element.has_spread,
        element.name == "ClerkProvider"
        and whole.type == "jsx_element"
        and b"<html" in source[whole.start_byte : whole.end_byte],
    )


def _prop(name: str, place: Place, value: Value) -> Prop:
    text = value.text if isinstance(value, Text) else None
    truth = value.truth if isinstance(value, Boolean) else None
    env = None
    if isinstance(value, EnvRead):
        env = next((read.name for read in env_reads_in(value)), None)
    return Prop(name, place, text, truth, env)


# Satellites


def satellites(reader: Reader, found: "tuple[ClerkElement, ...]") -> Iterator[SatelliteOptions]:
    """The options of this file's middleware and providers, where they speak of satellites."""
    module = reader.module
    if b"isSatellite" not in module.source and b"satelliteAutoSync" not in module.source:
        return
    for element in found:
        options = tuple(one for one in element.props if one.name in _SATELLITE)
        if element.name == "ClerkProvider" and _OF_SATELLITES & {one.name for one in options}:
            yield SatelliteOptions(
                "ClerkProvider", element.place, options, is_whole=not element.has_spread
            )
    for call in module.calls("clerkMiddleware", "@clerk/nextjs/server"):
        for argument in call.arguments[-1:]:
            value = reader.sources.value(module, _given_by(argument))
            if not isinstance(value, Object):
                continue
            options = tuple(
                _prop(entry.key, entry.place, entry.value)
                for entry in value.entries
                if entry.key in _SATELLITE
            )
            if _OF_SATELLITES & {one.name for one in options}:
                whole = value.rest is None
                yield SatelliteOptions("clerkMiddleware", call.place, options, is_whole=whole)


def _given_by(argument: "Node") -> "Node":
    """What `() => ({ … })` gives, since the middleware's options may be a function."""
    body = argument.child_by_field_name("body") if argument.type == "arrow_function" else None
    body = bare(body)
    return body if body is not None and body.type == "object" else argument


# Options of v4

_OLD_OPTIONS = ("publicRoutes", "ignoredRoutes", "apiRoutes", "beforeAuth", "afterAuth")


def old_options(reader: Reader) -> Iterator[OldOption]:
    """The options of `authMiddleware` that this file gives to `clerkMiddleware`."""
    module = reader.module
    if not any(one.encode() in module.source for one in _OLD_OPTIONS):
        return
    for call in module.calls("clerkMiddleware", "@clerk/nextjs/server"):
        given = [
            reader.sources.value(module, _given_by(node) if position else node)
            for position, node in enumerate(call.arguments[:2])
        ]
        for value in given:
            for entry in value.entries if isinstance(value, Object) else ():
                if entry.key in _OLD_OPTIONS:
                    routes = _texts(entry.value)
                    has_handler = not isinstance(given[0], Object)
                    yield OldOption(entry.key, entry.place, routes, has_handler)


def _texts(value: Value) -> tuple[str, ...] | None:
    items = value.items if isinstance(value, Array) else (value,)
    texts = tuple(one.text for one in items if isinstance(one, Text))
    return texts if len(texts) == len(items) else None


# Custom flows

_STARTS = ("create", "password")
_REDIRECTS = {
    "authenticateWithRedirect": "redirectUrl",
    "authenticateWithPopup": "redirectUrl",
    "sso": "redirectCallbackUrl",
}
_ENDS = ("handleRedirectCallback",)
ENDING_COMPONENTS = ("AuthenticateWithRedirectCallback", "HandleSSOCallback")


def captchas(module: "Module") -> Iterator[Place]:
    if CAPTCHA in module.source:
        for one in module.strings():
            if one.text == CAPTCHA.decode():
                yield one.place


def sign_up_calls(module: "Module") -> Iterator[Place]:
    """Where a custom flow starts a sign-up by itself: `signUp.create(…)`."""
    if b"signUp" not in module.source:
        return
    for name in _STARTS:
        for call, on, place in _method_calls(module, name):
            # A transfer has been through the challenge of the sign-in that it comes from.
            if on == "signUp" and b"transfer" not in module.source[call.start_byte : call.end_byte]:
                yield place


def sso_redirects(reader: Reader) -> Iterator[SsoRedirect]:
    module = reader.module
    for name, option in _REDIRECTS.items():
        if name.encode() not in module.source:
            continue
        for call, on, _ in _method_calls(module, name):
            arguments = arguments_of(call)
            if not arguments or (name == "sso" and on not in ("signIn", "signUp")):
                continue
            options = reader.sources.value(module, arguments[0])
            given = options.get(option) if isinstance(options, Object) else None
            if given is not None:
                yield SsoRedirect(option, _path(given), given.place)


def sso_ends(module: "Module", found: "tuple[ClerkElement, ...]") -> Iterator[Place]:
    """What finishes a sign-in that comes back from an identity provider."""
    for element in found:
        if element.name in ENDING_COMPONENTS:
            yield element.place
    for name in _ENDS:
        if name.encode() in module.source:
            for lineage in module.occurrences(name):
                yield module.place(lineage[-1])


def _method_calls(module: "Module", name: str) -> "Iterator[tuple[Node, str, Place]]":
    """The calls `x.name(…)`: the call, the last name of `x`, and the place of `name`."""
    for lineage in module.occurrences(name):
        if len(lineage) < 3 or lineage[-1].type != "property_identifier":
            continue
        member, call = lineage[-2], lineage[-3]
        if member.type != "member_expression" or call.type != "call_expression":
            continue
        on = bare(member.child_by_field_name("object"))
        if on is not None and on.type == "member_expression":
            on = on.child_by_field_name("property")
        if on is not None:
            yield call, module.text(on), module.place(lineage[-1])


def _path(value: Value) -> str | None:
    """A path of the app, also behind an origin that is not known: `${origin}/sso-callback`."""
    text = None
    if isinstance(value, Text):
        text = value.text
    elif isinstance(value, Template) and len(value.parts) == 2:
        last = value.parts[1]
        text = last.text if isinstance(last, Text) else None
    return text if text is not None and is_path(text) else None
