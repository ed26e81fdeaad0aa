"""Where a file uses what it imports: calls, `new`, JSX elements.

A name counts by what it was imported as, whatever the file calls it: `import { auth as a }`,
`import * as clerk`, `const { auth } = require(…)`. A parameter or variable of the same name is
something else.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from clerkdoctor.typescript.scopes import may_declare
from clerkdoctor.typescript.writes import TRANSPARENT, is_field

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tree_sitter import Node

    from clerkdoctor.facts.place import Place
    from clerkdoctor.typescript.imports import Import
    from clerkdoctor.typescript.module import Lineage, Module


class CallSite(NamedTuple):
    """A call. `arguments` are the expressions, a spread among them as its `spread_element`.

    `lineage` ends at the call; `node` is the call itself, `is_awaited` whether `await` stands
    right before it.
    """

    name: str
    imported: "Import"
    arguments: "tuple[Node, ...]"
    is_new: bool
    is_awaited: bool
    place: "Place"
    lineage: "Lineage"

    @property
    def node(self) -> "Node":
        return self.lineage[-1]


class Attribute(NamedTuple):
    """`name={value}`; `value` is the expression, None for a name alone (true) or a text.

    `text` is the text of `name="text"`.
    """

    name: str
    value: "Node | None"
    text: str | None
    place: "Place"


class Element(NamedTuple):
    """A JSX element. `within` are the elements around it in this file, outermost first.

    `has_spread`: `{...props}` may set any attribute.
    """

    name: str
    imported: "Import"
    attributes: tuple[Attribute, ...]
    has_spread: bool
    within: tuple[str, ...]
    place: "Place"
    lineage: "Lineage"

    @property
    def node(self) -> "Node":
        return self.lineage[-1]

    def attribute(self, name: str) -> Attribute | None:
        """The last attribute of that name, which is the one that counts."""
        return next((one for one in reversed(self.attributes) if one.name == name), None)


class Site(NamedTuple):
    """An imported name in use; `lineage` ends at it (at `ns.name` for a member)."""

    imported: "Import"
    lineage: "Lineage"


def imports_named(
    module: "Module", name: str, of: "str | Sequence[str] | None"
) -> "Iterator[Import]":
    """The imports that give `name`, alone or within the whole of their module."""
    sources = (of,) if isinstance(of, str) else of
    for imported in module.imports:
        if not imported.local or imported.is_type:
            continue
        if sources is not None and imported.source not in sources:
            continue
        if imported.name in {name, "*"} or (
            # What Node.js and bundlers make of `import clerk from` a CommonJS package
            imported.name == "default" and sources is not None
        ):
            yield imported


def sites_of(
    module: "Module", name: str, of: "str | Sequence[str] | None" = None
) -> "Iterator[Site]":
    """Every use of what is imported as `name`, in the order of the text for each import."""
    for imported in imports_named(module, name, of):
        yield from uses_of(module, imported, None if imported.name == name else name)


def uses_of(module: "Module", imported: "Import", member: str | None = None) -> "Iterator[Site]":
    """Every use of what an import binds, or of one `member` of it."""
    for lineage in _uses(module, imported):
        if may_declare(lineage):
            continue
        site = lineage if member is None else _member(module, lineage, member)
        if site:
            yield Site(imported, site)


def _uses(module: "Module", imported: "Import") -> "list[Lineage]":
    """Every occurrence of the name that an import binds."""
    if imported.kind == "import":
        return module.scopes.uses_at_top(imported.local)
    for lineage in module.occurrences(imported.local):  # `require` may be inside a function
        if module.place(lineage[-1]) == imported.place:
            binding = module.scopes.binding(lineage)
            return [] if binding is None else module.scopes.uses(binding)
    return []


def _member(module: "Module", lineage: "Lineage", name: str) -> "Lineage":
    """`ns.name`, given `ns`; empty for another member."""
    index = len(lineage) - 1
    while index and lineage[index - 1].type in TRANSPARENT:
        index -= 1
    parent = lineage[index - 1]
    if parent.type != "member_expression" or not is_field(parent, "object", lineage[index]):
        return ()
    member = parent.child_by_field_name("property")
    return lineage[:index] if member is not None and module.text(member) == name else ()


def calls_of(
    module: "Module", name: str, of: "str | Sequence[str] | None" = None
) -> tuple[CallSite, ...]:
    return calls_at(module, name, sites_of(module, name, of))


def calls_at(module: "Module", name: str, sites: "Iterable[Site]") -> tuple[CallSite, ...]:
    """The sites that are calls, in the order of the text."""
    found = []
    for site in sites:
        call = call_at(site.lineage)
        if call is not None:
            found.append(_call_site(module, name, site.imported, call))
    return tuple(sorted(found, key=lambda one: (one.place.line, one.place.column)))


def call_at(lineage: "Lineage") -> "Lineage | None":
    """The call of what a lineage ends at: `f()`, `f?.()`, `(0, f)()`, `f!()`, `new f`."""
    index = len(lineage) - 1
    while index and (
        lineage[index - 1].type in TRANSPARENT or _is_last_of_sequence(lineage, index)
    ):
        index -= 1
    parent = lineage[index - 1] if index else None
    if parent is None:
        return None
    field = {"call_expression": "function", "new_expression": "constructor"}.get(parent.type)
    if field is None or not is_field(parent, field, lineage[index]):
        return None
    return lineage[:index]


def _is_last_of_sequence(lineage: "Lineage", index: int) -> bool:
    parent = lineage[index - 1]
    return parent.type == "sequence_expression" and (
        parent.named_children[-1].id == lineage[index].id
    )


def arguments_of(call: "Node") -> "tuple[Node, ...]":
    """The expressions between the parentheses; a tagged template has none."""
    arguments = call.child_by_field_name("arguments")
    if arguments is None or arguments.type != "arguments":
        return ()
    return tuple(one for one in arguments.named_children if one.type != "comment")


def _call_site(module: "Module", name: str, imported: "Import", lineage: "Lineage") -> CallSite:
    call = lineage[-1]
    return CallSite(
        name,
        imported,
        arguments_of(call),
        is_new=call.type == "new_expression",
        is_awaited=len(lineage) > 1 and lineage[-2].type == "await_expression",
        place=module.place(call),
        lineage=lineage,
    )


def elements_of(
    module: "Module", name: str, of: "str | Sequence[str] | None" = None
) -> tuple[Element, ...]:
    return elements_at(module, name, sites_of(module, name, of))


def elements_at(module: "Module", name: str, sites: "Iterable[Site]") -> tuple[Element, ...]:
    """The sites that open an element, in the order of the text."""
    found = []
    for site in sites:
        lineage = site.lineage
        tag = lineage[-2] if len(lineage) > 1 else None
        if tag is None or tag.type not in {"jsx_opening_element", "jsx_self_closing_element"}:
            continue
        if is_field(tag, "name", lineage[-1]):
            found.append(_element(module, name, site.imported, lineage[:-1]))
    return tuple(sorted(found, key=lambda one: (one.place.line, one.place.column)))


def _element(module: "Module", name: str, imported: "Import", lineage: "Lineage") -> Element:
    tag = lineage[-1]
    around = lineage[:-2] if tag.type == "jsx_opening_element" else lineage[:-1]
    within = tuple(_tag_name(module, node) for node in around if node.type == "jsx_element")
    spreads = [child for child in tag.named_children if child.type == "jsx_expression"]
    attributes = tuple(
        _attribute(module, child) for child in tag.named_children if child.type == "jsx_attribute"
    )
    return Element(name, imported, attributes, bool(spreads), within, module.place(tag), lineage)


def _tag_name(module: "Module", element: "Node") -> str:
    tag = element.child_by_field_name("open_tag")
    name = tag.child_by_field_name("name") if tag is not None else None
    return module.text(name) if name is not None else ""


def _attribute(module: "Module", node: "Node") -> Attribute:
    from clerkdoctor.typescript.literals import jsx_text

    name = node.named_children[0]
    value = node.named_children[-1]
    text = None
    if value.id == name.id:
        expression = None
    elif value.type == "string":
        expression, text = None, jsx_text(module.text(value)[1:-1])
    elif value.type == "jsx_expression":
        inside = [child for child in value.named_children if child.type != "comment"]
        expression = inside[0] if inside else None
    else:
        expression = value
    return Attribute(module.text(name), expression, text, module.place(name))
