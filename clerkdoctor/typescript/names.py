"""What a name or a property stands for: declarations, imports, exports, members."""

from typing import TYPE_CHECKING

from clerkdoctor.facts.place import Place
from clerkdoctor.typescript.environment import PROCESS
from clerkdoctor.typescript.members import member
from clerkdoctor.typescript.objects import ObjectBuilder
from clerkdoctor.typescript.operators import choice, text_of
from clerkdoctor.typescript.patterns import Step, property_name
from clerkdoctor.typescript.scopes import FUNCTIONS
from clerkdoctor.typescript.values import (
    Array,
    Choice,
    Entry,
    EnvRead,
    Namespace,
    NotKnown,
    Number,
    Object,
    Reference,
    Spread,
    Text,
    Undefined,
    Value,
    why_not_static,
)

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.typescript.fold import Folder
    from clerkdoctor.typescript.module import Lineage, Module
    from clerkdoctor.typescript.scopes import Binding

_UNKNOWN_KINDS = {
    "parameter": "is a parameter",
    "loop": "is a loop variable",
    "catch": "is a caught error",
    "class": "is a class",
    "namespace": "is a namespace",
    "ambient": "is declared without a value",
}


# Names


def identifier(folder: "Folder", module: "Module", node: "Node") -> Value:
    """What a name means where it stands."""
    place = module.place(node)
    if node.id in folder.bound:
        return folder.bound[node.id]
    lineage = module.lineage(node)
    if not lineage:
        return module.gaps[0] if module.gaps else NotKnown("is not found again", place)
    name = module.text(node)
    binding = module.scopes.binding(lineage)
    if binding is not None and not (binding.kind == "ambient" and name == "process"):
        if binding.kind == "var" and _may_be_unset(binding, lineage):
            return NotKnown(f"`{name}` may be read before it is set", place)
        return binding_value(folder, module, binding, place)
    if name in {"NaN", "Infinity"}:
        return Number(float("nan" if name == "NaN" else "inf"), place)
    return Reference("", name, place)


def _may_be_unset(binding: "Binding", lineage: "Lineage") -> bool:
    """Whether a `var`, which exists before its value, is read earlier or from a function."""
    declarator = binding.owner
    if lineage[-1].start_byte < declarator.start_byte:
        return True
    return any(
        node.type in FUNCTIONS and not node.start_byte <= declarator.start_byte < node.end_byte
        for node in lineage
    )


def binding_value(folder: "Folder", module: "Module", binding: "Binding", place: Place) -> Value:
    """The value that a declaration gives to its name, where nothing changes it."""
    if binding.node.id in folder.bound:
        return folder.bound[binding.node.id]
    name = binding.name
    if binding.kind in _UNKNOWN_KINDS:
        return NotKnown(f"`{name}` {_UNKNOWN_KINDS[binding.kind]}", module.place(binding.node))
    if binding.node.id in module.memo and folder.project is not None:
        return module.memo[binding.node.id]
    key = (module.path, binding.node.id)
    if key in folder.active:
        folder.cut_short = True
        return NotKnown(f"`{name}` refers to itself", place)
    outer = folder.bound
    if binding.is_global:  # no parameter is in sight there
        folder.bound = {}
    folder.active.add(key)
    try:
        value = _declared(folder, module, binding, place)
    finally:
        folder.active.discard(key)
        folder.bound = outer
    if binding.is_global and folder.project is not None and not folder.cut_short:
        module.memo[binding.node.id] = value
    return value


