"""`check-session` against a real Next.js app that is a satellite: `acme.test`, whose primary domain
is `shop.test`. What differs is what the app was built with; the project says what is right.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from clerkdoctor.clerk.keys import publishable_key_for
from tests.clerk.minted import jwk
from tests.gather.served_api import Reply, Served, serving
from tests.live.variants import CURRENT
from tests.session.next_app import SECRET, clerk, cookies, forward
from tests.session.stage import (
    APP,
    DEV_FAPI,
    FAPI,
    OTHER,
    Request,
    html,
    name_server,
    redirect,
    signed_out,
    stage,
)
from tests.session.test_check_session import TEST, Play, failed, status
from tests.session.test_real_next_proxy import running

pytestmark = pytest.mark.long

LIVE = publishable_key_for(f"clerk.{OTHER}", live=True)
MIDDLEWARE = (
    'import { clerkMiddleware } from "@clerk/nextjs/server";\n'
    "export default clerkMiddleware();\n" + CURRENT
)
SIGN_IN = f"https://{OTHER}/sign-in"
STATED = {
    "NEXT_PUBLIC_CLERK_IS_SATELLITE": "true",
    "NEXT_PUBLIC_CLERK_DOMAIN": APP,
    "NEXT_PUBLIC_CLERK_SIGN_IN_URL": SIGN_IN,
}
SYNCS = "satellite-syncs-with-its-primary"
PAGE = '<script>self.__next_f.push([1,"{\\"allowedRedirectOrigins\\":[\\"%s\\"]}"])</script>'


class Built(NamedTuple):
    """How the app was built, and what is found: the check that fails, and its words."""

    key: str
    changed: dict[str, str]
    check: str = ""
    words: str = ""


BUILDS = {
    "right, in production": Built(LIVE, {}),
    "right, in development": Built(TEST, {}),
    "built before it was a satellite": Built(
        LIVE, {"NEXT_PUBLIC_CLERK_IS_SATELLITE": ""}, SYNCS, "gets 200"
    ),
    "built with another domain": Built(
        LIVE, {"NEXT_PUBLIC_CLERK_DOMAIN": OTHER}, SYNCS, f"is sent to `https://clerk.{OTHER}/v1"
    ),
}


@pytest.fixture
def api() -> Iterator[Served]:
    with serving() as served:
        listed = [
            {"id": "dmn_1", "name": OTHER, "is_satellite": False, "frontend_api_url": ""},
            {"id": "dmn_2", "name": APP, "is_satellite": True, "frontend_api_url": ""},
        ]
        served.on("/v1/domains", Reply(200, {"data": listed, "total_count": 2}))
        served.on("/v1/jwks", Reply(200, {"keys": [jwk()]}))
        yield served


def primary(request: Request) -> Any:
    """The primary's sign-in page; in development its middleware sends back to the satellite."""
    back = request.query.get("__clerk_redirect_url")
    if back:
        marked = f"{back.replace('__clerk_synced=false', '')}__clerk_synced=true"
        return redirect(marked, *signed_out("primary-responds-to-syncing", "handshake"))
    return html(PAGE % f"https://{APP}")


@pytest.mark.parametrize("case", BUILDS)
def test_a_satellite(
    case: str, api: Served, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    built = BUILDS[case]
    secret = SECRET if built.key == LIVE else SECRET.replace("live", "test")
    env = {**STATED, "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY": built.key, "CLERK_SECRET_KEY": secret}
    with (
        running(MIDDLEWARE, api, env | built.changed) as port,
        stage(tmp_path) as made,
        name_server() as dns,
    ):
        play = Play(tmp_path, made, dns, capsys)
        play.app(forward(port))
        play.app(primary, OTHER)
        play.app(clerk(cookies("", 0, built.key)), FAPI)
        play.app(clerk(cookies("", 0, built.key), host=DEV_FAPI), DEV_FAPI)
        for name in list(dns.zone):
            if name != FAPI:
                del dns.zone[name]
        play.key = built.key
        lines = {**STATED, "CLERK_SECRET_KEY": secret, "CLERK_API_URL": api.url}
        play.env = "".join(f"{name}={value}\n" for name, value in lines.items())
        document = play.run()
    found = failed(document)
    assert set(found) == ({built.check} if built.check else set()), found
    if built.check:
        assert any(built.words in message for message in found[built.check]), found
    else:
        assert status(document, SYNCS) == "pass"
        assert status(document, "primary-allows-the-satellite") == "pass"
        assert status(document, "clerk-js-comes-from-the-instance") == "pass"
