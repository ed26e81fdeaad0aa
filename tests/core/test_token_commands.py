"""The commands about tokens, against a key server of our own on loopback."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.clerk.minted import KID, NOW, jwk, pem, token
from tests.command import Run, clerkdoctor
from tests.key_server import Page, Server
from tests.projects import SECRET, project
from tests.proxies import HOST, Proxy, certificates, serving

AT = str(NOW / 1000)


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    made.publish(jwk())
    yield made
    made.close()


def verify(folder: Path, text: str, *options: str) -> Run:
    return clerkdoctor(["verify-token", text, "--at", AT, *options], cwd=folder)


def report(run: Run) -> dict[str, Any]:
    assert run.stdout, run.stderr
    document: dict[str, Any] = json.loads(run.stdout)
    assert document["crashes"] == []
    return document


def failed(document: dict[str, Any]) -> list[str]:
    return [
        one["check"]
        for one in document["results"]
        if one["status"] == "fail" and not one["follows_from"]
    ]


def test_a_good_token_is_accepted_with_the_issuers_keys(tmp_path: Path, server: Server) -> None:
    run = verify(tmp_path, token(iss=server.issuer), "--issuer", server.issuer, "--format", "json")
    document = report(run)
    assert run.exit_code == 0
    assert failed(document) == []
    assert document["data"]["verdicts"] == {
        "clerk": {"accepted": True, "reason": None, "reasons": []}
    }
    assert document["data"]["token"]["claims"]["sub"] == "user_1"
    assert server.asked == ["/.well-known/jwks.json"]


@pytest.mark.parametrize(
    ("changed", "signer", "check", "reason"),
    [
        ({"exp": NOW // 1000 - 60}, "ours", "token-has-not-expired", "token-expired"),
        ({"nbf": NOW // 1000 + 60}, "ours", "token-is-active", "token-not-active-yet"),
        ({"iat": NOW // 1000 + 60}, "ours", "token-was-not-issued-in-the-future", "token-iat-in-the-future"),
        ({"sub": ...}, "ours", "token-names-a-subject", "token-verification-failed"),
        ({}, "theirs", "token-signature-verifies", "token-invalid-signature"),
    ],
)  # fmt: skip
def test_a_bad_token_is_refused_by_name(
    tmp_path: Path, server: Server, changed: dict[str, Any], signer: str, check: str, reason: str
) -> None:
    text = token(signer=signer, iss=server.issuer, **changed)
    run = verify(tmp_path, text, "--issuer", server.issuer, "--format", "json")
    document = report(run)
    assert run.exit_code == 1
    assert check in failed(document)
    assert document["data"]["verdicts"]["clerk"]["reason"] == reason


def test_keys_are_never_fetched_from_where_the_token_says(tmp_path: Path, server: Server) -> None:
    theirs = Server()
    theirs.publish(jwk("theirs"))
    header = {"alg": "RS256", "typ": "JWT", "kid": KID, "jku": f"{theirs.issuer}/.well-known/jwks.json",
              "x5u": f"{theirs.issuer}/x5u", "jwk": jwk("theirs")}  # fmt: skip
    forged = token(None, header, signer="theirs", iss=theirs.issuer)
    run = verify(tmp_path, forged, "--issuer", server.issuer, "--for", "both", "--format", "json")
    theirs.close()
    assert run.exit_code == 1
    assert theirs.asked == []
    document = report(run)
    assert "token-issuer-is-the-frontend-api" in [
        one["check"] for one in document["results"] if one["status"] == "fail"
    ]
    assert not document["data"]["verdicts"]["convex"]["accepted"]


def test_convex_says_its_own_code_and_the_hidden_cause(tmp_path: Path, server: Server) -> None:
    def convex(**changed: Any) -> dict[str, Any]:
        text = token(iss=server.issuer, **changed)
        run = verify(
            tmp_path, text, "--issuer", server.issuer, "--for", "convex", "--format", "json"
        )
        verdict: dict[str, Any] = report(run)["data"]["verdicts"]["convex"]
        assert run.exit_code == (0 if verdict["accepted"] else 1)
        return verdict

    accepted = convex(aud="convex")
    assert accepted["accepted"]
    assert accepted["identity"]["subject"] == "user_1"
    assert accepted["identity"]["tokenIdentifier"] == f"{server.issuer}|user_1"
    without = convex()
    assert (without["code"], without["accepted"]) == ("NoAuthProvider", False)
    assert without["cause"]


PAGES = {
    "an error": Page(500, b"oops"),
    "not found": Page(404, b"{}"),
    "a redirect": Page(302, b"", location="https://elsewhere.example/"),
    "a web page": Page(200, b"<!doctype html><html></html>", "text/html"),
    "another type": Page(200, b"\x00\x01", "application/octet-stream"),
    "an empty set": Page(200, b'{"keys": []}'),
    "no set": Page(200, b"[]"),
    "too much": Page(200, b" " * 1_100_000 + b'{"keys": []}'),
    "too deep": Page(200, b"[" * 200_000),
}


@pytest.mark.parametrize("page", PAGES)
def test_a_key_server_that_fails_is_no_pass(tmp_path: Path, server: Server, page: str) -> None:
    server.pages["/.well-known/jwks.json"] = PAGES[page]
    run = verify(tmp_path, token(iss=server.issuer), "--issuer", server.issuer)
    assert run.exit_code in (1, 3)
    assert "Traceback" not in run.stdout + run.stderr
    assert "itself failed" not in run.stderr
    fetched = clerkdoctor(["fetch-jwks", server.issuer, "--format", "json"], cwd=tmp_path)
    assert fetched.exit_code in (1, 3)
    assert "elsewhere.example" not in " ".join(server.asked)


def test_a_closed_port_is_no_pass(tmp_path: Path, server: Server) -> None:
    server.close()
    run = verify(tmp_path, token(iss=server.issuer), "--issuer", server.issuer)
    assert run.exit_code == 3
    assert "refuses the connection" in " ".join(run.stdout.split())


def test_the_projects_own_pem_key_asks_nobody(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text(pem())
    run = verify(tmp_path, token(), "--jwt-key", "key.pem")
    assert run.exit_code == 0
    run = verify(tmp_path, token(signer="theirs"), "--jwt-key", "key.pem")
    assert run.exit_code == 1
    quoted = pem().replace("\n", "\\n")
    folder = project(tmp_path / "app")
    (folder / ".env.local").write_text(
        (folder / ".env.local").read_text() + f'CLERK_JWT_KEY="{quoted}"\n'
    )
    run = verify(
        tmp_path, token(iss="https://clean-mayfly-62.clerk.accounts.dev"), "--project", "app"
    )
    assert run.exit_code == 0
    assert "`CLERK_JWT_KEY`" in run.stdout


def test_a_key_set_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text(json.dumps({"keys": [jwk()]}))
    assert verify(tmp_path, token(), "--jwks", "keys.json").exit_code == 0
    run = verify(tmp_path, token(), "--jwks", "none.json")
    assert run.exit_code == 2
    assert "none.json" in run.stderr


def test_without_a_key_there_is_no_verdict(tmp_path: Path) -> None:
    run = verify(tmp_path, token())
    assert "--jwt-key" in run.stdout
    assert run.exit_code == 3
    document = report(verify(tmp_path, token(), "--format", "json"))
    unknown = [one["check"] for one in document["results"] if one["status"] == "unknown"]
    assert unknown == ["token-key-is-published", "token-signature-verifies"]
    assert document["data"]["verdicts"] == {
        "clerk": {"accepted": None, "reason": None, "reasons": []}
    }


def test_without_a_key_a_token_is_refused_for_what_needs_none(
    tmp_path: Path, server: Server
) -> None:
    server.pages["/.well-known/jwks.json"] = Page(503, b"busy")
    text = token(iss=server.issuer, exp=NOW // 1000 - 60)
    for options in ((), ("--issuer", server.issuer)):
        run = verify(tmp_path, text, *options, "--format", "json")
        document = report(run)
        assert (run.exit_code, failed(document)) == (1, ["token-has-not-expired"])
        assert document["data"]["verdicts"]["clerk"] == {
            "accepted": False, "reason": None, "reasons": ["token-expired"],
        }  # fmt: skip


def test_a_token_is_taken_from_a_file_or_standard_input_and_laid_bare(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text(pem())
    (tmp_path / "token.txt").write_text(f"Bearer {token()}\n")
    run = verify(tmp_path, "@token.txt", "--jwt-key", "key.pem")
    assert run.exit_code == 0
    assert "`Bearer`" in run.stdout
    piped = clerkdoctor(
        ["verify-token", "-", "--at", AT, "--jwt-key", "key.pem"],
        cwd=tmp_path,
        stdin=f'"{token()}"',
    )
    assert piped.exit_code == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sk_test_q8ZkT3vWm1RxYb6LcN0aHd5JeU2iKoPs7GfVwXtQyB", "secret key"),
        ("mt_8XbT0aHd5JeU2iKoPs7GfVwX", "machine"),
        ("oat_8XbT0aHd5JeU2iKoPs7GfVwX", "OAuth"),
        ("Bearer null", "null"),
        ("undefined", "undefined"),
        ("", "empty"),
        ("pk_test_Y2xlYW4tbWF5Zmx5LTYyLmNsZXJrLmFjY291bnRzLmRldiQ", "publishable key"),
    ],
)
def test_what_is_no_session_token_is_called_by_its_name(
    tmp_path: Path, text: str, said: str
) -> None:
    for command in ("verify-token", "decode-token"):
        run = clerkdoctor([command, text], cwd=tmp_path)
        assert run.exit_code == 1
        assert said in " ".join(run.stdout.split())
        assert "q8ZkT3vWm1RxYb6LcN0aHd5JeU2iKoPs7GfVwXtQyB" not in run.stdout


def test_hostile_claims_reach_no_terminal_raw(tmp_path: Path) -> None:
    hostile = {"sub": "\x1b]0;pwned\x07\u202e[bold]", "a\x1b[2J": "\u2066\x9b31m", "deep": []}
    deep: list[Any] = hostile["deep"]  # type: ignore[assignment]
    for _ in range(300):
        inner: list[Any] = []
        deep.append(inner)
        deep = inner
    (tmp_path / "key.pem").write_text(pem())
    (tmp_path / "t").write_text(token(hostile))
    (tmp_path / "big").write_text(token({"sub": "u", "blob": "x" * 5_000_000}))
    for name in ("t", "big"):
        for command in (
            ["decode-token", f"@{name}"],
            ["verify-token", f"@{name}", "--jwt-key", "key.pem"],
        ):
            for form in ("checklist", "json"):
                run = clerkdoctor([*command, "--format", form], cwd=tmp_path)
                assert run.exit_code in (0, 1)
                assert [
                    char for char in run.stdout if char != "\n" and not char.isprintable()
                ] == []


@pytest.mark.parametrize("asked", ["by its URL", "environ", "not at all"])
def test_a_proxy_is_asked_only_where_the_user_says_so(tmp_path: Path, asked: str) -> None:
    issuer = f"https://{HOST}"
    pages = {
        "/.well-known/jwks.json": json.dumps({"keys": [jwk()]}).encode(),
        "/.well-known/openid-configuration": json.dumps(
            {"issuer": issuer, "jwks_uri": f"{issuer}/.well-known/jwks.json"}
        ).encode(),
    }
    shown = certificates(tmp_path)
    with serving(shown, pages) as port:
        proxy = Proxy(port)
        env = {"HTTPS_PROXY": proxy.url, "https_proxy": proxy.url, "ALL_PROXY": proxy.url,
               "SSL_CERT_FILE": str(shown.authority)}  # fmt: skip
        options = {"by its URL": ["--proxy", proxy.url], "environ": ["--proxy", "environ"]}
        chosen = options.get(asked, [])
        if asked == "by its URL":
            env = {"SSL_CERT_FILE": str(shown.authority)}
        text = token(iss=issuer, aud="convex")
        (tmp_path / "tokens").write_text(f"{text}\n")
        common = ["--issuer", issuer, "--at", AT, "--for", "both", *chosen]
        for command in (
            ["verify-token", text, *common],
            ["verify-token", "--batch", "tokens", *common],
            ["fetch-jwks", issuer, *chosen],
        ):
            proxy.asked.clear()
            run = clerkdoctor(command, cwd=tmp_path, env=env)
            if asked == "not at all":
                assert run.exit_code in (1, 3), run
                assert proxy.asked == []
            else:
                assert run.exit_code == 0, run
                assert set(proxy.asked) == {f"CONNECT {HOST}:443 HTTP/1.1"}
        proxy.close()


def test_a_proxy_that_cannot_be_one_is_a_usage_error_and_not_shown(tmp_path: Path) -> None:
    for value, said in (
        ("socks5://x", "no http(s) URL"),
        ("http://u:hunter2@x", "--proxy environ"),
    ):
        run = clerkdoctor(["fetch-jwks", "--proxy", value], cwd=tmp_path)
        assert run.exit_code == 2
        assert said in " ".join(run.stderr.split())
        assert "hunter2" not in run.stdout + run.stderr


def test_fetch_jwks_judges_what_an_issuer_publishes(tmp_path: Path, server: Server) -> None:
    run = clerkdoctor(["fetch-jwks", server.issuer, "--format", "json"], cwd=tmp_path)
    document = report(run)
    assert (run.exit_code, failed(document)) == (0, [])
    (key,) = document["data"]["keys"]
    assert (key["kid"], key["kty"], key["bits"]) == (KID, "RSA", 2048)
    assert len(key["thumbprint"]) == 43
    assert document["data"]["jwks_uri"] == f"{server.issuer}/.well-known/jwks.json"


@pytest.mark.parametrize(
    ("key", "metadata", "check"),
    [
        (jwk(d="AQAB"), None, "keys-are-strong"),
        (jwk(n="0qdCO3o0KRdvYMTkQTMFLQ"), None, "keys-are-strong"),
        (jwk(kid=None), None, "key-set-holds-a-signing-key"),
        (jwk(), {"issuer": "https://x.example/", "jwks_uri": "x"}, "provider-metadata-names-the-issuer"),
    ],
)  # fmt: skip
def test_fetch_jwks_names_what_is_wrong(
    tmp_path: Path, server: Server, key: object, metadata: object, check: str
) -> None:
    server.publish(key, metadata=metadata)
    run = clerkdoctor(["fetch-jwks", server.issuer, "--format", "json"], cwd=tmp_path)
    assert run.exit_code == 1
    assert check in failed(report(run))


@pytest.mark.parametrize(
    ("status", "body", "failing", "code"),
    [
        (401, {"errors": [{"code": "clerk_key_invalid"}]}, ["keys-name-one-instance"], 1),
        (200, {"keys": []}, [], 0),
        (500, {}, [], 3),
        (200, [], [], 3),
    ],
)
def test_what_the_backend_api_does_not_tell_is_no_pair(
    tmp_path: Path, server: Server, status: int, body: object, failing: list[str], code: int
) -> None:
    """A key that is refused is a fault; a key set that names no key, or is none, proves nothing."""
    backend = Server()
    backend.pages["/v1/jwks"] = Page(status, json.dumps(body).encode())
    folder = project(tmp_path / "app")
    env = (folder / ".env.local").read_text()
    (folder / ".env.local").write_text(f"{env}CLERK_API_URL={backend.issuer}\n")
    command = ["fetch-jwks", server.issuer, "--project", "app", "--format", "json"]
    run = clerkdoctor(command, cwd=tmp_path)
    backend.close()
    document = report(run)
    (pair,) = [one for one in document["results"] if one["check"] == "keys-name-one-instance"]
    assert failed(document) == failing
    assert pair["status"] == ("fail" if failing else "unknown")
    assert run.exit_code == code
    assert SECRET not in run.stdout + run.stderr


@pytest.mark.parametrize("paired", [True, False])
def test_both_keys_of_a_project_are_of_one_instance_or_not(
    tmp_path: Path, server: Server, paired: bool
) -> None:
    """The Frontend API and the Backend API publish one key between them, or the keys do not fit."""
    backend = Server()
    keys = {"keys": [jwk() if paired else jwk("theirs", kid="ins_other")]}
    backend.pages["/v1/jwks"] = Page(body=json.dumps(keys).encode())
    folder = project(tmp_path / "app")
    env = (folder / ".env.local").read_text()
    (folder / ".env.local").write_text(f"{env}CLERK_API_URL={backend.issuer}\n")
    command = ["fetch-jwks", server.issuer, "--project", "app", "--format", "json"]
    run = clerkdoctor(command, cwd=tmp_path)
    backend.close()
    document = report(run)
    assert backend.asked == ["/v1/jwks"]
    assert failed(document) == ([] if paired else ["keys-name-one-instance"])
    assert run.exit_code == (0 if paired else 1)
    assert SECRET not in run.stdout + run.stderr
