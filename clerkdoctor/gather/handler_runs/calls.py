"""Members and calls in a handler's code: of the project's functions, and of everybody else's."""

from typing import TYPE_CHECKING

from clerkdoctor.gather.handler_runs import built_in, names
from clerkdoctor.gather.handler_runs.things import (
    NOTHING,
    Called,
    Code,
    Either,
    Env,
    Items,
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
    Whole,
    inner,
    is_nullish,
    quotable,
    root,
)
from clerkdoctor.typescript.calls import arguments_of
from clerkdoctor.typescript.writes import TRANSPARENT

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.gather.handler_runs.run import Frame, Run
    from clerkdoctor.typescript.module import Module

HEADERS = Named("next/headers", "headers")
_READS = frozenset({"text", "json", "arrayBuffer", "bytes", "blob", "formData"})
_PROMISES = frozenset({"then", "catch", "finally"})
_OF_OBJECTS = frozenset({"toString", "hasOwnProperty", "valueOf", "constructor"})
# What calls its function later, when the answer is on its way.
_LATER = frozenset({"after", "waitUntil", "setTimeout", "setImmediate", "queueMicrotask"})


# Members


def member(run: "Run", of: Thing, name: str, module: "Module", node: "Node") -> Thing:
    """`of.name`. Raises `Thrown` where `of` is null or undefined."""
    if is_nullish(of):
        raise Thrown(module.place(node), Lost("is an error"), quotable(module.excerpt(node)))
    match of:
        case Known(str() as text) if name == "length":
            return Known(len(text))
        case Named("", "process.env"):
            return _variable(run, name)
        case Named(package, whole):
            return Named(package, name if package and whole == "*" else f"{whole}.{name}")
        case Made(fields, spread):
            if name in fields:
                return fields[name]
            return Member(of, name) if spread or name in _OF_OBJECTS else NOTHING
        case Items(items, is_complete):
            if name == "length" and is_complete:
                return Known(len(items))
            return item(of, int(name)) if name.isascii() and name.isdigit() else Member(of, name)
        case Whole(path):
            return names.exported(run, path, name)
        case Either(options) if all(isinstance(one, Made) for one in options):
            return Either(tuple(member(run, one, name, module, node) for one in options))
        case Called(callee, _, _, False, False) if callee == HEADERS and name not in _PROMISES:
            run.unawaited_headers = run.unawaited_headers or module.place(node)
        case Request(True) if name == "body" and run.world.event is not None:
            return names.event(run)
        case Request() if name == "method":
            return Known("POST")
    return Member(of, name)


def item(of: Items, at: int) -> Thing:
    if at < len(of.items):
        return of.items[at]
    return NOTHING if of.is_complete else Lost("is an item of a list")


def _variable(run: "Run", name: str) -> Thing:
    """A variable of the environment; it is production that is asked about."""
    if name == "NODE_ENV":
        return Known("production")
    return NOTHING if not run.world.is_set and name in run.secrets else Env(name)


def read(run: "Run", frame: "Frame", node: "Node") -> Thing:
    """`a.b`, `a?.b`, `a[b]`."""
    holder, module = node.child_by_field_name("object"), frame.module
    if holder is None:
        return Lost("is incomplete")
    of = run.evaluate(frame, holder)
    if is_nullish(of) and _may_stop(node):
        return NOTHING
    named = node.child_by_field_name("property")
    if named is not None:
        return member(run, of, module.text(named), module, node)
    index = node.child_by_field_name("index")
    key = run.evaluate(frame, index) if index is not None else NOTHING
    if isinstance(of, Made):
        run.compared.update((one, None) for one in of.fields if names.is_event_type(one))
    if isinstance(key, Known) and isinstance(key.value, str | int | float):
        text = str(int(key.value)) if isinstance(key.value, float) else str(key.value)
        return member(run, of, text, module, node)
    if isinstance(of, Made) and of.fields:
        return Either((*of.fields.values(), NOTHING))
    return Lost("is a member by a computed name")


def _may_stop(node: "Node") -> bool:
    """Whether a `?.` stands in this chain, so that it may end before here."""
    current: Node | None = node
    while current is not None:
        if any(child.type == "optional_chain" for child in current.children):
            return True
        current = current.child_by_field_name("object") or current.child_by_field_name("function")
    return False


# Calls


def call(run: "Run", frame: "Frame", node: "Node") -> Thing:
    """`f(…)`. Raises `Thrown` where that throws."""
    callee = node.child_by_field_name("function")
    while callee is not None and callee.type in TRANSPARENT:
        callee = inner(callee)
    if callee is None or callee.type in {"import", "super"}:
        return Lost("is loaded when it runs")
    if callee.type == "member_expression":
        name = frame.module.text(callee.child_by_field_name("property") or callee)
        if name in _PROMISES:
            return _promise(run, frame, node, callee, name)
    function = run.evaluate(frame, callee)
    if is_nullish(function) and _may_stop(node):
        return NOTHING
    given = _given(run, frame, node, function)
    if isinstance(function, Either):
        codes = [one for one in function.options if isinstance(one, Code)]
        if len(codes) > 1:
            for code in codes:  # one of several, by a name that is not known
                _handed_on(run, code, given)
            return Lost("is what one of several functions gives")
        function = codes[0] if codes else function
    if isinstance(function, Code):
        return followed(run, frame, node, function, given)
    if isinstance(function, Lost) and callee.type == "identifier":
        function = Named("", frame.module.text(callee))
    return _outside(run, frame, node, Called(function, given, frame.module.place(node)))


