"""The providers of Convex and of Clerk that a file renders, and how they stand to each other."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from clerkdoctor.facts.convex_code import ClerkProviderUse, Hook, Nesting
from clerkdoctor.facts.place import Place
from clerkdoctor.typescript.calls import Element, elements_at, uses_of
from clerkdoctor.typescript.values import Function, Reference
from clerkdoctor.typescript.writes import TRANSPARENT

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.typescript.imports import Import
    from clerkdoctor.typescript.module import Module
    from clerkdoctor.typescript.sources import Sources

PROVIDERS = {
    "ConvexProviderWithClerk": "convex/react-clerk",
    "ConvexProvider": "convex/react",
    "ConvexProviderWithAuth": "convex/react",
    "ConvexProviderWithAuth0": "convex/react-auth0",
}
CLERK = ("ClerkProvider", "ClerkApp")


class ProviderFound(NamedTuple):
    """A provider in a file; `nesting` is None where the file alone does not tell."""

    name: str
    place: Place
    is_client: bool
    nesting: Nesting | None
    around: Place | None
    hook: Hook = "unknown"
    hook_from: str | None = None
    hook_name: str | None = None


def clerk_elements(module: "Module") -> list[tuple[str, Element]]:
    """Clerk's own providers in a file, with the package of each."""
    found = []
    for imported in module.imports:
        if not imported.source.startswith("@clerk/") or imported.is_type or not imported.local:
            continue
        for name in CLERK if imported.name == "*" else (imported.name,):
            if name in CLERK:
                member = name if imported.name == "*" else None
                sites = uses_of(module, imported, member)
                found += [(imported.source, one) for one in elements_at(module, name, sites)]
    return found


def clerk_providers(module: "Module") -> Iterator[ClerkProviderUse]:
    """Where a file renders Clerk's provider, or takes it from its package."""
    for package, element in clerk_elements(module):
        dynamic = element.attribute("dynamic") or element.attribute("initialState")
        yield ClerkProviderUse(package, element.place, bool(dynamic) or element.has_spread)
    for imported in module.imports:
        if imported.source.startswith("@clerk/") and imported.name in CLERK:
            yield ClerkProviderUse(imported.source, imported.place)
    for exported in module.exports:  # `export { ClerkProvider } from "@clerk/nextjs"`
        if exported.source.startswith("@clerk/") and exported.local in (*CLERK, "*"):
            yield ClerkProviderUse(exported.source, exported.place)


def providers(module: "Module", sources: "Sources") -> Iterator[ProviderFound]:
    for name, package in PROVIDERS.items():
        if name.encode() not in module.source:
            continue
        for element in module.elements(name, package):
            nesting, around = nesting_of(element, [one for _, one in clerk_elements(module)])
            found = ProviderFound(
                name, element.place, "use client" in module.directives, nesting, around
            )
            if name == "ConvexProviderWithClerk":
                found = _with_hook(found, module, sources, element)
            yield found


def nesting_of(element: Element, others: "list[Element]") -> "tuple[Nesting | None, Place | None]":
    """Whether an element stands inside of one of the others, or around one, in the same file."""
    own = {one.id for one in element.lineage}
    for other in others:
        whole = _whole(other)
        if whole is not None and whole.id in own:
            return "inside", None
    whole = _whole(element)
    for other in others:
        if whole is not None and whole.id in {one.id for one in other.lineage}:
            return "around", other.place
    return None, None


def _whole(element: Element) -> "Node | None":
    """The element with all that stands in it; None for one that holds nothing."""
    above = element.lineage[-2] if len(element.lineage) > 1 else None
    return above if above is not None and above.type == "jsx_element" else None


def _with_hook(
    found: ProviderFound, module: "Module", sources: "Sources", element: Element
) -> ProviderFound:
    """What `useAuth` is given."""
    given = element.attribute("useAuth")
    if given is None:
        return found._replace(hook="unknown" if element.has_spread else "absent")
    node = given.value
    while node is not None and node.type in TRANSPARENT:
        node = node.named_child(0)
    if node is None:
        return found
    if node.type == "call_expression":
        callee = node.child_by_field_name("function")
        imported = _imported(module, callee)
        if imported is not None and imported.source.startswith("@clerk/"):
            return found._replace(hook="called", hook_from=imported.source, hook_name=imported.name)
        return found
    imported = _imported(module, node)
    if imported is None:
        return found
    if imported.source.startswith("@clerk/"):
        name = imported.name
        if name == "*":
            member = node.child_by_field_name("property")
            name = module.text(member) if member is not None else "*"
        how: Hook = "passed" if name == "useAuth" else "another"
        return found._replace(hook=how, hook_from=imported.source, hook_name=name)
    value = sources.value(module, node)
    if isinstance(value, Reference) and value.module.startswith("@clerk/"):
        how = "passed" if value.name == "useAuth" else "another"
        return found._replace(hook=how, hook_from=value.module, hook_name=value.name)
    return found._replace(hook="unknown" if isinstance(value, Function) else found.hook)


def _imported(module: "Module", node: "Node | None") -> "Import | None":
    if node is not None and node.type == "member_expression":
        node = node.child_by_field_name("object")
    if node is None or node.type != "identifier":
        return None
    binding = module.scopes.binding(module.lineage(node))
    if binding is None or not binding.is_global:
        return None
    return next((one for one in module.imports if one.local == binding.name), None)
