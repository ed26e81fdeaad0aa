"""A Convex deployment's HTTP API: what is asked, of whom, and what each answer means."""

from collections.abc import Iterator
from typing import Any

import pytest

from clerkdoctor.convex.listed_providers import providers_in_message
from clerkdoctor.convex.providers import CustomJwtProvider, OidcProvider
from clerkdoctor.gather.convex_deployment import (
    PROBE,
    Deployment,
    Judged,
    KeyedDeployment,
    NotTold,
    deployment_of_key,
    made_up_token,
)
from clerkdoctor.secret import Secret
from tests.gather.served_api import Asked, Reply, Served, fits, serving, specification

KEY = "dev:happy-animal-123|" + "eyJ2MiI6ImFiYyJ9"
ISSUER = "https://verb-noun-00.clerk.accounts.dev"
VARIABLES = "/api/v1/list_environment_variables"
INFO = "/api/v1/deployment_info"
URLS = "/api/v1/get_canonical_urls"
QUERY = "/api/query"
CLOUD = {
    "kind": "cloud", "deploymentType": "dev", "teamId": 1, "projectId": 2, "id": 3,
    "projectSlug": "books", "projectName": "Books", "reference": "dev/ada",
}  # fmt: skip
CANONICAL = {
    "convexCloudUrl": "https://happy-animal-123.convex.cloud",
    "convexSiteUrl": "https://happy-animal-123.convex.site",
}
ROWS = [
    {"domain": ISSUER, "applicationID": "convex"},
    {"type": "customJwt", "issuer": "https://a.dev", "jwks": "https://a.dev/j",
     "algorithm": '"RS256"', "applicationID": None},
]  # fmt: skip
NO_FUNCTION = {
    "status": "error",
    "errorMessage": f"[Request ID: 1] Server Error\nCould not find public function for '{PROBE}'.",
}


@pytest.fixture
def served() -> Iterator[Served]:
    with serving() as found:
        yield found


def client(served: Served, key: str | None = KEY, **what: Any) -> Deployment:
    return Deployment(
        served.url, None if key is None else Secret(key), sleep=lambda _: None, **what
    )


def refused(code: str, message: str) -> dict[str, str]:
    return {"code": code, "message": message}


def test_a_deployment_says_what_it_has(served: Served) -> None:
    answers = {
        VARIABLES: {"environmentVariables": {"CLERK_JWT_ISSUER_DOMAIN": ISSUER}},
        INFO: CLOUD,
        URLS: CANONICAL,
        QUERY: {"status": "success", "value": ROWS, "logLines": []},
    }
    for path, answer in answers.items():
        served.on(path, Reply(200, answer))
    asked = client(served)
    assert asked.variables() == {"CLERK_JWT_ISSUER_DOMAIN": ISSUER}
    assert asked.kind() == "dev"
    assert asked.urls() == (CANONICAL["convexCloudUrl"], CANONICAL["convexSiteUrl"])
    assert asked.providers() == (
        OidcProvider("convex", ISSUER),
        CustomJwtProvider("https://a.dev", "https://a.dev/j", "RS256"),
    )
    assert {one.headers["authorization"] for one in served.asked} == {f"Convex {KEY}"}
    _is_read_only(served.asked)
    _fit_the_specification(answers)


def _is_read_only(asked: list[Asked]) -> None:
    """The endpoints that read, and one query: nothing else is ever asked."""
    for one in asked:
        if one.method == "POST":
            assert one.path == QUERY
            assert one.body["path"] in (PROBE, "_system/frontend/listAuthProviders:default")
        else:
            assert (one.method, one.path) in {("GET", path) for path in (VARIABLES, INFO, URLS)}


def _fit_the_specification(answers: dict[str, Any]) -> None:
    spec = specification("convex-deployment.json")
    if spec is None:
        return
    for path, answer in answers.items():
        if path == QUERY:
            continue
        operation = spec["paths"][path.removeprefix("/api/v1")]["get"]
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        assert fits(answer, schema, spec), path


def test_a_self_hosted_one_says_so(served: Served) -> None:
    served.on(INFO, Reply(200, {"kind": "selfHosted"}))
    assert client(served).kind() == "self-hosted"