def _given(run: "Run", frame: "Frame", node: "Node", function: Thing) -> tuple[Thing, ...]:
    """The arguments of a call; work that is put off throws when the answer is on its way."""
    name = function.name if isinstance(function, Member | Named) else ""
    try:
        return arguments(run, frame, node)
    except Thrown:
        if name.rpartition(".")[2] not in _LATER:
            raise
        return ()


def followed(
    run: "Run", frame: "Frame", node: "Node", code: Code, given: tuple[Thing, ...]
) -> Thing:
    """What a function of the project gives; what one throws that nobody waits for is lost."""
    run.stack.append((frame.module, node))
    try:
        return run.call(code, given)
    except Thrown:
        if any(child.type == "async" for child in code.node.children) and _is_alone(frame, node):
            return Lost("is a promise that nobody waits for")
        raise
    finally:
        run.stack.pop()


def _is_alone(frame: "Frame", node: "Node") -> bool:
    """Whether a call is a statement of its own: `work(event);`, `void work(event);`."""
    lineage = frame.module.lineage(node)
    kinds = [one.type for one in lineage[-3:-1]]
    return kinds[-1:] == ["expression_statement"] or kinds == [
        "expression_statement", "unary_expression",
    ]  # fmt: skip


def arguments(run: "Run", frame: "Frame", node: "Node") -> tuple[Thing, ...]:
    found: list[Thing] = []
    for argument in arguments_of(node):
        if argument.type == "spread_element":
            value = run.evaluate(frame, inner(argument) or argument)
            found.extend(value.items if isinstance(value, Items) else [Lost("is spread")])
        else:
            found.append(run.evaluate(frame, argument))
    return tuple(found)


def _outside(run: "Run", frame: "Frame", node: "Node", called: Called) -> Thing:
    """A call of what is not the project's."""
    watched = run.watch(run, frame, node, called) if run.watch and not run.is_locating else None
    if watched is not None:
        return watched
    name = called.callee.name if isinstance(called.callee, Member | Named) else ""
    if isinstance(called.callee, Member):
        of = called.callee.of
        if isinstance(of, Request):
            if name == "clone":
                run.frames += 1
                return Request(of.is_node, run.frames)
            if name in _READS:
                consume(run, of, called)
                if name == "json" and run.world.event is not None:
                    return names.event(run)
        elif isinstance(root(of), Reply):
            run.reply(called)
    computed = built_in.call(run, called)
    if computed is not None:
        return computed
    for argument in called.arguments:
        if isinstance(argument, Code) and name.rpartition(".")[2] not in _LATER:
            _handed_on(run, argument, ())
    return called


def consume(run: "Run", request: Request, called: Called) -> None:
    """Notes that a web request's body is read, and where that is the second time."""
    if not request.is_node:
        if request.number in run.state.consumed:
            run.read_twice = run.read_twice or called.place
        run.state.consumed.add(request.number)


def _handed_on(run: "Run", code: Code, given: tuple[Thing, ...]) -> None:
    """A function that is handed to another's: it may run, and what it throws goes anywhere."""
    if run.is_locating:
        return
    unfilled = given or tuple(Lost("is given elsewhere") for _ in range(4))
    try:
        run.call(code, unfilled)
    except Thrown as thrown:
        if run.has_failed:
            raise TooMuch("verification stands in a function that is handed on") from None
        if thrown.crash:
            raise


def _promise(run: "Run", frame: "Frame", node: "Node", callee: "Node", name: str) -> Thing:
    """`promise.then(f)`, `promise.catch(f)`: the functions are called with what it gives."""
    holder = callee.child_by_field_name("object")
    given = arguments_of(node)

    def called(index: int, *values: Thing) -> Thing | None:
        code = run.evaluate(frame, given[index]) if index < len(given) else None
        return run.call(code, values) if isinstance(code, Code) else code

    try:
        value = run.evaluate(frame, holder) if holder is not None else NOTHING
    except Thrown as thrown:
        if name == "catch" or (name == "then" and len(given) > 1):
            run.failures.append(thrown)
            return called(0 if name == "catch" else 1, thrown.value) or NOTHING
        raise
    if isinstance(value, Called):
        value = value._replace(is_awaited=True)
    if name == "then":
        return called(0, value) or value
    if name == "finally":
        called(0)
    return value


def new(run: "Run", frame: "Frame", node: "Node") -> Thing:
    """`new F(…)`."""
    constructor = node.child_by_field_name("constructor")
    callee = run.evaluate(frame, constructor) if constructor is not None else NOTHING
    if isinstance(callee, Lost) and constructor is not None and constructor.type == "identifier":
        callee = Named("", frame.module.text(constructor))
    given = arguments(run, frame, node)
    for argument in given:
        if isinstance(argument, Code):
            _handed_on(run, argument, ())
    return Called(callee, given, frame.module.place(node), is_new=True)
