"""One file of TypeScript or JavaScript, parsed.

`Module` is the root of all reading: it owns the source and its tree, turns nodes into places and
text, and finds the occurrences of a name. The facts of the file (imports, exports, calls,
environment reads) are worked out when they are asked for, once.

Nothing walks the whole tree to find a name: the bytes are searched for it, and the tree is asked
what stands there. A comment or a text that mentions the name is then no identifier, and a file is
searched in microseconds.
"""

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from clerkdoctor.facts.place import Place
from clerkdoctor.typescript import grammar
from clerkdoctor.typescript.values import NotKnown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tree_sitter import Node, Tree, TreeCursor

    from clerkdoctor.typescript.calls import CallSite, Element
    from clerkdoctor.typescript.environment import EnvironmentRead
    from clerkdoctor.typescript.exports import Export
    from clerkdoctor.typescript.imports import Import
    from clerkdoctor.typescript.scopes import Scopes
    from clerkdoctor.typescript.values import Value

Lineage = tuple["Node", ...]
"""A node with all that it stands in: the program first, the node last."""

ORDINARY_DEPTH = 100
"""Nodes that a token of ordinary code stands in, at most."""

MOST_STEPS = 200_000
"""Nodes beyond that depth that may be passed in one file before it is given up."""


class StringLiteral(NamedTuple):
    """A text in the source, as the program sees it.

    A template with `${}` gives one for each of its fixed parts.
    """

    text: str
    place: Place


