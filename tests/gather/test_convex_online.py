"""What a user hands over or lets be asked: a template, a token, Clerk, deployments."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clerkdoctor.errors import Trouble
from clerkdoctor.gather import convex_deployment, convex_online, http
from clerkdoctor.gather.convex_deployments import Asked
from clerkdoctor.gather.http import Answer, NoAnswer
from clerkdoctor.report import Result
from tests.gather.auth_config_judging import CONFIG, ISSUER, convex_project, failed, judged
from tests.gather.served_api import Reply, Served, serving
from tests.gather.test_clerk_api import listed
from tests.gather.test_convex_deployment import (
    INFO,
    NO_FUNCTION,
    QUERY,
    URLS,
    VARIABLES,
    refused,
)
from tests.projects import ENV

ADMIN = "self-hosted|0123456789abcdef"
NOBODY = "No auth provider found matching the given token"


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """A server that is the deployment, the Backend API and the issuer's metadata."""
    with serving() as found:
        ask = http.get

        def local(url: str, **what: Any) -> Answer | NoAnswer:
            return ask(url.replace(ISSUER, found.url), **what)

        monkeypatch.setattr(convex_online, "get", local)
        uri = f"{ISSUER}/.well-known/jwks.json"
        found.on(
            "/.well-known/openid-configuration", Reply(200, {"issuer": ISSUER, "jwks_uri": uri})
        )
        found.on("/v1/jwt_templates", Reply(200, [listed("convex", aud="convex")]))
        found.on(INFO, Reply(200, {"kind": "selfHosted"}))
        found.on(URLS, Reply(200, {"convexCloudUrl": found.url, "convexSiteUrl": found.url}))
        found.on(VARIABLES, variables(CLERK_JWT_ISSUER_DOMAIN=ISSUER))
        found.on(QUERY, rows({"domain": ISSUER, "applicationID": "convex"}))
        yield found


def variables(**values: str) -> Reply:
    return Reply(200, {"environmentVariables": values})


def rows(*providers: dict[str, Any]) -> Reply:
    return Reply(200, {"status": "success", "value": list(providers), "logLines": []})


def online(
    folder: Path,
    served: Served,
    *,
    key: bool = True,
    config: str = CONFIG,
    asked: Asked | None = None,
    env: str = "",
) -> dict[str, Result]:
    """Everything asked of the local server."""
    stated = f"{ENV}NEXT_PUBLIC_CONVEX_URL={served.url}\nCLERK_API_URL={served.url}\n{env}"
    if key:
        stated += f"CONVEX_SELF_HOSTED_URL={served.url}\nCONVEX_SELF_HOSTED_ADMIN_KEY={ADMIN}\n"
    project = convex_project(folder, {".env.local": stated}, config=config)
    return judged(project, (asked or Asked())._replace(online=True))


def token(cat: str | None = "session", **claims: object) -> str:
    categories = {"session": "cl_B7d4PD111AAA", "jwt-template": "cl_B7d4PD222AAA"}
    header = {"alg": "RS256", "typ": "JWT", "kid": "ins_1"}
    if cat:
        header["cat"] = categories[cat]
    usual: dict[str, object] = {"iss": ISSUER, "sub": "user_1", "iat": 1, "exp": 61}
    parts = [header, {name: one for name, one in (usual | claims).items() if one is not None}]
    texts = [
        base64.urlsafe_b64encode(json.dumps(one).encode()).decode().rstrip("=") for one in parts
    ]
    return ".".join([*texts, "AAAA"])


def by_template(folder: Path, document: object) -> dict[str, Result]:
    content = json.dumps(document).encode()
    project = convex_project(folder, {})
    return judged(project, Asked(template=("template.json", content)))


# Templates


@pytest.mark.parametrize(
    "document",
    [
        listed("convex", aud="convex"),
        {"aud": "convex"},
        [listed("convex", aud="convex"), listed("x")],
    ],
)
def test_a_template_from_a_file_is_judged(document: object, tmp_path: Path) -> None:
    found = by_template(tmp_path, document)
    assert failed(found) == {}
    assert found["jwt-template-has-the-audience"].status == "pass"
    assert found["jwt-template-exists"].status == "not_applicable"


