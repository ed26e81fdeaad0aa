"""Names: what they are bound to, and where the running code finds them."""

from typing import TYPE_CHECKING

from clerkdoctor.guard.frames import Binder, Expression, Frame
from clerkdoctor.guard.runtime import global_value
from clerkdoctor.guard.values import UNDEFINED, CannotFollow, Site, Unknown, Value
from clerkdoctor.typescript.scopes import FUNCTIONS

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.guard.program import Unit
    from clerkdoctor.typescript.module import Lineage
    from clerkdoctor.typescript.scopes import Binding


def identifier(unit: "Unit", node: "Node") -> Expression:
    """The value of a name."""
    name = unit.module.text(node)
    lineage = unit.module.lineage(node)
    binding = unit.module.scopes.binding(lineage) if lineage else None
    if binding is None or binding.kind == "ambient":
        value = global_value(name, Site(unit.module, node))
        return lambda _: value
    if binding.is_global:
        return lambda frame: unit.top_level(frame.run, binding)
    depth = _depth(lineage, binding)
    if depth is None or binding.kind in ("class", "enum", "namespace"):
        unknown = Unknown(f"`{name}` is known only at run time", unit.module.place(node), name)
        return lambda _: unknown
    key = binding.node.id
    if depth == 0:
        return lambda frame: frame.variables.get(key, UNDEFINED)
    site = Site(unit.module, node)

    def read(frame: Frame) -> Value:
        return _up(frame, depth, site).variables.get(key, UNDEFINED)

    return read


def store(unit: "Unit", node: "Node") -> Binder:
    """Gives a name a value: in a declaration, a parameter or an assignment."""
    lineage = unit.module.lineage(node)
    binding = unit.module.scopes.binding(lineage) if lineage else None
    if binding is None or binding.is_global:
        return _forget  # what is reassigned at the top level is not known anyway
    depth = _depth(lineage, binding) or 0
    key, site = binding.node.id, Site(unit.module, node)

    def write(frame: Frame, value: Value) -> None:
        _up(frame, depth, site).variables[key] = value

    return write


def _forget(_frame: Frame, _value: Value) -> None:
    """Stores nothing."""


def _up(frame: Frame, depth: int, site: Site) -> Frame:
    for _ in range(depth):
        if frame.parent is None:
            raise CannotFollow(f"where `{site.text}` is declared is not clear", site.place)
        frame = frame.parent
    return frame


def _depth(lineage: "Lineage", binding: "Binding") -> int | None:
    """How many functions stand between a name and the one whose variable it is."""
    functions = [node for node in lineage if node.type in FUNCTIONS]
    at = binding.node.start_byte
    if lineage[-1].id == binding.node.id and binding.kind == "function":
        functions = [node for node in functions if node.id != binding.owner.id]
    declared = binding.owner if binding.kind == "function" else None
    for depth, function in enumerate(reversed(functions)):
        if declared is not None and function.id == declared.id and _is_declaration(function):
            continue
        if function.start_byte <= at < function.end_byte:
            return depth
    return None


def _is_declaration(function: "Node") -> bool:
    """A declaration's name belongs to the function around it, an expression's to itself."""
    return function.type.endswith("_declaration")