class Module:
    """A parsed file. Make one with `read_module`."""

    def __init__(self, path: str, language: str, source: bytes, tree: "Tree") -> None:
        self.path = path
        self.language = language
        self.source = source
        self.tree = tree
        self.root = tree.root_node
        self.steps_left = MOST_STEPS
        self.memo: dict[int, Value] = {}
        self._ascii = source.isascii()

    def __repr__(self) -> str:
        return f"Module({self.path!r})"

    # Text and places

    def text(self, node: "Node") -> str:
        return self.source[node.start_byte : node.end_byte].decode()

    def place(self, node: "Node") -> Place:
        row, column = node.start_point
        if not self._ascii:
            start = node.start_byte
            column = len(self.source[start - column : start].decode())
        return Place(self.path, row + 1, column + 1)

    def excerpt(self, node: "Node") -> str:
        """The source of a node for a sentence: one line, not long."""
        start, end = node.start_byte, node.end_byte
        text = " ".join(self.source[start : min(end, start + 240)].decode(errors="ignore").split())
        return text if len(text) <= 48 and end <= start + 240 else text[:47].rstrip() + "…"

    # Finding nodes

    def lineage(self, node: "Node") -> Lineage:
        """The node and all its ancestors; empty when the file's budget of steps is used up."""
        path = self._descend(node.start_byte)
        for index, ancestor in enumerate(path):
            if ancestor.id == node.id:
                return tuple(path[: index + 1])
        return ()

    def lineage_at(self, byte: int) -> Lineage:
        """The token that begins at a byte of the source, and all that it stands in."""
        return tuple(self._descend(byte))

    def occurrences(self, name: str) -> "list[Lineage]":
        """Every place where a name stands as a word of the code, in the order of the text.

        Identifiers, properties, JSX names and keywords; never a part of a comment, a text, a
        regular expression or JSX text.
        """
        found = []
        for byte in _words(self.source, name.encode("utf-8", "replace")):
            path = self._descend(byte)
            if path and path[-1].start_byte == byte and path[-1].type in _WORDS:
                found.append(tuple(path))
        return found

    def _descend(self, byte: int) -> "list[Node]":
        """All nodes that hold a byte at which a token begins, outermost first."""
        if self.steps_left <= 0:
            return []
        cursor = self.tree.walk()
        path = [self.root]
        while cursor.goto_first_child_for_byte(byte) is not None:
            path.append(cursor.node)  # type: ignore[arg-type] # a cursor on a child has a node
        if len(path) > ORDINARY_DEPTH:
            self.steps_left -= len(path) - ORDINARY_DEPTH
        return path

    @property
    def gaps(self) -> tuple[NotKnown, ...]:
        """What was given up in this file, so that nothing which hides there passes as absent."""
        if self.steps_left > 0:
            return ()
        return (NotKnown(f"`{self.path}` is too intricate to be searched", Place(self.path)),)

    # Facts

    @cached_property
    def syntax_error(self) -> Place | None:
        """Where the parser first lost the thread; None where it read the whole file.

        That may also be correct code, in a syntax that is newer than the grammar.
        """
        return self.error_in(self.root)

    def error_in(self, node: "Node") -> Place | None:
        """The first syntax error inside a node."""
        if not node.has_error:
            return None
        while not (node.is_error or node.is_missing):
            broken = next((child for child in node.children if self._is_broken(child)), None)
            if broken is None:
                return None if node.id == self.root.id else self.place(node)
            node = broken
        return self.place(node)

    def _is_broken(self, node: "Node") -> bool:
        """Whether there is an error in it, but for `export type *`, which the grammar lacks."""
        if node.type == "export_statement" and node.has_error:
            return any(
                child.has_error and not (child.is_error and self.text(child) == "type")
                for child in node.children
            )
        return node.has_error

    def broken_statement(self, node: "Node") -> NotKnown | None:
        """Why nothing is said of a node: the statement that it stands in cannot be parsed.

        What the parser makes of broken code is its invention: `const a = ;` takes its value from
        the next line.
        """
        if not self.root.has_error:
            return None
        lineage = self.lineage(node)
        statement = lineage[1] if len(lineage) > 1 else self.root
        if not self._is_broken(statement):
            return None
        place = self.error_in(statement) or self.place(statement)
        return NotKnown(f"`{self.path}` cannot be parsed at line {place.line}", place)

    @cached_property
    def directives(self) -> tuple[str, ...]:
        """`use client`, `use server`, `use strict`, …: the texts that open the file."""
        return self.directives_of(self.root)

    def directives_of(self, block: "Node") -> tuple[str, ...]:
        """The directives that open a file or the body of a function."""
        found = []
        for statement in block.named_children:
            if statement.type in {"comment", "hash_bang_line"}:
                continue
            text = statement.named_child(0) if statement.type == "expression_statement" else None
            if text is None or text.type != "string":
                break
            found.append(self.text(text)[1:-1])
        return tuple(found)

    @cached_property
    def imports(self) -> "tuple[Import, ...]":
        from clerkdoctor.typescript.imports import imports_of

        return imports_of(self)

    @cached_property
    def exports(self) -> "tuple[Export, ...]":
        from clerkdoctor.typescript.exports import exports_of

        return exports_of(self)

    @cached_property
    def scopes(self) -> "Scopes":
        from clerkdoctor.typescript.scopes import Scopes

        return Scopes(self)

    @cached_property
    def _environment(self) -> "tuple[tuple[EnvironmentRead, ...], tuple[NotKnown, ...]]":
        from clerkdoctor.typescript.environment import environment_of

        return environment_of(self)

    def env_reads(self) -> "tuple[EnvironmentRead, ...]":
        """Every read of an environment variable by a name that stands in the source."""
        return self._environment[0]

    def dynamic_env_reads(self) -> tuple[NotKnown, ...]:
        """Where unnamed variables are read: `process.env[name]`, `parse(process.env)`."""
        return self._environment[1]

    def calls(self, name: str, of: "str | Sequence[str] | None" = None) -> "tuple[CallSite, ...]":
        """The calls, with `new` too, of what is imported as `name` from the packages `of`."""
        from clerkdoctor.typescript.calls import calls_of

        return calls_of(self, name, of)

    def elements(self, name: str, of: "str | Sequence[str] | None" = None) -> "tuple[Element, ...]":
        """The JSX elements of the component that is imported as `name` from the packages `of`."""
        from clerkdoctor.typescript.calls import elements_of

        return elements_of(self, name, of)

    def strings(self) -> "tuple[StringLiteral, ...]":
        """Every text in the code. Walks the whole tree: search the bytes before you ask."""
        return tuple(_strings(self))

    def nodes(self, types: "frozenset[str]", within: "Node | None" = None) -> "Iterator[Node]":
        """The nodes of some named types, in the order of the text, by walking the tree."""
        for cursor in walk(within or self.root):
            node = cursor.node
            if node is not None and node.type in types and node.is_named:
                yield node


