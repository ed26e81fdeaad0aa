"""The names that a pattern binds: `{ a, b: [c = 1], ...rest }`, and the way to each."""

from typing import TYPE_CHECKING, NamedTuple

from clerkdoctor.typescript.literals import cook, number, number_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from clerkdoctor.typescript.module import Module


class Step(NamedTuple):
    """One step into a value: by `key`, by `position`, or the rest after those; with a default.

    `computed` is the expression of a key that does not stand in the source as it is.
    """

    key: str | None = None
    position: int | None = None
    computed: "Node | None" = None
    rest_without: tuple[str, ...] | None = None
    rest_from: int | None = None
    default: "Node | None" = None


class Bound(NamedTuple):
    """A name that a pattern binds, and the steps from the value to it (none: the value itself)."""

    node: "Node"
    steps: tuple[Step, ...]


DEEPEST_PATTERN = 40


def names_in(module: "Module", pattern: "Node", steps: tuple[Step, ...] = ()) -> "Iterator[Bound]":
    """Every name that a pattern binds; `steps` lead to the value that it takes apart."""
    match pattern.type:
        case "identifier" | "shorthand_property_identifier_pattern" | "type_identifier":
            yield Bound(pattern, steps)
        case "assignment_pattern" | "object_assignment_pattern":
            left = pattern.child_by_field_name("left")
            right = pattern.child_by_field_name("right")
            if left is not None and steps:
                steps = (*steps[:-1], steps[-1]._replace(default=right))
            if left is not None:
                yield from names_in(module, left, steps)
        case "object_pattern" if len(steps) < DEEPEST_PATTERN:
            yield from _object(module, pattern, steps)
        case "array_pattern" if len(steps) < DEEPEST_PATTERN:
            yield from _array(module, pattern, steps)
        case "rest_pattern":
            inner = pattern.named_child(0)
            if inner is not None:
                yield from names_in(module, inner, steps)


def _object(module: "Module", pattern: "Node", steps: tuple[Step, ...]) -> "Iterator[Bound]":
    taken: list[str] = []
    for child in pattern.named_children:
        if child.type == "pair_pattern":
            key = child.child_by_field_name("key")
            value = child.child_by_field_name("value")
            if key is not None and value is not None:
                step = key_step(module, key)
                taken.append(step.key or "")
                yield from names_in(module, value, (*steps, step))
        elif child.type == "rest_pattern":
            step = Step(rest_without=tuple(taken))
            yield from names_in(module, child, (*steps, step))
        elif child.type in {"shorthand_property_identifier_pattern", "object_assignment_pattern"}:
            name = child.child_by_field_name("left") or child
            taken.append(module.text(name))
            yield from names_in(module, child, (*steps, Step(key=module.text(name))))


def _array(module: "Module", pattern: "Node", steps: tuple[Step, ...]) -> "Iterator[Bound]":
    index = 0
    for child in pattern.children:
        if child.type == ",":
            index += 1
        elif child.type == "rest_pattern":
            yield from names_in(module, child, (*steps, Step(rest_from=index)))
        elif child.is_named and child.type != "comment":
            yield from names_in(module, child, (*steps, Step(position=index)))


def key_step(module: "Module", key: "Node") -> Step:
    """The step that a property name stands for: `a`, `"a"`, `1`, or `[expression]`."""
    name = property_name(module, key)
    if name is not None:
        return Step(key=name)
    return Step(computed=key.named_child(0) if key.type == "computed_property_name" else key)


def property_name(module: "Module", key: "Node") -> str | None:
    """The name of a property as it stands in the source; None where it is computed."""
    if key.type == "string":
        return cook(module.text(key)[1:-1])
    if key.type == "number":
        value = number(module.text(key))
        return None if value is None else number_text(value)
    if key.type in {"computed_property_name", "private_property_identifier"}:
        return None
    return module.text(key)
