"""Clerk's key rules against @clerk/shared itself: any difference fails.

The cases are seeded; `CLERKDOCTOR_TEST_SEEDS=7,8,9` runs others.
"""

import base64
import os
import random
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clerkdoctor.clerk import hosts, keys, options
from clerkdoctor.clerk.atob import NotBase64, atob
from tests import npm

SCRIPT = Path(__file__).with_name("clerk_keys.mjs")
SEEDS = [int(seed) for seed in os.environ.get("CLERKDOCTOR_TEST_SEEDS", "1,2").split(",")]
CASES = 3000

HOSTS = (
    "clean-mayfly-62.clerk.accounts.dev", "foo-bar-13.clerk.accounts.com", "clerk.acme.io",
    "clerk.app.acme.co.uk", "happy-hippo-1.clerk.accountsstage.dev", "clerk.foo.bar-13.lcl.dev",
    "clerk.puma-74.lclstage.dev", "clerk.prod.lclclerk.com", "clerk.abc.prod.lclclerk.com",
    "x.accounts.lclclerk.com", "foo.stg.dev", "a-b-1.clerk.accounts.foo.dev", "localhost",
    "localhost:3000", "127.0.0.1", "https://clerk.acme.io", "http://clerk.acme.io/",
    "clerk.acme.io/path", "CLERK.ACME.IO", "clerk.accounts.clerk.accounts.dev", ".", "", "clerk.",
    "accounts.foo.lcl.dev", "foo.accounts.dev", "myaccounts.dev", "clerk.münchen.de", "clerk. acme",
    "clerk.accountsstage.clerk.accounts.dev", "a--1.clerk.accounts.dev", "clerk.acme.io$",
)  # fmt: skip
PREFIXES = (
    "pk_test_", "pk_live_", "pk_test", "pk_", "sk_test_", "sk_live_", "PK_TEST_", "pk_prod_",
    "pk_dev_", "test_", "live_", "", " pk_test_", '"pk_live_', "pk_live__", "pk_test_pk_test_",
    "\ufeffpk_test_", "pk-test-",
)  # fmt: skip
STRANGE = "_-+/=$ \t\n\r\f\v\u00a0\u200b\ufeffé漢😀\ud83d\"'`.%\\"
URLS = ("", "", "https://acme.io/__clerk", "/__clerk", "http://x", "acme.io", "ftp://x", " ")
DOMAINS = ("", "", "acme.dev", "satellite.acme.io", "clerk.acme.io", "localhost:3000")
VERCEL = ("acme.vercel.app", "https://acme.vercel.app/x", "acme.io", "", "acme.vercel.app/y", "x:1")
LITERALS = (
    "true", "TRUE", "True ", "false", "1", "0", "-1", "+1", " 7", "\u00a07", "0x10", "1e3", "yes",
    "00", "007", "12abc", "\u2003 9", "--1", "+-1", "on", "\ufeff1", "\u180e1", "\u00851", "٣",
)  # fmt: skip


def _key(chance: random.Random) -> str:
    """A key as Clerk makes it, or one that something happened to."""
    host = chance.choice(HOSTS)
    if chance.random() < 0.3:
        label = "".join(chance.choices(string.ascii_lowercase + "-.", k=chance.randrange(1, 30)))
        host = label + chance.choice((".clerk.accounts.dev", ".io", "", "$", ".", "-12.com"))
    tail = chance.choice(("$", "$", "$", "$", "$", "", "$$", "$x", "$\n", ".$"))
    encoded = base64.b64encode((host + tail).encode("utf-8", "surrogatepass")).decode()
    if chance.random() < 0.6:
        encoded = encoded.rstrip("=")
    if chance.random() < 0.1:
        encoded = encoded.replace("+", "-").replace("/", "_")
    prefix = chance.choice(PREFIXES) if chance.random() < 0.3 else chance.choice(PREFIXES[:2])
    return prefix + encoded


def _damaged(text: str, chance: random.Random) -> str:
    for _ in range(chance.choice((0, 0, 0, 1, 1, 2, 4))):
        at = chance.randrange(len(text) + 1)
        strange = chance.choice(STRANGE)
        text = chance.choice(
            (
                text[:at] + strange + text[at:],
                text + strange,
                strange + text,
                text[:at],
                text[at:],
                text[:at] + text[at + 1 :],
                text + "=" * chance.randrange(4),
                text.replace("_", "__", 1),
                text.swapcase(),
                text + text,
            )
        )
    return text


