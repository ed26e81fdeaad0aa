"""Issuers' URLs against another implementation of the URL Standard: that of Node.js.

Convex is written in Rust and no part of its validation is on npm; its URL parser follows the same
standard, which decides what a push accepts.
"""

import os
import random
import re
from pathlib import Path

import pytest

from clerkdoctor.convex.url import UrlError, parse_url
from tests import npm

SCRIPT = Path(__file__).with_name("urls.mjs")
SEEDS = [int(seed) for seed in os.environ.get("CLERKDOCTOR_TEST_SEEDS", "1,2").split(",")]
WHOLE = (
    "https://verb-noun-00.clerk.accounts.dev", "https://user:pw@a.dev:8080/x/../y?z#f",
    "http://1.2.3.4:80", "https://[::1]:3000/", "http://[2001:db8::1:0:0]/", "https://0x7f.0.0.1",
    "https://256.1.1", "https://münchen.de/ä", "localhost:3000", "mailto:x", "//a.dev", "a.dev",
)  # fmt: skip
PIECES = (
    *':/\\@?#[]%.-_ \t\n"<>|^`{}$&0123456789abxXF', "\x00", "\x7f", "é", "。", "://", "%2e", "%2F",
    "..", "[::", "0x", "00",
)  # fmt: skip


def _text(chance: random.Random) -> str:
    text = list(chance.choice(WHOLE))
    for _ in range(chance.randrange(5)):
        place = chance.randrange(len(text) + 1)
        text[place : place + chance.randrange(2)] = chance.choice((*PIECES, ""))
    return "".join(text)


@pytest.mark.long
@pytest.mark.parametrize("seed", SEEDS)
def test_urls_are_those_of_the_standard(seed: int) -> None:
    chance = random.Random(seed)
    asked = [_text(chance) for _ in range(20_000)]
    compared = 0
    for text, theirs in zip(asked, npm.run(SCRIPT, {}, asked), strict=True):
        ours = parse_url(text)
        if isinstance(ours, UrlError):
            assert theirs is None, text
        elif ours.scheme in {"http", "https"}:
            assert theirs is not None, text
            protocol, host, port, user = theirs
            at = f"{user}" and f"{re.escape(user)}(:[^@]*)?@"
            place = f"{re.escape(host)}{port and f':{port}'}"
            assert re.match(rf"{protocol}//(?:{at or '(:[^@]*@)?'}){place}/", ours.href), text
            assert ours.host == host, text
            compared += 1
    assert compared > 4000
