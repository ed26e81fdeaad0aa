"""Which key a token is verified with: the SDK looks its `kid` up in the key set of the instance.

The set is fetched from the Backend API by somebody else; what came of that is an argument here.

Source: @clerk/backend 3.25.0, `loadClerkJWKFromRemote` and `fetchJWKSFromBAPI`.
"""

from typing import NamedTuple

from clerkdoctor.clerk import javascript, verdict
from clerkdoctor.clerk.javascript import INHERITED, UNDEFINED, TypeFault
from clerkdoctor.clerk.shown import shown
from clerkdoctor.clerk.verdict import Refused

_SAME_INSTANCE = "Check that `CLERK_SECRET_KEY` and the publishable key are of the same instance"


class KeySet(NamedTuple):
    """A key set as JSON: `{"keys": […]}`, or what else was found in its place."""

    document: object


class KeyAnswer(NamedTuple):
    """What the key set's endpoint answered."""

    status: int
    body: bytes


class KeysUnreachable(NamedTuple):
    """There was no answer. `problem` is the predicate of a sentence about the endpoint."""

    problem: str


KeySource = KeySet | KeyAnswer | KeysUnreachable


class KeyTable:
    """The keys of a set by their `kid`, with the manners of the JavaScript object that holds them:
    a `kid` of another type is its text, a missing one is `undefined`, and every object has a
    `constructor`.
    """

    def __init__(self) -> None:
        self._own: dict[str, object] = {}
        self._prototype: dict[str, object] = {}

    @property
    def kids(self) -> list[str]:
        return list(self._own)

    def add(self, key: object) -> None:
        """Raises `TypeFault` where the SDK throws."""
        if key is None:
            raise TypeFault("the key set holds null in place of a key")
        kid = key.get("kid", UNDEFINED) if isinstance(key, dict) else UNDEFINED
        name = javascript.string_of(kid)
        held = name in self._own or name in self._prototype
        if name == "__proto__" and isinstance(key, dict) and not held:
            self._prototype = key
        else:
            self._own[name] = key

    def find(self, kid: object) -> object:
        """The value that stands for the key, UNDEFINED for none. Raises `TypeFault`."""
        name = javascript.string_of(kid)
        for holder in (self._own, self._prototype):
            if name in holder:
                return holder[name]
        if name == "__proto__":
            return self._prototype
        return Function() if name in INHERITED else UNDEFINED


class Function(NamedTuple):
    """A function of JavaScript's: true, and no key."""

    is_function: bool = True


def load(source: KeySource) -> KeyTable | Refused:
    """The keys that there are, or why the SDK has none."""
    if isinstance(source, KeysUnreachable):
        return Refused(verdict.UNEXPECTED, f"The key set's endpoint {source.problem}")
    if isinstance(source, KeySet):
        return _table(source.document)
    try:
        # Node.js' `response.json()` drops a byte order mark, and its decoder drops another.
        body = source.body.removeprefix(b"\xef\xbb\xbf")
        answer = javascript.parse(javascript.text_of(body))
    except ValueError as error:
        message = f"The key set's endpoint answered {source.status} with a text that {error}"
        return Refused(verdict.UNEXPECTED, message)
    return _table(answer) if 200 <= source.status < 300 else _failed(source.status, answer)


def choose(table: KeyTable, kid: object) -> object | Refused:
    """What the SDK imports as the key of a token with this `kid` (UNDEFINED: it has none)."""
    try:
        key = table.find(kid)
    except TypeFault as fault:
        return Refused(verdict.UNEXPECTED, f"The token's `kid` is {shown(kid)}: {fault}")
    if javascript.is_truthy(key):
        return key
    named = "no key (`kid`)" if kid is UNDEFINED else f"the key {shown(kid)}"
    has = ", ".join(shown(known) for known in table.kids[:5]) or "none"
    return Refused(
        verdict.KID_MISMATCH,
        f"The token names {named}, and the key set has {has}",
        f"{_SAME_INSTANCE}, and that the token comes from it",
    )


def _table(document: object) -> KeyTable | Refused:
    if document is None:
        return Refused(verdict.UNEXPECTED, "The key set is `null`")
    keys = document.get("keys", UNDEFINED) if isinstance(document, dict) else UNDEFINED
    if isinstance(keys, dict):
        has_keys = javascript.is_truthy(keys.get("length", UNDEFINED))
    else:
        has_keys = isinstance(keys, list | str) and bool(keys)
    if not has_keys:
        return Refused(
            verdict.KEY_SET_FAILED, f"The key set holds no keys: its `keys` is {shown(keys)}"
        )
    if not isinstance(keys, list):
        return Refused(verdict.UNEXPECTED, f"The key set's `keys` is {shown(keys)} and no list")
    table = KeyTable()
    try:
        for key in keys:
            table.add(key)
    except TypeFault as fault:
        return Refused(verdict.UNEXPECTED, f"The key set cannot be read: {fault}")
    return table


def _failed(status: int, answer: object) -> Refused:
    """The error that is made of an answer outside of 200 to 299."""
    errors = answer.get("errors", UNDEFINED) if isinstance(answer, dict) else UNDEFINED
    refused = Refused(
        verdict.KEY_SET_FAILED, f"The key set's endpoint answered {status}", _SAME_INSTANCE
    )
    if not javascript.is_truthy(errors):
        return refused
    if not isinstance(errors, list):
        return Refused(verdict.UNEXPECTED, f"{refused.message} with `errors` that are no list")
    for error in errors:
        if error is None:
            return Refused(verdict.UNEXPECTED, f"{refused.message} with `null` among its errors")
        if isinstance(error, dict) and error.get("code") == "clerk_key_invalid":
            return Refused(
                verdict.SECRET_KEY_INVALID,
                "Clerk's Backend API does not know the secret key",
                "Copy the secret key from Clerk's dashboard, API keys, into `CLERK_SECRET_KEY`",
            )
    return refused
