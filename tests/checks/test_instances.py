"""Which instance the keys are of."""

import pytest

from clerkdoctor.checks.instances import (
    keyless_keys_agree_with_env,
    keys_are_of_one_type,
    keys_name_one_instance,
    live_keys_stay_in_production,
    production_uses_live_keys,
)
from clerkdoctor.checks.key_form import secret_key_is_well_formed
from clerkdoctor.facts.environment import Keyless
from clerkdoctor.facts.keys import ApiKeySets
from clerkdoctor.facts.place import Place, Source, Url
from clerkdoctor.secret import Secret
from tests.checks.facts import (
    PK_LIVE,
    PK_TEST,
    PUBLISHABLE,
    SECRET,
    SK_LIVE,
    SK_TEST,
    environment,
    publishable,
    random_text,
    secret,
)
from tests.checks.table import (
    Row,
    error,
    fails,
    holds,
    inapplicable,
    judged,
    passes,
    unknown,
    warning,
)

BAPI = Url("https://api.clerk.com/v1/jwks")


def key_sets(frontend: str, backend: str) -> ApiKeySets:
    return ApiKeySets(BAPI, frozenset(frontend.split()), frozenset(backend.split()))


def keyless(pk: str, sk: str = SK_TEST) -> Keyless:
    return Keyless(Place(".clerk/.tmp/keyless.json"), Secret(pk), Secret(sk))


def in_file(path: str, value: str = PK_TEST) -> object:
    key = publishable(value)
    return key._replace(variable=key.variable._replace(at=Place(path, 1, 1)))


def in_process(value: str) -> object:
    key = publishable(value)
    return key._replace(variable=key.variable._replace(at=Source("environ"), statements=()))


