"""Gathering how a project has Convex accept Clerk's tokens, from its files alone.

In a workspace the Convex functions often stand in a package of their own: then its facts are given
to each app that calls them, with their places as seen from there.
"""

import os
import posixpath
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from clerkdoctor.clerk.keys import PublishableKey
from clerkdoctor.evidence import Absence, Absent, Declined, Evidence, Unavailable
from clerkdoctor.facts.code import Code, Side
from clerkdoctor.facts.convex import (
    AuthConfig,
    ClerkIssuer,
    ConvexClients,
    ConvexDeployments,
    ConvexFiles,
    ConvexPackage,
    ConvexToken,
    SeenDeployments,
    TokenProbe,
    TokenRequest,
    TokenSource,
)
from clerkdoctor.facts.environment import Environment
from clerkdoctor.facts.jwt_template import ConvexTemplate, JwtTemplates
from clerkdoctor.facts.keys import PublishableKeyVariable
from clerkdoctor.facts.place import Location, Place
from clerkdoctor.facts.project import App, Project
from clerkdoctor.gather import tree
from clerkdoctor.gather.convex_config import auth_config, sources_of
from clerkdoctor.gather.convex_files import convex_files
from clerkdoctor.gather.token_requests import token_requests
from clerkdoctor.typescript.module import Module, read_module
from clerkdoctor.typescript.sources import Sources

PACKAGE = "convex"
_PROVIDER, _FROM = "ConvexProviderWithClerk", "convex/react-clerk"
_PUBLISHABLE = "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY"

KINDS = (
    ConvexFiles, AuthConfig, ConvexClients, ClerkIssuer, ConvexToken, JwtTemplates, ConvexTemplate,
    ConvexDeployments, SeenDeployments, TokenProbe, TokenSource,
)  # fmt: skip

NO_TEMPLATE = (
    "no JWT template is at hand; give it with --template FILE, ask Clerk with --online, or give a"
    " token with --token"
)
NO_TOKEN = "no token is at hand; give one with --token"  # noqa: S105 - a sentence
NO_DEPLOYMENT = (
    "no deployment was asked; give --online, and a deploy key in `CONVEX_DEPLOY_KEY` to see its"
    " variables"
)


class ConvexCollector:
    """Takes in the parsed files of an app, each once."""

    def __init__(self, app: App) -> None:
        self._app = app
        self.relying: list[tuple[str, Place]] = []
        self.routers: list[Place] = []
        self.providers: list[Place] = []
        self.requests: list[TokenRequest] = []
        self.set_auth: list[Place] = []
        self.uses_clerk = False
        self.used: Place | None = None

    def add(self, module: Module, sources: Sources, side: Side) -> None:
        """Take in a file of the app; tests and scripts are none."""
        source = module.source
        if side == "script":
            return
        if side == "convex":
            if b"httpRouter" in source:
                routers = module.calls("httpRouter", "convex/server")
                self.routers.extend(call.place for call in routers)
            if not self.relying:
                self.relying.extend(_identity(module))
            return
        if b"@clerk/" in source:
            self.uses_clerk = True
        if self.used is None and b"_generated/" in source:
            self.used = next(
                (one.place for one in module.imports if "/_generated/" in one.source), None
            )
        if b"@clerk/" in source or b"getToken" in source:
            self.requests.extend(token_requests(module, sources))
        if _PROVIDER.encode() in source:
            self.providers.extend(one.place for one in sources.elements(module, _PROVIDER, _FROM))
        if b"setAuth" in source and b"convex/" in source:
            self.set_auth.extend(
                module.place(lineage[-1])
                for lineage in module.occurrences("setAuth")
                if lineage[-1].type == "property_identifier"
            )

    def clients(self) -> ConvexClients:
        found = self._app.versions.get(PACKAGE)
        return ConvexClients(
            tuple(self.providers),
            tuple(self.requests),
            tuple(self.set_auth),
            found.version if found else None,
            found.text if found else None,
            found.place if found else None,
        )

    def all_relying(self) -> list[tuple[str, Place]]:
        """Code that works only where Convex accepts Clerk's tokens, the plainest first."""
        found = [(f"`<{_PROVIDER}>`", place) for place in self.providers]
        found += [
            (f'`getToken({{ template: "{one.template}" }})`', one.place)
            for one in self.requests
            if one.template == "convex"
        ]
        return found + self.relying


