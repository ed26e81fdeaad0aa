"""What names in a handler's code stand for: variables, imports, and what other files export."""

from typing import TYPE_CHECKING

from clerkdoctor.clerk.events import EVENT_TYPES, SDK_ONLY
from clerkdoctor.gather.handler_runs.things import (
    NOTHING,
    Code,
    Lost,
    Named,
    Thing,
    Whole,
    of_json,
    of_value,
)
from clerkdoctor.typescript.values import NotKnown

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.gather.handler_runs.run import Frame, Run
    from clerkdoctor.typescript.module import Module
    from clerkdoctor.typescript.scopes import Binding

_TYPES = frozenset((*EVENT_TYPES, *SDK_ONLY))


def is_event_type(value: object) -> bool:
    return isinstance(value, str) and value in _TYPES


def event(run: "Run") -> Thing:
    """The delivery's event, where the world has one."""
    if run.event is None:
        run.event = NOTHING if run.world.event is None else of_json(run.world.event)
    return run.event


def type_of(run: "Run") -> str | None:
    return None if run.world.event is None else str(run.world.event["type"])


def named(run: "Run", frame: "Frame", node: "Node") -> Thing:
    """What a name means where it stands."""
    module = frame.module
    name = module.text(node)
    binding = run.binding(module, node)
    if binding is None:
        return NOTHING if name == "undefined" else Named("", name)
    holder: Frame | None = frame
    while holder is not None:
        found = run.state.values.get((holder.number, binding.node.id))
        if found is not None:
            return found
        holder = holder.outer
    if binding.kind == "function":
        return Code(module, binding.owner, run.top(module) if binding.is_global else frame)
    if binding.is_global:
        return _top_level(run, module, binding)
    return Lost(f"`{name}` has no value here")


def _top_level(run: "Run", module: "Module", binding: "Binding") -> Thing:
    if any(one.local == binding.name and not one.is_type for one in module.imports):
        return _imported(run, module, binding.name)
    top = run.top(module)
    pattern = binding.owner.child_by_field_name("name")
    initial = binding.owner.child_by_field_name("value")
    if binding.kind == "function":
        return Code(module, binding.owner, top)
    if binding.kind == "enum":
        return of_value(run.sources.origin(module.path, binding.name))
    if binding.owner.type != "variable_declarator" or pattern is None or initial is None:
        return Lost(f"`{binding.name}` is no constant")
    if binding.kind != "const" and module.scopes.change(binding):
        return Lost(f"`{binding.name}` is set elsewhere")
    if binding.node.id in run.active:
        return Lost(f"`{binding.name}` refers to itself")
    run.active.append(binding.node.id)
    try:
        run.bind(top, pattern, run.evaluate(top, initial))
    finally:
        run.active.pop()
    return run.state.values.get((top.number, binding.node.id), NOTHING)


def _imported(run: "Run", module: "Module", local: str) -> Thing:
    for one in module.imports:
        if one.local == local and not one.is_type:
            return _of_module(run, module, one.source, one.name)
    return Lost(f"`{local}` is a type")


def _of_module(run: "Run", module: "Module", source: str, name: str) -> Thing:
    """What a module that this one imports gives; what is not the project's is `Named`.

    Nor is what Convex generates: there `api` and `internal` are one and the same.
    """
    if "_generated/" in source:
        return Named(source, name)
    target = run.sources.resolve(source, module.path)
    if isinstance(target, str):
        return Whole(target) if name == "*" else exported(run, target, name)
    if isinstance(target, NotKnown):
        run.unresolved.append(source)
    return Named(source, name)


def exported(run: "Run", path: str, name: str) -> Thing:
    """What a file of the project exports under a name."""
    run.step()
    module = run.module(path)
    if isinstance(module, NotKnown):
        return Lost(module.reason)
    for one in module.exports:
        if one.name != name or one.is_type:
            continue
        if one.source:
            return _of_module(run, module, one.source, one.local)
        binding = module.scopes.top_level(one.local) if one.local else None
        if binding is not None:
            return _top_level(run, module, binding)
        return run.evaluate(run.top(module), one.node)
    for one in module.exports:
        if one.name == "*" and name != "default" and one.source:
            found = _of_module(run, module, one.source, name)
            if not isinstance(found, Lost):
                return found
    return Lost(f"`{path}` does not export `{name}`")
