"""Which cookie of a request @clerk/backend takes for the session token.

Clerk sets its cookies twice: `__session`, and `__session_` with a suffix that is made of the
publishable key, since several applications share the cookies of `localhost`. The SDK decides for
the whole request which of the two kinds counts.

Source: @clerk/backend 3.25.0, `ClerkRequest.parseCookies` (the package cookie 1.1.1) and
`AuthenticateContext.usesSuffixedCookies`. tests/parity/test_clerk_cookies.py compares the two.
"""

import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from clerkdoctor.clerk import javascript
from clerkdoctor.clerk.comparison import is_at_most, is_greater
from clerkdoctor.clerk.javascript import UNDEFINED, TypeFault
from clerkdoctor.clerk.jwt import NotJwt, decode
from clerkdoctor.clerk.keys import PublishableKey, frontend_api_in_use
from clerkdoctor.clerk.shown import shown

SESSION = "__session"
CLIENT_UAT = "__client_uat"

# A session cookie of whatever publishable key.
_ANY_SESSION = re.compile(r"__session(?:_[A-Za-z0-9_-]{8})?")


class Chosen(NamedTuple):
    """The cookie that holds the session token. `why` is a sentence; `others` are the names of the
    session cookies that do not count. Names and `why` may quote hostile text.
    """

    name: str
    token: str
    why: str
    others: tuple[str, ...]

    def __repr__(self) -> str:
        """The token is a credential."""
        return f"Chosen({self.name!r}, …)"


class NoSession(NamedTuple):
    """The SDK finds no session token in these cookies; `reason` is a sentence."""

    reason: str


class Kind(NamedTuple):
    """Whether the cookies with a suffix count; `why` is a sentence."""

    suffixed: bool
    why: str


def parse_cookies(header: str) -> dict[str, str]:
    """The cookies of a `Cookie` header, name → value: the first of equal names counts.

    Values are percent-decoded where all of one is UTF-8, and quotes around them stay.
    """
    cookies: dict[str, str] = {}
    for name, value in _pairs(header):
        if name not in cookies:
            cookies[name] = decode_uri_component(value)
    return cookies


def decode_uri_component(text: str) -> str:
    """`decodeURIComponent`, and the text itself where that throws."""
    if "%" not in text:
        return text
    if re.search(r"%(?![0-9A-Fa-f]{2})", text):
        return text
    try:
        return re.sub(r"(?:%[0-9A-Fa-f]{2})+", _unescaped, text)
    except UnicodeDecodeError:
        return text


def session_cookie(
    header: str,
    publishable_key: PublishableKey | None,
    now: float,
    *,
    domain: str = "",
    is_satellite: bool = False,
) -> Chosen | NoSession:
    """The session token that the SDK takes from a `Cookie` header; `now` is in ms since the epoch.

    Without a publishable key the SDK itself takes none. Here the one token that there is counts
    then, and of several none. `domain` and `is_satellite` are the SDK's options.
    """
    cookies = parse_cookies(header)
    if publishable_key is None:
        return _without_key(cookies)
    try:
        kind = uses_suffixed_cookies(
            cookies, publishable_key, now, domain=domain, is_satellite=is_satellite
        )
    except TypeFault as fault:
        return NoSession(f"The SDK itself fails on these cookies: {fault}")
    suffixed = f"{SESSION}_{publishable_key.cookie_suffix}"
    name = suffixed if kind.suffixed else SESSION
    token = cookies.get(name)
    if not token:
        return NoSession(_why_none(cookies, name, suffixed, kind))
    why = kind.why + _said_of_repeats(header, name)
    return Chosen(name, token, why, tuple(_others(cookies, name)))


def uses_suffixed_cookies(
    cookies: dict[str, str],
    key: PublishableKey,
    now: float,
    *,
    domain: str = "",
    is_satellite: bool = False,
) -> Kind:
    """`usesSuffixedCookies`; `now` is in ms. Raises `TypeFault` where the SDK throws."""
    suffix = key.cookie_suffix
    session = cookies.get(SESSION) or ""
    suffixed = cookies.get(f"{SESSION}_{suffix}") or ""
    uat = cookies.get(CLIENT_UAT) or None
    suffixed_uat = cookies.get(f"{CLIENT_UAT}_{suffix}") or None

    claims = _claims(session)
    if session:
        host = frontend_api_in_use(key, domain=domain, is_satellite=is_satellite)
        by_issuer = _by_issuer(claims, host)
        if by_issuer:
            return by_issuer
    if not suffixed_uat and not suffixed:
        return Kind(False, f"No cookie has the suffix of the publishable key, `_{suffix}`")
    suffixed_claims = _claims(suffixed)
    issued, suffixed_issued = _issued(claims), _issued(suffixed_claims)
    both_active = suffixed_uat != "0" and uat != "0"
    if both_active and is_greater(issued, suffixed_issued):
        rival = f"`{SESSION}_{suffix}`" if suffixed else "any with the suffix of the key"
        return Kind(False, f"`{SESSION}` was issued later than {rival}")
    if suffixed_uat == "0" and uat != "0":
        return Kind(False, f"`{CLIENT_UAT}_{suffix}` is `0`: the user signed out there")
    if key.instance_type == "development":
        # Before it is known whether that matters: an `exp` that cannot be compared throws.
        has_expired = _expired(suffixed_claims, now)
        if has_expired and suffixed_uat != "0" and uat == "0":
            why = f"`{CLIENT_UAT}` is `0` and the token in `{SESSION}_{suffix}` has expired"
            return Kind(False, why)
    if not suffixed_uat:
        why = f"`{CLIENT_UAT}_{suffix}` is missing, without which `{SESSION}_{suffix}` is ignored"
        return Kind(False, why)
    return Kind(True, f"The cookies with the suffix of the publishable key count, `_{suffix}`")


