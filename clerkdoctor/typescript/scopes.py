"""Which declaration a name means, and whether its value ever changes.

Scopes are read when a name in them is asked for: a block's own declarations, a function's
parameters, `var` hoisted to its function. The answer is the declaration that JavaScript would
find, so a parameter that shadows a constant is never taken for it.
"""

from typing import TYPE_CHECKING, NamedTuple
from weakref import ref

from clerkdoctor.typescript.patterns import Step, names_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from clerkdoctor.facts.place import Place
    from clerkdoctor.typescript.module import Lineage, Module


class Binding(NamedTuple):
    """What a name is bound to.

    `kind` is `const`, `let`, `var`, `function`, `class`, `enum`, `import`, `parameter`, `loop`,
    `catch`, `namespace`, or `ambient` for a `declare` without a value. `node` is the name where it
    is declared, `owner` the declarator, parameter or declaration, `steps` lead from the owner's
    value to the name. `again` is a second declaration of the same name.
    """

    kind: str
    name: str
    node: "Node"
    owner: "Node"
    steps: tuple[Step, ...]
    is_global: bool
    again: "Node | None" = None


class Change(NamedTuple):
    """Where a name gets another value (`reassigned`) or what it holds is altered (`changed`).

    `how` goes into a sentence: "`x` is reassigned at line 3".
    """

    how: str
    place: "Place"


FUNCTIONS = frozenset({
    "function_declaration", "generator_function_declaration", "function_expression",
    "generator_function", "arrow_function", "method_definition",
})  # fmt: skip
_BLOCKS = frozenset({"program", "statement_block", "switch_body"})
_SCOPES = _BLOCKS | FUNCTIONS | {"for_statement", "for_in_statement", "catch_clause", "class"}
_NAMED = {
    "function_declaration": "function", "generator_function_declaration": "function",
    "class_declaration": "class", "abstract_class_declaration": "class",
    "enum_declaration": "enum", "internal_module": "namespace", "module": "namespace",
    "import_alias": "namespace", "function_signature": "ambient",
}  # fmt: skip

_INNER = FUNCTIONS | {"statement_block", "switch_body", "class_body"}
_DECLARING = frozenset({
    "import_specifier", "import_clause", "namespace_import", "import_require_clause",
    "import_alias", "required_parameter", "optional_parameter", "catch_clause",
    "for_in_statement", "array_pattern", "object_pattern", "pair_pattern", "rest_pattern",
    "assignment_pattern", "object_assignment_pattern", "class", "function_signature",
    "ambient_declaration", "module", "arrow_function",
}) | _NAMED.keys() | FUNCTIONS  # fmt: skip

Table = dict[str, Binding]


def may_declare(lineage: "Lineage") -> bool:
    """Whether a name may be declared where it stands. Never False for one that is."""
    if len(lineage) < 2:
        return False
    parent, leaf = lineage[-2], lineage[-1]
    if parent.type == "variable_declarator":
        name = parent.child_by_field_name("name")
        return name is not None and name.id == leaf.id
    if parent.type == "arrow_function":
        body = parent.child_by_field_name("body")
        return body is None or body.id != leaf.id
    return parent.type in _DECLARING


