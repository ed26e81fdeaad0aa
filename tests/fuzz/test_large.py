"""64 KB of whatever takes a reader longest: each place, within a second."""

import json
from collections.abc import Callable

import pytest

from tests.fuzz import properties
from tests.fuzz.properties import AS_IT_IS, CUSTOM, GIVEN_KEYS, ISSUER, STRICT, timed
from tests.fuzz.seeds import CLAIMS, HEADER

SIZE = 60_000


def repeated(unit: str) -> str:
    return unit * (SIZE // len(unit))


def nested(opening: str, closing: str, levels: int) -> str:
    return opening * levels + "1" + closing * levels


def with_member(text: str) -> str:
    """The claims with one member more; `text` is JSON, or nearly."""
    return f"{json.dumps(CLAIMS)[:-1]}, {text}}}"


def with_claim(name: str, text: str) -> str:
    stated = {key: value for key, value in CLAIMS.items() if key != name}
    return f'{json.dumps(stated)[:-1]}, "{name}": {text}}}'


def as_issuer(text: str) -> str:
    return with_claim("iss", json.dumps(f"https://{text}"))


NAMES = [f'"k{number:05}":1' for number in range(SIZE // 11)]

# JSON, or nearly: as claims, header, key, metadata and configuration.
OBJECTS = {
    "members": with_member(",".join(NAMES)),
    "members-twice": with_member(",".join(NAMES[: SIZE // 22] * 2)),
    "one-member-often": with_member(repeated('"k":1,') + '"k":2'),
    "languages": with_member(",".join(f'"name#{number:05}":"a"' for number in range(SIZE // 16))),
    "deep-list": with_member(f'"x":{nested("[", "]", SIZE // 2)}'),
    "deep-object": with_member('"x":' + nested('{"a":', "}", SIZE // 6)),
    "deep-unclosed": repeated("["),
    "deep-object-unclosed": repeated('{"a":'),
    "deep-sub": with_claim("sub", nested("[", "]", SIZE // 2)),
    "deep-azp": with_claim("azp", nested("[", "]", 3_000)),
    "wide-azp": with_claim("azp", f"[{repeated('[],')}[]]"),
    "deep-and-wide": with_member(f'"x":[{",".join([nested("[", "]", 120)] * (SIZE // 242))}]'),
    "long-names": with_member(nested('{"' + "b" * 400 + '":', "}", 120).replace("{", '"x":{', 1)),
    "white-space": f"{repeated(' ')}{{}}",
    "deep-white-space": f"{'[' * 1_200}{repeated(' ')}{']' * 1_200}",
    "backslashes": with_member(f'"x":"{repeated(chr(92) * 2)}"'),
    "pairs": with_member(f'"x":"{repeated(chr(92) + "ud83d" + chr(92) + "ude00")}"'),
    "halves": with_member(f'"x":"{repeated(chr(92) + "ud83d")}"'),
    "digits": with_member(f'"x":{repeated("9")}'),
    "exp-digits": with_claim("exp", repeated("9")),
    "exp-fraction": with_claim("exp", f"1.{repeated('9')}"),
    "exponent": with_member(f'"x":1e{repeated("9")}'),
    "numbers": with_member(f'"x":[{",".join(["9" * 399] * (SIZE // 400))}]'),
    "audiences": with_claim("aud", f'[{repeated(chr(34) + "a" + chr(34) + ",")}"convex"]'),
    "date": with_claim("updated_at", f'"2027-01-01T00:00:00.{repeated("9")}Z"'),
    "issuer-slashes": with_claim("iss", json.dumps(ISSUER + repeated("/"))),
    "issuer-dots": with_claim("iss", json.dumps(ISSUER + repeated("/.."))),
    "issuer-labels": as_issuer(repeated("a.")),
    "issuer-signs": as_issuer(repeated(":@")),
    "issuer-brackets": as_issuer("[" + repeated(":")),
    "issuer-letters": as_issuer(repeated("é.")),
    "issuer-punycode": as_issuer(repeated("xn--a.")),
    "issuer-number": as_issuer(repeated("9")),
    "issuer-escapes": as_issuer(repeated("%41")),
    "marks": repeated("\ufeff"),
}  # fmt: skip

TEXTS = {
    "dots": ".", "letters": "A", "padding": "=", "white-space": " ", "quotes": '"', "lines": "\n",
    "letters-beyond": "é", "halves": "\ud800", "schemes": "Bearer ", "kinds": "mt_", "slashes": "/",
    "base64": "A+/=", "parts": "AAAA.", "percent": "%", "colons": ":", "pem": "-----BEGIN PUBLIC KEY-----",
}  # fmt: skip


def _fields(flags: int, *parts: str) -> bytes:
    joined = "\0".join(parts)
    return bytes([flags]) + joined.encode("utf-8", "surrogatepass")


def _header(alg: str) -> str:
    return json.dumps(HEADER | {"alg": alg})


_PLACES: dict[str, tuple[Callable[[bytes], None], Callable[[str], bytes]]] = {
    "clerk-claims": (properties.clerk, lambda it: _fields(STRICT, _header("RS256"), it)),
    "clerk-parties": (properties.clerk, lambda it: _fields(STRICT | CUSTOM, _header("RS256"), it)),
    "clerk-header": (properties.clerk, lambda it: _fields(0, it, json.dumps(CLAIMS))),
    "clerk-key": (
        properties.clerk,
        lambda it: _fields(GIVEN_KEYS, _header("RS256"), json.dumps(CLAIMS), f'{{"keys":[{it}]}}'),
    ),
    "convex-claims": (properties.convex, lambda it: _fields(0, _header("EdDSA"), it)),
    "custom-claims": (properties.convex, lambda it: _fields(CUSTOM, _header("ES256"), it)),
    "convex-header": (properties.convex, lambda it: _fields(0, it, json.dumps(CLAIMS))),
    "custom-header": (properties.convex, lambda it: _fields(CUSTOM, it, json.dumps(CLAIMS))),
    "metadata": (
        properties.convex,
        lambda it: _fields(0, _header("EdDSA"), json.dumps(CLAIMS), it),
    ),
    "convex-key": (
        properties.convex,
        lambda it: _fields(
            GIVEN_KEYS, _header("EdDSA"), json.dumps(CLAIMS), "", f'{{"keys":[{it}]}}'
        ),
    ),
    "configuration": (properties.pushed, lambda it: _fields(0, f'{{"providers":[{it}]}}')),
}


@pytest.mark.parametrize("place", _PLACES)
def test_large_json_is_answered_in_time(place: str) -> None:
    judge, put = _PLACES[place]
    for name, text in OBJECTS.items():
        try:
            timed(judge, put(text))
        except Exception as error:  # noqa: BLE001 - the case is named
            pytest.fail(f"{name}: {error!r}")


@pytest.mark.parametrize("name", TEXTS)
def test_a_large_text_is_answered_in_time(name: str) -> None:
    text = repeated(TEXTS[name])
    header, custom, claims = _header("RS256"), _header("ES256"), json.dumps(CLAIMS)
    timed(properties.decode, _fields(AS_IT_IS, text)[1:])
    timed(properties.clerk, _fields(AS_IT_IS, text))
    timed(properties.convex, _fields(AS_IT_IS, text))
    timed(properties.convex, _fields(AS_IT_IS | CUSTOM, text))
    timed(properties.clerk, _fields(properties.BY_PEM | GIVEN_KEYS, header, claims, text))
    key = json.dumps({"keys": [properties.free_jwk() | {"n": text, "use": "sig"}, text]})
    timed(properties.clerk, _fields(GIVEN_KEYS, header, claims, key))
    timed(properties.clerk, _fields(GIVEN_KEYS, '{"alg":"RS256"}', claims, key))
    for url in (text, f"data:;base64,{text}", f"https://{text}", f"https://x.dev/{text}"):
        timed(properties.convex, _fields(CUSTOM | STRICT, custom, claims, "", url, ISSUER))
        timed(properties.convex, _fields(0, header, claims, "", "", url))
        timed(properties.pushed, _fields(AS_IT_IS, url, "convex"))
    answered = _fields(properties.ANSWER | CUSTOM | GIVEN_KEYS, custom, claims, "", f"\x10h{text}")
    timed(properties.convex, answered)
