"""Deliveries for the parity tests: signed, and then most of them damaged in one or two ways."""

import base64
import hashlib
import hmac
import json
import random
from typing import Any, NamedTuple

from tests.parity.odd_json import NOT_JSON, ODD_NUMBERS

NOW = 1_795_000_000
STRANGE = "_-+/=$ \t\n\r\u00a0\ufeffé漢😀\ud83d\"'.A"
BODIES = (
    b'{"data":{"id":"user_1"},"object":"event","type":"user.created"}',
    b'{"test": 2432232314}',
    b'{\n  "a": 1\n}\n',
    b"null",
    b" null\n",
    b"[1]",
    b"",
    b" ",
    b"{}",
    b"hello",
    b'"\xff\xfe"',
    b'{"a":"\xed\xa0\x80"}',
    b"\xef\xbb\xbf{}",
    b"\xef\xbb\xbf\xef\xbb\xbf{}",
    b"\xef\xbb\xbf",
    b"\xef\xbb\xbfnull",
    b'{"a":"\\u0000\\ud800","a":2}',
    '{"é":"漢😀"}'.encode(),
    b"[" * 5_000 + b"]" * 5_000,
    b"[" * 5_000,
    *(text.encode("utf-8", "surrogatepass") for text in (*NOT_JSON, *ODD_NUMBERS[:8])),
)
OFFSETS = (0, 0, 0, 0, 0, 1, -299, -300, -301, 299, 300, 301, -86_400, 86_400, -(10**9), 10**12)
IDS = (
    "msg_2abcDEFghi",
    "msg.with.dots",
    "msg_é",
    "msg_漢",
    "\ud83d",
    " msg_1 ",
    "\u00a0msg_1",
    "x",
    ".",
)


class Signed(NamedTuple):
    """A delivery in the making. `signed` is what was signed, if that is another body."""

    secret: str
    key: bytes
    message_id: str
    timestamp: int
    body: bytes
    now: float


def deliveries(seed: int, count: int) -> list[dict[str, Any]]:
    """`secret`, `headers` as pairs, `body` as bytes, `now` in seconds."""
    chance = random.Random(seed)
    return [_delivery(chance) for _ in range(count)]


def asked(delivery: dict[str, Any]) -> dict[str, Any]:
    """A delivery as the peers' script takes it."""
    body = base64.b64encode(delivery["body"]).decode()
    return {**delivery, "body": body, "now": int(delivery["now"] * 1000)}


