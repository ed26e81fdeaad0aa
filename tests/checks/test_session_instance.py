"""What Clerk says of the instance that the secret key opens, and what is said of it."""

import pytest

from clerkdoctor.checks.instances import keys_are_of_one_type, keys_name_one_instance
from clerkdoctor.checks.session_app import handshake_does_not_loop
from clerkdoctor.checks.session_instance import instance_is_the_keys_own
from clerkdoctor.facts.keys import ApiKeySets
from clerkdoctor.facts.place import Url
from clerkdoctor.facts.session import ClerkInstance
from tests.checks.facts import PK_LIVE, PUBLISHABLE, SECRET, SK_LIVE, publishable, secret
from tests.checks.session_facts import in_use, shake, trails
from tests.checks.table import Row, error, fails, holds, judged, passes, unknown

AT = Url("https://api.clerk.com/v1/instance")
FIX = "Copy both keys from the same instance"


def instance(
    kind: str | None = "development",
    id_: str | None = "ins_1",
    published: str = "ins_1",
    opened: str = "",
) -> ClerkInstance:
    kids = frozenset(published.split()), frozenset(opened.split())
    return ClerkInstance(AT, id_, kind, (), *kids)


ROWS = [
    passes("its own", instance_is_the_keys_own, instance(), publishable(), secret()),
    passes(
        "one of production",
        instance_is_the_keys_own,
        instance("production", published="ins_0 ins_1 other"),
        publishable(PK_LIVE),
        secret(SK_LIVE),
    ),
    passes(
        "the key sets prove it, and name other ids",
        instance_is_the_keys_own,
        instance(published="ins_2", opened="ins_2"),
        publishable(),
        secret(),
    ),
    fails(
        "of another type",
        instance_is_the_keys_own,
        instance("production"),
        publishable(),
        secret(),
        error(
            f"`{SECRET}` opens the instance `ins_1`, which is of production; `{PUBLISHABLE}` (at"
            " `.env.local:1:1`) is a key of development",
            at=".env.local:2:1",
            fix=FIX,
        ),
    ),
    fails(
        "of another type, though the key sets are the same",
        instance_is_the_keys_own,
        instance("development", None, opened="ins_1"),
        publishable(PK_LIVE),
        secret(SK_LIVE),
        error("opens an instance, which is of development", at=".env.local:2:1", fix=FIX),
    ),
    fails(
        "another one of the same type",
        instance_is_the_keys_own,
        instance(published="ins_2"),
        publishable(),
        secret(),
        error(
            f"`{SECRET}` opens the instance `ins_1`; the Frontend API of `{PUBLISHABLE}` (at"
            " `.env.local:1:1`) publishes the key of `ins_2`",
            at=".env.local:2:1",
            fix=FIX,
        ),
    ),
    fails(
        "another one, whose type is not told",
        instance_is_the_keys_own,
        instance(None, published="ins_2"),
        publishable(),
        secret(),
        error("publishes the key of `ins_2`", at=".env.local:2:1", fix=FIX),
    ),
    *(
        unknown(f"the type is {kind}", instance_is_the_keys_own, said, instance(kind),
                publishable(), secret())
        for kind, said in ((None, "names no type"), ("staging", "names the type `staging`"))
    ),
    *(
        unknown(name, instance_is_the_keys_own, "which instance the Frontend API is of is not",
                found, publishable(), secret())
        for name, found in (
            ("the Frontend API did not answer", instance(published="")),
            ("its `kid`s are no ids", instance(published="key-1")),
            ("the id is of another form", instance(id_="1", published="ins_1")),
            ("no id is told", instance(id_=None)),
        )
    ),
    unknown(
        "no key",
        instance_is_the_keys_own,
        "is none",
        instance("production"),
        publishable("pk_test_your_publishable_key"),
        secret(),
    ),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_session_instance(row: Row) -> None:
    holds(row)


@pytest.mark.parametrize("backend", ["ins_1", "ins_2"])
def test_keys_of_two_types_are_its_cause(backend: str) -> None:
    """The key sets agree, or they do not: there is one cause."""
    results = judged(
        keys_are_of_one_type,
        keys_name_one_instance,
        instance_is_the_keys_own,
        facts=(
            publishable(PK_LIVE),
            secret(),
            ApiKeySets(AT, frozenset(["ins_1"]), frozenset([backend])),
            instance("development", backend, opened=backend),
        ),
    )
    assert [one.check.id for one in results if one.status == "fail" and not one.follows_from] == [
        "keys-are-of-one-type"
    ]
    assert results[-1].status == "fail"


def test_two_key_sets_are_its_cause_and_it_is_one_of_a_loop() -> None:
    loop = (trails(*[shake("jwk-kid-mismatch")] * 3, end="loop"), in_use())
    other = instance(published="ins_2")
    pair = ApiKeySets(AT, frozenset(["ins_2"]), frozenset(["ins_1"]))
    keys, own = judged(
        keys_name_one_instance, instance_is_the_keys_own,
        facts=(publishable(), secret(), other, pair),
    )  # fmt: skip
    assert (keys.follows_from, own.follows_from) == (None, "keys-name-one-instance")
    own, circles = judged(
        instance_is_the_keys_own, handshake_does_not_loop,
        facts=(publishable(), secret(), other, *loop),
    )  # fmt: skip
    assert (own.follows_from, circles.follows_from) == (None, "instance-is-the-keys-own")
