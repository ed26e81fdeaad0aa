"""Recordings for tests, as a browser exports them: built entry by entry."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from tests.clerk.minted import SECOND

APP = "https://acme.io"
FAPI = "https://clerk.acme.io"


def entry(
    url: str,
    *,
    after: float = 0.0,
    method: str = "GET",
    status: int = 200,
    cookie: str = "",
    sets: Sequence[str] = (),
    document: bool | None = None,
    failure: str = "",
    body: object = None,
    **headers: str,
) -> dict[str, Any]:
    """One entry, `after` seconds from the start; `headers` are the answer's, `_` for `-`."""
    is_document = url.startswith(APP) if document is None else document
    sent = [{"name": "sec-fetch-dest", "value": "document" if is_document else "empty"}]
    if cookie:
        sent.append({"name": "Cookie", "value": cookie})
    answered = [{"name": name.replace("_", "-"), "value": value} for name, value in headers.items()]
    answered += [{"name": "set-cookie", "value": value} for value in sets]
    response: dict[str, Any] = {
        "status": 0 if failure else status, "headers": answered, "content": {"text": ""},
    }  # fmt: skip
    if failure:
        response["_error"] = failure
    if body is not None:
        response["content"] = {"mimeType": "application/json", "text": json.dumps(body)}
    moment = datetime.fromtimestamp(SECOND + after, UTC).isoformat(timespec="milliseconds")
    return {
        "startedDateTime": moment,
        "request": {"method": method, "url": url, "headers": sent, "cookies": []},
        "response": response,
    }


def har(*entries: dict[str, Any]) -> bytes:
    return json.dumps(
        {
            "log": {
                "version": "1.2",
                "creator": {"name": "tests", "version": "1"},
                "entries": entries,
            }
        },
        indent=1,
    ).encode()


def sign_in(after: float = 1.0, status: str = "complete") -> dict[str, Any]:
    return entry(
        f"{FAPI}/v1/client/sign_ins/sia_1/attempt_first_factor?_clerk_session_id=",
        after=after,
        method="POST",
        document=False,
        body={"response": {"object": "sign_in_attempt", "status": status}},
    )


def token_fetched(jwt: str, after: float = 2.0) -> dict[str, Any]:
    return entry(
        f"{FAPI}/v1/client/sessions/sess_1/tokens",
        after=after,
        method="POST",
        document=False,
        body={"object": "token", "jwt": jwt},
    )
