"""Which Clerk instance and which Convex deployment each deployment is of."""

from collections.abc import Iterator
from typing import NamedTuple

from clerkdoctor.check import Finding, Inapplicable, Problem, Unknown, check
from clerkdoctor.checks.deployed_needs import (
    CONVEX_URL,
    DEPLOY_KEY,
    PUBLISHABLE,
    SECRET,
    command,
    not_looked_at,
)
from clerkdoctor.clerk.hosts import is_development_host
from clerkdoctor.clerk.keys import (
    InstanceType,
    PublishableKey,
    instance_type_of_secret_key,
    parse_publishable_key,
)
from clerkdoctor.convex.keys import (
    DeployKey,
    deployment_of_url,
    parse_convex_deployment,
    parse_deploy_key,
)
from clerkdoctor.facts.code import Code
from clerkdoctor.facts.deployed import Deployed, DeployedSource
from clerkdoctor.placeholders import is_placeholder
from clerkdoctor.stray import without_stray
from clerkdoctor.variables import variable as known

ENVIRONMENTS = "https://clerk.com/docs/guides/development/managing-environments"
PRODUCTION = "https://clerk.com/docs/guides/development/deployment/production"
CONVEX_CLERK = "https://docs.convex.dev/auth/clerk"
CONVEX_VERCEL = "https://docs.convex.dev/production/hosting/vercel"

_STRAY = ("stored-values-have-no-stray-characters",)


class _Instance(NamedTuple):
    """The instance that a source names: its Frontend API's host, where a variable tells it."""

    source: DeployedSource
    name: str
    host: str

    @property
    def type(self) -> InstanceType:
        return "development" if is_development_host(self.host) else "production"


def _text(source: DeployedSource, name: str) -> str | None:
    value = source.readable(name)
    text = without_stray(value.reveal()) if value else ""
    return text if text and not is_placeholder(text) else None


def _key(source: DeployedSource) -> PublishableKey | None:
    text = _text(source, PUBLISHABLE)
    parsed = parse_publishable_key(text) if text else None
    return parsed if isinstance(parsed, PublishableKey) else None


def _instance(source: DeployedSource, code: Code) -> _Instance | None:
    """By the publishable key where the app runs, by the issuer where Convex does."""
    if source.side == "next":
        key = _key(source)
        return _Instance(source, PUBLISHABLE, key.frontend_api.lower()) if key else None
    read = [r.name for r in code.env_reads if "/auth.config." in f"/{r.place.path}"]
    names = [
        *read, *(n for n in source.variables if (row := known(n)) and row.kind == "issuer")
    ]  # fmt: skip
    for name in dict.fromkeys(names):
        text = _text(source, name)
        host = (text or "").lower().removeprefix("https://").partition("/")[0]
        if "." in host:
            return _Instance(source, name, host)
    return None


def _instances(deployed: Deployed, code: Code) -> list[_Instance]:
    sources = [one for one in deployed.columns if one.unread is None]
    return [found for one in sources if (found := _instance(one, code))]


@check(
    "On each deployment the keys and the issuer are of one instance",
    fix="Copy the keys and the issuer from the same instance in the Clerk dashboard",
    references=(ENVIRONMENTS, CONVEX_CLERK),
    symptoms=(
        "No auth provider found matching the given token",
        "jwk-kid-mismatch",
        "Infinite redirect loop detected",
    ),
    follows=("deployed-keys-fit-their-target",),
)
def deployed_keys_belong_together(deployed: Deployed, code: Code) -> Iterator[Finding]:
    """The browser signs in at the instance in the publishable key, the server verifies with the one
    of the secret key, and Convex accepts the tokens of its issuer alone. Production's app belongs
    to production's Convex deployment, and what runs here to the development one.
    """
    yield from not_looked_at(deployed)
    read = [one for one in deployed.sources if one.unread is None]
    comparable = 0
    for source in read:
        key, text = _key(source), _text(source, SECRET)
        secret_type = instance_type_of_secret_key(text) if text else None
        hidden = source.variables.get(SECRET)
        if key and hidden and hidden.value is None:
            yield Unknown(f"`{SECRET}` on `{source.label}` {hidden.reason}")
        if key and secret_type:
            comparable += 1
            if key.instance_type != secret_type:
                yield Problem(
                    f"On `{source.label}`, `{PUBLISHABLE}` is of a {key.instance_type} instance and"
                    f" `{SECRET}` of a {secret_type} one",
                    source.place,
                    about=source.label,
                )
    instances = _instances(deployed, code)
    for issuer in [one for one in instances if one.source.side == "convex"]:
        apps = [one for one in instances if _runs_against(one.source, issuer.source)]
        comparable += len(apps)
        # What stands here differs between developers: a deployment's own word comes first.
        odd = next((one for one in reversed(apps) if one.host != issuer.host), None)
        if odd and not any(one.host == issuer.host for one in apps):
            yield Problem(
                f"`{issuer.name}` on `{issuer.source.label}` names `{issuer.host}`;"
                f" `{odd.name}` on `{odd.source.label}` is of `{odd.host}`",
                issuer.source.place,
                f"Set the issuer of the instance that the app uses, `https://{odd.host}`:\n"
                + command(issuer.source, issuer.name),
                about=issuer.source.label,
            )
    if not comparable and read:
        yield Inapplicable("no two keys of one deployment can be read")


def _runs_against(app: DeployedSource, convex: DeployedSource) -> bool:
    return app.side == "next" and app.target is not None and app.target == convex.target


