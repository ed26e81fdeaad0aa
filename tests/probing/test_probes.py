"""Every shot is what it says: the ported verifiers accept those that are to be accepted, alone."""

import json

import pytest

from clerkdoctor.checks import catalogue
from clerkdoctor.probing.diagnosis import _BY_ACCEPTED
from clerkdoctor.probing.names import FORGERIES, SIGNED, UNSIGNED
from clerkdoctor.probing.probes import PROBES
from clerkdoctor.probing.shots import Kit, Shot
from clerkdoctor.svix.verify import verify_clerk, verify_svix
from tests.checks.probe_facts import kit

SECRET = kit().secret


def shots(*, is_strange: bool) -> list[tuple[str, Shot]]:
    made = kit()
    made.is_strange = is_strange
    return [(probe.name, shot) for probe in PROBES for shot in probe.shots(made)]


SHOTS = [*shots(is_strange=True), *shots(is_strange=False)]


@pytest.mark.parametrize(("name", "shot"), SHOTS, ids=lambda value: getattr(value, "what", ""))
def test_a_shot_is_what_it_says(name: str, shot: Shot) -> None:
    headers = {key.lower(): value for key, value in shot.headers}
    now = float(kit().now)
    verdicts = {
        verify(SECRET, headers, shot.body, now).accepted for verify in (verify_svix, verify_clerk)
    }
    if shot.wanted == "handled" or shot.method != "POST":
        return
    assert verdicts == {shot.wanted == "accepted"}


def test_clocks_that_differ_by_half_a_minute_change_nothing() -> None:
    for skew in (-29, 29):
        for _, shot in SHOTS:
            headers = {key.lower(): value for key, value in shot.headers}
            found = verify_svix(SECRET, headers, shot.body, kit().now + skew)
            if shot.wanted != "handled" and shot.method == "POST":
                assert found.accepted == (shot.wanted == "accepted"), shot.what


def test_every_probe_is_judged_by_a_check_of_its_name() -> None:
    checks = {entry.check.id for entry in catalogue(("delivery probes",))}
    assert {probe.name for probe in PROBES} <= checks
    assert PROBES[0].name == SIGNED


def test_what_is_looked_for_by_its_words_is_sent() -> None:
    sent = {shot.what for _, shot in SHOTS}
    assert {UNSIGNED, *FORGERIES, *_BY_ACCEPTED} <= sent


def test_ids_are_fresh_and_shaped_as_svix_makes_them() -> None:
    made = kit()
    ids = [made.fresh_id() for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert all(len(one) == 31 and one.startswith("msg_") and one[4:].isalnum() for one in ids)
    assert Kit(SECRET, b"", 0, "other").fresh_id() not in ids


def test_without_leave_nothing_that_may_write_is_told() -> None:
    """Types that Clerk does not have, and one user that cannot be: its id is one of 2014."""
    for strange in (True, False):
        made = kit()
        made.is_strange = strange
        for probe in PROBES:
            for shot in () if probe.writes else probe.shots(made):
                if shot.body.startswith(b"{") and b"\xff" not in shot.body:
                    event = json.loads(shot.body)
                    assert event["type"] in ("clerkdoctor.probe", "user.deleted")
                    assert set(event["data"]) <= {"id", "object", "deleted"}


def test_what_the_probes_write_they_delete_and_no_run_meets_another_s() -> None:
    def written(seed: str) -> dict[str, list[str]]:
        made = Kit(SECRET, kit().key, kit().now, seed)
        found: dict[str, list[str]] = {}
        for probe in PROBES:
            if probe.writes and probe.name != "every-event-type-is-accepted":
                for shot in probe.shots(made):
                    event = json.loads(shot.body)
                    found.setdefault(event["data"]["id"], []).append(event["type"])
                    addresses = event["data"].get("email_addresses") or ()
                    found.setdefault("addresses", []).extend(
                        one["email_address"] for one in addresses
                    )
        return found

    first, second = written("one"), written("two")
    assert all(types[-1] == "user.deleted" for key, types in first.items() if key != "addresses")
    assert len(first) == 4
    assert set(first) & set(second) == {"addresses"}
    assert not set(first["addresses"]) & set(second["addresses"])
