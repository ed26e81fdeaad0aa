"""The user of a session token, looked up."""

import pytest

from clerkdoctor.checks.session_user import session_user_exists
from clerkdoctor.facts.place import Url
from clerkdoctor.facts.session import LookedUpUser
from tests.checks.table import Row, error, fails, holds, passes

AT = "https://api.clerk.com/v1/users"
ROWS = [
    passes("there", session_user_exists, LookedUpUser(Url(AT), "user_1", True)),
    fails(
        "not there",
        session_user_exists,
        LookedUpUser(Url(AT), "user_1", False),
        error("Clerk knows no user `user_1`", at=AT, fix="Delete this site's cookies"),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_session_user(row: Row) -> None:
    holds(row)
