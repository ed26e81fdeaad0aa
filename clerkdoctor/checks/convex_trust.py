"""Whom Convex trusts: which providers of auth.config are Clerk's, and how an issuer is shown."""

import re

from clerkdoctor.clerk.kinds import kind_of
from clerkdoctor.convex.providers import CustomJwtProvider, Provider
from clerkdoctor.convex.refusal import shown
from clerkdoctor.facts.convex import (
    AuthConfig,
    ClerkIssuer,
    Deployment,
    Field,
    StatedProvider,
)

DOCS = "https://docs.convex.dev/auth/clerk"
CONFIG_DOCS = "https://docs.convex.dev/auth/advanced/custom-auth"
DEBUG_DOCS = "https://docs.convex.dev/auth/debug"
ENV_DOCS = "https://docs.convex.dev/production/environment-variables"
CLERK_DOCS = "https://clerk.com/docs/guides/development/integrations/databases/convex"
NO_PROVIDER = "No auth provider found matching the given token"

CONFIG = "auth.config"
"""What a problem is about where it is the file as a whole."""

# Others whose issuers go by such names; a provider of one of them is no business of Clerk's.
_OTHERS = (
    "auth0", "workos", "supabase", "firebase", "google", "cognito", "kinde", "logto", "better",
    "convex_site_url", "stack", "okta", "keycloak", "zitadel", "microsoft", "apple",
)  # fmt: skip
_SHOWABLE = re.compile(r"[A-Za-z0-9.:/_?=&%~+-]{1,120}")


def clerk_providers(config: AuthConfig) -> list[tuple[int, StatedProvider]]:
    """Clerk's providers with their index in the list: those whose issuer looks so, else the only
    one, where nothing says that it is another's.
    """
    listed = list(enumerate(config.providers))
    found = [(index, one) for index, one in listed if one.is_clerks]
    if found or len(listed) != 1 or config.unknown:
        return found
    stated = listed[0][1].issuer
    text = stated.text.lower() if stated else ""
    is_anothers = any(word in text for word in _OTHERS)
    return [] if stated is None or is_anothers or stated.kind == "unknown" else listed


def about(index: int, field: Field) -> str:
    """What a problem is about: one field of one provider."""
    return f"{field.name} of provider {index}"


def resolved(field: Field, deployment: Deployment) -> str | None:
    """A field's text with a deployment's variables in it; None where one of them is not known."""
    if field.kind == "text":
        return field.text
    if field.kind == "variable":
        value = deployment.values.get(field.variable or "")
        return None if value is None else value.reveal()
    if field.kind != "template":
        return None
    text = field.text
    for name in re.findall(r"\$\{(\w+)\}", text):
        if name not in deployment.values:
            return None
        text = text.replace(f"${{{name}}}", deployment.values[name].reveal())
    return None if "…" in text else text


def shown_issuer(text: str) -> str:
    """An issuer in a sentence. Another value that stands in its place may be a secret: then only
    what it is.
    """
    kind = kind_of(text.strip())
    if kind and kind.kind not in ("url", "frontend-api"):
        return kind.what
    bare = text.strip("\"'` \t\r\n")
    if not _SHOWABLE.fullmatch(bare) or "." not in bare:
        return f"a text of {len(text):,} characters that is no URL" if text else "empty"
    return shown(text.strip("\"'`"))


def issuer_of(provider: Provider) -> str:
    return provider.stored_issuer


def listed(providers: tuple[Provider, ...]) -> str:
    """Providers in a sentence, each by its issuer and its audience."""
    if not providers:
        return "none"
    words = []
    for one in providers:
        app_id = one.application_id
        kind = "customJwt " if isinstance(one, CustomJwtProvider) else ""
        audience = "no audience" if app_id is None else f"`{app_id}`"
        words.append(f"{kind}{shown_issuer(issuer_of(one))} for {audience}")
    return ", ".join(words)


def key_words(issuer: ClerkIssuer) -> str:
    """Where the instance's name comes from: "`NEXT_PUBLIC_…` (`.env.local:1:1`)"."""
    return f"`{issuer.variable}` (`{issuer.at}`)"
