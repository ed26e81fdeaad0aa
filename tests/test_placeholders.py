"""Stand-ins for values, as `.env.example` files have them, and values that are no stand-ins."""

import base64
import random
import string
import time

import pytest

from clerkdoctor.clerk.keys import publishable_key_for
from clerkdoctor.placeholders import is_placeholder

STAND_INS = """
pk_test_...
sk_test_...
sk_live_…
pk_live_xxx
sk_test_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
pk_test_xxxxx-xxxxx
sk_test_
whsec_...
whsec_123
whsec_XXXXXXXXXXXXXXXXXXXXXXXX
whsec_your_webhook_secret_here
whsec_YOUR_PRIVATE_SIGNING_SECRET
whsec_your-webhook-secret
whsec_test_local_placeholder
whsec_value_from_clerk
whsec_example
whsec_placeholder
sk_test_123
sk_test_abc123
sk_test_local
sk_test_secret
sk_test_your_key
sk_test_<your key>
sk_test_ThisIsYourKey
sk_test_1234567890
sk_test_abcdefghijklmnopqrstuvwxyz
sk_live_0000000000000000000000000000000000000000
sk_test_placeholder_not_a_real_key
sk_test_fake-secret-key-for-tests
sk_test_clerk_secret_key_for_tests_000000
sk_test_ci_build_dummy_not_a_real_key
pk_test_redacted
pk_test_authenticated_preview_public
pk_test_example_key_replace_with_your_actual_key
pk_live_or_test_value
your_clerk_publishable_key
your-clerk-publishable-key
YOUR_PUBLISHABLE_KEY
YOUR-KEY
yourSecretKeyHere
your_jwt_secret_here
your-deploy-key
INSERT_KEY_HERE
PUT_YOUR_KEY_HERE
GET_FROM_CLERK_DASHBOARD
add_your_key
my_secret_key
clerk_secret_key
CLERK_SECRET_KEY
convex_deploy_key_your_deploy_key_here
tu_clave_publica_de_clerk
votre_cle_secrete
sua_chave_secreta
changeme
change-me
CHANGE_ME
replace_me
REPLACE_ME
to-be-replaced
tobemodified
TODO
dummy
placeholder
example
REDACTED
undefined
null
[object Object]
xxx
XXXX-XXXX-XXXX
***
••••••••
...
…
eyJ...
<your key>
<value-from-the-dashboard>
{your_key}
{{CLERK_SECRET_KEY}}
[your key]
"your_key"
https://your-clerk-domain.clerk.accounts.dev
https://<your-app>.clerk.accounts.dev
https://xxx.clerk.accounts.dev
https://verb-noun-00.clerk.accounts.dev
https://your-instance.clerk.accounts.dev/.well-known/jwks.json
https://your-deployment-id.convex.site
https://yourdomain.com/api
https://example.com
clerk.example.com
https://...
dev:your-deployment-id
prod:your-deployment|xxxxx
dev:...|...
""".strip().splitlines()

VALUES = """
/sign-in
/dashboard?from=your-key
https://api.clerk.com
https://clean-mayfly-62.clerk.accounts.dev
clerk.acme.io
convex
true
1
v1
production
test
us-east-1
my-app
acme-prod
https://happy-animal-123.convex.cloud
https://calm-cow-456.eu-west-1.convex.cloud
dev:happy-animal-123
dev:happy-animal-123 # team: ours, project: shop
anonymous:anonymous-agent
<ignore_deploy_key>
<missing_deploy_key:Ask Ann>
http://localhost:3000
http://127.0.0.1:3210
find-your-way
change-password
Loading...
Your data, your rules
Add your business here today
{"a":1}
{}
[1,2]
["a"]
https://myapp.test
@acme/ui
Acme <hello@acme.io>
<div>hi</div>
aGVsbG8gd29ybGQsIHRoaXMgaXMgYmFzZTY0
postgresql://user:pass@db.acme.io:5432/app
secrets.acme.io
info@acme.io
example.png
placeholder.svg
*
-
--
G-ABC123XYZ
en-US
2024-01-01
0
latest
5.0.0
secret
key
a
pa$$word
""".strip().splitlines()


