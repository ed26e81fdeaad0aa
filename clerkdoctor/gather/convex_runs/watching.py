"""What a Convex function does while it is followed: whom it asks, what it reads and writes."""

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING

from clerkdoctor.facts.convex_code import DataUse, Field, How, Schedule
from clerkdoctor.facts.place import Place
from clerkdoctor.gather.convex_runs.builders import Registered, start
from clerkdoctor.gather.convex_runs.naming import function_path
from clerkdoctor.gather.convex_runs.origins import (
    FILTER,
    chain,
    context_path,
    gives_context,
    holds_context,
    is_finder,
    is_own,
    method,
    origins,
    plain_name,
    row_of,
    table_named,
    table_of,
)
from clerkdoctor.gather.convex_runs.tested import is_only_tested
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
    Thrown,
    is_nullish,
    quotable,
    root,
    truth,
)
from clerkdoctor.typescript.resolve import is_bare

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.gather.handler_runs.run import Frame, Run

NOBODY = Known(None)

Find = Callable[["Run", str], Registered | None]
"""The function of the project that `api.users.get` names."""

_WRITES: dict[str, How] = {
    "ctx.db.insert": "insert", "ctx.db.patch": "patch", "ctx.db.replace": "replace",
    "ctx.db.delete": "delete",
}  # fmt: skip
_RUNS = frozenset({"ctx.runQuery", "ctx.runMutation", "ctx.runAction"})
_LATER = frozenset({"ctx.scheduler.runAfter", "ctx.scheduler.runAt"})
_OUTSIDE = frozenset({"fetch"})
_ENDING = frozenset({"first", "unique", "collect", "take", "paginate"})
_NARROWING = frozenset({"withIndex", "withSearchIndex", "filter"})
_ASKED_OF_LISTS = frozenset({"includes", "has"})
_LISTS = frozenset({"map", "forEach", "filter", "flatMap", "find", "some", "every", "sort"})
_BUILT_IN = frozenset({
    "Promise", "Object", "console", "JSON", "Array", "Map", "Set", "WeakMap", "String", "Boolean",
    "structuredClone",
})  # fmt: skip
_ALL = (Named("", "Promise.all"),)
# Of `convex/…`; `convex/lib/auth` is a path from the project's root.
_OFFICIAL = frozenset({"server", "values", "browser", "react", "nextjs"})
# What these give where no row fits.
_CHOOSING: dict[str, Thing] = {"filter": Items(()), "find": NOTHING, "some": Known(False)}
_ASSERTING = ("assert", "invariant", "ensure", "must", "expect")
# Words in the names of what may ask on behalf of a function who calls it.
_ASKING = ("auth", "user", "identity", "session", "viewer", "permission", "admin", "access",
           "guard", "require", "verify", "owner", "member", "role", "check", "protect", "login",
           "signed", "tenant", "allow", "can", "enforce")  # fmt: skip
_ASKING_PACKAGES = ("@convex-dev/auth", "@convex-dev/better-auth", "@convex-dev/workos",
                    "@auth/", "@clerk/")  # fmt: skip


