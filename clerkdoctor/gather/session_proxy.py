"""Asking a proxy of the Frontend API what browsers ask it: who answers, and with what headers.

No secret is sent: the proxy is to add it by itself.
"""

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

from clerkdoctor.facts.session import ProxiedFrontend
from clerkdoctor.gather.visits import Network, Visit
from clerkdoctor.session.proxy_answers import ProxyAnswer, read_answer, read_script

KEYS = "/.well-known/jwks.json"
_SCRIPT = "/npm/@clerk/clerk-js@6/dist/clerk.browser.js"

# Path → what it is, and the member that tells it from any other JSON.
_DOCUMENTS = (
    ("/v1/environment", "the instance's settings", "display_config"),
    ("/v1/client", "the browser's sessions", "response"),
    (KEYS, "the key set", "keys"),
)


def proxied_frontend(
    url: str, domain_id: str | None, script: str | None, network: Network
) -> tuple[ProxiedFrontend, Visit]:
    """What comes through a proxy, all asked at once, and the visit to the key set.

    `domain_id` lets Clerk say what it gets from the proxy; `script` is clerk-js as the page has it.
    """
    asked = [f"{url}{path}" for path, _, _ in _DOCUMENTS]
    health = f"{url}/v1/proxy-health?domain_id={quote(domain_id, safe='')}" if domain_id else None
    more = [script or f"{url}{_SCRIPT}", *([health] if health else [])]
    with ThreadPoolExecutor(5) as pool:
        visits = list(pool.map(network.visit, [*asked, *more]))
    documents = visits[: len(_DOCUMENTS)]
    answers = [
        read_answer(visit.hop, visit.body, what, member)
        for visit, (_, what, member) in zip(documents, _DOCUMENTS, strict=True)
    ]
    scripted = visits[len(_DOCUMENTS)]
    answers.append(read_script(scripted.hop, scripted.body, "clerk-js"))
    found = ProxiedFrontend(url, tuple(answers), _health(visits[-1]) if health else None)
    return found, documents[-1]


def _health(visit: Visit) -> ProxyAnswer:
    return read_answer(visit.hop, visit.body, "what Clerk says of the proxy", "status")