ROWS: list[Row] = [
    passes("both are test keys", keys_are_of_one_type, publishable(), secret()),
    passes("both are live keys", keys_are_of_one_type, publishable(PK_LIVE), secret(SK_LIVE)),
    fails(
        "in development the live one is the odd one",
        keys_are_of_one_type,
        publishable(PK_LIVE),
        secret(),
        error(
            f"`{PUBLISHABLE}` (`pk_live_…`) is of a production instance; `{SECRET}`"
            " (`sk_test_…`, at `.env.local:2:1`) is of a development one",
            at=".env.local:1:1",
            fix=f"Copy the development instance's key from the Clerk dashboard, under API keys:\n"
            f"{PUBLISHABLE}=pk_test_…",
        ),
    ),
    fails(
        "in development the live secret is the odd one",
        keys_are_of_one_type,
        publishable(),
        secret(SK_LIVE),
        error(f"`{SECRET}` (`sk_live_…`)", at=".env.local:2:1", fix=f"{SECRET}=sk_test_…"),
    ),
    fails(
        "in production the test secret is",
        keys_are_of_one_type,
        environment(mode="production"),
        publishable(PK_LIVE),
        secret(SK_TEST),
        error(f"`{SECRET}` (`sk_test_…`)", at=".env.local:2:1", fix=f"{SECRET}=sk_live_…"),
    ),
    fails(
        "a preview may have either",
        keys_are_of_one_type,
        environment(mode="production", vercel_env="preview"),
        publishable(PK_LIVE),
        secret(SK_TEST),
        error("is of a production instance", at=".env.local:1:1", fix="Copy both keys"),
    ),
    inapplicable(
        "one is none",
        keys_are_of_one_type,
        "does not say which type it is of",
        publishable("pk_test_your_publishable_key"),
        secret(),
    ),
    unknown(
        "one is given out elsewhere",
        keys_are_of_one_type,
        "does not say which type it is of",
        publishable(),
        secret("[SENSITIVE]"),
    ),
    passes(
        "the APIs share a key",
        keys_name_one_instance,
        publishable(),
        secret(),
        key_sets("ins_a ins_b", "ins_b"),
    ),
    fails(
        "the APIs share none",
        keys_name_one_instance,
        publishable(),
        secret(),
        key_sets("ins_a", "ins_b"),
        error(
            f"`{PUBLISHABLE}` (at `.env.local:1:1`) and `{SECRET}` are of two instances: their APIs"
            " publish no common `kid`",
            at=".env.local:2:1",
            fix="Copy both keys from the same instance",
        ),
    ),
    fails(
        "the secret key was rotated",
        keys_name_one_instance,
        publishable(),
        secret(),
        ApiKeySets(BAPI, refusal="answers 401"),
        error(
            f"`{SECRET}` (`sk_test_…`) is refused: `{BAPI}` answers 401",
            at=".env.local:2:1",
            fix=f"Copy `{SECRET}` again",
        ),
    ),
    *(
        unknown(
            f"the {which} API names no key",
            keys_name_one_instance,
            "names no `kid`",
            publishable(),
            secret(),
            sets,
        )
        for which, sets in (
            ("Frontend", key_sets("", "ins_a")),
            ("Backend", key_sets("ins_a", "")),
        )
    ),
    passes("a test key in development", live_keys_stay_in_production, publishable()),
    fails(
        "a live key in development",
        live_keys_stay_in_production,
        publishable(PK_LIVE),
        warning("in development; a test key", at=".env.local:1:1", fix=f"{PUBLISHABLE}=pk_test_…"),
    ),
    fails(
        "a live key in tests",
        live_keys_stay_in_production,
        environment(mode="test"),
        publishable(PK_LIVE),
        warning("is a live key (`pk_live_…`) in test", at=".env.local:1:1", fix="pk_test_…"),
    ),
    fails(
        "a live key in a preview, which is built like production",
        live_keys_stay_in_production,
        environment(mode="production", vercel_env="preview"),
        publishable(PK_LIVE),
        warning("in preview", at=".env.local:1:1", fix="Copy"),
    ),
    inapplicable(
        "production says nothing of development",
        live_keys_stay_in_production,
        "`--mode development` judges",
        environment(mode="production"),
        publishable(PK_LIVE),
    ),
    inapplicable(
        "no key", live_keys_stay_in_production, "does not decode", publishable("pk_live_xxx")
    ),
    passes(
        "a live key in production",
        production_uses_live_keys,
        environment(mode="production"),
        publishable(PK_LIVE),
    ),
    fails(
        "a test key in a file for production",
        production_uses_live_keys,
        environment(mode="production"),
        in_file(".env.production"),
        error("is a test key (`pk_test_…`) in production", at=".env.production:1:1", fix="Create"),
    ),
    fails(
        "a test key in the process that builds",
        production_uses_live_keys,
        environment(mode="production"),
        in_process(PK_TEST),
        error("a live key (`pk_live_…`) belongs there", at="environ", fix="pk_live_…"),
    ),
    fails(
        "a test key in .env.local, which stays on this machine",
        production_uses_live_keys,
        environment(mode="production"),
        publishable(),
        warning("is a test key", at=".env.local:1:1", fix="Create the production instance"),
    ),
    fails(
        "production's own local file is production's",
        production_uses_live_keys,
        environment(mode="production"),
        in_file(".env.production.local"),
        error("is a test key", at=".env.production.local:1:1", fix="Create"),
    ),
    inapplicable(
        "development is no production",
        production_uses_live_keys,
        "`--mode production` judges it",
        publishable(),
    ),
    inapplicable(
        "a preview is none either",
        production_uses_live_keys,
        "this is not production",
        environment(mode="production", vercel_env="preview"),
        publishable(),
    ),
    inapplicable(
        "no key",
        production_uses_live_keys,
        "does not decode",
        environment(mode="production"),
        publishable("pk_test_xxx"),
    ),
    passes(
        "the kept keys are the ones in use",
        keyless_keys_agree_with_env,
        environment({PUBLISHABLE: PK_TEST, SECRET: SK_TEST}),
        keyless(PK_TEST),
    ),
    fails(
        "keys of another instance: one finding for both",
        keyless_keys_agree_with_env,
        environment({PUBLISHABLE: PK_LIVE, SECRET: SK_LIVE}),
        keyless(PK_TEST),
        warning(
            f"`{PUBLISHABLE}` at `.env.local:1:1` is not the key of the keyless instance",
            at=".clerk/.tmp/keyless.json",
            fix="rm -r .clerk",
        ),
    ),
    fails(
        "the secret key alone differs",
        keyless_keys_agree_with_env,
        environment({PUBLISHABLE: PK_TEST, SECRET: "sk_test_" + random_text("other", 42)}),
        keyless(PK_TEST),
        warning(f"`{SECRET}` at", at=".clerk/.tmp/keyless.json", fix="Delete"),
    ),
    inapplicable(
        "no keys beside them",
        keyless_keys_agree_with_env,
        "no key is set beside those in `.clerk/.tmp/keyless.json`",
        environment({"NEXT_PUBLIC_CLERK_SIGN_IN_URL": "/sign-in"}),
        keyless(PK_TEST),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_instances(row: Row) -> None:
    holds(row)


def test_a_live_key_in_development_follows_from_keys_of_two_types() -> None:
    one_type, live = judged(
        keys_are_of_one_type, live_keys_stay_in_production, facts=(publishable(PK_LIVE), secret())
    )
    assert (one_type.follows_from, live.follows_from) == (None, "keys-are-of-one-type")


def test_keys_of_two_types_are_of_two_instances() -> None:
    one_type, one_instance = judged(
        keys_are_of_one_type,
        keys_name_one_instance,
        facts=(publishable(PK_LIVE), secret(), key_sets("ins_a", "ins_b")),
    )
    assert (one_type.follows_from, one_instance.follows_from) == (None, "keys-are-of-one-type")


def test_a_secret_key_that_is_none_is_refused() -> None:
    form, refused = judged(
        secret_key_is_well_formed,
        keys_name_one_instance,
        facts=(publishable(), secret(PK_TEST), ApiKeySets(BAPI, refusal="answers 401")),
    )
    assert (form.follows_from, refused.follows_from) == (None, "secret-key-is-well-formed")
