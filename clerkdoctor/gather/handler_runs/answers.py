"""How a handler answers: the status of the response that it gives."""

from clerkdoctor.facts.handlers import Answer
from clerkdoctor.facts.place import Place
from clerkdoctor.gather.handler_runs.things import (
    Called,
    Either,
    Known,
    Made,
    Member,
    Named,
    Thing,
    is_nullish,
)

_RESPONSES = ("Response", "NextResponse")
_FIXED = {"next": 200, "redirect": 307, "error": 500}


def answer_of(value: Thing, place: Place) -> Answer:
    """The answer that a web handler's value is."""
    match value:
        case Called(Named(_, name), arguments, at) if name.partition(".")[0] in _RESPONSES:
            method = name.partition(".")[2]
            if value.is_new or method == "json":
                return _of_options(arguments[1:2], at)
            return _fixed(_FIXED.get(method), at)
        case Known():
            return Answer("none", at=place)
        case Either(options):
            answers = [answer_of(option, place) for option in options]
            codes = {answer.code for answer in answers}
            return answers[0] if len(codes) == 1 else _untold(answers[0].at)
        case Called(_, _, at):
            return _untold(at)
        case _:
            return _untold(place)


def reply_of(called: Called, status: Thing) -> Answer | None:
    """The answer that a call of the Pages Router's `res` is; None where it is none yet.

    `status` is what an earlier call or assignment set.
    """
    if not isinstance(called.callee, Member):
        return None
    match called.callee.name:
        case "redirect":
            return _fixed(307, called.place)
        case "sendStatus" if called.arguments:
            return _with_status(called.arguments[0], called.place)
        case "json" | "send" | "end":
            return _with_status(status, called.place)
    return None


def _untold(at: Place | None) -> Answer:
    return Answer("unknown", at=at, reason="the answer is made elsewhere")


def _fixed(status: int | None, at: Place) -> Answer:
    return Answer("status", status, at) if status else _untold(at)


def _of_options(options: tuple[Thing, ...], at: Place) -> Answer:
    """`{ status: 400 }`, the second argument of `new Response()`."""
    if not options or is_nullish(options[0]):
        return Answer("status", 200, at)
    if not isinstance(options[0], Made):
        return _untold(at)
    status = options[0].fields.get("status")
    if status is None:
        return _untold(at) if options[0].spread else Answer("status", 200, at)
    return _with_status(status, at)


def _with_status(status: Thing, at: Place) -> Answer:
    number = status.value if isinstance(status, Known) else None
    if isinstance(number, int | float) and not isinstance(number, bool):
        return Answer("status", int(number), at)
    return _untold(at)
