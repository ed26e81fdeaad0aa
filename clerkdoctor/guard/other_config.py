"""A configuration of the middleware that Next.js does not read, or not everywhere."""

from typing import TYPE_CHECKING, Literal, NamedTuple

from clerkdoctor.facts.place import Place
from clerkdoctor.guard.exported_constant import Constant, Unsupported, constant

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.typescript.exports import Export
    from clerkdoctor.typescript.module import Module

_MATCHER = ("matcher", "matchers")


class OtherConfig(NamedTuple):
    """`what` is a sentence about it; `misnamed` the export that was probably meant to be `config`.

    `how`: exported as a `variable` (`let`, `var`), in a `list` of names or from another file, or
    in some `other` way. `value` is a variable's.
    """

    how: Literal["variable", "list", "other"]
    what: str
    place: Place
    misnamed: str | None = None
    value: Constant | Unsupported | None = None


def other_config(module: "Module") -> OtherConfig | None:
    """What is there instead of `export const config`; None where nothing seems to be meant."""
    exported = next(
        (one for one in module.exports if one.name == "config" and not one.is_type), None
    )
    if exported is not None:
        return _exported(module, exported)
    for export in module.exports:
        found = _misnamed(module, export)
        if found is not None:
            return found
    return _not_exported(module)


def _exported(module: "Module", export: "Export") -> OtherConfig:
    if export.kind == "commonjs":
        what = "`config` is exported by CommonJS, and Next.js reads `export const config`"
        return OtherConfig("other", what, export.place)
    if export.kind == "from":
        what = f"`config` comes from `{export.source}`, and Next.js reads this file only"
        return OtherConfig("list", what, export.place)
    if export.kind == "name":
        what = "`config` is exported in a list, and Next.js reads `export const config`"
        return OtherConfig("list", what, export.place)
    word = _word(module, export.node)
    pattern = export.node.child_by_field_name("name")
    if word in {"let", "var"} and pattern is not None and pattern.type == "identifier":
        what = f"`config` is exported with `{word}`, and Next.js reads `export const config`"
        value = export.node.child_by_field_name("value")
        read = None if value is None else constant(module, value, "config")
        return OtherConfig("variable", what, export.place, value=read)
    what = "`config` is no plain constant, and Next.js reads `export const config = { … }`"
    return OtherConfig("other", what, export.place)


def _word(module: "Module", declarator: "Node") -> str:
    """The word that a variable is declared with; empty for what is no variable."""
    parent = module.lineage(declarator)[-2:-1]
    if declarator.type != "variable_declarator" or not parent:
        return ""
    return parent[0].children[0].type


def _misnamed(module: "Module", export: "Export") -> OtherConfig | None:
    """An export under another name that holds a matcher, or is one."""
    if export.kind != "declaration" or export.is_type:
        return None
    value = export.node.child_by_field_name("value")
    if value is None:
        return None
    holds = _holds_matcher(module, value)
    if not holds and not (export.name in _MATCHER and _is_matcher(value)):
        return None
    what = f"`{export.name}` is exported with a matcher, and Next.js reads `config` only"
    return OtherConfig("other", what, export.place, misnamed=export.name)


def _holds_matcher(module: "Module", value: "Node") -> bool:
    value = _inner(value)
    for pair in value.named_children if value.type == "object" else ():
        key = pair.child_by_field_name("key")
        inside = pair.child_by_field_name("value")
        if key is not None and inside is not None and module.text(key).strip("'\"") in _MATCHER:
            return _is_matcher(inside)
    return False


def _is_matcher(value: "Node") -> bool:
    """Whether it looks like paths: a text that begins with `/`, or a list that begins with one."""
    value = _inner(value)
    if value.type == "array":
        items = [one for one in value.named_children if one.type != "comment"]
        return bool(items) and _is_matcher(items[0])
    return value.type in {"string", "template_string"} and (value.text or b"")[1:2] == b"/"


def _inner(value: "Node") -> "Node":
    """An expression without the type assertions around it."""
    while value.type in {"as_expression", "satisfies_expression", "parenthesized_expression"}:
        inner = value.named_child(0)
        if inner is None:
            break
        value = inner
    return value


def _not_exported(module: "Module") -> OtherConfig | None:
    """`const config = { matcher: […] }`, and no export of it."""
    binding = module.scopes.top_level("config")
    if binding is None or binding.owner.type != "variable_declarator":
        return None
    value = binding.owner.child_by_field_name("value")
    if value is None or not _holds_matcher(module, value):
        return None
    if len(module.scopes.uses(binding)) > 1:
        return None  # it is used for something else
    what = "`config` is not exported, and Next.js reads `export const config`"
    return OtherConfig("other", what, module.place(binding.node))
