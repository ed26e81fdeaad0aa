"""Keys and key sets for token parity: minted per run, sound ones and every way to be odd."""

import base64
import hashlib
import json
import random
from collections.abc import Callable
from math import gcd
from typing import Any, NamedTuple

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

HASHES = {"RS256": hashes.SHA256(), "RS384": hashes.SHA384(), "RS512": hashes.SHA512()}
DIGEST_INFO = {
    "RS256": bytes.fromhex("3031300d060960864801650304020105000420"),
    "RS384": bytes.fromhex("3041300d060960864801650304020205000430"),
    "RS512": bytes.fromhex("3051300d060960864801650304020305000440"),
}


class Key(NamedTuple):
    """`sign` takes the text to be signed and `alg`. `n` and `e` are what the JWK states."""

    name: str
    n: int
    e: int
    sign: Callable[[bytes, str], bytes]

    @property
    def pem(self) -> str:
        numbers = rsa.RSAPublicNumbers(self.e, self.n)
        return pem_of(numbers.public_key())

    @property
    def jwk(self) -> dict[str, Any]:
        return {
            "use": "sig", "kty": "RSA", "kid": f"ins_{self.name}", "alg": "RS256",
            "n": base64url(integer_bytes(self.n)), "e": base64url(integer_bytes(self.e)),
        }  # fmt: skip


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def integer_bytes(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8 or 1)


def pem_of(key: Any) -> str:
    text: bytes = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return text.decode()


def encoded(data: bytes, alg: str, size: int) -> bytes:
    """EMSA-PKCS1-v1_5: what an RSA signature is a power's root of."""
    digest = hashlib.new("sha" + alg[2:], data).digest()
    behind = b"\0" + DIGEST_INFO[alg] + digest
    return b"\0\1" + b"\xff" * (size - 2 - len(behind)) + behind


def _rsa(name: str, bits: int, exponent: int = 65537) -> Key:
    private = rsa.generate_private_key(exponent, bits)
    numbers = private.public_key().public_numbers()

    def sign(data: bytes, alg: str) -> bytes:
        return private.sign(data, padding.PKCS1v15(), HASHES.get(alg, hashes.SHA256()))

    return Key(name, numbers.n, numbers.e, sign)


def _textbook(name: str, n: int, e: int, d: int) -> Key:
    """A key that no library makes, with the root taken by hand."""
    size = (n.bit_length() + 7) // 8

    def sign(data: bytes, alg: str) -> bytes:
        number = int.from_bytes(encoded(data, alg if alg in HASHES else "RS256", size))
        return (pow(number, d, n) if n > 1 else 0).to_bytes(size)

    return Key(name, n, e, sign)


def minted() -> dict[str, Key]:
    """Sound keys of several sizes, and keys whose numbers only WebCrypto takes."""
    keys = {
        key.name: key
        for key in (
            _rsa("a", 2048), _rsa("b", 2048), _rsa("c", 4096), _rsa("d", 1024), _rsa("e", 2048, 3),
            _rsa("f", 3072),
        )
    }  # fmt: skip
    n = keys["a"].n
    odd = [
        _textbook("one", n, 1, 1),
        _textbook("one of 640 bits", (1 << 640) - 1, 1, 1),
        _textbook("one of 400 bits", (1 << 400) - 1, 1, 1),
        _textbook("one of 496 bits", (1 << 496) - 1, 1, 1),
        _textbook("one of 488 bits", (1 << 488) - 1, 1, 1),
        _textbook("even", n - 1, 1, 1),
        _textbook("even e", (1 << 1024) - 1, 2, 1),
        _textbook("no e", n, 0, 1),
        _textbook("no n", 0, 65537, 1),
        _textbook("tiny", 77, 3, 1),
        _textbook("too large", (1 << 16_384) + 1, 1, 1),
        _textbook("largest", (1 << 16_384) - 1, 1, 1),
        _textbook("3073 and one", (1 << 3072) + 1, 1, 1),
        *_with_own_exponents(),
    ]
    return keys | {key.name: key for key in odd}


def _with_own_exponents() -> list[Key]:
    """Keys that verify but for a limit: OpenSSL's limits are on the length of the exponent."""
    made = []
    for bits, exponent_bits in (
        (1023, 64), (1024, 1000), (3072, 65), (3072, 64), (3073, 64), (3073, 65), (3080, 65),
    ):  # fmt: skip
        private = rsa.generate_private_key(65537, max(bits, 1024)).private_numbers()
        p, q = private.p, private.q
        order = (p - 1) * (q - 1)
        exponent = (1 << exponent_bits - 1) + 1
        while gcd(exponent, order) != 1:
            exponent += 2
        if bits == 1023:  # a prime is a modulus as good as any
            q, order, exponent = 1, p - 1, 65537
        made.append(
            _textbook(f"{bits} and {exponent_bits} bits", p * q, exponent, pow(exponent, -1, order))
        )
        if bits == 1024:
            made.append(
                _textbook(
                    "e is larger than n", p * q, exponent + order * 2, pow(exponent, -1, order)
                )
            )
            made.append(_textbook("e is order plus one", p * q, order + 1, 1))
    return made


