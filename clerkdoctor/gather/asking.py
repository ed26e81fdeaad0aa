"""Asking an API: reading requests only, with a key, patient where the service asks for it.

What `gather.http` says of hosts, redirects, proxies and sizes holds here too. A service that says
429 or 503 with `Retry-After` is asked again, as often and as long as this module bounds.
"""

import json
import time
from collections.abc import Callable, Mapping

from clerkdoctor.gather.http import LIMIT, TIMEOUT, Answer, NoAnswer, exchange
from clerkdoctor.secret import Secret

MOST_RETRIES = 2
LONGEST_WAIT = 5.0
"""Seconds that one `Retry-After` may take; one that asks for more is an answer by itself."""

_USUAL_WAIT = 1.0


def patiently(
    ask: Callable[[], Answer | NoAnswer], sleep: Callable[[float], None] = time.sleep
) -> Answer | NoAnswer:
    """The answer to a reading request; asked again where the service says when."""
    answer = ask()
    for _ in range(MOST_RETRIES):
        wait = retry_after(answer) if isinstance(answer, Answer) else None
        if wait is None or wait > LONGEST_WAIT:
            return answer
        sleep(wait)
        answer = ask()
    return answer


def retry_after(answer: Answer) -> float | None:
    """Seconds until the service wants to be asked again; None where it does not say that it does.

    A date in the past is no wait; what cannot be read is a second.
    """
    if answer.status not in (429, 503):
        return None
    stated = answer.headers.get("retry-after")
    if stated is None:
        return _USUAL_WAIT if answer.status == 429 else None
    try:
        return max(float(stated), 0.0)
    except ValueError:
        from email.utils import parsedate_to_datetime

        try:
            return max(parsedate_to_datetime(stated).timestamp() - answer.received_at, 0.0)
        except (ValueError, TypeError, OverflowError):
            return _USUAL_WAIT


def unfit_for_a_header(key: Secret | None) -> str | None:
    """Why a key cannot be sent, as a predicate that shows none of it; an error of httpx would."""
    text = key.reveal() if key is not None else ""
    if not text:
        return "is empty"
    if not text.isascii() or not text.isprintable() or text != text.strip():
        return "holds a character that no header can carry"
    return None


def post(
    url: str,
    document: object,
    *,
    headers: Mapping[str, str] | None = None,
    timeout: float = TIMEOUT,
    limit: int = LIMIT,
    proxy: str | None = None,
) -> Answer | NoAnswer:
    """The answer to a POST of JSON, under the rules of `gather.http`."""
    sent = {"content-type": "application/json", **(headers or {})}
    return exchange("POST", url, json.dumps(document), sent, timeout, limit, proxy)
