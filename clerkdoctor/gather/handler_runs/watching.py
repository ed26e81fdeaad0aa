"""What is noticed while a handler is followed: verifications, writes, and what is handed on."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeGuard

from clerkdoctor.facts.handlers import Verification, Write
from clerkdoctor.facts.place import Place
from clerkdoctor.gather.handler_runs import calls, functions, names, verifying, writes
from clerkdoctor.gather.handler_runs.things import (
    Called,
    Either,
    Items,
    Known,
    Lost,
    Made,
    Member,
    Named,
    Request,
    Thing,
    Thrown,
    Verified,
    inner,
    quotable,
    root,
)
from clerkdoctor.typescript.calls import arguments_of
from clerkdoctor.typescript.writes import TRANSPARENT

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.facts.handlers import By
    from clerkdoctor.gather.handler_runs.run import Frame, Run
    from clerkdoctor.typescript.module import Module

# What a delivery may be given to without anybody learning whether it is genuine.
_HARMLESS = frozenset({
    "console", "JSON", "Object", "Buffer", "Response", "NextResponse", "String", "Boolean", "URL",
    "Array", "Date", "Number",
})  # fmt: skip


class Watcher:
    """Asked about each call of one run.

    `verifications` are those that an earlier run has found. `writes_of` is the event whose writes
    are made to fail. `folder` is that of Convex' functions, for a handler that stands there.
    """

    def __init__(
        self,
        verifications: Mapping[tuple[str, int], Verification] | None = None,
        writes_of: str = "",
        folder: str | None = None,
    ) -> None:
        self.verifications = dict(verifications or {})
        self.public: list[tuple[str, Place]] = []
        self.handed_on: list[str] = []
        self.write: Write | None = None
        self.mark = 0
        self.compared_before = 0
        self._writes_of = writes_of
        self._folder = folder
        self._has_looked = False
        self._reads_stream = False

    def __call__(self, run: "Run", frame: "Frame", node: "Node", called: Called) -> Thing | None:
        by = verifying.verification_of(called)
        if by:
            return self._verify(run, frame, node, called, by)
        if any(map(_is_of_request, called.arguments)):
            code = functions.called_function(run, called, self._folder)
            if code is not None:
                self._note_public(called)
                return functions.ran(run, frame, node, called, code)
        self._notice(run, frame, node, called)
        return None

    def _verify(self, run: "Run", frame: "Frame", node: "Node", called: Called, by: "By") -> Thing:
        key = (frame.module.path, node.start_byte)
        if key not in self.verifications:
            self.verifications[key] = self._verification(run, frame, node, called, by)
        one = self.verifications[key]
        if by == "verifyWebhook" and called.arguments and isinstance(called.arguments[0], Request):
            calls.consume(run, called.arguments[0], called)
        refused = not run.world.holds or (not run.world.is_set and not one.secret.literal)
        if refused and one.awaited:
            run.has_failed = True
            self.mark = len(run.set_aside)
            self.compared_before = len(run.compared)
            raise Thrown(one.place, Lost("is the error of the verification"))
        return Verified(by) if run.world.event is None else names.event(run)

    def _verification(
        self, run: "Run", frame: "Frame", node: "Node", called: Called, by: "By"
    ) -> Verification:
        headers, fault = verifying.headers_of(called, by)
        used, awaited = verifying.use_of(frame.module, node, run.stack)
        body = verifying.body_of(called, by)
        if body == "unknown" and self._reads_stream:
            body = "node-stream"
        return Verification(
            by=by,
            place=called.place,
            body=body,
            headers=headers,
            secret=verifying.secret_of(called, by),
            fault=fault,
            result="used" if used else "unused",
            awaited=awaited or by != "verifyWebhook",
            name=_variable(frame.module, node),
        )

    def _notice(self, run: "Run", frame: "Frame", node: "Node", called: Called) -> None:
        callee = called.callee
        name = callee.name if isinstance(callee, Member | Named) else ""
        if isinstance(callee, Member) and callee.name == "on" and callee.of == Request(True):
            self._reads_stream = True
        if name.rpartition(".")[2] in _CHANGING:
            self._note_public(called)
        if _reads_credentials(called):
            self.handed_on.append("a header that tells who calls")
        elif _leads_out(called):
            function = node.child_by_field_name("function") or node
            self.handed_on.append(f"`{quotable(frame.module.excerpt(function))}()`")
        if self._writes_of and names.type_of(run) == self._writes_of:
            self._look_at_write(frame, node, called)

    def _note_public(self, called: Called) -> None:
        named = [one for one in called.arguments if _is_public(one)]
        self.public.extend((one.name, called.place) for one in named)

    def _look_at_write(self, frame: "Frame", node: "Node", called: Called) -> None:
        function = node.child_by_field_name("function")
        of = frame.module.text(function) if function is not None else ""
        self._has_looked = self._has_looked or writes.is_question(of)
        if self._has_looked or self.write:
            return
        self.write = writes.fragile(self._writes_of, of, called, frame.module.lineage(node))
        if self.write:
            raise Thrown(called.place, Lost("is the error of the database"))


def _variable(module: "Module", call: "Node") -> str:
    """`body` of `verify(body, …)`."""
    given = arguments_of(call)
    first = inner(given[0]) if given and given[0].type in TRANSPARENT else next(iter(given), None)
    return module.text(first) if first is not None and first.type == "identifier" else ""


_CHANGING = frozenset({"runMutation", "runAction", "runAfter", "runAt"})


def _is_public(thing: Thing) -> TypeGuard[Named]:
    """Whether it names a function of Convex that anybody can call: `api.users.create`."""
    return (
        isinstance(thing, Named)
        and thing.package.endswith("_generated/api")
        and thing.name.startswith("api.")
    )


def _reads_credentials(called: Called) -> bool:
    match called:
        case Called(Member(_, "get"), (Known(str() as name), *_)):
            word = name.lower()
            return word == "authorization" or ("svix" not in word and "secret" in word)
    return False


def _leads_out(called: Called) -> bool:
    """Whether the delivery, or its headers, is given to what is not followed."""
    first = root(called.callee)
    if isinstance(first, Named) and first.name.partition(".")[0] in _HARMLESS:
        return False
    return any(_is_delivery(argument) for argument in called.arguments)


def _is_of_request(thing: Thing) -> bool:
    """Whether something was read from the request, or holds what was."""
    match thing:
        case Made(fields, spread):
            return any(map(_is_of_request, (*fields.values(), *spread)))
        case Items(items) | Either(items):
            return any(map(_is_of_request, items))
        case Called(Named(), given):
            return any(map(_is_of_request, given))
    return isinstance(root(thing), Request)


def _is_delivery(thing: Thing) -> bool:
    match thing:
        case Request():
            return True
        case Member(Request(), "headers"):
            return True
        case Called(Member(Request(), "text" | "arrayBuffer" | "clone")):
            return True
        case Made(fields, spread):
            return any(map(_is_delivery, (*fields.values(), *spread)))
        case Items(items):
            return any(map(_is_delivery, items))
    return False
