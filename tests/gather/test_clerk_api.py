"""Clerk's Backend API: what is asked, how long, and what each error means."""

from collections.abc import Iterator
from typing import Any

import pytest

from clerkdoctor.clerk.jwt_template import JwtTemplate
from clerkdoctor.gather.clerk_api import ERRORS, VERSION, ClerkApi, NotTold
from clerkdoctor.secret import Secret
from tests.checks.facts import SK_TEST
from tests.gather.served_api import Reply, Served, fits, serving, specification

PATH = "/v1/jwt_templates"


def listed(name: str, **claims: object) -> dict[str, Any]:
    """A template as the API lists it."""
    return {
        "object": "jwt_template",
        "id": f"jtmp_{name}",
        "name": name,
        "claims": claims,
        "lifetime": 60,
        "allowed_clock_skew": 5,
        "custom_signing_key": False,
        "signing_algorithm": "RS256",
        "created_at": 1_700_000_000_000,
        "updated_at": 1_700_000_000_000,
    }


def refusal(code: str, message: str = "no") -> dict[str, Any]:
    return {"errors": [{"code": code, "message": message, "long_message": message}]}


@pytest.fixture
def served() -> Iterator[Served]:
    with serving() as found:
        yield found


def api(served: Served, key: str = SK_TEST, **what: Any) -> ClerkApi:
    return ClerkApi(served.url, Secret(key), sleep=lambda _: None, **what)


def test_the_templates_are_read(served: Served) -> None:
    stated = [listed("convex", aud="convex"), listed("hasura")]
    served.on(PATH, Reply(200, stated))
    found = api(served).jwt_templates()
    assert found == (
        JwtTemplate({"aud": "convex"}, "convex", 60, 5, False, "RS256"),
        JwtTemplate({}, "hasura", 60, 5, False, "RS256"),
    )
    (asked,) = served.asked
    assert asked.method == "GET"
    assert asked.headers["authorization"] == f"Bearer {SK_TEST}"
    assert asked.headers["clerk-api-version"] == VERSION
    spec = specification("clerk-backend-api.yml")
    if spec is not None:
        assert list(spec["paths"]["/jwt_templates"]) == ["get", "post"]
        allowed = {one["$ref"] for one in spec["paths"]["/jwt_templates"]["get"]["parameters"]}
        assert {f"#/components/parameters/{name}" for name in (
            "Paginated", "LimitParameter", "OffsetParameter")} <= allowed  # fmt: skip
        schema = spec["components"]["responses"]["JWTTemplate.List"]
        assert fits(stated, schema["content"]["application/json"]["schema"], spec)


def test_pages_are_read_to_the_end(served: Served) -> None:
    pages = [
        Reply(200, {"data": [listed(f"t{n}") for n in range(500)], "total_count": 501}),
        Reply(200, {"data": [listed("convex")], "total_count": 501}),
    ]
    served.on(PATH, *pages)
    found = api(served).jwt_templates()
    assert not isinstance(found, NotTold)
    assert (len(found), found[-1].name) == (501, "convex")
    assert "offset=500" in served.asked[1].path


def test_one_template_is_read_by_its_id(served: Served) -> None:
    served.on(f"{PATH}/jtmp_convex", Reply(200, listed("convex", aud="convex")))
    found = api(served).jwt_template("jtmp_convex")
    assert isinstance(found, JwtTemplate)
    served.on(f"{PATH}/..%2Fusers", Reply(404, refusal("resource_not_found")))
    assert isinstance(api(served).jwt_template("../users"), NotTold)


