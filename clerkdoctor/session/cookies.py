"""What a browser's cookies say of its Clerk session: which token counts, and what is odd about it.

Sources: @clerk/backend 3.25.0, `authenticateContext` (through `clerkdoctor.clerk.cookies`) and the
order of `authenticateRequest`; @clerk/clerk-js for who sets which cookie.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from clerkdoctor.clerk import javascript
from clerkdoctor.clerk.cookies import (
    CLIENT_UAT,
    SESSION,
    Chosen,
    Kind,
    parse_cookies,
    session_cookie,
    uses_suffixed_cookies,
)
from clerkdoctor.clerk.javascript import TypeFault
from clerkdoctor.clerk.jwt import Jwt, decode
from clerkdoctor.clerk.keys import PublishableKey, cookie_suffix
from clerkdoctor.clerk.shown import span
from clerkdoctor.session.stored_cookie import LIMIT, StoredCookie, header_of, reaches

_SUFFIXED = re.compile(r"(__session|__client_uat|__refresh|__clerk_db_jwt)_([A-Za-z0-9_-]{8})")
_OURS = (SESSION, CLIENT_UAT, "__client", "__refresh", "__clerk_", "clerk_active_context")
_TOP_CLAIMS = 3


class Double(NamedTuple):
    """A cookie that is there more than once; `homes` are where, empty where that is not known."""

    name: str
    homes: tuple[str, ...]
    times: int
    differ: bool


class ReadToken(NamedTuple):
    """The session token that the SDK takes; nothing of it is verified.

    Instants are in seconds, None where the claim is none. `largest` are the claims that take most
    bytes, as their names and sizes. `user` is the id in `sub`, where it has the form of one.
    """

    cookie: str
    size: int
    issued: float | None
    expires: float | None
    is_pending: bool
    issuer: str | None
    subject: bool
    largest: tuple[tuple[str, int], ...]
    user: str | None = None


class SessionReading(NamedTuple):
    """What the cookies say for one URL. `chosen` shows no token; `why` of it is a sentence.

    `uat` is the `__client_uat` that counts: None where it is missing, else seconds, `0` where the
    user is signed out. `suffixes` are those of Clerk's cookies, `expected` is the key's.
    `elsewhere` are homes of session cookies that do not reach this host.
    """

    names: tuple[str, ...]
    chosen: str | None
    why: str
    token: ReadToken | None
    uat: float | None
    uat_cookie: str
    suffixes: tuple[str, ...]
    expected: str | None
    key_variant: str | None
    has_refresh: bool
    has_db_jwt: bool
    has_unsuffixed: bool
    doubles: tuple[Double, ...]
    elsewhere: tuple[str, ...]
    oversize: tuple[tuple[str, int], ...]
    now: float

    @property
    def has_any(self) -> bool:
        """Whether there is a cookie of Clerk's at all."""
        return bool(self.names)


def read_session(
    cookies: tuple[StoredCookie, ...],
    key: PublishableKey | None,
    now: float,
    url: str,
    *,
    domain: str = "",
    is_satellite: bool = False,
) -> SessionReading:
    """What a browser with these cookies sends to this URL; `now` is in seconds."""
    header = header_of(cookies, url, now)
    found = session_cookie(header, key, now * 1000, domain=domain, is_satellite=is_satellite)
    stated = parse_cookies(header)
    suffix = key.cookie_suffix if key else None
    kind = _kind(stated, key, now, domain, is_satellite=is_satellite)
    uat_name = f"{CLIENT_UAT}_{suffix}" if kind and kind.suffixed else CLIENT_UAT
    uat = stated.get(uat_name)
    host = (urlsplit(url).hostname or "").lower()
    suffixes = tuple(
        dict.fromkeys(hit.group(2) for name in stated if (hit := _SUFFIXED.fullmatch(name)))
    )
    return SessionReading(
        names=tuple(name for name in stated if name.startswith(_OURS)),
        chosen=found.name if isinstance(found, Chosen) else None,
        why=found.why if isinstance(found, Chosen) else found.reason,
        token=_token(found) if isinstance(found, Chosen) else None,
        uat=_number(uat) if uat else None,
        uat_cookie=uat_name,
        suffixes=suffixes,
        expected=suffix,
        key_variant=_variant(key, suffixes),
        has_refresh=bool(suffix and stated.get(f"__refresh_{suffix}")),
        has_db_jwt=any(name.startswith("__clerk_db_jwt") for name in stated),
        has_unsuffixed=bool(stated.get(SESSION)),
        doubles=_doubles(cookies, host),
        elsewhere=_elsewhere(cookies, host),
        oversize=tuple((one.name, one.size) for one in cookies if one.size > LIMIT),
        now=now,
    )


