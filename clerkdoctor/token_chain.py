"""The chain from a publishable key to an identity in Convex: its links, and the first that breaks.

Each link says what was seen and where; whether it holds is what the checks have said of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from clerkdoctor.checks.convex_trust import clerk_providers, issuer_of, listed, shown_issuer
from clerkdoctor.convex.providers import CustomJwtProvider, Provider
from clerkdoctor.evidence import Evidence
from clerkdoctor.facts.convex import (
    AuthConfig,
    ClerkIssuer,
    ConvexClients,
    ConvexFiles,
    ConvexToken,
    Deployment,
    Field,
    SeenDeployments,
    TokenProbe,
    TokenSource,
)
from clerkdoctor.facts.key_sets import ProviderMetadata
from clerkdoctor.facts.place import Location, Place
from clerkdoctor.report import Result, Status

KEY = ("publishable-key-is-set", "publishable-key-is-well-formed")
METADATA = ("provider-metadata-names-the-issuer",)
_FILE = (
    "convex-auth-config-exists", "convex-auth-config-is-where-convex-looks",
    "convex-providers-are-complete", "convex-auth-config-does-not-branch-on-node-env",
)  # fmt: skip
_ISSUER = (
    "convex-issuer-is-an-origin", "convex-issuer-is-the-frontend-api",
    "convex-issuer-is-not-fixed-to-development",
    "convex-issuer-variable-is-set-on-the-deployment", "convex-providers-are-deployed",
)  # fmt: skip
_AUDIENCE = ("convex-application-id-is-the-audience", "jwt-template-has-the-audience")
_SOURCE = (
    "jwt-template-exists", "jwt-template-name-is-exact", "jwt-template-claims-are-allowed",
    "jwt-template-is-signed-by-the-instance",
)  # fmt: skip
_NOT_SEEN = "not seen"


class Link(NamedTuple):
    """One link. `why` is what a broken one is broken by, or why it is not seen."""

    link: str
    status: Status
    seen: str
    at: Location | None = None
    why: str | None = None


class _Results:
    """What the checks say, asked for by their ids."""

    def __init__(self, results: Iterable[Result]) -> None:
        self._found = {result.check.id: result for result in results}

    def link(self, name: str, ids: Sequence[str], seen: str, at: Location | None = None) -> Link:
        found = [self._found[one] for one in ids if one in self._found]
        # What follows from another failure is not what is to be mended.
        for result in sorted(found, key=lambda one: one.follows_from is not None):
            if result.status == "fail" and result.level != "note":
                problem = result.problems[0]
                return Link(name, "fail", seen, problem.at or at, problem.message)
        for status in ("unknown", "pass"):
            for result in found:
                if result.status == status:
                    return Link(name, status, seen, at, result.reason)
        reasons = [result.reason for result in found if result.reason]
        return Link(name, "not_applicable", seen, at, reasons[0] if reasons else None)

    def problem_at(self, ids: Sequence[str], at: Location) -> str | None:
        for one in ids:
            result = self._found.get(one)
            for problem in result.problems if result and result.status == "fail" else ():
                if problem.at == at:
                    return problem.message
        return None


def chain(seen: Evidence, results: Iterable[Result]) -> list[Link]:
    """The links of one app, in the order in which a token meets them; empty without Convex."""
    if not isinstance(seen[ConvexFiles], ConvexFiles):
        return []
    said = _Results(results)
    return [
        *_instance(seen, said),
        *_token(seen, said),
        *_config(seen, said),
        *_kept(_clients(seen, said)),
    ]


def _kept(links: Iterable[Link]) -> Iterator[Link]:
    """Without those that there is nothing to say of."""
    return (one for one in links if one.status != "not_applicable" or one.seen)


def headline(links: Sequence[Link]) -> str:
    """A sentence about the whole: the first link that is broken, or that none is seen to be."""
    broken = next((one for one in links if one.status == "fail"), None)
    if broken is not None:
        return f"The chain breaks at «{broken.link}»: {broken.why}"
    unseen = sum(one.status == "unknown" for one in links)
    if unseen:
        are = "is not seen" if unseen == 1 else "are not seen"
        return f"No link is broken, as far as it is seen; {unseen} of {len(links)} {are}"
    return "Every link holds"


def document(seen: Evidence, links: Sequence[Link]) -> dict[str, Any]:
    """One app's part of the JSON document."""
    return {
        "headline": headline(links) if links else None,
        "chain": [
            {
                "link": one.link,
                "status": one.status,
                "seen": one.seen,
                "at": None if one.at is None else str(one.at),
                "why": one.why,
            }
            for one in links
        ],
        "providers": list(_providers(seen)),
    }


# The links


def _instance(seen: Evidence, said: _Results) -> Iterator[Link]:
    issuer, metadata = seen[ClerkIssuer], seen[ProviderMetadata]
    if not isinstance(issuer, ClerkIssuer):
        reason = getattr(issuer, "reason", None)
        yield said.link("publishable key", KEY, _NOT_SEEN)._replace(why=reason)
        return
    kind = "pk_live_…" if issuer.is_live else "pk_test_…"
    yield said.link("publishable key", KEY, f"`{kind}` in `{issuer.variable}`", issuer.at)
    host = issuer.issuer.removeprefix("https://")
    of = "production" if issuer.is_live else "development"
    yield Link("Frontend API", "pass", f"`{host}`, a {of} instance", issuer.at)
    if isinstance(metadata, ProviderMetadata):
        stated = metadata.fetched.members.get("issuer")
        words = shown_issuer(stated) if isinstance(stated, str) else _NOT_SEEN
        yield said.link("issuer in discovery", METADATA, words, metadata.fetched.at)
    else:
        yield said.link("issuer in discovery", METADATA, "not asked")