@pytest.mark.parametrize("code", ERRORS)
def test_clerks_own_code_says_what_it_was(served: Served, code: str) -> None:
    served.on(PATH, Reply(422, refusal(code)))
    found = api(served).jwt_templates()
    assert isinstance(found, NotTold)
    assert found.code == code
    assert found.reason == f"`{served.url}{PATH}` {ERRORS[code]} (`{code}`)"


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(401, refusal("authentication_unknown")), "refuses the secret key (401)"),
        (Reply(403, b"<html>"), "has no right to read this (403)"),
        (Reply(404, {}), "it is no Backend API of Clerk's"),
        (Reply(302, None, {"location": "http://127.0.0.1:9/"}), "answers 302, a redirect"),
        (Reply(500, b"oops"), "failed on the other side (500)"),
        (Reply(503, b"oops"), "failed on the other side (503)"),
        (Reply(418, {}), "answers 418; 200 was expected"),
        (Reply(200, b"<!doctype html><title>Login</title>"), "answers a web page"),
        (Reply(200, b"nothing"), "answers no JSON"),
        (Reply(200, {"a": 1}), ""),
        (Reply(200, [1, 2]), "lists something that is no JWT template"),
        (Reply(200, "text"), "is no list"),
        (Reply(200, b"[" * 100_000), "answers no JSON"),
    ],
)
def test_an_answer_of_another_kind_has_its_words(served: Served, reply: Reply, words: str) -> None:
    served.on(PATH, reply)
    found = api(served).jwt_templates()
    if not words:  # the claims of one template, as the dashboard shows them
        assert found == (JwtTemplate({"a": 1}),)
        return
    assert isinstance(found, NotTold)
    assert words in found.reason
    assert SK_TEST not in found.reason


def test_it_waits_as_long_as_it_is_asked_to(served: Served) -> None:
    waited: list[float] = []
    busy = Reply(429, refusal("too_many_requests"), {"retry-after": "2"})
    served.on(PATH, busy, busy, Reply(200, [listed("convex")]))
    client = ClerkApi(served.url, Secret(SK_TEST), sleep=waited.append)
    assert not isinstance(client.jwt_templates(), NotTold)
    assert waited == [2.0, 2.0]


@pytest.mark.parametrize(("after", "asked"), [("60", 1), ("1", 3), ("soon", 3), ("", 3)])
def test_it_does_not_wait_for_ever(served: Served, after: str, asked: int) -> None:
    served.on(PATH, Reply(429, refusal("too_many_requests"), {"retry-after": after}))
    found = api(served).jwt_templates()
    assert isinstance(found, NotTold)
    assert "asks for patience" in found.reason
    assert len(served.asked) == asked


def test_a_server_that_is_silent_is_not_waited_for(served: Served) -> None:
    served.on(PATH, Reply(200, [], pause=2.0))
    found = api(served, timeout=0.2).jwt_templates()
    assert isinstance(found, NotTold)
    assert "took longer than 0.2 s" in found.reason


@pytest.mark.parametrize("key", ["", "sk_test_a\nb", "sk_test_ä", " sk_test_a"])
def test_a_key_that_no_header_can_carry_is_not_sent(served: Served, key: str) -> None:
    found = api(served, key).jwt_templates()
    assert isinstance(found, NotTold)
    assert found.reason.startswith("the secret key ")
    assert served.asked == []


def test_nothing_but_https_is_asked_beyond_loopback() -> None:
    found = ClerkApi("http://api.clerk.com", Secret(SK_TEST)).jwt_templates()
    assert found == NotTold("`http://api.clerk.com/v1/jwt_templates` is not https")


USER = "/v1/users/user_2abc"


def test_a_user_is_there_or_not(served: Served) -> None:
    served.on(USER, Reply(200, {"id": "user_2abc", "object": "user", "first_name": "Ada"}))
    assert api(served).has_user("user_2abc") is True
    served.on(USER, Reply(404, refusal("resource_not_found")))
    assert api(served).has_user("user_2abc") is False
    assert [asked.method for asked in served.asked] == ["GET", "GET"]
    spec = specification("clerk-backend-api.yml")
    if spec is not None:
        assert "get" in spec["paths"]["/users/{user_id}"]
        assert list(spec["paths"]["/users/{user_id}"]["get"]["responses"]) == [
            "200", "400", "401", "404",
        ]  # fmt: skip


@pytest.mark.parametrize(
    "reply",
    [
        Reply(404, b"<html>"),
        Reply(404, refusal("host_invalid")),
        Reply(401, refusal("clerk_key_invalid")),
        Reply(200, {"id": "user_other"}),
        Reply(200, [1]),
        Reply(500, b"oops"),
    ],
)
def test_what_is_no_word_on_a_user_is_none(served: Served, reply: Reply) -> None:
    served.on(USER, reply)
    assert isinstance(api(served).has_user("user_2abc"), NotTold)


def test_a_users_id_stays_one_part_of_the_path(served: Served) -> None:
    api(served).has_user("../instance?x#y")
    assert served.asked[0].path == "/v1/users/..%2Finstance%3Fx%23y"
