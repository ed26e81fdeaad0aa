"""Where a fuzzer begins: sound and damaged inputs for each property, and words worth a try."""

import base64
import json
import random
from collections.abc import Iterator
from pathlib import Path

from tests.fuzz import properties
from tests.fuzz.properties import ISSUER, KEY_SET, NOW, encode

WORDS = (
    '"alg"', '"RS256"', '"RS384"', '"RS512"', '"ES256"', '"EdDSA"', '"none"', '"HS256"', '"typ"',
    '"JWT"', '"at+jwt"', '"cat"', '"cl_B7d4PD111AAA"', '"cl_B7d4PD333AAA"', '"kid"', '"ins_1"',
    '"crit"', '"cty"', '"x5c"', '"sub"', '"exp"', '"nbf"', '"iat"', '"iss"', '"aud"', '"convex"',
    '"azp"', '"https://acme.io"', '"auth_time"', '"nonce"', '"amr"', '"address"', '"formatted"',
    '"updated_at"', '"email_verified"', '"name#de"', '"keys"', '"kty"', '"RSA"', '"EC"', '"OKP"',
    '"crv"', '"P-256"', '"Ed25519"', '"n"', '"e"', '"x"', '"y"', '"d"', '"use"', '"sig"',
    '"key_ops"', '"verify"', '"oth"', '"issuer"', '"jwks_uri"', '"jwks"', '"type"', '"customJwt"',
    '"oidc"', '"domain"', '"applicationID"', '"algorithm"', '"providers"', '"errors"', '"code"',
    '"clerk_key_invalid"', '"__proto__"', '"constructor"', '"toString"', '"length"', "null",
    "true", "false", "NaN", "Infinity", "-0", "1e400", "8640000000001", "1800000000.5",
    "253402300800", "\\ud800", "\\u0000", "[[[[", "]]]]", '{"a":', "https://", "data:,",
    "data:;base64,", "application/json", "text/html", "charset=utf-8", "Bearer ", "mt_", "oat_",
    "ak_", "-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----", "undefined", "xn--", "[::1]",
    "%00", "%2e", "\\\\", "#", "?", "@", ":",
)  # fmt: skip

HEADER = {"alg": "RS256", "cat": "cl_B7d4PD111AAA", "kid": "ins_1", "typ": "JWT"}
CLAIMS = {
    "azp": "https://acme.io", "aud": "convex", "exp": NOW + 60, "fva": [1, -1], "iat": NOW - 1,
    "iss": ISSUER, "jti": "j1", "nbf": NOW - 11, "sid": "sess_1", "sub": "user_1", "v": 2,
    "name": "Ada", "email_verified": True, "address": {"formatted": "x"}, "updated_at": NOW,
}  # fmt: skip
PROVIDERS = (
    {"domain": ISSUER, "applicationID": "convex"},
    {"type": "customJwt", "issuer": ISSUER, "jwks": KEY_SET, "algorithm": "RS256"},
)