class Scopes:
    """The scopes of one file."""

    def __init__(self, module: "Module") -> None:
        self._reference = ref(module)  # the module holds its scopes, and trees are large
        self._tables: dict[int, Table] = {}
        self._changes: dict[int, Change | None] = {}

    @property
    def _module(self) -> "Module":
        module = self._reference()
        assert module is not None
        return module

    def binding(self, lineage: "Lineage", name: str | None = None) -> Binding | None:
        """What a name means where it stands (the last of the lineage); None for a global."""
        if name is None:
            name = self._module.text(lineage[-1])
        for node in reversed(lineage):
            if node.type in _SCOPES:
                found = self._table(node).get(name)
                if found is not None:
                    return found
        return None

    def top_level(self, name: str) -> Binding | None:
        """What a name means at the top level of the file."""
        return self._table(self._module.root).get(name)

    def uses(self, binding: Binding) -> "list[Lineage]":
        """Every occurrence of the name that means this declaration, itself included."""
        named = self._named(binding.name)
        if binding.is_global and sum(map(may_declare, named)) == 1:
            return named
        return [lineage for lineage in named if self._means(lineage, binding)]

    def uses_at_top(self, name: str) -> "list[Lineage]":
        """The same for a name of the top level, where it is declared; nothing where it is not.

        Where no other declaration of the name exists, as for most imports, no scope is read.
        """
        named = self._named(name)
        declaring = [lineage for lineage in named if may_declare(lineage)]
        if len(declaring) == 1 and not any(node.type in _INNER for node in declaring[0]):
            return named
        binding = self.top_level(name)
        return [] if binding is None else [one for one in named if self._means(one, binding)]

    def _named(self, name: str) -> "list[Lineage]":
        return [
            lineage
            for lineage in self._module.occurrences(name)
            if lineage[-1].type not in {"property_identifier", "statement_identifier"}
        ]

    def _means(self, lineage: "Lineage", binding: Binding) -> bool:
        found = self.binding(lineage, binding.name)
        return found is not None and found.node.id == binding.node.id

    def change(self, binding: Binding) -> Change | None:
        """The first place where the name, or what it holds, gets another value."""
        key = binding.node.id
        if key not in self._changes:
            self._changes[key] = None  # an alias that leads back here adds nothing
            self._changes[key] = self._first_change(binding)
        return self._changes[key]

    def _first_change(self, binding: Binding) -> Change | None:
        from clerkdoctor.typescript.writes import how_changed

        place = self._module.place
        if binding.again is not None:
            return Change("reassigned", place(binding.again))
        for lineage in self.uses(binding):
            how = how_changed(self._module, lineage)
            if how is not None:
                return Change(how, place(lineage[-1]))
            through_alias = self._change_of_alias(lineage)
            if through_alias is not None:
                return through_alias
        return None

    def _change_of_alias(self, lineage: "Lineage") -> Change | None:
        """`const other = test ? name : []`, `const { a } = name`, and then `a.push(…)`."""
        from clerkdoctor.typescript.writes import is_field, is_object_of, passes_on

        index = len(lineage) - 1
        while index and (
            passes_on(lineage[index - 1], lineage[index]) or is_object_of(lineage, index)
        ):
            index -= 1
        declarator = lineage[index - 1] if index else None
        if declarator is None or declarator.type != "variable_declarator":
            return None
        pattern = declarator.child_by_field_name("name")
        if pattern is None or not is_field(declarator, "value", lineage[index]):
            return None
        for bound in names_in(self._module, pattern):
            alias = self.binding((*lineage[:index], bound.node))
            change = self.change(alias) if alias is not None else None
            if change is not None and change.how == "changed":
                return change
        return None

    def _table(self, scope: "Node") -> Table:
        table = self._tables.get(scope.id)
        if table is None:
            table = self._tables[scope.id] = {}
            for binding in _declared(self._module, scope):
                earlier = table.get(binding.name)
                if earlier is None or earlier.kind == "ambient":
                    table[binding.name] = binding
                elif binding.kind != "ambient" and earlier.node.id != binding.node.id:
                    table[binding.name] = earlier._replace(again=binding.node)
        return table


def _declared(module: "Module", scope: "Node") -> "Iterator[Binding]":
    kind = scope.type
    if kind in {"program", "statement_block"}:
        parent = scope.parent if kind == "statement_block" else None
        hoists = kind == "program" or (parent is not None and parent.type in FUNCTIONS)
        for statement in scope.named_children:
            yield from _statement(module, statement, is_global=kind == "program")
        if hoists and b"var" in module.source[scope.start_byte : scope.end_byte]:
            yield from _hoisted(module, scope)
    elif kind == "switch_body":
        for case in scope.named_children:
            for statement in case.named_children:
                yield from _statement(module, statement, is_global=False)
    elif kind in FUNCTIONS:
        yield from _parameters(module, scope)
    elif kind == "class":
        yield from _own_name(module, scope, "class")
    elif kind == "catch_clause":
        yield from _pattern(module, scope.child_by_field_name("parameter"), scope, "catch")
    elif kind == "for_statement":
        initializer = scope.child_by_field_name("initializer")
        if initializer is not None:
            yield from _statement(module, initializer, is_global=False)
    elif scope.child_by_field_name("kind") is not None:
        yield from _pattern(module, scope.child_by_field_name("left"), scope, "loop")