def cases(seed: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(seed)
    for number in range(CASES):
        if number % 10 == 0:
            text = chance.choice((*HOSTS, *LITERALS, *URLS, chance.choice(HOSTS) + "."))
        elif number % 10 == 1:
            size = chance.randrange(12)
            text = "".join(chance.choices(STRANGE + string.ascii_letters + string.digits, k=size))
        else:
            text = _damaged(_key(chance), chance)
        yield {
            "text": text,
            "options": {
                "all": True,
                "proxyUrl": chance.choice(URLS),
                "domain": chance.choice(DOMAINS),
                "isSatellite": chance.random() < 0.5,
            },
            "environment": {
                "VERCEL_TARGET_ENV": chance.choice(("production", "production", "preview", "")),
                "VERCEL_PROJECT_PRODUCTION_URL": chance.choice(VERCEL),
                "CLERK_DISABLE_AUTO_PROXY": chance.choice(("", "", "1", "false", "True")),
            },
        }


def ours(case: dict[str, Any], *, lenient: bool, domain_needs_satellite: bool) -> dict[str, Any]:
    text, given = case["text"], case["options"]
    key = keys.parse_publishable_key(text, lenient=lenient)
    plain = parsed = None
    if isinstance(key, keys.PublishableKey):
        assert keys.is_publishable_key(text, lenient=lenient)
        plain = {"instanceType": key.instance_type, "frontendApi": key.frontend_api}
        in_use = keys.frontend_api_in_use(
            key,
            proxy_url=given["proxyUrl"],
            domain=given["domain"],
            is_satellite=given["isSatellite"],
            domain_needs_satellite=domain_needs_satellite,
        )
        parsed = plain | {"frontendApi": in_use}
        assert isinstance(keys.parse_publishable_key(key.canonical), keys.PublishableKey) or lenient
    else:
        assert key.reason
    answer: dict[str, Any] = {
        "atob": _atob(text),
        "valid": isinstance(key, keys.PublishableKey),
        "plain": plain,
        "parsed": parsed,
        "types": [
            keys.instance_type_of_publishable_key(text) == "development",
            keys.instance_type_of_publishable_key(text) == "production",
            keys.instance_type_of_secret_key(text) == "development",
            keys.instance_type_of_secret_key(text) == "production",
        ],
        "suffix": keys.cookie_suffix(text),
    }
    if given["all"]:
        host = plain["frontendApi"] if plain else ""
        answer |= {
            "api": hosts.backend_api_of(host),
            "built": _built(text),
            "portal": hosts.account_portal_of(text),
            "portalOfKey": hosts.account_portal_of(host),
            "devOrStaging": hosts.is_dev_or_staging_url(text),
            "devPortal": hosts.is_dev_account_portal(text),
            "truthy": options.is_truthy(text),
            "proxyUrl": options.is_valid_proxy_url(text),
            "autoProxy": options.auto_proxy_url(
                text,
                case["environment"],
                has_proxy_url=bool(given["proxyUrl"]),
                has_domain=bool(given["domain"]),
            ),
        }
    return answer


def _atob(text: str) -> object:
    try:
        return atob(text)
    except NotBase64:
        return {"threw": "InvalidCharacterError"}


def _built(text: str) -> object:
    try:
        return keys.publishable_key_for(text)
    except UnicodeEncodeError:
        return {"threw": "InvalidCharacterError"}


@pytest.mark.long
@pytest.mark.parametrize("seed", SEEDS)
def test_every_answer_is_the_peers(seed: int) -> None:
    asked = list(cases(seed))
    answers = npm.run(SCRIPT, {"@clerk/shared": "4.41.0"}, asked)
    assert len(answers) == len(asked) == CASES
    assert sum(answer["valid"] for answer in answers) > CASES / 8
    for case, theirs in zip(asked, answers, strict=True):
        mine = ours(case, lenient=False, domain_needs_satellite=True)
        assert mine == theirs, case


@pytest.mark.long
@pytest.mark.parametrize(
    ("version", "lenient", "domain_needs_satellite"),
    [("3.11.0", False, True), ("3.10.2", True, True), ("2.22.1", True, False)],
)
def test_older_versions_are_a_parameter(
    version: str, lenient: bool, domain_needs_satellite: bool
) -> None:
    asked = [case | {"options": case["options"] | {"all": False}} for case in cases(SEEDS[0])]
    answers = npm.run(SCRIPT, {"@clerk/shared": version}, asked)
    assert len(answers) == CASES
    for case, theirs in zip(asked, answers, strict=True):
        mine = ours(case, lenient=lenient, domain_needs_satellite=domain_needs_satellite)
        assert {name: mine[name] for name in theirs} == theirs, case
