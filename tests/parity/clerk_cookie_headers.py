"""`Cookie` headers for parity: those of Clerk's applications, alone and side by side, sound and odd."""

import base64
import json
import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from clerkdoctor.clerk.keys import cookie_suffix

KEYS = {
    "pk_test_Y2xlYW4tbWF5Zmx5LTYyLmNsZXJrLmFjY291bnRzLmRldiQ": "clean-mayfly-62.clerk.accounts.dev",
    "pk_test_Y2xlYW4tbWF5Zmx5LTYyLmNsZXJrLmFjY291bnRzLmRldiQ=": "clean-mayfly-62.clerk.accounts.dev",
    "pk_test_Y2xlYW4tbWF5Zmx5LTYyLmNsZXJrLmFjY291bnRzLmRldiQ\n": "clean-mayfly-62.clerk.accounts.dev",
    "pk_live_Y2xlcmsuYWNtZS5pbyQ": "clerk.acme.io",
    "pk_test_Y2xlcmsuYWNtZS5pbyQ": "clerk.acme.io",
}
OTHER_HOSTS = ("other-app-7.clerk.accounts.dev", "clerk.other.dev", "clerk.acme.io.")
NOWS = (
    1_760_000_000_000,
    1_760_000_000_999,
    2_147_483_647_000,
    2_147_483_648_000,
    4_300_000_000_123,
    0,
)
UATS = (
    "0",
    "0",
    "1759999000",
    "1760000000",
    "",
    "00",
    " 0",
    "0 ",
    "%30",
    '"0"',
    "-1",
    "abc",
    "0.0",
)
ODD_ISSUERS: tuple[Any, ...] = (
    "", None, 0, False, True, 1, [], {}, ["https://clerk.acme.io"], "https://", "http", "ſ",
)  # fmt: skip
# Compared with `>` and `<=`.
ODD_TIMES: tuple[Any, ...] = (
    None, True, False, "", " ", "1760000000", "1759999999.5", " 1760000000\n", "0x68e77000", "1e9", "1e999",
    "abc", "１", "\ufeff5", "0b11", "0o17", "010", "-5", "+5", "-0x5", "Infinity", "-Infinity", "1_000", ".5", "5.",
    ".", "1e", "\x1c5", "\x855", [], [1760000001], ["1760000001"], [[["9e9"]]], [1, 2], {}, [{}], {"a": 1}, {"toString": 1}, [{"toString": 1}],
    {"valueOf": 1}, [None], -1, 0.5, 1760000000.5, "😀", "\ud83d", "z",
)  # fmt: skip
ODD_NUMBERS = ("1e400", "-1e400", "9007199254740993", "1" + "0" * 400, "-0", "1760000000.0")
ODD_CLAIMS = (
    "null",
    "[]",
    '"text"',
    "5",
    "true",
    "{}",
    '[{"iss":"x"}]',
    "nul",
    "",
    "{",
    '{"__proto__":{"iss":"x"}}',
)
DEEP = "[" * 5_000 + "]" * 5_000


