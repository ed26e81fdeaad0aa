"""What the end of one run means: who gets in, and the sentence about it."""

from typing import TYPE_CHECKING, NamedTuple

from clerkdoctor.facts.routes import Outcome
from clerkdoctor.guard import wording
from clerkdoctor.guard.calls import awaited, call
from clerkdoctor.guard.operators import truth
from clerkdoctor.guard.packages import rewrites_paths
from clerkdoctor.guard.request import Inert, Request
from clerkdoctor.guard.responses import Response
from clerkdoctor.guard.values import (
    ErrorValue,
    Promise,
    Site,
    Thrown,
    Unknown,
    Value,
    is_nullish,
    type_error,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from clerkdoctor.facts.routes import Means
    from clerkdoctor.guard.matchers import Matcher
    from clerkdoctor.guard.run import Run


class Leaf(NamedTuple):
    """The end of one run.

    `is_turned`: the request does not reach its route; `is_certain`: because nobody is signed in.
    `is_neutral`: whoever asks is sent elsewhere or refused, which says nothing about who gets in.
    `matched` are the patterns on the way, `ran_clerk` whether Clerk looked at the request, `facts`
    those that the end depends on.
    """

    outcome: Outcome
    is_turned: bool = False
    is_certain: bool = False
    is_neutral: bool = False
    matched: "tuple[tuple[Matcher, int], ...]" = ()
    ran_clerk: bool = False

    def for_everyone(self) -> "Leaf":
        outcome = self.outcome
        if outcome.means == "rewrite":
            opened = outcome._replace(access="public", because=wording.rewritten(outcome.to))
            return self._replace(outcome=opened)
        if outcome.means == "redirect":
            opened = outcome._replace(access="public", because=wording.redirected(outcome.to))
            return self._replace(outcome=opened, is_neutral=True)
        refused = outcome._replace(because=wording.refused(outcome))
        return self._replace(outcome=refused, is_neutral=True)

    def is_like(self, other: "Leaf") -> bool:
        one, two = self.outcome, other.outcome
        return (one.means, one.to, one.status) == (two.means, two.to, two.status)

    def merged(self, other: "Leaf") -> "Leaf":
        """Two ends that agree on who gets in; what else differs is not told."""
        if self.is_like(other) or self.outcome.access == "public":
            return self._replace(is_neutral=self.is_neutral and other.is_neutral)
        first, second = (other, self) if self.is_neutral else (self, other)
        one, two = first.outcome, second.outcome
        merged = one._replace(
            to=one.to if one.to == two.to else None,
            status=one.status if one.status == two.status else None,
        )
        return first._replace(outcome=merged, is_neutral=self.is_neutral and other.is_neutral)


def leaf_of(run: "Run", handler: "Callable[[Run], Value]", site: Site) -> Leaf:
    """Runs the handler, and judges what it answers. Raises `CannotFollow`."""
    request = Request(run.path, run.method)
    try:
        function = handler(run)
        if isinstance(function, Unknown):
            return _unknown(function.why, function.place, run)
        answer = awaited(call(run, function, [request, Inert("event")], site))
    except Thrown as thrown:
        return _thrown(run, thrown, site)
    return _judged(run, answer, site)


def _leaf(run: "Run", outcome: Outcome, **more: bool) -> Leaf:
    matched = tuple(
        dict.fromkeys(
            (fact.matcher, fact.entry)
            for fact in run.tested
            if fact.matcher is not None and fact.entry is not None
        )
    )
    return Leaf(outcome, matched=matched, ran_clerk=run.clerk is not None, **more)


def _unknown(why: str, place: "object", run: "Run") -> Leaf:
    return _leaf(run, Outcome("unknown", why, place))  # type: ignore[arg-type]


def _judged(run: "Run", answer: Value, site: Site) -> Leaf:
    if isinstance(answer, Unknown):
        return _unknown(f"its answer is not known: {answer.why}", answer.place, run)
    if isinstance(answer, Promise):
        return _judged(run, awaited(answer), site)
    if not isinstance(answer, Response):
        if is_nullish(answer) or not truth(run, answer, site):
            return _let_through(run, None, site)
        left = run.exit.site if run.exit is not None else site
        return _thrown(run, type_error("what the handler returns is no response", left), site)
    if answer.kind in ("next", "handed"):
        return _let_through(run, answer, site)
    means: Means = answer.kind  # type: ignore[assignment]
    if answer.kind == "response" and (answer.status or 200) < 300:
        outcome = Outcome("public", "", answer.site.place, means, None, answer.status)
        return _leaf(run, _said(run, outcome, answer, site))
    outcome = Outcome("protected", "", answer.site.place, means, answer.to, answer.status)
    certain = answer.kind == "protect" or bool(answer.word) or answer.status == 401
    return _leaf(run, _said(run, outcome, answer, site), is_turned=True, is_certain=certain)


def _said(run: "Run", outcome: Outcome, answer: Response, site: Site) -> Outcome:
    left = run.exit_of(answer) or run.exit
    said = wording.because(run, outcome.access, left, answer, site)
    return outcome._replace(because=said.text, at=said.place)


def _let_through(run: "Run", answer: Response | None, site: Site) -> Leaf:
    left = run.exit_of(answer) if answer is not None else run.exit
    said = wording.because(run, "public", left, answer, site)
    rewrites = answer is not None and answer.via is not None and rewrites_paths(answer.via)
    return _leaf(run, Outcome("public", said.text, said.place, "rewrite" if rewrites else "none"))


def _thrown(run: "Run", thrown: Thrown, site: Site) -> Leaf:
    """An error that nobody catches: Next.js answers 500, whoever asks."""
    error = thrown.value
    known = isinstance(error, ErrorValue)
    at = (error.site if known else None) or thrown.site or site
    text = error.text if known else "it throws"
    because = f"protected: the middleware fails with status 500: {text}"
    outcome = Outcome("protected", because, at.place, "response", None, 500)
    return _leaf(run, outcome, is_turned=True)
