"""A Convex deployment's variables, and every way in which it does not give them."""

from collections.abc import Iterator

import pytest

from clerkdoctor.facts.deployed import DeployedSource
from clerkdoctor.gather.deployed.asking import Asking
from clerkdoctor.gather.deployed.convex import Keyed, convex, deployment
from clerkdoctor.secret import Secret
from tests.gather.deployed.platforms import CONVEX_KEY, CONVEX_NAME, Fault, Platform, served

DEV_KEY = "dev:quiet-fox-7|01ab23cd45ef"
LISTED = "/api/v1/list_environment_variables"


@pytest.fixture
def platform() -> Iterator[Platform]:
    with served(Platform()) as platform:
        yield platform


def asked(platform: Platform, *, key: str = CONVEX_KEY, timeout: float = 5.0) -> DeployedSource:
    keyed = Keyed(platform.url, Secret(key), CONVEX_NAME, "prod")
    return convex("convex:prod", keyed, Asking(timeout=timeout, sleep=lambda _: None))


def test_a_deployment_gives_its_variables(platform: Platform) -> None:
    platform.convex = {"CLERK_JWT_ISSUER_DOMAIN": "https://clerk.books.dev", "EMPTY": ""}
    found = asked(platform)
    assert (found.side, found.target, found.deployment) == ("convex", "production", CONVEX_NAME)
    assert {n: v.value.reveal() for n, v in found.variables.items() if v.value is not None} == (
        platform.convex
    )


def test_the_deployment_knows_best_what_it_is(platform: Platform) -> None:
    platform.convex_kind = "dev"
    assert asked(platform).target == "development"
    platform.faults = [Fault("/api/v1/deployment_info", 403)]
    assert asked(platform).target == "production"  # by the key


FAULTS = {
    "401": (Fault(LISTED, 401, b'{"code": "BadAdminKey"}'), "none of this deployment's"),
    "403": (
        Fault(LISTED, 403, b'{"code": "OperationNotPermitted", "message": "no (deployment:env:view)."}'),
        "it lacks the permission `deployment:env:view`",
    ),
    "404": (Fault(LISTED, 404), "answers 404"),
    "429": (Fault(LISTED, 429), "too many requests (429)"),
    "500": (Fault(LISTED, 500), "failed on Convex' side (500)"),
    "a web page": (Fault(LISTED, 200, b"<html>"), "JSON was expected"),
    "silence": (Fault(LISTED, 200, pause=1.0), "took longer than 0.3 s"),
    "a closed connection": (Fault(LISTED, 0), "closed the connection"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_what_could_not_be_read_has_its_reason(platform: Platform, name: str) -> None:
    fault, said = FAULTS[name]
    platform.faults = [fault]
    found = asked(platform, timeout=0.3 if name == "silence" else 5.0)
    assert found.unread is not None
    assert said in found.unread
    assert found.variables == {}
    assert CONVEX_KEY not in found.unread


def test_any_variable_of_convex_may_hold_the_key_that_is_wanted() -> None:
    stated = [("CONVEX_DEPLOY_KEY", CONVEX_KEY), ("CONVEX_DEV_KEY", DEV_KEY)]
    for wanted, name in {"": CONVEX_NAME, "prod": CONVEX_NAME, "dev": "quiet-fox-7",
                         "quiet-fox-7": "quiet-fox-7"}.items():  # fmt: skip
        found = deployment(stated, wanted)
        assert isinstance(found, Keyed)
        assert found.name == name
        assert found.url == f"https://{name}.convex.cloud"


def test_the_project_s_url_tells_the_region() -> None:
    url = f"https://{CONVEX_NAME}.eu-west-1.convex.cloud"
    found = deployment([("CONVEX_DEPLOY_KEY", CONVEX_KEY), ("NEXT_PUBLIC_CONVEX_URL", url)], "")
    assert isinstance(found, Keyed)
    assert found.url == url


@pytest.mark.parametrize(
    "url", ["https://evil.dev", "https://brave-otter-42.convex.cloud.evil.dev", "http://evil.dev/.convex.cloud"]
)  # fmt: skip
def test_a_key_goes_to_its_own_deployment_alone(url: str) -> None:
    stated = [("CONVEX_DEPLOY_KEY", CONVEX_KEY), ("NEXT_PUBLIC_CONVEX_URL", url)]
    found = deployment(stated, "")
    assert isinstance(found, Keyed)
    assert found.url == f"https://{CONVEX_NAME}.convex.cloud"


@pytest.mark.parametrize(
    ("stated", "wanted", "said"),
    [
        ([], "", "set CONVEX_DEPLOY_KEY"),
        ([("CONVEX_DEPLOY_KEY", CONVEX_KEY)], "dev", "are of `prod:brave-otter-42`, none of `dev`"),
        ([("CONVEX_DEPLOY_KEY", "preview:team:books|x1")], "", "the preview deploy key"),
        ([("OTHER", CONVEX_KEY)], "", "set CONVEX_DEPLOY_KEY"),
    ],
)
def test_without_a_key_nobody_is_asked(
    stated: list[tuple[str, str]], wanted: str, said: str
) -> None:
    found = deployment(stated, wanted)
    assert isinstance(found, str)
    assert said in found


def test_a_self_hosted_deployment_is_asked_where_the_project_says() -> None:
    stated = [
        ("CONVEX_SELF_HOSTED_URL", "http://127.0.0.1:3210/"),
        ("CONVEX_SELF_HOSTED_ADMIN_KEY", "books|01ab"),
    ]
    found = deployment(stated, "")
    assert isinstance(found, Keyed)
    assert (found.url, found.name) == ("http://127.0.0.1:3210", None)
