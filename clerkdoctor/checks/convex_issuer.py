"""The issuer that Convex trusts: its form, whose it is, and where its variable is set."""

import re
from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Problem, Unknown, check
from clerkdoctor.checks.convex_trust import (
    CONFIG,
    DOCS,
    NO_PROVIDER,
    about,
    clerk_providers,
    issuer_of,
    key_words,
    listed,
    resolved,
    shown_issuer,
)
from clerkdoctor.clerk.hosts import is_dev_account_portal, is_development_host
from clerkdoctor.convex.issuer import InvalidIssuer, same_issuer, store_issuer
from clerkdoctor.convex.issuer_form import IssuerFault, issuer_fault
from clerkdoctor.convex.providers import Provider
from clerkdoctor.facts.convex import (
    AuthConfig,
    ClerkIssuer,
    Deployment,
    Field,
    SeenDeployments,
)
from clerkdoctor.facts.place import Location

_FORM = "convex-issuer-is-an-origin"
_SECRET_WORDS = re.compile(r"(?:^|_)(SECRET|KEY|KEYS|TOKEN|PASSWORD|PUBLISHABLE|WEBHOOK)(?:_|$)")


@check(
    "The issuer is an origin: `https://` and the Frontend API's host",
    fix="Set the issuer to the Frontend API URL, such as `https://verb-noun-00.clerk.accounts.dev`",
    references=(DOCS,),
    symptoms=("Invalid provider domain URL", NO_PROVIDER),
)
def convex_issuer_is_an_origin(config: AuthConfig, seen: SeenDeployments) -> Iterator[Finding]:
    """Convex compares the issuer with a token's `iss` as text, and Clerk's `iss` is a bare origin.
    A push also takes a key set's URL, a path, a port, capital letters or a line break at the end,
    and then no token ever matches. A slash at the end does no harm.
    """
    providers = clerk_providers(config)
    if not providers:
        yield _no_clerk(config)
        return
    for index, provider in providers:
        field = provider.issuer
        if field is None:
            continue
        looked_at = False
        for text, at, where in _texts(field, seen):
            looked_at = True
            fault = _fault(text)
            if fault:
                yield _ill_formed(field, index, text, fault, at, where)
        if not looked_at:
            yield Unknown(_not_seen(field, seen), field.place)


def _no_clerk(config: AuthConfig) -> Finding:
    if config.unknown:
        return Unknown(f"the providers are not statically known: {config.unknown}", config.file)
    return Inapplicable("auth.config has no provider of Clerk's")


def _texts(field: Field, seen: SeenDeployments) -> Iterator[tuple[str, Location, str]]:
    """What the field is: the constant itself, or what it comes to on each deployment."""
    if field.kind == "text":
        yield field.text, field.place, ""
        return
    tail = field.text.rpartition("}")[2]
    if field.kind == "template" and tail.strip("/"):
        yield f"https://clerk.acme.io{tail}", field.place, ""
        return
    for one in seen.deployments:
        text = resolved(field, one)
        if text is not None:
            yield text, one.at, f" on {one.title}"


def _fault(text: str) -> IssuerFault | None:
    fault = issuer_fault(text)
    if fault:
        return fault
    host = re.sub(r"^\w+://", "", text).rstrip("/")
    if is_dev_account_portal(host):
        return IssuerFault("is the Account Portal; a token's `iss` is the Frontend API")
    stored = store_issuer(text)
    if isinstance(stored, InvalidIssuer):
        return IssuerFault("is refused by Convex: " + stored.message.rpartition('": ')[2])
    return None


def _ill_formed(
    field: Field, index: int, text: str, fault: IssuerFault, at: Location, where: str
) -> Problem:
    shown = field.text if field.kind == "template" else ""
    value = f"`{shown}`" if shown else shown_issuer(text)
    meant = fault.meant or "https://verb-noun-00.clerk.accounts.dev"
    if field.kind == "text":
        fix = f'Write the bare origin:\n{field.name}: "{meant}"'
    elif field.kind == "template":
        fix = f"Use the variable alone, with the whole origin in it:\n{field.name}: process.env.…"
    else:
        fix = f"Set the variable to the bare origin:\nnpx convex env set {field.variable} {meant}"
    words = "is empty" if value == "empty" else f"is {value}, which {fault.words}"
    return Problem(f"`{field.name}`{where} {words}", at, fix, about=about(index, field))


def _not_seen(field: Field, seen: SeenDeployments) -> str:
    """Why a field's value is not known."""
    if field.kind in ("unknown", "other"):
        return f"`{field.name}` is not statically known: {field.text}"
    why = next((one.not_evaluated for one in seen.deployments if one.not_evaluated), seen.why)
    return f"`{field.variable or field.text}` stands on the deployment; {why}"


