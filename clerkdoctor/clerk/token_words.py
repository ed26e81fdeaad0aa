"""What a decoded token says, claim by claim, in words. Nothing is verified."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from clerkdoctor.clerk import claim_words, header_words, javascript
from clerkdoctor.clerk.excerpt import excerpt
from clerkdoctor.clerk.instants import utc
from clerkdoctor.clerk.jwt import Jwt
from clerkdoctor.clerk.reading import Reading, TokenKind, kind_of_token, type_of
from clerkdoctor.convex.token_faults import TokenFault, token_faults

# Rows that are made of claims, however many there are, and of those in one object.
_MOST_ROWS, _MOST_MEMBERS, _DEEPEST = 200, 40, 4
_LONGEST_NAME = 60

# What browsers keep of a cookie, its name included.
_COOKIE = 4_096

_SECTIONS = (
    ("issuer and subject", ("iss", "sub", "aud", "azp", "jti")),
    ("times", ("iat", "nbf", "exp")),
    ("session", ("sid", "sts", "fva", "v")),
    ("impersonation", ("act",)),
    ("organization", ("o", "org_id", "org_slug", "org_role", "org_permissions")),
    ("features and plan", ("fea", "pla")),
)
_SECTION_OF = {name: section for section, names in _SECTIONS for name in names}
OTHER = "other claims"


class Row(NamedTuple):
    """A claim. `raw` is its JSON text, cut where it is long, and empty for one that is not there.

    `at` is the instant that it states, in seconds since 1970. Names, `raw` and `words` quote
    hostile text, which is not yet fit for a terminal.
    """

    section: str
    name: str
    raw: str
    words: str | None = None
    at: float | None = None


class TokenWords(NamedTuple):
    """`version` is that of a session token's claims, 1 where it states none. `summary` is a
    sentence. `missing_for_convex` are sentences: why an OIDC provider of Convex refuses the token,
    keys and clock left aside; empty where what stands in the token is as Convex wants it.
    """

    kind: TokenKind
    version: int | None
    rows: tuple[Row, ...]
    missing_for_convex: tuple[str, ...]
    summary: str


def describe(decoded: Jwt, now: float, *, application_id: str = "convex") -> TokenWords:
    """A decoded token in words; `now` is in ms since the epoch.

    `application_id` is that of the Convex provider, which the token's `aud` has to be.
    """
    header = decoded.header if isinstance(decoded.header, dict) else {}
    claims = decoded.claims if isinstance(decoded.claims, dict) else {}
    kind = kind_of_token(header, claims)
    version = _version(kind, claims.get("v"))
    reading = Reading(header, claims, kind, version, now)
    token = _text(decoded)
    faults = token_faults(token, claims, application_id)
    rows = (
        *_header_rows(decoded, reading),
        *_claim_rows(decoded, reading, _refusals(faults)),
        *_size(len(token), kind),
    )
    missing = tuple(fault.cause for fault in faults)
    return TokenWords(kind, version, rows, missing, claim_words.summary(reading))


def _version(kind: TokenKind, stated: object) -> int | None:
    if javascript.is_number(stated) and 0 < stated < 1_000 and int(stated) == stated:
        return int(stated)
    return 1 if kind == "session" else None


def _text(decoded: Jwt) -> str:
    """The token as it was, but for padding."""
    import base64

    signature = base64.urlsafe_b64encode(decoded.signature).decode().rstrip("=")
    return f"{decoded.signed.decode()}.{signature}"


def _refusals(faults: Iterable[TokenFault]) -> dict[str, str]:
    """What Convex has against single claims that nobody else reads."""
    return {
        fault.claim: fault.cause.removeprefix(f"`{fault.claim}` ")
        for fault in faults
        if fault.claim not in _SECTION_OF
    }


def _header_rows(decoded: Jwt, reading: Reading) -> Iterator[Row]:
    if not isinstance(decoded.header, dict):
        words = f"is {type_of(decoded.header)} and no object: Clerk's SDK refuses the token"
        yield Row("header", "header", excerpt(decoded.header), words)
        return
    known = [name for name in header_words.WORDS if name in reading.header]
    others = [name for name in reading.header if name not in header_words.WORDS]
    for name in (known + others)[:_MOST_MEMBERS]:
        value = reading.header[name]
        said = header_words.WORDS.get(name)
        yield Row("header", _name(name), excerpt(value), said and said(value, reading))
    if len(reading.header) > _MOST_MEMBERS:
        yield _rest("header", f"{len(reading.header) - _MOST_MEMBERS:,} more")
    for name, absence in header_words.missing(reading):
        yield Row("header", name, "", absence)


def _claim_rows(decoded: Jwt, reading: Reading, refusals: Mapping[str, str]) -> Iterator[Row]:
    if not isinstance(decoded.claims, dict):
        words = f"is {type_of(decoded.claims)} and no object: Clerk's SDK refuses the token"
        yield Row(OTHER, "claims", excerpt(decoded.claims), words)
        return
    missing = dict(claim_words.missing(reading))
    for section, names in _SECTIONS:
        for name in names:
            if name in reading.claims:
                yield from _rows(section, name, reading.claims[name], reading)
            elif name in missing:
                yield Row(section, name, "", missing[name])
    yield from _other_rows(reading, refusals)


def _other_rows(reading: Reading, refusals: Mapping[str, str]) -> Iterator[Row]:
    names = [name for name in reading.claims if name not in _SECTION_OF]
    written = 0
    for position, name in enumerate(names):
        if written >= _MOST_ROWS:
            yield _rest(OTHER, f"{len(names) - position:,} more")
            return
        for row in _rows(OTHER, name, reading.claims[name], reading):
            written += 1
            yield row._replace(words=refusals[name]) if name in refusals else row


def _rows(section: str, name: str, value: object, reading: Reading) -> Iterator[Row]:
    """A claim; an object gives a row for each of its members, and theirs, under dotted names."""
    for count, (path, member) in enumerate(_leaves((name,), value)):
        if count == _MOST_MEMBERS:
            yield _rest(section, f"more in `{_name(name)}`")
            return
        yield _row(section, path, member, reading)


def _leaves(path: tuple[str, ...], value: object) -> Iterator[tuple[tuple[str, ...], object]]:
    if not isinstance(value, dict) or not value or len(path) > _DEEPEST:
        yield path, value
        return
    for name, member in value.items():
        yield from _leaves((*path, name), member)


def _row(section: str, path: tuple[str, ...], value: object, reading: Reading) -> Row:
    dotted = ".".join(path)
    known = claim_words.WORDS.get(dotted)
    words = known(value, reading) if known else claim_words.of_custom(value)
    is_instant = dotted in claim_words.INSTANTS and javascript.is_number(value)
    at = value if is_instant and isinstance(value, int | float) and utc(value) else None
    return Row(section, _name(dotted), excerpt(value), words, at)


def _rest(section: str, what: str) -> Row:
    return Row(section, "…", "", f"and {what}; the JSON document has them all")


def _name(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def _size(length: int, kind: TokenKind) -> Iterator[Row]:
    words = "characters in the whole token"
    if kind == "session" and length > _COOKIE - len("__session_12345678"):
        words += f": browsers drop a cookie of more than {_COOKIE:,}, and the user looks signed out"
    yield Row("size", "length", str(length), words)
