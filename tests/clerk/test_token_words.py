"""What is said of a decoded token, claim by claim."""

import json
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clerkdoctor.clerk.entitlements import Unpackable, permissions, split_by_scope
from clerkdoctor.clerk.excerpt import excerpt
from clerkdoctor.clerk.instants import distance, utc
from clerkdoctor.clerk.jwt import Jwt, decode
from clerkdoctor.clerk.token_words import Row, TokenWords, describe
from tests.clerk.minted import CLAIMS, HEADER, NOW, SECOND, segment

SESSION, TEMPLATE, M2M = "cl_B7d4PD111AAA", "cl_B7d4PD222AAA", "cl_B7d4PD333AAA"
V2 = {
    **CLAIMS, "iss": "https://foo-bar-13.clerk.accounts.dev", "sub": "user_2abc", "aud": "convex", "jti": "abc", "fva": [5, -1],
    "sts": "active", "fea": "o:articles,uo:search,u:dark", "pla": "u:pro",
    "o": {"id": "org_1", "slg": "acme", "rol": "admin", "per": "create,read", "fpm": "3,2"},
}  # fmt: skip


def described(claims: object = V2, header: object = {"cat": SESSION}) -> TokenWords:
    stated = HEADER | header if isinstance(header, dict) else header
    decoded = decode(f"{segment(stated)}.{segment(claims)}.c2ln")
    assert isinstance(decoded, Jwt), decoded
    return describe(decoded, NOW)


def row(name: str, value: object, **others: object) -> Row:
    """The row of one claim among those of a sound token."""
    outer, _, inner = name.partition(".")
    stated = {outer: {**V2.get(outer, {}), inner: value}} if inner else {outer: value}  # type: ignore[dict-item]
    found = [row for row in described(V2 | stated | others).rows if row.name == name]
    assert len(found) == 1
    return found[0]


def absent(name: str, claims: object) -> str | None:
    return next(
        (row.words for row in described(claims).rows if (row.name, row.raw) == (name, "")), None
    )


