import copy
import json
import logging
import pickle
import traceback

import pytest

from clerkdoctor.secret import Secret

CANARY = "sk_test_c4n4ryC4N4RYc4n4ryC4N4RYc4n4ry"


def test_no_way_of_printing_shows_the_text(caplog: pytest.LogCaptureFixture) -> None:
    secret = Secret(CANARY)
    logging.getLogger("test").warning("%s %r", secret, secret)
    shown = [str(secret), repr(secret), f"{secret}", f"{secret:>40}", f"{secret!r}", str([secret]),
             f"{({'a': secret})}", caplog.text]  # fmt: skip
    assert not [text for text in shown if CANARY[8:] in text]
    assert str(secret) == "sk_test_…"


def test_a_traceback_does_not_show_the_text() -> None:
    secret = Secret(CANARY)
    try:
        raise ValueError(secret)
    except ValueError as error:
        text = "".join(
            traceback.TracebackException.from_exception(error, capture_locals=True).format()
        )
    assert "sk_test_…" in text
    assert CANARY[8:] not in text.replace(f"CANARY = {CANARY!r}", "")


def test_it_is_neither_pickled_nor_json() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(Secret(CANARY))
    with pytest.raises(TypeError):
        json.dumps(Secret(CANARY))


def test_equal_secrets_are_seen_to_be_equal() -> None:
    one, same, other = Secret("a"), Secret("a"), Secret("b")
    assert one == same
    assert hash(one) == hash(same)
    assert one != other
    assert one != "a"
    assert one.fingerprint == same.fingerprint != other.fingerprint
    assert len(one.fingerprint) == 8
    assert copy.deepcopy(one) == one


@pytest.mark.parametrize(
    ("text", "mask"),
    [
        ("", "(empty)"),
        ("hunter2", "…"),
        ("whsec_abc", "whsec_…"),
        ("https://user:pass@host/x", "https://…"),
        ("pk_live_abc", "pk_live_…"),
        (" sk_test_abc", "…"),
        ("\ud800", "…"),
    ],
)
def test_the_mask_shows_no_more_than_a_well_known_prefix(text: str, mask: str) -> None:
    assert Secret(text).mask == mask
    assert Secret(text).fingerprint


def test_it_has_a_length_and_a_truth_but_only_reveals_when_asked() -> None:
    assert len(Secret("abc")) == 3
    assert not Secret("")
    assert Secret("abc").reveal() == "abc"
