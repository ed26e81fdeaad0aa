"""The text and the JSON of `decode-token`: golden for one token, and nothing hostile gets through."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clerkdoctor.clerk.jwt import Jwt, decode
from clerkdoctor.clerk.token_input import read_token
from clerkdoctor.clerk.token_words import describe
from clerkdoctor.render.lines import Screen
from clerkdoctor.render.text import visible
from clerkdoctor.render.token import as_json, document, local_time, render
from tests.clerk.minted import HEADER, NOW, SECOND, segment
from tests.clerk.test_cookies import DEV, OURS, SUFFIX
from tests.clerk.test_token_words import HOSTILE, V2

CONTRACT = {"header", "claims", "kind", "version"}


def shown(text: str, width: int = 80, *, offset: int | None = None, **screen: Any) -> str:
    given = read_token(text, DEV, NOW)
    decoded = decode(given.token) if given.kind == "jwt" else None
    said = describe(decoded, NOW) if isinstance(decoded, Jwt) else decoded
    offset_at = None if offset is None else (lambda _: offset)
    return render(given, said, Screen(width, **screen), offset_at)


def data(text: str) -> dict[str, Any]:
    given = read_token(text, DEV, NOW)
    decoded = decode(given.token) if given.kind == "jwt" else None
    said = describe(decoded, NOW) if isinstance(decoded, Jwt) else None
    written = as_json(document(given, decoded, said))
    assert written.isascii()
    assert all(char == "\n" or char.isprintable() for char in written)
    read: dict[str, Any] = json.loads(written)
    return read


def token(claims: object, header: object = HEADER) -> str:
    return f"{segment(header)}.{segment(claims)}.c2ln"


SESSION_TOKEN = token(
    {
        "azp": "http://localhost:3000", "email_verified": "true", "exp": SECOND - 30, "fea": "o:articles,u:dark", "fva": [5, -1],
        "iat": SECOND - 90, "iss": "https://clean-mayfly-62.clerk.accounts.dev", "metadata": {"role": "admin"},
        "nbf": SECOND - 100, "o": {"fpm": "1", "id": "org_1", "per": "read", "rol": "admin"}, "sid": "sess_1", "sts": "active",
        "sub": "user_2abc", "v": 2,
    },
    HEADER | {"cat": "cl_B7d4PD111AAA"},
)  # fmt: skip

GOLDEN = """\
Nothing is verified here: this is what the token says, whoever made it
A session token (version 2 of the claims) of
`clean-mayfly-62.clerk.accounts.dev`, expired 30 seconds ago
removed  the scheme `Bearer`

header
  alg  "RS256"
       an RSA signature with SHA-256, as on all tokens of Clerk's
  typ  "JWT"
  kid  "ins_2abc"         the key, which Clerk calls by the id of the instance
  cat  "cl_B7d4PD111AAA"  a session token

issuer and subject
  iss  "https://clean-mayfly-62.clerk.accounts.dev"
       the Frontend API of a development instance
  sub  "user_2abc"              the id of a user
  azp  "http://localhost:3000"
       the origin that asked for the token; `authorizedParties` has to list it
       letter for letter

times
  iat  1759999910
       issued 2025-10-09T08:51:50Z, 1 minute 30 seconds ago (2025-10-09 10:51:50
       +02:00)
  nbf  1759999900
       active since 2025-10-09T08:51:40Z, 1 minute 40 seconds ago (2025-10-09
       10:51:40 +02:00)
  exp  1759999970
       expired 2025-10-09T08:52:50Z, 30 seconds ago; lifetime 1 minute
       (2025-10-09 10:52:50 +02:00)

session
  sid  "sess_1"  the session
  sts  "active"  the session is complete
  fva  [5, -1]
       when this was issued: first factor verified 5 minutes before, second
       factor never
  v    2
       the version of the claims: what belongs to an organization is in `o`

organization
  o.fpm  "1"      the permissions `org:articles:read`
  o.id   "org_1"  the active organization
  o.per  "read"   the names that `o.fpm` speaks of, in the order of its bits
  o.rol  "admin"  the role; `has()` knows it as `org:admin`

features and plan
  fea  "o:articles,u:dark"  the user's: `dark`; the organization's: `articles`

other claims
  email_verified  "true"   is `"true"`, where Convex wants true or false
  metadata.role   "admin"

size
  length  600  characters in the whole token

for Convex
  - `aud` is missing; Convex wants `convex`, the `applicationID` of its provider
  - `email_verified` is `"true"`, where Convex wants true or false
