"""What Next.js knows of an exported constant, which it reads without running the file.

Ported from `build/analysis/extract-const-value.js`: literals, and nothing that would have to be
looked up or computed. This is less than what `typescript.fold` knows, on purpose.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from clerkdoctor.facts.place import Place
from clerkdoctor.nextjs.matcher_schema import REGEXP, UNDEFINED
from clerkdoctor.typescript.literals import cook, number

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.typescript.module import Module

DEEPEST = 40


class Constant(NamedTuple):
    """A value as JSON has it (with `UNDEFINED` and `REGEXP`), and where each part of it stands.

    `items` are those of a list, `fields` those of an object. `lost_escape`: a backslash stands in
    the text's source that the text does not have, and a route pattern would mean something by it.
    """

    value: Any
    place: Place
    items: "tuple[Constant, ...]" = ()
    fields: "Mapping[str, Constant]" = {}  # noqa: RUF012 - never written to
    lost_escape: bool = False


class Unsupported(NamedTuple):
    """Next.js cannot read it. `reason` is what it says, without a final period.

    `kind` is the syntax that it stops at, as its parser names it; `place` is where that stands.
    """

    reason: str
    kind: str
    place: Place


def exported_constant(
    module: "Module", name: str, transparent: frozenset[str]
) -> Constant | Unsupported | None:
    """The first `export const` of that name; None where there is none with a value.

    `transparent` are the type assertions that this release looks through, by the names of its
    parser: `TsSatisfiesExpression`, `TsConstAssertion`, `TsAsExpression`, `TsTypeAssertion`.
    """
    for declarator in _exported(module):
        pattern = declarator.child_by_field_name("name")
        value = declarator.child_by_field_name("value")
        if pattern is None or value is None or pattern.type != "identifier":
            continue
        if module.text(pattern) == name:
            return _Reader(module, transparent).read(value, name, 0)
    return None


def constant(module: "Module", node: "Node", path: str) -> Constant | Unsupported:
    """An expression in the same way, called `path` in reasons, through all type assertions."""
    return _Reader(module, _ASSERTIONS).read(node, path, 0)


_ASSERTIONS = frozenset(
    ("TsConstAssertion", "TsAsExpression", "TsTypeAssertion", "TsSatisfiesExpression")
)


def _exported(module: "Module") -> "list[Node]":
    """The declarators of all `export const`."""
    found = []
    for statement in module.root.named_children:
        declaration = statement.child_by_field_name("declaration")
        if statement.type != "export_statement" or declaration is None:
            continue
        if declaration.type == "lexical_declaration" and declaration.children[0].type == "const":
            found += [one for one in declaration.children if one.type == "variable_declarator"]
    return found


class _Reader:
    def __init__(self, module: "Module", transparent: frozenset[str]) -> None:
        self.module = module
        self.transparent = transparent

    def read(self, node: "Node", path: str, depth: int) -> Constant | Unsupported:
        """`path` is what Next.js calls the part: `config.matcher[0]`, or empty."""
        if depth > DEEPEST:
            return self.no("Nested too deeply", "depth", node, "")
        place = self.module.place(node)
        match node.type:
            case "null":
                return Constant(None, place)
            case "true" | "false":
                return Constant(node.type == "true", place)
            case "undefined":
                return Constant(UNDEFINED, place)
            case "regex":
                return Constant(REGEXP, place)
            case "string":
                return self.text(node, template=False)
            case "template_string":
                if any(child.type == "template_substitution" for child in node.named_children):
                    reason = "Unsupported template literal with expressions"
                    return self.no(reason, "TemplateLiteral", node, path)
                return self.text(node, template=True)
            case "identifier":
                name = self.module.text(node)
                return self.no(f'Unknown identifier "{name}"', "Identifier", node, path)
            case "array":
                return self.array(node, path, depth)
            case "object":
                return self.object(node, path, depth)
        kind = _kind(self.module, node)
        if kind == "NumericLiteral":
            return Constant(number(self.module.text(node)) or 0.0, place)
        if kind in self.transparent:
            inner = next((one for one in node.named_children if one.type not in _TYPES), None)
            if inner is not None:
                return self.read(inner, "", depth + 1)
        return self.no(f'Unsupported node type "{kind}"', kind, node, path)

    def text(self, node: "Node", *, template: bool) -> Constant:
        raw = self.module.text(node)[1:-1]
        text = cook(raw, template=template)
        lost = loses_an_escape(raw, template=template)
        return Constant(raw if text is None else text, self.module.place(node), lost_escape=lost)

    def array(self, node: "Node", path: str, depth: int) -> Constant | Unsupported:
        items: list[Constant] = []
        pending = False  # an item stands since the last comma
        for child in node.children:
            if child.type == ",":
                if not pending:
                    items.append(Constant(UNDEFINED, self.module.place(child)))
                pending = False
            elif child.is_named and child.type != "comment":
                if child.type == "spread_element":
                    reason = "Unsupported spread operator in the Array Expression"
                    return self.no(reason, "SpreadElement", child, path)
                inside = f"{path}[{len(items)}]" if path else ""
                item = self.read(child, inside, depth + 1)
                if isinstance(item, Unsupported):
                    return item
                items.append(item)
                pending = True
        values = [item.value for item in items]
        return Constant(values, self.module.place(node), items=tuple(items))

    def object(self, node: "Node", path: str, depth: int) -> Constant | Unsupported:
        fields: dict[str, Constant] = {}
        for child in node.named_children:
            if child.type == "comment":
                continue
            name, value = child.child_by_field_name("key"), child.child_by_field_name("value")
            if child.type != "pair" or name is None or value is None:
                reason = "Unsupported spread operator in the Object Expression"
                kind = "Shorthand" if child.type.startswith("shorthand") else "Method"
                return self.no(reason, kind, child, path)
            key = self.key(name)
            if key is None:
                kind = "Computed" if name.type == "computed_property_name" else "NumericLiteral"
                reason = f'Unsupported key type "{kind}" in the Object Expression'
                return self.no(reason, kind, name, path)
            field = self.read(value, f"{path}.{key}" if path else "", depth + 1)
            if isinstance(field, Unsupported):
                return field
            fields.pop(key, None)
            fields[key] = field
        values = {key: field.value for key, field in fields.items()}
        return Constant(values, self.module.place(node), fields=fields)

    def key(self, name: "Node") -> str | None:
        if name.type == "property_identifier":
            return self.module.text(name)
        if name.type == "string":
            raw = self.module.text(name)[1:-1]
            return cook(raw) or raw
        return None

    def no(self, reason: str, kind: str, node: "Node", path: str) -> Unsupported:
        at = f' at "{path}"' if path else ""
        return Unsupported(f"{reason}{at}", kind, self.module.place(node))


def _kind(module: "Module", node: "Node") -> str:
    """What Next.js' parser calls a node."""
    if node.type in {"as_expression", "type_assertion"}:
        is_const = any(
            child.type == "const" or module.text(child) == "<const>" for child in node.children
        )
        by_word = "TsAsExpression" if node.type == "as_expression" else "TsTypeAssertion"
        return "TsConstAssertion" if is_const else by_word
    if node.type == "number":
        return "BigIntLiteral" if module.text(node).endswith("n") else "NumericLiteral"
    if node.type == "call_expression":
        arguments = node.child_by_field_name("arguments")
        is_tag = arguments is not None and arguments.type == "template_string"
        return "TaggedTemplateExpression" if is_tag else "CallExpression"
    if node.type == "member_expression" and "?." in module.text(node):
        return "OptionalChainingExpression"
    return _KINDS.get(node.type) or "".join(word.title() for word in node.type.split("_"))


_KINDS = {
    "subscript_expression": "MemberExpression", "ternary_expression": "ConditionalExpression",
    "parenthesized_expression": "ParenthesisExpression",
    "non_null_expression": "TsNonNullExpression", "arrow_function": "ArrowFunctionExpression",
    "satisfies_expression": "TsSatisfiesExpression", "class": "ClassExpression",
    "this": "ThisExpression",
}  # fmt: skip
_TYPES = frozenset({"type_arguments", "comment"})

# What a backslash gives a meaning to in a route pattern, and to no character of a JavaScript text.
_MEANT = frozenset(".*+?()[]{}|^$:dDwWsSBb")


def loses_an_escape(raw: str, *, template: bool = False) -> bool:
    r"""Whether a text between its quotes has a backslash that JavaScript drops and a pattern needs.

    `"\."` is a point, and any character to a pattern. Dropping the one in `"\/"` changes nothing.
    """
    at = raw.find("\\")
    while 0 <= at < len(raw) - 1:
        letter = raw[at + 1]
        if letter in _MEANT and not (template and raw[at + 1 : at + 3] == "${"):
            return True
        at = raw.find("\\", at + 2)
    return False