def write(target: str, folder: Path) -> Path:
    """Fills a folder with the seeds of a property, and gives the list of words beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate((*of(target), *_odd_tokens(target))):
        (folder / f"seed-{number:04}").write_bytes(seed)
    words = folder.with_suffix(".dict")
    quoted = (word.replace("\\", "\\\\").replace('"', '\\"') for word in WORDS)
    words.write_text("".join(f'"{word}"\n' for word in quoted))
    return words


def _token() -> bytes:
    parts = (json.dumps(HEADER).encode(), json.dumps(CLAIMS).encode(), b"signature")
    return ".".join(map(encode, parts)).encode()


def _texts() -> Iterator[bytes]:
    token = _token()
    yield from (token, b"", b".", b"..", b"mt_abc", b"oat_abc", b"ak_abc", b"undefined", b"\xff.")
    yield from (b"Bearer " + token, b'"' + token + b'"', token + b"=", token + b"\n", token[:-1])
    for text in (b"[" * 3_000, b"\xef\xbb\xbf{}", b"{", b'{"a":"\\ud800"}', b"1" * 5_000, b"1e999"):
        yield ".".join((encode(text), encode(text), "")).encode()


def of(target: str) -> Iterator[bytes]:
    """The seeds of a property."""
    return _SEEDS[target]()


def _odd_tokens(target: str) -> Iterator[bytes]:
    """Header and claims of the tokens of the parity tests, and those that have none, whole."""
    if target not in {"clerk", "convex"}:
        return
    from tests.parity.clerk_keys_minted import minted
    from tests.parity.clerk_tokens import Tokens

    for case in Tokens(1, minted()).cases(400):
        token: str = case["token"]
        try:
            header, claims = map(properties.decoded, token.split(".")[:2])
        except ValueError:
            yield b"\1" + token.encode("utf-8", "surrogatepass")
            continue
        if len(header) + len(claims) < 4_000:
            rest = (b"", str(case["now"]).encode())
            yield b"\0" + b"\0".join((header.replace(b"\0", b""), claims, *rest))


def _clerk() -> Iterator[bytes]:
    header, claims = json.dumps(HEADER).encode(), json.dumps(CLAIMS).encode()
    keys = json.dumps({"keys": [properties.free_jwk()]}).encode()
    for flags in range(0, 256, 2):
        given = properties.pem().encode() if flags & properties.BY_PEM else keys
        yield bytes([flags]) + b"\0".join((header, claims, given, b""))
    for text in _texts():
        yield b"\1" + text
    chance = random.Random(2)
    for odd in (b"null", b"[]", b"5", b"{}", b"[" * 2_000, b'{"alg":"RS256","kid":"__proto__"}'):
        yield b"\0" + b"\0".join((odd, claims, keys, b"1e15"))
        yield bytes([chance.randrange(0, 256, 2)]) + b"\0".join((header, odd, keys, b"nan"))
    for key in _odd_keys():
        stated = json.dumps({"keys": [key]}).encode()
        for named in (header, b'{"alg":"RS256"}', b'{"alg":"RS512","kid":5}'):
            yield bytes([properties.GIVEN_KEYS]) + b"\0".join((named, claims, stated, b""))
            yield bytes([properties.ANSWER]) + b"\0".join((named, claims, stated, b""))
    for errors in (b'{"errors":[{"code":"clerk_key_invalid"}]}', b'{"errors":5}', b"{}", b"null"):
        for flags in (18, 16, 20):
            yield bytes([flags & ~properties.BY_PEM]) + b"\0".join((header, claims, errors, b""))
    for pem in (b"", b"x", properties.pem().replace("PUBLIC", "RSA PUBLIC").encode()):
        for flags in (properties.GIVEN_KEYS, properties.GIVEN_KEYS | properties.SPOILED):
            yield bytes([flags | properties.BY_PEM]) + b"\0".join((header, claims, pem, b""))


def _odd_keys() -> Iterator[object]:
    yield from (properties.pem(), "text", [], 5, None, {"kid": "__proto__"}, {"kid": ["ins_1"]})
    for name, values in _ODD_MEMBERS.items():
        yield from (properties.free_jwk() | {name: value} for value in values)


_ODD_MEMBERS: dict[str, tuple[object, ...]] = {
    "kid": ("__proto__", ["ins_1"], None, 5),
    "key_ops": (["verify"], ["verify", "verify"], [], 5, [["sign"]], ["toString", "valueOf"]),
    "oth": ([], [{"d": "AQ", "r": "AQ", "t": "AQ"}], [5], {}),
    "alg": ("RS512", "sha-256", "HS256", None, ["RS256"]),
    "e": ("AQAB", "Aw", "Ag", "", "A" * 3_000, 5),
    "n": ("AQAB", "", "A" * 3_000, "_" * 3_000, None),
    "use": ("enc",), "d": ("AQ",), "kty": ("EC",),
}  # fmt: skip


def _convex() -> Iterator[bytes]:
    claims = json.dumps(CLAIMS).encode()
    for flags in range(0, 256, 2):
        alg = "ES256" if flags & properties.CUSTOM else "EdDSA"
        header = json.dumps(HEADER | {"alg": alg}).encode()
        metadata, keys = properties.metadata(), properties.key_set()
        if flags & properties.ANSWER:
            head = (1200).to_bytes(2) + b"application/json; charset=utf-8\n"
            metadata, keys = head + metadata, head + keys
        if flags & properties.STRICT:
            keys = b"data:application/json," + properties.key_set()
        yield bytes([flags]) + b"\0".join((header, claims, metadata, keys, ISSUER.encode()))
    for text in _texts():
        yield b"\1" + text
        yield b"\x41" + text
    yield from _odd_answers()


def _odd_answers() -> Iterator[bytes]:
    header = {name: json.dumps(HEADER | {"alg": name}).encode() for name in ("EdDSA", "ES256")}
    claims, issuer = json.dumps(CLAIMS).encode(), ISSUER.encode()
    metadata, keys = properties.metadata(), properties.key_set()
    for odd in (
        b"application/json", b'application/jwk-set+json;charset="utf-8"', b"text/html", b"", b"a/b;c",
    ):  # fmt: skip
        for status in (1200, 1404, 1503):
            head = status.to_bytes(2) + odd + b"\n"
            for flags, alg in ((properties.CUSTOM, "ES256"), (0, "EdDSA")):
                fields = (header[alg], claims, head + metadata, head + keys, issuer)
                yield bytes([flags | properties.ANSWER | properties.GIVEN_KEYS]) + b"\0".join(
                    fields
                )
    encoded = base64.b64encode(keys)
    for url in (b"data:;base64," + encoded, b"data:;base64,!", b"data:,%7B%7D#x", b"/x", b"x", b""):
        fields = (header["ES256"], claims, b"", url, issuer)
        yield bytes([properties.CUSTOM | properties.STRICT]) + b"\0".join(fields)
    yield b"\0" + b"\0".join((json.dumps(HEADER).encode(), claims, metadata, keys, issuer))
    for name, values in _ODD_CLAIMS.items():
        for value in values:
            stated = json.dumps(CLAIMS | {name: value}).encode()
            yield b"\0" + b"\0".join((header["EdDSA"], stated, metadata, keys, issuer))
            yield b"\x40" + b"\0".join((header["ES256"], stated, metadata, keys, issuer))


_ODD_CLAIMS: dict[str, tuple[object, ...]] = {
    "updated_at": ("2026-02-29T10:00:60.5Z", "2024-02-29t23:59:60+23:59", "x", 1e15, -1.5),
    "exp": (None, "x", "2027-02-28T10:00:00Z", 1e300, -(10**18), NOW, 1.8e9 + 0.5),
    "aud": (["convex", "other"], [], None, 5, "other"),
    "iss": (ISSUER + "/", "clerk.acme.io", "https://", "", "https://[::1", None),
    "sub": (None, 5),
    "name#de": ("Ada", 5), "email#de": ("x",), "address": (5, {"formatted": 5}), "amr": ([5], ["x"]),
    "custom": ({"a": {"b": {"c": 1}}}, [[]], 1e308, 2**64),
}  # fmt: skip


def _push() -> Iterator[bytes]:
    for provider in PROVIDERS:
        yield from map(_configured, _changed_providers(provider))
    for odd in (
        b"null", b"[]", b"5", b'{"providers":5}', b"[" * 500 + b"]" * 500, b'[{"providers":[]}]',
        b"[[],5]", b"true", b"1.5", b'"x"', b'{"providers":[5,[]]}',
    ):  # fmt: skip
        yield b"\0" + odd
    for issuer in ("https://x.dev/", "http://[::1]:1/a?b#c", "HTTPS://X.DEV:443/../", "x", ""):
        yield b"\1" + issuer.encode() + b"\0convex"
        yield b"\x41" + issuer.encode() + b"\0data:,{}"


_ODD: tuple[object, ...] = (5, None, [], "oidc", "x")


def _changed_providers(provider: dict[str, str]) -> Iterator[list[object]]:
    yield [provider]
    for name in provider:
        yield [{key: value for key, value in provider.items() if key != name}]
        yield from ([provider, provider | {name: odd}] for odd in _ODD)
    for extra in ("issuer", "domain", "applicationId", "type"):
        yield [provider | {extra: "https://api.workos.com/"}]


def _configured(providers: list[object]) -> bytes:
    return b"\0" + json.dumps({"providers": providers}).encode()


_SEEDS = {"decode": _texts, "clerk": _clerk, "convex": _convex, "push": _push}