def lifetime_in_words(reading: SessionReading) -> str:
    """How old the token is, and that an expired one is no fault; empty where there is none."""
    token = reading.token
    if token is None or token.expires is None:
        return ""
    left = token.expires - reading.now
    if left > 0:
        return f"the session token expires in {_span(left)}"
    lived = token.expires - token.issued if token.issued is not None else 0
    of_60 = f" of {lived:g} seconds" if 0 < lived < 3600 else ""
    return (
        f"the session token{of_60} expired {_span(-left)} ago, which is normal: its cookie lives"
        " for a year, and the SDK renews the token"
    )


def visible_to(cookie: StoredCookie) -> str:
    """What hosts see a cookie, as the end of a sentence."""
    if not cookie.domain:
        return "a `Cookie` header does not tell for which hosts it is kept"
    if cookie.host_only is False:
        return f"`{cookie.domain}` and every host below it see it"
    return f"`{cookie.domain}` alone sees it: no subdomain, and no host above it"


def _span(seconds: float) -> str:
    return span(int(seconds) * 1000)


def _kind(
    stated: Mapping[str, str],
    key: PublishableKey | None,
    now: float,
    domain: str,
    *,
    is_satellite: bool,
) -> Kind | None:
    if key is None:
        return None
    try:
        return uses_suffixed_cookies(
            dict(stated), key, now * 1000, domain=domain, is_satellite=is_satellite
        )
    except TypeFault:
        return None


def _token(chosen: Chosen) -> ReadToken | None:
    decoded = decode(chosen.token)
    if not isinstance(decoded, Jwt) or not isinstance(decoded.claims, dict):
        return None
    claims = decoded.claims
    issuer = claims.get("iss")
    return ReadToken(
        chosen.name,
        len(chosen.name) + len(chosen.token.encode("utf-8", "surrogatepass")),
        _claim(claims, "iat"),
        _claim(claims, "exp"),
        claims.get("sts") == "pending",
        issuer if isinstance(issuer, str) else None,
        isinstance(claims.get("sub"), str),
        _largest(claims),
        _user(claims.get("sub")),
    )


def _user(subject: object) -> str | None:
    is_one = isinstance(subject, str) and re.fullmatch(r"user_[A-Za-z0-9]{1,64}", subject)
    return str(subject) if is_one else None


def _largest(claims: Mapping[str, object]) -> tuple[tuple[str, int], ...]:
    sizes = [(name, _size(value)) for name, value in claims.items()]
    sizes.sort(key=lambda one: -one[1])
    return tuple(sizes[:_TOP_CLAIMS])


def _size(value: object) -> int:
    import json

    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return len(text.encode("utf-8", "surrogatepass"))


def _claim(claims: Mapping[str, object], name: str) -> float | None:
    value = claims.get(name)
    return float(value) if javascript.is_number(value) and abs(value) < 1e15 else None


def _number(text: str) -> float | None:
    """`parseInt` of the SDK, as far as such a cookie is a number at all."""
    hit = re.match(r"\s*([0-9]{1,15})", text)
    return float(hit.group(1)) if hit else None


def _variant(key: PublishableKey | None, suffixes: tuple[str, ...]) -> str | None:
    """Which other spelling of this key the cookies are named after, in words."""
    if key is None or not suffixes or key.cookie_suffix in suffixes:
        return None
    bare = key.text.strip().rstrip("=")
    for text, how in (
        (bare, "without padding or white space"),
        (f"{bare}=", "with `=` at its end"),
        (f"{bare}==", "with `==` at its end"),
        (f"{bare}\n", "with a line break at its end"),
        (f"{bare} ", "with a space at its end"),
        (f"{bare}\r", "with a carriage return at its end"),
    ):
        if cookie_suffix(text) in suffixes:
            return how
    return None


def _doubles(cookies: tuple[StoredCookie, ...], host: str) -> tuple[Double, ...]:
    by_name: dict[str, list[StoredCookie]] = {}
    for cookie in cookies:
        if cookie.name.startswith(_OURS) and reaches(cookie, host):
            by_name.setdefault(cookie.name, []).append(cookie)
    return tuple(
        Double(
            name,
            tuple(f"{one.home}{one.path}" for one in same if one.domain),
            len(same),
            len({one.value for one in same}) > 1,
        )
        for name, same in by_name.items()
        if len(same) > 1
    )


def _elsewhere(cookies: tuple[StoredCookie, ...], host: str) -> tuple[str, ...]:
    homes = [one.home for one in cookies if one.name.startswith(SESSION) and not reaches(one, host)]
    return tuple(dict.fromkeys(homes))
