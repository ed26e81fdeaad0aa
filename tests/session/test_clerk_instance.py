"""The instance that the secret key opens: how an answer is read, and what is made of it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdoctor.facts.place import Url
from clerkdoctor.facts.session import ClerkInstance
from clerkdoctor.session.clerk_instance import read_instance
from tests.clerk.minted import KID, jwk
from tests.gather.served_api import Reply as Told
from tests.gather.served_api import Served, fits, serving, specification
from tests.session.stage import APP, FAPI, OTHER, Clerk, Reply, name_server, page, signed_out, stage
from tests.session.test_check_session import LIVE, NO_MORE, Play, failed, status

AT = Url("https://api.clerk.com/v1/instance")
OWN = "instance-is-the-keys-own"
SECRET = "sk_live_q8ZkT3vWm1RxYb6LcN0aHd5JeU2iKoPs7GfVwXtQyB"  # gitleaks:allow


def answer(**changed: Any) -> dict[str, Any]:
    right = {
        "object": "instance", "id": KID, "environment_type": "production",
        "allowed_origins": [], "workspace_id": "org_1",
    }  # fmt: skip
    return right | changed


# How it is read


def test_a_documented_answer_is_read() -> None:
    origins = ["https://shop.test", "chrome-extension://abc"]
    document = answer(allowed_origins=origins)
    assert read_instance(AT, document) == ClerkInstance(AT, KID, "production", tuple(origins))
    spec = specification("clerk-backend-api.yml")
    if spec is not None:
        schema = {"$ref": "#/components/schemas/Instance"}
        assert fits(document, schema, spec)
        assert fits(answer(), schema, spec)


@pytest.mark.parametrize(
    "document",
    [None, [], "ins_1", 1, {}, {"data": [answer()]}, {"id": 1, "environment_type": ["production"]},
     {"id": "", "environment_type": ""}],
)  # fmt: skip
def test_what_is_no_instance_is_none(document: object) -> None:
    assert read_instance(AT, document) is None


def test_odd_members_are_left_out() -> None:
    odd = answer(id={"$": 1}, allowed_origins=[1, None, ["x"], "https://a.test"])
    assert read_instance(AT, odd) == ClerkInstance(AT, None, "production", ("https://a.test",))
    assert read_instance(AT, answer(allowed_origins=None)) == ClerkInstance(AT, KID, "production")
    text = answer(allowed_origins="https://a.test")
    assert read_instance(AT, text) == ClerkInstance(AT, KID, "production")


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(values, values, values)
def test_no_answer_breaks_it(id_: object, kind: object, origins: object) -> None:
    found = read_instance(AT, {"id": id_, "environment_type": kind, "allowed_origins": origins})
    if found is not None:
        assert found.id is None or isinstance(found.id, str)
        assert all(isinstance(one, str) for one in found.allowed_origins)


# What is made of it


class Telling(Play):
    """A right app, and a Backend API that tells of its instance."""

    def __init__(self, folder: Path, made: Any, dns: Any, api: Served, capsys: Any) -> None:
        super().__init__(folder, made, dns, capsys)
        self.api = api
        self.env = f"CLERK_SECRET_KEY={SECRET}\nCLERK_API_URL={api.url}\n"
        api.on("/v1/jwks", Told(200, {"keys": [jwk()]}))
        api.on("/v1/instance", Told(200, answer()))


@pytest.fixture
def play(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Telling]:
    with stage(tmp_path) as made, name_server() as dns, serving() as api:
        yield Telling(tmp_path, made, dns, api, capsys)


def test_the_keys_own_instance(play: Telling) -> None:
    document = play.run()
    assert failed(document) == {}
    assert status(document, OWN) == status(document, "keys-name-one-instance") == "pass"
    (asked,) = [one for one in play.api.asked if one.path == "/v1/instance"]
    assert asked.method == "GET"
    assert asked.headers["authorization"] == f"Bearer {SECRET}"
    # It goes to the Backend API alone.
    assert SECRET not in repr(play.stage.seen) + json.dumps(document)


def test_another_type_is_one_cause(play: Telling) -> None:
    play.api.on("/v1/instance", Told(200, answer(environment_type="development")))
    assert list(failed(play.run())) == [OWN]


def test_another_instance_is_one_cause(play: Telling) -> None:
    """The key sets say it first; where the Backend API's is not told, its id says it."""
    play.api.on("/v1/instance", Told(200, answer(id="ins_other")))
    play.api.on("/v1/jwks", Told(200, {"keys": [jwk(kid="ins_other")]}))
    document = play.run()
    assert list(failed(document)) == ["keys-name-one-instance"]
    assert status(document, OWN) == "fail"
    play.api.on("/v1/jwks", Told(500, {}))
    assert list(failed(play.run())) == [OWN]


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Told(404, {"errors": [{"code": "resource_not_found"}]}), "knows no such thing"),
        (Told(403, {"errors": [{"code": "authorization_invalid"}]}), "has no right"),
        (Told(401, {"errors": [{"code": "clerk_key_invalid"}]}), "refuses the secret key"),
        (Told(500, b"oops"), "failed on the other side"),
        (Told(200, b"<!doctype html><html>"), "answers a web page"),
        (Told(200, b'{"id": ' * 5000), "answers no JSON"),
        (Told(200, b'{"id": "' + b"x" * 3_000_000 + b'"}'), "answers more than"),
        (Told(302, {}, {"location": "https://else.test/"}), "a redirect, which was not followed"),
        (Told(200, [answer()]), "something else than an instance"),
        (Told(200, {"id": 7, "environment_type": None}), "something else than an instance"),
        (Told(200, answer(environment_type="\x1b[31m`staging")), "names the type"),
    ],
)  # fmt: skip
def test_what_is_not_told_is_no_verdict(play: Telling, reply: Told, said: str) -> None:
    play.api.on("/v1/instance", reply)
    document = play.run()
    (found,) = [one for one in document["results"] if one["check"] == OWN]
    assert found["status"] == "unknown"
    assert said in found["reason"]
    # The other verdicts stand.
    assert failed(document) == {}
    assert document["verdict"] == "pass"


