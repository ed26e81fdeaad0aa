"""How Clerk reads its options from the environment: booleans and proxy URLs.

Source: @clerk/shared 4.41.0, `isTruthy` in underscore, `isValidProxyUrl` and
`getAutoProxyUrlFromEnvironment` in proxy.
"""

from collections.abc import Mapping

AUTO_PROXY_PATH = "/__clerk"

# What `parseInt` skips in front of a number.
_JS_WHITE_SPACE = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)


def is_truthy(text: str | None) -> bool:
    """Whether Clerk takes a variable for true: `true` in any case, or a text that starts with a
    positive whole number. `yes`, `on` and `true` with a space behind it are false.
    """
    if text is None:
        return False
    if text.lower() in {"true", "false"}:
        return text.lower() == "true"
    number = text.lstrip(_JS_WHITE_SPACE)
    if number.startswith("-"):
        return False
    for char in number.removeprefix("+"):
        if not "0" <= char <= "9":
            return False
        if char != "0":
            return True
    return False


def is_valid_proxy_url(text: str | None) -> bool:
    """Whether Clerk takes this for a proxy URL: absolute with http(s), a path, or nothing."""
    return not text or text.startswith(("http://", "https://", "/"))


def auto_proxy_url(
    publishable_key: str,
    environment: Mapping[str, str],
    *,
    has_proxy_url: bool = False,
    has_domain: bool = False,
) -> str:
    """The proxy path that @clerk/nextjs from 7.2.8 uses by itself, or an empty string.

    That is where a production key runs on Vercel's own domain, which cannot have Clerk's DNS
    records. `environment` holds what the build sees of Vercel's variables.
    """
    if has_proxy_url or has_domain or not publishable_key.startswith(("live_", "pk_live_")):
        return ""
    if is_truthy(environment.get("CLERK_DISABLE_AUTO_PROXY")):
        return ""
    if environment.get("VERCEL_TARGET_ENV") != "production":
        return ""
    host = environment.get("VERCEL_PROJECT_PRODUCTION_URL", "")
    if host.startswith(("http://", "https://")):
        host = _host_of(host)
    return AUTO_PROXY_PATH if host.split("/")[0].endswith(".vercel.app") else ""


def _host_of(url: str) -> str:
    from urllib.parse import urlsplit

    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
