"""Whatever a delivery holds, there is a verdict, and nothing falls over."""

from hypothesis import given, settings
from hypothesis import strategies as st

from clerkdoctor.secret import Secret
from clerkdoctor.svix.explain import explain
from clerkdoctor.svix.headers import joined
from clerkdoctor.svix.search import KnownSecret
from clerkdoctor.svix.sign import Signer
from clerkdoctor.svix.verify import (
    NAMES,
    UNBRANDED,
    verify_clerk,
    verify_standardwebhooks,
    verify_svix,
)
from clerkdoctor.svix.versions import clerk_rules, standard_rules, svix_rules
from tests.svix.signing import BODY, NOW, headers, key, secret, signature

TEXT = st.text(st.characters(), max_size=60)
VALUES = TEXT | st.sampled_from([*headers(signature()).values(), f"{NOW}.5", "v1,", "v1a,x v1,y"])
NAMED = st.sampled_from([*NAMES, *UNBRANDED, "SVIX-ID", "stripe-signature", "content-length"])
HEADERS = st.lists(st.tuples(NAMED, VALUES), max_size=8)
BODIES = st.binary(max_size=60) | st.sampled_from([BODY, b"", b"null", BODY + b"\n"])
SECRETS = TEXT | st.sampled_from([secret(), secret()[6:], "whsec_", "", f'"{secret()}"'])
VERSIONS = st.sampled_from([None, (1, 4), (1, 90), (2, 0), (2, 3, 1), (2, 5), (3, 25)])


@settings(max_examples=300, deadline=None)
@given(HEADERS, BODIES, SECRETS, st.floats(-1e12, 1e12), VERSIONS)
def test_there_is_a_verdict_and_the_explanation_agrees_with_it(
    pairs: list[tuple[str, str]],
    body: bytes,
    text: str,
    now: float,
    version: tuple[int, ...] | None,
) -> None:
    named = joined(pairs)
    for verdict in (
        verify_svix(text, named, body, now, svix_rules(version)),
        verify_standardwebhooks(text, named, body, now, standard_rules(version)),
        verify_clerk(text, named, body, now, clerk_rules(version, version)),
    ):
        assert verdict.accepted == (verdict.rule is None) == (verdict.thrown is None)
    found = explain(named, body, [KnownSecret("`S`", Secret(text))], now)
    is_svix, is_clerk = (
        verify(text, named, body, now).accepted for verify in (verify_svix, verify_clerk)
    )
    # A delivery that both accept has no fault, and one that is refused has one at least.
    assert not (is_svix and is_clerk) or found.faults == ()
    assert (is_svix and is_clerk) or found.faults != () or any(v != v.strip() for _, v in pairs)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200), st.binary(max_size=90), st.integers(NOW - 299, NOW + 299))
def test_what_is_signed_verifies(body: bytes, by: bytes, timestamp: int) -> None:
    text = body.decode("utf-8", "replace").encode()
    signed = dict(Signer(key()).headers("msg_1", timestamp, text))
    assert verify_svix(secret(), joined(signed.items()), text, NOW).accepted
    changed = text + b"x"
    assert not verify_svix(secret(), joined(signed.items()), changed, NOW).accepted
    assert by == key() or Signer(by).sign("msg_1", timestamp, text) != signed["Svix-Signature"]
