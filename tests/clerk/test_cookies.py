"""The session cookie that the SDK takes. tests/parity/test_clerk_cookies.py asks the SDK itself."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdoctor.clerk.cookies import (
    Chosen,
    NoSession,
    decode_uri_component,
    parse_cookies,
    session_cookie,
)
from clerkdoctor.clerk.keys import PublishableKey, parse_publishable_key
from tests.clerk.minted import NOW, SECOND, segment

HOST = "clean-mayfly-62.clerk.accounts.dev"


def key(text: str) -> PublishableKey:
    parsed = parse_publishable_key(text)
    assert isinstance(parsed, PublishableKey)
    return parsed


DEV = key("pk_test_Y2xlYW4tbWF5Zmx5LTYyLmNsZXJrLmFjY291bnRzLmRldiQ")
LIVE = key("pk_live_Y2xlcmsuYWNtZS5pbyQ")
SUFFIX = "kgUPyBNU"


def token(iss: Any = f"https://{HOST}", iat: Any = SECOND - 10, exp: Any = SECOND + 50) -> str:
    claims = {"iss": iss, "iat": iat, "exp": exp}
    return f"{segment({'alg': 'RS256'})}.{segment(claims)}.c2ln"


OURS, NEWER = token(), token(iat=SECOND - 5)
FOREIGN = token("https://other-app-7.clerk.accounts.dev")
EXPIRED = token(iat=SECOND - 100, exp=SECOND - 40)


@pytest.mark.parametrize(
    ("header", "pairs"),
    [
        ("a=1; b=2", {"a": "1", "b": "2"}),
        ("a=1; a=2", {"a": "1"}),
        ("a=; a=2", {"a": ""}),
        (' a = 1 2 ;\tb="x"; c', {"a": "1 2", "b": '"x"'}),
        ("junk; a=1", {"a": "1"}),
        ("a;b;c=d=e;;", {"c": "d=e"}),
        ("=x; a=1", {"": "x", "a": "1"}),
        ("a=%41%C3%A9; b=%E9; c=%; d=%4; e=100%25", {"a": "Aé", "b": "%E9", "c": "%", "d": "%4", "e": "100%"}),
        ("a", {}),
        ("=", {}),
        ("", {}),
        ("__proto__=1; constructor=2", {"__proto__": "1", "constructor": "2"}),
    ],
)  # fmt: skip
def test_cookies_are_parsed_as_the_sdk_parses_them(header: str, pairs: dict[str, str]) -> None:
    assert parse_cookies(header) == pairs


@pytest.mark.parametrize(
    ("header", "name", "why"),
    [
        (f"__session={OURS}", "__session", "No cookie has the suffix of the publishable key"),
        ("__session=null", "__session", "`__session` holds no token that can be decoded"),
        (f"__session={token('')}", "__session", "`__session` names no issuer (`iss`)"),
        (
            f"__session={FOREIGN}; __session_{SUFFIX}={OURS}",
            f"__session_{SUFFIX}",
            "`__session` is of another instance: its `iss` is `https://other-app-7.clerk.",
        ),
        (
            f"__session={NEWER}; __session_{SUFFIX}={OURS}; __client_uat_{SUFFIX}=5",
            "__session",
            f"`__session` was issued later than `__session_{SUFFIX}`",
        ),
        (
            f"__session={OURS}; __client_uat_{SUFFIX}=5",
            "__session",
            "`__session` was issued later than any with the suffix of the key",
        ),
        (
            f"__session={OURS}; __session_{SUFFIX}={NEWER}; __client_uat_{SUFFIX}=0",
            "__session",
            f"`__client_uat_{SUFFIX}` is `0`: the user signed out there",
        ),
        (
            f"__session={OURS}; __session_{SUFFIX}={EXPIRED}; __client_uat=0; __client_uat_{SUFFIX}=5",
            "__session",
            f"`__client_uat` is `0` and the token in `__session_{SUFFIX}` has expired",
        ),
        (
            f"__session={OURS}; __session_{SUFFIX}={NEWER}",
            "__session",
            f"`__client_uat_{SUFFIX}` is missing, without which `__session_{SUFFIX}` is ignored",
        ),
        (
            f"__session={OURS}; __session_{SUFFIX}={NEWER}; __client_uat_{SUFFIX}=5",
            f"__session_{SUFFIX}",
            f"The cookies with the suffix of the publishable key count, `_{SUFFIX}`",
        ),
        (
            f"__session={OURS}; __session={NEWER}",
            "__session",
            (
                f"No cookie has the suffix of the publishable key, `_{SUFFIX}`; it is there 2 times with "
                "different values, and the first counts"
            ),
        ),
    ],
)
def test_each_step_of_the_rule_says_why(header: str, name: str, why: str) -> None:
    found = session_cookie(header, DEV, NOW)
    assert isinstance(found, Chosen)
    assert found.name == name
    assert found.why.startswith(why)
    assert found.token == parse_cookies(header)[name]
    others = {other for other in parse_cookies(header) if other.startswith("__session")}
    assert set(found.others) == others - {name}
    assert found.token not in repr(found)


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("", "There is no cookie at all"),
        ("a=b", "The only cookie is no session cookie, which is called `__session`"),
        ("a=b; c=d", "None of 2 cookies is a session cookie, which is called `__session`"),
        ("__session=", "The cookie `__session` is empty"),
        (
            f"__session_{SUFFIX}={OURS}",
            (
                f"`__client_uat_{SUFFIX}` is missing, without which `__session_{SUFFIX}` is ignored; and "
                "`__session`, which the SDK then looks for, is not there"
            ),
        ),
        (
            "__session_abcdefgh=x; __session_ijklmnop=y",
            (
                "The only session cookie is of another publishable key: `__session_abcdefgh` and 1 more; "
                f"the SDK looks for `__session` and `__session_{SUFFIX}`"
            ),
        ),
        (
            f"__session={FOREIGN}",
            (
                "`__session` is of another instance: its `iss` is "
                f"`https://other-app-7.clerk.accounts.dev`, the key names `{HOST}`; and "
                f"`__session_{SUFFIX}`, which the SDK then looks for, is not there"
            ),
        ),
    ],
)
def test_where_there_is_no_session_the_reason_is_said(header: str, reason: str) -> None:
    assert session_cookie(header, DEV, NOW) == NoSession(reason)


@pytest.mark.parametrize("claims", ["null", '{"iss":"https://clerk.acme.io","iat":{"toString":1}}'])
def test_where_the_sdk_throws_there_is_no_session(claims: str) -> None:
    header = f"__session={segment({})}.{segment(claims)}.c2ln; __client_uat_{LIVE.cookie_suffix}=1"
    found = session_cookie(header, LIVE, NOW)
    assert isinstance(found, NoSession)
    assert found.reason.startswith("The SDK itself fails on these cookies: ")


def test_only_development_heeds_an_expired_session_beside_a_signed_out_one() -> None:
    suffix = LIVE.cookie_suffix
    old = token("https://clerk.acme.io", SECOND - 100, SECOND - 40)
    header = f"__session={old}; __session_{suffix}={old}; __client_uat=0; __client_uat_{suffix}=5"
    found = session_cookie(header, LIVE, NOW)
    assert isinstance(found, Chosen)
    assert found.name == f"__session_{suffix}"


def test_a_satellite_has_a_frontend_api_of_its_own() -> None:
    header = f"__session={token('https://clerk.sat.dev')}"
    assert isinstance(session_cookie(header, LIVE, NOW), NoSession)
    found = session_cookie(header, LIVE, NOW, domain="sat.dev", is_satellite=True)
    assert isinstance(found, Chosen)


def test_without_a_key_nothing_is_guessed() -> None:
    alone = session_cookie(f"a=b; __session_abcdefgh={OURS}", None, NOW)
    assert isinstance(alone, Chosen)
    assert alone.name == "__session_abcdefgh"
    same = session_cookie(f"__session={OURS}; __session_abcdefgh={OURS}", None, NOW)
    assert isinstance(same, Chosen)
    assert (same.token, same.others) == (OURS, ("__session_abcdefgh",))
    two = session_cookie(f"__session={OURS}; __session_abcdefgh={NEWER}", None, NOW)
    assert isinstance(two, NoSession)
    assert two.reason.endswith("hangs on the publishable key, and none is known")
    assert session_cookie("a=b; __session=", None, NOW) == NoSession(
        "The cookie `__session` is empty"
    )


def test_a_large_header_is_soon_read() -> None:
    for header in (
        ";" * 300_000 + "__session=x",
        "a=b;" * 50_000,
        "=" * 300_000,
        " ;" * 150_000 + "=",
    ):
        session_cookie(header, DEV, NOW)


@given(st.text(), st.text())
def test_any_header_has_an_answer(header: str, value: str) -> None:
    for text in (header, f"__session={header}; __session_{SUFFIX}={value}; __client_uat={value}"):
        assert isinstance(session_cookie(text, DEV, NOW), Chosen | NoSession)
        assert isinstance(session_cookie(text, None, NOW), Chosen | NoSession)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(JSON, JSON, JSON)
def test_any_claims_have_an_answer(iss: object, iat: object, exp: object) -> None:
    stated = token(iss, iat, exp) if json.dumps([iss, iat, exp]) else ""
    header = (
        f"__session={OURS}; __session_{SUFFIX}={stated}; __client_uat_{SUFFIX}=1; __client_uat=0"
    )
    assert isinstance(session_cookie(header, DEV, NOW), Chosen | NoSession)
    assert isinstance(
        session_cookie(f"__session={stated}; __client_uat_{SUFFIX}=1", DEV, NOW), Chosen | NoSession
    )


@given(st.text(alphabet="%aEe9f0é4 ", max_size=12))
def test_percent_decoding_never_raises(text: str) -> None:
    assert "%" in text or decode_uri_component(text) == text
