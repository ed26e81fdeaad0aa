"""Why an endpoint refuses every signed delivery: what it accepts instead names the bug."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from clerkdoctor.probing.answers import Answer, NoAnswer
from clerkdoctor.probing.meanings import Meaning


class Diagnosis(NamedTuple):
    """`words` complete "The endpoint refuses signed deliveries: …"."""

    code: str
    words: str
    fix: str


class Shown(NamedTuple):
    """A shot as the diagnosis looks at it."""

    what: str
    answer: Answer | NoAnswer
    meaning: Meaning


_RAW = "Verify the body as it came: `await request.text()`, before anything parses it"
_BY_ACCEPTED: Mapping[str, tuple[str, str, str]] = {
    "a signature with an empty key": (
        "empty-key",
        "it accepts signatures made with an empty key, so that its secret is `whsec_` alone",
        "Set the whole signing secret where the handler runs, and update svix to 2.2 or later",
    ),
    "the signature of an empty body": (
        "empty-body",
        "it verifies an empty body: something has read the body before",
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
        "Verify with `verifyWebhook` or svix",
    ),
    "a signature keyed with the base64 text of the secret": (
        "text-key",
        "it takes the secret's base64 as text, and not the key that it stands for",
        "Verify with `verifyWebhook` or svix",
    ),
    "a signature of the body alone": (
        "body-alone",
        "it computes the signature over the body alone, without id and timestamp",
        "Verify with `verifyWebhook` or svix",
    ),
    "a signature of timestamp and body": (
        "no-id",
        "it computes the signature without the message's id",
        "Verify with `verifyWebhook` or svix",
    ),
    "a signature in hexadecimal": (
        "hexadecimal",
        "it compares the signature in hexadecimal; Svix sends base64",
        "Verify with `verifyWebhook` or svix",
    ),
}
_SKEW = 300


def diagnosis(signed: Meaning, shots: Iterable[Shown], skew: float | None) -> Diagnosis:
    """The likeliest cause. `signed` is what the plain signed delivery met, `shots` all others."""
    shown = list(shots)
    for what, (code, words, fix) in _BY_ACCEPTED.items():
        found = next((one for one in shown if one.what == what), None)
        if found and found.meaning.outcome == "accepted":
            return Diagnosis(code, words, fix)
    if signed.code not in ("refused", "signature", "crash"):
        return Diagnosis(signed.code, signed.words, signed.fix)
    if skew is not None and abs(skew) > _SKEW:
        way = "ahead" if skew > 0 else "behind"
        return Diagnosis(
            "clock",
            f"its clock is {abs(skew):.0f} s {way}, and the tolerance is {_SKEW} s",
            "Set the server's clock",
        )
    empty = next((one for one in shown if one.what == "the signature of an empty body"), None)
    forged = next((one for one in shown if one.what == "a signature of another secret"), None)
    if empty and forged and _face(empty) != _face(forged):
        return Diagnosis(
            "empty-body",
            "it answers the signature of an empty body otherwise than a forged one, so that"
            " something has read the body before",
            _RAW,
        )
    if signed.code == "crash":
        return _crash(signed, forged)
    return Diagnosis(
        "wrong-secret",
        "no form of the body fits, so that its secret is probably another one",
        "Compare the last characters of its secret with those in Clerk's dashboard, and deploy"
        " after a change",
    )


def _crash(signed: Meaning, forged: Shown | None) -> Diagnosis:
    """A handler that throws: for every request, or once the signature is right."""
    if forged is not None and forged.meaning.outcome == "refused":
        return Diagnosis(
            "after-verification",
            "it throws after the signature is verified",
            "Look at the code behind `verify()`: from svix 2.2 on, it returns nothing; parse the"
            " body yourself",
        )
    return Diagnosis("crash", signed.words, signed.fix)


def _face(shown: Shown) -> tuple[int, bytes] | None:
    """What one sees of an answer, to tell whether two are the same."""
    answer = shown.answer
    return (answer.status, answer.body[:200]) if isinstance(answer, Answer) else None
