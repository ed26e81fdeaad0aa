"""The page that a signed-out browser ends at: its key, where clerk-js is from, and its policy."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Problem, Unknown, check
from clerkdoctor.clerk.keys import PublishableKey
from clerkdoctor.facts.keys import PublishableKeyVariable
from clerkdoctor.facts.session import AppPage, FrontendInUse

OVERVIEW = "https://clerk.com/docs/guides/how-clerk-works/overview"
ENVIRONMENTS = "https://clerk.com/docs/guides/development/managing-environments"

INSTANCE = "instance"


@check(
    "The page was built with the project's publishable key",
    fix="Deploy the app again: `NEXT_PUBLIC_` variables are written into the build",
    references=(ENVIRONMENTS,),
    symptoms=("jwk-kid-mismatch", "Production still shows the development instance"),
)
def page_carries_the_projects_key(page: AppPage, key: PublishableKeyVariable) -> Iterator[Finding]:
    """A public variable is frozen into the build. After a change of the key, the server may have
    the new one and the pages the old: browser and server then talk to two instances.
    """
    from clerkdoctor.clerk.keys import parse_publishable_key

    if not isinstance(key.parsed, PublishableKey):
        yield Unknown("the project's publishable key is none: `clerkdoctor check-env` says why")
        return
    if not page.reading.keys:
        yield Unknown("the page shows no publishable key: Clerk's provider is not on it")
        return
    own = key.parsed.text.strip()
    for text in page.reading.keys:
        if text == own:
            continue
        other = parse_publishable_key(text)
        if not isinstance(other, PublishableKey):
            continue
        if other.frontend_api == key.parsed.frontend_api:
            message = (
                "The page carries the same key in another spelling, which gives its cookies other"
                " names than the project's"
            )
            yield Problem(message, page.at, about=INSTANCE)
            continue
        yield Problem(
            f"The page carries a key of `{other.frontend_api[:80]}`; the project's names"
            f" `{key.parsed.frontend_api}`",
            page.at,
            about=INSTANCE,
        )


@check(
    "clerk-js comes from the instance's own host",
    fix="Take the option that names another host for clerk-js out, or build the app again",
    references=(OVERVIEW,),
    level="warning",
    symptoms=("Clerk: Failed to load Clerk", "failed_to_load_clerk_js"),
    follows=("page-carries-the-projects-key", "satellite-syncs-with-its-primary"),
)
def clerk_js_comes_from_the_instance(page: AppPage, frontend: FrontendInUse) -> Iterator[Finding]:
    """The browser's half of Clerk is loaded from the Frontend API, or through the proxy in front of
    it. A script of another host is one of another instance, or one that nobody updates.
    """
    from clerkdoctor.session.page import script_host

    scripts = page.reading.scripts
    if not scripts:
        yield Unknown("the page shows no script of clerk-js")
        return
    in_use = frontend.in_use
    own = {"", in_use.host, script_host(str(page.at))}
    for script in scripts:
        host = script_host(script)
        if host in own:
            continue
        expected, fix = f"`{in_use.host}`", None
        if in_use.kind == "proxy":
            expected = f"the proxy `{in_use.url}`"
            line = f"NEXT_PUBLIC_CLERK_PROXY_URL={in_use.url}"
            fix = f"Set the whole URL, and build the app again:\n{line}"
        yield Problem(
            f"clerk-js comes from `{host[:80]}`; {expected} was expected",
            page.at,
            fix,
            about=in_use.kind if in_use.kind == "satellite" else INSTANCE,
        )


@check(
    "The page's Content-Security-Policy lets Clerk load",
    fix="Let Clerk's middleware state the policy: its option `contentSecurityPolicy`",
    references=("https://clerk.com/docs/guides/secure/best-practices/csp-headers",),
    symptoms=(
        "because it violates the following Content Security Policy directive",
        "Clerk: Failed to load Clerk",
    ),
)
def page_policy_admits_clerk(
    page: AppPage, key: PublishableKeyVariable, frontend: FrontendInUse
) -> Iterator[Finding]:
    """A browser loads nothing that the page's policy does not name. What counts is the policy that
    arrives: proxies and platforms add some of their own.
    """
    from clerkdoctor.checks.content_security import csp_admits_clerk
    from clerkdoctor.facts.content_security import ContentSecurity, Policy
    from clerkdoctor.facts.place import Place
    from clerkdoctor.session.hops import host_of

    policies = page.reading.policies
    if not policies:
        yield Inapplicable("the page has no Content-Security-Policy")
        return
    host = host_of(frontend.in_use.url)
    own = host_of(str(page.at))
    policies = tuple(_through_proxy(text, frontend.in_use.url, own) for text in policies)
    if isinstance(key.parsed, PublishableKey):
        key = key._replace(parsed=key.parsed._replace(frontend_api=host))
    stated = tuple(Policy(text, Place("policy"), is_whole=True) for text in policies)
    for finding in csp_admits_clerk.judge(ContentSecurity(stated), key):
        if isinstance(finding, Problem | Unknown):
            yield finding._replace(at=page.at)


def _through_proxy(policy: str, url: str, own: str) -> str:
    """A policy as if the Frontend API stood at the top of its host, and that were named: what a
    browser sees where the proxy is a path of it, or `own`, the page's host.
    """
    from clerkdoctor.session.hops import host_of

    host = host_of(url)
    bare = f"{url.partition('://')[2].lower()}/"
    sources = (
        f"https://{host}"
        if (one == "'self'" and own == host)
        or (bare != f"{host}/" and one.rpartition("://")[2].lower() == bare)
        else one
        for one in policy.replace(";", " ; ").split()
    )
    return " ".join(sources)
