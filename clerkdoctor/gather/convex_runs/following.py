"""The functions of one file: each is followed once with an identity, and once without."""

import re
from collections.abc import Callable, Collection
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from clerkdoctor.facts.convex_code import (
    Alone,
    Argument,
    ConvexFunction,
    Schedule,
    Unfollowed,
)
from clerkdoctor.facts.place import Place
from clerkdoctor.gather.convex_runs.builders import (
    Registered,
    declared,
    registered,
    start,
    table_of_validator,
)
from clerkdoctor.gather.convex_runs.environment import asks_environment
from clerkdoctor.gather.convex_runs.naming import file_of, module_path
from clerkdoctor.gather.convex_runs.origins import ARGUMENTS, IDENTITY, rows_given
from clerkdoctor.gather.convex_runs.running import ConvexRun
from clerkdoctor.gather.convex_runs.watching import NOBODY, Watcher
from clerkdoctor.gather.handler_runs import names
from clerkdoctor.gather.handler_runs.run import Bindings, Run, World
from clerkdoctor.gather.handler_runs.things import (
    NOTHING,
    Code,
    Made,
    Named,
    Thing,
    Thrown,
    TooMuch,
)
from clerkdoctor.typescript.exports import Export
from clerkdoctor.typescript.module import Module
from clerkdoctor.typescript.sources import Sources

if TYPE_CHECKING:
    from tree_sitter import Node


class Where(NamedTuple):
    """Where the functions are: the folder, and all files of the app."""

    folder: str
    files: Collection[str]


class _Ran(NamedTuple):
    watcher: Watcher
    ended: Alone
    doubt: str
    result: Thing = NOTHING


class Found(NamedTuple):
    """The Convex functions of a file, what they set to run later, and what may be more of them."""

    functions: list[ConvexFunction]
    schedules: list[Schedule]
    unfollowed: list[Unfollowed]


def functions_of(module: Module, sources: Sources, where: Where) -> Found:
    """The Convex functions that a file exports."""
    bindings: Bindings = {}
    found = Found([], [], [])

    def run() -> Run:
        return ConvexRun(sources, World(), bindings=bindings, given=module)

    for export in module.exports:
        if export.is_type or export.source or not export.name.isidentifier():
            continue
        if _may_be_made(export):
            _add(found, _Source(module, where, run), export)
    return found


def http_functions(module: Module, sources: Sources, where: Where) -> Found:
    """The HTTP actions of a file that stand in its routes: `handler: httpAction(…)`."""
    bindings: Bindings = {}
    found = Found([], [], [])

    def run() -> Run:
        return ConvexRun(sources, World(), bindings=bindings, given=module)

    for node in module.nodes(frozenset({"call_expression"})):
        callee = node.child_by_field_name("function")
        if callee is None or module.text(callee) not in ("httpAction", "httpActionGeneric"):
            continue

        def locate(one: Run, at: "Node" = node) -> Thing:
            return one.evaluate(one.top(module), at)

        place = module.place(node)
        path = f"{module_path(where.folder, module.path)}:{place.line}"
        made = _located(run(), locate)
        if made is not None:
            by = _Source(module, where, run)
            function, later = _followed(by, path, made, place, "httpAction", locate)
            found.functions.append(function)
            found.schedules.extend(later)
    return found


class _Source(NamedTuple):
    """A file with a new run of it, whenever one is needed."""

    module: Module
    where: Where
    run: "Callable[[], Run]"


def _may_be_made(export: Export) -> bool:
    return export.node.type not in (
        "function_declaration", "class_declaration", "enum_declaration", "arrow_function",
        "generator_function_declaration", "internal_module", "function_expression", "class",
    )  # fmt: skip


Locate = Callable[[Run], Thing]


def _located(run: Run, locate: Locate) -> Registered | None:
    run.is_locating = True
    try:
        return registered(locate(run))
    except (Thrown, TooMuch, RecursionError):
        return None
    finally:
        run.is_locating = False


def _add(found: Found, by: _Source, export: Export) -> None:
    def locate(one: Run) -> Thing:
        return names.exported(one, by.module.path, export.name)

    made = _located(by.run(), locate)
    path = f"{module_path(by.where.folder, by.module.path)}.{export.name}"
    builder = _builder_name(by.module, export)
    if made is not None:
        function, later = _followed(by, path, made, export.place, builder, locate)
        found.functions.append(function)
        found.schedules.extend(later)
    elif _looks_public(by.module, export):
        found.unfollowed.append(Unfollowed(path, export.place, builder))


