"""Cookies as people hand them over: a `Cookie` header, an export, the table of developer tools."""

import math
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from clerkdoctor import json_text
from clerkdoctor.secret import Secret
from clerkdoctor.session.stored_cookie import StoredCookie

_EXPECTED = "a `Cookie` header, a cookies.txt or a JSON export was expected"
_TRUE = frozenset(("true", "✓", "yes", "1"))
# `sameSite` in exports of browsers and their extensions → as `Set-Cookie` writes it.
_SAME_SITE = {
    "lax": "Lax", "strict": "Strict", "none": "None", "no_restriction": "None",
}  # fmt: skip


class CookieFile(NamedTuple):
    """The cookies of a file. `form` says what it was: `header`, `cookies.txt`, `json` or `table`.

    A header has none of a cookie's attributes, so that nothing is known of where it lives.
    """

    form: str
    cookies: tuple[StoredCookie, ...]

    @property
    def has_homes(self) -> bool:
        return self.form in ("cookies.txt", "json", "table") and any(
            one.domain for one in self.cookies
        )


class NotCookies(NamedTuple):
    """Why a text holds no cookies, as the predicate of a sentence about it."""

    reason: str


def read_cookies(content: bytes) -> CookieFile | NotCookies:
    """The cookies of a file in whichever form. No value of it comes into a reason."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        # What PowerShell writes with `>`.
        content = content.decode("utf-16", "replace").encode()
    text = json_text.decode(content)
    if isinstance(text, json_text.NotJson):
        return NotCookies(f"{text.reason}; {_EXPECTED}")
    if not text.strip():
        return NotCookies(f"is empty; {_EXPECTED}")
    if text.lstrip().startswith(("{", "[")):
        return _from_json(text)
    lines = [line for line in text.splitlines() if line.strip()]
    if any(_is_netscape(line) for line in lines):
        return CookieFile("cookies.txt", tuple(_from_netscape(lines)))
    if any(line.count("\t") >= 2 for line in lines):
        return CookieFile("table", tuple(_from_table(lines)))
    return _from_header(lines)


def _from_header(lines: list[str]) -> CookieFile | NotCookies:
    """The header, alone or among others of its request; several such lines are one header."""
    stated = [line for line in lines if line.strip().lower().startswith("cookie:")]
    chosen = [line.partition(":")[2] for line in stated]
    if not stated:
        # Other headers have a colon where a cookie has its first `=`.
        chosen = [line for line in lines if "=" in line.partition(":")[0]]
    header = "; ".join(line.strip().rstrip(";") for line in chosen)
    cookies = tuple(StoredCookie(name, Secret(value)) for name, value in _pairs(header))
    if not cookies:
        return NotCookies(f"holds no cookie; {_EXPECTED}")
    return CookieFile("header", cookies)


def _pairs(header: str) -> Iterator[tuple[str, str]]:
    """Names and values as they stand there; what has no `=` is no cookie."""
    for part in header.split(";"):
        name, equals, value = part.partition("=")
        if equals and name.strip():
            yield name.strip(), value.strip()


def _is_netscape(line: str) -> bool:
    fields = line.removeprefix("#HttpOnly_").split("\t")
    return len(fields) == 7 and fields[1] in ("TRUE", "FALSE") and fields[3] in ("TRUE", "FALSE")


def _from_netscape(lines: list[str]) -> Iterator[StoredCookie]:
    for line in lines:
        if not _is_netscape(line):
            continue
        http_only = line.startswith("#HttpOnly_")
        domain, wide, path, secure, expires, name, value = line.removeprefix("#HttpOnly_").split(
            "\t"
        )
        yield StoredCookie(
            name, Secret(value), domain.lstrip(".").lower(), wide == "FALSE", path,
            secure == "TRUE", http_only, None, _seconds(expires),
        )  # fmt: skip


def _from_table(lines: list[str]) -> Iterator[StoredCookie]:
    """As copied from Chrome's Application panel: name, value, domain, path, expiry, size and on."""
    for line in lines:
        fields = [field.strip() for field in line.split("\t")]
        fields += [""] * (9 - len(fields))
        name, value, domain, path, expires, _, http_only, secure, same_site = fields[:9]
        if not name or name.lower() == "name":
            continue
        yield StoredCookie(
            name, Secret(value), domain.lstrip(".").lower(),
            not domain.startswith(".") if domain else None, path,
            secure.lower() in _TRUE, http_only.lower() in _TRUE,
            _SAME_SITE.get(same_site.lower()), _iso(expires),
        )  # fmt: skip


def _from_json(text: str) -> CookieFile | NotCookies:
    stated = json_text.load(text)
    if isinstance(stated, json_text.NotJson):
        return NotCookies(f"{stated.reason}; {_EXPECTED}")
    if isinstance(stated, dict) and isinstance(stated.get("log"), dict):
        return NotCookies("is a HAR; pass it with `--har`")
    if isinstance(stated, dict) and isinstance(stated.get("cookies"), list):
        stated = stated["cookies"]
    if isinstance(stated, dict) and all(isinstance(one, str) for one in stated.values()):
        named = tuple(StoredCookie(name, Secret(value)) for name, value in stated.items())
        return CookieFile("header", named) if named else NotCookies(f"is empty; {_EXPECTED}")
    listed = stated if isinstance(stated, list) else []
    cookies = tuple(
        _exported(one)
        for one in listed
        if isinstance(one, dict) and isinstance(one.get("name"), str) and one["name"]
    )
    if not cookies:
        return NotCookies(f"is JSON without cookies; {_EXPECTED}")
    return CookieFile("json", cookies)


def _exported(stated: Mapping[str, Any]) -> StoredCookie:
    """As extensions, Playwright and Puppeteer write it."""
    domain = stated.get("domain")
    domain = domain if isinstance(domain, str) else ""
    host_only = stated.get("hostOnly")
    if not isinstance(host_only, bool):
        host_only = not domain.startswith(".") if domain else None
    value, path = stated.get("value"), stated.get("path")
    same_site = stated.get("sameSite")
    return StoredCookie(
        stated["name"],
        Secret(value if isinstance(value, str) else ""),
        domain.lstrip(".").lower(),
        host_only,
        path if isinstance(path, str) else "",
        _flag(stated.get("secure")),
        _flag(stated.get("httpOnly")),
        _SAME_SITE.get(same_site.lower()) if isinstance(same_site, str) else None,
        _seconds(stated.get("expirationDate", stated.get("expires"))),
        bool(stated.get("partitionKey")),
    )


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _seconds(value: object) -> float | None:
    """An expiry; zero and less are cookies that end with the browser's session."""
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return _iso(value) if isinstance(value, str) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) and value > 0 else None


def _iso(text: str) -> float | None:
    from datetime import datetime

    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.timestamp() if moment.tzinfo else None
