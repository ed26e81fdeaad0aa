"""JWT templates: what one states, and what Clerk makes of its claims.

Source: Clerk's Backend API (`JWTTemplate`) and its documentation of templates and shortcodes. The
list of shortcodes there may lag behind; the one of reserved claims is what it says cannot be set.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from clerkdoctor.clerk.shown import shown
from clerkdoctor.nearest import nearest

DEFAULT_CLAIMS = ("azp", "exp", "iat", "iss", "jti", "nbf", "sub")
"""Clerk sets these in every token of a template, and a template cannot."""

SESSION_CLAIMS = ("sid", "v", "pla", "fea")
"""Bound to a session: a token of a template has none of them."""

SHORTEST, LONGEST, USUAL = 30, 315_360_000, 60
"""Seconds that a token may live, and that it lives where nothing is stated."""

_SHORTCODES = (
    "user.id", "user.first_name", "user.last_name", "user.full_name", "user.username",
    "user.external_id", "user.created_at", "user.updated_at", "user.primary_email_address",
    "user.primary_phone_number", "user.primary_web3_wallet", "user.email_verified",
    "user.phone_number_verified", "user.image_url", "user.two_factor_enabled",
    "user.public_metadata", "user.unsafe_metadata", "user.organizations", "org.id", "org.role",
    "org.name", "org.slug", "org.public_metadata", "org_membership.public_metadata",
    "session.actor", "session.reverification_id",
)  # fmt: skip
_OPEN = ("user.public_metadata", "user.unsafe_metadata", "org.public_metadata",
         "org_membership.public_metadata", "session.actor")  # fmt: skip
_WHOLE = (*_OPEN[:4], "user.organizations")
_CODE = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_LITERAL = re.compile(r"\s*(?:'[^']*'|true|false|null|-?\d+(?:\.\d+)?)\s*")
_MOST = 2_000
"""Claims and shortcodes that are looked at in a template that has thousands."""


class JwtTemplate(NamedTuple):
    """A template. `name` is None for a file that holds claims alone, as the dashboard's editor
    shows them; so are the others where nothing is stated of them.
    """

    claims: Mapping[str, object]
    name: str | None = None
    lifetime: int | None = None
    allowed_clock_skew: int | None = None
    custom_signing_key: bool | None = None
    signing_algorithm: str | None = None


class ClaimFault(NamedTuple):
    """`path` leads to it within the claims; `words` are a clause that begins with what it is."""

    path: str
    kind: str
    words: str


def read_templates(document: object) -> tuple[JwtTemplate, ...] | str:
    """The templates in what the Backend API answers or a file holds, or why it is none.

    One template, a list of them, a page of them (`data`), or the claims of one alone.
    """
    if isinstance(document, dict):
        if document.get("object") == "jwt_template" or isinstance(document.get("claims"), dict):
            return _templates([document])
        if isinstance(document.get("data"), list) and "aud" not in document:
            return _templates(document["data"])
        if isinstance(document.get("errors"), list):
            return "is an error of Clerk's and no JWT template"
        return (JwtTemplate(document),)
    if isinstance(document, list):
        return _templates(document)
    return "is no JSON object, which a JWT template is"


def _templates(documents: list[object]) -> tuple[JwtTemplate, ...] | str:
    found = [_template(one) if isinstance(one, dict) else None for one in documents]
    read = tuple(one for one in found if one is not None)
    return read if len(read) == len(found) else "lists something that is no JWT template"


def _template(stated: dict[str, object]) -> JwtTemplate | None:
    claims = stated.get("claims")
    if not isinstance(claims, dict):
        return None
    name, algorithm = stated.get("name"), stated.get("signing_algorithm")
    custom = stated.get("custom_signing_key")
    return JwtTemplate(
        claims,
        name if isinstance(name, str) else None,
        _whole(stated.get("lifetime")),
        _whole(stated.get("allowed_clock_skew")),
        custom if isinstance(custom, bool) else None,
        algorithm if isinstance(algorithm, str) and algorithm else None,
    )


def _whole(number: object) -> int | None:
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def reserved_claims(claims: Mapping[str, object]) -> list[ClaimFault]:
    """The claims that Clerk refuses to save in a template."""
    found = [
        ClaimFault(name, "reserved", f"`{name}` is a claim that Clerk sets itself")
        for name in DEFAULT_CLAIMS
        if name in claims
    ]
    return found + [
        ClaimFault(name, "reserved", f"`{name}` belongs to a session, and a template has none")
        for name in SESSION_CLAIMS
        if name in claims
    ]


def shortcode_faults(claims: Mapping[str, object]) -> list[ClaimFault]:
    """Shortcodes that come to nothing: misspelt, half written, in a key, of another language."""
    found: list[ClaimFault] = []
    for path, value, is_key in _texts(claims):
        if is_key:
            if "{{" in value:
                words = f"the name {shown(value)} holds a shortcode; only values may"
                found.append(ClaimFault(path, "in a key", words))
        else:
            found += _in_text(path, value)
        if len(found) >= 20:
            break
    return found


def _in_text(path: str, text: str) -> Iterator[ClaimFault]:
    rest = _CODE.sub("", text)
    if "{{" in rest or "}}" in rest:
        yield ClaimFault(path, "unclosed", f"{shown(text)} has `{{{{` or `}}}}` without the other")
        return
    other = re.search(r"\$\{[\w.]+\}|(?<!\{)\{(?:user|org|session)[\w.]*\}(?!\})", rest)
    if other:
        words = f"{shown(text)} has one pair of braces; a shortcode has two: `{{{{user.id}}}}`"
        yield ClaimFault(path, "one brace", words)
    for inner in _CODE.findall(text):
        for operand in inner.split("||"):
            name = operand.strip()
            if not _is_known(operand):
                meant = nearest(name, _SHORTCODES)
                hint = f"; `{{{{{meant}}}}}` is one" if meant else ""
                words = f"{shown('{{' + name + '}}')} is no shortcode that Clerk documents{hint}"
                yield ClaimFault(path, "near" if meant else "unknown", words)


def _is_known(operand: str) -> bool:
    name = operand.strip()
    if name in _SHORTCODES or _LITERAL.fullmatch(operand):
        return True
    return any(re.fullmatch(rf"{re.escape(one)}[.\[].*", name, re.DOTALL) for one in _OPEN)


def whole_objects(claims: Mapping[str, object]) -> list[tuple[str, str]]:
    """(claim, shortcode) where a whole object of unknown size goes into every token."""
    return [
        (path, code.strip())
        for path, value, is_key in _texts(claims)
        if not is_key
        for code in _CODE.findall(value)
        if code.strip() in _WHOLE
    ]


def shortcodes_in(value: object) -> tuple[str, ...]:
    """The shortcodes in a claim's value, in order."""
    return tuple(
        code.strip()
        for _, text, is_key in _texts({"": value})
        if not is_key
        for code in _CODE.findall(text)
    )


def whole_shortcode(value: object) -> str | None:
    """The shortcode that a value is and nothing else: then it keeps its type, else it is text."""
    found = re.fullmatch(r"\{\{([^{}]*)\}\}", value) if isinstance(value, str) else None
    return found[1].strip() if found else None


def _texts(claims: Mapping[str, object]) -> Iterator[tuple[str, str, bool]]:
    """Every text in the claims with the path to it, keys too (True)."""
    waiting: list[tuple[str, object]] = [(str(name), value) for name, value in claims.items()]
    for name in claims:
        yield str(name), str(name), True
    for _ in range(_MOST):
        if not waiting:
            return
        path, value = waiting.pop(0)
        if isinstance(value, str):
            yield path, value, False
        elif isinstance(value, dict):
            yield from ((f"{path}.{key}", str(key), True) for key in value)
            waiting += [(f"{path}.{key}", inner) for key, inner in value.items()]
        elif isinstance(value, list):
            waiting += [(f"{path}[{index}]", inner) for index, inner in enumerate(value)]
