"""The JWT template whose tokens Convex gets: that it is there, and that Convex takes its tokens."""

import json
from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Level, Problem, Unknown, check
from clerkdoctor.checks.convex_trust import CLERK_DOCS, DOCS, NO_PROVIDER, clerk_providers
from clerkdoctor.clerk.jwt_template import (
    USUAL,
    reserved_claims,
    shortcode_faults,
    shortcodes_in,
    whole_objects,
    whole_shortcode,
)
from clerkdoctor.clerk.shown import shown, span
from clerkdoctor.convex.template_claims import template_faults
from clerkdoctor.convex.token_source import TEMPLATE, behaviour
from clerkdoctor.facts.convex import AuthConfig, ConvexClients, TokenSource
from clerkdoctor.facts.jwt_template import ConvexTemplate, JwtTemplates
from clerkdoctor.nearest import nearest

TEMPLATES = "https://clerk.com/docs/guides/sessions/jwt-templates"
SIZE = 1_200
"""Bytes of claims of one's own that Clerk's documentation advises at most."""

LONG = 3_600
"""Seconds after which a token that still counts is an old one."""

NOT_THERE = "No JWT template exists with name: convex"
_INTEGRATION = "Activate the Convex integration in the Clerk dashboard, or create the template"


def _wanted(clients: ConvexClients, stated: str | None) -> list[str]:
    """The template that the project states for Convex, else those that the code has Clerk asked
    for, the SDK's own first.
    """
    if stated:
        return [stated]
    names = list(clients.templates)
    request = behaviour(clients.version).request if clients.version else "by audience"
    if clients.providers and request != "session":
        names = [TEMPLATE, *(name for name in names if name != TEMPLATE)]
    return names


@check(
    "The JWT template that the code asks for exists",
    fix=_INTEGRATION,
    references=(TEMPLATES, CLERK_DOCS),
    symptoms=(NOT_THERE, "resource_not_found"),
    follows=("jwt-template-name-is-exact",),
)
def jwt_template_exists(
    templates: JwtTemplates, clients: ConvexClients, source: TokenSource
) -> Iterator[Finding]:
    """Where Clerk has no template of the name, `getToken` fails with a 404 that the Convex provider
    swallows: the user is signed in, Convex is sent nothing, and no error is shown. Templates belong
    to an instance; one of the development instance is not in production.
    """
    wanted = _wanted(clients, templates.stated)
    if not wanted:
        yield Inapplicable("no code here asks for a JWT template")
        return
    if not templates.is_all:
        yield Inapplicable("a file says nothing of what Clerk has")
        return
    names = [one.name for one in templates.templates if one.name]
    for name in wanted:
        if name in names:
            continue
        at = clients.templates.get(name)
        by_sdk = name == TEMPLATE and bool(clients.providers)
        if by_sdk and at is None and source.integration:
            continue
        if by_sdk and at is None and source.integration is None and _looks_at_audience(clients):
            yield Unknown(
                f"Clerk has no template `{name}`, and none is needed where its Convex integration"
                " is on; a token shows that (--token)"
            )
            continue
        there = ", ".join(f"`{one}`" for one in names[:5]) or "none at all"
        yield Problem(
            f"{_asked(templates, 'The code asks Clerk for')} the JWT template `{name}`;"
            f" the instance has {there}",
            at or (clients.providers[0] if clients.providers else templates.at),
            f"{_INTEGRATION}, with exactly this name:\n{name}",
            about=name,
        )


def _asked(templates: JwtTemplates, by_code: str) -> str:
    return "`clerkdoctor.toml` names" if templates.stated else by_code


def _looks_at_audience(clients: ConvexClients) -> bool:
    return clients.version is None or behaviour(clients.version).request == "by audience"