def test_a_sound_session_token_of_version_2() -> None:
    said = described()
    assert (said.kind, said.version, said.missing_for_convex) == ("session", 2, ())
    assert said.summary == (
        "A session token (version 2 of the claims) of `foo-bar-13.clerk.accounts.dev`, expires in 1 minute"
    )
    assert [(row.section, row.name) for row in said.rows] == [
        ("header", "alg"), ("header", "typ"), ("header", "kid"), ("header", "cat"),
        ("issuer and subject", "iss"), ("issuer and subject", "sub"), ("issuer and subject", "aud"),
        ("issuer and subject", "azp"), ("issuer and subject", "jti"),
        ("times", "iat"), ("times", "nbf"), ("times", "exp"),
        ("session", "sid"), ("session", "sts"), ("session", "fva"), ("session", "v"),
        ("organization", "o.id"), ("organization", "o.slg"), ("organization", "o.rol"),
        ("organization", "o.per"), ("organization", "o.fpm"),
        ("features and plan", "fea"), ("features and plan", "pla"),
        ("size", "length"),
    ]  # fmt: skip
    assert {row.name: row.at for row in said.rows if row.at} == {
        "iat": SECOND - 10, "nbf": SECOND - 10, "exp": SECOND + 60,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("header", "claims", "kind", "version"),
    [
        ({"cat": SESSION}, {"v": 2}, "session", 2),
        ({"cat": SESSION}, {}, "session", 1),
        ({"cat": SESSION}, {"v": "2"}, "session", 1),
        ({"cat": SESSION}, {"v": 3}, "session", 3),
        ({"cat": TEMPLATE}, {"sid": "sess_1"}, "jwt-template", None),
        ({"cat": M2M}, {}, "m2m", None),
        ({}, {"sub": "mch_1"}, "m2m", None),
        ({}, {"sid": "sess_1", "v": 2}, "session", 2),
        ({"cat": "cl_I7d4PD111III"}, {"sid": "sess_1"}, "session", 1),
        ({"typ": "at+jwt"}, {"sid": "sess_1"}, "unknown", None),
        ({"cat": "cl_other"}, {"sid": "sess_1"}, "unknown", None),
        ({"cat": [SESSION]}, {"sid": "sess_1"}, "unknown", None),
        ({}, {"sub": "user_1"}, "unknown", None),
        ({}, {"sub": 5, "v": True}, "unknown", None),
    ],
)
def test_kind_and_version(
    header: dict[str, Any], claims: dict[str, Any], kind: str, version: int | None
) -> None:
    said = described(claims, header)
    assert (said.kind, said.version) == (kind, version)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("iss", "https://foo-bar-13.clerk.accounts.dev", "the Frontend API of a development instance"),
        ("iss", "https://clerk.acme.io", "the Frontend API of a production instance, by its name"),
        ("iss", "https://clerk.acme.io/", "ends with `/`, which no issuer of Clerk's does; it is compared as text"),
        ("iss", "https://clerk.acme.io/.well-known/jwks.json", "is no origin alone, as every issuer of Clerk's is"),
        ("iss", "https://accounts.acme.io", "an Account Portal, and no Frontend API"),
        ("iss", "https://foo-bar-13.accounts.dev", "an Account Portal, and no Frontend API"),
        ("iss", "clerk.acme.io", "is no `https://` URL, as every issuer of Clerk's is"),
        ("iss", "https://acme.io", "is no Frontend API by its name: those are `….clerk.accounts.dev` and `clerk.…`"),
        ("iss", 5, "is a number, where the URL of a Frontend API belongs"),
        ("sub", "user_1", "the id of a user"),
        ("sub", "", "is empty, which Clerk's SDK accepts"),
        ("sub", "auth0|1", "is no id of a Clerk user, which begins with `user_`"),
        ("sub", None, "is `null`, where the id of a user belongs: Clerk's SDK refuses the token (`token-verification-failed`)"),
        ("aud", "api", "whom the token is for; Clerk's SDK compares it where `audience` is set"),
        ("aud", ["convex"], "whom the token is for, any of them; Convex takes one alone"),
        ("aud", [1], "is no list of texts: Clerk's SDK compares nothing then, and Convex refuses the token"),
        ("aud", {}, "is an object, where a text or a list of texts belongs"),
        ("azp", "https://acme.io", "the origin that asked for the token; `authorizedParties` has to list it letter for letter"),
        ("azp", "https://acme.io/", "is no origin as browsers write one, with a scheme and without a `/` behind it"),
        ("azp", True, "is true or false, where an origin belongs"),
        ("jti", "x", "the id of this one token"),
        ("sid", "s1", "is no id of a Clerk session (`sess_…`)"),
        ("sid", [], "is a list, where the id of a session belongs"),
        ("sts", "pending", "a task is open, such as choosing an organization: `auth()` treats the user as signed out unless `treatPendingAsSignedOut` is false"),
        ("sts", 1, "is neither `active` nor `pending`"),
        ("fva", [5, -1], "when this was issued: first factor verified 5 minutes before, second factor never"),
        ("fva", [0, 99], "when this was issued: first factor verified less than a minute before, second factor 1 hour 39 minutes before"),
        ("fva", [5], "is no pair of minutes since the first and the second factor were verified"),
        ("fva", [1e300, -5], "is no pair of minutes since the first and the second factor were verified"),
        ("v", 2, "the version of the claims: what belongs to an organization is in `o`"),
        ("v", 3, "is not `2`, so the SDK reads the claims as version 1 (`org_id`, `org_role`, …)"),
        ("iat", SECOND - 10, "issued 2025-10-09T08:53:10Z, 10 seconds ago"),
        ("iat", SECOND, "issued 2025-10-09T08:53:20Z, this very second"),
        ("iat", SECOND + 6, "issued 2025-10-09T08:53:26Z, in 6 seconds: in the future (`token-iat-in-the-future`)"),
        ("iat", SECOND * 1000, "is in milliseconds, it seems: read as seconds, it is a date beyond the year 9999: in the future (`token-iat-in-the-future`)"),
        ("nbf", SECOND + 6, "active 2025-10-09T08:53:26Z, in 6 seconds: not yet (`token-not-active-yet`)"),
        ("nbf", "1", "is a text, where a number of seconds since 1970 belongs: Clerk's SDK refuses the token (`token-verification-failed`)"),
        ("exp", SECOND + 50, "expires 2025-10-09T08:54:10Z, in 50 seconds; lifetime 1 minute"),
        ("exp", SECOND, "expired 2025-10-09T08:53:20Z, this very second; Clerk's SDK still takes it for 5 seconds, Convex does not; lifetime 10 seconds"),
        ("exp", SECOND - 5, "expired 2025-10-09T08:53:15Z, 5 seconds ago; lifetime 5 seconds"),
        ("exp", SECOND - 10, "expired 2025-10-09T08:53:10Z, 10 seconds ago; that is when it was issued"),
        ("exp", SECOND - 90_000, "expired 2025-10-08T07:53:20Z, 1 day 1 hour ago; that is before it was issued"),
        ("exp", SECOND * 1000, "is in milliseconds, it seems: read as seconds, the token lives for thousands of years"),
        ("exp", 1e15, "is no date at all for JavaScript: for Clerk's SDK the token never expires"),
        ("exp", -1e11, "is a date beyond the years 1 to 9999"),
        ("o.rol", "org:admin", "has `org:` in front, which version 2 leaves out: `has()` would see it twice"),
        ("o.rol", "admin", "the role; `has()` knows it as `org:admin`"),
        ("o.fpm", "3,2", "the permissions `org:articles:create`, `org:articles:read`, `org:search:read`"),
        ("o.fpm", "0", "no permission; there is one number for each feature of the organization in `fea`"),
        ("o.fpm", "9" * 5000, "cannot be read: it or `fea` has a number of 5,000 digits"),
        ("o.fpm", 3, "is a number, where a text belongs: `auth()` throws"),
        ("o.per", ["x"], "is a list, where a text belongs: `auth()` throws"),
        ("o.new", 1, None),
        ("fea", "o:a,u:b,uo:c,x:d", "the user's: `b`, `c`; the organization's: `a`, `c`"),
        ("fea", "", "none"),
        ("fea", "articles", "has an entry without a scope (`u:`, `o:` or `uo:`): `auth()` throws where an organization is active, and `has()` says no"),
        ("fea", ["a"], "is a list, where a text belongs: `auth()` throws"),
        ("org_id", "org_1", "is not read: where `v` is 2, the SDK looks into `o`"),
        ("act.sub", "user_9", "who acts as this user (impersonation)"),
        ("act.type", "agent", "what kind of actor it is; `agent` is a program"),
        ("act", "user_9", "is a text, where an object belongs"),
        ("email_verified", "true", 'is `"true"`, where Convex wants true or false'),
        ("phone_number_verified", True, None),
        ("role", "{{user.public_metadata.role}}", "holds a shortcode that Clerk did not fill in, since it knows none of that name"),
        ("updated_at", SECOND - 60, "2025-10-09T08:52:20Z, 1 minute ago"),
        ("handshake", ["__session=x; Path=/", "__client_uat=1"], "the cookies that the SDK is to set: `__session`, `__client_uat`"),
        ("plain", "x", None),
    ],
)  # fmt: skip
def test_each_claim_is_said(name: str, value: object, words: str | None) -> None:
    assert row(name, value).words == words