def _identity(module: Module) -> Iterator[tuple[str, Place]]:
    if b"getUserIdentity" in module.source:
        for lineage in module.occurrences("getUserIdentity"):
            if lineage[-1].type == "property_identifier":
                yield "`ctx.auth.getUserIdentity()`", module.place(lineage[-1])
                return


def add_convex(
    seen: Evidence, app: App, files: Sequence[str], sources: Sources, collector: ConvexCollector
) -> None:
    """The facts of an app that holds Convex functions, or calls some.

    What only a service, a token or a template tells is declined; the command that asks for it adds
    it later (`gather.convex_online`).
    """
    if app.convex is None or not app.convex.exists:
        add_absence(seen, Absent(_why_none(app)))
        _add_client(seen, app, collector)  # of functions that may stand elsewhere
        return
    _add_client(seen, app, collector)
    found = convex_files(
        app, app.convex, files, sources, collector.all_relying(), collector.routers, collector.used
    )
    config: AuthConfig | Absence = Absent(f"there is no `{found.folder}/auth.config.ts`")
    if found.configs:
        name = found.configs[0].path.rpartition("/")[2]
        config = auth_config(app, name, sources)
        config = config._replace(stated=tuple(_stated(seen, config.variables)))
    if not _is_clerks(app, config, collector):
        add_absence(seen, Absent("the Convex functions here have nothing to do with Clerk"))
        return
    seen.found(found)
    seen.add(AuthConfig, config)
    add_declined(seen)


def _add_client(seen: Evidence, app: App, collector: ConvexCollector) -> None:
    seen.found(ConvexPackage(app))
    seen.add(ClerkIssuer, _clerk_issuer(seen))
    seen.found(collector.clients())


def add_absence(seen: Evidence, absent: Absence) -> None:
    """There is nothing here for these checks to judge."""
    for kind in KINDS:
        seen.missing(kind, absent)


def add_declined(seen: Evidence) -> None:
    """What the files do not tell."""
    seen.missing(ConvexToken, Declined(NO_TOKEN))
    seen.missing(JwtTemplates, Declined(NO_TEMPLATE))
    seen.missing(ConvexTemplate, Declined(NO_TEMPLATE))
    seen.missing(ConvexDeployments, Declined(_no_deployment(seen)))
    seen.found(SeenDeployments((), NO_DEPLOYMENT))
    seen.found(TokenSource())
    seen.missing(TokenProbe, Declined(NO_TOKEN))


def _no_deployment(seen: Evidence) -> str:
    """Why nothing is known of a deployment, and what many take for one."""
    config = seen[AuthConfig]
    stated = config.stated if isinstance(config, AuthConfig) else ()
    if not stated:
        return NO_DEPLOYMENT
    name, at = stated[0]
    return f"`{name}` stands in `{at}`, which Convex never reads; {NO_DEPLOYMENT}"


def _why_none(app: App) -> str:
    if app.convex is None:
        return "nothing here uses Convex"
    return f"there is no folder `{app.convex.path}` of Convex functions"


def _clerk_issuer(seen: Evidence) -> ClerkIssuer | Absence:
    key = seen[PublishableKeyVariable]
    if not isinstance(key, PublishableKeyVariable):
        reason = f"`{_PUBLISHABLE}` is not set here, and it names the Clerk instance"
        return Declined(reason)
    if not isinstance(key.parsed, PublishableKey):
        return Declined(f"the value of `{key.variable.name}` {key.parsed.reason}")
    is_live = key.parsed.instance_type == "production"
    return ClerkIssuer(key.parsed.issuer, is_live, key.variable.name, key.variable.at)


