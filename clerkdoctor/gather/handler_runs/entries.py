"""Where deliveries come in: the functions that a route file exports, and Convex' HTTP routes."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from clerkdoctor.facts.handlers import Router
from clerkdoctor.facts.place import Place
from clerkdoctor.gather.handler_runs import names
from clerkdoctor.gather.handler_runs.run import Run
from clerkdoctor.gather.handler_runs.things import (
    Called,
    Code,
    Known,
    Lost,
    Made,
    Member,
    Named,
    Reply,
    Request,
    Thing,
    Thrown,
    TooMuch,
)
from clerkdoctor.typescript.calls import arguments_of
from clerkdoctor.typescript.module import Module

if TYPE_CHECKING:
    from tree_sitter import Node

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

Locate = Callable[[Run], Thing]
"""What stands where a handler is expected, found anew for each run."""


class Entry(NamedTuple):
    """A function that gets deliveries. `wrapped`: another one's function calls it.

    `reason` says why there is none that can be followed.
    """

    code: Code | None
    wrapped: bool = False
    reason: str = ""


class Way(NamedTuple):
    """A way into the code: what serves it, where it stands, and how to find its function.

    `path` and `method` are those of a Convex route.
    """

    router: Router
    place: Place
    locate: Locate
    exports: tuple[str, ...] = ()
    methods: tuple[str, ...] | None = None
    path: str | None = None


def entry_of(thing: Thing) -> Entry:
    """The function among what stands there: itself, or what a wrapper is given."""
    if isinstance(thing, Code):
        return Entry(thing)
    if isinstance(thing, Called):
        name = thing.callee.name if isinstance(thing.callee, Named | Member) else "a function"
        for argument in thing.arguments:
            inner = entry_of(argument)
            if inner.code:
                return inner._replace(wrapped=inner.wrapped or not is_http_action(thing))
        return Entry(None, reason=f"the handler is made by `{name.rpartition('.')[2]}()`")
    return Entry(None, reason=thing.reason if isinstance(thing, Lost) else "it is no function")


def is_http_action(thing: Thing) -> bool:
    """Whether it is what Convex' `httpAction()` makes, in any of its versions."""
    return (
        isinstance(thing, Called)
        and isinstance(thing.callee, Named)
        and thing.callee.name.startswith("httpAction")
    )


def located(way: Way, run: Run) -> Thing:
    """What stands where the way leads: functions that are handed on there are not run."""
    run.is_locating = True
    try:
        return way.locate(run)
    except (TooMuch, RecursionError):
        return Lost("the file is too intricate to be followed")
    except Thrown:
        return Lost("the file throws when it is loaded")
    finally:
        run.is_locating = False


def given(router: Router) -> Sequence[Thing]:
    """What a handler is called with."""
    match router:
        case "pages":
            return (Request(True), Reply())
        case "convex":
            return (Named("convex/server", "ctx"), Request(False))
        case _:
            return (Request(False), Named("next/server", "context"))


def way_of_route(module: Module, router: Router) -> Way:
    """The way into a route file: its `POST`, or else what it has in its place."""
    found = {one.name: one for one in module.exports if not one.is_type}
    exports = tuple(found)
    wanted: tuple[str, ...] = ("default",) if router == "pages" else ("POST",)
    if router == "app" and "*" not in found:
        wanted = ("POST", "default", *METHODS, *exports)
    name = next((one for one in wanted if one in found), wanted[0])
    place = found[name].place if name in found else Place(module.path)
    methods = None if "*" in found else tuple(one for one in METHODS if one in found)
    return Way(
        router,
        place,
        lambda run: names.exported(run, module.path, name),
        exports,
        methods if router == "app" else None,
    )


def convex_ways(module: Module, run: Run) -> Iterator[Way]:
    """The routes that a file adds to Convex' router: `http.route({ path, method, handler })`."""
    for node in module.nodes(frozenset({"call_expression"})):
        callee = node.child_by_field_name("function")
        named = callee.child_by_field_name("property") if callee is not None else None
        given = arguments_of(node)
        if named is None or module.text(named) != "route" or len(given) != 1:
            continue
        locate = _stated(module, given[0])
        stated = located(Way("convex", Place(module.path), locate), run)
        if isinstance(stated, Made) and "handler" in stated.fields:
            path = stated.fields.get("path") or stated.fields.get("pathPrefix")
            method = stated.fields.get("method")
            yield Way(
                "convex",
                module.place(node),
                _handler_in(locate),
                methods=(str(method.value),) if isinstance(method, Known) else None,
                path=str(path.value) if isinstance(path, Known) else None,
            )


def _stated(module: Module, argument: "Node") -> Locate:
    return lambda run: run.evaluate(run.top(module), argument)


def _handler_in(route: Locate) -> Locate:
    def locate(run: Run) -> Thing:
        stated = route(run)
        return stated.fields["handler"] if isinstance(stated, Made) else Lost("is no object")

    return locate


def parses_body(way: Way, run: Run) -> bool | None:
    """Whether Next.js parses the body for a route of the Pages Router; None where not told.

    `export const config = { api: { bodyParser: false } }` turns that off.
    """
    config = located(
        way._replace(locate=lambda one: names.exported(one, way.place.path, "config")), run
    )
    if isinstance(config, Lost) and "config" not in way.exports:
        return True
    api = config.fields.get("api") if isinstance(config, Made) else None
    if api is None and isinstance(config, Made):
        return None if config.spread else True
    if not isinstance(api, Made):
        return None
    parser = api.fields.get("bodyParser")
    if parser is None:
        return None if api.spread else True
    if isinstance(parser, Known):
        return bool(parser.value)
    return True if isinstance(parser, Made) else None