def test_version_1_has_its_own_organization_claims() -> None:
    stated = {name: value for name, value in V2.items() if name != "v"} | {
        "org_id": "org_1", "org_role": "org:admin", "org_slug": None, "org_permissions": ["org:a:b", "org:a:c"],
    }  # fmt: skip
    words = {row.name: row.words for row in described(stated).rows}
    assert words["org_id"] == "the active organization"
    assert words["org_role"] == "the user's role there"
    assert words["org_permissions"] == "2 permissions: `org:a:b`, `org:a:c`"
    for name in ("o.id", "o.rol", "o.per", "o.fpm"):
        assert words[name] == "is not read: the SDK looks into `o` only where `v` is 2"


def test_permissions_need_their_features() -> None:
    assert row("o.per", "create", fea="").words == "gives no permission: `fea` is missing"
    assert row("o.fpm", "1", fea="").words is not None


def test_what_one_would_look_for_is_said_to_be_missing() -> None:
    refused = "Clerk's SDK refuses the token (`token-verification-failed`)"
    assert absent("exp", {}) == f"is missing: {refused}"
    assert absent("sub", {}) == f"is missing: {refused}"
    assert (
        absent("azp", {})
        == "is missing: refused from @clerk/backend 3.11.1 on where `authorizedParties` is set"
    )
    assert absent("azp", V2) is None
    assert absent("iss", {}) == "is missing: nothing says which instance the token is of"
    missing = decode(f"{segment({})}.{segment({})}.")
    assert isinstance(missing, Jwt)
    header = {row.name: row.words for row in describe(missing, NOW).rows if row.section == "header"}
    assert header == {
        "alg": "is missing: Clerk's SDK answers `token-invalid-algorithm`",
        "kid": "is missing: no key of a key set is found without it (`jwk-kid-mismatch`)",
        "cat": "is missing: Clerk's SDK takes the token for a session token",
    }