def test_an_origin_that_the_instance_lists_is_no_fault(play: Telling) -> None:
    play.url = f"https://{OTHER}/"
    play.app(Clerk(play.page, own=f"https://{OTHER}").play, OTHER)
    play.gone = (f"www.{OTHER}",)
    assert list(failed(play.run())) == ["keys-fit-the-domain"]
    play.api.on("/v1/instance", Told(200, answer(allowed_origins=[f"https://{OTHER}"])))
    # The handshake's cookie is of the instance's domain all the same.
    found = failed(play.run())
    assert list(found) == ["keys-fit-the-domain"]
    assert "so that Clerk answers there, and no browser keeps" in found["keys-fit-the-domain"][0]
    # An app that has none.
    headers = signed_out("session-token-and-uat-missing")
    play.app(lambda _: page(LIVE, FAPI, NO_MORE, *headers), OTHER)
    document = play.run()
    assert failed(document) == {}
    assert status(document, "keys-fit-the-domain") == "unknown"
    assert {request.host for request in play.stage.seen} <= {OTHER, FAPI, APP}


def test_without_a_secret_key_or_offline_nobody_is_asked(play: Telling) -> None:
    assert status(play.run(is_online=False), OWN) == "unknown"
    play.env = ""
    assert status(play.run(), OWN) == "unknown"
    assert play.api.asked == []


def test_a_frontend_api_that_is_gone_leaves_the_type(play: Telling) -> None:
    play.app(lambda _: Reply(404), FAPI)
    document = play.run()
    assert status(document, OWN) == "unknown"
    play.api.on("/v1/instance", Told(200, answer(environment_type="development")))
    assert OWN in failed(play.run())
