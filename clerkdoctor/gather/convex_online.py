"""Gathering what a user hands over or lets be asked: a token, a template, Clerk, deployments.

Without `online` nothing is sent. With it, four hosts may be asked: the project's own Frontend API,
the Backend API with the project's secret key, the deployment that a deploy key names, and the
deployment that the project's own Convex URL names.
"""

import json
from pathlib import Path

from clerkdoctor.clerk import jwt
from clerkdoctor.clerk.hosts import PRODUCTION_API, backend_api_of
from clerkdoctor.clerk.jwt_template import (
    DEFAULT_CLAIMS,
    SESSION_CLAIMS,
    JwtTemplate,
    read_templates,
    shortcodes_in,
)
from clerkdoctor.clerk.reading import kind_of_token
from clerkdoctor.clerk.token_input import read_token
from clerkdoctor.convex.token_source import TEMPLATE
from clerkdoctor.errors import Trouble
from clerkdoctor.evidence import Absent, Declined, Evidence, Unavailable
from clerkdoctor.facts.convex import (
    ClerkIssuer,
    ConvexClients,
    ConvexDeployments,
    ConvexFiles,
    ConvexPackage,
    ConvexToken,
    SeenDeployments,
    TokenProbe,
    TokenSource,
)
from clerkdoctor.facts.jwt_template import ConvexTemplate, JwtTemplates
from clerkdoctor.facts.key_sets import ProviderMetadata
from clerkdoctor.facts.keys import SecretKeyVariable
from clerkdoctor.facts.place import Source, Url
from clerkdoctor.gather.clerk_api import ClerkApi, NotTold
from clerkdoctor.gather.convex_deployments import Asked, deployments, probe, stated_value
from clerkdoctor.gather.http import get
from clerkdoctor.gather.key_sets import METADATA, read_answer
from clerkdoctor.gather.tokens import KEY_SET

_OFFLINE = "give --online to have the issuer's metadata fetched"


def add_online(seen: Evidence, asked: Asked) -> None:
    """Adds what was asked for to the facts of an app."""
    metadata = Declined(_OFFLINE)
    seen.missing(ProviderMetadata, metadata)
    if not isinstance(seen[ConvexFiles], ConvexFiles):
        seen.missing(ProviderMetadata, Absent("there are no Convex functions to judge"))
        return
    if asked.token is not None:
        seen.found(_token(asked.token, asked.now))
    _add_templates(seen, asked)
    seen.found(_source(seen))
    if not asked.online:
        return
    issuer = seen[ClerkIssuer]
    if asked.metadata and isinstance(issuer, ClerkIssuer):
        answer = get(f"{issuer.issuer}{METADATA}", timeout=asked.timeout, proxy=asked.proxy)
        uri = f"{issuer.issuer}{KEY_SET}"
        seen.found(ProviderMetadata(issuer.issuer, uri, read_answer(answer)))
    package = seen[ConvexPackage]
    assert isinstance(package, ConvexPackage)
    told = deployments(seen, package.app, asked)
    seen.add(ConvexDeployments, told)
    if isinstance(told, ConvexDeployments):
        seen.found(SeenDeployments(told.deployments))
    else:
        seen.found(SeenDeployments((), told.reason))
    if asked.token is not None:
        seen.add(TokenProbe, probe(seen, asked))


def login_file() -> Path:
    """Where the Convex CLI keeps the user's login."""
    return Path.home() / ".convex" / "config.json"


# Tokens and templates


def _token(text: str, now: float) -> ConvexToken:
    given = read_token(text, None, now)
    decoded = jwt.decode(given.token)
    if isinstance(decoded, jwt.NotJwt):
        raise Trouble(decoded.message, decoded.action or "give a JSON Web Token with --token")
    header = decoded.header if isinstance(decoded.header, dict) else {}
    claims = decoded.claims if isinstance(decoded.claims, dict) else {}
    return ConvexToken(kind_of_token(header, claims), claims, Source("--token"))


def _add_templates(seen: Evidence, asked: Asked) -> None:
    found: JwtTemplates | Unavailable | None = None
    if asked.template is not None:
        found = _from_file(*asked.template)
    elif asked.online:
        found = _from_clerk(seen, asked)
    token = seen[ConvexToken]
    if found is None:
        if isinstance(token, ConvexToken):
            seen.add(ConvexTemplate, _by_token(token))
        return
    if isinstance(found, JwtTemplates):
        found = found._replace(stated=asked.template_name)
    seen.add(JwtTemplates, found)
    if isinstance(found, Unavailable):
        seen.missing(ConvexTemplate, found)
        return
    template = convex_template(found, seen[ConvexClients])
    if template is not None:
        seen.found(ConvexTemplate(template, found.at))
    else:
        names = ", ".join(f"`{one.name}`" for one in found.templates if one.name) or "none at all"
        seen.missing(
            ConvexTemplate, Absent(f"no template of that name is there; Clerk has {names}")
        )


