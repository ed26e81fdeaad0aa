"""How each kind of expression is folded: a table from syntax to a function."""

from typing import TYPE_CHECKING

from clerkdoctor.typescript.literals import cook, number
from clerkdoctor.typescript.operators import (
    binary,
    choice,
    concatenated,
    nullish,
    skips_right,
    truth,
    unary,
)
from clerkdoctor.typescript.values import (
    Array,
    Boolean,
    Call,
    Choice,
    EnvRead,
    Function,
    NotKnown,
    Null,
    Number,
    Operation,
    Reference,
    Regex,
    Spread,
    Template,
    Text,
    Undefined,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from clerkdoctor.typescript.fold import Folder
    from clerkdoctor.typescript.module import Module

MOST_ITEMS = 50_000


# Literals


def _string(_: "Folder", module: "Module", node: "Node") -> Value:
    text = cook(module.text(node)[1:-1])
    if text is None:
        return NotKnown(f"`{module.excerpt(node)}` has a malformed escape", module.place(node))
    return Text(text, module.place(node))


def _template(folder: "Folder", module: "Module", node: "Node") -> Value:
    return _template_text(folder, module, node, cooked=True)


def _template_text(folder: "Folder", module: "Module", node: "Node", *, cooked: bool) -> Value:
    from clerkdoctor.typescript.module import template_parts

    place = module.place(node)
    values: list[Value] = []
    for part in template_parts(module, node):
        if isinstance(part, str):
            text = cook(part, template=True) if cooked else part.replace("\r\n", "\n")
            if text is None:
                return NotKnown(f"`{module.excerpt(node)}` has a malformed escape", place)
            values.append(Text(text, place))
        else:
            values.append(folder.fold(module, _inner(part)))
    return concatenated(values, place)


def _number(_: "Folder", module: "Module", node: "Node") -> Value:
    amount = number(module.text(node))
    if amount is None:
        return NotKnown(f"`{module.excerpt(node)}` is a BigInt", module.place(node))
    return Number(amount, module.place(node))


def _regex(_: "Folder", module: "Module", node: "Node") -> Value:
    pattern, flags = node.child_by_field_name("pattern"), node.child_by_field_name("flags")
    return Regex(
        module.text(pattern) if pattern is not None else "",
        module.text(flags) if flags is not None else "",
        module.place(node),
    )


def _array(folder: "Folder", module: "Module", node: "Node") -> Value:
    items: list[Value | Spread] = []
    filled = True  # whether there is an item since the last comma
    for child in node.children:
        if child.type in {"[", ","}:
            if not filled:
                hole = NotKnown("is a hole in an array", module.place(child))
                items.append(Spread(hole, hole.place))
            filled = False
        elif child.type == "spread_element":
            items.extend(_spread(folder, module, child))
            filled = True
        elif child.type not in {"]", "comment"}:
            items.append(folder.fold(module, child))
            filled = True
        if len(items) > MOST_ITEMS:
            return NotKnown("is too long to be followed", module.place(node))
    return Array(tuple(items), module.place(node))


def _spread(folder: "Folder", module: "Module", node: "Node") -> "tuple[Value | Spread, ...]":
    value = folder.fold(module, _inner(node))
    items = folder.items_of(value)
    return (Spread(value, module.place(node)),) if items is None else items


def _object(folder: "Folder", module: "Module", node: "Node") -> Value:
    from clerkdoctor.typescript.members import object_literal

    return object_literal(folder, module, node)


def _inner(node: "Node") -> "Node":
    """The expression that a node wraps: parentheses, `as`, `!`, `...`, `${}`, `await`."""
    for child in node.named_children:
        if child.type not in {"comment", "type_arguments"}:
            return child
    return node


def _wrapped(folder: "Folder", module: "Module", node: "Node") -> Value:
    inner = _inner(node)
    if inner.id == node.id:
        return NotKnown(f"`{module.excerpt(node)}` is empty", module.place(node))
    return folder.fold(module, inner)


def _sequence(folder: "Folder", module: "Module", node: "Node") -> Value:
    return folder.fold(module, node.named_children[-1])


# Operators


def _field(node: "Node", name: str) -> "Node":
    found = node.child_by_field_name(name)
    return node if found is None else found


def _binary(folder: "Folder", module: "Module", node: "Node") -> Value:
    """A long `a + b + c` nests to the left: it is followed in a loop."""
    chain = []
    while node.type == "binary_expression":
        chain.append(node)
        node = _field(node, "left")
    value = folder.fold(module, node)
    for operation in reversed(chain):
        operator = _field(operation, "operator").type
        if skips_right(operator, value):
            continue
        right = folder.fold(module, _field(operation, "right"))
        value = binary(operator, value, right, module.place(operation))
    return value


def _unary(folder: "Folder", module: "Module", node: "Node") -> Value:
    operator = _field(node, "operator").type
    value = folder.fold(module, _field(node, "argument"))
    if operator == "delete":
        return NotKnown(f"`{module.excerpt(node)}` is a deletion", module.place(node))
    return unary(operator, value, module.place(node))


def _ternary(folder: "Folder", module: "Module", node: "Node") -> Value:
    test = folder.fold(module, _field(node, "condition"))
    holds = truth(test)
    if holds is not None:
        return folder.fold(module, _field(node, "consequence" if holds else "alternative"))
    then = folder.fold(module, _field(node, "consequence"))
    otherwise = folder.fold(module, _field(node, "alternative"))
    return choice(test, then, otherwise, module.place(node))


# Functions and calls


def _function(folder: "Folder", module: "Module", node: "Node") -> Value:
    from clerkdoctor.typescript.inline import function_of

    return function_of(module, node)._replace(captured=folder.bound or None)


def _call(folder: "Folder", module: "Module", node: "Node") -> Value:
    place = module.place(node)
    callee = _field(node, "function")
    while callee.type in {"parenthesized_expression", "non_null_expression"}:
        callee = _inner(callee)
    if callee.type == "sequence_expression":  # `(0, module.name)()`, as compilers write it
        callee = callee.named_children[-1]
    given = _field(node, "arguments")
    if given.type == "template_string":
        return _tagged(folder, module, callee, given)
    if callee.type == "import" or module.text(callee) == "require":
        return _module_call(folder, module, node, callee)
    if callee.type == "member_expression":
        return _method_call(folder, module, node, callee)
    function = folder.fold(module, callee)
    if isinstance(function, Call) and not function.is_new:  # what a package's function returned
        maker = function.callee
        function = Reference(maker.module, f"{maker.name}()", maker.place)
    if not isinstance(function, Function | Reference):
        return NotKnown(f"call of `{module.excerpt(callee)}()`", place)
    return _with_node(folder.call(function, _arguments(folder, module, given), place), node)


def _with_node(value: Value, node: "Node") -> Value:
    if isinstance(value, Call) and value.node is None:
        return value._replace(node=node)
    return value


def _arguments(folder: "Folder", module: "Module", node: "Node") -> "tuple[Value | Spread, ...]":
    found: list[Value | Spread] = []
    if node.type != "arguments":
        return ()
    for child in node.named_children:
        if child.type == "spread_element":
            found.extend(_spread(folder, module, child))
        elif child.type != "comment":
            found.append(folder.fold(module, child))
    return tuple(found)


def _method_call(folder: "Folder", module: "Module", node: "Node", callee: "Node") -> Value:
    from clerkdoctor.typescript.members import member
    from clerkdoctor.typescript.methods import call_method

    place = module.place(node)
    name = module.text(_field(callee, "property"))
    on = folder.fold(module, _field(callee, "object"))
    if nullish(on) and _is_optional(callee):
        return Undefined(place)
    if isinstance(on, NotKnown | Call):
        return NotKnown(f"call of `{module.excerpt(callee)}()`", place)
    arguments = _arguments(folder, module, _field(node, "arguments"))
    if isinstance(on, Text | Array | Number | Boolean | Regex | Choice) or _depends(on):
        return call_method(folder, on, name, arguments, place)
    function = member(folder, on, name, place)
    if not isinstance(function, Function | Reference):
        return NotKnown(f"call of `{module.excerpt(callee)}()`", place)
    return _with_node(folder.call(function, arguments, place), node)


def _depends(value: Value) -> bool:
    return isinstance(value, EnvRead | Template | Operation)


def _is_optional(node: "Node") -> bool:
    return node.child_by_field_name("optional_chain") is not None


def _tagged(folder: "Folder", module: "Module", tag: "Node", template: "Node") -> Value:
    if module.text(tag) == "String.raw":
        return _template_text(folder, module, template, cooked=False)
    return NotKnown(f"call of the template tag `{module.excerpt(tag)}`", module.place(tag))


def _module_call(folder: "Folder", module: "Module", node: "Node", callee: "Node") -> Value:
    """`require("x")`, `import("x")`."""
    from clerkdoctor.typescript.names import module_value

    first = _arguments(folder, module, _field(node, "arguments"))[:1]
    if first and isinstance(first[0], Text):
        return module_value(folder, module, first[0].text, "*", module.place(node))
    return NotKnown(f"call of `{module.excerpt(callee)}()`", module.place(node))


def _new(folder: "Folder", module: "Module", node: "Node") -> Value:
    place = module.place(node)
    constructor = folder.fold(module, _field(node, "constructor"))
    if not isinstance(constructor, Reference):
        return NotKnown(f"`{module.excerpt(node)}` is an object of a class", place)
    arguments = _arguments(folder, module, _field(node, "arguments"))
    if constructor == Reference("", "RegExp", constructor.place):
        return folder.call(constructor, arguments, place)
    return Call(constructor, arguments, place, True, node)


def _member(folder: "Folder", module: "Module", node: "Node") -> Value:
    from clerkdoctor.typescript.members import member_of

    return member_of(folder, module, node)


def _identifier(folder: "Folder", module: "Module", node: "Node") -> Value:
    from clerkdoctor.typescript.names import identifier

    return identifier(folder, module, node)


_FUNCTIONS = (
    "arrow_function", "function_expression", "generator_function", "function_declaration",
    "generator_function_declaration", "method_definition",
)  # fmt: skip

RULES: "dict[str, Callable[[Folder, Module, Node], Value]]" = {
    "string": _string,
    "template_string": _template,
    "number": _number,
    "regex": _regex,
    "true": lambda _, module, node: Boolean(True, module.place(node)),
    "false": lambda _, module, node: Boolean(False, module.place(node)),
    "null": lambda _, module, node: Null(module.place(node)),
    "undefined": lambda _, module, node: Undefined(module.place(node)),
    "array": _array,
    "object": _object,
    "identifier": _identifier,
    "shorthand_property_identifier": _identifier,
    "parenthesized_expression": _wrapped,
    "as_expression": _wrapped,
    "satisfies_expression": _wrapped,
    "type_assertion": _wrapped,
    "non_null_expression": _wrapped,
    "await_expression": _wrapped,
    "sequence_expression": _sequence,
    "binary_expression": _binary,
    "unary_expression": _unary,
    "ternary_expression": _ternary,
    "member_expression": _member,
    "subscript_expression": _member,
    "call_expression": _call,
    "new_expression": _new,
    **dict.fromkeys(_FUNCTIONS, _function),
}

KINDS = {
    "this": "is known only when it is called",
    "super": "is known only when it is called",
    "class": "is a class",
    "class_declaration": "is a class",
    "jsx_element": "is JSX",
    "jsx_self_closing_element": "is JSX",
    "assignment_expression": "is an assignment",
    "augmented_assignment_expression": "is an assignment",
    "update_expression": "is an assignment",
    "yield_expression": "is known only when it runs",
    "meta_property": "is known only when it runs",
    "ERROR": "is a syntax error",
}
