"""What a Content-Security-Policy blocks: clerkdoctor's prediction against a real Chromium."""

import base64
import hashlib
import random
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from clerkdoctor.checks.content_security import _clerk_needs, _convex_needs, _is_met, _lacks_nonce
from clerkdoctor.content_security import parse
from tests.session.browser import Browser, browser
from tests.session.stage import APP, FAPI, Reply, Request, Stage, html, stage

pytestmark = pytest.mark.long

SEED, POLICIES = 9, 300
CONVEX = "happy-otter-1.convex.cloud"
CHALLENGES, IMAGES = "challenges.cloudflare.com", "img.clerk.com"
_SCRIPT = "/npm/@clerk/clerk-js@6/dist/clerk.browser.js"
_IMAGE = "/eyJ0eXBlIjoiZGVmYXVsdCJ9"
_NONCE = "'nonce-bm9uY2U='"

# Clerk's provider writes the script into the page; clerk-js then does the rest. With
# `'strict-dynamic'` the script has the policy's nonce: without, nobody knows whether it has.
_PAGE = f"""<!doctype html><html><head>
<script src="https://{FAPI}{_SCRIPT}" async NONCE></script>
</head><body><p id="styled">Hello</p></body></html>"""
_LATER = f"""(async () => {{
  const is_loaded = (tag, url) => new Promise((done) => {{
    const element = document.createElement(tag);
    element.onload = element.onerror = () => done();
    setTimeout(done, 3000);
    element.src = url;
    document.body.append(element);
  }});
  const style = document.createElement("style");
  style.nonce = "NONCE";
  style.textContent = "#styled {{ color: rgb(1, 2, 3) }}";
  document.head.append(style);
  const is_styled = getComputedStyle(document.getElementById("styled")).color === "rgb(1, 2, 3)";
  const is_worker = new Promise((done) => {{
    try {{
      const worker = new Worker(URL.createObjectURL(new Blob(["postMessage(1)"])));
      worker.onmessage = () => done(true);
      worker.onerror = () => done(false);
    }} catch {{
      done(false);
    }}
  }});
  const is_ended = new Promise((done) => {{
    try {{
      const socket = new WebSocket("wss://{CONVEX}/api/1.28.0/sync");
      socket.onopen = socket.onerror = () => done();
    }} catch {{
      done();
    }}
  }});
  await Promise.allSettled([
    fetch("https://{FAPI}/v1/environment", {{ mode: "no-cors" }}),
    fetch("https://{CONVEX}/api/query", {{ mode: "no-cors" }}),
    is_loaded("script", "https://{CHALLENGES}/turnstile/v0/api.js"),
    is_loaded("iframe", "https://{CHALLENGES}/cdn-cgi/challenge-platform/h/b"),
    is_loaded("img", "https://{IMAGES}{_IMAGE}"),
    is_ended,
  ]);
  return [is_styled, await is_worker];
}})()"""


class Place(NamedTuple):
    browser: Browser
    stage: Stage
    policy: list[str]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("browser")
    policy: list[str] = []

    def play(request: Request) -> Reply:
        if request.path == "/favicon.ico":
            return Reply(404)
        nonce = 'nonce="bm9uY2U="' if _has_nonce(policy[0]) else ""
        return html(_PAGE.replace("NONCE", nonce), ("content-security-policy", policy[0]))

    def script(request: Request) -> Reply:
        if stated := request.headers.get("sec-websocket-key"):
            return _opened(stated)
        return Reply(200, (("content-type", "text/javascript"), ("cache-control", "no-store")))

    with stage(folder) as made:
        secure = made.connect_to[f"{APP}:443"]
        hosts = (FAPI, CONVEX, CHALLENGES, IMAGES)
        made.players |= {APP: play, **dict.fromkeys(hosts, script)}
        more = {f"{host}:443": secure for host in hosts}
        with browser(folder, made.connect_to | more) as chromium:
            yield Place(chromium, made, policy)


