"""Why redirects go in circles: the known causes, from what was seen on the way."""

from typing import NamedTuple
from urllib.parse import urlsplit

from clerkdoctor.session.caching import out_of_cache
from clerkdoctor.session.hops import HANDSHAKE, Hop, Trail, host_of, is_loop, origin_of, return_url
from clerkdoctor.session.proxy_answers import ENABLE
from clerkdoctor.session.reasons import Cause, Meaning, meaning_of


class Loop(NamedTuple):
    """`words` is a sentence; `cause` names what is behind it, `unknown` where it is not seen."""

    words: str
    fix: str
    cause: Cause | str


_PROXY = "Let the proxy send `X-Forwarded-Host` and `X-Forwarded-Proto` as the browser has them"
_RENEW = "Set the secret key of the same instance where the app runs, and synchronize its clock"
_BOTH = "Copy both keys from one instance, restart the app, and delete this site's cookies"


def loop_of(trail: Trail, host: str) -> Loop | None:
    """The loop that a walk got into, or None. `host` is the Frontend API of the project's key."""
    hops = trail.hops
    if trail.end != "loop" and not is_loop(hops):
        return None
    shakes = [hop for hop in hops if hop.shakes]
    stale = [why for hop in hops if hop.is_clerks_redirect and (why := out_of_cache(hop.headers))]
    if stale:
        return Loop(
            f"The same redirect is answered again and again: it {stale[0]}",
            "Keep caches off what Clerk's middleware answers: `Cache-Control: no-store`",
            "cached redirect",
        )
    if len(shakes) > 1:
        return _handshakes(hops, shakes, host)
    to_sign_in = [hop for hop in hops if hop.location and "redirect_url=" in hop.location]
    if len(to_sign_in) > 1:
        path = urlsplit(to_sign_in[-1].url).path
        return Loop(
            f"`{path}` redirects to itself: the sign-in page is protected, too",
            "Make the sign-in page public: leave it out of what `auth.protect()` is called for",
            "protected sign-in page",
        )
    return _origins(hops)


def _handshakes(hops: tuple[Hop, ...], shakes: list[Hop], host: str) -> Loop:
    start = f"The app sent the browser to Clerk's handshake {len(shakes)} times"
    caught = [hop for hop in shakes if hop.is_of_clerk and _is_handshake(hop.url)]
    if caught:
        path = urlsplit(caught[0].url).path
        words = f"{start}: its own middleware answers the proxy's `{path}`, in place of Clerk"
        return Loop(words, ENABLE, "caught")
    codes = [hop.reason for hop in hops if hop.reason]
    told = [(code, meaning) for code in codes if (meaning := meaning_of(code))]
    grave = [(code, meaning) for code, meaning in told if meaning.cause in ("keys", "clock")]
    if grave:
        code, meaning = grave[-1]
        return Loop(f"{start}: the SDK {meaning.words} (`{code}`)", meaning.fix, meaning.cause)
    lost = misled(hops)
    if lost:
        return Loop(f"{start}: {lost}", _PROXY, "proxy")
    asked = {host_of(hop.location) for hop in shakes if hop.location}
    if host and asked - {host.partition(":")[0]}:
        other = min(asked - {host.partition(":")[0]})
        words = f"{start} at `{other}`, and the project's key names `{host}`"
        return Loop(words, _BOTH, "keys")
    refused = [pair for hop in hops for pair in hop.refused if pair[0].startswith("__")]
    if refused:
        name, why = refused[0]
        return Loop(
            f"{start}: the browser refuses `{name}`, which {why}",
            "Serve the app over https at the host that the cookies are set for",
            "cookies",
        )
    if _disbelieved(hops):
        words = (
            f"{start}, and does not accept what Clerk answers: its secret key is wrong or of"
            " another instance, or its clock is off"
        )
        return Loop(words, _RENEW, "keys or clock")
    return _unexplained(start, told)


def _disbelieved(hops: tuple[Hop, ...]) -> bool:
    """Whether Clerk answered, and the app asked it the same again: in production the SDK does not
    say why it does not accept an answer.
    """
    answers = [hop for hop in hops if _is_handshake(hop.url)]
    return any(
        any(one.name.startswith("__clerk_handshake") for one in hop.set_cookies)
        or "__clerk_handshake" in (hop.location or "")
        for hop in answers
    )


def _is_handshake(url: str) -> bool:
    return urlsplit(url).path.endswith(HANDSHAKE)


def _unexplained(start: str, told: list[tuple[str, Meaning]]) -> Loop:
    if told:
        code, meaning = told[-1]
        fix = meaning.fix or _BOTH
        return Loop(f"{start}: the SDK {meaning.words} (`{code}`)", fix, meaning.cause)
    return Loop(f"{start}, and no answer says why", _BOTH, "unknown")


def misled(hops: tuple[Hop, ...]) -> str | None:
    """What the app takes for its own URL, where that is not the browser's; as a clause."""
    for hop in hops:
        back = return_url(hop)
        # A sign-in page is sent the URL that was asked before it, perhaps at another host.
        if back is None or not hop.is_of_clerk or origin_of(back) == origin_of(hop.url):
            continue
        seen, asked = urlsplit(back), urlsplit(hop.url)
        if seen.hostname == asked.hostname and seen.scheme != asked.scheme:
            return f"the app takes `{asked.netloc}` for `{seen.scheme}`, not `{asked.scheme}`"
        if any(origin_of(back) == origin_of(other.url) for other in hops):
            continue
        return f"the app takes `{asked.netloc}` for `{seen.netloc}`"
    return None


def _origins(hops: tuple[Hop, ...]) -> Loop:
    seen = [urlsplit(hop.url) for hop in hops]
    schemes, hosts = {one.scheme for one in seen}, {one.hostname or "" for one in seen}
    if len(schemes) > 1 and len(hosts) == 1:
        return Loop(
            "The app redirects to https, and something in front of it back to http:"
            " the proxy speaks http to it",
            "Set the proxy to `Full (strict)`, and let it send `X-Forwarded-Proto: https`",
            "proxy",
        )
    if len({host.removeprefix("www.") for host in hosts}) < len(hosts):
        return Loop(
            "The apex and `www` redirect to each other",
            "Keep one of the two redirects: that of the platform or that of the app",
            "domains",
        )
    path = seen[-1].path or "/"
    return Loop(
        f"`{path}` is redirected to again and again",
        "Find the redirect of this path in the middleware and in next.config",
        "unknown",
    )
