"""What the claims of a token say, in words.

Source: @clerk/backend 3.25.0, `assertions`; @clerk/shared 4.41.0,
`jwtPayloadParser`; Clerk's documentation of the session token's claims.
"""

from collections.abc import Callable, Iterator

from clerkdoctor.clerk import hosts, javascript
from clerkdoctor.clerk.entitlement_words import features, function_map, permission_names
from clerkdoctor.clerk.header_words import OAUTH_TYPES
from clerkdoctor.clerk.instants import distance, utc
from clerkdoctor.clerk.reading import Reading, listed, odd
from clerkdoctor.clerk.shown import span
from clerkdoctor.clerk.time_words import (
    REFUSED,
    expiry,
    has_expired,
    instant,
    issued_at,
    not_before,
)

Words = Callable[[object, Reading], str | None]

_NOT_READ_1 = "is not read: the SDK looks into `o` only where `v` is 2"
_NOT_READ_2 = "is not read: where `v` is 2, the SDK looks into `o`"


def _issuer(value: object, _: Reading) -> str:
    if not isinstance(value, str):
        return odd(value, "the URL of a Frontend API")
    host = value.removeprefix("https://")
    if host == value:
        return "is no `https://` URL, as every issuer of Clerk's is"
    if host.endswith("/"):
        return "ends with `/`, which no issuer of Clerk's does; it is compared as text"
    if hosts.problem_of_host(host):
        return "is no origin alone, as every issuer of Clerk's is"
    if hosts.is_dev_account_portal(host) or host.startswith("accounts."):
        return "an Account Portal, and no Frontend API"
    if hosts.is_development_host(host):
        return "the Frontend API of a development instance"
    if host.startswith("clerk."):
        return "the Frontend API of a production instance, by its name"
    return "is no Frontend API by its name: those are `….clerk.accounts.dev` and `clerk.…`"


def _subject(value: object, _: Reading) -> str:
    if not isinstance(value, str):
        return f"{odd(value, 'the id of a user')}: {REFUSED}"
    if value.startswith("user_"):
        return "the id of a user"
    if value.startswith("mch_"):
        return "the id of a machine: Clerk's SDK takes the token for an M2M token"
    if not value:
        return "is empty, which Clerk's SDK accepts"
    return "is no id of a Clerk user, which begins with `user_`"


def _audience(value: object, _: Reading) -> str | None:
    if value == "convex":
        return "what a Convex provider asks for, with `convex` as its `applicationID`"
    if isinstance(value, str):
        return "whom the token is for; Clerk's SDK compares it where `audience` is set"
    if not isinstance(value, list):
        return odd(value, "a text or a list of texts")
    if all(isinstance(item, str) for item in value):
        return "whom the token is for, any of them; Convex takes one alone"
    return "is no list of texts: Clerk's SDK compares nothing then, and Convex refuses the token"


def _authorized_party(value: object, _: Reading) -> str:
    if not isinstance(value, str):
        return odd(value, "an origin")
    if not value.startswith(("https://", "http://")) or value.endswith("/"):
        return "is no origin as browsers write one, with a scheme and without a `/` behind it"
    return (
        "the origin that asked for the token; `authorizedParties` has to list it letter for letter"
    )


def _token_id(value: object, _: Reading) -> str:
    return "the id of this one token" if isinstance(value, str) else odd(value, "a text")


def _session(value: object, _: Reading) -> str | None:
    if not isinstance(value, str):
        return odd(value, "the id of a session")
    return "the session" if value.startswith("sess_") else "is no id of a Clerk session (`sess_…`)"


def _status(value: object, _: Reading) -> str:
    if value == "active":
        return "the session is complete"
    if value == "pending":
        return (
            "a task is open, such as choosing an organization: `auth()` treats the user as signed "
            "out unless `treatPendingAsSignedOut` is false"
        )
    return "is neither `active` nor `pending`"


def _factors(value: object, _: Reading) -> str:
    is_pair = isinstance(value, list) and len(value) == 2
    if not isinstance(value, list) or not is_pair or not all(map(_is_age, value)):
        return "is no pair of minutes since the first and the second factor were verified"
    first, second = map(_ago, value)
    return f"when this was issued: first factor verified {first}, second factor {second}"


def _is_age(value: object) -> bool:
    return javascript.is_number(value) and -1 <= value < 10_000_000


def _ago(minutes: float) -> str:
    if minutes < 0:
        return "never"
    if minutes < 1:
        return "less than a minute before"
    return f"{span(int(minutes) * 60_000)} before"


def _version(value: object, _: Reading) -> str:
    if value == 2 and javascript.is_number(value):
        return "the version of the claims: what belongs to an organization is in `o`"
    return "is not `2`, so the SDK reads the claims as version 1 (`org_id`, `org_role`, …)"


def _actor(value: object, _: Reading) -> str | None:
    return None if isinstance(value, dict) else odd(value, "an object")


