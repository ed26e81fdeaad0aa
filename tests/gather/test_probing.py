"""Probing endpoints that answer, limit, hang and end: what is sent, and when it is left."""

import threading
import time
from collections.abc import Iterator
from itertools import pairwise

from clerkdoctor.facts.probes import ProbeRun
from clerkdoctor.gather.probing import Prober, new_seed
from clerkdoctor.probing.probes import PROBES, Probe
from clerkdoctor.probing.shots import Kit, Shot
from tests.checks.probe_facts import kit
from tests.gather.endpoints import Got, Headers, endpoint, verified


def probe(
    url: str,
    *,
    rate: float = 10_000,
    timeout: float = 5,
    probes: tuple[Probe, ...] = PROBES,
    writes: bool = False,
    headers: tuple[tuple[str, str], ...] = (),
) -> ProbeRun:
    made = Kit(kit().secret, kit().key, time.time(), new_seed())
    prober = Prober(url, made, rate=rate, timeout=timeout, headers=headers)
    return prober.run(probes, writes=writes, show=lambda _done, _of: None)


def outcomes(run: ProbeRun) -> dict[str, str]:
    return {one.shot.what: one.meaning.outcome for one in run.fired}


def test_a_right_endpoint_does_with_each_shot_what_is_wanted() -> None:
    with endpoint(verified) as (url, got):
        run = probe(url, writes=True, headers=(("X-Own", "1"),))
    assert run.stopped is None
    assert run.ended is None
    assert run.is_open
    assert len(got) == len(run.fired) > 90
    for one in run.fired:
        if one.shot.method == "POST" and one.shot.wanted != "handled":
            assert one.meaning.outcome == one.shot.wanted, one.shot.what
    assert {one.headers["x-own"] for one in got} == {"1"}
    assert {one.path for one in got} == {"/api/webhooks/clerk"}
    assert run.skew is not None
    assert abs(run.skew) < 2


def test_what_writes_is_left_out_without_leave() -> None:
    with endpoint(verified) as (url, got):
        run = probe(url)
    assert not any(probe.writes and run.of(probe.name) for probe in PROBES[-3:])
    assert not any(b'"user.created"' in one.body for one in got)


def test_an_endpoint_that_is_not_reached_is_asked_once() -> None:
    with endpoint(lambda _: (308, b"", {"Location": "/api/webhooks/clerk/"})) as (url, got):
        run = probe(url)
    assert len(got) == 1
    assert run.stopped is not None
    assert run.stopped.code == "trailing-slash"


def test_where_strange_events_are_not_taken_a_known_one_is_sent() -> None:
    def reply(one: Got) -> tuple[int, bytes, Headers]:
        found = verified(one)
        return (404, b"?", {}) if found[0] == 200 and b"clerkdoctor.probe" in one.body else found

    with endpoint(reply) as (url, _):
        run = probe(url)
    assert run.stopped is None
    assert run.is_open
    bad = {
        one.shot.what
        for one in run.fired
        if one.shot.wanted == "accepted" and one.meaning.outcome != "accepted"
    }
    assert bad == {"a signed delivery", "a signed event of a type that Clerk does not have"}


def test_shots_that_go_together_meet() -> None:
    waiting = threading.Barrier(2, timeout=5)
    met = []

    def reply(one: Got) -> tuple[int, bytes, Headers]:
        waiting.wait()
        met.append(one)
        return 200, b"ok", {}

    together = tuple(p for p in PROBES if p.name == "concurrent-redelivery-is-idempotent")
    with endpoint(reply) as (url, _):
        run = probe(url, rate=4, probes=together)  # Their pause is before both, not between them.
    assert len(met) == 2
    assert set(outcomes(run).values()) == {"accepted"}


def test_no_more_are_sent_in_a_second_than_asked_for() -> None:
    def shots(made: Kit) -> Iterator[Shot]:
        for number in range(5):
            yield made.shot(f"{number}", "accepted")

    with endpoint(verified) as (url, got):
        probe(url, rate=20, probes=(Probe("a", "robustness", shots),))
    gaps = [later.at - sooner.at for sooner, later in pairwise(got)]
    assert sum(gaps) > 4 * 0.05 * 0.9


def test_a_limited_rate_is_kept_to() -> None:
    limited: list[Got] = []

    def reply(one: Got) -> tuple[int, bytes, Headers]:
        if len(limited) < 2:
            limited.append(one)
            return 429, b"", {"Retry-After": "0"}
        return verified(one)

    with endpoint(reply) as (url, _):
        run = probe(url, probes=PROBES[:3])
    assert limited[0].body == limited[1].body
    assert set(outcomes(run)) > {"a signed delivery"}
    assert not [one for one in run.fired if one.meaning.code == "rate-limit"]


def test_a_rate_that_stays_limited_ends_it() -> None:
    seen = []

    def reply(one: Got) -> tuple[int, bytes, Headers]:
        seen.append(one)
        return verified(one) if len(seen) == 1 else (429, b"", {"Retry-After": "0"})

    with endpoint(reply) as (url, got):
        run = probe(url)
    assert run.ended is not None
    assert run.ended.code == "rate-limit"
    assert len(run.fired) == 4
    assert len(got) == 1 + 3 * 3


def test_an_app_that_ends_is_not_asked_any_further() -> None:
    seen = []

    def reply(one: Got) -> tuple[int, bytes, Headers] | None:
        seen.append(one)
        return verified(one) if len(seen) == 1 else None

    with endpoint(reply) as (url, _):
        run = probe(url)
    assert run.ended is not None
    assert run.ended.code == "gone"
    assert "an unsigned request" in run.ended.words
    assert [one.name for one in run.fired[2:]] == ["the-endpoint-can-be-reached"] * 2


def test_one_request_that_breaks_off_is_that_one_s_alone() -> None:
    def reply(one: Got) -> tuple[int, bytes, Headers] | None:
        return None if "svix-id" not in one.headers else verified(one)

    with endpoint(reply) as (url, _):
        run = probe(url)
    assert run.ended is None
    broken = [one.shot.what for one in run.fired if one.meaning.code == "reset"]
    assert broken == ["an unsigned request", "a delivery without `svix-id`"]


def test_patience_ends_with_the_third_request_that_hangs() -> None:
    def reply(one: Got) -> tuple[int, bytes, Headers]:
        found = verified(one)
        if found[0] == 400:
            time.sleep(0.6)
        return found

    started = time.monotonic()
    with endpoint(reply) as (url, _):
        run = probe(url, timeout=0.2)
    assert time.monotonic() - started < 5
    assert run.ended is not None
    assert run.ended.code == "late"
    assert "3 times" in run.ended.words
