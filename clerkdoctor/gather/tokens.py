"""Gathering a token's judgement: the project's settings, the keys, and what each verifier says.

Trust runs one way: keys come from options, from the project's own key, or from the issuer that the
project or the user states. What the token itself names (`iss`, `jku`, `x5u`) is never asked.
"""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from clerkdoctor.clerk import jwt
from clerkdoctor.clerk.hosts import PRODUCTION_API
from clerkdoctor.clerk.jwk_choice import KeyAnswer, KeySource
from clerkdoctor.clerk.keys import PublishableKey
from clerkdoctor.clerk.older import older
from clerkdoctor.clerk.token_input import TokenInput, read_token
from clerkdoctor.clerk.verify import Verifier, VerifyOptions
from clerkdoctor.evidence import Absent, Evidence, Unavailable
from clerkdoctor.facts.code import Code
from clerkdoctor.facts.environment import Environment, Mode
from clerkdoctor.facts.keys import JwtKeyVariable, PublishableKeyVariable, SecretKeyVariable
from clerkdoctor.facts.project import App, NotAProject
from clerkdoctor.facts.tokens import (
    Asked,
    ClerkVerdict,
    ConvexVerdict,
    DecodedToken,
    NoToken,
    Token,
    VerificationKey,
)

if TYPE_CHECKING:
    from clerkdoctor.gather.auth_config import Providers
    from clerkdoctor.gather.provider_network import ProviderNetwork

KEY_SET = "/.well-known/jwks.json"
NO_KEY = (
    "there is no key to verify with; stand in the project's folder, or give --jwt-key, --jwks or"
    " --issuer"
)


class TokenOptions(NamedTuple):
    """What the command line says. `now` is in ms since the epoch, `jwt_key` the PEM's text.

    `jwks` is the content of a file, or a URL that begins with http. `verifiers` are those asked
    for, None for what the project has. `proxy` is what `gather.http.get` takes.
    """

    project: Path | None
    now: float
    jwks: str | bytes | None = None
    jwt_key: str | None = None
    issuer: str | None = None
    audience: tuple[str, ...] = ()
    authorized_parties: tuple[str, ...] = ()
    clock_skew_ms: float = 5_000.0
    verifiers: frozenset[str] | None = None
    application_id: str | None = None
    proxy: str | None = None


class Settings(NamedTuple):
    """What the project says about its tokens. `backend_api` is where its SDK asks for keys."""

    app: App | None = None
    publishable: PublishableKeyVariable | None = None
    secret: SecretKeyVariable | None = None
    jwt_key: tuple[str, str] | None = None
    authorized_parties: tuple[str, ...] = ()
    backend_api: str = PRODUCTION_API

    @property
    def publishable_key(self) -> PublishableKey | None:
        parsed = self.publishable.parsed if self.publishable else None
        return parsed if isinstance(parsed, PublishableKey) else None

    @property
    def issuer(self) -> str | None:
        return self.publishable_key.issuer if self.publishable_key else None


def settings_of(project: Path | None) -> Settings:
    """The settings of the app in this folder; of none, where a folder was not named and is none."""
    found = app_of(project)
    return Settings() if found is None else settings_in(*found)


def app_of(
    project: Path | None, mode: Mode = "development", *, routes: bool = False
) -> tuple[App, Evidence] | None:
    """The Next.js app of this folder, else its first app, with its facts.

    None where a folder was not named and this one is no project. Raises `Trouble` for a folder that
    was named and is none.
    """
    folder = project or Path()
    if project is None and not _is_project(folder):
        return None
    from clerkdoctor.gather.everything import Wanted, gather

    seen = gather(folder, Wanted(mode, routes=routes))
    name, app = next(
        ((name, app) for name, app in seen.apps.items() if app.kind == "next"),
        next(iter(seen.apps.items())),
    )
    return app, seen.evidence[name]


def settings_in(app: App, evidence: Evidence) -> Settings:
    """What the facts of an app say about its tokens."""
    key, secret = evidence[PublishableKeyVariable], evidence[SecretKeyVariable]
    local, code = evidence[JwtKeyVariable], evidence[Code]
    found = Settings(
        app,
        key if isinstance(key, PublishableKeyVariable) else None,
        secret if isinstance(secret, SecretKeyVariable) else None,
        (local.variable.name, local.variable.value.reveal())
        if isinstance(local, JwtKeyVariable)
        else None,
        code.authorized_parties if isinstance(code, Code) else (),
    )
    return found._replace(backend_api=_backend_api(evidence[Environment], found))


def _is_project(folder: Path) -> bool:
    """Whether there is an app here: asked first, since most tokens are verified outside of one."""
    if not any((above / "package.json").exists() for above in (folder, *folder.absolute().parents)):
        return False
    from clerkdoctor.gather.project import project

    found = project(folder)
    return not isinstance(found, NotAProject) and bool(found.apps)