@check(
    "The JWT template has exactly the name that is asked for",
    fix="Rename the template to `convex`, in small letters",
    references=(TEMPLATES, DOCS),
    symptoms=(NOT_THERE, "resource_not_found"),
)
def jwt_template_name_is_exact(
    templates: JwtTemplates, clients: ConvexClients
) -> Iterator[Finding]:
    """Clerk compares the name letter by letter: `Convex` and `convex ` are other templates."""
    wanted = _wanted(clients, templates.stated)
    names = [one.name for one in templates.templates if one.name is not None]
    if not wanted or not names:
        yield Inapplicable("there is no name to compare" if wanted else "no template is asked for")
        return
    is_any_there = False
    for name in wanted:
        if name in names:
            is_any_there = True
            continue
        near = _near(name, names)
        if near is None and not templates.is_all and len(names) == 1 and name == wanted[0]:
            near = names[0]
        if near is not None:
            asked = _asked(templates, "the code asks for")
            yield Problem(
                f"The template is called {_quoted(near)}; {asked} `{name}`",
                templates.at,
                f"Rename the template:\n{name}",
                about=name,
            )
            is_any_there = True
    if not is_any_there:
        yield Inapplicable("no template has such a name, nor nearly")


def _near(name: str, names: list[str]) -> str | None:
    for other in names:
        if other.strip().lower() == name.lower():
            return other
    return nearest(name, names, 1)


def _quoted(name: str) -> str:
    """A name in which white space shows."""
    return f"`{json.dumps(name)}`" if name != name.strip() else shown(name)


@check(
    "The JWT template sets the audience",
    fix='Add the claim to the template:\n"aud": "convex"',
    references=(DOCS, TEMPLATES),
    symptoms=(NO_PROVIDER,),
)
def jwt_template_has_the_audience(found: ConvexTemplate, config: AuthConfig) -> Iterator[Finding]:
    """Clerk puts no `aud` into a token unless the template says so, and Convex chooses the provider
    by it. Without it, or with another one, no provider is found.
    """
    wanted = _application_ids(config)
    if wanted is None:
        yield Unknown("the `applicationID` of Clerk's provider is not statically known")
        return
    listed = " or ".join(f"`{one}`" for one in wanted)
    if "aud" not in found.template.claims:
        yield Problem(
            f"The template sets no `aud`; {listed} was expected, the provider's `applicationID`",
            found.at,
            f'Add the claim to the template:\n"aud": "{wanted[0]}"',
            about="aud",
        )
        return
    stated = found.template.claims["aud"]
    if shortcodes_in(stated):
        yield Unknown("`aud` comes from a shortcode, whose value is not seen")
        return
    audiences = stated if isinstance(stated, list) else [stated]
    fix = f'Set the claim to the text alone:\n"aud": "{wanted[0]}"'
    if not any(one in wanted for one in audiences):
        message = f"`aud` is {shown(stated)}; {listed} was expected, the provider's `applicationID`"
        yield Problem(message, found.at, fix, about="aud")
    elif len(set(map(str, audiences))) > 1 and not _is_custom(config):
        others = ", ".join(shown(one) for one in audiences if one not in wanted)
        message = f"`aud` holds {others} too; an OIDC provider of Convex accepts no other beside"
        yield Problem(message, found.at, fix, about="aud")


def _application_ids(config: AuthConfig) -> list[str] | None:
    """The audiences that Clerk's providers accept; `convex` where the file does not tell of any."""
    fields = [one.field("applicationID") for _, one in clerk_providers(config)]
    known = [field.text for field in fields if field is not None and field.kind == "text"]
    if known:
        return known
    return None if any(field is not None for field in fields) else ["convex"]


def _is_custom(config: AuthConfig) -> bool:
    return any(one.is_custom for _, one in clerk_providers(config))