SOUND = ("a", "b", "c", "d", "e", "f")


def wrapped(pem: str, end: str) -> str:
    """The key in lines so short that they break what the SDK cuts away."""
    text = pem.replace("\n", "")
    return end.join(text[at : at + 10] for at in range(0, len(text), 10))


PEM_FORMS: tuple[Callable[[str], str], ...] = (
    lambda pem: pem.replace("\n", "\r\n"),
    lambda pem: pem.replace("\n", "\r"),
    lambda pem: pem.replace("\n", " "),
    lambda pem: pem.replace("\n", ""),
    lambda pem: "".join(f"    {line}\n" for line in pem.splitlines()),
    lambda pem: f'"{pem}"',
    lambda pem: "".join(line for line in pem.splitlines() if "-----" not in line),
    lambda pem: "".join(line for line in pem.splitlines() if "-----" not in line) + "==",
    lambda pem: pem.replace("+", "-").replace("/", "_"),
    lambda pem: "\ufeff" + pem,
    lambda pem: pem.replace("\n", "\\n"),
    lambda pem: pem.splitlines()[0],
    lambda pem: pem[:250],
    lambda pem: pem + pem,
    lambda pem: pem + "# the key",
    lambda pem: pem + "IDAQAB",
    lambda pem: "-----BEGIN PUBLIC KEY-----" + pem,
    lambda pem: pem + "-----END PUBLIC KEY-----",
    lambda pem: "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA" + pem,
    lambda pem: wrapped(pem, "\n"),
    lambda pem: wrapped(pem, "\r"),
    lambda pem: wrapped(pem, "\r\n"),
    lambda pem: wrapped(pem, " "),
    lambda pem: "CLERK_JWT_KEY=" + pem,
    lambda pem: pem.replace("-----", "----"),
    lambda pem: pem.replace("PUBLIC KEY", "RSA PUBLIC KEY"),
    lambda pem: pem.replace("\n", "\n="),
    lambda pem: pem.replace("-----END", "=\n-----END"),
    lambda pem: pem.replace("A", "Ł"),
    lambda pem: pem.replace("\n", "\n😀"),
    lambda _pem: "https://clerk.acme.io/.well-known/jwks.json",
    lambda _pem: "  ",
    lambda _pem: "=",
)


