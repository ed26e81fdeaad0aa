"""What the expressions of a handler come to, given its variables."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from clerkdoctor.gather.handler_runs import calls, names
from clerkdoctor.gather.handler_runs.things import (
    NOTHING,
    Called,
    Code,
    Either,
    Items,
    Known,
    Lost,
    Made,
    Named,
    Reply,
    Thing,
    Verified,
    equal,
    inner,
    is_nullish,
    truth,
)
from clerkdoctor.typescript.literals import cook, number
from clerkdoctor.typescript.module import template_parts
from clerkdoctor.typescript.patterns import property_name
from clerkdoctor.typescript.scopes import FUNCTIONS
from clerkdoctor.typescript.writes import TRANSPARENT

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.gather.handler_runs.run import Frame, Run

RESPONSES = frozenset({"Response", "NextResponse"})


def evaluate(run: "Run", frame: "Frame", node: "Node") -> Thing:
    """What an expression is. Raises `Thrown` where it throws."""
    run.step()
    rule = _RULES.get(node.type)
    return Lost("is not followed") if rule is None else rule(run, frame, node)


# Operators


def _binary(run: "Run", frame: "Frame", node: "Node") -> Thing:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    sign = node.child_by_field_name("operator")
    operator = sign.type if sign is not None else ""
    if left is None or right is None:
        return Lost("is incomplete")
    one = evaluate(run, frame, left)
    if operator in {"&&", "||", "??"}:
        return _short(run, frame, operator, one, right)
    if operator == "instanceof":
        return _instance(one, frame.module.text(right))
    other = evaluate(run, frame, right)
    if operator in {"===", "==", "!==", "!="}:
        same = compared(run, one, other)
        if same is None and operator in {"==", "!="} and is_nullish(other):
            same = is_nullish(one)
        if operator in {"==", "!="} and is_nullish(one) and is_nullish(other):
            same = True
        return Lost("is compared") if same is None else Known(same is (operator in {"===", "=="}))
    if isinstance(one, Known) and isinstance(other, Known):
        return _computed(operator, one.value, other.value)
    if operator == "in" and isinstance(other, Made) and not other.spread:
        run.compared.update((key, None) for key in other.fields if names.is_event_type(key))
        if isinstance(one, Known):
            return Known(one.value in other.fields)
    return Lost("is computed")


def compared(run: "Run", one: Thing, other: Thing) -> bool | None:
    """`===`, where what is compared with the name of an event is the event's type."""
    for side, against in ((one, other), (other, one)):
        if isinstance(side, Known) and names.is_event_type(side.value):
            run.compared[side.value] = None
            known = names.type_of(run)
            if known is not None and not isinstance(against, Known):
                return bool(known == side.value)
    return equal(one, other)


def _short(run: "Run", frame: "Frame", operator: str, one: Thing, right: "Node") -> Thing:
    holds = truth(one) if operator != "??" else None
    if operator == "??":
        nullish = is_nullish(one)
        holds = None if nullish is None else not nullish
    if holds is not None and holds is (operator != "&&"):
        return one
    if holds is not None:
        return evaluate(run, frame, right)
    before = run.state.copy()
    other = evaluate(run, frame, right)
    run.state.consumed = before.consumed
    if operator == "&&" and truth(other) is False:
        return other
    if operator == "||" and truth(other) is True and isinstance(one, Lost):
        return Either((one, other))
    return Either((one, other)) if operator != "&&" else Lost("depends on more than one thing")


def _instance(one: Thing, name: str) -> Thing:
    if name in RESPONSES:
        if isinstance(one, Called) and isinstance(one.callee, Named):
            is_one = one.callee.name.partition(".")[0] in RESPONSES
            return Known(True) if is_one else Lost("is of a kind that is not known")
        if isinstance(one, Known | Made | Verified | Items):
            return Known(False)
    return Lost("is of a kind that is not known")


def _computed(operator: str, one: object, other: object) -> Thing:
    if operator == "+" and isinstance(one, str) and isinstance(other, str):
        return Known(one + other)
    if isinstance(one, int | float) and isinstance(other, int | float):
        match operator:
            case "<":
                return Known(one < other)
            case ">":
                return Known(one > other)
            case "<=":
                return Known(one <= other)
            case ">=":
                return Known(one >= other)
    return Lost("is computed")


def _unary(run: "Run", frame: "Frame", node: "Node") -> Thing:
    argument, sign = node.child_by_field_name("argument"), node.child_by_field_name("operator")
    value = evaluate(run, frame, argument) if argument is not None else NOTHING
    operator = sign.type if sign is not None else ""
    if operator == "!":
        holds = truth(value)
        return Lost("is not told") if holds is None else Known(not holds)
    if operator == "typeof":
        if isinstance(value, Known) and isinstance(value.value, str):
            return Known("string")
        if value == NOTHING:
            return Known("undefined")
        return Known("function") if isinstance(value, Code) else Lost("is not told")
    return NOTHING if operator == "void" else Lost("is computed")


def _ternary(run: "Run", frame: "Frame", node: "Node") -> Thing:
    parts = [node.child_by_field_name(f) for f in ("condition", "consequence", "alternative")]
    test, then, otherwise = parts
    if test is None or then is None or otherwise is None:
        return Lost("is incomplete")
    holds = truth(evaluate(run, frame, test))
    if holds is not None:
        return evaluate(run, frame, then if holds else otherwise)
    return Either((evaluate(run, frame, then), evaluate(run, frame, otherwise)))