@check(
    "Production uses live keys, and nothing else does",
    fix="Set the keys of the instance that belongs there",
    references=(PRODUCTION, ENVIRONMENTS),
    symptoms=(
        "Clerk has been loaded with development keys",
        "Production Keys are only allowed for domain",
    ),
    follows=_STRAY,
)
def deployed_keys_fit_their_target(deployed: Deployed, code: Code) -> Iterator[Finding]:
    """A development instance takes 100 users and shows a banner: it is not for production. A
    production instance accepts its own domain alone, which a preview does not have, and what is
    tried out there is done to real users: a warning, since some previews are meant so.
    """
    yield from not_looked_at(deployed)
    judged = 0
    for source in deployed.sources:
        if source.unread is not None or source.target is None:
            continue
        for name, kind in _types(source, code):
            judged += 1
            if source.target == "production" and kind == "development":
                yield _unfit(source, name, "development", "production")
            elif source.target != "production" and kind == "production":
                yield _unfit(source, name, "production", "development")._replace(level="warning")
    if not judged:
        yield Inapplicable("no key can be read on a deployment whose target is known")


def _types(source: DeployedSource, code: Code) -> Iterator[tuple[str, InstanceType]]:
    key, secret = _key(source), _text(source, SECRET)
    kind = instance_type_of_secret_key(secret) if secret else None
    if key:
        yield PUBLISHABLE, key.instance_type
    if kind and not (key and key.instance_type == kind):
        yield SECRET, kind
    issuer = _instance(source, code) if source.side == "convex" else None
    if issuer:
        yield issuer.name, issuer.type


def _unfit(
    source: DeployedSource, name: str, kind: InstanceType, expected: InstanceType
) -> Problem:
    return Problem(
        f"`{name}` on `{source.label}` is of a {kind} instance; one of a {expected} instance"
        " belongs there",
        source.place,
        f"Set the one from the {expected} instance in the Clerk dashboard:\n"
        + command(source, name),
        about=source.label,
    )


@check(
    "Production has an instance of its own",
    fix="Create a production instance in the Clerk dashboard, and set its keys in production",
    references=(PRODUCTION,),
    level="warning",
    follows=("deployed-keys-fit-their-target",),
)
def deployments_do_not_share_an_instance_by_accident(
    deployed: Deployed, code: Code
) -> Iterator[Finding]:
    """With one instance for production and for everything else, what is tried out is done to real
    users: their sessions end, test users appear among them, and webhooks of both reach both.
    """
    yield from not_looked_at(deployed)
    instances = _instances(deployed, code)
    live = [one for one in instances if one.source.target == "production"]
    others = [one for one in instances if one.source.target in ("preview", "development")]
    if not live or not others:
        yield Inapplicable("production and another deployment cannot both be seen")
    for one in others:
        shared = next((own for own in live if own.host == one.host), None)
        if shared:
            yield Problem(
                f"`{one.source.label}` and `{shared.source.label}` are both of the instance"
                f" `{one.host}`",
                one.source.place,
                about=shared.source.label if shared.type == "development" else one.source.label,
            )


@check(
    "Each deployment of the app talks to a Convex deployment of its own kind",
    fix="Copy the deployment URL from the Convex dashboard, under Settings",
    references=(CONVEX_VERCEL,),
    symptoms=("Could not find public function", "functions are out of date in production"),
    follows=_STRAY,
)
def deployed_convex_url_names_the_deployment(deployed: Deployed) -> Iterator[Finding]:
    """Production's app that talks to the development deployment shows development's data and runs
    its functions; a deploy key of another deployment than the URL's pushes functions to where
    nobody calls them.
    """
    yield from not_looked_at(deployed, "next")
    kinds = dict(_deployments(deployed))
    compared = 0
    for source in deployed.of("next"):
        url = deployment_of_url(_text(source, CONVEX_URL) or "")
        key = parse_deploy_key(_text(source, DEPLOY_KEY) or "")
        keyed = key.name if isinstance(key, DeployKey) else None
        if url is None:
            continue
        compared += 1
        kind = kinds.get(url.name)
        if keyed and keyed != url.name:
            yield Problem(
                f"On `{source.label}`, `{CONVEX_URL}` is of the deployment `{url.name}` and"
                f" `{DEPLOY_KEY}` of `{keyed}`",
                source.place,
                about=CONVEX_URL,
            )
        elif source.target == "production" and kind in ("dev", "preview"):
            yield Problem(
                f"`{CONVEX_URL}` on `{source.label}` is of `{url.name}`, a {kind} deployment",
                source.place,
                "Set the URL of the production deployment:\n" + command(source, CONVEX_URL),
                about=CONVEX_URL,
            )
        elif source.target in ("preview", "development") and kind == "prod":
            yield Problem(
                f"`{CONVEX_URL}` on `{source.label}` is of `{url.name}`, the production deployment",
                source.place,
                "Set the URL of another deployment:\n" + command(source, CONVEX_URL),
                about=CONVEX_URL,
                level="warning",
            )
    if not compared and deployed.of("next"):
        yield Inapplicable(f"no `{CONVEX_URL}` with a deployment's name can be read")


def _deployments(deployed: Deployed) -> Iterator[tuple[str, str]]:
    """The kind of each Convex deployment that something tells."""
    names = {"production": "prod", "development": "dev", "preview": "preview"}
    for source in deployed.columns:
        selected = parse_convex_deployment(_text(source, "CONVEX_DEPLOYMENT") or "")
        if selected.deployment_type and not selected.problem:
            yield selected.name, selected.deployment_type
        key = parse_deploy_key(_text(source, DEPLOY_KEY) or "")
        if isinstance(key, DeployKey) and key.name and key.deployment_type:
            yield key.name, key.deployment_type
        if source.deployment and source.target:
            yield source.deployment, names[source.target]
