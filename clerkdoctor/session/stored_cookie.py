"""Cookies as a browser keeps them, and the rules by which it keeps and sends them.

As RFC 6265bis has it (sections 5.4 to 5.8), with the limit of 4,096 bytes for name and value.
"""

from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from clerkdoctor.secret import Secret

LIMIT = 4096
"""Bytes that browsers keep of a cookie: its name and its value."""

_LOCAL = ("localhost", "127.0.0.1", "::1")
# Names below which everybody may have a host, so that no cookie is kept for the name itself. The
# public suffix list has thousands; these are the ones where apps of this kind are served.
_SHARED = frozenset((
    "vercel.app", "vercel.dev", "now.sh", "netlify.app", "pages.dev", "workers.dev", "github.io",
    "gitlab.io", "herokuapp.com", "onrender.com", "fly.dev", "web.app", "firebaseapp.com",
    "appspot.com", "run.app", "a.run.app", "azurestaticapps.net", "azurewebsites.net",
    "amplifyapp.com", "cloudfront.net", "up.railway.app", "ngrok.app", "ngrok.io", "ngrok.dev",
    "ngrok-free.app", "ngrok-free.dev", "trycloudflare.com", "deno.dev", "replit.app",
    "replit.dev", "repl.co", "lovable.app", "lovableproject.com", "bolt.host", "csb.app",
    "hf.space", "expo.app", "vusercontent.net", "convex.site", "convex.cloud", "convex.app",
    "co.uk", "org.uk", "co.in", "co.jp", "co.kr", "co.za", "com.au", "com.br", "com.cn", "com.mx",
))  # fmt: skip


class StoredCookie(NamedTuple):
    """One cookie. What its source does not tell is None, and `domain` then is empty.

    `domain` has no dot before it; without `host_only` subdomains get the cookie, too. `expires` is
    in seconds since the epoch, None also for one that ends with the browser's session. Without
    `names_path` the path is the one that a `Set-Cookie` header without any stands for.
    """

    name: str
    value: Secret
    domain: str = ""
    host_only: bool | None = None
    path: str = ""
    secure: bool | None = None
    http_only: bool | None = None
    same_site: str | None = None
    expires: float | None = None
    is_partitioned: bool = False
    names_path: bool = True

    @property
    def size(self) -> int:
        """The bytes that count against `LIMIT`."""
        return len(self.name.encode()) + len(self.value.reveal().encode("utf-8", "surrogatepass"))

    @property
    def home(self) -> str:
        """Where it lives, as developer tools write it: with a dot where subdomains get it, too."""
        return self.domain if self.host_only is not False else f".{self.domain}"


def is_local(host: str) -> bool:
    """Whether browsers trust a host without TLS."""
    return host in _LOCAL or host.startswith("127.") or host.endswith(".localhost")


def is_shared(host: str) -> bool:
    """Whether a name is a public suffix, as far as it is known here: no site of its own."""
    return ("." not in host and ":" not in host) or host in _SHARED


def reaches(cookie: StoredCookie, host: str) -> bool:
    """Whether a cookie's domain lets it go to this host."""
    if not cookie.domain or cookie.domain == host:
        return True
    return cookie.host_only is False and host.endswith(f".{cookie.domain}")


def is_sent(cookie: StoredCookie, url: str, now: float) -> bool:
    """Whether a browser that visits this URL sends the cookie; `now` is in seconds."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if not reaches(cookie, host) or not _path_fits(cookie.path, parts.path or "/"):
        return False
    if cookie.expires is not None and cookie.expires <= now:
        return False
    return not cookie.secure or parts.scheme == "https" or is_local(host)


def header_of(cookies: tuple[StoredCookie, ...], url: str, now: float) -> str:
    """The `Cookie` header that a browser sends: longer paths first, else in their order."""
    sent = [one for one in cookies if is_sent(one, url, now)]
    sent.sort(key=lambda one: -len(one.path))
    return "; ".join(f"{one.name}={one.value.reveal()}" for one in sent)


def set_cookie(text: str, url: str, now: float) -> StoredCookie | None:
    """The cookie that a `Set-Cookie` header of this URL's answer makes; None for no cookie.

    Nothing is refused here: `refusal` says what a browser does not keep.
    """
    pair, *attributes = text.split(";")
    name, equals, value = pair.partition("=")
    # None of Clerk's has a backtick, which would end what is quoted in a message.
    if not equals or not name.strip() or "`" in name:
        return None
    stated: dict[str, str] = {}
    for attribute in attributes:
        key, _, given = attribute.partition("=")
        stated[key.strip().lower()] = given.strip()
    domain = stated.get("domain", "").lstrip(".").lower().replace("`", "")
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    names_path = stated.get("path", "").startswith("/")
    return StoredCookie(
        name.strip(),
        Secret(value.strip()),
        domain or host,
        not domain or (domain == host and is_shared(host)),
        stated["path"] if names_path else _default_path(parts),
        "secure" in stated,
        "httponly" in stated,
        stated.get("samesite", "").capitalize() or None,
        _expiry(stated, now),
        "partitioned" in stated,
        names_path,
    )


def refusal(cookie: StoredCookie, url: str) -> str | None:
    """Why a browser does not keep what an answer of this URL sets, as a predicate, or None."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if cookie.size > LIMIT:
        return f"has {cookie.size:,} bytes, of which a browser keeps {LIMIT:,} at most"
    if not reaches(cookie, host):
        return f"is set for `{cookie.domain}`, which `{host}` has no right to"
    if cookie.host_only is False and is_shared(cookie.domain):
        return f"is set for all of `{cookie.domain}`, which `{host}` has no right to"
    if unkept := _of_prefix(cookie):
        return unkept
    if cookie.secure and parts.scheme != "https" and not is_local(host):
        return "is `Secure` and comes over http"
    if cookie.same_site == "None" and not cookie.secure:
        return "is `SameSite=None` without `Secure`"
    if cookie.is_partitioned and not cookie.secure:
        return "is `Partitioned` without `Secure`"
    return None


def _of_prefix(cookie: StoredCookie) -> str | None:
    """What the prefix of a name promises, and the cookie does not keep."""
    name = cookie.name.lower()
    prefix = next((one for one in ("__Host-", "__Secure-") if name.startswith(one.lower())), None)
    if prefix and not cookie.secure:
        return f"has the prefix `{prefix}` without `Secure`"
    if prefix == "__Host-" and cookie.host_only is False:
        return "has the prefix `__Host-`, and a `Domain`"
    if prefix == "__Host-" and (cookie.path != "/" or not cookie.names_path):
        return "has the prefix `__Host-` without `Path=/`"
    return None


def _path_fits(path: str, asked: str) -> bool:
    if path in ("", "/", asked):
        return True
    return asked.startswith(path if path.endswith("/") else f"{path}/")


def _default_path(parts: SplitResult) -> str:
    return parts.path.rpartition("/")[0] or "/"


def _expiry(stated: dict[str, str], now: float) -> float | None:
    from email.utils import parsedate_to_datetime

    age = stated.get("max-age", "")
    if age.lstrip("-").isascii() and age.lstrip("-").isdigit() and len(age) < 16:
        return now + int(age)
    try:
        return parsedate_to_datetime(stated.get("expires", "")).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