def _backend_api(stated: object, found: Settings) -> str:
    own = stated.stated("CLERK_API_URL") if isinstance(stated, Environment) else None
    if own:
        return own.value.reveal().rstrip("/")
    return found.publishable_key.backend_api if found.publishable_key else PRODUCTION_API


def token_input(text: str, settings: Settings, now: float) -> TokenInput:
    """The token in what was given; this instance's key decides between cookies."""
    return read_token(text, settings.publishable_key, now)


def evidence_of(given: TokenInput, options: TokenOptions, settings: Settings) -> Evidence:
    """The token, and what each verifier that was asked for says of it."""
    seen = Evidence()
    seen.found(Token(given, len(given.token.encode("utf-8", "surrogatepass"))))
    decoded = jwt.decode(given.token)
    if isinstance(decoded, jwt.NotJwt):
        reason = decoded._replace(message=given.note) if given.note else decoded
        seen.found(NoToken(reason))
        for kind in (DecodedToken, VerificationKey, ClerkVerdict, ConvexVerdict):
            seen.missing(kind, Absent("the text is no JSON Web Token"))
        return seen
    seen.found(NoToken(None))
    seen.found(DecodedToken(decoded))
    verifiers = options.verifiers or _verifiers(settings)
    for kind in (VerificationKey, ClerkVerdict):
        seen.missing(kind, Absent("Clerk's verdict was not asked for"))
    seen.missing(ConvexVerdict, Absent("Convex' verdict was not asked for"))
    if "clerk" in verifiers:
        asked, key = verify_options(options, settings)
        seen.add(VerificationKey, key)
        seen.found(_clerk(given.token, options.now, asked, settings))
    if "convex" in verifiers:
        seen.add(ConvexVerdict, _convex(given.token, options, settings))
    return seen


def _verifiers(settings: Settings) -> frozenset[str]:
    has_convex = settings.app is not None and settings.app.convex is not None
    return frozenset(("clerk", "convex")) if has_convex else frozenset(("clerk",))


def verify_options(
    options: TokenOptions, settings: Settings
) -> tuple[VerifyOptions, VerificationKey | Unavailable]:
    """`verifyToken`'s options, with the keys that there are."""
    issuer = options.issuer.rstrip("/") if options.issuer else settings.issuer
    made = VerifyOptions(
        audience=options.audience,
        authorized_parties=options.authorized_parties or settings.authorized_parties,
        issuer=issuer or "",
        clock_skew_ms=options.clock_skew_ms,
    )
    if options.jwt_key is not None:
        key = VerificationKey("the PEM key given with --jwt-key", is_pem=True)
        return made._replace(jwt_key=options.jwt_key), key
    if isinstance(options.jwks, bytes):
        key = VerificationKey("the file given with --jwks")
        return made._replace(keys=KeyAnswer(200, options.jwks)), key
    if options.jwks is None and options.issuer is None and settings.jwt_key:
        name, pem = settings.jwt_key
        return made._replace(jwt_key=pem), VerificationKey(f"`{name}`", is_pem=True)
    fetched = _fetched(options, settings)
    if isinstance(fetched, Unavailable):
        return made, fetched
    return made._replace(keys=fetched.keys), VerificationKey(f"`{fetched.url}`")


class _Fetched(NamedTuple):
    url: str
    keys: KeySource


def _fetched(options: TokenOptions, settings: Settings) -> _Fetched | Unavailable:
    """The key set at the URL or of the issuer that was given, else the project's own.

    A key that is at hand asks nobody, and what asks is not loaded.
    """
    url = options.jwks if isinstance(options.jwks, str) else None
    issuer = options.issuer or settings.issuer
    if url is None and issuer:
        url = f"{issuer.rstrip('/')}{KEY_SET}"
    if url is None:
        return _by_secret_key(options, settings)
    from clerkdoctor.gather.asking import patiently
    from clerkdoctor.gather.http import NoAnswer, get

    answer = patiently(partial(get, url, proxy=options.proxy))
    if isinstance(answer, NoAnswer):
        return Unavailable(f"`{url}` {answer.reason}")
    if answer.status != 200:
        return Unavailable(f"`{url}` answers {answer.status}; a key set was expected")
    return _Fetched(url, KeyAnswer(answer.status, answer.body))


def _by_secret_key(options: TokenOptions, settings: Settings) -> _Fetched | Unavailable:
    """The key set that the secret key opens at the Backend API."""
    if settings.secret is None:
        return Unavailable(NO_KEY)
    from clerkdoctor.gather.clerk_api import ClerkApi, NotTold, refusal
    from clerkdoctor.gather.http import NoAnswer

    key = settings.secret.variable.value
    answer = ClerkApi(settings.backend_api, key, proxy=options.proxy).ask("/jwks")
    if isinstance(answer, NotTold):
        return Unavailable(answer.reason)
    if isinstance(answer, NoAnswer):
        return Unavailable(f"`{answer.url}` {answer.reason}")
    if answer.status != 200:
        return Unavailable(f"`{answer.url}` {refusal(answer)}")
    return _Fetched(answer.url, KeyAnswer(answer.status, answer.body))


