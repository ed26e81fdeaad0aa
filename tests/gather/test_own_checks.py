"""What asks who is there, read from its sources, and what the checks then say of it."""

import pytest

from clerkdoctor.evidence import Absent
from clerkdoctor.facts.own_checks import OwnChecks
from clerkdoctor.facts.routes import Access
from clerkdoctor.gather.own_checks.answering import own_checks
from clerkdoctor.gather.own_checks.names import asks_by_name, speaks_of_auth
from clerkdoctor.words import words_of
from tests.checks.facts import app
from tests.gather.own_checks_broken import BROKEN
from tests.gather.own_checks_reading import gathered, said
from tests.gather.own_checks_right import CREATE, RIGHT, action, handler
from tests.typescript.reading import sources


def test_there_are_many_of_both() -> None:
    assert len(RIGHT) >= 30
    assert len(BROKEN) >= 20


@pytest.mark.parametrize("name", RIGHT)
@pytest.mark.parametrize("access", ["unguarded", "public"])
def test_nothing_is_said_of_what_is_right(name: str, access: Access) -> None:
    assert said(RIGHT[name], access) == []


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_said_once(name: str) -> None:
    files, access, words = BROKEN[name]
    found = said(files, access)
    assert len(found) == 1, found
    assert words in found[0]
    assert found[0].count("`") % 2 == 0


@pytest.mark.parametrize("name", [name for name in BROKEN if not name.startswith("an action")])
def test_what_is_protected_by_a_pattern_is_no_more_than_a_note(name: str) -> None:
    assert [one.partition(" ")[0] for one in said(BROKEN[name][0], "protected")] in ([], ["note"])


@pytest.mark.parametrize("name", ["a handler that creates", "an admin's page"])
def test_nothing_is_said_where_it_is_not_known_who_gets_there(name: str) -> None:
    assert said(BROKEN[name][0], "unknown") == []


def test_many_behind_a_pattern_are_one_note() -> None:
    files: dict[str, str] = {}
    for number in range(5):
        files |= handler(CREATE, f"api/n{number}")
    (found,) = said(files, "protected")
    assert "`POST /api/n0`, `POST /api/n1`, `POST /api/n2` and 2 more do not ask" in found


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("requireDbUser", ("require", "db", "user")),
        ("getAPIKey", ("get", "api", "key")),
        ("verify-token", ("verify", "token")),
        ("__x__", ("x",)),
        ("", ()),
    ],
)
def test_a_name_is_taken_apart(name: str, words: tuple[str, ...]) -> None:
    assert words_of(name) == words


@pytest.mark.parametrize(
    "name",
    ["requireUser", "getSession", "getCurrentUser", "currentUser", "getUser", "getUserId",
     "withAuth", "isAdmin", "checkUser", "canEdit", "assertOwner", "validateRequest", "getDbUser",
     "getUserFromRequest", "ensureSignedIn", "verifyHmac", "timingSafeEqual"],
)  # fmt: skip
def test_a_function_so_called_may_be_a_check(name: str) -> None:
    assert asks_by_name(name)


@pytest.mark.parametrize(
    "name",
    ["require", "getUserById", "createUser", "getAuthor", "updateNote", "cancelOrder", "json",
     "parse", "getSignedUrl", "getUsers", "message", ""],
)  # fmt: skip
def test_a_function_so_called_is_none(name: str) -> None:
    assert not asks_by_name(name)
    assert not speaks_of_auth(name)


def test_what_is_looked_at_is_counted() -> None:
    own, _ = gathered({**handler(CREATE), **action("")})
    assert isinstance(own, OwnChecks)
    assert (own.routes, own.actions) == (1, 1)


def test_an_app_without_clerk_has_nothing_to_ask_with() -> None:
    for of in (app(clerk=None), app()._replace(kind="convex")):
        assert isinstance(own_checks(of, [], sources({}), lambda *_: ()), Absent)


@pytest.mark.parametrize(
    "text",
    [
        "export async function POST(",
        "export async function POST() { POST() }",
        "export { POST } from './route'",
        "export const POST = (() => async () => {})()",
        "export async function POST() { await (await import('x')).default.y`INSERT INTO ${a}` }",
        "export async function POST() { new (class {})().x.y.z() }",
        'import { POST as P } from "./route"\nexport async function POST() { return P() }',
    ],
)
def test_odd_code_says_nothing_and_breaks_nothing(text: str) -> None:
    assert said({"app/api/a/route.ts": text}) == []
