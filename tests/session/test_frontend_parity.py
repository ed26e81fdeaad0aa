"""Where an app finds the Frontend API, and what a satellite answers, against @clerk/backend itself.

Any difference fails. `CLERKDOCTOR_TEST_SEEDS=7,8` runs other cases.
"""

import os
import random
from collections import Counter
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from clerkdoctor.clerk.keys import PublishableKey, parse_publishable_key, publishable_key_for
from clerkdoctor.facts.place import Source
from clerkdoctor.session.frontend import FrontendOptions, InUse, Stated, stated_in_use
from clerkdoctor.session.hops import HANDSHAKE
from clerkdoctor.session.page import read_page, script_host
from clerkdoctor.session.satellites import SYNCED, Configured, Syncs, answer_to
from tests import npm

SCRIPT = Path(__file__).with_name("frontend.mjs")
NEWEST = {"@clerk/backend": "3.25.0", "@clerk/shared": "4.41.0"}
OLDER = {"@clerk/backend": "2.33.8"}
SEEDS = [int(seed) for seed in os.environ.get("CLERKDOCTOR_TEST_SEEDS", "1").split(",")]
LIVE = publishable_key_for("clerk.acme.io", live=True)
TEST = publishable_key_for("happy-hippo-1.clerk.accounts.dev", live=False)
SECRETS = {LIVE: f"sk_live_{'a' * 42}", TEST: f"sk_test_{'a' * 42}"}
DOCUMENT = {"sec-fetch-dest": "document", "accept": "text/html"}
SHOP = "https://shop.io"
SIGN_IN = "https://acme.io/sign-in"


class Case(NamedTuple):
    """A request at `url` of an app that is told these options."""

    key: str
    url: str = f"{SHOP}/dash"
    proxy: str = ""
    domain: str = ""
    sign_in: str = ""
    is_satellite: bool = False
    syncs: Syncs = "asked"
    synced: str = ""
    has_signed_in: bool = False
    env: tuple[tuple[str, str], ...] = ()

    def sent(self) -> dict[str, Any]:
        options: dict[str, Any] = {"publishableKey": self.key, "secretKey": SECRETS[self.key]}
        stated = {"proxyUrl": self.proxy, "domain": self.domain, "signInUrl": self.sign_in}
        options |= {name: value for name, value in stated.items() if value}
        options |= {"isSatellite": True} if self.is_satellite else {}
        options |= {"satelliteAutoSync": True} if self.syncs == "first" else {}
        query = f"?{SYNCED}={self.synced}" if self.synced else ""
        cookie = {"cookie": "__client_uat=1"} if self.has_signed_in else {}
        return {"url": self.url + query, "headers": DOCUMENT | cookie, "options": options,
                "env": dict(self.env)}  # fmt: skip


def key(text: str) -> PublishableKey:
    found = parse_publishable_key(text)
    assert isinstance(found, PublishableKey)
    return found


def in_use(case: Case) -> InUse:
    def stated(text: str) -> Stated | None:
        return Stated("option", text, Source("x")) if text else None

    options = FrontendOptions(
        stated(case.proxy), stated(case.domain), stated(case.sign_in),
        stated("true" if case.is_satellite else ""), case.syncs,
        has_auto_proxy="CLERK_DISABLE_AUTO_PROXY" not in dict(case.env),
    )  # fmt: skip
    return stated_in_use(key(case.key), options, case.url)


def satellites(syncs: tuple[Syncs, ...], synced: tuple[str, ...]) -> list[Case]:
    stated = product(
        (LIVE, TEST), ("", "/__clerk", f"{SHOP}/clerk/"), ("", "shop.io"),
        ("", "/sign-in", SIGN_IN, f"{SIGN_IN}?a=b"), syncs, synced, (False, True),
    )  # fmt: skip
    return [
        Case(text, f"{SHOP}/dash", proxy, domain, sign_in, True, sync, param, signed_in)
        for text, proxy, domain, sign_in, sync, param, signed_in in stated
    ]


