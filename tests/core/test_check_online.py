"""`check --online`: what services say of a project, with servers of ours in their place."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clerkdoctor.clerk.keys import publishable_key_for
from clerkdoctor.commands.checking import Options
from clerkdoctor.commands.online import check_online
from clerkdoctor.commands.session import Reach
from clerkdoctor.gather import convex_online, http, key_sets
from clerkdoctor.gather.http import Answer, NoAnswer
from tests.clerk.minted import KID, jwk
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
    Reply,
    Stage,
    as_json,
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


class Play:
    def __init__(
        self, folder: Path, made: Stage, dns: NameServer, api: Served, capsys: Any
    ) -> None:
        self.folder, self.stage, self.dns, self.api, self.capsys = folder, made, dns, api, capsys
        self.key = f"NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY={KEY}\n"
        self.secret, self.env = LIVE_SECRET, ""
        self.files: dict[str, str] = {}

    def run(self, url: str | None = None, *, toml: str = "", **how: Any) -> dict[str, Any]:
        """The document of a run on a project that uses these servers."""
        env = f"{self.key}CLERK_SECRET_KEY={self.secret}\nCLERK_API_URL={self.api.url}\n{self.env}"
        stated = {".env.local": env, "clerkdoctor.toml": toml, **self.files}
        folder = project(self.folder / "app", stated)
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


def test_a_secret_key_that_is_refused_is_told_once(play: Play) -> None:
    play.api.on("/v1/jwks", ApiReply(401, {"errors": [{"code": "clerk_key_invalid"}]}))
    document = play.run(f"https://{APP}/")
    assert roots(document) == {"keys-name-one-instance"}


def test_keys_of_two_types_are_the_cause_of_keys_of_two_instances(play: Play) -> None:
    play.api.on("/v1/jwks", ApiReply(200, {"keys": [jwk() | {"kid": "ins_other"}]}))
    play.secret = SECRET
    document = play.run(f"https://{APP}/")
    assert roots(document) == {"keys-are-of-one-type"}
    assert statuses(document)["keys-name-one-instance"] == "fail"


@pytest.mark.parametrize("has_convex", [False, True])
@pytest.mark.parametrize("url", [None, f"https://{APP}/"])
def test_what_is_published_is_asked_for_once(
    play: Play, url: str | None, *, has_convex: bool
) -> None:
    if has_convex:
        provider = f'{{ domain: "https://{FAPI}", applicationID: "convex" }}'
        play.files = {
            "package.json": json.dumps({
                "dependencies": {"next": "16.4.6", "@clerk/nextjs": "7.9.17", "convex": "1.48.0"}
            }),
            "convex/auth.config.ts": f"export default {{ providers: [{provider}] }};\n",
        }  # fmt: skip
    found = statuses(play.run(url))
    for name in ("keys-name-one-instance", "key-set-url-answers", "frontend-api-answers",
                 "provider-metadata-names-the-issuer", "keys-are-strong"):  # fmt: skip
        assert found[name] == "pass", name
    frontend = Counter(one.path for one in play.stage.seen if one.host == FAPI)
    backend = Counter(one.path for one in play.api.asked)
    assert frontend[KEYS] == frontend[METADATA] == backend["/v1/jwks"] == 1
    assert frontend["/v1/environment"] == backend["/v1/domains"] == 1
    assert KEYS not in backend
    assert METADATA not in backend


def test_behind_a_proxy_its_key_set_counts(play: Play) -> None:
    """The instance's own host is asked for what it publishes itself; each is asked once."""
    proxied = as_json({"keys": [jwk() | {"kid": "ins_other"}]})
    right = play.stage.players[APP]
    play.stage.players[APP] = lambda asked: (
        proxied if asked.path == f"/__clerk{KEYS}" else right(asked)
    )
    play.env = f"NEXT_PUBLIC_CLERK_PROXY_URL=https://{APP}/__clerk\n"
    for url in (None, f"https://{APP}/"):
        play.stage.seen.clear()
        play.api.asked.clear()
        assert statuses(play.run(url))["keys-name-one-instance"] == "fail"
        through = [one for one in play.stage.seen if one.path == f"/__clerk{KEYS}"]
        asked = Counter(one.path for one in play.api.asked)
        assert len(through) == asked[KEYS] == asked[METADATA] == asked["/v1/jwks"] == 1
        assert SECRET not in repr(play.stage.seen)


@pytest.mark.parametrize("key", ["", "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY=pk_live_x\n"])
def test_without_a_publishable_key_nobody_is_asked(play: Play, key: str) -> None:
    play.key = key
    found = statuses(play.run(f"https://{APP}/"))
    assert found["keys-name-one-instance"] == ("unknown" if key else "not_applicable")
    assert "/v1/jwks" not in {one.path for one in play.api.asked}


def test_a_frontend_api_that_is_gone_is_one_cause(play: Play) -> None:
    play.api.on(KEYS, ApiReply(404, {}))
    closed = play.stage.network(FAPI).connect_to
    document = play.run(connect_to=closed)
    assert roots(document) == {"frontend-api-answers"}
    assert statuses(document)["key-set-url-answers"] == "fail"


@pytest.mark.parametrize(
    "metadata",
    [as_json({}, 404), as_json({"issuer": f"https://{APP}", "jwks_uri": f"https://{FAPI}{KEYS}"})],
    ids=["gone", "of another issuer"],
)
def test_metadata_that_are_wrong_are_one_cause(play: Play, metadata: Reply) -> None:
    right = play.stage.players[FAPI]
    play.stage.players[FAPI] = lambda asked: metadata if asked.path == METADATA else right(asked)
    document = play.run()
    assert roots(document) == {"frontend-api-answers"}
    assert statuses(document)["provider-metadata-names-the-issuer"] == "fail"


@pytest.mark.parametrize("secret", [LIVE_SECRET, SECRET])
def test_the_instance_itself_is_asked_with_and_without_a_page(play: Play, secret: str) -> None:
    kind = "production" if secret == LIVE_SECRET else "development"
    play.secret = secret
    play.api.on("/v1/instance", ApiReply(200, {"id": KID, "environment_type": kind}))
    for url in (None, f"https://{APP}/"):
        play.api.asked.clear()
        document = play.run(url)
        assert [one.path for one in play.api.asked].count("/v1/instance") == 1
        right = secret == LIVE_SECRET
        assert statuses(document)["instance-is-the-keys-own"] == ("pass" if right else "fail")
        assert roots(document) == (set() if right else {"keys-are-of-one-type"})


def test_without_a_network_there_is_no_verdict_on_hosts(play: Play) -> None:
    document = play.run(connect_to={}, resolves=lambda _host: False)
    found = statuses(document)
    for name in ("frontend-api-answers", "key-set-url-answers", "keys-name-one-instance"):
        assert found[name] == "unknown", name
    assert KEYS not in {one.path for one in play.api.asked}
    assert roots(document) == set()
    assert document["verdict"] == "unknown"


def test_a_page_is_named_with_online_only(tmp_path: Path) -> None:
    run = clerkdoctor(["check", "--url", "https://app.example.com/"], cwd=project(tmp_path))
    assert run.exit_code == 2
    assert "--online" in run.stderr
    bad = clerkdoctor(["check", "--online", "--url", "app"], cwd=tmp_path)
    assert bad.exit_code == 2