def _clerk(token: str, now: float, asked: VerifyOptions, settings: Settings) -> ClerkVerdict:
    has_key = bool(asked.jwt_key) or asked.keys is not None
    reasons = Verifier(asked).reasons(token, now)
    if not has_key:
        # That there is none is said of us here, and not of the token.
        reasons = tuple(one for one in reasons if one.rule != "key")
    backend = (
        settings.app.versions.brought("@clerk/nextjs", "@clerk/backend") if settings.app else None
    )
    version = backend.version if backend else None
    notes = older(version[:3]) if version else ()
    stated = Asked(
        tuple(asked.audience),
        tuple(asked.authorized_parties),
        str(asked.issuer),
    )
    return ClerkVerdict(reasons, has_key, notes, stated)


def _convex(token: str, options: TokenOptions, settings: Settings) -> ConvexVerdict | Unavailable:
    from clerkdoctor.convex.identity import Accepted
    from clerkdoctor.convex.validate import validate
    from clerkdoctor.gather.provider_network import NotAsked, ProviderNetwork

    providers = _providers(options, settings)
    if isinstance(providers, str):
        return Unavailable(providers)
    network = ProviderNetwork(providers.providers, options.proxy)
    try:
        outcome = validate(token, providers.providers, options.now / 1000, network)
    except NotAsked as why:
        return Unavailable(str(why))
    if isinstance(outcome, Accepted):
        return ConvexVerdict(None, outcome.identity, providers.words)
    return ConvexVerdict(outcome, None, providers.words)


def _providers(options: TokenOptions, settings: Settings) -> "Providers | str":
    from clerkdoctor.convex.providers import OidcProvider
    from clerkdoctor.gather.auth_config import Providers, auth_config_providers

    issuer = options.issuer.rstrip("/") if options.issuer else settings.issuer
    has_file = settings.app is not None and settings.app.convex is not None
    if has_file and options.application_id is None and settings.app is not None:
        return auth_config_providers(settings.app, issuer)
    if issuer is None:
        return "no issuer is known; stand in the project's folder, or give --issuer"
    application = options.application_id or "convex"
    words = f"one provider: `{issuer}`, application id `{application}`"
    return Providers((OidcProvider(application, issuer),), words)


def convex_for_batch(
    options: TokenOptions, settings: Settings
) -> "tuple[Providers, ProviderNetwork] | Unavailable | None":
    """Convex' side of many tokens, its providers' keys fetched once; None where it is not asked."""
    from clerkdoctor.gather.provider_network import NotAsked, ProviderNetwork

    if "convex" not in (options.verifiers or _verifiers(settings)):
        return None
    providers = _providers(options, settings)
    if isinstance(providers, str):
        return Unavailable(providers)
    network = ProviderNetwork(providers.providers, options.proxy)
    try:
        network.look_ahead()
    except NotAsked as why:
        return Unavailable(str(why))
    return providers, network


def looked_at(seen: Evidence) -> str:
    """In a line, whose rules were applied with which keys."""
    clerk, convex, key = seen[ClerkVerdict], seen[ConvexVerdict], seen[VerificationKey]
    parts = []
    if isinstance(clerk, ClerkVerdict):
        keys = f"the keys of {key.source}" if isinstance(key, VerificationKey) else "no key"
        parts.append(f"Clerk, with {keys}")
        codes = {one.reason for one in clerk.reasons}
        parts += [
            f"the @clerk/backend of this project {note.text}"
            for note in clerk.older
            if codes & set(note.reasons)
        ]
    if isinstance(convex, ConvexVerdict):
        parts.append(f"Convex, with providers {convex.providers_from}")
    return " · ".join(parts)


def verdicts(seen: Evidence) -> dict[str, object]:
    """The verdicts as the JSON document has them; one that was not reached is absent.

    Where there is no key to verify with, `accepted` is false if anything speaks against the token,
    else null.
    """
    found: dict[str, object] = {}
    clerk, convex = seen[ClerkVerdict], seen[ConvexVerdict]
    if isinstance(clerk, ClerkVerdict):
        codes = [one.reason for one in clerk.reasons]
        found["clerk"] = {"accepted": clerk.accepted, "reason": clerk.reason, "reasons": codes}
    if isinstance(convex, ConvexVerdict):
        refused = convex.refused
        found["convex"] = {
            "accepted": refused is None,
            "code": refused.code if refused else None,
            "message": refused.message if refused else None,
            "cause": refused.cause if refused else None,
            "identity": convex.identity,
        }
    return found
