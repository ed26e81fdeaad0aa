"""The app's own Content-Security-Policy: whether Clerk and Convex work under it."""

from collections.abc import Iterator
from typing import NamedTuple

from clerkdoctor.check import Finding, Inapplicable, Problem, Unknown, check
from clerkdoctor.clerk.keys import PublishableKey
from clerkdoctor.content_security import admits, governing, parse
from clerkdoctor.facts.code import Code
from clerkdoctor.facts.content_security import ContentSecurity, Policy
from clerkdoctor.facts.environment import Environment
from clerkdoctor.facts.keys import PublishableKeyVariable

CSP_DOCS = "https://clerk.com/docs/guides/secure/best-practices/csp-headers"
_CHALLENGES = "challenges.cloudflare.com"
_CONVEX_URL = "NEXT_PUBLIC_CONVEX_URL"


class _Need(NamedTuple):
    """What a directive has to admit; `source` is how it is written, `path` as `admits` has it."""

    directive: str
    source: str
    scheme: str = "https"
    host: str = ""
    path: str = ""
    is_vital: bool = False


def _clerk_needs(host: str) -> tuple[_Need, ...]:
    return (
        _Need("script-src", f"https://{host}", "https", host, "/npm/", is_vital=True),
        _Need("connect-src", f"https://{host}", "https", host, "/v1/", is_vital=True),
        _Need("script-src", f"https://{_CHALLENGES}", "https", _CHALLENGES, "/turnstile/v0/api.js"),
        _Need("frame-src", f"https://{_CHALLENGES}", "https", _CHALLENGES, "/cdn-cgi/"),
        # An image's name is a description in Base64, which always begins like this.
        _Need("img-src", "https://img.clerk.com", "https", "img.clerk.com", "/eyJ0eXBlIjoi"),
        _Need("worker-src", "blob:", scheme="blob"),
        _Need("style-src", "'unsafe-inline'"),
    )


def _convex_needs(host: str) -> tuple[_Need, ...]:
    return (
        _Need("connect-src", "https://*.convex.cloud", "https", host, "/api/", is_vital=True),
        _Need("connect-src", "wss://*.convex.cloud", "wss", host, "/api/", is_vital=True),
    )


@check(
    "The Content-Security-Policy lets Clerk load",
    fix="Let Clerk's middleware state the policy: its option `contentSecurityPolicy`",
    references=(CSP_DOCS,),
    symptoms=(
        "because it violates the following Content Security Policy directive",
        "Clerk: Failed to load Clerk",
        "failed_to_load_clerk_js",
    ),
)
def csp_admits_clerk(security: ContentSecurity, key: PublishableKeyVariable) -> Iterator[Finding]:
    """A browser loads nothing that the page's policy does not name. Clerk's script comes from the
    Frontend API of the instance: another host in development than in production.
    """
    if not security.policies:
        yield Inapplicable(_no_policy(security))
        return
    if not isinstance(key.parsed, PublishableKey):
        yield Unknown("the publishable key names no Frontend API")
        return
    for policy in security.policies:
        yield from _judged(policy, _clerk_needs(key.parsed.frontend_api), "Clerk")
        yield from _nonce(policy)


def _no_policy(security: ContentSecurity) -> str:
    if security.is_clerks:
        return "Clerk's middleware states the policy itself"
    return "no Content-Security-Policy is seen in next.config, vercel.json or the middleware"


def _judged(policy: Policy, needs: tuple[_Need, ...], who: str) -> Iterator[Finding]:
    """One finding a policy: all that is missing in it."""
    stated = parse(policy.text)
    missing = [need for need in needs if not _is_met(need, stated)]
    if not missing:
        return
    if not policy.is_whole:
        yield Unknown(
            f"the policy is not statically known in full; what is known lacks"
            f" `{missing[0].source}` in `{missing[0].directive}`",
            policy.place,
        )
        return
    vital = any(need.is_vital for need in missing)
    lacking = ", ".join(f"`{need.source}` in `{need.directive}`" for need in missing)
    by_directive: dict[str, list[str]] = {}
    for need in missing:
        by_directive.setdefault(need.directive, []).append(need.source)
    lines = "\n".join(f"{name} … {' '.join(found)};" for name, found in by_directive.items())
    yield Problem(
        f"The policy lacks what {who} needs: {lacking}",
        policy.place,
        f"Add these sources to their directives:\n{lines}",
        about=f"policy for {who}",
        level="error" if vital else "warning",
    )


def _is_met(need: _Need, stated: dict[str, tuple[str, ...]]) -> bool:
    name = governing(stated, need.directive)
    if name is None:
        return True
    sources = stated[name]
    lowered = {source.lower() for source in sources}
    if need.source == "'unsafe-inline'":
        return need.source in lowered or any(one.startswith(("'nonce-", "'sha")) for one in lowered)
    if "'strict-dynamic'" in lowered and need.directive in ("script-src", "worker-src"):
        return True  # hosts count for nothing then; what counts is judged by itself
    if need.scheme == "blob":
        return "blob:" in lowered
    return admits(sources, need.scheme, need.host, need.path)


def _lacks_nonce(stated: dict[str, tuple[str, ...]]) -> bool:
    name = governing(stated, "script-src")
    sources = {source.lower() for source in stated.get(name or "", ())}
    return "'strict-dynamic'" in sources and not any(one.startswith("'nonce-") for one in sources)


def _nonce(policy: Policy) -> Iterator[Finding]:
    if _lacks_nonce(parse(policy.text)):
        if not policy.is_whole:
            yield Unknown("whether the policy has a nonce is not statically known", policy.place)
            return
        yield Problem(
            "`'strict-dynamic'` makes a browser ignore all hosts, and the policy has no nonce for"
            " Clerk's script",
            policy.place,
            "Let Clerk's middleware make the nonce:\n"
            "clerkMiddleware(handler, { contentSecurityPolicy: { strict: true } })",
            about="policy nonce",
        )


@check(
    "The Content-Security-Policy lets Convex connect",
    fix="Add to `connect-src`: https://*.convex.cloud wss://*.convex.cloud",
    references=(CSP_DOCS, "https://docs.convex.dev/client/react"),
    symptoms=("Refused to connect to 'wss://",),
)
def csp_admits_convex(
    security: ContentSecurity, code: Code, environment: Environment
) -> Iterator[Finding]:
    """Convex' client holds a web socket open to its deployment, and each deployment has a host of
    its own: a policy that names the development one fails in production.
    """
    if not security.policies:
        yield Inapplicable(_no_policy(security))
        return
    if not any(one.module == "convex/react" for one in code.imports):
        yield Inapplicable("no browser code connects to Convex")
        return
    url = environment.variables.get(_CONVEX_URL)
    host = url.value.reveal().strip().partition("://")[2].partition("/")[0] if url else ""
    if not host.endswith(".convex.cloud"):
        host = "clerkdoctor.convex.cloud"
        if url:
            yield Unknown(f"`{_CONVEX_URL}` names no host below `convex.cloud`")
            return
    for policy in security.policies:
        yield from _judged(policy, _convex_needs(host), "Convex")