def _token(seen: Evidence, said: _Results) -> Iterator[Link]:
    token = seen[ConvexToken]
    ids = ("convex-token-is-of-this-instance",)
    if isinstance(token, ConvexToken):
        stated = token.claims.get("iss")
        words = shown_issuer(stated) if isinstance(stated, str) else "absent"
        yield said.link("`iss` of the token", ids, words, token.at)
    else:
        yield said.link("`iss` of the token", ids, _NOT_SEEN)


def _config(seen: Evidence, said: _Results) -> Iterator[Link]:
    files, config, shown = seen[ConvexFiles], seen[AuthConfig], seen[SeenDeployments]
    assert isinstance(files, ConvexFiles)
    if not isinstance(config, AuthConfig) or not isinstance(shown, SeenDeployments):
        yield said.link("auth.config", _FILE, "there is none")
        return
    yield said.link("auth.config", _FILE, f"`{config.file.path}`", config.file)
    fields = [one.issuer for _, one in clerk_providers(config) if one.issuer]
    words = ", ".join(map(_field_words, fields)) or "no provider of Clerk's"
    at: Location = fields[0].place if fields else config.file
    if not shown.deployments:
        yield said.link("provider domain", _ISSUER[:3], words, at)
    for one in shown.deployments:
        yield _on_deployment(one, said)
    yield _audience(seen, config, said)


def _field_words(field: Field) -> str:
    return shown_issuer(field.text) if field.kind == "text" else f"`{field.text}`"


def _on_deployment(deployment: Deployment, said: _Results) -> Link:
    name = f"provider domain, {deployment.kind or deployment.name}"
    trusted = deployment.evaluated if deployment.deployed is None else deployment.deployed
    problem = said.problem_at(_ISSUER, deployment.at)
    seen = _NOT_SEEN if trusted is None else listed(trusted)
    if problem is not None:
        return Link(name, "fail", seen, deployment.at, problem)
    if trusted is None:
        return Link(name, "unknown", seen, deployment.at, deployment.not_evaluated or None)
    return Link(name, "pass", seen, deployment.at)


def _audience(seen: Evidence, config: AuthConfig, said: _Results) -> Link:
    source = seen[TokenSource]
    fields = [one.field("applicationID") for _, one in clerk_providers(config)]
    known = [field for field in fields if field is not None]
    here = ", ".join(
        f"`{field.text}`" if len(field.text) < 40 else "a long text" for field in known
    )
    there = None
    if isinstance(source, TokenSource) and (source.audiences is not None or source.because):
        there = ", ".join(f"`{one[:40]}`" for one in source.audiences or ()) or "absent"
    words = f"`aud` {there or 'not seen'}, `applicationID` {here or 'absent'}"
    return said.link("audience", _AUDIENCE, words, known[0].place if known else config.file)


def _clients(seen: Evidence, said: _Results) -> Iterator[Link]:
    source, clients, probe = seen[TokenSource], seen[ConvexClients], seen[TokenProbe]
    if isinstance(source, TokenSource):
        yield said.link("token source", _SOURCE, _source_words(source), source.at)
    if isinstance(clients, ConvexClients):
        sdk = ("convex-sdk-agrees-with-the-token-source",)
        version = f"convex {clients.version_text}" if clients.version_text else _NOT_SEEN
        yield said.link("version of convex", sdk, version, clients.version_at)
        at: Place | None = clients.providers[0] if clients.providers else None
        seen_as = "`<ConvexProviderWithClerk>`" if at else "no `<ConvexProviderWithClerk>`"
        nesting = ("convex-provider-is-inside-clerk-provider",)
        yield said.link("provider nesting", nesting, seen_as, at)
    yield said.link("server calls", ("convex-server-calls-pass-a-token",), "")
    if isinstance(probe, TokenProbe):
        words = f"`{probe.code}`" if probe.code else "accepted"
        ids = ("convex-deployment-accepts-the-token",)
        yield said.link("Convex' verdict", ids, words, probe.at)


def _source_words(source: TokenSource) -> str:
    if source.integration:
        return "session tokens, by the Convex integration"
    if source.template:
        return "tokens of the JWT template `convex`"
    if source.template is False and source.integration is False:
        return "neither a JWT template `convex` nor the integration"
    return _NOT_SEEN


def _providers(seen: Evidence) -> Iterator[Mapping[str, Any]]:
    """The providers of the file and of the deployments, as far as they are known."""
    config, shown = seen[AuthConfig], seen[SeenDeployments]
    for one in config.providers if isinstance(config, AuthConfig) else ():
        app_id = one.field("applicationID")
        yield {
            "source": str(one.place),
            "type": "customJwt" if one.is_custom else "oidc",
            "domain": one.issuer.text if one.issuer else None,
            "applicationID": app_id.text if app_id else None,
        }
    for deployment in shown.deployments if isinstance(shown, SeenDeployments) else ():
        known = deployment.evaluated if deployment.deployed is None else deployment.deployed
        for provider in known or ():
            yield _deployed(deployment, provider)


def _deployed(deployment: Deployment, provider: Provider) -> Mapping[str, Any]:
    return {
        "source": f"convex:{deployment.name}",
        "type": "customJwt" if isinstance(provider, CustomJwtProvider) else "oidc",
        "domain": shown_issuer(issuer_of(provider)).strip("`"),
        "applicationID": provider.application_id,
    }
