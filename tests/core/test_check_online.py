"""`check --online`: what services say of a project, with servers of ours in their place."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from clerkdoctor.clerk.keys import publishable_key_for
from clerkdoctor.commands import Options
from clerkdoctor.gather import convex_online, http, key_sets
from clerkdoctor.gather.http import Answer, NoAnswer
from clerkdoctor.online_commands import check_online
from clerkdoctor.session_commands import Reach
from tests.clerk.minted import jwk
from tests.command import clerkdoctor
from tests.gather.served_api import Reply as ApiReply
from tests.gather.served_api import Served, serving
from tests.projects import SECRET, project
from tests.session.stage import (
    APP,
    FAPI,
    WWW,
    Clerk,
    NameServer,
    Stage,
    name_server,
    page,
    redirect,
    stage,
)
from tests.session.stage import frontend_api as fapi

KEY = publishable_key_for(FAPI, live=True)
LIVE_SECRET = SECRET.replace("sk_test_", "sk_live_")
KEYS = "/.well-known/jwks.json"
METADATA = "/.well-known/openid-configuration"


class Play(NamedTuple):
    folder: Path
    stage: Stage
    dns: NameServer
    api: Served
    capsys: pytest.CaptureFixture[str]

    def run(self, url: str | None = None, *, toml: str = "", **how: Any) -> dict[str, Any]:
        """The document of a run on a project that uses these servers."""
        env = (
            f"NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY={KEY}\nCLERK_SECRET_KEY={LIVE_SECRET}\n"
            f"CLERK_API_URL={self.api.url}\n"
        )
        folder = project(self.folder / "app", {".env.local": env, "clerkdoctor.toml": toml})
        network = self.stage.network(timeout=20.0)._replace(**how)
        reach = Reach(network, self.dns.resolvers(20.0))
        options = Options("json", mode="production")
        code = check_online(folder, url, 20.0, options, reach)
        document: dict[str, Any] = json.loads(self.capsys.readouterr().out)
        assert document["crashes"] == []
        assert document["exit_code"] == code
        return document


@pytest.fixture
def play(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Play]:
    with serving() as api, stage(tmp_path) as made, name_server() as dns:
        ask = http.get

        def local(url: str, **what: Any) -> Answer | NoAnswer:
            return ask(url.replace(f"https://{FAPI}", api.url), **what)

        for module in (convex_online, key_sets):
            monkeypatch.setattr(module, "get", local)
        issuer = f"https://{FAPI}"
        api.on(KEYS, ApiReply(200, {"keys": [jwk()]}))
        api.on("/v1/jwks", ApiReply(200, {"keys": [jwk()]}))
        api.on(METADATA, ApiReply(200, {"issuer": issuer, "jwks_uri": issuer + KEYS}))
        api.on("/v1/domains", ApiReply(200, {"data": [], "total_count": 0}))
        made.players[FAPI] = fapi()
        made.players[APP] = Clerk(
            page(KEY, FAPI, ("Strict-Transport-Security", "max-age=63072000"))
        ).play
        made.players[WWW] = lambda asked: redirect(f"https://{APP}{asked.path}", status=308)
        yield Play(tmp_path, made, dns, api, capsys)


def statuses(document: dict[str, Any]) -> dict[str, str]:
    return {one["check"]: one["status"] for one in document["results"]}


def roots(document: dict[str, Any]) -> set[str]:
    return {
        one["check"]
        for one in document["results"]
        if one["status"] == "fail" and not one["follows_from"]
    }


def test_what_services_say_is_judged_with_the_files(play: Play) -> None:
    found = statuses(play.run())
    for name in ("publishable-key-is-set", "keys-name-one-instance", "key-set-url-answers",
                 "provider-metadata-names-the-issuer", "keys-are-strong",
                 "frontend-api-answers", "dns-records-are-in-place"):  # fmt: skip
        assert found[name] == "pass", name
    assert found["middleware-answers"] == "unknown"


def test_the_page_of_the_settings_is_visited(play: Play) -> None:
    named = statuses(play.run(toml=f'app-url = "https://{APP}/"'))
    assert named["handshake-does-not-loop"] == "pass"
    assert named["page-carries-the-projects-key"] == "pass"
    assert statuses(play.run(f"https://{APP}/"))["handshake-does-not-loop"] == "pass"


def test_keys_of_two_instances_are_told_once(play: Play) -> None:
    play.api.on("/v1/jwks", ApiReply(200, {"keys": [jwk() | {"kid": "ins_other"}]}))
    document = play.run(f"https://{APP}/")
    assert roots(document) == {"keys-name-one-instance"}
    assert statuses(document)["keys-open-one-instance"] == "fail"


def test_a_frontend_api_that_is_gone_is_one_cause(play: Play) -> None:
    play.api.on(KEYS, ApiReply(404, {}))
    closed = play.stage.network(FAPI).connect_to
    document = play.run(connect_to=closed)
    assert roots(document) == {"frontend-api-answers"}
    assert statuses(document)["key-set-url-answers"] == "fail"


def test_without_a_network_there_is_no_verdict_on_hosts(play: Play) -> None:
    document = play.run(connect_to={}, resolves=lambda _host: False)
    found = statuses(document)
    assert found["frontend-api-answers"] == found["key-set-url-answers"] == "unknown"
    assert roots(document) == set()
    assert document["verdict"] == "unknown"


def test_a_page_is_named_with_online_only(tmp_path: Path) -> None:
    run = clerkdoctor(["check", "--url", "https://app.example.com/"], cwd=project(tmp_path))
    assert run.exit_code == 2
    assert "--online" in run.stderr
    bad = clerkdoctor(["check", "--online", "--url", "app"], cwd=tmp_path)
    assert bad.exit_code == 2