def asked_about_satellites(cases: list[Case], packages: dict[str, str]) -> Counter[str]:
    """Each case with the SDK's answer; how many of each kind there were."""
    seen: Counter[str] = Counter()
    for case, said in zip(cases, npm.run(SCRIPT, packages, [c.sent() for c in cases]), strict=True):
        configured = Configured(
            case.key == LIVE, in_use(case).url, case.proxy or case.domain, case.sign_in,
            case.syncs,
        )  # fmt: skip
        ours = answer_to(configured, case.synced, has_signed_in=case.has_signed_in)
        seen[said["status"]] += 1
        assert bool(ours.throws) == (said["status"] == "throws"), (case, said, ours)
        if ours.throws:
            assert said["reason"][:14] in ours.throws, (case, said, ours)
            continue
        assert ours.reason == said["reason"], (case, said, ours)
        assert ours.to == (said["location"] or "").partition("?")[0], (case, said, ours)
    return seen


def test_what_a_satellite_answers() -> None:
    cases = satellites(("asked", "first"), ("", "false", "true"))
    seen = asked_about_satellites(cases, NEWEST)
    assert len(cases) == 576
    assert min(seen[kind] for kind in ("signed-out", "handshake", "throws")) > 50


@pytest.mark.long
def test_what_a_satellite_answers_before_it_could_be_told_when_to_sync() -> None:
    """@clerk/backend 2 belongs to @clerk/nextjs 6, which syncs at every document."""
    cases = satellites(("always",), ("", "false", "true"))
    # @clerk/nextjs makes a whole URL of a path before it hands it on.
    cases = [case for case in cases if not case.proxy.startswith("/")]
    seen = asked_about_satellites(cases, OLDER)
    assert seen["handshake"] > 50


HOSTS = (
    "acme.io",
    "www.acme.io",
    "app-abc.vercel.app",
    "app-abc.vercel.app",
    "vercel.app",
    "localhost:3000",
)
PROXIES = ("", "", "", "", "/__clerk", "/__clerk/", "/a/b", "https://id.acme.io", "https://id.acme.io/c//",
           "http://localhost:9000/x", "https://ID.acme.io:8443/Clerk")  # fmt: skip


def of_vercel(rng: random.Random, url: str) -> tuple[tuple[str, str], ...]:
    """What Vercel sets for an app at its own domain; for others it does not set off a proxy."""
    if not url.startswith("https://app-abc.vercel.app"):
        return ()
    found = {"VERCEL_TARGET_ENV": "production",
             "VERCEL_PROJECT_PRODUCTION_URL": "app-abc.vercel.app"}  # fmt: skip
    if rng.random() < 0.3:
        found["CLERK_DISABLE_AUTO_PROXY"] = "1"
    return tuple(found.items())


def anywhere(seed: int, count: int) -> list[Case]:
    rng = random.Random(seed)
    cases = []
    for _ in range(count):
        host = rng.choice(HOSTS)
        scheme = "http" if host.startswith("localhost") else "https"
        url = f"{scheme}://{host}{rng.choice(('/', '/a/b', '/a/b/'))}"
        cases.append(Case(
            rng.choice((LIVE, LIVE, TEST)), url, rng.choice(PROXIES),
            rng.choice(("", "", "shop.io", "acme.io")), SIGN_IN, rng.random() < 0.5, "asked", "",
            True, of_vercel(rng, url),
        ))  # fmt: skip
    return cases


@pytest.mark.parametrize("seed", SEEDS)
def test_where_the_frontend_api_is(seed: int) -> None:
    """The SDK sends who was signed in to the handshake: to the Frontend API that it uses."""
    cases = anywhere(seed, 1500)
    seen: Counter[str] = Counter()
    for case, said in zip(cases, npm.run(SCRIPT, NEWEST, [c.sent() for c in cases]), strict=True):
        found = in_use(case)
        if said["status"] == "throws":
            assert case.is_satellite, (case, said)
            continue
        to = said["location"].partition("?")[0]
        # The SDK writes hosts in small letters, and no port that is the scheme's own.
        assert to.lower() == f"{found.url}{HANDSHAKE}".lower(), (case, said, found)
        seen[found.kind] += 1
        if found.said.startswith("@clerk/nextjs uses"):
            seen["by itself"] += 1
            continue
        page = read_page(f'<script src="{said["script"]}">', {"content-type": "text/html"})
        # What clerk-js takes for a satellite by `domain` alone, the server does not.
        if not (case.domain and not case.is_satellite and found.kind == "instance"):
            assert page.scripts == (said["script"],)
            assert script_host(said["script"]) in ("", found.host), (case, said, found)
    assert all(seen[kind] > 15 for kind in ("instance", "proxy", "satellite", "by itself")), seen
