"""What people paste, and the token in it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdoctor.clerk.cookies import Chosen, NoSession
from clerkdoctor.clerk.token_input import TokenInput, read_token
from tests.clerk.minted import NOW
from tests.clerk.test_cookies import DEV, OURS, SUFFIX

WRAPPED = OURS[:40] + "\n  " + OURS[40:90] + " \\\n" + OURS[90:]


def read(text: str) -> TokenInput:
    return read_token(text, DEV, NOW)


@pytest.mark.parametrize(
    ("text", "removed"),
    [
        (OURS, ()),
        (f"Bearer {OURS}", ("the scheme `Bearer`",)),
        (f" {OURS}\r\n", ("white space around it",)),
        (f"\ufeff{OURS}", ("white space around it",)),
        (f"\u200b{OURS}", ("invisible characters around it",)),
        (f"{OURS}\\n", ("the two characters `\\n` behind it",)),
        (f'"{OURS}"', ("quotes around it",)),
        (f"'{OURS}'", ("quotes around it",)),
        (f"“{OURS}”", ("quotes around it",)),
        (f"<{OURS}>", ("`<>` around it",)),
        (f'"{OURS}', ('a quote (`"`) in front of it',)),
        (f"{OURS}'", ("a quote (`'`) behind it",)),
        (f"{OURS},", ("punctuation behind it",)),
        (f"{OURS} and more", ("the words behind it",)),
        (WRAPPED, ("line breaks inside it",)),
        (json.dumps(f"Bearer\t{OURS}"), ("the JSON string around it", "the scheme `Bearer`")),
        (json.dumps({"object": "token", "jwt": OURS}), ("the JSON object around it (`jwt`)",)),
        (json.dumps({"token": OURS}), ("the JSON object around it (`token`)",)),
        (f"Authorization: Bearer {OURS}", ("the header name `Authorization:`", "the scheme `Bearer`")),
        (f"authorization:{OURS}", ("the header name `Authorization:`",)),
        (
            f"-H 'Authorization: Bearer {OURS}'",
            ("the option `-H`", "quotes around it", "the header name `Authorization:`", "the scheme `Bearer`"),
        ),
        (
            f"curl 'https://x.io/api' -H 'accept: */*' -H 'authorization: Bearer {OURS}' --compressed",
            ("the command around its `Authorization` header", "the scheme `Bearer`"),
        ),
        (f"__session={OURS}", ("the cookie's name `__session=`",)),
        (f"__session_abcdefgh={OURS};", ("the cookie's name `__session_abcdefgh=`",)),
        (f"__session={OURS.replace('.', '%2E')}", ("the cookie's name `__session=`",)),
        (
            f"Set-Cookie: __session={OURS}; Path=/; Max-Age=5; Secure; SameSite=Lax",
            ("the header name `Set-Cookie:`", "the cookie's name `__session=` and the attributes behind it"),
        ),
        (f"https://x.io/a?b=c&__clerk_handshake={OURS}#d", ("the URL around it (parameter `__clerk_handshake`)",)),
        (f"https://x.io/#/sign-up?__clerk_ticket={OURS}", ("the URL around it (parameter `__clerk_ticket`)",)),
    ],
)  # fmt: skip
def test_what_is_around_a_token_is_taken_off_and_said(text: str, removed: tuple[str, ...]) -> None:
    found = read(text)
    assert (found.kind, found.token, found.removed) == ("jwt", OURS, removed)
    assert found.cookie is None
    assert OURS not in repr(found)


@pytest.mark.parametrize(
    "text",
    [
        f"Cookie: __session={OURS}; __client_uat=5",
        f"Cookie: __session={OURS}",
        f"__client_uat=5; __session={OURS}",
        f"__session={OURS}; theme=dark",
        f"cookie\n__session={OURS}; a=b",
        f"-b '__session={OURS}; a=b'",
        f"curl https://x.io -b '__session={OURS}; a=b'",
        f"curl https://x.io -H 'Cookie: a=b; __session={OURS}'",
        f"'a=b; __session={OURS}'",
    ],
)
def test_of_a_cookie_header_the_sdk_s_own_choice_is_taken(text: str) -> None:
    found = read(text)
    assert isinstance(found.cookie, Chosen)
    assert (found.kind, found.token, found.cookie.name) == ("jwt", OURS, "__session")


def test_cookies_without_a_session_have_a_reason() -> None:
    found = read(f"Cookie: __session_{SUFFIX}={OURS}")
    assert isinstance(found.cookie, NoSession)
    assert (found.kind, found.token) == ("nothing", "")
    assert found.note == f"{found.cookie.reason}."


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("", "nothing", "the text is empty"),
        ("  \n", "nothing", "the text is empty"),
        ("null", "nothing", "the word `null`"),
        (
            "Bearer undefined",
            "nothing",
            "answers `token-invalid`, even beside a sound session cookie",
        ),
        ("Bearer [object Promise]", "nothing", "Await it"),
        ('"null"', "nothing", "the word `null`"),
        ("__session=undefined", "nothing", "the word `undefined`"),
        ("Bearer", "nothing", "Nothing is behind `Bearer`"),
        ("mt_2abc", "m2m-token", "POST /v1/m2m_tokens/verify"),
        ("Bearer mt_2abc", "m2m-token", "machine secret key"),
        ("oat_2abc", "oauth-token", "/v1/oauth_applications/access_tokens/verify"),
        ("ak_2abc", "api-key", "POST /v1/api_keys/verify"),
        ("sk_live_2abc", "secret-key", "replace it in Clerk's dashboard"),
        ("pk_test_Y2xlcmsuYWNtZS5pbyQ", "publishable-key", "is no secret"),
        ("whsec_2abc", "webhook-secret", "signing secret of a webhook endpoint"),
        ("dvb_2abc", "dev-browser", "`__clerk_db_jwt`"),
        ("__clerk_db_jwt=2abc", "dev-browser", "stands for this browser"),
        ("__clerk_db_jwt_abcdefgh=2abc", "dev-browser", "stands for this browser"),
        ("https://x.io/?__clerk_db_jwt=dvb_2", "dev-browser", "stands for this browser"),
        ("__client_uat=1760000000", "client-uat", "compares it with the `iat`"),
        ("__refresh_abcdefgh=2abc", "refresh-token", "gets a fresh session token"),
        ("https://x.io/?__clerk_handshake_nonce=abc", "handshake-nonce", "is good once"),
        ("1713877200-c_2J2MvPu9PnXcuhbPZNao0LOXqK9A7Yrn", "testing-token", "bot protection"),
        ("dev:happy-animal-123|eyJ2MiI6ImFiYyJ9", "convex-key", "Authorization: Convex <key>"),
        ("Convex prod:happy-animal-123|eyJ2", "convex-key", "a Convex deploy key"),
        ("local-app|01" + "a" * 40, "convex-key", "a Convex admin key"),
        ("user_2abc", "id", "the id of a Clerk user. It names something"),
        ("https://clerk.acme.io", "other", "This is a URL, and no token"),
        ("live_abc", "other", "before `sk_` and `pk_`"),
        ("eyJh.b.c.d.e", "other", "five parts"),
        ("hello", "unknown", "begins like nothing that Clerk or Convex gives out"),
    ],
)
def test_what_is_no_token_is_explained(text: str, kind: str, said: str) -> None:
    found = read(text)
    assert found.kind == kind
    assert said in (found.note or "")
    assert found.note
    assert found.note.endswith(".")
    assert "malformed" not in found.note


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"bearer {OURS}", "in exactly this spelling: with `bearer` it ignores the header"),
        (f"Bearer  {OURS}", "exactly one space behind `Bearer`"),
        (f"Authorization: {OURS}", "There is no scheme in front of the token"),
        (f"Authorization: Basic {OURS}", "heeds no scheme but `Bearer`"),
        (f"__clerk_handshake={OURS}", "This is a handshake token"),
        (f"__client={OURS}", "stands for this browser at Clerk's Frontend API"),
        (f"?__clerk_ticket={OURS}", "This is a ticket"),
        ("eyJhbGciOiJSUzI1NiJ9.eyJ", "has 2 parts, not three: it was cut"),
    ],
)
def test_what_the_peers_make_of_it_is_said(text: str, said: str) -> None:
    found = read(text)
    assert found.kind == "jwt"
    assert said in (found.note or "")


SECRET = "aB3xK9mQ2wZ7pL5t"


@pytest.mark.parametrize("prefix", ["sk_live_", "sk_test_", "ak_", "mt_", "oat_", "whsec_", "dvb_",
                                    "prod:a|eyJ", "__refresh_abcdefgh=", "", "eyJ.", "live_"])  # fmt: skip
@pytest.mark.parametrize("form", ["{}", "Bearer {}", "Authorization: Basic {}", '"{}"', '{{"jwt": "{}"}}',
                                  "Cookie: a={}", "__session={}; a=b", "curl -H 'Authorization: Bearer {}'"])  # fmt: skip
def test_no_secret_is_quoted(prefix: str, form: str) -> None:
    found = read(form.format(prefix + SECRET))
    said: tuple[Any, ...] = (found.note, found.removed, repr(found), str(found), repr(found.cookie))
    assert SECRET not in str(said)


@pytest.mark.parametrize(
    "text",
    ['"' * 500_000, " " * 300_000 + "x" + " " * 300_000 + "y", ";" * 300_000 + "__session=1",
     "a b" * 200_000, "." * 500_000, "__session=" + ";" * 300_000, "{" * 300_000, "%" * 300_000,
     "https://" + "?" * 300_000, "curl " + "cookie " * 50_000, "curl -b" + " " * 300_000,
     "a\n" * 200_000, "Bearer " * 100_000, "__session=a; " + "path=x; " * 50_000],
    ids=lambda text: text[:8],
)  # fmt: skip
def test_large_texts_are_soon_read(text: str) -> None:
    assert isinstance(read(text), TokenInput)


FRAGMENTS = st.sampled_from([
    "Bearer ", "bearer", "Authorization:", "Cookie: ", "__session=", "; ", '"', "'", "\\n", "\n", "{", "}", '{"jwt":"', OURS,
    "eyJ", ".", "mt_", "https://", "?__clerk_ticket=", "curl ", "-H ", "-b ", "%", "=", " ", "null", "\ud83d", "|", "prod:", "<", ">",
])  # fmt: skip


@given(st.lists(FRAGMENTS | st.text(max_size=3), max_size=8))
def test_any_text_has_an_answer(pieces: list[str]) -> None:
    found = read("".join(pieces))
    assert found.kind == "jwt" or found.note
    assert isinstance(read_token("".join(pieces), None, NOW), TokenInput)