class Kit:
    """Key sets and PEM texts around minted keys, chosen by one seeded source of chance."""

    def __init__(self, chance: random.Random, keys: dict[str, Key]) -> None:
        self.chance = chance
        self.keys = keys
        self.oddness = 1.0
        self.alg = "RS256"
        self.with_prototypes = False
        self.curve = ec.generate_private_key(ec.SECP256R1()).public_key()
        self.edwards = ed25519.Ed25519PrivateKey.generate().public_key()

    def rarely(self, share: float) -> bool:
        return self.chance.random() < share * self.oddness

    def pem(self, key: Key) -> str:
        pem = key.pem
        if not self.rarely(0.4):
            return pem
        pick = self.chance.random()
        if pick < 0.65:
            return self.chance.choice(PEM_FORMS)(pem)
        if pick < 0.7:
            return pem_of(self.chance.choice([self.curve, self.edwards]))
        at = self.chance.randrange(len(pem))
        strange = self.chance.choice([" ", "\n", '"', "=", "A", "\\", "Ł", "é", "😀", "-", "\x00"])
        return self.chance.choice([pem[:at] + strange + pem[at:], pem[:at] + pem[at + 1 :]])

    def jwk(self, key: Key) -> Any:
        """The key as a set states it, or with something odd about it."""
        stated = key.jwk | {"alg": self.alg}
        while self.rarely(0.5):
            self._twist(stated, key)
            if self.chance.random() < 0.5:
                break
        return stated

    def _twist(self, jwk: dict[str, Any], key: Key) -> None:
        choice = self.chance.choice
        pick = self.chance.random()
        if pick < 0.1:
            jwk["alg"] = self._name_of_hash()
            return
        if pick < 0.2:
            jwk["key_ops"] = [*self.chance.choices(OPERATIONS, k=choice([1, 2, 3])), "verify"]
            self.chance.shuffle(jwk["key_ops"])
            return
        if pick < 0.25:
            jwk[choice(MEMBERS)] = choice([UNPRINTABLE, [UNPRINTABLE], {}, None])
            return
        if pick < 0.28:
            jwk["oth"] = [{}, {choice(["r", "d", "t", "x"]): UNPRINTABLE}]
            return
        member, values = choice(TWISTS)
        value = choice(values)
        if value is ABSENT:
            jwk.pop(member, None)
        elif member in {"n", "e"}:
            jwk[member] = value(integer_bytes(key.n if member == "n" else key.e))
        else:
            jwk[member] = value

    def _name_of_hash(self) -> str:
        bits = self.chance.choice([self.alg[2:], self.alg[2:], "256", "384", "512", "1"])
        form = self.chance.choice(
            ["sha{}", "sha-{}", "rs{}", "ps{}", "rsa-oaep-{}", "hs{}", "es{}", "sha_{}"]
        )
        name = form.format(bits)
        return self.chance.choice([name, name.upper(), name.title()])

    def key_set(self, key: Key) -> Any:
        """`{"keys": […]}` with the key somewhere in it, or something else."""
        choice = self.chance.choice
        if self.with_prototypes:
            return {"keys": [self._prototype(key) for _ in range(choice([1, 2, 2, 3]))]}
        if self.rarely(0.06):
            return choice(DOCUMENTS)
        keys = [self.jwk(key)]
        if self.rarely(0.15):
            keys.append(
                pem_of(rsa.RSAPublicNumbers(key.e, key.n).public_key())
            ) if key.name in SOUND else None
        while self.chance.random() < min(0.5, 0.4 * self.oddness):
            other = choice([
                self.jwk(self.keys[choice(SOUND)]), self._curve_jwk(), {"kty": "oct", "k": "AAAA"},
                {"kid": key.jwk["kid"], "kty": "RSA"}, None, 5, "text", True, 0, "", [], {}, [[]],
                {"kid": "__proto__", **key.jwk, "kid ": 1}, {**key.jwk, "kid": "__proto__"},
                {**key.jwk, "kid": "__proto__", "ins_nested": key.jwk, "deep": [1]},
                {**key.jwk, "kid": "constructor"},
                {**key.jwk, "kid": "__proto__", "__proto__": 5}, pem_of(self.curve),
                {"__proto__": {"kid": key.jwk["kid"]}, "kty": "RSA"},
            ])  # fmt: skip
            keys.insert(self.chance.randrange(len(keys) + 1), other)
        return {"keys": keys}

    def _prototype(self, key: Key) -> Any:
        """A key that becomes the prototype of the object that holds the keys, or nearly does."""
        other = self.keys[self.chance.choice("ab")].jwk
        inner: list[dict[str, Any]] = [
            {},
            {"nested": key.jwk},
            {"nested": "text"},
            {"__proto__": key.jwk},
            {"__proto__": 5},
        ]
        kid = self.chance.choice([*["__proto__"] * 5, ["__proto__"], "nested", other["kid"]])
        stated: dict[str, Any] = self.chance.choice([key.jwk, other])
        return {**stated, "kid": kid, **self.chance.choice(inner)}

    def _curve_jwk(self) -> dict[str, Any]:
        numbers = self.curve.public_numbers()
        return {
            "kty": "EC", "crv": "P-256", "kid": self.chance.choice(["ins_a", "ins_ec"]),
            "x": base64url(numbers.x.to_bytes(32)), "y": base64url(numbers.y.to_bytes(32)),
        }  # fmt: skip

    def answer(self, key: Key) -> dict[str, Any]:
        """What the endpoint answers: status 0 drops the connection."""
        choice = self.chance.choice
        pick = self.chance.random()
        if pick < 0.88 or not self.oddness:
            body = json.dumps(self.key_set(key)).encode()
            if self.rarely(0.08):
                body = choice(
                    [
                        b"\xef\xbb\xbf" + body,
                        body + b"x",
                        body[:-1],
                        b" " + body + b"\n",
                        body + b"\xff",
                        b"\xef\xbb\xbf" * 2 + body,
                    ]
                )
            return _answer(choice([200] * 20 + [201, 299, 203]), body)
        if pick < 0.9:
            return _answer(0, b"")
        if pick < 0.92:
            return _answer(choice([200, 204, 500, 404]), choice([b"", b"<html>", b"null", b"{"]))
        return _answer(
            choice([400, 401, 401, 401, 403, 404, 500, 503, 300]),
            json.dumps(choice(ERRORS)).encode(),
        )


def _answer(status: int, body: bytes) -> dict[str, Any]:
    return {"status": status, "body": base64.b64encode(b"" if status == 204 else body).decode()}


