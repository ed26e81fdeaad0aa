"""What is said of answers to probes: what is accepted that is to be refused, and the reverse."""

from collections.abc import Iterable, Iterator

from clerkdoctor.check import Finding, Level, Problem, Unknown
from clerkdoctor.facts.place import Url
from clerkdoctor.facts.probes import Fired, ProbeRun
from clerkdoctor.probing.answers import NoAnswer

# What stands in the handler's place in the middle of a run: it tells nothing of the handler.
_HIDING = ("rate-limit", "cloudflare-challenge", "vercel-protection", "timeout")
# A handler that answers others says no in these ways.
_SAYING_NO = ("refused", "signature", "too-large", "not-found")


def status(one: Fired) -> str:
    return "not at all" if isinstance(one.answer, NoAnswer) else str(one.answer.status)


def not_sent(run: ProbeRun) -> Unknown:
    """Why nothing is known of a probe, or not all of it."""
    why = run.stopped or run.ended
    if why is None:
        return Unknown("this probe was not sent")
    return Unknown(f"the endpoint {why.words}, so that nothing more was sent")


def not_open() -> Unknown:
    """What is refused where all is refused, proves nothing; nor does what happens after it."""
    return Unknown("no signed delivery is accepted, so that nothing more can be told")


def refused(run: ProbeRun, name: str, because: str = "") -> Iterator[Finding]:
    """All shots of a probe that are to be refused: those that are accepted are a problem.

    `because` goes on with the sentence that says so.
    """
    fired = run.of(name)
    if run.stopped is not None or not fired:
        yield not_sent(run)
        return
    taken = [one for one in fired if one.shot.wanted == "refused" and is_accepted(one)]
    if taken:
        yield Problem(f"It accepts {_listed(taken)}{because}", Url(run.url), about="signature")
    yield from unseen(run, fired)
    if not run.is_open:
        yield not_open()


def accepted(run: ProbeRun, name: str, about: str, level: Level | None = None) -> Iterator[Finding]:
    """All shots of a probe that are to be accepted, where a plain signed delivery is."""
    fired = run.of(name)
    if run.stopped is not None or not fired:
        yield not_sent(run)
        return
    if not run.is_open:
        yield not_open()
        return
    failed = [
        one
        for one in fired
        if one.shot.wanted == "accepted" and not is_accepted(one) and not _is_hidden(one)
    ]
    for words in dict.fromkeys(_said(one) for one in failed):
        of_them = [one for one in failed if _said(one) == words]
        no = says_no(of_them[0])
        yield Problem(
            f"It refuses {_listed(of_them)}" if no else f"To {_named(of_them)}, it {words}",
            Url(run.url),
            of_them[0].meaning.fix if of_them[0].meaning.code in ("upstream", "reset") else None,
            about=about,
            level=level,
        )
    yield from unseen(run, fired)


def is_accepted(one: Fired) -> bool:
    return one.meaning.outcome == "accepted"


def says_no(one: Fired) -> bool:
    """Whether the handler refuses it, and nothing stands in its place."""
    return one.meaning.code in _SAYING_NO


def unseen(run: ProbeRun, fired: Iterable[Fired]) -> Iterator[Unknown]:
    """What is not known of a probe's shots: their answers were not the handler's, or none came."""
    last = None
    for one in fired:
        last = one
        if _is_hidden(one):
            yield Unknown(f"to {one.shot.what}, the endpoint {one.meaning.words}")
    if run.ended is not None and last is not None and last is _last_probe(run):
        yield not_sent(run)


def _last_probe(run: ProbeRun) -> Fired | None:
    """The last shot before it was looked whether the endpoint is still there."""
    names = {one.name for one in run.fired} - {"the-endpoint-can-be-reached"}
    return next((one for one in reversed(run.fired) if one.name in names), None)


def _is_hidden(one: Fired) -> bool:
    return one.meaning.code in _HIDING


def _said(one: Fired) -> str:
    """What one says of several alike: they stand together."""
    return status(one) if says_no(one) else one.meaning.words


def _listed(fired: list[Fired]) -> str:
    statuses = " or ".join(dict.fromkeys(status(one) for one in fired))
    return f"{_named(fired)} ({statuses})"


def _named(fired: list[Fired]) -> str:
    *most, last = (one.shot.what for one in fired)
    return f"{', '.join(most)} and {last}" if most else last