def _declared(folder: "Folder", module: "Module", binding: "Binding", place: Place) -> Value:
    name = binding.name
    if binding.kind == "import":
        return _imported(folder, module, binding, place)
    broken = module.broken_statement(binding.owner)
    if broken is not None:
        return broken
    change = module.scopes.change(binding)
    if change is not None:
        reason = f"`{name}` is {change.how} at line {change.place.line}"
        return NotKnown(reason, change.place)
    if module.gaps:
        return module.gaps[0]
    if binding.kind == "function":
        return folder.fold(module, binding.owner)
    if binding.kind == "enum":
        return _enum(folder, module, binding.owner)
    if binding.kind == "var" and not _is_unconditional(module, binding):
        return NotKnown(f"`{name}` is set inside a block", module.place(binding.node))
    initial = binding.owner.child_by_field_name("value")
    if initial is None:
        return Undefined(module.place(binding.node))
    value = folder.fold(module, initial)
    for step in binding.steps:
        value = taken(folder, module, value, step, module.place(binding.node))
    return value


def _is_unconditional(module: "Module", binding: "Binding") -> bool:
    """Whether a `var` stands right in its file or function, and is set whenever that runs."""
    around = module.lineage(binding.owner)[:-2]
    if around and around[-1].type == "export_statement":
        around = around[:-1]
    if len(around) == 1:
        return True
    return len(around) > 1 and around[-1].type == "statement_block" and around[-2].type in FUNCTIONS


def taken(folder: "Folder", module: "Module", value: Value, step: Step, place: Place) -> Value:
    """One step of destructuring, with its default where the value is undefined."""
    if step.rest_without is not None:
        return _without(value, step.rest_without, place)
    if step.rest_from is not None:
        items = folder.items_of(value)
        if items is None or any(isinstance(one, Spread) for one in items[: step.rest_from]):
            return why_not_static(value) or NotKnown("is no array", place)
        return Array(items[step.rest_from :], place)
    key = step.key if step.position is None else str(step.position)
    if step.computed is not None:
        key = text_of(folder.fold(module, step.computed))
    if key is None:
        return NotKnown("is a property with a computed name", place)
    found = member(folder, value, key, place)
    if step.default is None:
        return found
    return _defaulted(folder, module, found, step.default)


def _defaulted(folder: "Folder", module: "Module", value: Value, default: "Node") -> Value:
    if isinstance(value, Undefined):
        return folder.fold(module, default)
    if isinstance(value, EnvRead) and value.fallback is None:
        return value._replace(operator="??", fallback=folder.fold(module, default))
    if isinstance(value, Choice):
        then = _defaulted(folder, module, value.then, default)
        otherwise = _defaulted(folder, module, value.otherwise, default)
        return choice(value.test, then, otherwise, value.place)
    return value


def _without(value: Value, keys: tuple[str, ...], place: Place) -> Value:
    if not isinstance(value, Object):
        return why_not_static(value) or NotKnown("is no object", place)
    return Object(
        tuple(entry for entry in value.entries if entry.key not in keys), place, value.rest
    )


def _enum(folder: "Folder", module: "Module", declaration: "Node") -> Value:
    """An enum as the object that it becomes, with the names of its numbers."""
    outer = folder.bound
    try:
        return _enum_object(folder, module, declaration)
    finally:
        folder.bound = outer


def _enum_object(folder: "Folder", module: "Module", declaration: "Node") -> Value:
    body = declaration.child_by_field_name("body")
    builder, known = ObjectBuilder(module.place(declaration)), dict[str, Value]()
    following: Value = Number(0, module.place(declaration))
    for child in body.named_children if body is not None else ():
        name = child.child_by_field_name("name") or child
        key = property_name(module, name)
        if child.type == "comment" or key is None:
            continue
        place, value = module.place(name), following
        initial = child.child_by_field_name("value")
        if initial is not None:
            for node in module.nodes(frozenset({"identifier"}), initial):
                if module.text(node) in known:
                    folder.bound = {**folder.bound, node.id: known[module.text(node)]}
            value = folder.fold(module, initial)
        known[key] = value
        if isinstance(value, Number):
            following = Number(value.number + 1, value.place)
            builder.put(Entry(text_of(value) or "", Text(key, place), place))
        else:
            following = NotKnown(f"`{key}` has no value", place)
        builder.put(Entry(key, value, place))
    return builder.object()