class Watcher:
    """Asked about each call of one run. `identity` is what `getUserIdentity()` gives.

    `missing` are the calls that narrow a query to the caller's own rows, where there is no caller.
    """

    def __init__(
        self,
        identity: Thing,
        find: Find,
        tables: Mapping[str, str | None],
        missing: Collection[Place] = (),
    ) -> None:
        self.uses: list[DataUse] = []
        self.schedules: list[Schedule] = []
        self.keys: dict[Place, tuple[tuple[str, Thing], ...]] = {}
        self.asked: list[bool] = []
        self.acts = False
        self.doubt = ""
        self._identity = identity
        self._find = find
        self._tables = tables
        self._missing = missing
        self._compared: list[tuple[str, Thing]] | None = None
        self._inside: list[str] = []

    def __call__(self, run: "Run", frame: "Frame", node: "Node", called: Called) -> Thing | None:
        path = context_path(called.callee)
        if path:
            return self._of_context(run, frame, node, called, path)
        name = method(called)
        if called.callee in _ALL and called.arguments and isinstance(called.arguments[0], Items):
            return called.arguments[0]
        if self._compared is not None and _is_filter(called):
            self._compare(name, called)
            return called
        if name in _NARROWING and self._narrow(run, called):
            return called
        if name in _LISTS:
            listed = self._for_each(run, called, name)
            if listed is not None:
                return listed
        if name in _ENDING or is_finder(called):
            self._read(called)
            if self._is_missing(called):
                return NOBODY if name in ("first", "unique") or is_finder(called) else Items(())
        elif name in _ASKED_OF_LISTS and self._identity == NOBODY:
            if called.arguments and is_nullish(called.arguments[0]):
                return Known(False)
        elif _word(frame, node).startswith(_ASSERTING):
            self._assert(called)
        elif name in _OUTSIDE:
            self.acts = True
        if holds_context(called.callee) or any(map(gives_context, called.arguments)):
            self.acts = True
            self._hand_on(frame, node, called)
        return None

    # What the context gives

    def _of_context(
        self, run: "Run", frame: "Frame", node: "Node", called: Called, path: str
    ) -> Thing | None:
        if path == "ctx.auth.getUserIdentity":
            alone = not run.stack and not self._inside
            self.asked.append(alone and is_only_tested(frame.module, node))
            return self._identity
        if path in _RUNS:
            return self._run(run, called)
        if path in _LATER:
            self._schedule(called, path)
        elif path in _WRITES:
            self._write(called, _WRITES[path])
        elif path == "ctx.db.get" and called.arguments:
            row = row_of(called, self.keys, self._tables)
            if row is not None:
                self._note(DataUse("get", row.table, called.place, tuple(sorted(row.origins))))
        elif not path.startswith("ctx.db."):
            self.acts = True
        return called

    def _note(self, use: DataUse) -> None:
        self.acts = True
        self.uses.append(use)

    def _run(self, run: "Run", called: Called) -> Thing:
        """`ctx.runMutation(internal.users.create, {…})`: that runs with the same identity."""
        path = function_path(called.arguments[0]) if called.arguments else None
        found = self._find(run, path[0]) if path else None
        if found is None or not isinstance(found.handler, Code) or path is None:
            self.acts = True
            return Lost("is what another function gives")
        given = called.arguments[1] if len(called.arguments) > 1 else Made({})
        self._inside.append(path[0])
        try:
            started = start(run, found, given)
            self.doubt = self.doubt or started.doubt
            return run.call(found.handler, (started.context, started.arguments))
        finally:
            self._inside.pop()

    def _schedule(self, called: Called, path: str) -> None:
        self.acts = True
        for argument in called.arguments[1:2]:
            named = function_path(argument)
            if named:
                by = path.removeprefix("ctx.")
                self.schedules.append(Schedule(named[0], named[1], called.place, by))

    # Writes

    def _write(self, called: Called, how: How) -> None:
        given, picked = called.arguments, tuple[str, ...]()
        if how == "insert":
            table = table_named(given[0]) if given else None
            written = given[1] if len(given) > 1 else NOTHING
        else:
            # From convex 1.31 on the table may come first.
            most = 1 if how == "delete" else 2
            named = table_named(given[0]) if len(given) > most else None
            given = given[1:] if named else given
            row = given[0] if given else NOTHING
            table = named or table_of(row, self.keys, self._tables)
            picked = tuple(sorted(origins(row, self.keys, self._tables)))
            written = given[1] if len(given) > 1 else NOTHING
        self._note(DataUse(how, table, called.place, picked, self._fields(written)))

    def _fields(self, written: Thing) -> tuple[Field, ...]:
        if isinstance(written, Made):
            named = [
                Field(plain_name(name), self._from(value)) for name, value in written.fields.items()
            ]
            return (*named, *(Field("", self._from(one)) for one in written.spread))
        return () if written == NOTHING else (Field("", self._from(written)),)

    def _from(self, value: Thing) -> tuple[str, ...]:
        return tuple(sorted(origins(value, self.keys, self._tables)))

    # Reads

    def _narrow(self, run: "Run", called: Called) -> bool:
        """`query.withIndex(name, (q) => q.eq(field, value))`: which values it compares."""
        code = called.arguments[-1] if called.arguments else None
        if not _is_open_query(called):
            return False
        if isinstance(code, Code):
            outer, self._compared = self._compared, []
            try:
                run.call(code, (FILTER,))
                self.keys[called.place] = tuple(self._compared)
            finally:
                self._compared = outer
        return True

    def _compare(self, name: str, called: Called) -> None:
        if name != "eq" or len(called.arguments) != 2 or self._compared is None:
            return
        one, other = called.arguments
        if not _field_named(one):
            one, other = other, one
        field = _field_named(one)
        if field:
            self._compared.append((field, other))

    def _read(self, called: Called) -> None:
        row = row_of(called, self.keys, self._tables)
        if row is None:
            return
        fields: list[Field] = []
        narrowing = [one for one in chain(called) if method(one) in _NARROWING]
        for one in narrowing:
            fields += [Field(name, self._from(v)) for name, v in self.keys.get(one.place, ())]
        if is_finder(called):
            fields.append(Field("", tuple(sorted(row.origins))))
        by_index = any(method(one) != "filter" for one in narrowing)
        is_scan = not by_index and any(method(one) == "filter" for one in narrowing)
        picked = tuple(sorted(row.origins))
        self._note(DataUse("query", row.table, called.place, picked, tuple(fields), is_scan))

    def _is_missing(self, called: Called) -> bool:
        """Whether the rows are those of a caller, where there is none."""
        return any(one.place in self._missing for one in chain(called))

    def own_rows(self) -> frozenset[Place]:
        """The calls that narrow a query to rows of the caller's."""
        own = {
            place
            for place, compared in self.keys.items()
            if any(is_own(origins(value, self.keys, self._tables)) for _, value in compared)
        }
        found = [one for one in self.uses if one.how == "query" and is_own(one.picked_by)]
        return frozenset(own | {one.place for one in found})

    def _for_each(self, run: "Run", called: Called, name: str) -> Thing | None:
        """`rows.map(async (row) => …)`: once, with a row of them."""
        code = called.arguments[0] if called.arguments else None
        if not isinstance(called.callee, Member) or not isinstance(code, Code):
            return None
        of = called.callee.of
        if row_of(of, self.keys, self._tables) is None:
            return None
        try:
            result = run.call(code, (Member(of, "[]"),))
        except Thrown as thrown:
            if thrown.crash:
                raise
            return called
        if truth(result) is False and name in _CHOOSING:
            return _CHOOSING[name]
        return called

    # What may ask on behalf of a function

    def _assert(self, called: Called) -> None:
        """`assert(identity)` throws where there is none."""
        if called.arguments and truth(called.arguments[0]) is False:
            raise Thrown(called.place, Lost("is an error"))

    def _hand_on(self, frame: "Frame", node: "Node", called: Called) -> None:
        """The context is given to what is not followed: that may ask who calls."""
        first = root(called.callee)
        if context_path(first) or _is_built_in(first):
            return
        package = first.package if isinstance(first, Named) else ""
        is_known = is_bare(package) and (
            not package.startswith("convex/") or package.split("/")[1] in _OFFICIAL
        )
        function = node.child_by_field_name("function") or node
        words = _names_in(called.callee).lower()
        asks = any(word in words for word in _ASKING) or package.startswith(_ASKING_PACKAGES)
        if not is_known or asks or any(context_path(one) == "ctx.auth" for one in called.arguments):
            name = quotable(frame.module.excerpt(function))
            self.doubt = self.doubt or f"`{name}()`, which is not followed, may ask who calls"


