"""Which values in a client's code are the caller's own Clerk id: `user.id`, `userId`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from clerkdoctor.typescript.calls import call_at, sites_of
from clerkdoctor.typescript.patterns import names_in
from clerkdoctor.typescript.writes import TRANSPARENT, is_field

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.typescript.module import Lineage, Module

HOOKS = ("useUser", "useAuth", "useSession")
_HELPERS = ("auth", "currentUser", "getAuth")
CONVEX_STATE = ("useConvexAuth",)


class Owned:
    """The names of one file that hold what Clerk says of the caller, and what Convex says."""

    def __init__(self, module: "Module") -> None:
        self._module = module
        self._users: set[int] = set()
        self._ids: set[int] = set()
        self.clerk_state: set[str] = set()
        self.convex_state: set[str] = set()
        packages = tuple({one.source for one in module.imports if _is_clerks(one.source)})
        for name in (*HOOKS, *_HELPERS):
            if packages and name.encode() in module.source:
                for site in sites_of(module, name, packages):
                    self._take(name, call_at(site.lineage))
        for name in CONVEX_STATE:
            for site in sites_of(module, name, "convex/react"):
                self._take(name, call_at(site.lineage))

    def _take(self, name: str, call: "Lineage | None") -> None:
        """The names that a declaration takes from what a hook or a helper gives."""
        index = len(call) - 1 if call else 0
        while call and index and call[index - 1].type in (*TRANSPARENT, "await_expression"):
            index -= 1
        declarator = call[index - 1] if call and index else None
        if declarator is None or declarator.type != "variable_declarator":
            return
        pattern = declarator.child_by_field_name("name")
        for bound in names_in(self._module, pattern) if pattern is not None else ():
            text = self._module.text(bound.node)
            state = self.convex_state if name in CONVEX_STATE else self.clerk_state
            state.add(text)
            keys = [step.key for step in bound.steps]
            if keys == ["userId"]:
                self._ids.add(bound.node.id)
            elif (keys == ["user"] and name == "useUser") or (not keys and name == "currentUser"):
                self._users.add(bound.node.id)

    def is_id(self, node: "Node | None") -> bool:
        """Whether an expression is the caller's own id: `user?.id ?? ""`."""
        while node is not None:
            if node.type in TRANSPARENT or node.type == "await_expression":
                node = node.named_child(0)
            elif node.type == "binary_expression":
                sign = node.child_by_field_name("operator")
                if sign is None or sign.type not in ("??", "||"):
                    return False
                node = node.child_by_field_name("left")
            else:
                break
        if node is None:
            return False
        if node.type in ("identifier", "shorthand_property_identifier"):
            return self._binding(node) in self._ids
        name = node.child_by_field_name("property") if node.type == "member_expression" else None
        if name is None or self._module.text(name) != "id":
            return False
        of = node.child_by_field_name("object")
        while of is not None and of.type in TRANSPARENT:
            of = of.named_child(0)
        return of is not None and of.type == "identifier" and self._binding(of) in self._users

    def _binding(self, node: "Node") -> int | None:
        binding = self._module.scopes.binding(self._module.lineage(node))
        return None if binding is None else binding.node.id

    def states_in(self, node: "Node") -> set[str]:
        """`clerk` and `convex`, for whose state a condition asks."""
        names = {
            self._module.text(one) for one in self._module.nodes(frozenset({"identifier"}), node)
        }
        found = {"clerk"} if names & self.clerk_state else set()
        return found | ({"convex"} if names & self.convex_state else set())


def _is_clerks(source: str) -> bool:
    return source.startswith("@clerk/")


def objects_in(module: "Module", node: "Node") -> "Iterator[tuple[str, Node]]":
    """The properties of an object, or of those among which a condition chooses."""
    if node.type == "object":
        for child in node.named_children:
            if child.type == "pair":
                key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
                if key is not None and value is not None:
                    yield module.text(key).strip("\"'"), value
            elif child.type == "shorthand_property_identifier":
                yield module.text(child), child
    elif node.type == "ternary_expression" or node.type in TRANSPARENT:
        for child in node.named_children:
            if not is_field(node, "condition", child):
                yield from objects_in(module, child)
