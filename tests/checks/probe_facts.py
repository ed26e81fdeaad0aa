"""Runs of probes, built by hand for the tables, and the rows that many checks have alike."""

from base64 import b64encode
from collections.abc import Iterator

from clerkdoctor.check import Check, Level
from clerkdoctor.facts.probes import Fired, ProbeRun
from clerkdoctor.probing.answers import Answer, NoAnswer
from clerkdoctor.probing.meanings import Meaning, meaning
from clerkdoctor.probing.probes import PROBES, Probe
from clerkdoctor.probing.shots import Kit, Shot
from tests.checks.table import Row, Said, error, fails, passes, unknown

URL = "https://books.dev/api/webhooks/clerk"
OK = Answer(200, {}, b"ok")
NO = Answer(400, {}, b"no")
CRASH = Answer(500, {}, b"")
GONE = Meaning("failed", "gone", "no longer answers after it", "Catch what the handler throws")

Answers = dict[str, Answer | NoAnswer]


def kit() -> Kit:
    key = b"clerkdoctor's own test secret!"
    return Kit(f"whsec_{b64encode(key).decode()}", key, 1_795_000_000, "seed")


def run(
    answers: Answers | None = None,
    *,
    to_signed: Answer | NoAnswer = OK,
    to_wrong: Answer | NoAnswer = NO,
    to_strange: Answer | None = None,
    probes: tuple[Probe, ...] = PROBES,
    wrote: bool = False,
    skew: float | None = 0.0,
    instance: str | None = None,
    project_instance: str | None = None,
) -> ProbeRun:
    """An endpoint that is right but for some shots: what is sent, in words → its answer.

    `to_strange` is its answer to events of a type that Clerk does not have, where it is another.
    """
    made = kit()
    fired = []
    if to_strange is not None:
        fired += _fired(probes[:1], made, {"a signed delivery": to_strange}, NO, NO)
        made.is_strange = False
        answers = {
            "a signed event of a type that Clerk does not have": to_strange,
            **(answers or {}),
        }
    sent = [probe for probe in probes if wrote or not probe.writes]
    fired += _fired(sent, made, answers or {}, to_signed, to_wrong)
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


def _fired(
    probes: "tuple[Probe, ...] | list[Probe]",
    made: Kit,
    answers: Answers,
    to_signed: Answer | NoAnswer,
    to_wrong: Answer | NoAnswer,
) -> list[Fired]:
    return [
        Fired(probe.name, shot, answer, meaning(answer, URL))
        for probe in probes
        for shot in probe.shots(made)
        for answer in [answers.get(shot.what, to_wrong if shot.wanted == "refused" else to_signed)]
    ]


def until(whole: ProbeRun, what: str, ended: Meaning = GONE) -> ProbeRun:
    """The run, broken off after the shot `what`."""
    last = next(n for n, one in enumerate(whole.fired) if one.shot.what == what)
    return whole._replace(fired=whole.fired[: last + 1], ended=ended)


def stopped(answer: Answer | NoAnswer) -> ProbeRun:
    """An endpoint whose handler is not reached."""
    return run(to_signed=answer)


def events(answer: Answer | NoAnswer) -> ProbeRun:
    """Events, and no probes."""

    def shots(made: Kit) -> Iterator[Shot]:
        yield made.shot("`user.created`", "accepted", event="user.created")

    return run(to_signed=answer, probes=(Probe("events-are-accepted", "authentication", shots),))


RIGHT = run()
ALL_REFUSED = run(to_signed=NO)
BLOCKED = stopped(NoAnswer("refused", "Connection refused"))
LIMITED = Answer(429, {})


def refusing(check: Check, what: str, fix: str = "Verify each request") -> list[Row]:
    """The rows of a check that wants a shot to be refused."""
    return [
        passes("it is refused", check, RIGHT),
        fails(
            "it is accepted",
            check,
            run({what: OK}),
            error(f"It accepts {what} (200)", at=URL, fix=fix),
        ),
        unknown("nothing is accepted", check, "no signed delivery is accepted", ALL_REFUSED),
        unknown("nothing was sent", check, "refuses the connection", BLOCKED),
        unknown("the app is gone", check, "no longer answers", until(run(), "a signed delivery")),
    ]


def accepting(
    check: Check,
    what: str,
    level: Level,
    fix: str,
    answer: Answer = NO,
    *,
    says: str = "",
    wrote: bool = False,
) -> list[Row]:
    """The rows of a check that wants a shot to be accepted."""
    message = says or f"It refuses {what} ("
    return [
        passes("it is accepted", check, run(wrote=wrote)),
        fails(
            "it is refused",
            check,
            run({what: answer}, wrote=wrote),
            Said(level, message, URL, fix),
        ),
        fails(
            "the handler throws",
            check,
            run({what: CRASH}, wrote=wrote),
            Said(level, f"To {what}, it answers 500", URL, fix),
        ),
        unknown(
            "nothing is accepted",
            check,
            "no signed delivery is accepted",
            run(to_signed=NO, wrote=wrote),
        ),
        unknown(
            "the rate is limited",
            check,
            f"to {what}, the endpoint limits the rate",
            run({what: LIMITED}, wrote=wrote),
        ),
    ]