def joined(pairs: list[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in pairs:
        key = name.lower()
        found[key] = f"{found[key]}, {value}" if key in found else value
    return found


def _delivery(chance: random.Random) -> dict[str, Any]:
    key = chance.randbytes(chance.choice((24, 24, 24, 32, 64, 75, 80, 1)))
    secret = "whsec_" + base64.b64encode(key).decode()
    now = NOW + chance.choice((0, 0, 0.001, 0.5, 0.999))
    body = chance.choice(BODIES) if chance.random() < 0.5 else _event(chance)
    made = Signed(
        secret, key, "msg_2abcDEFghiJKLmnoPQRstuVWXyz", NOW + chance.choice(OFFSETS), body, now
    )
    made, text = _damaged_before(made, chance)
    signature = _sign(made.key, made.message_id, text, made.body, chance)
    pairs = [
        ("svix-id", made.message_id),
        ("svix-timestamp", text[0]),
        ("svix-signature", signature),
    ]
    body = made.body
    for _ in range(chance.choice((0, 0, 1, 1, 2))):
        pairs, body, secret = _damaged_after(pairs, body, made.secret, chance)
        made = made._replace(secret=secret)
    if chance.random() < 0.3:
        pairs = [
            (chance.choice((name, name.title(), name.upper())), value) for name, value in pairs
        ]
    return {"secret": made.secret, "headers": pairs, "body": body, "now": made.now}


def _event(chance: random.Random) -> bytes:
    event = {
        "data": {
            "id": f"user_{chance.randrange(10**9)}",
            "n": chance.random(),
            "s": chance.choice(STRANGE),
        },
        "object": "event",
        "type": chance.choice(("user.created", "email.created")),
    }
    separators = chance.choice(((",", ":"), (", ", ": ")))
    return json.dumps(event, separators=separators).encode()


def _damaged_before(made: Signed, chance: random.Random) -> tuple[Signed, tuple[str, str]]:
    """Before signing: another secret's form, another id, another way to write the timestamp.

    The texts are the header's and the one that is signed.
    """
    number = str(made.timestamp)
    text = (number, number)
    kind = chance.randrange(12)
    if kind == 0:
        made = made._replace(message_id=chance.choice(IDS))
    elif kind == 1:
        form = chance.choice((
            "{}.5", "0{}", "+{}", " {}", "{} ", "\t{}", "\u00a0{}", "\ufeff{}", "\v{}", "{}abc", "{}, {}", "{}000", "-{}",
            "0x{}", "{}e0", "--{}", "+ {}", "000000{}", "{}\n", "abc", "NaN", "Infinity", "", "2026-11-18T08:26:40Z", "1e9", "١",
        ))  # fmt: skip
        header = form.replace("{}", number)
        text = (header, chance.choice((number, header)))
    elif kind == 2:
        # An empty key, with which svix before 2.2 signs and verifies.
        made = made._replace(secret="whsec_", key=b"")
    elif kind == 3:
        made = made._replace(secret=made.secret.removeprefix("whsec_"))
    elif kind == 4:
        made = made._replace(secret=made.secret.rstrip("="))
    return made, text


def _sign(
    key: bytes, message_id: str, text: tuple[str, str], body: bytes, chance: random.Random
) -> str:
    as_text = body.decode("utf-8", "replace")
    signed_body = chance.choice(
        (body, body, as_text.encode(), as_text.removeprefix("\ufeff").encode())
    )
    message_id = chance.choice((message_id, message_id, message_id.strip()))
    head = f"{message_id}.{text[1]}.".encode("utf-16-le", "surrogatepass").decode(
        "utf-16-le", "replace"
    )
    digest = hmac.new(key, head.encode() + signed_body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def _damaged_after(
    pairs: list[tuple[str, str]], body: bytes, secret: str, chance: random.Random
) -> tuple[list[tuple[str, str]], bytes, str]:
    kind = chance.randrange(4)
    if kind == 0:
        at = {name.lower(): number for number, (name, _) in enumerate(pairs)}.get("svix-signature")
        if at is not None:
            pairs = [*pairs]
            pairs[at] = (pairs[at][0], _other_signature(pairs[at][1], chance))
    elif kind == 1:
        pairs = _other_headers(pairs, chance)
    elif kind == 2:
        body = chance.choice((
            body + b"\n", body.strip(), body[:-1], body + b" ", body.replace(b":", b": "),
            b"\xef\xbb\xbf" + body, body.replace(b"\n", b"\r\n"), body.swapcase(), b"", body,
        ))  # fmt: skip
    else:
        secret = _other_secret(secret, chance)
    return pairs, body, secret


def _other_signature(right: str, chance: random.Random) -> str:
    _, _, text = right.partition(",")
    wrong = base64.b64encode(chance.randbytes(32)).decode()
    raw = text.encode()
    return chance.choice((
        f"v1,{wrong} {right}", f"{right} garbage", f"garbage {right}", f"{right},extra", f"v1a,{wrong}{wrong[:44]} {right}",
        f"v1a,{text}", f"v2,{text}", f"V1,{text}", text, "v1", f"v1={text}", right[:-4], right.rstrip("="),
        right.replace("+", "-").replace("/", "_"), f"v1,{wrong}  {right}", f" {right}", f"{right} ", f"v1,{wrong}\t{right}",
        f"v1,{wrong}, {right}", f"{right}, v1,{wrong}", right[:9] + "!" + right[9:], right + "=", "v1,", "", " ",
        "v1," + raw.hex(), " ".join([f"v1,{wrong}"] * 1000 + [right]), f"v1,{wrong} {right}é", f"é {right}", f"v1,,{text}",
        f"v1, {text}", f"\u00a0{right}\u00a0", f"\f{right}", f"v1,{wrong}\u00a0{right}", f"v1,{wrong}", f"{right}\u0100",
        f"v1a,{wrong} v1,{wrong} v2,{wrong}", f"{right}\n", f"v1,{wrong}\n{right}", f"\0{right}", f"\ud800 {right}", f"v1 ,{text}",
    ))  # fmt: skip


def _other_headers(pairs: list[tuple[str, str]], chance: random.Random) -> list[tuple[str, str]]:
    plain = [(name.replace("svix", "webhook"), value) for name, value in pairs]
    chosen = chance.randrange(len(pairs) or 1)
    kind = chance.randrange(10)
    if not pairs:
        return plain
    if kind == 0:
        return plain
    if kind == 1:
        return [pair for number, pair in enumerate(pairs) if number != chosen]
    if kind == 2:
        return [*pairs, *plain]
    if kind == 3:
        return [
            (name, value if number != chosen else chance.choice(("", " ", "\t", "x")))
            for number, (name, value) in enumerate(pairs)
        ]
    if kind == 4:
        wrong = [
            (name, value if number != chosen else chance.choice(("", "x")))
            for number, (name, value) in enumerate(pairs)
        ]
        return [*wrong, *plain]
    if kind == 5:
        return [plain[number] if number == chosen else pair for number, pair in enumerate(pairs)]
    if kind == 6 and "\n" not in pairs[chosen][1]:
        return [*pairs, *pairs[chosen : chosen + 1]]
    if kind == 7:
        return [
            (name, chance.choice((f" {value}", f"{value}\t", f"\u00a0{value}", value)))
            for name, value in pairs
        ]
    if kind == 8:
        return [("content-type", "application/json"), *reversed(pairs)]
    return []


def _other_secret(secret: str, chance: random.Random) -> str:
    strange, at = chance.choice(STRANGE), chance.randrange(len(secret) + 1)
    return chance.choice((
        secret + strange, strange + secret, secret[:at] + strange + secret[at:], secret[:at], secret + "\n", f'"{secret}"',
        f" {secret}", secret.upper(), f"whsec_{secret}", "", "whsec_", "sk_test_abcdefghijkl", "whsec_123", "whsec_A", "a_b_c",
        secret.replace("+", "-").replace("/", "_"), "whsec_" + base64.b64encode(chance.randbytes(24)).decode(),
    ))  # fmt: skip