def _assignment(run: "Run", frame: "Frame", node: "Node") -> Thing:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return Lost("is incomplete")
    value = evaluate(run, frame, right)
    while left.type in TRANSPARENT:
        left = inner(left) or left.children[0]
    if node.type != "assignment_expression":
        value = Lost("is computed")
    if left.type == "member_expression":
        of = left.child_by_field_name("object")
        holder = evaluate(run, frame, of) if of is not None else NOTHING
        named = left.child_by_field_name("property")
        name = frame.module.text(named) if named is not None else ""
        if isinstance(holder, Reply) and name == "statusCode":
            run.state.status = value
        if isinstance(holder, Made):
            holder.fields[name] = value
    elif left.type != "subscript_expression":
        run.bind(frame, left, value)
    return value


# Literals


def _string(_: "Run", frame: "Frame", node: "Node") -> Thing:
    text = cook(frame.module.text(node)[1:-1])
    return Lost("is malformed") if text is None else Known(text)


def _number(_: "Run", frame: "Frame", node: "Node") -> Thing:
    value = number(frame.module.text(node))
    return Lost("is a BigInt") if value is None else Known(value)


def _template(run: "Run", frame: "Frame", node: "Node") -> Thing:
    parts: list[Thing] = []
    for part in template_parts(frame.module, node):
        if isinstance(part, str):
            parts.append(Known(cook(part, template=True) or ""))
        else:
            inside = inner(part)
            parts.append(evaluate(run, frame, inside) if inside is not None else NOTHING)
    texts = [part.value for part in parts if isinstance(part, Known)]
    if len(texts) == len(parts) and all(isinstance(text, str) for text in texts):
        return Known("".join(texts))
    return parts[0] if len(parts) == 1 else Lost("is a text put together")


def _array(run: "Run", frame: "Frame", node: "Node") -> Thing:
    items: list[Thing] = []
    is_complete = True
    for child in node.named_children:
        if child.type == "spread_element":
            value = evaluate(run, frame, inner(child) or child)
            is_complete = is_complete and isinstance(value, Items) and value.is_complete
            items.extend(value.items if isinstance(value, Items) else ())
        elif child.type != "comment":
            items.append(evaluate(run, frame, child))
    return Items(tuple(items), is_complete)


def _object(run: "Run", frame: "Frame", node: "Node") -> Thing:
    fields: dict[str, Thing] = {}
    spread: list[Thing] = []
    for child in node.named_children:
        if child.type == "spread_element":
            value = evaluate(run, frame, inner(child) or child)
            if isinstance(value, Made):
                fields.update(value.fields)
                spread.extend(value.spread)
            elif not is_nullish(value):
                spread.append(value)
        elif child.type == "shorthand_property_identifier":
            fields[frame.module.text(child)] = evaluate(run, frame, child)
        elif child.type == "method_definition":
            name = child.child_by_field_name("name")
            fields[frame.module.text(name or child)] = Code(frame.module, child, frame)
        elif child.type == "pair":
            _pair(run, frame, child, fields, spread)
    return Made(fields, tuple(spread))


def _pair(
    run: "Run", frame: "Frame", node: "Node", fields: dict[str, Thing], spread: list[Thing]
) -> None:
    key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
    if key is None or value is None:
        return
    name = property_name(frame.module, key)
    found = evaluate(run, frame, value)
    if name is None and key.type == "computed_property_name":
        inside = inner(key)
        computed = evaluate(run, frame, inside) if inside is not None else NOTHING
        name = str(computed.value) if isinstance(computed, Known) else None
    if name is None:
        spread.append(Lost("has a computed name"))
    else:
        fields[name] = found


def _wrapped(run: "Run", frame: "Frame", node: "Node") -> Thing:
    inside = inner(node)
    return evaluate(run, frame, inside) if inside is not None else NOTHING


def _await(run: "Run", frame: "Frame", node: "Node") -> Thing:
    value = _wrapped(run, frame, node)
    return value._replace(is_awaited=True) if isinstance(value, Called) else value


def _sequence(run: "Run", frame: "Frame", node: "Node") -> Thing:
    values = [evaluate(run, frame, child) for child in node.named_children]
    return values[-1] if values else NOTHING


def _function(_: "Run", frame: "Frame", node: "Node") -> Thing:
    return Code(frame.module, node, frame)


_RULES: "dict[str, Callable[[Run, Frame, Node], Thing]]" = {
    "identifier": names.named,
    "shorthand_property_identifier": names.named,
    "member_expression": calls.read,
    "subscript_expression": calls.read,
    "call_expression": calls.call,
    "new_expression": calls.new,
    "binary_expression": _binary,
    "unary_expression": _unary,
    "ternary_expression": _ternary,
    "assignment_expression": _assignment,
    "augmented_assignment_expression": _assignment,
    "string": _string,
    "number": _number,
    "template_string": _template,
    "array": _array,
    "object": _object,
    "true": lambda _, __, ___: Known(True),
    "false": lambda _, __, ___: Known(False),
    "null": lambda _, __, ___: Known(None),
    "undefined": lambda _, __, ___: NOTHING,
    "await_expression": _await,
    "sequence_expression": _sequence,
    **dict.fromkeys(TRANSPARENT, _wrapped),
    **dict.fromkeys(FUNCTIONS, _function),
}