def test_the_template_of_many_tutorials_never_works(tmp_path: Path) -> None:
    claims = {"sub": "{{user.id}}", "iss": ISSUER, "email": "{{user.primary_email_address}}"}
    found = by_template(tmp_path, claims)
    assert failed(found) == {
        "jwt-template-has-the-audience": "error",
        "jwt-template-claims-are-allowed": "error",
    }
    messages = [one.message for one in found["jwt-template-claims-are-allowed"].problems]
    assert [text.partition(" ")[0] for text in messages] == ["`iss`", "`sub`"]


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"{", "is not JSON"), (b"\xff\xfe", "is not UTF-8"), (b"5", "is no JSON object")],
)
def test_what_is_no_template_is_named(content: bytes, words: str, tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=words):
        judged(convex_project(tmp_path, {}), Asked(template=("template.json", content)))


# Tokens


def test_a_session_token_shows_the_integration(tmp_path: Path) -> None:
    found = judged(convex_project(tmp_path, {}), Asked(token=token(aud="convex")))
    assert failed(found) == {}
    assert found["jwt-template-has-the-audience"].reason == (
        "the session token has the audience: the Convex integration is on"
    )
    assert found["convex-sdk-agrees-with-the-token-source"].status == "pass"


def test_a_plain_session_token_shows_none(tmp_path: Path) -> None:
    found = judged(convex_project(tmp_path, {}), Asked(token=token()))
    assert failed(found) == {"convex-application-id-is-the-audience": "error"}
    assert "without the audience" in (found["jwt-template-has-the-audience"].reason or "")


def test_a_templates_token_tells_what_the_template_is(tmp_path: Path) -> None:
    given = token("jwt-template", aud=None, email_verified="yes", exp=31_536_001)
    found = judged(convex_project(tmp_path, {}), Asked(token=given))
    assert failed(found) == {
        "convex-application-id-is-the-audience": "error",
        "jwt-template-has-the-audience": "error",
        "jwt-template-claims-are-allowed": "error",
        "jwt-template-lifetime-is-short": "note",
    }


def test_a_token_of_another_instance_is_named(tmp_path: Path) -> None:
    given = token(iss="https://clerk.acme.io", aud="convex")
    found = judged(convex_project(tmp_path, {}), Asked(token=given))
    assert failed(found) == {"convex-token-is-of-this-instance": "error"}


@pytest.mark.parametrize("text", ["", "null", "sk_test_abcdefghijklmnop", "a.b"])
def test_what_is_no_token_is_named(text: str, tmp_path: Path) -> None:
    with pytest.raises(Trouble):
        judged(convex_project(tmp_path, {}), Asked(token=text))


# Clerk and Convex


def test_all_is_well(served: Served, tmp_path: Path) -> None:
    found = online(tmp_path, served)
    assert failed(found) == {}
    seen = {name for name, one in found.items() if one.status == "unknown"}
    # No token was given.
    assert seen == {"convex-token-is-of-this-instance", "convex-deployment-accepts-the-token"}
    assert {one.method for one in served.asked if one.path != QUERY} == {"GET"}


def test_keys_go_where_they_belong(served: Served, tmp_path: Path) -> None:
    online(tmp_path, served)
    sent = {
        one.path.partition("?")[0]: one.headers.get("authorization", "") for one in served.asked
    }
    assert sent["/v1/jwt_templates"].startswith("Bearer sk_test_")
    for path in (VARIABLES, INFO, URLS, QUERY):
        assert sent[path] == f"Convex {ADMIN}"
    assert sent["/.well-known/openid-configuration"] == ""


def test_a_variable_that_is_missing_there_is_the_one_cause(served: Served, tmp_path: Path) -> None:
    served.on(VARIABLES, variables(OTHER="x"))
    served.on(QUERY, rows())
    found = online(tmp_path, served, env=f"CLERK_JWT_ISSUER_DOMAIN={ISSUER}\n")
    assert failed(found) == {"convex-issuer-variable-is-set-on-the-deployment": "error"}
    (problem,) = found["convex-issuer-variable-is-set-on-the-deployment"].problems
    assert ".env.local:" in problem.message
    assert found["convex-providers-are-deployed"].follows_from


@pytest.mark.parametrize(
    ("value", "check"),
    [
        ("https://clerk.acme.io", "convex-issuer-is-the-frontend-api"),
        (f"{ISSUER}/.well-known/jwks.json", "convex-issuer-is-an-origin"),
        (f"{ISSUER}\n", "convex-issuer-is-an-origin"),
        ("", "convex-issuer-is-an-origin"),
        ("sk_test_q8ZkT3vWm1RxYb6LcN0aHd5JeU2iKoPs7GfVwXtQyB", "convex-issuer-is-an-origin"),
    ],
)
def test_a_wrong_value_there_is_named_and_no_secret_shown(
    value: str, check: str, served: Served, tmp_path: Path
) -> None:
    served.on(VARIABLES, variables(CLERK_JWT_ISSUER_DOMAIN=value))
    stored = value if value.startswith("https") else ""
    served.on(QUERY, rows({"domain": stored, "applicationID": "convex"}) if stored else rows())
    found = online(tmp_path, served)
    assert check in failed(found)
    said = [problem.message for one in found.values() for problem in one.problems]
    assert not [text for text in said if "q8ZkT3vWm1" in text or "\n" in text]