@check(
    "The JWT template's claims are allowed",
    fix="Remove the claim from the template",
    references=(TEMPLATES,),
    symptoms=(
        "jwt_template_reserved_claim",
        "You can't use the reserved claim",
        "Token might not be an OIDC-compliant JWT",
    ),
)
def jwt_template_claims_are_allowed(found: ConvexTemplate, config: AuthConfig) -> Iterator[Finding]:
    """Clerk sets `sub`, `iss`, the dates and a few more itself and saves no template that does.
    A shortcode that it does not know becomes null. And Convex refuses a whole token for one
    standard claim of another type, such as `email_verified` as text.
    """
    claims = found.template.claims
    for fault in reserved_claims(claims):
        yield Problem(
            f"{fault.words}; it refuses a template that states it",
            found.at,
            f"Remove the claim from the template: `{fault.path}`",
            about=fault.path,
        )
    levels: dict[str, Level] = {"unknown": "note", "near": "warning"}
    for fault in shortcode_faults(claims):
        yield Problem(
            f"In the claim {shown(fault.path)}: {fault.words}",
            found.at,
            "Write the shortcode as Clerk documents it",
            about=fault.path,
            level=levels.get(fault.kind, "warning"),
        )
    if not _is_custom(config):
        codes = {name: _code_of(value) for name, value in claims.items()}
        for one in template_faults(claims, codes, "convex"):
            if one.claim not in ("aud", ""):
                yield Problem(
                    f"{one.cause}, and refuses the whole token",
                    found.at,
                    f"Correct the claim's type, or give it another name: `{one.claim}`",
                    about=one.claim,
                )


def _code_of(value: object) -> str | None:
    """The shortcode that a claim is: empty for a constant, None for text with shortcodes in it."""
    return whole_shortcode(value) if shortcodes_in(value) else ""


@check(
    "The JWT template's claims are few",
    fix="Keep what the functions read, and look the rest up in the database",
    references=(TEMPLATES,),
    level="note",
)
def jwt_template_claims_are_minimal(found: ConvexTemplate) -> Iterator[Finding]:
    """Every claim is sent with each connection, is readable by whoever holds the token, and is as
    old as the token. Whole metadata grows without anybody looking.
    """
    for claim, code in whole_objects(found.template.claims):
        yield Problem(
            f"The claim {shown(claim)} is the whole of `{{{{{code}}}}}`, of whatever size",
            found.at,
            f"Name the one value that is read:\n{{{{{code}.role}}}}",
            about=claim,
        )
    size = len(
        json.dumps(dict(found.template.claims), ensure_ascii=False).encode("utf-8", "replace")
    )
    if size > SIZE:
        message = f"The claims take {size:,} bytes as they stand; {SIZE:,} were expected at most"
        yield Problem(message, found.at, about="size")


@check(
    "The JWT template's tokens live briefly",
    fix="Set the lifetime to 60 seconds, Clerk's default",
    references=(TEMPLATES,),
    level="note",
)
def jwt_template_lifetime_is_short(found: ConvexTemplate) -> Iterator[Finding]:
    """Convex trusts a token until its `exp`, also when the session has ended, the user was banned
    or lost a role. The provider fetches a new one by itself, so a long life wins nothing.
    """
    lifetime = found.template.lifetime
    if lifetime is None:
        yield Inapplicable("the template's lifetime is not stated here")
    elif lifetime > LONG:
        message = f"The tokens live for {span(lifetime * 1000)}; {USUAL} seconds is the default"
        yield Problem(message, found.at, about="lifetime")


@check(
    "The JWT template is signed with the instance's own key",
    fix="Turn off the custom signing key of the template",
    references=(TEMPLATES, DOCS),
    symptoms=("Could not verify OIDC token claim",),
)
def jwt_template_is_signed_by_the_instance(
    found: ConvexTemplate, config: AuthConfig
) -> Iterator[Finding]:
    """Convex verifies with the key set that the issuer publishes. A template's own signing key is
    not in it, so every signature fails; with HS256 the algorithm is refused before that.
    """
    template = found.template
    if template.custom_signing_key is None:
        yield Inapplicable("how the template is signed is not stated here")
    elif _is_custom(config):
        yield Inapplicable("the provider is a `customJwt` with a key set of its own")
    elif template.custom_signing_key:
        how = f" (`{template.signing_algorithm}`)" if template.signing_algorithm else ""
        message = f"The template has a custom signing key{how}; the instance's own was expected"
        yield Problem(message, found.at, about="signing key")