def _statement(
    module: "Module", statement: "Node", *, is_global: bool, ambient: bool = False
) -> "Iterator[Binding]":
    kind = statement.type
    if kind == "export_statement":
        inner = statement.child_by_field_name("declaration")
        if inner is not None:
            yield from _statement(module, inner, is_global=is_global)
    elif kind == "ambient_declaration":
        inner = statement.named_child(0)
        if inner is not None:
            yield from _statement(module, inner, is_global=is_global, ambient=True)
    elif kind == "expression_statement":
        inner = statement.named_child(0)
        if inner is not None and inner.type == "internal_module":
            yield from _statement(module, inner, is_global=is_global)
    elif kind in {"lexical_declaration", "variable_declaration"}:
        yield from _variables(module, statement, is_global, ambient)
    elif kind == "import_statement":
        yield from _imported(module, statement)
    elif kind in _NAMED:
        name = statement.child_by_field_name("name")
        if name is None and kind == "import_alias":
            name = statement.named_child(0)
        if name is not None and name.type != "string":
            word = "ambient" if ambient else _NAMED[kind]
            yield Binding(word, module.text(name), name, statement, (), is_global)


def _variables(
    module: "Module", declaration: "Node", is_global: bool, ambient: bool
) -> "Iterator[Binding]":
    first = declaration.child(0)
    kind = "ambient" if ambient else first.type if first is not None else "let"
    for declarator in declaration.named_children:
        pattern = declarator.child_by_field_name("name")
        if declarator.type == "variable_declarator" and pattern is not None:
            for node, steps in names_in(module, pattern):
                name = module.text(node)
                yield Binding(kind, name, node, declarator, steps, is_global)


def _imported(module: "Module", statement: "Node") -> "Iterator[Binding]":
    for clause in statement.named_children:
        if clause.type == "import_require_clause" and clause.named_child(0) is not None:
            yield from _pattern(module, clause.named_child(0), statement, "import", True)
        if clause.type != "import_clause":
            continue
        for child in clause.named_children:
            if child.type == "identifier":
                yield from _pattern(module, child, statement, "import", True)
            elif child.type == "namespace_import":
                yield from _pattern(module, child.named_children[-1], statement, "import", True)
            elif child.type == "named_imports":
                for specifier in child.named_children:
                    name = specifier.child_by_field_name("alias")
                    name = name or specifier.child_by_field_name("name")
                    yield from _pattern(module, name, statement, "import", True)


def _pattern(
    module: "Module", pattern: "Node | None", owner: "Node", kind: str, is_global: bool = False
) -> "Iterator[Binding]":
    if pattern is not None:
        for node, steps in names_in(module, pattern):
            yield Binding(kind, module.text(node), node, owner, steps, is_global)


def _parameters(module: "Module", function: "Node") -> "Iterator[Binding]":
    for parameter, pattern in parameters_of(function):
        yield from _pattern(module, pattern, parameter, "parameter")
    if function.type in {"function_expression", "generator_function"}:
        yield from _own_name(module, function, "function")


def parameters_of(function: "Node") -> "Iterator[tuple[Node, Node]]":
    """The parameters of a function, each with its pattern; `this` is none."""
    single = function.child_by_field_name("parameter")
    if single is not None:
        yield single, single
    parameters = function.child_by_field_name("parameters")
    for parameter in parameters.named_children if parameters is not None else ():
        pattern = parameter.child_by_field_name("pattern")
        if pattern is not None and pattern.type != "this":
            yield parameter, pattern


def _own_name(module: "Module", node: "Node", kind: str) -> "Iterator[Binding]":
    name = node.child_by_field_name("name")
    if name is not None:
        yield Binding(kind, module.text(name), name, node, (), False)


def _hoisted(module: "Module", scope: "Node") -> "Iterator[Binding]":
    """`var` inside the blocks of a function belongs to the function."""
    from clerkdoctor.typescript.module import walk

    for cursor in walk(scope, skip=FUNCTIONS):
        node = cursor.node
        if node is None or node.type in FUNCTIONS:
            continue
        if node.type == "variable_declaration":
            yield from _variables(module, node, scope.type == "program", ambient=False)
        elif node.type == "for_in_statement":
            kind = node.child_by_field_name("kind")
            if kind is not None and kind.type == "var":
                yield from _pattern(module, node.child_by_field_name("left"), node, "loop")
