"""Why an endpoint refuses every signed delivery: what it accepts instead names the bug."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from clerkdoctor.probing.answers import Answer, NoAnswer
from clerkdoctor.probing.meanings import Meaning
from clerkdoctor.probing.names import FORGERIES, UNSIGNED

_SKEW = 300


class Diagnosis(NamedTuple):
    """`words` are a sentence about the endpoint, "it"; `fix` is an instruction."""

    code: str
    words: str
    fix: str


class Shown(NamedTuple):
    """A shot as the diagnosis looks at it."""

    what: str
    answer: Answer | NoAnswer
    meaning: Meaning


_RAW = "Verify the body as it came: `await request.text()`, before anything parses it"
_LIBRARY = "Verify with `verifyWebhook` or svix"
_BY_ACCEPTED: Mapping[str, tuple[str, str, str]] = {
    "a signature with an empty key": (
        "empty-key",
        "it accepts signatures made with an empty key, so that its secret is `whsec_` alone",
        "Set the whole signing secret where the handler runs, and update svix to 2.2 or later",
    ),
    "the signature of an empty body": (
        "empty-body",
        "it verifies an empty body: something has read the body before, or nothing reads it",
        _RAW,
    ),
    "the signature of the body as JSON.stringify writes it": (
        "re-serialised",
        "it verifies the body after parsing and writing it again",
        _RAW,
    ),
    "the signature of the body as a JSON text": (
        "double-encoded",
        "it verifies the body after writing it as a JSON text once more",
        _RAW,
    ),
    "a signature keyed with the secret as text": (
        "text-key",
        "it takes the secret as text, and not the key that its base64 stands for",
        _LIBRARY,
    ),
    "a signature keyed with the base64 text of the secret": (
        "text-key",
        "it takes the secret's base64 as text, and not the key that it stands for",
        _LIBRARY,
    ),
    "a signature of the body alone": (
        "body-alone",
        "it computes the signature over the body alone, without id and timestamp",
        _LIBRARY,
    ),
    "a signature of timestamp and body": (
        "no-id",
        "it computes the signature without the message's id",
        _LIBRARY,
    ),
    "a signature in hexadecimal": (
        "hexadecimal",
        "it compares the signature in hexadecimal; Svix sends base64",
        _LIBRARY,
    ),
}


def diagnosis(signed: Meaning, shots: Iterable[Shown], skew: float | None) -> Diagnosis:
    """The likeliest cause. `signed` is what the first signed delivery met, `shots` are all."""
    shown = {one.what: one for one in reversed(list(shots))}
    for what, (code, words, fix) in _BY_ACCEPTED.items():
        found = shown.get(what)
        if found and found.meaning.outcome == "accepted":
            return Diagnosis(code, words, fix)
    if signed.code not in ("refused", "signature", "crash"):
        return Diagnosis(signed.code, signed.cause or f"it {signed.words}", signed.fix)
    if skew is not None and abs(skew) > _SKEW:
        way = "ahead" if skew > 0 else "behind"
        return Diagnosis(
            "clock",
            f"its clock is {abs(skew):.0f} s {way}, and the tolerance is {_SKEW} s",
            "Set the server's clock",
        )
    if _is_turned_away(shown):
        return Diagnosis(
            "turned-away",
            "it answers a GET request the same, so that not the handler but the middleware turns"
            " away what has no session",
            'Add the path to the public routes of the middleware, as in "/api/webhooks(.*)"',
        )
    return _by_difference(shown) or (_crash(shown) if signed.code == "crash" else _no_form_fits())


def _is_turned_away(shown: Mapping[str, Shown]) -> bool:
    """Whether Clerk's middleware runs there, and one refusal meets whatever is asked."""
    signed, get = shown.get("a signed delivery"), shown.get("a GET request")
    if signed is None or get is None or not isinstance(signed.answer, Answer):
        return False
    is_clerk = signed.answer.headers.get("x-clerk-auth-status") == "signed-out"
    return is_clerk and signed.answer.status in (401, 403) and _face(signed) == _face(get)


def _by_difference(shown: Mapping[str, Shown]) -> Diagnosis | None:
    """What the answers tell that differ, where those to forged deliveries are all alike."""
    forged = {_face(shown[what]) for what in FORGERIES if what in shown}
    if len(forged) != 1 or None in forged:
        return None

    def differs(what: str) -> bool:
        return what in shown and _face(shown[what]) not in (None, *forged)

    if differs("the signature of an empty body"):
        return Diagnosis(
            "empty-body",
            "it verifies an empty body, as its answer to that signature differs from that to a"
            " forged one: something has read the body before, or nothing reads it",
            _RAW,
        )
    if differs("a signed delivery"):
        return Diagnosis(
            "after-verification",
            "it fails after the verification, as its answer differs from that to a forged one",
            "Look at the code behind `verify()`, and at the server's log: from svix 2.2 on,"
            " `verify()` returns nothing, so parse the body yourself",
        )
    if differs("a body that is no JSON"):
        return Diagnosis(
            "parsed",
            "it parses the body before it verifies it, so that nothing is left to verify, or its"
            " secret is another one",
            _RAW,
        )
    return None


def _crash(shown: Mapping[str, Shown]) -> Diagnosis:
    """A handler that throws, whatever the signature."""
    unsigned = shown.get(UNSIGNED)
    if unsigned is not None and unsigned.meaning.outcome == "refused":
        return Diagnosis(
            "uncaught",
            "it throws where it verifies, whatever the signature: its secret is missing or another"
            " one, and nothing catches the error",
            "Compare the last characters of its secret with those in Clerk's dashboard, and catch"
            " the error of the verification",
        )
    return Diagnosis(
        "crash",
        "it throws at every request, whatever the signature",
        "Look at the server's log of that request: `headers()` that is not awaited (Next.js 15 and"
        " later), or a signing secret that is not set where the handler runs",
    )


def _no_form_fits() -> Diagnosis:
    return Diagnosis(
        "wrong-secret",
        "it refuses every form of it alike, so that its secret is probably another one",
        "Compare the last characters of its secret with those in Clerk's dashboard; where they are"
        " the same, log the error that the handler catches: its text names the cause",
    )


def _face(shown: Shown) -> tuple[int, bytes] | None:
    """What one sees of an answer, to tell whether two are the same."""
    answer = shown.answer
    return (answer.status, answer.body[:200]) if isinstance(answer, Answer) else None