@pytest.mark.parametrize(
    ("reply", "words", "code"),
    [
        (
            Reply(401, refused("BadAdminKey", "The provided admin key was invalid")),
            "says that the key is none of this deployment's (`BadAdminKey`)",
            "BadAdminKey",
        ),
        (
            Reply(403, refused("BadDeployKey", "The provided deploy key was invalid for")),
            "says that the deploy key is of another deployment (`BadDeployKey`)",
            "BadDeployKey",
        ),
        (
            Reply(
                403,
                refused(
                    "OperationNotPermitted",
                    "You do not have permission to perform this operation (deployment:env:view).",
                ),
            ),
            "may not read this; it lacks the permission `deployment:env:view`",
            "OperationNotPermitted",
        ),
        (Reply(401, b""), "refuses the key (401)", None),
        (Reply(403, b""), "says that the key may not read this (403)", None),
        (Reply(404, b""), "answers 404: there is no such deployment", None),
        (Reply(429, b"", {"retry-after": "60"}), "asks for patience", None),
        (Reply(500, b""), "failed on Convex' side (500)", None),
        (Reply(503, b""), "failed on Convex' side (503)", None),
        (Reply(302, b"", {"location": "http://127.0.0.1:9/"}), "a redirect, which was not", None),
        (Reply(418, b""), "answers 418; 200 was expected", None),
        (Reply(200, b"<html><body>Sign in</body></html>"), "answers a web page", None),
        (Reply(200, b"{"), "answers no JSON object", None),
        (Reply(200, []), "answers no JSON object", None),
        (Reply(200, {"environmentVariables": []}), "holds no list of variables", None),
    ],
)
def test_each_other_answer_has_its_words(
    served: Served, reply: Reply, words: str, code: str | None
) -> None:
    served.on(VARIABLES, reply)
    found = client(served).variables()
    assert isinstance(found, NotTold)
    assert words in found.reason
    assert found.code == code
    assert "eyJ2" not in found.reason


@pytest.mark.parametrize(
    "answer",
    [
        {"status": "error", "errorMessage": "no"},
        {"status": "success", "value": [{"domain": 1}]},
        {"status": "success", "value": {}},
    ],
)
def test_providers_in_another_form_are_not_guessed(served: Served, answer: object) -> None:
    served.on(QUERY, Reply(200, answer))
    found = client(served).providers()
    assert isinstance(found, NotTold)
    assert "holds no list of providers" in found.reason


def test_a_silent_one_is_not_waited_for(served: Served) -> None:
    served.on(VARIABLES, Reply(200, {}, pause=2.0))
    served.on(QUERY, Reply(200, {}, pause=2.0))
    for found in (client(served, timeout=0.2).variables(), client(served, timeout=0.2).providers()):
        assert isinstance(found, NotTold)
        assert "took longer than 0.2 s" in found.reason


def test_a_busy_one_is_asked_again(served: Served) -> None:
    busy = Reply(429, refused("TooManyRequests", "slow down"), {"retry-after": "0"})
    served.on(INFO, busy, Reply(200, CLOUD))
    assert client(served).kind() == "dev"
    assert len(served.asked) == 2


# Tokens


@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, NO_FUNCTION),
        Reply(200, {"status": "error", "errorMessage": "Server Error"}),
        Reply(560, NO_FUNCTION),
        Reply(404, refused("FunctionPathNotFound", "no")),
    ],
)
def test_an_accepted_token_comes_to_the_function(served: Served, reply: Reply) -> None:
    served.on(QUERY, reply)
    assert client(served, None).judge("a.b.c") == Judged(None, None)
    (asked,) = served.asked
    assert asked.headers["authorization"] == "Bearer a.b.c"
    assert asked.body == {"path": PROBE, "args": {}, "format": "json"}


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (401, "NoAuthProvider"),
        (401, "InvalidAuthHeader"),
        (401, "Unauthenticated"),
        (400, "AuthProviderDiscoveryFailed"),
        (404, "AuthProviderDiscoveryFailed"),
        (503, "AuthProviderDiscoveryFailed"),
    ],
)
def test_a_refused_token_has_convexs_own_words(served: Served, status: int, code: str) -> None:
    served.on(QUERY, Reply(status, refused(code, "in these words")))
    assert client(served, None).judge("a.b.c") == Judged(code, "in these words")


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(500, refused("InternalServerError", "Try again later.")), "failed on Convex' side"),
        (Reply(404, b"<html>"), "answers 404"),
        (Reply(200, b"<html>"), "answers 200; 200 was expected"),
        (Reply(400, refused("InvalidAdminKey", "Invalid admin key")), "answers 400"),
    ],
)
def test_what_is_no_verdict_is_none(served: Served, reply: Reply, words: str) -> None:
    served.on(QUERY, reply)
    found = client(served, None).judge("a.b.c")
    assert isinstance(found, NotTold)
    assert words in found.reason