def _by_issuer(claims: object, host: str) -> Kind | None:
    """What the issuer of the token in `__session` decides, if it does."""
    if claims is UNDEFINED:
        return Kind(
            False, f"`{SESSION}` holds no token that can be decoded, and counts all the same"
        )
    issuer = _member(claims, "iss")
    if not javascript.is_truthy(issuer):
        return Kind(False, f"`{SESSION}` names no issuer (`iss`), and is taken for one of this key")
    if isinstance(issuer, str) and _without_scheme(issuer) == host:
        return None
    why = f"`{SESSION}` is of another instance: its `iss` is {shown(issuer)}, the key names "
    return Kind(True, f"{why}{shown(host)}")


def _without_scheme(issuer: str) -> str:
    return re.sub(r"https?://", "", issuer, flags=re.IGNORECASE | re.ASCII)


def _claims(token: str) -> object:
    """The claims of a token, UNDEFINED where it cannot be decoded."""
    found = decode(token)
    return UNDEFINED if isinstance(found, NotJwt) else found.claims


def _issued(claims: object) -> object:
    issued = UNDEFINED if claims is UNDEFINED else _member(claims, "iat")
    return issued if javascript.is_truthy(issued) else 0


def _expired(claims: object, now: float) -> bool:
    if claims is UNDEFINED:
        return False
    # `>> 0` makes a signed 32-bit number of the seconds: from 2038 on they are negative.
    instant = javascript.clock(now)
    seconds = 0 if math.isnan(instant) else int(instant / 1000) & 0xFFFFFFFF
    seconds -= (seconds & 0x80000000) << 1
    return is_at_most(_member(claims, "exp"), seconds)


def _member(claims: object, name: str) -> object:
    if claims is None:
        raise TypeFault("the claims of a token are `null`")
    return claims.get(name, UNDEFINED) if isinstance(claims, dict) else UNDEFINED


def _without_key(cookies: dict[str, str]) -> Chosen | NoSession:
    names = [name for name in _session_names(cookies) if cookies[name]]
    if not names:
        return NoSession(_nothing(cookies))
    if len({cookies[name] for name in names}) > 1:
        listed = " and ".join(f"`{name}`" for name in names[:3])
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        return NoSession(
            f"{listed}{more} hold different tokens: which one counts hangs on the publishable key, "
            "and none is known"
        )
    name = names[0]
    why = "It is the only session cookie; whether the SDK takes it hangs on the publishable key"
    if len(names) > 1:
        why = "All session cookies hold this token; no publishable key is known that says which"
    return Chosen(name, cookies[name], why, tuple(names[1:]))


def _why_none(cookies: dict[str, str], name: str, suffixed: str, kind: Kind) -> str:
    if not any(cookies.get(other) for other in (SESSION, suffixed)):
        others = list(_others(cookies, name))
        if not others:
            return _nothing(cookies)
        more = f" and {len(others) - 1} more" if len(others) > 1 else ""
        return (
            f"The only session cookie is of another publishable key: `{others[0]}`{more}; "
            f"the SDK looks for `{SESSION}` and `{suffixed}`"
        )
    state = "empty" if name in cookies else "not there"
    return f"{kind.why}; and `{name}`, which the SDK then looks for, is {state}"


def _nothing(cookies: dict[str, str]) -> str:
    if not cookies:
        return "There is no cookie at all"
    empty = next(iter(_session_names(cookies)), None)
    if empty:
        return f"The cookie `{empty}` is empty"
    if len(cookies) == 1:
        return f"The only cookie is no session cookie, which is called `{SESSION}`"
    return f"None of {len(cookies)} cookies is a session cookie, which is called `{SESSION}`"


def _session_names(cookies: dict[str, str]) -> Iterator[str]:
    return (name for name in cookies if _ANY_SESSION.fullmatch(name))


def _others(cookies: dict[str, str], chosen: str) -> Iterator[str]:
    return (name for name in _session_names(cookies) if name != chosen and cookies[name])


def _said_of_repeats(header: str, name: str) -> str:
    values = [value for other, value in _pairs(header) if other == name]
    if len(set(values)) < 2:
        return ""
    return f"; it is there {len(values)} times with different values, and the first counts"


def _pairs(header: str) -> Iterator[tuple[str, str]]:
    """Names and values as they stand there; what has no `=` is left out."""
    # `Headers` takes white space off the ends; less than two characters hold no cookie.
    header = header.strip(" \t\r\n")
    if len(header) < 2:
        return
    at = 0
    while at < len(header):
        equals = header.find("=", at)
        if equals < 0:
            return
        end = header.find(";", at)
        end = len(header) if end < 0 else end
        if equals > end:
            at = header.rfind(";", 0, equals) + 1
            continue
        yield header[at:equals].strip(" \t"), header[equals + 1 : end].strip(" \t")
        at = end + 1


def _unescaped(run: "re.Match[str]") -> str:
    return bytes.fromhex(run.group().replace("%", "")).decode()