def _said(words: str) -> Words:
    return lambda value, _: words if isinstance(value, str) else odd(value, "a text")


def _of_version_2(words: str) -> Words:
    def said(value: object, reading: Reading) -> str:
        if reading.claims.get("v") != 2:
            return _NOT_READ_1
        return words if isinstance(value, str) else odd(value, "a text")

    return said


def _of_version_1(words: str) -> Words:
    def said(value: object, reading: Reading) -> str:
        if reading.claims.get("v") == 2:
            return _NOT_READ_2
        return words if value is None or isinstance(value, str) else odd(value, "a text")

    return said


def _role(value: object, reading: Reading) -> str:
    if reading.claims.get("v") != 2:
        return _NOT_READ_1
    if not isinstance(value, str):
        return odd(value, "a text")
    if value.startswith("org:"):
        return "has `org:` in front, which version 2 leaves out: `has()` would see it twice"
    return f"the role; `has()` knows it as {listed([f'org:{value}'])}"


def _organization(value: object, reading: Reading) -> str | None:
    if isinstance(value, dict):
        return "is empty" if not value else None
    return odd(value, "an object") if reading.claims.get("v") == 2 else None


def _v1_permissions(value: object, reading: Reading) -> str:
    if reading.claims.get("v") == 2:
        return _NOT_READ_2
    if not isinstance(value, list):
        return odd(value, "a list of permissions")
    texts = [item for item in value[:50] if isinstance(item, str)]
    return f"{len(value):,} permissions: {listed(texts)}" if value else "no permission"


def _cookies(value: object, _: Reading) -> str | None:
    if not isinstance(value, list):
        return None
    names = [item.partition("=")[0] for item in value[:20] if isinstance(item, str)]
    return f"the cookies that the SDK is to set: {listed(names)}"


WORDS: dict[str, Words] = {
    "iss": _issuer,
    "sub": _subject,
    "aud": _audience,
    "azp": _authorized_party,
    "jti": _token_id,
    "iat": issued_at,
    "nbf": not_before,
    "exp": expiry,
    "sid": _session,
    "sts": _status,
    "fva": _factors,
    "v": _version,
    "act": _actor,
    "act.sub": _said("who acts as this user (impersonation)"),
    "act.iss": _said("where the one who acts is known"),
    "act.sid": _said("the session of the one who acts"),
    "act.type": _said("what kind of actor it is; `agent` is a program"),
    "o": _organization,
    "o.id": _of_version_2("the active organization"),
    "o.slg": _of_version_2("its slug"),
    "o.rol": _role,
    "o.per": permission_names,
    "o.fpm": function_map,
    "org_id": _of_version_1("the active organization"),
    "org_slug": _of_version_1("its slug"),
    "org_role": _of_version_1("the user's role there"),
    "org_permissions": _v1_permissions,
    "fea": features,
    "pla": features,
    "handshake": _cookies,
    "auth_time": instant,
    "updated_at": instant,
}
INSTANTS = ("iat", "nbf", "exp", "auth_time", "updated_at")


def missing(reading: Reading) -> Iterator[tuple[str, str]]:
    """The claims that one would look for and that are not there, each with what follows."""
    claims = reading.claims
    if "iss" not in claims:
        yield "iss", "is missing: nothing says which instance the token is of"
    if "sub" not in claims:
        yield "sub", f"is missing: {REFUSED}"
    if "azp" not in claims and reading.kind == "session":
        yield (
            "azp",
            "is missing: refused from @clerk/backend 3.11.1 on where `authorizedParties` is set",
        )
    if "exp" not in claims:
        yield "exp", f"is missing: {REFUSED}"


def of_custom(value: object) -> str | None:
    """Words about a claim that the project itself added."""
    if isinstance(value, str) and "{{" in value and "}}" in value:
        return "holds a shortcode that Clerk did not fill in, since it knows none of that name"
    return None


def summary(reading: Reading) -> str:
    """The whole token in one sentence."""
    words = _kind(reading)
    issuer = reading.claims.get("iss")
    host = issuer.removeprefix("https://") if isinstance(issuer, str) else ""
    if host and hosts.problem_of_host(host) is None and issuer != host:
        words += f" of `{host}`"
    end = reading.claims.get("exp")
    if not javascript.is_number(end) or utc(end) is None:
        return words
    verb = "expired" if has_expired(end, reading) else "expires"
    return f"{words}, {verb} {distance(end, reading.now)}"


def _kind(reading: Reading) -> str:
    if reading.kind == "session":
        return f"A session token (version {reading.version} of the claims)"
    if reading.kind == "jwt-template":
        return "A token of a JWT template"
    if reading.kind == "m2m":
        return "A machine-to-machine token"
    if reading.header.get("typ") in OAUTH_TYPES:
        return "An OAuth access token"
    if "handshake" in reading.claims:
        return "A handshake token"
    return "A token that states no kind Clerk knows"