"""


def test_a_session_token() -> None:
    assert shown(f"Bearer {SESSION_TOKEN}", offset=7200) == GOLDEN


@pytest.mark.parametrize("width", [40, 80, 132])
def test_the_text_fits_the_screen_and_says_first_that_nothing_is_verified(width: int) -> None:
    text = shown(SESSION_TOKEN, width)
    lines = text.splitlines()
    assert lines[0].startswith("Nothing is verified")
    assert max(map(len, lines)) <= width
    assert all(line == line.rstrip() for line in lines)


def test_local_times_have_the_zone_s_offset() -> None:
    assert local_time(0, 3600) == "1970-01-01 01:00:00 +01:00"
    assert local_time(0, -12_600) == "1969-12-31 20:30:00 -03:30"
    assert local_time(253402300799, 60) is None


def test_colour_and_encoding_are_the_screen_s() -> None:
    assert "\x1b[" in shown(SESSION_TOKEN, color=True)
    assert "\x1b" not in shown(SESSION_TOKEN)
    long = token(V2 | {"x": "é" * 500})
    assert shown(long, encoding="ascii").isascii()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sk_live_2abcdefgh", ["there is no JSON Web Token", "This is a secret key and no token"]),
        ("Bearer null", ["removed  the scheme `Bearer`", "the text is the word `null`"]),
        ("a.b.c", ["Nothing is verified here, and nothing decoded", "The token's header has"]),
        ("Cookie: a=b", ["The only cookie is no session cookie"]),
        (
            f"Cookie: __session={OURS}; __session_{SUFFIX}={SESSION_TOKEN}; __client_uat_{SUFFIX}=5; __session_abcdefgh=x",
            ["cookie   `__session`", "`__session` was issued later than", f"ignored  `__session_{SUFFIX}`, `__session_abcdefgh`"],
        ),
        (token(V2), ["nothing is missing in what the token says"]),
        (token([1]), ["is a list and no object"]),
    ],
)  # fmt: skip
def test_other_inputs(text: str, said: list[str]) -> None:
    page = shown(text)
    for words in said:
        assert words in page
    assert "2abcdefgh" not in page


def test_the_document_has_the_contract_s_members() -> None:
    found = data(SESSION_TOKEN)
    assert set(found["token"]) == CONTRACT
    assert (found["token"]["kind"], found["token"]["version"]) == ("session", 2)
    assert found["token"]["claims"]["o"] == {
        "fpm": "1",
        "id": "org_1",
        "per": "read",
        "rol": "admin",
    }
    assert found["token"]["header"]["kid"] == "ins_2abc"
    assert found["verified"] is False
    assert found["words"]["missing_for_convex"]
    assert {row["name"]: row["at"] for row in found["words"]["rows"]}["exp"] == SECOND - 30
    assert SESSION_TOKEN.rpartition(".")[2] not in str(found)


def test_the_document_of_what_is_no_token() -> None:
    found = data("Bearer sk_live_2abcdefgh")
    assert found["token"] == {"header": None, "claims": None, "kind": "unknown", "version": None}
    assert (found["input"]["kind"], found["input"]["removed"]) == (
        "secret-key",
        ["the scheme `Bearer`"],
    )
    assert found["words"] is None
    assert "2abcdefgh" not in str(found)
    broken = data("a.b.c")
    assert broken["problem"].startswith("The token's header has")
    cookies = data(f"Cookie: __session={OURS}; __session_abcdefgh=x")
    assert cookies["input"]["cookie"]["name"] == "__session"
    assert cookies["input"]["cookie"]["others"] == ["__session_abcdefgh"]
    none = data("Cookie: a=b")
    assert none["input"]["cookie"]["name"] is None


def test_what_readers_of_json_choke_on_is_left_out_and_said() -> None:
    found = data(token('{"a":' + "[" * 5_000 + "]" * 5_000 + "}"))
    assert found["token"]["claims"] is None
    assert found["left_out"] == {"claims": "is nested more than 200 levels deep"}
    assert data(token('{"exp":1e400,"a":[-1e400]}'))["token"]["claims"] == {
        "exp": None,
        "a": [None],
    }


@pytest.mark.parametrize("claims", HOSTILE.values(), ids=HOSTILE)
def test_nothing_hostile_reaches_the_screen(claims: str) -> None:
    text = shown(token(claims))
    assert len(text) < 60_000
    assert [line for line in text.split("\n") if visible(line) != line] == []
    if len(claims) < 300_000:
        data(token(claims))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.text(), st.text() | st.lists(st.text())), st.text(), st.integers(0, 200))
def test_any_text_is_made_visible(claims: dict[str, Any], cookie: str, width: int) -> None:
    for text in (
        token(claims),
        f"__session={OURS}; __session_{SUFFIX}={cookie}; {cookie}=x",
        cookie,
    ):
        page = shown(text, width, encoding="utf-8")
        assert all(visible(line) == line for line in page.split("\n"))
        data(text)
