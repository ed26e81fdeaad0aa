"""Gathering how the code uses Convex: `facts/convex_code.py`, one parsed file after another.

Feed a `ConvexCodeCollector` every parsed file once, then `finish` it. The files of the functions'
folder that nobody has parsed, since they name no package, are parsed then.
"""

from collections.abc import Sequence
from typing import NamedTuple

from clerkdoctor.facts.code import Side
from clerkdoctor.facts.convex_code import (
    ClerkProviderUse,
    ClientMade,
    ConvexCode,
    ConvexFunction,
    Given,
    QueryCall,
    Schedule,
    ServerCall,
    SharedLogin,
    Table,
    Unfollowed,
)
from clerkdoctor.facts.project import App
from clerkdoctor.gather.convex_clients.calls import (
    QueryFound,
    given_arguments,
    queries,
    server_calls,
    shared_logins,
)
from clerkdoctor.gather.convex_clients.gates import Surrounding, is_conditional, is_gated_beside
from clerkdoctor.gather.convex_clients.made import clients_made
from clerkdoctor.gather.convex_clients.owned import Owned
from clerkdoctor.gather.convex_clients.placing import Placing
from clerkdoctor.gather.convex_clients.providers import ProviderFound, clerk_providers, providers
from clerkdoctor.gather.convex_runs.crons import crons_of
from clerkdoctor.gather.convex_runs.following import Where, functions_of, http_functions
from clerkdoctor.gather.convex_runs.naming import components_in, is_entry
from clerkdoctor.gather.convex_runs.schema import tables_of
from clerkdoctor.typescript.module import Module
from clerkdoctor.typescript.sources import Sources
from clerkdoctor.typescript.values import NotKnown

MARKERS = (b"convex/", b"convex-helpers", b"_generated/", b"@clerk/")
"""A file of the app without any of these says nothing of what is asked here."""


class _Found(NamedTuple):
    functions: list[ConvexFunction]
    tables: list[Table]
    schedules: list[Schedule]
    providers: list[ProviderFound]
    clerk: list[ClerkProviderUse]
    clients: list[ClientMade]
    calls: list[ServerCall]
    queries: list[QueryFound]
    given: list[Given]
    logins: list[SharedLogin]
    unfollowed: list[Unfollowed]
    unread: list[tuple[str, str]]


class ConvexCodeCollector:
    """Collects from the files of one app. `files` are all its source files."""

    def __init__(self, app: App, files: Sequence[str]) -> None:
        self._app = app
        self._files = files
        folder = app.convex.path if app.convex and app.convex.exists else None
        self._folder = folder
        components = components_in(folder, files) if folder else ()
        self._entries = [
            one
            for one in files
            if folder and is_entry(folder, one) and not one.startswith(components)
        ]
        self._where = Where(folder or "", frozenset(files))
        self._fed: set[str] = set()
        self._gates = self._logs_in = False
        self._found = _Found(*([] for _ in _Found._fields))

    def add(self, module: Module, sources: Sources, side: Side) -> None:
        """Reads one parsed file; most are none of its business, which is told by their bytes."""
        self._fed.add(module.path)
        if self._folder and module.path.startswith(f"{self._folder}/"):
            self._add_convex(module, sources)
        elif side not in ("script", "convex") and any(one in module.source for one in MARKERS):
            self._add_client(module, sources, side)

    def _add_convex(self, module: Module, sources: Sources) -> None:
        found, folder = self._found, self._folder
        if module.path.startswith(f"{folder}/schema."):
            found.tables.extend(tables_of(module, sources))
        elif module.path.startswith(f"{folder}/crons."):
            found.schedules.extend(crons_of(module))
        if module.path not in self._entries and not module.path.startswith(f"{folder}/crons."):
            return
        made = [functions_of(module, sources, self._where)]
        if b"httpAction" in module.source:
            made.append(http_functions(module, sources, self._where))
        for one in made:
            found.functions.extend(one.functions)
            found.schedules.extend(one.schedules)
            found.unfollowed.extend(one.unfollowed)

    def _add_client(self, module: Module, sources: Sources, side: Side) -> None:
        found = self._found
        if b"@clerk/" in module.source:
            found.clerk.extend(clerk_providers(module))
        if not any(one in module.source for one in MARKERS[:3]):
            return
        self._gates = self._gates or _uses_state(module)
        self._logs_in = self._logs_in or b".setAuth(" in module.source
        found.providers.extend(providers(module, sources))
        found.clients.extend(clients_made(module, sources, side))
        found.logins.extend(shared_logins(module, sources, side))
        owned = Owned(module)
        found.calls.extend(server_calls(module, sources))
        found.queries.extend(_as_seen(module, one) for one in queries(module, sources, owned))
        found.given.extend(given_arguments(module, sources, owned))

    def finish(self, sources: Sources) -> ConvexCode:
        """All that was found, once every file was fed."""
        for path in self._entries:
            if path not in self._fed:
                module = sources.module(path)
                if isinstance(module, NotKnown):
                    self._found.unread.append((path, module.reason.removeprefix(f"`{path}` ")))
                else:
                    self._add_convex(module, sources)
        found = self._found
        placing = Placing(self._app, self._files, sources, found.clerk)
        return ConvexCode(
            folder=self._folder,
            functions=tuple(sorted(found.functions, key=lambda one: _order(one.place))),
            tables=tuple(found.tables),
            schedules=tuple(dict.fromkeys(found.schedules)),
            providers=tuple(placing.placed(found.providers)),
            clerk_providers=tuple(found.clerk),
            clients=tuple(found.clients),
            server_calls=tuple(found.calls),
            queries=tuple(self._held(sources)),
            given=tuple(found.given),
            shared_logins=tuple(found.logins),
            uses_state=self._gates,
            logs_in=self._logs_in,
            unread=tuple(found.unread),
            unfollowed=tuple(found.unfollowed),
        )

    def _held(self, sources: Sources) -> list[QueryCall]:
        """The queries, each with what holds it back in its own file or in those around it."""
        asking = {one.path for one in self._found.functions if one.asks}
        around = Surrounding(self._app, self._files, sources) if asking else None
        calls = []
        for one in self._found.queries:
            gate, by = one.gate, one.by
            if gate == "none" and one.path in asking and around is not None:
                if self._app.kind == "next":
                    gate, by = around.held(one.place.path)
                elif self._gates:
                    gate = "unknown"
            calls.append(QueryCall(one.path, one.place, gate, by))
        return calls


def _as_seen(module: Module, one: QueryFound) -> QueryFound:
    """A query whose own file may hold it back is not judged."""
    held = is_gated_beside(module, one.first, one.last) or (
        one.component and is_conditional(module, one.component)
    )
    return one._replace(gate="unknown") if one.gate == "none" and held else one


def _uses_state(module: Module) -> bool:
    """Whether a file waits for Convex' own state of authentication."""
    return any(
        one.source == "convex/react"
        and one.name in ("Authenticated", "Unauthenticated", "AuthLoading", "useConvexAuth")
        for one in module.imports
    )


def _order(place: object) -> tuple[str, int, int]:
    return str(getattr(place, "path", "")), getattr(place, "line", 0), getattr(place, "column", 0)