@pytest.mark.parametrize(
    ("member", "value", "words"),
    [
        ("alg", "RS256", "an RSA signature with SHA-256, as on all tokens of Clerk's"),
        ("alg", "none", "says that nobody signed the token: every verifier refuses that"),
        ("alg", "HS256", "is signed with a shared secret"),
        ("alg", "ES256", "is refused by Clerk's SDK (`token-invalid-algorithm`) and by Convex"),
        ("alg", 5, "is a number, where `RS256` belongs"),
        ("typ", "jwt", "Clerk's SDK knows `JWT` only, in capitals, and answers `token-invalid`"),
        ("typ", "at+jwt", "an OAuth access token, which is no session token"),
        ("kid", "ins_1", "the key, which Clerk calls by the id of the instance"),
        ("kid", "abc", "the key; Clerk's are called by the id of their instance"),
        ("kid", None, "is `null`, where a text belongs"),
        (
            "cat",
            TEMPLATE,
            "a token of a JWT template, which `auth()` refuses from @clerk/backend 3.16.9 on",
        ),
        ("cat", "x", "a category that Clerk's SDK does not know, and refuses as a session token"),
        ("cat", {}, "a category that Clerk's SDK does not know, and refuses as a session token"),
        ("jku", "https://evil.dev", "offers a key of the token's own choice"),
        ("crit", ["b64"], "is not looked at by Clerk's SDK; Convex refuses a token that has it"),
    ],
)
def test_the_header_is_said(member: str, value: object, words: str) -> None:
    found = [
        row
        for row in described(V2, {member: value}).rows
        if (row.section, row.name) == ("header", member)
    ]
    assert (found[0].words or "").startswith(words)


@pytest.mark.parametrize(
    ("claims", "header", "said"),
    [
        (
            V2,
            {"cat": TEMPLATE},
            "A token of a JWT template of `foo-bar-13.clerk.accounts.dev`, expires in 1 minute",
        ),
        (
            V2 | {"iss": "https://x\x1b.dev", "exp": SECOND - 3600},
            {"cat": M2M},
            "A machine-to-machine token, expired 1 hour ago",
        ),
        ({}, {"typ": "at+jwt"}, "An OAuth access token"),
        ({"handshake": []}, {}, "A handshake token"),
        ({"exp": "x"}, {}, "A token that states no kind Clerk knows"),
        ([], {}, "A token that states no kind Clerk knows"),
    ],
)
def test_the_whole_is_said_in_one_sentence(
    claims: object, header: dict[str, Any], said: str
) -> None:
    assert described(claims, header).summary == said


