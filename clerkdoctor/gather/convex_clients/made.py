"""Where clients of Convex are made: `new ConvexReactClient(url)` and its siblings."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from clerkdoctor.facts.code import Side
from clerkdoctor.facts.convex_code import ClientMade, Scope
from clerkdoctor.typescript.calls import CallSite
from clerkdoctor.typescript.promises import enclosing_functions
from clerkdoctor.typescript.values import Boolean, EnvRead, Object, Text, env_reads_in

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.typescript.module import Lineage, Module
    from clerkdoctor.typescript.sources import Sources

BROWSER = ("convex/browser",)
_MADE = {
    "ConvexReactClient": ("convex/react",),
    "ConvexHttpClient": BROWSER,
    "ConvexClient": BROWSER,
}
# `if (!ref.current) ref.current = new …`, `client ??= new …`
_LAZY = frozenset({"if_statement", "augmented_assignment_expression"})
_ONCE = frozenset({
    "useMemo", "useState", "useRef", "useEffect", "useCallback", "useConstant", "cache",
    "useLayoutEffect", "useSyncExternalStore", "useLazyRef",
})  # fmt: skip


def clients_made(module: "Module", sources: "Sources", side: Side) -> Iterator[ClientMade]:
    for name, packages in _MADE.items():
        if name.encode() not in module.source:
            continue
        for call in module.calls(name, packages):
            if call.is_new:
                yield _client(module, sources, call, side)


def _client(module: "Module", sources: "Sources", call: CallSite, side: Side) -> ClientMade:
    value = sources.value(module, call.arguments[0]) if call.arguments else None
    options = sources.value(module, call.arguments[1]) if len(call.arguments) > 1 else None
    env, has_other = None, False
    if value is not None:
        reads = list(env_reads_in(value))
        env = reads[0].name if reads else None
        has_other = not isinstance(value, EnvRead) or value.fallback is not None
    waits = options.get("expectAuth") if isinstance(options, Object) else None
    looked = {one.name for one in module.env_reads() if one.is_tested or one.has_fallback}
    return ClientMade(
        call.name,
        call.place,
        scope_of(module, call.lineage),
        side,
        env,
        value.text if isinstance(value, Text) else None,
        has_other or env in looked or _is_looked_at(module, call),
        isinstance(waits, Boolean) and waits.truth,
    )


def _is_looked_at(module: "Module", call: CallSite) -> bool:
    """Whether the URL is a name that the code tests: `if (!url) throw`."""
    first = call.arguments[0] if call.arguments else None
    while first is not None and first.type == "non_null_expression":
        first = first.named_child(0)
    if first is None or first.type != "identifier":
        return False
    return f"!{module.text(first)}".encode() in module.source


def scope_of(module: "Module", lineage: "Lineage") -> Scope:
    """When an expression is run."""
    functions = enclosing_functions(lineage)
    if not functions:
        return "function" if any(one.type == "class_body" for one in lineage) else "module"
    own = functions[-1].start_byte
    for one in lineage:
        if one.type == "call_expression" and _callee(module, one) in _ONCE:
            return "once"
        if one.start_byte > own and one.type in _LAZY:
            return "once"
    return "render" if _is_component(module, functions, lineage) else "function"


def _is_component(module: "Module", functions: "list[Node]", lineage: "Lineage") -> bool:
    """Whether the innermost function is a component, or a hook: what runs at every rendering."""
    own = functions[-1]
    text = name_of(module, lineage, own)
    if text[:3] == "use" and text[3:4].isupper():
        return True
    body = module.source[own.start_byte : own.end_byte]
    return text[:1].isupper() and (b"</" in body or b"/>" in body)


def name_of(module: "Module", lineage: "Lineage", function: "Node") -> str:
    """The name of a function that stands in a lineage, or of the variable that holds it."""
    name = function.child_by_field_name("name")
    if name is None:
        index = next(at for at, one in enumerate(lineage) if one.id == function.id)
        while index and lineage[index - 1].type in ("arguments", "call_expression"):
            index -= 1  # `memo(() => …)`
        above = lineage[index - 1] if index else None
        if above is None or above.type != "variable_declarator":
            return ""
        name = above.child_by_field_name("name")
    return module.text(name) if name is not None else ""


def _callee(module: "Module", call: "Node") -> str:
    callee = call.child_by_field_name("function")
    return module.text(callee).rpartition(".")[2] if callee is not None else ""