class CookieHeaders:
    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.oddness = 1.0

    def cases(self, count: int) -> Iterator[dict[str, Any]]:
        for _ in range(count):
            yield self.case()

    def rarely(self, share: float) -> bool:
        return self.chance.random() < share * self.oddness

    def case(self) -> dict[str, Any]:
        choice = self.chance.choice
        self.oddness = choice([0, 0.2, 0.5, 1, 2])
        key = choice(tuple(KEYS))
        now = choice(NOWS[:2]) if not self.rarely(0.2) else choice(NOWS)
        options: dict[str, Any] = {}
        host = KEYS[key]
        if self.chance.random() < 0.1:
            options["domain"] = "sat.dev"
            if self.chance.random() < 0.7:
                options["isSatellite"] = True
                if key.startswith("pk_live_") and self.chance.random() < 0.7:
                    host = "clerk.sat.dev"
        return {"header": self.header(key, host, now), "key": key, "now": now, "options": options}

    def header(self, key: str, host: str, now: int) -> str:
        suffix = cookie_suffix(key)
        often = self.chance.random
        cookies: list[tuple[str, str]] = []
        if often() < 0.75:
            cookies.append(("__session", self.value(host, now)))
        if often() < 0.7:
            cookies.append((f"__session_{suffix}", self.value(host, now)))
        if often() < 0.65:
            cookies.append(("__client_uat", self.chance.choice(UATS)))
        if often() < 0.65:
            cookies.append((f"__client_uat_{suffix}", self.chance.choice(UATS)))
        if often() < 0.3:
            other = cookie_suffix(self.chance.choice(tuple(KEYS)))
            cookies.append((f"__session_{other}", self.value(self.host(), now)))
        if often() < 0.3:
            cookies.append(("__clerk_db_jwt", "dvb_2abc"))
        while self.rarely(0.3):
            cookies.append(self.odd_cookie(host, now, suffix))
        self.chance.shuffle(cookies)
        text = ""
        for name, value in cookies:
            text += f"{self.blank()}{name}{self.blank()}={self.blank()}{value}{self.blank()}"
            text += (
                self.chance.choice([";", ";;", "; junk; ", "; =; "]) if self.rarely(0.1) else "; "
            )
        return self.damaged(text.removesuffix("; "))

    def blank(self) -> str:
        return self.chance.choice([" ", "\t", "  "]) if self.rarely(0.05) else ""

    def odd_cookie(self, host: str, now: int, suffix: str) -> tuple[str, str]:
        name = self.chance.choice([
            "__session", f"__session_{suffix}", "__client_uat", "__SESSION", "__session_", "", "a",
            "__proto__", "constructor", "__session__x", f"__session_{suffix}x", "é", '"__session"',
        ])  # fmt: skip
        return name, self.chance.choice(
            [self.value(host, now), "", "0", "a=b", '"x"', "%E9", "%", "é"]
        )

    def damaged(self, text: str) -> str:
        if not self.rarely(0.1):
            return text
        at = self.chance.randrange(len(text) + 1)
        odd = self.chance.choice(["=", ";", " ", "\t", '"', "%", "\x01", "\xa0", "é", ",", "\x7f"])
        return self.chance.choice(
            [text[:at], text[at:], text[:at] + odd + text[at:], odd + text, text + odd]
        )

    # What a session cookie holds

    def host(self) -> str:
        return self.chance.choice([*KEYS.values(), *OTHER_HOSTS])

    def value(self, host: str, now: int) -> str:
        if self.rarely(0.06):
            return self.chance.choice(
                ["", "null", "undefined", "a.b", "a.b.c", "a.b.c.d", "mt_x", "..", "ey.ey.ey"]
            )
        token = ".".join((_segment('{"alg":"RS256"}'), _segment(self.claims(host, now)), "c2ln"))
        if not self.rarely(0.12):
            return token
        at = self.chance.randrange(len(token))
        return self.chance.choice([
            quote(token).replace("e", "%65", 1), f'"{token}"', token.replace(".", "%2E"), token[:-1],
            token[:at] + "%" + token[at:], token + "=", token[:at] + "%C3%A9" + token[at:],
            token[:at] + "%ED%A0%80" + token[at:], token + "%", token + "%e2%82", token[:at] + token[at + 1:],
            token.replace(".", "%2e%2E", 1), f"Bearer {token}",
        ])  # fmt: skip

    def claims(self, host: str, now: int) -> str:
        if self.rarely(0.08):
            return self.chance.choice(ODD_CLAIMS)
        seconds = now // 1000
        claims: dict[str, Any] = {
            "iss": self.issuer(host),
            "iat": self.time(seconds, (-100, -60, -60, -30, -1, 0, 5)),
            "exp": self.time(seconds, (-40, -1, 0, 0, 1, 60)),
            "sub": "user_1",
        }
        for name in ("iss", "iat", "exp"):
            if self.rarely(0.08):
                del claims[name]
        text = json.dumps(claims)
        for name in ("iat", "exp"):
            if self.rarely(0.04):
                stated = DEEP if self.rarely(0.1) else self.chance.choice(ODD_NUMBERS)
                text = text.replace(f'"{name}": {claims.get(name)}', f'"{name}": {stated}')
        return text

    def issuer(self, host: str) -> Any:
        if self.rarely(0.08):
            return self.chance.choice(ODD_ISSUERS)
        if self.chance.random() < 0.25:
            host = self.host()
        form = self.chance.choice(
            ["https://{}"] * 12
            + [
                "http://{}",
                "HTTPS://{}",
                "https://{}/",
                "{}",
                "https://http://{}",
                "httpſ://{}",
                "{}https://",
            ]
        )
        return form.format(host)

    def time(self, seconds: int, offsets: tuple[int, ...]) -> Any:
        if self.rarely(0.15):
            return self.chance.choice(ODD_TIMES)
        return seconds + self.chance.choice(offsets)


def _segment(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode("utf-8", "surrogatepass")).decode().rstrip("=")