def _word(frame: "Frame", call: "Node") -> str:
    """`assert` of `assert(x)` and of `assert.ok(x)`, in small letters."""
    function = call.child_by_field_name("function")
    return frame.module.text(function).lower() if function is not None else ""


def _names_in(callee: Thing) -> str:
    """The name of what is called, and of what that was made with: `requireUser`, `Auth.check`."""
    first = root(callee)
    names = [one.name for one in (callee, first) if isinstance(one, Named | Member)]
    return " ".join(names)


def _is_filter(called: Called) -> bool:
    first = root(called.callee)
    return isinstance(first, Named) and first.package == FILTER.package


def _is_built_in(thing: Thing) -> bool:
    """Whether it is JavaScript's own: `Promise.all`, `Object.assign`."""
    return isinstance(thing, Named) and thing.name.partition(".")[0] in _BUILT_IN


def _is_open_query(called: Called) -> bool:
    """Whether it is called on a query that has not been run yet."""
    before = list(chain(called))[1:]
    if any(method(one) in _ENDING for one in before):
        return False
    return any(context_path(one.callee) == "ctx.db.query" for one in before)


def _field_named(thing: Thing) -> str:
    """`a` of the text "a", or of `q.field("a")`."""
    if isinstance(thing, Called) and thing.callee == Named("convex:filter", "q.field"):
        thing = thing.arguments[0] if thing.arguments else NOTHING
    value = thing.value if isinstance(thing, Known) else None
    return plain_name(value) if isinstance(value, str) else ""
