"""What a Convex function is made with: `query({…})`, or a builder of the project's own.

`customQuery` and its siblings of convex-helpers run code before the handler, which may ask who
calls; what they add to the context reaches the handler.
"""

from typing import TYPE_CHECKING, NamedTuple

from clerkdoctor.facts.convex_code import Kind
from clerkdoctor.gather.convex_runs.origins import CONTEXT, context_path, table_named
from clerkdoctor.gather.handler_runs.things import (
    Called,
    Code,
    Known,
    Made,
    Member,
    Named,
    Thing,
    is_nullish,
)

if TYPE_CHECKING:
    from clerkdoctor.gather.handler_runs.run import Run

_KINDS: dict[str, tuple[Kind, bool]] = {
    "query": ("query", True),
    "mutation": ("mutation", True),
    "action": ("action", True),
    "internalQuery": ("query", False),
    "internalMutation": ("mutation", False),
    "internalAction": ("action", False),
    "httpAction": ("http", True),
}
_CUSTOM = frozenset({
    "customQuery", "customMutation", "customAction", "zCustomQuery", "zCustomMutation",
    "zCustomAction",
})  # fmt: skip
_TO_CONTEXT = frozenset({"customCtx"})
_TO_BOTH = frozenset({"customCtxAndArgs"})


class Builder(NamedTuple):
    """`inputs` are what customizes the function, in the order in which it runs."""

    kind: Kind
    is_public: bool
    inputs: tuple[Thing, ...] = ()


class Registered(NamedTuple):
    """A function that is made with a builder. `handler` is what stands where its code is expected,
    `arguments` its validators.
    """

    builder: Builder
    handler: Thing
    arguments: Thing | None


def registered(thing: Thing) -> Registered | None:
    """The function that `query({ args, handler })` makes; None for anything else."""
    if not isinstance(thing, Called) or not thing.arguments:
        return None
    made = builder_of(thing.callee)
    if made is None:
        return None
    definition = thing.arguments[0]
    if isinstance(definition, Made) and "handler" in definition.fields:
        return Registered(made, definition.fields["handler"], definition.fields.get("args"))
    return Registered(made, definition, None)


def builder_of(thing: Thing) -> Builder | None:
    match thing:
        case Named(package, name) if _is_generated(package):
            found = _KINDS.get(name)
            return None if found is None else Builder(*found)
        case Named("convex/server", name):
            found = _KINDS.get(name.removesuffix("Generic"))
            return None if found is None or not name.endswith("Generic") else Builder(*found)
        case Called(Named(package, name), (of, by, *_)) if name in _CUSTOM:
            made = builder_of(of) if package.startswith("convex-helpers/") else None
            return None if made is None else made._replace(inputs=(*made.inputs, by))
    return None


def _is_generated(package: str) -> bool:
    return package.removesuffix(".js").endswith("_generated/server")


class Started(NamedTuple):
    """What a handler gets. `doubt` says which of its builder's code is not followed."""

    context: Thing
    arguments: Thing
    doubt: str = ""


def start(run: "Run", made: Registered, arguments: Thing) -> Started:
    """Runs what customizes a function. Raises `Thrown` where that refuses the caller."""
    started = Started(CONTEXT, arguments)
    for one in made.builder.inputs:
        started = _customized(run, one, started)
    return started


def _customized(run: "Run", by: Thing, before: Started) -> Started:
    match by:
        case Named(package, "NoOp") if package.startswith("convex-helpers/"):
            return before
        case Called(Named(_, name), (Code() as code, *_)) if name in _TO_CONTEXT:
            return _with_context(before, run.call(code, (before.context,)))
        case Called(Named(_, name), (Member(_, "wrapDB"), *_)) if name in _TO_CONTEXT:
            return before
        case Called(Named(_, name), (Made() as given, *_)) if name in _TO_BOTH:
            return _customized(run, given, before)
        case Made(fields) if isinstance(fields.get("input"), Code):
            own = fields["input"]
            assert isinstance(own, Code)
            result = run.call(own, (before.context, before.arguments))
            if not isinstance(result, Made):
                return before._replace(doubt="what its builder adds is not followed")
            after = _with_context(before, result.fields.get("ctx", Known(None)))
            return _with_arguments(after, result.fields.get("args"))
    return before._replace(doubt="its builder is not followed")


def _with_context(before: Started, added: Thing) -> Started:
    if not isinstance(added, Made):
        if is_nullish(added) or context_path(added) == "ctx":
            return before
        return before._replace(doubt="what its builder adds is not followed")
    fields = {**_fields(before.context), **added.fields}
    return before._replace(context=Made(fields, (CONTEXT,)))


def _with_arguments(before: Started, added: Thing | None) -> Started:
    if not isinstance(added, Made) or not isinstance(before.arguments, Made):
        return before
    fields = {**before.arguments.fields, **added.fields}
    return before._replace(arguments=Made(fields, before.arguments.spread))


def _fields(context: Thing) -> dict[str, Thing]:
    return context.fields if isinstance(context, Made) else {}


def declared(made: Registered) -> dict[str, Thing] | None:
    """The validators of a function's arguments, its builder's too; None where they are unknown."""
    found: dict[str, Thing] = {}
    for given in made.builder.inputs:
        one = given.arguments[0] if isinstance(given, Called) and given.arguments else given
        of_input = one.fields.get("args") if isinstance(one, Made) else None
        if isinstance(of_input, Made):
            found |= of_input.fields
    stated = made.arguments
    if isinstance(stated, Called) and stated.arguments:  # `v.object({…})`, `z.object({…})`
        stated = stated.arguments[0]
    if not isinstance(stated, Made) or stated.spread:
        return None
    return {name: one for name, one in (found | stated.fields).items() if name.isidentifier()}


def table_of_validator(validator: Thing) -> str | None:
    """The table of `v.id("users")`, also inside of `v.optional(…)`."""
    for _ in range(6):
        if not isinstance(validator, Called):
            return None
        callee = validator.callee
        if not validator.arguments:  # `zid("users").optional()`
            validator = callee.of if isinstance(callee, Member) else Known(None)
            continue
        first = validator.arguments[0]
        name = callee.name.rpartition(".")[2] if isinstance(callee, Named | Member) else ""
        if name in ("id", "zid"):
            return table_named(first)
        validator = first
    return None