# Imports and exports


def _imported(folder: "Folder", module: "Module", binding: "Binding", place: Place) -> Value:
    for one in module.imports:
        if one.local == binding.name and one.kind != "dynamic":
            if one.is_type:
                return NotKnown(f"`{one.local}` is imported as a type", one.place)
            return module_value(folder, module, one.source, one.name, place)
    return NotKnown(f"`{binding.name}` is imported in a way that is not known", place)


def module_value(folder: "Folder", module: "Module", source: str, name: str, place: Place) -> Value:
    """What a module gives under a name; `*` for the module as a whole."""
    if source in PROCESS:
        return Reference("", "process.env" if name == "env" else "process", place)
    if folder.project is None:
        from clerkdoctor.typescript.resolve import is_bare

        if is_bare(source):
            return Reference(source, name, place)
        return NotKnown(f"`{name}` comes from another file, `{source}`", place)
    target = folder.project.resolve(source, module.path)
    if isinstance(target, NotKnown):
        return target._replace(place=place)
    if not isinstance(target, str):
        return Reference(source, name, place)
    return Namespace(target, place) if name == "*" else exported(folder, target, name, place)


def exported(folder: "Folder", path: str, name: str, place: Place) -> Value:
    """What a file of the project exports under a name."""
    if folder.project is None:
        return NotKnown(f"`{name}` comes from another file, `{path}`", place)
    if path.endswith(".json"):
        whole = folder.project.json(path)
        return whole if name == "default" else member(folder, whole, name, place)
    module = folder.project.module(path)
    if isinstance(module, NotKnown):
        return module
    key = (path, name)
    if key in folder.active:
        folder.cut_short = True
        return NotKnown(f"`{name}` is re-exported in a circle", place)
    folder.active.add(key)
    try:
        found = _export(folder, module, name, place)
    finally:
        folder.active.discard(key)
    if found is None:
        return NotKnown(f"`{path}` does not export `{name}`", Place(path))
    return found


def _export(folder: "Folder", module: "Module", name: str, place: Place) -> Value | None:
    named = [one for one in module.exports if one.name == name and not one.is_type]
    assigned = [one for one in named if one.kind == "commonjs"]
    if len(assigned) > 1:
        line = assigned[1].place.line
        return NotKnown(f"`{name}` is exported again at line {line}", assigned[1].place)
    for one in named:
        if one.source:
            return module_value(folder, module, one.source, one.local, place)
        binding = module.scopes.top_level(one.local) if one.local else None
        if binding is not None:
            return binding_value(folder, module, binding, place)
        return module.broken_statement(one.node) or folder.fold(module, one.node)
    for one in module.exports:
        if one.name == "*" and name != "default" and not one.is_type:
            found = module_value(folder, module, one.source, name, place)
            if not (isinstance(found, NotKnown) and found.reason.endswith(f"not export `{name}`")):
                return found
    for one in module.exports:
        if one.name == "default" and one.kind == "commonjs":
            return member(folder, folder.fold(module, one.node), name, place)
    return None


def namespace_object(folder: "Folder", namespace: Namespace) -> Value:
    """All that a file exports, as one object."""
    module = folder.project.module(namespace.path) if folder.project is not None else None
    if module is None or isinstance(module, NotKnown):
        return module or NotKnown(f"is the whole module `{namespace.path}`", namespace.place)
    builder = ObjectBuilder(namespace.place)
    for one in module.exports:
        if one.is_type:
            continue
        if one.name == "*":
            whole = module_value(folder, module, one.source, "*", one.place)
            builder.put_unknown(
                why_not_static(whole) or NotKnown("re-exports another module", one.place)
            )
            continue
        value = exported(folder, namespace.path, one.name, one.place)
        builder.put(Entry(one.name, value, one.place))
    return builder.object()
