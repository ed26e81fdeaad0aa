"""Tokens for parity: a seeded source of sound ones and of everything that can be odd about one."""

import hashlib
import hmac
import json
import random
from collections.abc import Iterator
from typing import Any

from tests.parity.clerk_keys_minted import ABSENT, HASHES, SOUND, UNPRINTABLE, Key, Kit, base64url
from tests.parity.odd_json import (
    AUDIENCES,
    CATEGORIES,
    DEEP_VALUES,
    INHERITED_NAMES,
    ISSUERS,
    NOT_JSON,
    ODD_NUMBERS,
    ODD_VALUES,
    PARTIES,
)


class Tokens:
    """Cases for the peer and the port. The JSON that comes of one seed is always the same; keys
    and signatures are new in each run.
    """

    def __init__(self, seed: int, keys: dict[str, Key]) -> None:
        self.chance = random.Random(seed)
        self.keys = keys
        self.oddness = 1.0
        self.kit = Kit(self.chance, keys)

    def cases(self, count: int) -> Iterator[dict[str, Any]]:
        for _ in range(count):
            yield self.case()

    def often(self, share: float) -> bool:
        return self.chance.random() < share

    def rarely(self, share: float) -> bool:
        """Whether to do something odd: cases differ in how odd they are as a whole."""
        return self.chance.random() < share * self.oddness

    def case(self) -> dict[str, Any]:
        choice = self.chance.choice
        self.oddness = self.kit.oddness = choice([0, 0.2, 0.2, 0.4, 0.4, 0.7, 1, 2])
        by_key_set = self.often(0.45)
        self.kit.with_prototypes = by_key_set and self.often(0.05)
        self.kit.alg = choice(["RS384", "RS512"]) if by_key_set and self.often(0.2) else "RS256"
        odd_keys = by_key_set and self.often(0.15)
        key = self.keys[choice(tuple(self.keys) if odd_keys else ("a",) * 12 + SOUND)]
        skew = self.skew()
        options = self.options(skew)
        now = self.now(by_key_set=by_key_set)
        claims = self.claims(now, skew if isinstance(skew, int | float) and skew != 0.5 else 5000)
        now = self.fraction(now)
        pem = self.kit.pem(key if key.name in SOUND else self.keys["a"])
        token = self.token(self.header(key), claims, key, pem)
        case: dict[str, Any] = {"token": token, "now": now, "options": options, "keys": None}
        if by_key_set:
            case["keys"] = self.kit.answer(key)
            if self.rarely(0.03):
                options["jwtKey"] = pem
        elif not self.rarely(0.02):
            options["jwtKey"] = pem
        return case

    # Time and options

    def skew(self) -> Any:
        pick = self.chance.random()
        if pick < 0.5:
            return ABSENT
        return self.chance.choice([
            0, 1, 1000, 5000, -2000, 0.5, 60_000, 1e18, 2500.25, "NaN", "Infinity", "-Infinity",
            None, "0", True, [], -0.001,
        ])  # fmt: skip

    def options(self, skew: Any) -> dict[str, Any]:
        choice = self.chance.choice
        options: dict[str, Any] = {} if skew is ABSENT else {"clockSkewInMs": skew}
        if self.often(0.35):
            audiences = self.chance.sample(AUDIENCES, self.chance.randrange(1, 4))
            options["audience"] = choice([choice(AUDIENCES), audiences, audiences, []])
        if self.often(0.35):
            parties = self.chance.sample(PARTIES, self.chance.randrange(1, 4))
            options["authorizedParties"] = choice(
                [
                    parties,
                    parties,
                    parties,
                    [],
                    "https://acme.io,x5",
                    "",
                    "acme,1,a,[object Object],true",
                ]
            )
        if self.often(0.25):
            issuers = self.chance.sample(ISSUERS, self.chance.randrange(1, 3))
            options["issuer"] = choice([choice(ISSUERS), issuers, issuers, [], "", [""]])
        if self.rarely(0.02):
            options["headerType"] = choice(["JWT", "at+jwt", ["JWT", "at+jwt"], [], ["x"]])
        return options

    def now(self, *, by_key_set: bool) -> float:
        usual = 1_760_000_000_000 + self.chance.randrange(10**9)
        if by_key_set or self.often(0.85):
            return self.chance.choice([usual, usual // 1000 * 1000])
        return self.chance.choice(
            [0, 1000, -5000, 999, 8.64e15, 8.64e15 + 2, -8.64e15, 253402300799999]
        )

    def fraction(self, now: float) -> float:
        return (
            now + self.chance.choice([0, 0, 0, 0.5, -0.5, 0.001, 0.999]) if self.often(0.2) else now
        )

    def moment(self, at: float) -> str:
        """A claim's number of seconds around an instant of milliseconds, as text of JSON."""
        pick = self.chance.random()
        if pick < 0.08:
            return self.chance.choice(ODD_NUMBERS)
        if pick < 0.14:
            return self.odd()
        second = at / 1000
        whole = int(second // 1) + self.chance.choice([-1, 0, 0, 0, 1])
        if pick < 0.5:
            return str(whole)
        if pick < 0.6:
            return repr(second)
        if pick < 0.8:
            return f"{whole}.{self.chance.choice(['0', '5', '999', '0001', '999999999', '001'])}"
        return str(whole + self.chance.choice([-3600, -60, 60, 3600]))

    # Claims and header, as texts of JSON

    def odd(self) -> str:
        if self.often(0.03):
            return self.chance.choice(DEEP_VALUES)
        return self.dumps(self.chance.choice(ODD_VALUES))

    def dumps(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=self.often(0.5) or "\\ud" in json.dumps(value))

    def claims(self, now: float, skew: float) -> str:
        if self.rarely(0.02):
            return self.chance.choice(
                ['"text"', "null", "[]", "5", "true", '[{"sub":"user_1"}]', '""']
            )
        if self.rarely(0.03):
            return self.chance.choice(NOT_JSON)
        sound = not self.rarely(0.8)
        far = abs(now) > 1e14
        near = 0 if far else now
        members = [
            ("sub", self.odd() if self.rarely(0.1) else '"user_1"'),
            ("iss", self.odd() if self.rarely(0.1) else self.dumps(self.chance.choice(ISSUERS))),
            ("exp", str(int(near / 1000) + 60) if sound else self.moment(near - skew if self.often(0.6) else near + 60_000)),
            ("nbf", str(int(near / 1000) - 10) if sound else self.moment(near + skew if self.often(0.4) else near - 10_000)),
            ("iat", str(int(near / 1000)) if sound else self.moment(near + skew if self.often(0.4) else near)),
            ("azp", self.odd() if self.rarely(0.2) else self.dumps(self.chance.choice(PARTIES))),
            ("aud", self.audience()),
            ("sid", '"sess_1"'),
            ("x", self.filling()),
        ]  # fmt: skip
        keep = [
            one for one in members if not self.rarely(0.02 if one[0] in {"sub", "exp"} else 0.2)
        ]
        if self.rarely(0.05):
            keep.insert(
                self.chance.randrange(len(keep) + 1),
                (self.chance.choice(["sub", "exp", "nbf", "azp", "__proto__"]), self.odd()),
            )
        return self.object(keep)

    def audience(self) -> str:
        if self.rarely(0.3):
            return self.odd()
        many = self.chance.sample([*AUDIENCES, 5, None, ["convex"], "x"], self.chance.randrange(4))
        return self.dumps(self.chance.choice([self.chance.choice(AUDIENCES), many]))

    def filling(self) -> str:
        if self.often(0.97):
            return self.odd()
        deep = self.chance.choice(["[", '{"a":', '[{"b":', '{"a" :\t{"a": [ '])
        inner = self.chance.choice(
            [
                "1",
                "{}",
                "[]",
                '"\\u00e9"',
                "[1 , 2]",
                "NaN",
                "",
                "1,2",
                "[1,]",
                '{"a"}',
                '{"a":1 ',
                "{1:2}",
                '{"a":1,"b"}',
                "[}",
                "{]",
                "1e999",
                "9" * 5000,
            ]
        )
        depth = self.chance.choice([600, 2_000, 5_000])
        closing = "".join("}" if char == "{" else "]" for char in reversed(deep) if char in "[{")
        return (
            deep * depth
            + inner
            + closing * (depth - self.rarely(0.1))
            + self.chance.choice(["", "", " ", "]" if self.rarely(0.2) else ""])
        )

    def object(self, members: list[tuple[str, str]]) -> str:
        blank = self.chance.choice(
            ["", "", "", " ", "\n\t", "\r\n", "\u00a0" if self.often(0.05) else ""]
        )
        inner = ",".join(
            f"{blank}{self.key(name)}{blank}:{blank}{value}{blank}" for name, value in members
        )
        return f"{blank}{{{inner}}}{blank}"

    def key(self, name: str) -> str:
        if self.rarely(0.02):
            return '"' + "".join(f"\\u{ord(char):04x}" for char in name) + '"'
        return json.dumps(name)

    def header(self, key: Key) -> str:
        if self.rarely(0.015):
            return self.chance.choice(
                ["null", "[]", '"text"', "5", "true", '""', '[{"alg":"RS256"}]']
            )
        if self.rarely(0.02):
            return self.chance.choice(NOT_JSON)
        choice = self.chance.choice
        alg, typ, kid = self.kit.alg, "JWT", key.jwk["kid"]
        if self.kit.with_prototypes:
            kid = choice(["__proto__", "__proto__", "nested", "nested", "kty", "ins_a", "valueOf"])
        members = [
            (
                "alg",
                self.dumps(alg)
                if not self.rarely(0.2)
                else self.dumps(
                    choice(
                        [
                            "RS384",
                            "RS512",
                            "RS384",
                            "RS512",
                            "HS256",
                            "none",
                            "rs256",
                            "PS256",
                            "ES256",
                            "EdDSA",
                            ["RS256"],
                            None,
                            "",
                            5,
                        ]
                    )
                ),
            ),
            (
                "typ",
                self.dumps(typ)
                if not self.rarely(0.1)
                else self.dumps(
                    choice(
                        [
                            "jwt",
                            "at+jwt",
                            None,
                            ["JWT"],
                            "",
                            5,
                            "JWT ",
                            "application/at+jwt",
                            UNPRINTABLE,
                            True,
                        ]
                    )
                ),
            ),
            ("kid", self.kid(kid) if self.rarely(0.2) else self.dumps(kid)),
        ]
        keep = [one for one in members if not self.rarely(0.04)]
        if self.rarely(0.3):
            keep.append(
                (
                    "cat",
                    self.dumps(choice(CATEGORIES))
                    if self.often(0.9)
                    else self.dumps(choice([None, 5, [CATEGORIES[2]], ""])),
                )
            )
        if self.rarely(0.03):
            keep.append(
                (choice(["alg", "typ", "kid", "cat", "__proto__", "constructor"]), self.odd())
            )
        self.chance.shuffle(keep)
        return self.object(keep)

    def kid(self, kid: str) -> str:
        if self.often(0.03):
            return self.chance.choice(DEEP_VALUES)
        if self.often(0.2):
            return self.dumps(self.chance.choice(INHERITED_NAMES))
        return self.dumps(self.chance.choice([
            "ins_other", "", "undefined", "null", "__proto__", "constructor", "toString", "valueOf",
            "hasOwnProperty", "kty", "n", "e", "kid", "deep", "ins_nested", None, 5, [kid], [[kid], None],
            [[kid]], {}, [], UNPRINTABLE, [UNPRINTABLE], True, 1e21, 0.1, [None], 123456789012345680000,
            "[object Object]", [["__proto__"]], "ins_b", "ins_c", 1e-7, "length",
        ]))  # fmt: skip

    # The token

    def token(self, header: str, claims: str, key: Key, pem: str) -> str:
        parts = [self.segment(header), self.segment(claims)]
        if self.rarely(0.03):
            at = self.chance.randrange(2)
            parts[at] = self.damaged(parts[at])
        signed = ".".join(parts).encode("utf-8", "surrogatepass")
        signature = self.signature(signed, header, key, pem)
        text = base64url(signature)
        if self.rarely(0.03):
            text = self.damaged(text)
        token = ".".join([*parts, text])
        if self.rarely(0.02):
            at = self.chance.randrange(2)
            parts[at] = self.damaged(parts[at])
            token = ".".join([*parts, text])
        return self.whole(token) if self.rarely(0.03) else token

    def segment(self, text: str) -> str:
        data = text.encode("utf-8", "surrogatepass")
        if self.rarely(0.03):
            at = self.chance.randrange(len(data) + 1)
            data = self.chance.choice([
                b"\xef\xbb\xbf" + data, b"\xef\xbb\xbf" * 2 + data, data[:at] + b"\xff" + data[at:],
                data[:at] + b"\xed\xa0\x80" + data[at:], data[:at] + b"\xe2\x82" + data[at:],
                data[:at] + b"\x00" + data[at:], data.replace(b"user_1", b"us\xffer"), data[:at],
                text.encode("utf-16", "surrogatepass"), text.encode("latin-1", "replace"),
            ])  # fmt: skip
        return base64url(data)

    def signature(self, signed: bytes, header: str, key: Key, pem: str) -> bytes:
        try:
            alg = json.loads(header).get("alg", "RS256")
        except (ValueError, AttributeError, RecursionError):
            alg = "RS256"
        alg = alg if isinstance(alg, str) else "RS256"
        if alg.startswith("HS") and self.often(0.8):
            return hmac.new(pem.encode("utf-8", "surrogatepass"), signed, hashlib.sha256).digest()
        good = key.sign(signed, alg)
        if self.rarely(0.15) or (key.name not in SOUND and self.often(0.4)):
            return self.spoilt(good, signed, alg, key)
        return good

    def spoilt(self, good: bytes, signed: bytes, alg: str, key: Key) -> bytes:
        size, number = len(good), int.from_bytes(good)
        more = number + key.n
        flipped = bytearray(good or b"\0")
        flipped[self.chance.randrange(len(flipped))] ^= 1 << self.chance.randrange(8)
        return self.chance.choice([
            b"", good[:-1], b"\0" + good, b"\0" + good, good + b"\0", bytes(flipped), bytes(size),
            more.to_bytes(max(size, (more.bit_length() + 7) // 8)), key.sign(signed + b"x", alg),
            self.keys[self.chance.choice("ab")].sign(signed, alg), good[::-1], good.lstrip(b"\0"),
            key.sign(signed, self.chance.choice(list(HASHES))),
            abs(key.n - number).to_bytes(size + 1),
        ])  # fmt: skip

    def damaged(self, text: str) -> str:
        at = self.chance.randrange(len(text) + 1)
        strange = self.chance.choice(
            [" ", "\n", "=", "+", "/", "é", "\x00", "%", "😀", "\ud83d", "Ł", ".", "A"]
        )
        last = chr(ord(text[-1]) + 1) if text else ""
        padded = text + "=" * (-len(text) % 4)
        return self.chance.choice([
            text + "=" * self.chance.randrange(1, 6), text[:-1] + last, text[:at] + strange + text[at:],
            text[:at] + text[at + 1 :], text.replace("-", "+").replace("_", "/"), "", text[:-1], "=",
            padded, text + "A", "=" + text, text[:at] + "=" + text[at:], text + " ",
        ])  # fmt: skip

    def whole(self, token: str) -> str:
        return self.chance.choice([
            "Bearer " + token, f'"{token}"', token + "\n", " " + token, token + ".", "." + token,
            token.replace(".", ""), token.replace(".", "..", 1), token.rsplit(".", 1)[0], "", ".", "..",
            "...", "mt_abc", "oat_abc", "ak_abc", "null", "undefined", "a.b.c", token + "." + token,
            token.rsplit(".", 1)[0] + ".", "é.é.é", token.upper(), "\ud83d.\ud83d.\ud83d", "====.====.====",
        ])  # fmt: skip
