"""Whether deliveries reach a handler, and what stands in their way."""

import pytest

from clerkdoctor.checks.delivery_reach import (
    the_endpoint_can_be_reached,
    the_endpoint_does_not_redirect,
    the_route_is_not_behind_auth,
    the_route_takes_deliveries,
)
from clerkdoctor.probing.answers import Answer
from clerkdoctor.probing.meanings import meaning
from tests.checks.probe_facts import BLOCKED, LIMITED, RIGHT, URL, run, stopped, until
from tests.checks.table import Row, error, fails, holds, passes, unknown

ROWS: list[Row] = [
    passes("reached", the_endpoint_can_be_reached, RIGHT),
    fails(
        "nothing listens",
        the_endpoint_can_be_reached,
        BLOCKED,
        error("The endpoint refuses the connection", at=URL, fix="Start the app"),
    ),
    fails(
        "a deployment protection",
        the_endpoint_can_be_reached,
        stopped(Answer(401, {"x-vercel-error": "UNAUTHORIZED"})),
        error("Vercel's Deployment Protection", at=URL, fix="Use the production domain"),
    ),
    fails(
        "the app ends over a request",
        the_endpoint_can_be_reached,
        until(run(), "an unsigned request"),
        error("The endpoint no longer answers", at=URL, fix="Catch what the handler throws"),
    ),
    unknown(
        "the rate is limited",
        the_endpoint_can_be_reached,
        "the endpoint limits the rate",
        until(run(), "an unsigned request", meaning(LIMITED, URL)),
    ),
    passes("no redirect", the_endpoint_does_not_redirect, RIGHT),
    unknown("not reached", the_endpoint_does_not_redirect, "refuses the connection", BLOCKED),
    fails(
        "a slash",
        the_endpoint_does_not_redirect,
        stopped(Answer(308, {"location": "/api/webhooks/clerk/"})),
        error("with a slash at its end", at=URL, fix="Configure the webhook"),
    ),
    passes("open", the_route_is_not_behind_auth, RIGHT),
    unknown("not reached", the_route_is_not_behind_auth, "refuses the connection", BLOCKED),
    fails(
        "protected",
        the_route_is_not_behind_auth,
        stopped(Answer(404, {"x-clerk-auth-reason": "protect-rewrite, dev-browser-missing"})),
        error("its path is protected", at=URL, fix="Add the path to the public routes"),
    ),
    passes("a handler", the_route_takes_deliveries, RIGHT),
    unknown("not reached", the_route_takes_deliveries, "refuses the connection", BLOCKED),
    fails(
        "no POST",
        the_route_takes_deliveries,
        stopped(Answer(405, {"allow": "GET"})),
        error("does not take POST (405); it allows GET", at=URL, fix="Export a function"),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_row(row: Row) -> None:
    holds(row)
