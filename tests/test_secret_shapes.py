"""Which texts are certainly secrets, and which only look so."""

import base64
import random
import string
import time

import pytest

from clerkdoctor.secret_shapes import WHAT, find_secrets, looks_like_a_secret

LETTERS = string.ascii_letters + string.digits
CHANCE = random.Random(11)


def drawn(length: int) -> str:
    return "".join(CHANCE.choices(LETTERS, k=length))


def drawn_base64(length: int) -> str:
    return base64.b64encode(CHANCE.randbytes(length)).decode()


CLERK = "sk_test_" + drawn(42)
STRIPE = "sk_live_51" + drawn(97)
SVIX = "whsec_" + drawn_base64(24)
DEPLOY = "prod:happy-animal-123|eyJ2MiI6I" + drawn(80) + "=="
ADMIN = "convex-self-hosted|01" + CHANCE.randbytes(60).hex()
PEM = (
    "-----BEGIN PRIVATE KEY-----\n" + drawn_base64(48) + "\n" + drawn_base64(48) + "\n"
    "-----END PRIVATE KEY-----\n"
)

SECRETS = [
    (CLERK, "clerk-secret-key"),
    ("sk_live_" + drawn(40), "clerk-secret-key"),
    ("sk_live_" + drawn(24), "secret-key"),
    ("sk_test_" + drawn(20), "secret-key"),
    ("sk_test_" + drawn(60), "secret-key"),
    (STRIPE, "stripe-secret-key"),
    (SVIX, "webhook-secret"),
    ("whsec_" + CHANCE.randbytes(32).hex(), "webhook-secret"),
    ("whsec_" + drawn_base64(32), "webhook-secret"),
    ("ak_" + drawn(40), "api-key"),
    (DEPLOY, "convex-deploy-key"),
    (DEPLOY.replace("prod:", "preview:team:"), "convex-deploy-key"),
    (ADMIN, "convex-admin-key"),
    (PEM, "private-key"),
    (PEM.replace("\n", "\\n"), "private-key"),
    (PEM.replace("PRIVATE", "RSA PRIVATE"), "private-key"),
    (PEM.replace("PRIVATE", "EC PRIVATE"), "private-key"),
]
HARMLESS = [
    "", "sk_test_", "sk_test_...", "sk_test_xxxxx", "sk_test_your_key", "whsec_placeholder",
    "sk_test_" + "x" * 42, "sk_test_" + "0" * 42, "sk_test_" + "1234567890" * 4,
    "sk_test_abcdefghijklmnopqrstuvwxyz0123456789", "sk_test_deadbeefdeadbeefdeadbeef",
    "sk_test_thisisafakesecretkeyforunittests", "sk_test_ThisIsAFakeSecretKeyForTests",
    "sk_live_replaceThisWithYourRealKey00", "sk_test_" + drawn(19), "sk_test_" + drawn(42) + "_x",
    "sk_test_clerk_secret_key_for_tests_000000", "<sk_test_key>",
    "pk_test_" + drawn(42), "pk_live_51" + drawn(97), "pk_live_Y2xlcmsuYWNtZS5pbyQ",
    "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_test", "whsec_" + "A" * 32,
    "sk_test_" + "4eC39HqLyjWDarjtT1zdp7dc",
    "ak_" + CHANCE.randbytes(16).hex(), "ak_" + "x" * 32, "break_" + drawn(40),
    "user_2xhFjEI5X2qWRvtV13BzSj8H6Dk", "ins_2xhFjEI5X2qWRvtV13BzSj8H6Dk",
    "prod:your-deployment|xxxxx", "prod:happy-animal-123", "dev:...|...", "a|01", "name|0123",
    "-----BEGIN PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
    "-----BEGIN PUBLIC KEY-----\n" + drawn(64) + "\n-----END PUBLIC KEY-----",
    "-----BEGIN CERTIFICATE-----\n" + drawn(64) + "\n-----END CERTIFICATE-----",
    "https://acme.io/sk_test_", drawn(42), drawn_base64(32), "eyJhbGciOiJSUzI1NiJ9.e30.x",
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind"), SECRETS)
def test_secrets_are_known_as_values_and_in_source(text: str, kind: str) -> None:
    assert looks_like_a_secret(text) == kind
    assert looks_like_a_secret(f' "{text}"\n') == kind
    assert WHAT[looks_like_a_secret(text) or "secret-key"]
    for before, after in (
        ("const key = '", "';"), ('{"a":"', '"}'), ("KEY=", "\n"), ("`", "`"), ("key: ", " # x"),
        ("Bearer ", '"'), ("\n", ""), ("\\n", '"'), ("(", ")"), ("é", "é"),
    ):  # fmt: skip
        data = (before + text + after).encode()
        assert [(found.offset, found.kind) for found in find_secrets(data)] == [
            (len(before.encode()), kind)
        ]


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_texts_are_left_alone(text: str) -> None:
    assert looks_like_a_secret(text) is None
    assert find_secrets(f"const key = '{text}'; // {text}\n".encode()) == []


@pytest.mark.parametrize(
    "line",
    [
        "if (key.startsWith('sk_test_')) throw new Error('sk_test_ key in production')",
        "const isPem = pem.includes('-----BEGIN PRIVATE KEY-----')",
        "key.replace('-----BEGIN PRIVATE KEY-----', '').replace('-----END PRIVATE KEY-----', '')",
        "/sk_(test|live)_[A-Za-z0-9]{40,50}/.test(key)",
        "type A = 'a'|01; const break_it = peak_value; weak_references_of_things_and_others_here()",
        "process.env.CLERK_SECRET_KEY!",
        "expect(mask('sk_live_abcdefghijklmnop')).toBe('sk_live_…')",
    ],
)
def test_code_about_secrets_holds_none(line: str) -> None:
    assert find_secrets(line.encode()) == []


def test_every_secret_of_a_file_is_found_in_order() -> None:
    data = f"// {SVIX}\nconst a = '{CLERK}', b = '{STRIPE}';\nexport const c = `{DEPLOY}`;".encode()
    found = find_secrets(data)
    assert [one.kind for one in found] == [
        "webhook-secret", "clerk-secret-key", "stripe-secret-key", "convex-deploy-key",
    ]  # fmt: skip
    assert [data[one.offset : one.offset + 5] for one in found] == [
        b"whsec", b"sk_te", b"sk_li", b"prod:",
    ]  # fmt: skip


def test_random_keys_are_found_without_exception() -> None:
    for _ in range(2000):
        assert looks_like_a_secret("sk_live_" + drawn(42)) == "clerk-secret-key"
        assert looks_like_a_secret("whsec_" + drawn_base64(24)) == "webhook-secret"


@pytest.mark.parametrize(
    "data",
    [
        b"sk_test_" * 200_000,
        b"whsec_" + b"A" * 2_000_000,
        b"-----BEGIN " * 100_000,
        b"-----BEGIN PRIVATE KEY-----" + b"\\n" * 500_000,
        b"a:" * 500_000 + b"|eyJ2Mi",
        b"|eyJ2Mi" * 100_000,
        b"|01" * 300_000,
        b"ak_" * 300_000,
        bytes(range(256)) * 4000,
        b"\xff\xfes\0k\0_\0",
    ],
)
def test_hostile_data_takes_no_time(data: bytes) -> None:
    started = time.perf_counter()
    find_secrets(data)
    looks_like_a_secret(data.decode("utf-8", "replace"))
    assert time.perf_counter() - started < 5