def read_module(path: str, source: bytes) -> Module | NotKnown:
    """A parsed file, or why it is not one: its kind, its size, its encoding."""
    language = grammar.language_of(path)
    if language is None:
        return NotKnown(f"`{path}` is no TypeScript or JavaScript", Place(path))
    source = source.removeprefix(b"\xef\xbb\xbf")
    refused = grammar.refusal(source)
    if refused is not None:
        return NotKnown(f"`{path}` {refused}", Place(path))
    tree = grammar.parse(source, language)
    if tree is None:
        return NotKnown(f"`{path}` is too broken to be parsed", Place(path))
    return Module(path, language, source, tree)


def walk(node: "Node", skip: "frozenset[str]" = frozenset()) -> "Iterator[TreeCursor]":
    """A cursor on each node below and including `node`; what is in a node of `skip` is left out."""
    cursor = node.walk()
    while True:
        yield cursor
        current = cursor.node
        pruned = current is not None and current.type in skip and current.id != node.id
        if not pruned and cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return


_WORDS = frozenset({
    "identifier", "property_identifier", "private_property_identifier", "type_identifier",
    "shorthand_property_identifier", "shorthand_property_identifier_pattern", "import",
    "statement_identifier",
})  # fmt: skip

_WORD_BYTES = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$") | (
    frozenset(range(128, 256))
)


def _words(source: bytes, word: bytes) -> "Iterator[int]":
    """Where a word begins in the bytes, not as a part of a longer one."""
    length, end = len(word), len(source)
    at = source.find(word) if word else -1
    while at >= 0:
        before = at and source[at - 1] in _WORD_BYTES
        after = at + length < end and source[at + length] in _WORD_BYTES
        if not before and not after:
            yield at
        at = source.find(word, at + length)


def _strings(module: Module) -> "Iterator[StringLiteral]":
    from clerkdoctor.typescript.literals import cook, jsx_text

    types = frozenset({"string", "template_string", "jsx_attribute"})
    attributes: set[int] = set()
    for node in module.nodes(types):
        if node.type == "jsx_attribute":
            attributes.update(child.id for child in node.named_children if child.type == "string")
            continue
        raw = module.text(node)[1:-1]
        if node.id in attributes:
            yield StringLiteral(jsx_text(raw), module.place(node))
        elif node.type == "string" or not node.named_child_count:
            yield StringLiteral(_cooked(cook(raw), raw), module.place(node))
        else:
            for part in template_parts(module, node):
                if isinstance(part, str):
                    text = _cooked(cook(part, template=True), part)
                    yield StringLiteral(text, module.place(node))


def _cooked(text: str | None, raw: str) -> str:
    return raw if text is None else text


def template_parts(module: Module, template: "Node") -> "Iterator[str | Node]":
    """The raw texts and the `${}` expressions of a template, in order; empty texts left out."""
    at = template.start_byte + 1
    for child in template.named_children:
        if child.type != "template_substitution":
            continue
        if child.start_byte > at:
            yield module.source[at : child.start_byte].decode()
        yield child
        at = child.end_byte
    if template.end_byte - 1 > at:
        yield module.source[at : template.end_byte - 1].decode()