def test_custom_claims_are_laid_out_by_name() -> None:
    stated = {
        "metadata": {
            "role": "admin",
            "a": {"b": {"c": {"d": {"e": 1}}}},
            "empty": {},
            "tags": ["x", {"y": 1}],
        }
    }
    rows = {
        row.name: row.raw for row in described(V2 | stated).rows if row.section == "other claims"
    }
    assert rows == {
        "metadata.role": '"admin"',
        "metadata.a.b.c.d": '{"e": 1}',
        "metadata.empty": "{}",
        "metadata.tags": '["x", {"y": 1}]',
    }


def test_claims_that_are_no_object_are_said() -> None:
    for claims in ("null", "5", "[1]", '"x"'):
        said = described(claims)
        other = [row for row in said.rows if row.section == "other claims"]
        assert other[0].raw == claims
        assert "and no object: Clerk's SDK refuses the token" in (other[0].words or "")
        assert said.missing_for_convex
    header = described(V2, "[1]").rows[0]
    assert header == Row(
        "header", "header", "[1]", "is a list and no object: Clerk's SDK refuses the token"
    )


def test_a_token_too_long_for_a_cookie_is_told() -> None:
    said = described(V2 | {"x": "y" * 4_000}).rows[-1]
    assert "browsers drop a cookie of more than 4,096" in (said.words or "")
    assert (
        described(V2 | {"x": "y" * 4_000}, {"cat": TEMPLATE}).rows[-1].words
        == "characters in the whole token"
    )


# What is large, deep or strange

DEEP = 10_000
HOSTILE = {
    "5 MB": json.dumps({"x": "y" * 5_000_000}),
    "members": json.dumps({f"k{number}": number for number in range(50_000)}),
    "members inside": json.dumps({"a": {f"k{number}": {"z": number} for number in range(50_000)}}),
    "wide and deep": json.dumps({str(a): {str(b): {str(c): [c] for c in range(20)} for b in range(20)} for a in range(20)}),
    "deep list": '{"sub":' + "[" * DEEP + "]" * DEEP + "}",
    "deep object": '{"v":2,"o":' + '{"o":' * DEEP + "1" + "}" * DEEP + "}",
    "deep fva": '{"fva":[' + "[" * DEEP + "]" * DEEP + ",1]}",
    "deep in act": '{"act":{"sub":' + '{"a":' * DEEP + "1" + "}" * DEEP + "}}",
    "claims are a deep list": "[" * DEEP + "]" * DEEP,
    "features": json.dumps({"v": 2, "fea": ",".join(["o:a"] * 100_000),
                            "o": {"per": ",".join(["p"] * 100_000), "fpm": ",".join(["1"] * 100_000)}}),
    "empty bits": json.dumps({"v": 2, "fea": ",".join(["o:a"] * 100_000),
                              "o": {"per": ",".join(["p"] * 100_000), "fpm": ",".join(["0"] * 100_000)}}),
    "long numbers": '{"exp":' + "9" * 4_000 + ',"iat":-' + "9" * 4_000 + ',"nbf":1e400,"v":' + "9" * 4_000 + ',"updated_at":-1e400}',
    "half characters": '{"\\ud83d":"\\udc00","sub":"\\ud800"}',
    "terminal": '{"\\u001b]0;x\\u0007":"\\u001b[31m\\u202e\\u007f\\u009b"}',
    "inherited": '{"__proto__":{"v":2},"toString":1,"constructor":2}',
    "languages": json.dumps({f"name#{number}": number for number in range(20_000)}),
    "long name": json.dumps({"k" * 1_000_000: {"a": 1}}),
    "handshake": json.dumps({"handshake": ["x" * 100_000] * 20}),
}  # fmt: skip