def _opened(stated: str) -> Reply:
    """A web socket; where it did not open, the browser would wait seconds before the next one."""
    accept = hashlib.sha1(f"{stated}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encode()).digest()
    headers = (
        ("upgrade", "websocket"), ("connection", "Upgrade"),
        ("sec-websocket-accept", base64.b64encode(accept).decode()),
    )  # fmt: skip
    return Reply(101, headers)


def _has_nonce(policy: str) -> bool:
    return "'strict-dynamic'" in policy and _NONCE in policy


def loaded(place: Place, policy: str) -> dict[str, bool]:
    """What the browser loads under a policy."""
    place.policy[:] = [policy]
    place.stage.seen.clear()
    assert place.browser.visit(f"https://{APP}/") == "", policy
    later = _LATER.replace("NONCE", "bm9uY2U=" if _NONCE in policy else "")
    is_styled, is_worker = place.browser.run(later)
    seen = {(one.host, one.path) for one in place.stage.seen}
    return {
        "Clerk's script": (FAPI, _SCRIPT) in seen,
        "Clerk's API": (FAPI, "/v1/environment") in seen,
        "the challenge's script": (CHALLENGES, "/turnstile/v0/api.js") in seen,
        "the challenge's frame": (CHALLENGES, "/cdn-cgi/challenge-platform/h/b") in seen,
        "images": (IMAGES, _IMAGE) in seen,
        "a worker": is_worker,
        "styles": is_styled,
        "Convex by https": (CONVEX, "/api/query") in seen,
        "Convex by web socket": (CONVEX, "/api/1.28.0/sync") in seen,
    }


def predicted(policy: str) -> dict[str, bool]:
    """What loads in our view."""
    stated = parse(policy)
    needs = (*_clerk_needs(FAPI), *_convex_needs(CONVEX))
    names = (
        "Clerk's script", "Clerk's API", "the challenge's script", "the challenge's frame",
        "images", "a worker", "styles", "Convex by https", "Convex by web socket",
    )  # fmt: skip
    found = dict(zip(names, (_is_met(need, stated) for need in needs), strict=True))
    found["Clerk's script"] = found["Clerk's script"] and not _lacks_nonce(stated)
    return found


_HOSTS = (FAPI, CHALLENGES, IMAGES, CONVEX)
# Directive → the hosts that are asked under it.
_DIRECTIVES: dict[str, tuple[str, ...]] = {
    "default-src": _HOSTS, "script-src": (FAPI, CHALLENGES), "script-src-elem": (FAPI, CHALLENGES),
    "connect-src": (FAPI, CONVEX), "img-src": (IMAGES,), "worker-src": (), "child-src": (CHALLENGES,),
    "style-src": (), "style-src-elem": (), "frame-src": (CHALLENGES,),
}  # fmt: skip
_WIDE = (
    "*", "https:", "http:", "wss:", "ws:", "data:", "blob:", "BLOB:", "'self'", "'none'", "https://*", "http://*",
    "wss://*", "*:443", "*:*", "*:8443", "'unsafe-inline'", "'UNSAFE-INLINE'", "'unsafe-eval'",
    _NONCE, "'strict-dynamic'", "'report-sample'", "https",
)  # fmt: skip
# Without `http://{host}:443`: Chromium admits scripts by it, and no frames.
_FORMS = (
    "{host}", "https://{host}", "http://{host}", "wss://{host}", "ws://{host}", "HTTPS://{upper}",
    "{host}:443", "{host}:80", "{host}:*", "{host}:8443", "https://{host}:443", "http://{host}:80",
    "*.{parent}", "https://*.{parent}", "wss://*.{parent}", "https://*.{host}",
    "*.{top}", "{parent}", "https://{host}/", "https://{host}/npm/", "https://{host}/v1/",
    "https://{host}/npm", "https://{host}/api/", "https://{host}/turnstile/v0/api.js",
    "https://{host}/nothing/", "wss://{host}/api/sync", "https://{host}?x", "data://{host}",
)  # fmt: skip


def policies() -> list[str]:
    seeded = random.Random(SEED)
    found = []
    for _ in range(POLICIES):
        parts = []
        for name in seeded.sample(sorted(_DIRECTIVES), seeded.choice((1, 2, 3, 4))):
            sources = [_source(seeded, name) for _ in range(seeded.choice((0, 1, 1, 2, 3)))]
            parts.append(" ".join([seeded.choice((name, name, name.title())), *sources]))
        found.append(seeded.choice(("; ", ";")).join(parts))
    return found


def _source(seeded: random.Random, directive: str) -> str:
    hosts = _DIRECTIVES[directive]
    if seeded.random() < (0.3 if hosts else 0.9):
        return seeded.choice(_WIDE)
    host = seeded.choice(hosts if hosts and seeded.random() < 0.8 else _HOSTS)
    parent = host.partition(".")[2]
    return seeded.choice(_FORMS).format(
        host=host, parent=parent, upper=host.upper(), top=host.rpartition(".")[2]
    )


def test_what_loads(place: Place) -> None:
    wrong, counts = [], {True: 0, False: 0}
    for policy in policies():
        ours = predicted(policy)
        for what, is_loaded in loaded(place, policy).items():
            counts[is_loaded] += 1
            if ours[what] != is_loaded:
                wrong.append(f"{what} is {'loaded' if is_loaded else 'blocked'} by {policy}")
    assert wrong == [], "\n".join(wrong)
    assert min(counts.values()) > POLICIES, counts
