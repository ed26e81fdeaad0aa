"""Asking a platform's API for an object, and every way of not getting one in words.

A key goes to the host it is for and nowhere else: over https, without redirects (`gather.http`). A
service that asks for patience is asked again, within the bounds of `gather.asking`.
"""

import time
from collections.abc import Callable, Mapping
from typing import NamedTuple

from clerkdoctor import json_text
from clerkdoctor.gather.asking import LONGEST_WAIT, patiently, retry_after
from clerkdoctor.gather.files import MEGABYTE
from clerkdoctor.gather.http import Answer, NoAnswer, get

TIMEOUT = 10.0

_LIMIT = 16 * MEGABYTE


class Refused(NamedTuple):
    """No answer to go by. `reason` is the predicate of a sentence about the service, `status` the
    HTTP status where there is one, and `code` the service's own word for it.
    """

    reason: str
    status: int | None = None
    code: str | None = None


class Asking(NamedTuple):
    """How services are asked: through which proxy, how patiently, and how time passes."""

    proxy: str | None = None
    timeout: float = TIMEOUT
    sleep: Callable[[float], None] = time.sleep


def ask(url: str, headers: Mapping[str, str], asking: Asking) -> dict[str, object] | Refused:
    """The object that the service answers with 200."""
    asked = 0

    def once() -> Answer | NoAnswer:
        nonlocal asked
        asked += 1
        return get(url, headers=headers, timeout=asking.timeout, limit=_LIMIT, proxy=asking.proxy)

    answer = patiently(once, asking.sleep)
    if isinstance(answer, NoAnswer):
        return Refused(answer.reason)
    stated = json_text.load(answer.body.decode("utf-8", "replace"))
    if answer.status == 200:
        return stated if isinstance(stated, dict) else Refused("answers no JSON object", 200)
    return Refused(_reason(answer, asked), answer.status, _code(stated))


def _reason(answer: Answer, asked: int) -> str:
    times = f", {asked} times" if asked > 1 else ""
    if answer.status == 429:
        wait = retry_after(answer)
        # One that was not waited for is as much to know as one that did not help.
        asks = f", and asks to wait {wait:.0f} s" if wait and wait > LONGEST_WAIT else ""
        return f"answers 429, too many requests{times}{asks}"
    if answer.status >= 500:
        return f"fails on its side ({answer.status}{times})"
    if 300 <= answer.status < 400:
        return f"answers {answer.status}, a redirect, which is not followed"
    return f"answers {answer.status}; 200 was expected"


def _code(stated: object) -> str | None:
    """The word for the fault in the answer, where it is one word."""
    error = stated.get("error") if isinstance(stated, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    if not isinstance(code, str) or not code.isascii() or len(code) > 60:
        return None
    return code if code.replace("_", "").isalnum() else None