def test_another_file_was_pushed(served: Served, tmp_path: Path) -> None:
    served.on(QUERY, rows({"domain": ISSUER, "applicationID": "books"}))
    found = online(tmp_path, served)
    assert failed(found) == {"convex-providers-are-deployed": "error"}


@pytest.mark.parametrize(
    "reply",
    [
        Reply(401, refused("BadAdminKey", "The provided admin key was invalid")),
        Reply(403, refused("BadDeployKey", "The provided deploy key was invalid")),
        Reply(404, b""),
        Reply(500, b""),
        Reply(200, b"<html>"),
    ],
)
def test_what_could_not_be_seen_is_no_verdict(reply: Reply, served: Served, tmp_path: Path) -> None:
    for path in (VARIABLES, INFO, URLS, QUERY):
        served.on(path, reply)
    found = online(tmp_path, served)
    assert failed(found) == {}
    variable = found["convex-issuer-variable-is-set-on-the-deployment"]
    assert (variable.status, variable.blind) == ("unknown", True)


def test_a_key_that_may_only_deploy_leaves_its_reason(served: Served, tmp_path: Path) -> None:
    message = "You do not have permission to perform this operation (deployment:env:view)."
    served.on(VARIABLES, Reply(403, refused("OperationNotPermitted", message)))
    found = online(tmp_path, served)
    assert failed(found) == {}
    reason = found["convex-issuer-variable-is-set-on-the-deployment"].reason or ""
    assert "lacks the permission `deployment:env:view`" in reason
    # What it really has is seen all the same.
    assert found["convex-issuer-is-the-frontend-api"].status == "pass"


def test_clerk_refuses_the_secret_key(served: Served, tmp_path: Path) -> None:
    served.on("/v1/jwt_templates", Reply(401, {"errors": [{"code": "clerk_key_invalid"}]}))
    found = online(tmp_path, served)["jwt-template-exists"]
    assert (found.status, found.blind) == ("unknown", True)
    assert "refuses the secret key" in (found.reason or "")


def test_clerk_has_the_template_under_another_name(served: Served, tmp_path: Path) -> None:
    served.on("/v1/jwt_templates", Reply(200, [listed("Convex", aud="convex")]))
    found = online(tmp_path, served)
    assert failed(found) == {"jwt-template-name-is-exact": "error"}


# Without a key


def nobody(listing: str) -> Reply:
    return Reply(401, refused("NoAuthProvider", f"{NOBODY}{listing}"))


LISTING = (
    ". Check that your JWT's issuer and audience match one of your configured providers:"
    " [OIDC(domain={}, app_id=convex)]"
)


def test_a_dev_deployment_lists_its_providers_to_anybody(served: Served, tmp_path: Path) -> None:
    served.on(QUERY, nobody(LISTING.format(ISSUER)))
    found = online(tmp_path, served, key=False)
    assert failed(found) == {}
    assert found["convex-issuer-is-the-frontend-api"].status == "pass"
    served.on(QUERY, nobody(LISTING.format("https://clerk.acme.io")))
    found = online(tmp_path, served, key=False)
    assert failed(found) == {"convex-issuer-is-the-frontend-api": "error"}
    served.on(QUERY, nobody(" (no providers configured). Check convex/auth.config.ts."))
    found = online(tmp_path, served, key=False)
    assert failed(found) == {"convex-providers-are-deployed": "error"}
    assert not [one for one in served.asked if ADMIN in one.headers.get("authorization", "")]


def test_a_production_deployment_keeps_them_to_itself(served: Served, tmp_path: Path) -> None:
    served.on(QUERY, nobody(""))
    found = online(tmp_path, served, key=False)["convex-providers-are-deployed"]
    assert found.status == "unknown"
    assert "keeps its providers to itself" in (found.reason or "")