@pytest.mark.parametrize("token", ["", "a\nb", "ä.b.c", " a.b.c"])
def test_what_no_header_can_carry_is_not_sent(served: Served, token: str) -> None:
    assert isinstance(client(served, None).judge(token), NotTold)
    assert isinstance(client(served, f"{KEY}\n").variables(), NotTold)
    assert isinstance(client(served, f"{KEY}\n").providers(), NotTold)
    assert served.asked == []


def test_a_token_of_nobody_makes_a_deployment_list_its_providers(served: Served) -> None:
    """The message is that of the open-source backend; see the table of verdicts."""
    from clerkdoctor.convex.network import NetworkFailure
    from clerkdoctor.convex.refusal import Refused
    from clerkdoctor.convex.validate import validate

    providers = (
        OidcProvider("convex", ISSUER),
        CustomJwtProvider("https://a.dev", "https://a.dev/j", "RS256", None),
    )
    refusal = validate(made_up_token(), providers, 0, lambda _: NetworkFailure("asked"))
    assert isinstance(refusal, Refused)
    assert refusal.code == "NoAuthProvider"
    served.on(QUERY, Reply(401, refused(refusal.code, refusal.message)))
    judged = client(served, None).judge(made_up_token())
    assert isinstance(judged, Judged)
    listed = providers_in_message(judged.message or "")
    assert listed == (providers[0], CustomJwtProvider("https://a.dev", "", "", None))


# Keys


@pytest.mark.parametrize(
    ("key", "urls", "expected"),
    [
        (
            KEY,
            (),
            KeyedDeployment("happy-animal-123", "https://happy-animal-123.convex.cloud", "dev"),
        ),
        (
            "prod:calm-cow-456|abc",
            ("https://calm-cow-456.eu-west-1.convex.cloud",),
            KeyedDeployment("calm-cow-456", "https://calm-cow-456.eu-west-1.convex.cloud", "prod"),
        ),
        (
            "prod:calm-cow-456|abc",
            ("https://other-cow-1.convex.cloud", "https://calm-cow-456.evil.example"),
            KeyedDeployment("calm-cow-456", "https://calm-cow-456.convex.cloud", "prod"),
        ),
        (
            "prod:calm-cow-456|abc",
            ("https://calm-cow-456.convex.site",),
            KeyedDeployment("calm-cow-456", "https://calm-cow-456.convex.cloud", "prod"),
        ),
    ],
)
def test_a_key_goes_to_the_deployment_that_it_names(
    key: str, urls: tuple[str, ...], expected: KeyedDeployment
) -> None:
    assert deployment_of_key(Secret(key), urls) == expected


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("prod:evil.example/|abc", "names no deployment of Convex' cloud"),
        ("prod:evil.example#|abc", "names no deployment of Convex' cloud"),
        ("prod:a@evil.example|abc", "names no deployment of Convex' cloud"),
        ("prod:UPPER|abc", "names no deployment of Convex' cloud"),
        ("preview:team:project|abc", "makes preview deployments"),
        ("project:team:project|abc", "is of a whole project"),
        ("<ignore_deploy_key>", "is Convex' word for none"),
        ("prod:calm-cow-456", "has no `|` with a key behind it"),
        ("sk_test_abcdefghijkl", "is a secret key"),
    ],
)
def test_a_key_that_names_none_goes_nowhere(key: str, words: str) -> None:
    found = deployment_of_key(Secret(key))
    assert isinstance(found, NotTold)
    assert words in found.reason
