"""What is wrong with a delivery's headers by themselves: their names, and the timestamp."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from clerkdoctor.clerk.instants import utc
from clerkdoctor.clerk.javascript import WHITE_SPACE
from clerkdoctor.clerk.shown import span
from clerkdoctor.svix.explanation import Explanation
from clerkdoctor.svix.readings import has_entry, written
from clerkdoctor.svix.verify import NAMES, TOLERANCE, UNBRANDED, is_sendable, timestamp_of

# Whose signature a header holds that is not Svix'.
_SCHEMES = {
    "stripe-signature": "Stripe",
    "x-hub-signature-256": "GitHub",
    "x-hub-signature": "GitHub",
    "x-shopify-hmac-sha256": "Shopify",
    "x-slack-signature": "Slack",
    "x-twilio-signature": "Twilio",
    "x-vercel-signature": "Vercel",
    "paddle-signature": "Paddle",
    "linear-signature": "Linear",
    "workos-signature": "WorkOS",
    "x-square-hmacsha256-signature": "Square",
}
_MILLISECONDS = 100_000_000_000
_IN_SECONDS = "Send the timestamp in whole seconds since 1970: `Math.floor(Date.now() / 1000)`"


def joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Headers as Node.js has them: names in small letters, the values of equal ones joined."""
    found: dict[str, str] = {}
    for name, value in pairs:
        key = name.lower()
        found[key] = f"{found[key]}, {value}" if key in found else value
    return found


def missing(headers: Mapping[str, str], names: Sequence[str] = NAMES) -> list[str]:
    """The names that are not there, or that have no value."""
    return [name for name in names if not headers.get(name, "").strip(WHITE_SPACE)]


def header_faults(headers: Mapping[str, str]) -> Iterator[Explanation]:
    """Why the three headers are not found, or why there can be no such request."""
    for name, value in headers.items():
        if not is_sendable(value):
            which = f"`{name}`" if name in (*NAMES, *UNBRANDED) else "a header"
            yield Explanation(
                "unsendable-header",
                "headers",
                f"The value of {which} holds a character that no request carries",
                "Pass the headers as they came: a value is one line of Latin-1",
            )
            return
    absent = missing(headers)
    if not absent:
        return
    listed = _listed(absent)
    if not missing(headers, UNBRANDED):
        yield Explanation(
            "unbranded-headers",
            "headers",
            f"The headers are {_listed(UNBRANDED)}; `verifyWebhook` looks for {_listed(NAMES)}",
            "Send the headers as `svix-*`, or verify with svix, which takes both",
        )
        return
    other = next((name for name in headers if name in _SCHEMES), None)
    if other:
        whose = _SCHEMES[other]
        yield Explanation(
            "other-scheme",
            "headers",
            f"The delivery has `{other}`, a signature of {whose}'s; {listed} were expected",
            f"Verify it as {whose} says: it is no delivery of Clerk's",
        )
        return
    near = [f"`{name}`" for name in headers if _plain(name) in absent and name not in absent]
    if near:
        yield Explanation(
            "misspelled-headers",
            "headers",
            f"The delivery has {', '.join(near)}; {listed} was expected",
            "Send the headers under their own names, with hyphens",
        )
        return
    empty = [name for name in absent if name in headers]
    state = "has no value" if empty == absent else "is not there"
    yield Explanation(
        "missing-headers",
        "headers",
        f"{listed} {state}; a delivery has all of {_listed(NAMES)}",
        "Pass the headers of the request as a plain object: svix finds none in a `Headers`\n"
        "Object.fromEntries(request.headers)",
    )


def timestamp_fault(headers: Mapping[str, str], now: float) -> Explanation | None:
    """What is wrong with the timestamp: its form, or its distance from the clock.

    `now` is in seconds since 1970.
    """
    text = written(headers).timestamp
    if not text:
        return None
    number = timestamp_of(text)
    if re.match(r"\d{4}-\d\d", text):
        message = "The timestamp is a date; whole seconds since 1970 were expected"
        return Explanation("timestamp-is-a-date", "timestamp", message, _IN_SECONDS)
    if number is None:
        message = "The timestamp is no number; whole seconds since 1970 were expected"
        return Explanation("timestamp-is-no-number", "timestamp", message, _IN_SECONDS)
    if re.match(r"0[xX]|\d+(\.\d+)?[eE]\d", text):
        message = "The timestamp is not written in plain digits, where the libraries stop reading"
        return Explanation("timestamp-is-no-number", "timestamp", message, _IN_SECONDS)
    if number >= _MILLISECONDS:
        message = "The timestamp is in milliseconds; whole seconds since 1970 were expected"
        return Explanation("timestamp-in-milliseconds", "timestamp", message, _IN_SECONDS)
    return _skew(number, now)


def _skew(timestamp: float, now: float) -> Explanation | None:
    skew = math.floor(now) - timestamp
    if -TOLERANCE <= skew <= TOLERANCE:
        return None
    sent = utc(timestamp)
    length = span(abs(skew) * 1000)
    when = f" (it was sent at {sent})" if sent else ""
    if skew > 0:
        return Explanation(
            "clock",
            "clock",
            f"The timestamp is {length} old{when}; the tolerance is 5 minutes",
            "Pass the time at which the delivery came in, to judge a captured one as of then:"
            f" `--at {int(timestamp)}`. Where it is refused as it comes in, correct the server's"
            " clock",
        )
    return Explanation(
        "clock",
        "clock",
        f"The timestamp is {length} ahead of the clock{when}; the tolerance is 5 minutes",
        "Set the clock of whoever verifies, or of whoever signed, by network time",
    )


def oddities(headers: Mapping[str, str]) -> Iterator[str]:
    """What Svix would not write and the libraries take all the same, as sentences."""
    for name in (*NAMES, *UNBRANDED):
        value = headers.get(name, "")
        if value != value.strip(WHITE_SPACE):
            yield f"The value of `{name}` has white space around it"
    _, timestamp, signature = written(headers)
    if timestamp and timestamp_of(timestamp) is not None and not re.fullmatch(r"\d+", timestamp):
        yield "The timestamp is more than digits; the libraries read its beginning alone"
    written_so = r"v1,[A-Za-z0-9+/]{43}=|v1a,[A-Za-z0-9+/]{86}=="
    is_odd = any(not re.fullmatch(written_so, entry) for entry in signature.split(" "))
    if is_odd and has_entry(signature):
        yield "The signature header holds more than `v1,` and `v1a,` with base64 behind them"


def _plain(name: str) -> str:
    """A name as it was before a gateway, a form or a typing mistake changed it."""
    return name.replace("_", "-").removeprefix("http-").removeprefix("x-")


def _listed(names: Sequence[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    return " and ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1]]))
