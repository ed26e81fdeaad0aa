"""Facts about auth.config, tokens, templates and deployments, in as few words as a row has."""

from collections.abc import Mapping
from typing import Any

from clerkdoctor.clerk.jwt_template import JwtTemplate
from clerkdoctor.convex.providers import OidcProvider, Provider
from clerkdoctor.convex.push import push
from clerkdoctor.convex.refusal import Refused
from clerkdoctor.facts.convex import (
    AuthConfig,
    ClerkIssuer,
    ConvexClients,
    ConvexDeployments,
    ConvexFiles,
    ConvexToken,
    Deployment,
    Field,
    SeenDeployments,
    StatedProvider,
    TokenRequest,
    TokenSource,
    VariableRead,
)
from clerkdoctor.facts.jwt_template import ConvexTemplate, JwtTemplates
from clerkdoctor.facts.place import Place, Source, Url
from clerkdoctor.secret import Secret
from clerkdoctor.semver import parse
from tests.checks.facts import PUBLISHABLE, place

DEV = "https://quick-otter-42.clerk.accounts.dev"
LIVE = "https://clerk.books.dev"
VARIABLE = "CLERK_JWT_ISSUER_DOMAIN"
FILE = "convex/auth.config.ts"
CLOUD = "https://happy-animal-123.convex.cloud"


def field(name: str, text: str, at: str = f"{FILE}:6:7") -> Field:
    """A constant, or, as `$NAME`, a variable; `${…}` in it makes a template."""
    if text.startswith("$") and text[1:].isidentifier():
        return Field(name, "variable", f"process.env.{text[1:]}", place(at), text[1:])
    if "${" in text:
        variable = text.partition("${")[2].partition("}")[0]
        return Field(name, "template", text, place(at), variable)
    return Field(name, "text", text, place(at))


def provider(
    domain: str | Field | None = f"${VARIABLE}",
    application_id: str | Field | None = "convex",
    *,
    kind: str = "",
    line: int = 5,
    unknown: str | None = None,
) -> StatedProvider:
    """A provider; with a `kind` it has an `issuer` in place of a `domain`."""
    name = "issuer" if kind else "domain"
    stated = [field("type", kind)] if kind else []
    for key, value in ((name, domain), ("applicationID", application_id)):
        if isinstance(value, Field):
            stated.append(value)
        elif value is not None:
            stated.append(field(key, value, f"{FILE}:{line + 1}:7"))
    return StatedProvider(Place(FILE, line, 5), tuple(stated), unknown)


def config(*providers: StatedProvider, **what: Any) -> AuthConfig:
    """The file with these providers, by default one that reads the usual variable."""
    listed = providers or (provider(),)
    names = [one.variable for two in listed for one in two.fields if one.variable]
    reads = tuple(VariableRead(name, place(f"{FILE}:6:15")) for name in names)
    stated: dict[str, Any] = {"providers": listed, "reads": reads} | what
    return AuthConfig(Place(FILE), **stated)


def refused(exported: object) -> Refused:
    found = push(exported)
    assert isinstance(found, Refused)
    return found


def files(**what: Any) -> ConvexFiles:
    stated: dict[str, Any] = {"configs": (Place(FILE),)} | what
    return ConvexFiles("convex", **stated)


RELYING = (("`<ConvexProviderWithClerk>`", place("components/providers.tsx:9:10")),)


def issuer(text: str = DEV) -> ClerkIssuer:
    return ClerkIssuer(text, text == LIVE, PUBLISHABLE, Place(".env.local", 1, 1))


def deployment(
    name: str = "happy-animal-123",
    kind: str | None = "dev",
    *,
    variables: Mapping[str, str] | None = None,
    has: tuple[Provider, ...] | None = None,
    **what: Any,
) -> Deployment:
    """A deployment with these variables; `has` are its providers, by default those of the file."""
    values = {VARIABLE: DEV} if variables is None else dict(variables)
    evaluated = (
        (OidcProvider("convex", values[VARIABLE]),) if values.get(VARIABLE) is not None else None
    )
    stated: dict[str, Any] = {
        "is_the_apps": kind == "dev",
        "names": frozenset(values),
        "values": {key: Secret(value) for key, value in values.items()},
        "evaluated": evaluated,
        "deployed": evaluated if has is None else has,
    } | what
    return Deployment(name, Url(f"https://{name}.convex.cloud"), kind, **stated)


def seen(*deployments: Deployment, why: str = "no deployment was asked") -> SeenDeployments:
    return SeenDeployments(deployments, "" if deployments else why)


def asked(*deployments: Deployment) -> ConvexDeployments:
    return ConvexDeployments(deployments or (deployment(),))


def clients(
    version: str = "1.48.0", *requests: TokenRequest, providers: bool = True
) -> ConvexClients:
    return ConvexClients(
        (place("components/providers.tsx:9:10"),) if providers else (),
        requests,
        (),
        parse(version),
        version,
        Place("package-lock.json", 100),
    )


def request(
    template: str | None = "", *, for_convex: bool = True, at: str = "app/page.tsx:7:30"
) -> TokenRequest:
    return TokenRequest(place(at), template, for_convex)


def source(**what: Any) -> TokenSource:
    return TokenSource(**what)


def token(kind: str = "session", **claims: object) -> ConvexToken:
    usual: dict[str, object] = {"iss": DEV, "sub": "user_1", "aud": "convex"}
    return ConvexToken(kind, usual | claims, Source("--token"))


def template(claims: Mapping[str, object] | None = None, **what: Any) -> ConvexTemplate:
    stated = {"aud": "convex"} if claims is None else claims
    others: dict[str, Any] = {"name": "convex", "lifetime": 60} | what
    found = JwtTemplate(stated, **others)
    return ConvexTemplate(found, Place("convex-template.json"))


def templates(*names: str, is_all: bool = True) -> JwtTemplates:
    at = Url("https://api.clerk.com/v1/jwt_templates") if is_all else Place("template.json")
    return JwtTemplates(tuple(JwtTemplate({"aud": "convex"}, name) for name in names), at, is_all)