def _by_token(token: ConvexToken) -> ConvexTemplate | Absent | Declined:
    """With neither the template nor Clerk asked, a token tells the same."""
    if token.kind == "jwt-template":
        return _template_of(token)
    if token.kind == "session" and TEMPLATE in token.audiences:
        return Absent("the session token has the audience: the Convex integration is on")
    what = "a session token without the audience" if token.kind == "session" else "of no template"
    return Declined(f"the token is {what}; give the template with --template, or --online")


def convex_template(found: JwtTemplates, clients: object) -> JwtTemplate | None:
    """The template whose tokens Convex gets: the one that clerkdoctor.toml states, else the one
    that the code asks for, by default `convex`; in a file with one template, that one.
    """
    wanted = [found.stated or TEMPLATE]
    if not found.stated and isinstance(clients, ConvexClients) and not clients.providers:
        wanted = [*clients.templates, TEMPLATE]
    for name in wanted:
        for one in found.templates:
            if one.name == name:
                return one
    return found.templates[0] if not found.is_all and len(found.templates) == 1 else None


def _source(seen: Evidence) -> TokenSource:
    """Which of Clerk's tokens Convex gets, by the token and the templates that are at hand."""
    token, templates, template = seen[ConvexToken], seen[JwtTemplates], seen[ConvexTemplate]
    found = TokenSource()
    if isinstance(templates, JwtTemplates) and templates.is_all:
        names = {one.name for one in templates.templates}
        found = found._replace(template=(templates.stated or TEMPLATE) in names)
    if isinstance(template, ConvexTemplate):
        found = _by_template(found, template)
    if isinstance(token, ConvexToken):
        found = found._replace(audiences=token.audiences, because="the token", at=token.at)
        if token.kind == "session":
            return found._replace(integration=TEMPLATE in token.audiences)
        if token.kind == "jwt-template":
            return found._replace(template=True)
    return found


def _by_template(found: TokenSource, template: ConvexTemplate) -> TokenSource:
    stated = template.template.claims.get("aud")
    listed = stated if isinstance(stated, list) else [stated]
    texts = tuple(one for one in listed if isinstance(one, str) and not shortcodes_in(one))
    because = f"the JWT template (`{template.at}`)"
    found = found._replace(template=True, because=because, at=template.at)
    # A template without `aud` fails its own check, and says nothing of what was meant.
    return found._replace(audiences=texts) if texts else found


def _template_of(token: ConvexToken) -> ConvexTemplate:
    """What a token of a template tells of it."""
    own = frozenset((*DEFAULT_CLAIMS, *SESSION_CLAIMS))
    claims = {name: value for name, value in token.claims.items() if name not in own}
    ends, began = token.claims.get("exp"), token.claims.get("iat")
    lives = ends - began if isinstance(ends, int) and isinstance(began, int) else None
    return ConvexTemplate(JwtTemplate(claims, lifetime=lives), token.at)


def _from_file(name: str, content: bytes) -> JwtTemplates:
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Trouble(f"`{name}` is not UTF-8", "save the template as JSON") from None
    except (ValueError, RecursionError):
        raise Trouble(f"`{name}` is not JSON", "save the template as JSON") from None
    found = read_templates(document)
    if isinstance(found, str):
        raise Trouble(f"`{name}` {found}", "save what the dashboard or the Backend API shows")
    return JwtTemplates(found, Source(name), is_all=False)


def _from_clerk(seen: Evidence, asked: Asked) -> JwtTemplates | Unavailable | None:
    secret = seen[SecretKeyVariable]
    if not isinstance(secret, SecretKeyVariable):
        return None
    base = _backend_api(seen)
    told = ClerkApi(
        base, secret.variable.value, timeout=asked.timeout, proxy=asked.proxy
    ).jwt_templates()
    if isinstance(told, NotTold):
        return Unavailable(told.reason)
    return JwtTemplates(told, Url(f"{base}/v1/jwt_templates"), is_all=True)


def _backend_api(seen: Evidence) -> str:
    """The Backend API that the SDK would send the secret key to."""
    own = stated_value(seen, "CLERK_API_URL")
    if own is not None:
        return own.reveal().rstrip("/")
    issuer = seen[ClerkIssuer]
    if isinstance(issuer, ClerkIssuer):
        return backend_api_of(issuer.issuer.removeprefix("https://"))
    return PRODUCTION_API
