"""Deploy keys, `CONVEX_DEPLOYMENT` and deployment URLs."""

import pytest

from clerkdoctor.convex.keys import (
    DeployKey,
    DeploymentUrl,
    Malformed,
    deployment_of_url,
    parse_convex_deployment,
    parse_deploy_key,
)

SECRET = "eyJ2Mi" + "I6ImQ4Zk1qWlRxUmhLY0V5TG9Xc04ifQ=="


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"prod:happy-animal-123|{SECRET}", ("deployment", "prod", "happy-animal-123", None, None)),
        (f"dev:happy-animal-123|{SECRET}", ("deployment", "dev", "happy-animal-123", None, None)),
        (
            f"preview:happy-animal-123|{SECRET}",
            ("deployment", "preview", "happy-animal-123", None, None),
        ),
        (f"preview:team:project|{SECRET}", ("preview", "preview", None, "team", "project")),
        (f"project:team:project|{SECRET}", ("project", None, None, "team", "project")),
        (f"custom:name|{SECRET}", ("deployment", "custom", "name", None, None)),
        (
            "convex-self-hosted|01" + "ab" * 40,
            ("deployment", "prod", "convex-self-hosted", None, None),
        ),
        ("<ignore_deploy_key>", ("ignored", None, None, None, None)),
    ],
)
def test_deploy_keys(text: str, expected: tuple[str | None, ...]) -> None:
    found = parse_deploy_key(text)
    assert isinstance(found, DeployKey)
    assert tuple(found) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("prod:happy-animal-123", "names a deployment and has no `|` with a key behind it"),
        ("prod:happy-animal-123|", "has no key behind its `|`"),
        (f"|{SECRET}", "names no deployment in front of its `|`"),
        (f"prod:|{SECRET}", "names no deployment in front of its `|`"),
        (f"prod:happy-animal-123|{SECRET}\n", "ends with a line break"),
        (f'"prod:happy-animal-123|{SECRET}"', "stands in quotes"),
        ("prod:your-deployment|xxxxx", "names a deployment that stands for your own"),
        ("<missing_deploy_key:Ask Ann>", "tells Convex to stop"),
        ("your-deploy-key", "consists of words that stand for a value"),
        ("https://happy-animal-123.convex.cloud", "is a URL"),
        ("", "is empty"),
        ("hello", "has no `|`; a deploy key is `prod:name|…`"),
    ],
)
def test_deploy_keys_that_the_cli_cannot_use(text: str, reason: str) -> None:
    found = parse_deploy_key(text)
    assert isinstance(found, Malformed), found
    assert found.reason.startswith(reason)
    assert SECRET not in found.reason


@pytest.mark.parametrize(
    ("text", "kind", "name", "problem"),
    [
        ("dev:happy-animal-123", "dev", "happy-animal-123", None),
        ("prod:happy-animal-123", "prod", "happy-animal-123", None),
        ("happy-animal-123", None, "happy-animal-123", None),
        ("local:local-team-project", "local", "local-team-project", None),
        ("anonymous:anonymous-agent", None, "anonymous-agent", None),
        (
            "dev:happy-animal-123 # team: ours, project: shop",
            "dev",
            " shop",
            "holds the comment behind the deployment's name, which the CLI reads as part of it",
        ),
        ("dev:your-deployment", "dev", "your-deployment", "names a deployment that stands for"),
        ("", None, "", "is empty"),
        (
            f"prod:happy-animal-123|{SECRET}",
            "prod",
            f"happy-animal-123|{SECRET}",
            "is a deploy key",
        ),
        ("https://a-b-1.convex.cloud", None, "//a-b-1.convex.cloud", "is a URL"),
        ("production:a-b-1", None, "a-b-1", "begins with none of `dev:`"),
        ("dev:a b", "dev", "a b", "names no deployment"),
        ("dev:a-b-1 ", "dev", "a-b-1 ", "ends with white space"),
    ],
)
def test_convex_deployment(text: str, kind: str | None, name: str, problem: str | None) -> None:
    found = parse_convex_deployment(text)
    assert (found.deployment_type, found.name) == (kind, name)
    assert found.problem is None if problem is None else (found.problem or "").startswith(problem)
    assert found.anonymous is name.startswith("anonymous-")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://happy-animal-123.convex.cloud", DeploymentUrl("happy-animal-123", "cloud")),
        ("https://happy-animal-123.convex.cloud/", DeploymentUrl("happy-animal-123", "cloud")),
        ("https://happy-animal-123.convex.site/x?y", DeploymentUrl("happy-animal-123", "site")),
        (
            "https://calm-cow-456.eu-west-1.convex.cloud",
            DeploymentUrl("calm-cow-456", "cloud", "eu-west-1"),
        ),
        ("https://api.acme.io", None),
        ("http://127.0.0.1:3210", None),
        ("happy-animal-123.convex.cloud", None),
        ("https://convex.cloud", None),
        ("https://a.b.c.convex.cloud", None),
        ("https://happy-animal-123.convex.cloud.evil.io", None),
        ("", None),
    ],
)
def test_the_deployment_in_a_url(url: str, expected: DeploymentUrl | None) -> None:
    assert deployment_of_url(url) == expected