@check(
    "The issuer is the Frontend API that the publishable key names",
    fix="Copy the issuer and the publishable key from the same Clerk instance",
    references=(DOCS,),
    symptoms=(NO_PROVIDER, "Failed to authenticate"),
    follows=(
        _FORM, "convex-auth-config-does-not-branch-on-node-env", "convex-providers-are-deployed",
        "convex-issuer-variable-is-set-on-the-deployment",
    ),
)  # fmt: skip
def convex_issuer_is_the_frontend_api(
    config: AuthConfig, issuer: ClerkIssuer, seen: SeenDeployments
) -> Iterator[Finding]:
    """Every token of a Clerk instance has its Frontend API as `iss`. Where Convex trusts another
    one, as that of the development instance in production, every token is refused, and the user is
    signed in to Clerk and a stranger to Convex.
    """
    providers = clerk_providers(config)
    if not providers:
        yield _no_clerk(config)
        return
    literal = [(index, one.issuer) for index, one in providers if one.issuer]
    fixed = [(index, field) for index, field in literal if field.kind == "text"]
    if any(_is_of(field.text, issuer) for _, field in fixed):
        return
    if len(fixed) == len(literal):
        for index, field in fixed:
            yield Problem(
                f"`{field.name}` is {shown_issuer(field.text)}; {key_words(issuer)} names"
                f" `{issuer.issuer}`",
                field.place,
                f"Take both from one Clerk instance; for this key it is\n{issuer.issuer}",
                about=about(index, field),
            )
        return
    judged = [one for one in seen.deployments if _trusted(one) is not None]
    index, field = next(pair for pair in literal if pair[1].kind != "text")
    if not judged:
        yield Unknown(_not_seen(field, seen), field.place)
    for one in judged:
        yield from _on_deployment(one, index, field, issuer)


def _is_of(text: str, issuer: ClerkIssuer) -> bool:
    stored = store_issuer(text)
    return not isinstance(stored, InvalidIssuer) and same_issuer(stored, issuer.issuer)


def _trusted(deployment: Deployment) -> tuple[Provider, ...] | None:
    """The providers that a deployment really has, else those that a push would give it."""
    return deployment.evaluated if deployment.deployed is None else deployment.deployed


def _on_deployment(
    deployment: Deployment, index: int, field: Field, issuer: ClerkIssuer
) -> Iterator[Finding]:
    trusted = _trusted(deployment)
    if not trusted:
        yield Unknown(f"{deployment.title} has no providers to compare", deployment.at)
        return
    is_same = any(same_issuer(issuer_of(one), issuer.issuer) for one in trusted)
    is_ours = deployment.is_the_apps or (
        deployment.is_the_apps is None and (deployment.kind == "prod") == issuer.is_live
    )
    name = field.variable or "NAME"
    if is_ours and not is_same:
        yield Problem(
            f"{_sentence(deployment.title)} trusts {listed(trusted)}; {key_words(issuer)} names"
            f" `{issuer.issuer}`",
            deployment.at,
            "Set the variable to this instance's Frontend API:\n"
            f"npx convex env set {_flag(deployment)}{name} {issuer.issuer}",
            about=about(index, field),
        )
    elif is_same and deployment.kind == "prod" and not issuer.is_live:
        yield Problem(
            f"{_sentence(deployment.title)} trusts `{issuer.issuer}`, a development instance",
            deployment.at,
            "Set the variable to the production instance's Frontend API:\n"
            f"npx convex env set {_flag(deployment)}{name} https://clerk.…",
            about=about(index, field),
            level="warning",
        )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _flag(deployment: Deployment) -> str:
    if deployment.kind == "prod":
        return "--prod "
    return (
        ""
        if deployment.kind in ("dev", "self-hosted", None)
        else (f"--deployment {deployment.name} ")
    )


@check(
    "The issuer is not fixed to a development instance",
    fix="Read the issuer from a variable: `domain: process.env.CLERK_JWT_ISSUER_DOMAIN!`",
    references=(DOCS,),
    symptoms=(NO_PROVIDER,),
    follows=(_FORM,),
)
def convex_issuer_is_not_fixed_to_development(config: AuthConfig) -> Iterator[Finding]:
    """One file is pushed to every deployment. With a development instance's host in it, production
    trusts development: tokens of the production instance are refused there, and whoever signs up
    to the development instance, which is open to all, is let in.
    """
    providers = [(index, one.issuer) for index, one in clerk_providers(config) if one.issuer]
    if not providers:
        yield _no_clerk(config)
        return
    others = [field for _, field in providers if not _is_development(field)]
    for index, field in providers:
        if _is_development(field):
            yield Problem(
                f"`{field.name}` is {shown_issuer(field.text)}, the host of a development instance,"
                " on every deployment",
                field.place,
                "Read it from a variable, and set that on each deployment:\n"
                f"{field.name}: process.env.CLERK_JWT_ISSUER_DOMAIN!,",
                about=about(index, field),
                level="warning" if others else None,
            )


def _is_development(field: Field) -> bool:
    if field.kind != "text":
        return False
    host = re.sub(r"^\w+://", "", field.text.strip()).partition("/")[0]
    return is_development_host(host)


@check(
    "The issuer's variable has the name of an issuer",
    fix="Rename the variable to `CLERK_JWT_ISSUER_DOMAIN`, in the file and on each deployment",
    references=(DOCS,),
    level="warning",
    follows=(_FORM,),
)
def convex_issuer_variable_names_an_issuer(config: AuthConfig) -> Iterator[Finding]:
    """The issuer is a URL that everybody may know. Under a name that says key, secret or token
    somebody will put one there: the push then fails, or shows a secret in its error.
    """
    fields = [one.issuer for _, one in clerk_providers(config) if one.issuer]
    named = [field for field in fields if field.variable]
    if not named:
        yield Inapplicable("no issuer of Clerk's is read from a variable")
    for field in named:
        found = _SECRET_WORDS.search(field.variable or "")
        if found and not re.search(r"ISSUER|DOMAIN|URL", field.variable or ""):
            yield Problem(
                f"`{field.name}` is read from `{field.variable}`, whose name says"
                f" `{found[1]}`; an issuer is a URL",
                field.place,
                about=field.variable or CONFIG,
            )
