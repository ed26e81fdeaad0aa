"""Recordings of a browser, and the point at which the session is lost."""

import pytest

from clerkdoctor.checks.session_recording import recorded_session_is_kept
from tests.checks.session_facts import signed_in, story
from tests.checks.table import Row, error, fails, holds, inapplicable, passes, unknown
from tests.session.recordings import APP, entry

PAGE = f"{APP}/dashboard"

ROWS = [
    passes(
        "two pages",
        recorded_session_is_kept,
        story(entry(PAGE, cookie=signed_in()), entry(PAGE, after=1, cookie=signed_in())),
    ),
    fails(
        "lost on the way to a subdomain",
        recorded_session_is_kept,
        story(
            entry(PAGE, cookie=signed_in()),
            entry("https://app.acme.io/", after=1, document=True, cookie="__client_uat=1"),
        ),
        error("(entry 2, `GET https://app.acme.io/`)", at="app.har", fix="Keep to one host"),
    ),
    unknown(
        "exported without cookies",
        recorded_session_is_kept,
        "sensitive data",
        story(entry(PAGE), entry(PAGE, after=1)),
    ),
    inapplicable(
        "nobody signed in",
        recorded_session_is_kept,
        "nobody is signed in",
        story(entry(PAGE, cookie="a=b")),
    ),
    inapplicable(
        "another site",
        recorded_session_is_kept,
        "no request to the app",
        story(entry("https://example.com/", cookie="a=b")),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_session_recording(row: Row) -> None:
    holds(row)