@pytest.mark.parametrize("text", STAND_INS)
def test_stand_ins(text: str) -> None:
    found = is_placeholder(text)
    assert found
    assert found.kind == "placeholder"
    assert found.reason.startswith(("is ", "has ", "names ", "ends ", "consists "))


@pytest.mark.parametrize("text", VALUES)
def test_values(text: str) -> None:
    assert is_placeholder(text) is None


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        ("", "empty", "is empty"),
        ("  ", "empty", "holds no character that counts"),
        ('""', "empty", "holds no character that counts"),
        ("[SENSITIVE]", "unreadable", "is Vercel's mark `[SENSITIVE]` for a value"),
        ("op://dev/clerk/secret", "unresolved", "is a 1Password reference that nothing resolved"),
        ("encrypted:BDx8", "unresolved", "is encrypted by dotenvx, and nothing decrypted it"),
        ("${CLERK_SECRET_KEY}", "unresolved", "is a reference to another variable"),
        ("$CLERK_SECRET_KEY", "unresolved", "is a reference to another variable"),
        ("%CLERK_SECRET_KEY%", "unresolved", "is a reference to another variable"),
        ("${{ secrets.CLERK_SECRET_KEY }}", "unresolved", "is a reference to a CI secret"),
        ("secrets.CLERK_SECRET_KEY", "unresolved", "is a reference to a CI secret"),
        ("process.env.CLERK_SECRET_KEY", "unresolved", "is the text `process.env.…`"),
        ("arn:aws:secretsmanager:eu:1:secret:x", "unresolved", "is the name of a secret in AWS"),
        ("-----BEGIN PUBLIC KEY-----\\n...\\n-----END PUBLIC KEY-----", "placeholder", "is a PEM"),
        (
            "-----BEGIN PUBLIC KEY-----\nYOUR_KEY_HERE\n-----END PUBLIC KEY-----",
            "placeholder",
            "is",
        ),
        ("-----BEGIN PUBLIC KEY-----", None, ""),
    ],
)
def test_each_kind_has_its_reason(text: str, kind: str | None, reason: str) -> None:
    found = is_placeholder(text)
    assert (found.kind if found else None) == kind
    assert found is None or found.reason.startswith(reason)


def test_no_random_key_is_taken_for_a_stand_in() -> None:
    chance = random.Random(5)
    letters = string.ascii_letters + string.digits
    for _ in range(3000):
        body = "".join(chance.choices(letters, k=chance.choice((24, 32, 42, 50, 99))))
        data = chance.randbytes(chance.choice((16, 24, 32, 64)))
        for text in (
            "sk_live_" + body,
            "whsec_" + base64.b64encode(data).decode(),
            "ak_" + body,
            body,
            base64.b64encode(data).decode(),
            base64.urlsafe_b64encode(data).decode(),
            data.hex(),
            f"prod:happy-animal-{chance.randrange(1000)}|{base64.b64encode(data).decode()}",
        ):
            assert is_placeholder(text) is None, text


def test_no_publishable_key_is_taken_for_a_stand_in() -> None:
    chance = random.Random(6)
    for _ in range(2000):
        words = ["".join(chance.choices(string.ascii_lowercase, k=6)) for _ in range(2)]
        host = chance.choice((f"{'-'.join(words)}-{chance.randrange(99)}.clerk.accounts.dev",
                              f"clerk.{words[0]}.io", "clerk.secret-sample.com", "clerk.your.dev"))  # fmt: skip
        assert is_placeholder(publishable_key_for(host)) is None


@pytest.mark.parametrize(
    "text",
    [
        "x" * 4000 + "!",
        "xx-" * 1300,
        "a_" * 2000,
        "sk_test_" + "ab" * 2000,
        "A.b" * 1300,
        "https://" + "a." * 2000,
        "{" * 4000,
        "<" * 4000,
        "\0" * 4000,
        "é" * 4000,
        "-----BEGIN " * 350,
        "x" * 50_000_000,
    ],
)
def test_hostile_texts_take_no_time(text: str) -> None:
    started = time.perf_counter()
    is_placeholder(text)
    assert time.perf_counter() - started < 2