ABSENT = object()
OPERATIONS = [
    "verify", "sign", "encrypt", "decrypt", "wrapKey", "unwrapKey", "deriveKey", "deriveBits",
    "toString", "constructor", "__proto__", "other", None,
]  # fmt: skip
MEMBERS = [
    "alg", "crv", "d", "dp", "dq", "e", "ext", "k", "key_ops", "kid", "kty", "n", "oth", "p", "q",
    "qi", "use", "x", "y", "x5c",
]  # fmt: skip
UNPRINTABLE = {"toString": 1}
TWISTS: tuple[tuple[str, list[Any]], ...] = (
    ("kid", [ABSENT, None, 5, "", "ins_other", "undefined", ["ins_a"], [["ins_a"]], {}, UNPRINTABLE, True, 1e21, 0.1]),
    ("use", [ABSENT, "enc", "sig", None, ["sig"], "", "SIG", UNPRINTABLE]),
    ("alg", [ABSENT, "RS384", "RS512", "HS256", "ps256", "RSA-OAEP-256", "sha-256", "SHA256", "rs256", "foo", None, ["RS256"], "", "ES256", "constructor", "__proto__", 5, "HS384", "rsa-oaep"]),
    ("kty", [ABSENT, "rsa", "EC", ["RSA"], "", None, [["RSA"]], "oct"]),
    ("key_ops", [["verify"], ["sign"], [], None, "verify", {}, ["verify", "verify"], ["verify", "sign"], ["sign", "verify", "x", "x"], [["verify"]], ["verify", "toString", "constructor"], ["verify", "toString"], [UNPRINTABLE], 5, True, ["verify", None]]),
    ("ext", [True, False, None, {}, 0]),
    ("d", ["AQ", None, 5, [], UNPRINTABLE]),
    ("p", ["AQ", None, UNPRINTABLE]),
    ("oth", [[], [{}], [{"r": "AQ"}], [5], None, {}, "x", [None], [[]], [{"d": UNPRINTABLE}], [{"x": UNPRINTABLE}]]),
    ("x", ["AQ", 5, UNPRINTABLE, []]),
    ("k", [{}, [], UNPRINTABLE]),
    ("x5c", [["AQ"], UNPRINTABLE]),
    ("n", [
        ABSENT,
        lambda data: base64url(data) + "==",
        lambda data: base64.b64encode(data).decode(),
        lambda data: base64url(b"\0\0" + data),
        lambda data: base64url(data[:-1]),
        lambda data: base64url(data)[:-1],
        lambda data: base64url(data)[:100] + " \n" + base64url(data)[100:],
        lambda data: base64url(data)[:100] + "=" + base64url(data)[100:],
        lambda data: base64url(data)[:100] + "é" + base64url(data)[100:],
        lambda data: base64url(data).replace("A", "Ł"),
        lambda data: [base64url(data)],
        lambda data: [[base64url(data)], None],
        lambda data: [base64url(data)[:100], base64url(data)[100:]],
        lambda _data: "", lambda _data: 5, lambda _data: None, lambda _data: {},
    ]),
    ("e", [
        ABSENT,
        lambda _data: "AQ", lambda _data: "", lambda _data: "AAEAAQ", lambda _data: "AQAB==",
        lambda _data: "Aw", lambda _data: ["AQAB"], lambda _data: 65537, lambda _data: "AQAA",
        lambda _data: "A", lambda _data: "Ag", lambda _data: None, lambda _data: "=",
    ]),
)  # fmt: skip
DOCUMENTS: tuple[Any, ...] = (
    None, [], [1], "text", 5, True, {}, {"keys": None}, {"keys": []}, {"keys": {}}, {"keys": "abc"},
    {"keys": ""}, {"keys": 5}, {"keys": True}, {"keys": {"length": 1}}, {"keys": {"length": 0}},
    {"keys": {"length": []}}, {"keys": [None]}, {"keys": [5]}, {"Keys": []},
    {"keys": [{"kid": UNPRINTABLE}]}, {"keys": {"length": 1, "forEach": 1}},
)  # fmt: skip
ERRORS: tuple[Any, ...] = (
    {"errors": [{"code": "clerk_key_invalid", "message": "The provided key is not valid"}]},
    {"errors": [{"code": "clerk_key_invalid"}]},
    {"errors": [{"code": "other"}, {"code": "clerk_key_invalid"}]},
    {"errors": [{"code": "authentication_invalid"}]}, {"errors": []}, {"errors": None},
    {"errors": {}}, {"errors": "text"}, {"errors": [None, {"code": "clerk_key_invalid"}]},
    {"errors": [{"code": "clerk_key_invalid"}, None]}, {"errors": [5, "x", []]}, {"errors": 0},
    {"errors": ""}, {"errors": 5}, {"errors": {"find": 1}}, {}, [], None, "text", 5,
)  # fmt: skip