@pytest.mark.parametrize("claims", HOSTILE.values(), ids=HOSTILE)
def test_what_is_large_or_deep_is_cut_with_its_length(claims: str) -> None:
    said = described(claims)
    assert len(said.rows) < 300
    for row in said.rows:
        assert len(row.raw) < 260
        assert len(row.name) <= 60
        assert len(row.words or "") < 1_500


def test_bytes_that_are_no_text_are_replaced() -> None:
    import base64

    data = base64.urlsafe_b64encode(b'{"sub":"\xff\xfe"}').decode().rstrip("=")
    decoded = decode(f"{segment({})}.{data}.c2ln")
    assert isinstance(decoded, Jwt)
    said = describe(decoded, NOW)
    assert said.missing_for_convex == ("The second part is not UTF-8 (byte 0xff)",)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("x" * 159, '"' + "x" * 159 + "… (161 characters)"),
        ([1] * 100, ("[" + "1, " * 100)[:160] + "… (300 characters)"),
        (1e15, "1000000000000000"),
        (1e400, "Infinity"),
        (None, "null"),
        ("é\n\u202e", '"é\\n\u202e"'),
    ],
)
def test_an_excerpt_says_how_long_the_whole_is(value: object, text: str) -> None:
    assert excerpt(value) == text


def test_a_deep_value_is_written_as_json_writes_it() -> None:
    value: object = {"a": [1, "é", {}, [], None, True, 1.5]}
    for _ in range(30):
        value = {"k": [value, "x"], "l": 2}
    text = json.dumps(value, ensure_ascii=False)
    limit = sys.getrecursionlimit()
    for _ in range(limit):
        value = [value]
    shown = excerpt(value, limit + 200)
    assert shown == "[" * limit + text[:200] + f"… ({len(text) + 2 * limit:,} characters)"


@pytest.mark.parametrize(
    ("seconds", "date"),
    [(0, "1970-01-01T00:00:00Z"), (0.9, "1970-01-01T00:00:00Z"), (-62135596800, "0001-01-01T00:00:00Z"),
     (253402300799, "9999-12-31T23:59:59Z"), (253402300800, None), (1e400, None), (-1e18, None), (10**400, None)],
)  # fmt: skip
def test_dates(seconds: float, date: str | None) -> None:
    assert utc(seconds) == date


def test_distances() -> None:
    assert distance(100, 40_000) == "in 1 minute"
    assert distance(0, 90_061_999) == "1 day 1 hour ago"


def test_packed_permissions() -> None:
    assert list(permissions("o:a,o:b,u:c", "x,y,z", "5,2")) == ["org:a:x", "org:a:z", "org:b:y"]
    assert list(permissions("o:a", "x", "")) == []
    assert list(permissions("u:a", "x", "1")) == []
    assert split_by_scope("") == ((), ())
    with pytest.raises(Unpackable):
        list(permissions("a", "x", "1"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=5,
)
MEMBERS = st.sampled_from([
    "iss", "sub", "aud", "azp", "jti", "iat", "nbf", "exp", "sid", "sts", "fva", "v", "act", "o", "org_id", "org_permissions",
    "fea", "pla", "handshake", "auth_time", "updated_at", "email_verified", "name#de", "alg", "typ", "kid", "cat", "crit", "x",
])  # fmt: skip
ORGANIZATION = st.dictionaries(
    st.sampled_from(["id", "slg", "rol", "per", "fpm"]), JSON | st.sampled_from(["1", "1,2", "a,b"])
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(MEMBERS, JSON, max_size=6) | JSON,
    st.dictionaries(
        MEMBERS, JSON | ORGANIZATION | st.just(2) | st.sampled_from(["o:a", "u:b,o:c"]), max_size=8
    )
    | JSON,
    st.floats(0, 4e12),
)
def test_any_token_is_described(header: object, claims: object, now: float) -> None:
    decoded = decode(f"{segment(json.dumps(header))}.{segment(json.dumps(claims))}.c2ln")
    if isinstance(decoded, Jwt):
        said = describe(decoded, now)
        assert said.rows
        assert all(row.raw or row.words for row in said.rows)