def _looks_public(module: Module, export: Export) -> bool:
    """`export const list = authed.query(…)`, of a builder that is not followed."""
    node = _value(export)
    callee = node.child_by_field_name("function") if node.type == "call_expression" else None
    if callee is None or not module.path.rpartition("/")[0]:
        return False
    text = module.text(callee)
    words = [word for word in re.split(r"[^A-Za-z]+", text.partition("(")[0]) if word]
    last = text.rpartition(".")[2] if "." in text else text
    is_maker = text.startswith(("custom", "zCustom", "create", "make", "build", "with"))
    return bool(
        re.fullmatch(r"\w*(query|mutation|action)", last, re.IGNORECASE)
        and not any(word.lower().startswith(("internal", "private")) for word in words)
        and not is_maker
    )


def _value(export: Export) -> "Node":
    node = export.node
    if node.type == "variable_declarator":
        return node.child_by_field_name("value") or node
    return node


def _builder_name(module: Module, export: Export) -> str:
    """`authedQuery` of `export const get = authedQuery({…})`."""
    node = _value(export)
    callee = node.child_by_field_name("function") if node.type == "call_expression" else None
    return module.excerpt(callee) if callee is not None else export.name


def _followed(
    by: _Source, path: str, made: Registered, place: Place, builder: str, locate: Locate
) -> tuple[ConvexFunction, list[Schedule]]:
    validators = declared(made)
    tables = {name: table_of_validator(one) for name, one in (validators or {}).items()}
    arguments: Thing = ARGUMENTS
    if validators is not None and made.arguments is not None:
        arguments = Made({name: Named("convex:arguments", f"args.{name}") for name in validators})

    def ran(identity: Thing, missing: Collection[Place] = ()) -> _Ran:
        watcher = Watcher(identity, _finder(by.where), tables, missing)
        return _run(by.run(), locate, arguments, watcher)

    somebody = ran(IDENTITY)
    nobody = ran(NOBODY, somebody.watcher.own_rows())
    reached = {(use.how, use.place) for use in nobody.watcher.uses}
    uses = [
        use._replace(alone=(use.how, use.place) in reached)
        for use in dict.fromkeys((*somebody.watcher.uses, *nobody.watcher.uses))
    ]
    asked = somebody.watcher.asked
    function = ConvexFunction(
        path=path,
        kind=made.builder.kind,
        is_public=made.builder.is_public,
        place=place,
        builder=builder,
        alone=nobody.ended,
        asks=bool(asked),
        only_tests=bool(asked) and all(asked),
        has_password=any(map(_is_password, validators or ())) or asks_environment(made),
        acts=somebody.watcher.acts,
        arguments=tuple(Argument(name, table) for name, table in tables.items()),
        uses=tuple(uses),
        doubt=nobody.doubt,
        gives=rows_given(nobody.result, nobody.watcher.keys, tables),
    )
    return function, somebody.watcher.schedules


def _run(run: Run, locate: Locate, arguments: Thing, watcher: Watcher) -> _Ran:
    """One way through a function: how it ended, or why that is not told."""
    made = _located(run, locate)
    if made is None or not isinstance(made.handler, Code):
        return _Ran(watcher, "unknown", "its handler is not followed")
    run.watch = watcher
    try:
        started = start(run, made, arguments)
        watcher.doubt = watcher.doubt or started.doubt
        result = run.call(made.handler, (started.context, started.arguments))
    except Thrown:
        # It may have answered before, where a condition is not told.
        answers = any(one.kind != "error" for one in run.set_aside)
        ended: Alone = "goes on" if answers else "throws"
        doubt = watcher.doubt if answers else ""
        return _Ran(watcher, "unknown" if doubt else ended, doubt)
    except TooMuch as much:
        return _Ran(watcher, "unknown", str(much))
    except RecursionError:
        return _Ran(watcher, "unknown", "it is nested too deeply to be followed")
    if watcher.doubt:
        return _Ran(watcher, "unknown", watcher.doubt)
    return _Ran(watcher, "goes on" if watcher.acts else "ends", "", result)


def _finder(where: Where) -> Callable[[Run, str], Registered | None]:
    def find(run: Run, path: str) -> Registered | None:
        file = file_of(where.folder, path, where.files)
        if file is None:
            return None
        name = path.rpartition(".")[2]
        return _located(run, lambda one: names.exported(one, file, name))

    return find


# Arguments by which a function may know its callers, or that stand for somebody without an account.
_PASSWORDS = (
    r"secret|passw|passcode|passphrase|api_?key|access_?key|server_?key|admin_?key|service_?key"
    r"|internal_?key|auth_?key|signature|session|guest|anonymous|visitor|device_?id|finger_?print"
    r"|otp|code$|invite|invitation|magic|bearer|hmac|nonce|jwt"
)


@cache
def _passwords() -> re.Pattern[str]:
    return re.compile(_PASSWORDS, re.IGNORECASE)


def _is_password(name: str) -> bool:
    if name.lower() in ("tokenidentifier", "token_identifier"):
        return False
    return "token" in name.lower() or name.lower() == "key" or bool(_passwords().search(name))