def test_a_file_without_variables_needs_no_key(served: Served, tmp_path: Path) -> None:
    config = (
        f'export default {{ providers: [{{ domain: "{ISSUER}/", applicationID: "convex" }}] }};'
    )
    served.on(QUERY, nobody(LISTING.format(ISSUER)))
    found = online(tmp_path, served, key=False, config=config)
    assert "convex-providers-are-deployed" in failed(found)  # by the slash: another file
    served.on(QUERY, nobody(LISTING.format(f"{ISSUER}/")))
    found = online(tmp_path, served, key=False, config=config)
    assert failed(found) == {"convex-issuer-is-not-fixed-to-development": "error"}


def test_a_token_is_shown_to_the_apps_deployment(served: Served, tmp_path: Path) -> None:
    given = token(aud="convex")

    def answer(asked: Any) -> Reply:
        if asked.headers["authorization"] == f"Bearer {given}":
            return Reply(200, NO_FUNCTION)
        return nobody(LISTING.format(ISSUER))

    served.on(QUERY, answer)
    found = online(tmp_path, served, key=False, asked=Asked(token=given))
    assert failed(found) == {}
    assert found["convex-deployment-accepts-the-token"].status == "pass"
    served.on(QUERY, nobody(LISTING.format("https://clerk.acme.io")))
    found = online(tmp_path, served, key=False, asked=Asked(token=given))
    assert "convex-deployment-accepts-the-token" in failed(found)


# Deploy keys of Convex' cloud


class Recorded:
    """What would have been sent beyond loopback, and an answer that nothing is known."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []

    def __call__(self, url: str, *_: Any, headers: dict[str, str], **__: Any) -> NoAnswer:
        self.sent.append((url, headers["authorization"]))
        return NoAnswer(url, "refuses the connection")


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch, served: Served) -> Recorded:
    found = Recorded()
    monkeypatch.setattr(convex_deployment, "get", found)
    monkeypatch.setattr(convex_deployment, "post", found)
    return found


def test_a_deploy_key_is_sent_to_its_own_deployment_alone(
    recorded: Recorded, tmp_path: Path
) -> None:
    keys = {"CONVEX_DEPLOY_KEY": "dev:calm-cow-456|abc", "PROD_KEY": "prod:happy-animal-123|def"}
    env = ENV + "NEXT_PUBLIC_CONVEX_URL=https://other-otter-9.eu-west-1.convex.cloud\n"
    env += "".join(f"{name}='{value}'\n" for name, value in keys.items())
    project = convex_project(tmp_path, {".env.local": env, "lib/x.ts": "process.env.PROD_KEY"})
    judged(project, Asked(online=True, key_names=("PROD_KEY",)), {"PROD_KEY": keys["PROD_KEY"]})
    homes = {
        f"Convex {keys['CONVEX_DEPLOY_KEY']}": "https://calm-cow-456.convex.cloud/",
        f"Convex {keys['PROD_KEY']}": "https://happy-animal-123.convex.cloud/",
    }
    with_keys = [(url, sent) for url, sent in recorded.sent if sent.startswith("Convex ")]
    assert {sent for _, sent in with_keys} == set(homes)
    for url, sent in with_keys:
        assert url.startswith(homes[sent])


def test_a_login_is_used_only_where_the_user_says_so(recorded: Recorded, tmp_path: Path) -> None:
    env = ENV + "NEXT_PUBLIC_CONVEX_URL=https://calm-cow-456.convex.cloud\n"
    project = convex_project(tmp_path, {".env.local": env})
    judged(project, Asked(online=True))
    assert not [sent for _, sent in recorded.sent if sent.startswith("Convex ")]
    login = json.dumps({"accessToken": "opensesame"}).encode()
    judged(project, Asked(online=True, login=login))
    urls = {url for url, sent in recorded.sent if sent == "Convex opensesame"}
    assert urls
    assert all(url.startswith("https://calm-cow-456.convex.cloud/") for url in urls)


def test_a_login_goes_to_no_custom_domain(recorded: Recorded, tmp_path: Path) -> None:
    env = ENV + "NEXT_PUBLIC_CONVEX_URL=https://convex.evil.example\n"
    project = convex_project(tmp_path, {".env.local": env})
    login = json.dumps({"accessToken": "opensesame"}).encode()
    judged(project, Asked(online=True, login=login))
    assert not [url for url, sent in recorded.sent if "opensesame" in sent]


def test_a_named_variable_that_is_not_set_is_a_trouble(recorded: Recorded, tmp_path: Path) -> None:
    project = convex_project(tmp_path, {})
    with pytest.raises(Trouble, match="`PROD_KEY` is not set"):
        judged(project, Asked(online=True, key_names=("PROD_KEY",)))
