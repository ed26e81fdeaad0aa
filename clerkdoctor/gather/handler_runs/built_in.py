"""The few functions of JavaScript that handlers decide by: of texts, lists, sets and JSON."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from clerkdoctor.clerk.events import EVENT_TYPES, GROUPS
from clerkdoctor.gather.handler_runs import names
from clerkdoctor.gather.handler_runs.things import (
    NOTHING,
    Called,
    Code,
    Items,
    Known,
    Lost,
    Made,
    Member,
    Named,
    Thing,
    truth,
)

if TYPE_CHECKING:
    from clerkdoctor.gather.handler_runs.run import Run

_MOST_ITEMS = 12

_TEXTS: dict[str, Callable[..., object]] = {
    "startsWith": str.startswith,
    "endsWith": str.endswith,
    "includes": str.__contains__,
    "toLowerCase": str.lower,
    "toUpperCase": str.upper,
    "trim": str.strip,
    "toString": str.__str__,
    "split": lambda text, by: text.split(by) if by else list(text),
}


def call(run: "Run", called: Called) -> Thing | None:
    """What such a call gives; None for another one."""
    match called.callee:
        case Named("", "JSON.parse") if run.world.event is not None:
            return names.event(run)
        case Named("", "Boolean") if called.arguments:
            holds = truth(called.arguments[0])
            return Lost("is not told") if holds is None else Known(holds)
        case Named("", "Object.keys") if called.arguments:
            of = called.arguments[0]
            if isinstance(of, Made) and not of.spread:
                return Items(tuple(Known(name) for name in of.fields))
        case Member(of, name):
            return _method(run, of, name, called)
    return None


def _method(run: "Run", of: Thing, name: str, called: Called) -> Thing | None:
    arguments = called.arguments
    if name == "startsWith" and arguments and not isinstance(of, Known):
        return _begins(run, arguments[0])
    if isinstance(of, Known) and isinstance(of.value, str) and name in _TEXTS:
        return _of_text(of.value, name, arguments)
    if isinstance(of, Called) and of.is_new and of.callee == Named("", "Set") and name == "has":
        held = of.arguments[0] if of.arguments else NOTHING
        return _among(run, held, arguments[:1])
    if name == "includes" and isinstance(of, Items):
        return _among(run, of, arguments[:1])
    if name in {"push", "unshift"} and isinstance(of, Items):
        return Lost("is a length")
    if isinstance(of, Items) and of.is_complete and len(of.items) <= _MOST_ITEMS and arguments:
        code = arguments[0]
        if isinstance(code, Code):
            return _of_list(run, of, name, code)
    return None


def _begins(run: "Run", start: Thing) -> Thing | None:
    """`type.startsWith("user.")` of a type that is not known."""
    text = start.value if isinstance(start, Known) else None
    if not isinstance(text, str) or text.rstrip(".") not in GROUPS:
        return None
    run.compared.update(dict.fromkeys(one for one in EVENT_TYPES if one.startswith(text)))
    known = names.type_of(run)
    return None if known is None else Known(known.startswith(text))


def _of_text(text: str, name: str, arguments: tuple[Thing, ...]) -> Thing:
    given = [one.value for one in arguments if isinstance(one, Known)]
    if len(given) != len(arguments) or not all(isinstance(one, str) for one in given):
        return Lost("is computed")
    try:
        found = _TEXTS[name](text, *given)
    except TypeError:
        return Lost("is computed")
    return Items(tuple(map(Known, found))) if isinstance(found, list) else Known(found)


def _among(run: "Run", held: Thing, wanted: tuple[Thing, ...]) -> Thing:
    from clerkdoctor.gather.handler_runs.expressions import compared

    if not isinstance(held, Items) or not wanted:
        return Lost("is not told")
    same = [compared(run, item, wanted[0]) for item in held.items]
    if True in same:
        return Known(True)
    return Known(False) if held.is_complete and None not in same else Lost("is not told")


def _of_list(run: "Run", of: Items, name: str, code: Code) -> Thing | None:
    """`find`, `filter`, `some`, `every`, `map` and `forEach` of a list that is known."""
    if name not in {"find", "filter", "some", "every", "map", "forEach"}:
        return None
    results = [run.call(code, (item,)) for item in of.items]
    if name == "map":
        return Items(tuple(results))
    if name == "forEach":
        return NOTHING
    holding = [truth(result) for result in results]
    if None in holding:
        return Lost("is not told")
    return _chosen(name, of.items, holding)


def _chosen(name: str, items: tuple[Thing, ...], holding: Iterable[bool | None]) -> Thing:
    kept = [item for item, holds in zip(items, holding, strict=True) if holds]
    match name:
        case "find":
            return kept[0] if kept else NOTHING
        case "filter":
            return Items(tuple(kept))
        case "some":
            return Known(bool(kept))
        case _:
            return Known(len(kept) == len(items))
