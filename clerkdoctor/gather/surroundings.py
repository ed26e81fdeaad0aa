"""Where a piece of code stands: what Next.js makes of its file, and what runs the function."""

from typing import TYPE_CHECKING

from clerkdoctor.facts.project import App
from clerkdoctor.facts.usage import Role, Scope, Where
from clerkdoctor.typescript.calls import arguments_of, sites_of
from clerkdoctor.typescript.imports import text_of
from clerkdoctor.typescript.promises import enclosing_functions
from clerkdoctor.typescript.writes import TRANSPARENT, is_field

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.typescript.module import Lineage, Module

_APP_ROLES: dict[str, Role] = {
    "page": "page", "layout": "layout", "template": "template", "default": "default",
    "loading": "loading", "error": "error", "global-error": "error", "not-found": "not-found",
    "global-not-found": "not-found", "forbidden": "not-found", "unauthorized": "not-found",
    "route": "route",
}  # fmt: skip
_ENDINGS = ("ts", "tsx", "js", "jsx")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# These hold what a request brings, so they may read it.
_PRIVATE = "use cache: private"


def role_of(app: App, path: str) -> Role:
    """What Next.js makes of a file by where it stands and what it is called."""
    folder, _, name = path.rpartition("/")
    stem, _, ending = name.rpartition(".")
    if ending not in _ENDINGS:
        return "other"
    root = app.app_router
    if root and (folder == root or folder.startswith(f"{root}/")):
        return _APP_ROLES.get(stem, "other")
    root = app.pages_router
    if root and (folder == root or folder.startswith(f"{root}/")):
        if path.startswith(f"{root}/api/"):
            return "api"
        return "shell" if folder == root and stem in ("_app", "_document") else "pages"
    if folder == app.source_root and stem in ("middleware", "proxy"):
        return "middleware"
    return "other"


class Surroundings:
    """Those of the code in one file."""

    def __init__(self, module: "Module", role: Role) -> None:
        self.role = role
        self.is_client = "use client" in module.directives
        self._module = module
        self._rendering = _exported_text(module, "dynamic")
        self._cached_by_call = _cached_functions(module)

    def of_file(self) -> Where:
        return Where(self.role, "module", self.is_client, None, self._rendering)

    def of(self, lineage: "Lineage") -> Where:
        """Where the expression at the end of a lineage stands."""
        functions = _called_later(lineage)
        return Where(
            self.role,
            self._scope(lineage, functions),
            self.is_client,
            self._cached(functions),
            self._rendering,
        )

    def _scope(self, lineage: "Lineage", functions: "list[Node]") -> Scope:
        if not functions:
            # A class body is run by the import only in parts, which are not told apart here.
            return "function" if any(n.type == "class_body" for n in lineage) else "module"
        outermost = functions[0]
        name = _name_of(self._module, lineage, outermost)
        if name == "generateStaticParams":
            return "static-params"
        if name in ("generateMetadata", "generateViewport"):
            return "metadata"
        if self.role == "route" and name in METHODS:
            return "handler"
        if "use server" in self._module.directives or any(
            "use server" in _directives(self._module, one) for one in functions
        ):
            return "action"
        renders = self.role not in ("other", "middleware", "api", "route")
        return "component" if renders and _is_default(self._module, lineage) else "function"

    def _cached(self, functions: "list[Node]") -> str | None:
        """What caches the innermost function that says so."""
        for function in reversed(functions):
            directives = _directives(self._module, function)
            if "use server" in directives:
                return None
            stated = next((one for one in directives if one.startswith("use cache")), None)
            if stated:
                return None if stated == _PRIVATE else stated
            if function.id in self._cached_by_call:
                return "unstable_cache"
        whole = [one for one in self._module.directives if one.startswith("use cache")]
        return next((one for one in whole if functions and one != _PRIVATE), None)


def _called_later(lineage: "Lineage") -> "list[Node]":
    """The functions around an expression, without those that are called where they are written."""
    found = []
    for function in enclosing_functions(lineage):
        index = next(at for at, node in enumerate(lineage) if node.id == function.id)
        while index and lineage[index - 1].type in TRANSPARENT:
            index -= 1
        parent = lineage[index - 1] if index else None
        at_once = parent is not None and parent.type == "call_expression"
        if not (at_once and parent is not None and is_field(parent, "function", lineage[index])):
            found.append(function)
    return found


def _directives(module: "Module", function: "Node") -> tuple[str, ...]:
    body = function.child_by_field_name("body")
    return module.directives_of(body) if body is not None else ()


def _name_of(module: "Module", lineage: "Lineage", function: "Node") -> str:
    """The name of a function, or of the variable that holds it."""
    name = function.child_by_field_name("name")
    if name is not None:
        return module.text(name)
    for node in lineage:
        if node.id == function.id:
            return ""
        if node.type == "variable_declarator":
            name = node.child_by_field_name("name")
            return module.text(name) if name is not None else ""
    return ""


def _is_default(module: "Module", lineage: "Lineage") -> bool:
    """Whether the statement at the top is the default export, or declares what is exported so."""
    if len(lineage) < 2:
        return False
    statement = lineage[1]
    exported = next((one for one in module.exports if one.name == "default"), None)
    if exported is None:
        return False
    start, end = statement.start_byte, statement.end_byte
    if start <= exported.node.start_byte < end:
        return True
    binding = module.scopes.top_level(exported.local) if exported.local else None
    return binding is not None and start <= binding.node.start_byte < end


def _exported_text(module: "Module", name: str) -> str | None:
    """The constant text of `export const dynamic = "force-static"`."""
    for one in module.exports:
        if one.name == name and one.node.type == "variable_declarator":
            return text_of(module, bare(one.node.child_by_field_name("value")))
    return None


def bare(node: "Node | None") -> "Node | None":
    """The expression inside of parentheses and assertions; None where there is none."""
    while node is not None and node.type in TRANSPARENT:
        inner = [one for one in node.named_children if one.type != "comment"]
        last = node.type == "type_assertion"  # `<T>x`
        node = (inner[-1] if last else inner[0]) if inner else None
    return node


def _cached_functions(module: "Module") -> "frozenset[int]":
    """The functions that are written as the argument of `unstable_cache(…)`."""
    if b"unstable_cache" not in module.source:
        return frozenset()
    found: set[int] = set()
    for site in sites_of(module, "unstable_cache", "next/cache"):
        call = site.lineage[-2] if len(site.lineage) > 1 else None
        if call is not None and call.type == "call_expression":
            found.update(one.id for one in arguments_of(call)[:1])
    return frozenset(found)