def _stated(seen: Evidence, names: Sequence[str]) -> Iterator[tuple[str, Location]]:
    """Where the app's own files state variables that belong on the deployment."""
    stated = seen[Environment]
    if not isinstance(stated, Environment):
        return
    for name in names:
        variable = stated.stated(name)
        if variable:
            yield name, variable.at


def _is_clerks(app: App, config: AuthConfig | Absence, collector: ConvexCollector) -> bool:
    if collector.uses_clerk or collector.providers:
        return True
    if any(one.name.startswith("@clerk/") for one in app.manifest.dependencies):
        return True
    if not isinstance(config, AuthConfig):
        return False
    return any("CLERK" in one.name for one in config.reads) or any(
        one.is_clerks for one in config.providers
    )


# Workspaces


def join_convex(
    project: Project, apps: Mapping[str | None, App], seen: Mapping[str | None, Evidence]
) -> None:
    """Gives the facts of a package with Convex functions to the apps that call them."""
    judged_with: dict[str, str] = {}
    own = {app.path: name for name, app in apps.items()}
    for name, app in apps.items():
        evidence = seen[name]
        other = project.convex_app(app)
        if other is None or other.path == app.path or app.kind == "convex":
            continue
        theirs = seen[own[other.path]] if other.path in own else _alone(other)
        _give(theirs, evidence, os.path.relpath(other.folder, app.folder).replace(os.sep, "/"))
        judged_with.setdefault(other.path, app.path)
    for path, client in judged_with.items():
        if path in own:
            reason = f"judged with `{client}`, which calls these Convex functions"
            add_absence(seen[own[path]], Absent(reason))


def _alone(other: App) -> Evidence:
    """The facts of a package outside of the folder that was asked about."""
    seen = Evidence(other.path)
    nothing = Absent("no env file is looked at here")
    for kind in (Environment, PublishableKeyVariable):
        seen.missing(kind, nothing)
    seen.found(Code())
    sources, collector = sources_of(other), ConvexCollector(other)
    files = list(tree.sources(other.folder))
    folder = f"{other.convex.path}/" if other.convex else ""
    inside = [path for path in files if path.startswith(folder)]
    for path, content in tree.mentions(other.folder, inside, (b"httpRouter", b"getUserIdentity")):
        module = read_module(path, content)
        if isinstance(module, Module):
            collector.add(module, sources, "convex")
    collector.uses_clerk = True  # an app that calls these functions decides
    add_convex(seen, other, files, sources, collector)
    return seen


def _give(theirs: Evidence, evidence: Evidence, prefix: str) -> None:
    clients = evidence[ConvexClients]
    relying = evidence_of_use(clients) if isinstance(clients, ConvexClients) else ()
    files = moved(theirs[ConvexFiles], prefix)
    if isinstance(files, ConvexFiles):
        files = files._replace(relying=(*relying, *files.relying), generated=None)
        evidence.found(files)
        evidence.add(ConvexPackage, theirs[ConvexPackage])
        evidence.add(AuthConfig, _with_stated(moved(theirs[AuthConfig], prefix), evidence))
        add_declined(evidence)
    else:
        add_absence(evidence, files if isinstance(files, Absence) else Unavailable("not read"))
        evidence.add(ConvexClients, clients)


def _with_stated(config: object, evidence: Evidence) -> object:
    if not isinstance(config, AuthConfig):
        return config
    return config._replace(stated=tuple(_stated(evidence, config.variables)))


def evidence_of_use(clients: ConvexClients) -> tuple[tuple[str, Place], ...]:
    """What an app's code shows of its relying on Clerk's tokens."""
    return tuple((f"`<{_PROVIDER}>`", place) for place in clients.providers)


def moved(fact: object, prefix: str) -> object:
    """A fact about another folder of the project, its places as seen from here."""
    if isinstance(fact, Place):
        return fact._replace(path=posixpath.normpath(f"{prefix}/{fact.path}"))
    if isinstance(fact, tuple):
        inner: list[Any] = [moved(one, prefix) for one in fact]
        return type(fact)(*inner) if hasattr(fact, "_fields") else tuple(inner)
    return fact
