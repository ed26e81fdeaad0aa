"""The table of symptoms: what it holds, and that each is found in what people paste."""

import re

import pytest

from clerkdoctor.checks import catalogue
from clerkdoctor.symptoms import Symptom, symptoms
from clerkdoctor.symptoms.documented import ALIASES, CHECKLISTS
from clerkdoctor.symptoms.explaining import is_one_of, known
from clerkdoctor.symptoms.matching import Match, matches, normal
from tests.checks.table import UNWANTED

ALL = tuple(symptoms())
IDS = {entry.check.id for entry in catalogue()}

# Checks whose subjects are named by a beginning.
BEGINNINGS = ("convex-", "jwt-template-")


def test_there_are_many_and_each_is_there_once() -> None:
    texts = [normal(one.text) for one in ALL]
    assert len(texts) >= 250
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize("symptom", ALL, ids=lambda one: one.text)
def test_a_symptom_is_well_said_and_its_checks_exist(symptom: Symptom) -> None:
    meaning = symptom.meaning
    assert meaning == meaning.strip()
    assert not meaning.endswith(".")
    assert meaning.count("`") % 2 == 0
    assert not UNWANTED.search(re.sub("`[^`]*`", "", meaning))
    assert symptom.checks
    for name in symptom.checks:
        assert name in IDS or (name.endswith("-") and name.startswith(BEGINNINGS)), name


def found(text: str) -> list[str]:
    return [match.symptom.text for match in matches(text, ALL)]


def as_printed(symptom: Symptom) -> str:
    """The words as a screen may show them: with a prefix, an id in the gap, a colour, a break."""
    words = symptom.text.replace("…", ' "https://x-1.example.com/ins_2abc" ')
    return f"\x1b[31m⨯ Error:\x1b[0m {words} at (file.js:1:2)\n    at next (x.js)"


@pytest.mark.parametrize("symptom", ALL, ids=lambda one: one.text)
def test_a_symptom_is_found_as_it_is_printed(symptom: Symptom) -> None:
    assert symptom.text in found(as_printed(symptom))


@pytest.mark.parametrize("symptom", ALL, ids=lambda one: one.text)
def test_quotes_capitals_and_line_breaks_do_not_count(symptom: Symptom) -> None:
    printed = as_printed(symptom).upper().replace("'", "’").replace('"', '\\"').replace(" ", "\n  ")
    assert symptom.text in found(printed)


# What people pasted in public reports, and what it is about.
REAL = (
    (('Failed to authenticate: "No auth provider found matching the given token", check your server'
     " auth config"), "Failed to authenticate: … check your server auth config"),
    ('{"code":"NoAuthProvider","message":"No auth provider found matching the given token"}',
     "No auth provider found matching the given token"),
    (("Clerk: Handshake token verification failed: Unable to find a signing key in JWKS that matches"
     " the kid='ins_2abc' of the provided session token. (reason=jwk-kid-mismatch,"
     " token-carrier=cookie)"), "Unable to find a signing key in JWKS that matches the kid"),
    (('Invalid JWT Authorized party claim (azp) "https://www.example.com". Expected'
     ' "https://example.com". (reason=token-invalid-authorized-parties)'),
     "Invalid JWT Authorized party claim (azp) … Expected"),
    (('Clerk: The prop "afterSignInUrl" is deprecated and should be replaced with the new'
     ' "fallbackRedirectUrl"'), "The prop … is deprecated and should be replaced"),
    (("Error: Route \"/\" used `headers().get('svix-id')`. `headers()` should be awaited before using"
     " its value."), "should be awaited before using its value"),
    ("⨯ unhandledRejection: Error: NEXT_REDIRECT", "unhandledRejection: Error: NEXT_REDIRECT"),
    ("✖ Vercel build environment detected but CONVEX_DEPLOY_KEY is not set",
     "build environment detected but CONVEX_DEPLOY_KEY is not set"),
    (("Environment variable CLERK_JWT_ISSUER_DOMAIN is used in auth config file but its value was"
     " not set. Go to:"), "is used in auth config file but its value was not set"),
    ('Both middleware file "./src/middleware.ts" and proxy file "./src/proxy.ts" are detected.',
     "Both middleware file … and proxy file … are detected"),
    (("Could not decode token. The JWT's 'kid' (key ID) header is 'ins_2x', does this key match any"
     " key in the provider's JWKS?"), "does this key match any key in the provider's JWKS"),
    ("Auth provider discovery of https://x.clerk.accounts.dev failed: 404 Not Found",
     "Auth provider discovery of … failed"),
    ("x-clerk-auth-reason: session-token-expired-refresh-fetch-error", "session-token-expired-refresh-…"),
    ("error: Body is unusable: Body has already been read",
     "Body is unusable: Body has already been read"),
    ("Module not found: Can't resolve '@/convex/_generated/api'",
     "Can't resolve '…convex/_generated/api'"),
)  # fmt: skip


@pytest.mark.parametrize(("pasted", "text"), REAL, ids=lambda one: one[:40])
def test_real_reports_are_known(pasted: str, text: str) -> None:
    assert text in found(pasted)


@pytest.mark.parametrize(
    ("pasted", "texts"),
    [
        ("session-token-expired", ["session-token-expired"]),
        ("my-token-expired-handler", []),
        ("token_expired", []),
        ("all is well", []),
        ("", []),
        ("…", []),
    ],
)
def test_what_is_part_of_something_else_is_none(pasted: str, texts: list[str]) -> None:
    assert found(pasted) == texts


def test_the_most_telling_comes_first_and_repetitions_are_counted() -> None:
    log = (
        "GET / 401 Unauthorized\n" * 3 + "Error: No auth provider found matching the given token\n"
    )
    first, second = matches(log, ALL)
    assert first.symptom.text == "No auth provider found matching the given token"
    assert (second.symptom.text, second.times) == ("401 Unauthorized", 3)
    assert isinstance(first, Match)


def test_a_huge_log_is_read_from_its_end() -> None:
    log = "token-invalid\n" + "x" * 1_000_000 + "\ntoken-expired\n"
    assert found(log) == ["token-expired"]


def test_the_words_of_checks_are_known_too() -> None:
    words = [(word, e.check.title, e.check.id) for e in catalogue() for word in e.check.symptoms]
    everything = known(ALL, words)
    texts = {one.text.casefold() for one in everything}
    assert {word.casefold() for word, _, _ in words if len(word) > 3} <= texts


@pytest.mark.parametrize("name", CHECKLISTS)
def test_a_documented_checklist_has_its_lines_and_each_a_check_or_a_command(name: str) -> None:
    assert len(CHECKLISTS[name].lines) >= 3
    for line in CHECKLISTS[name].lines:
        assert line.live.startswith("clerkdoctor ")
        for check in line.checks:
            assert check.endswith("-") or check in IDS or check == "https-is-enforced", check
        others = [check for check in line.checks if not check.startswith(BEGINNINGS)]
        assert not others or any(is_one_of(check, line.checks) for check in IDS)


def test_the_documented_lines_are_recognisable() -> None:
    said = {name: " ".join(line.text for line in one.lines) for name, one in CHECKLISTS.items()}
    for name, words in {
        "unauthenticated": ("JWT template", "CLERK_JWT_ISSUER_DOMAIN", "middleware"),
        "webhooks": ("secret", "redirects", "/api/webhooks/*"),
        "session": ("Cookies", "domain", "HTTPS"),
    }.items():
        for word in words:
            assert word in said[name]
    assert set(ALIASES.values()) <= set(CHECKLISTS)
