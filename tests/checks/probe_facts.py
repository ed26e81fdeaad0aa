"""Runs of probes, built by hand for the tables."""

from clerkdoctor.facts.probes import Fired, ProbeRun
from clerkdoctor.probing.answers import Answer, NoAnswer
from clerkdoctor.probing.meanings import meaning
from clerkdoctor.probing.probes import PROBES, Kit, Probe

URL = "https://books.dev/api/webhooks/clerk"
KIT = Kit("whsec_" + "A" * 32, b"\0" * 24, 1_795_000_000, "seed")
OK = Answer(200, {}, b"ok")
NO = Answer(400, {}, b"no")
CRASH = Answer(500, {}, b"")

Answers = dict[str, Answer | NoAnswer]


def run(
    answers: Answers | None = None,
    *,
    to_signed: Answer | NoAnswer = OK,
    to_wrong: Answer | NoAnswer = NO,
    probes: tuple[Probe, ...] = PROBES,
    wrote: bool = False,
    skew: float | None = 0.0,
    instance: str | None = None,
    project_instance: str | None = None,
) -> ProbeRun:
    """An endpoint that is right but for some shots: what is sent, in words → its answer."""
    given = answers or {}
    fired = [
        Fired(probe.name, shot, answer, meaning(answer, URL))
        for probe in probes
        if wrote or not probe.writes
        for shot in probe.shots(KIT)
        for answer in [given.get(shot.what, to_wrong if shot.wanted == "refused" else to_signed)]
    ]
    first = fired[0].meaning
    is_over = isinstance(fired[0].answer, NoAnswer) or first.outcome == "blocked"
    return ProbeRun(
        URL,
        tuple(fired[:1] if is_over else fired),
        first if is_over else None,
        skew,
        instance,
        project_instance,
        wrote,
    )


RIGHT = run()


def stopped(answer: Answer | NoAnswer) -> ProbeRun:
    """An endpoint whose handler is not reached."""
    return run(to_signed=answer)
