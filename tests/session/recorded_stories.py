"""The recordings of `examples/recorded-sessions`, built here: throw-away values, one fault each."""

import base64
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

START = 1_790_000_000
APP, WWW, FAPI = (
    "https://recipes.example",
    "https://www.recipes.example",
    "https://clerk.recipes.example",
)
_MARK = "gitleaks:allow"


def token(after: int, **claims: Any) -> str:
    """A session token in form, which nobody signed."""
    stated = {
        "azp": APP, "exp": START + after + 60, "iat": START + after, "iss": FAPI,
        "sid": "sess_made_up", "sub": "user_made_up", "v": 2, **claims,
    }  # fmt: skip
    parts = [json.dumps(one).encode() for one in ({"alg": "RS256", "kid": "ins_made_up"}, stated)]
    parts.append(b"signed by nobody")
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


def entry(
    after: float, method: str, url: str, status: int, *, cookie: str = "", kind: str = "document",
    body: object = None, headers: Mapping[str, str] | None = None, sets: Sequence[str] = (),
) -> dict[str, Any]:  # fmt: skip
    moment = datetime.fromtimestamp(START + after, UTC).isoformat(timespec="milliseconds")
    sent = [{"name": "sec-fetch-dest", "value": "document" if kind == "document" else "empty"}]
    if cookie:
        sent.append({"name": "cookie", "value": cookie, "comment": _MARK})
    answered = [{"name": name, "value": value} for name, value in (headers or {}).items()]
    answered += [{"name": "set-cookie", "value": one, "comment": _MARK} for one in sets]
    content = {"mimeType": "application/json", "text": json.dumps(body)} if body else {}
    return {
        "startedDateTime": moment,
        "_resourceType": kind,
        "request": {"method": method, "url": url, "headers": sent},
        "response": {
            "status": status,
            "headers": answered,
            "content": {**content, "comment": _MARK},
        },
    }


def cookies(text: str | None, uat: int = START + 2) -> str:
    session = f"; __session={text}" if text else ""
    return f"theme=dark; __client_uat={uat}{session}"


def sign_in(after: float) -> dict[str, Any]:
    url = f"{FAPI}/v1/client/sign_ins/sia_made_up/attempt_first_factor?_clerk_js_version=6"
    return entry(
        after, "POST", url, 200, kind="fetch", body={"response": {"status": "complete"}},
        sets=[f"__client_uat={START + 2}; Domain=recipes.example; Path=/; Secure; SameSite=Lax"],
    )  # fmt: skip


def minted(after: int, text: str) -> dict[str, Any]:
    url = f"{FAPI}/v1/client/sessions/sess_made_up/tokens?_clerk_js_version=6"
    return entry(after, "POST", url, 200, kind="fetch", body={"object": "token", "jwt": text})


def out(reason: str, status: str = "signed-out") -> dict[str, str]:
    return {"x-clerk-auth-status": status, "x-clerk-auth-reason": reason}


def shake(after: float, reason: str, text: str | None = None) -> tuple[dict[str, Any], ...]:
    back = f"{APP}/dashboard"
    handshake = f"{FAPI}/v1/client/handshake?redirect_url=https%3A%2F%2Frecipes.example%2Fdashboard"
    return (
        entry(after, "GET", back, 307, cookie=cookies(text),
              headers={**out(reason, "handshake"), "location": handshake}),
        entry(after + 0.1, "GET", handshake, 307, headers={"location": back}),
    )  # fmt: skip


def too_much_metadata() -> list[dict[str, Any]]:
    """The session token holds all of `publicMetadata`: no browser keeps it."""
    large = token(2, metadata={"favourites": [f"recipe-{number:04d}" for number in range(260)]})
    return [
        entry(0, "GET", f"{APP}/sign-in", 200, cookie="theme=dark", headers=out("session-token-and-uat-missing")),
        sign_in(2),
        minted(2, large),
        *shake(3, "client-uat-but-no-session-token"),
        entry(3.4, "GET", f"{APP}/dashboard", 307, cookie=cookies(None),
              headers={**out("client-uat-but-no-session-token"), "location": "/sign-in"}),
        entry(3.6, "GET", f"{APP}/sign-in", 200, cookie=cookies(None)),
    ]  # fmt: skip


def keys_of_two_instances() -> list[dict[str, Any]]:
    """The server's secret key is of another instance than the browser's publishable key."""
    fresh = token(2)
    return [
        entry(0, "GET", f"{APP}/sign-in", 200, cookie="theme=dark", headers=out("session-token-and-uat-missing")),
        sign_in(2),
        minted(2, fresh),
        *(one for turn in range(3) for one in shake(3 + turn, "jwk-kid-mismatch", fresh)),
        entry(6, "GET", f"{APP}/dashboard", 200, cookie=cookies(fresh), headers=out("jwk-kid-mismatch")),
    ]  # fmt: skip


def from_apex_to_www() -> list[dict[str, Any]]:
    """The sign-in is at the apex, the link in the mail leads to `www`."""
    fresh = token(2)
    return [
        entry(0, "GET", f"{APP}/sign-in", 200, cookie="theme=dark", headers=out("session-token-and-uat-missing")),
        sign_in(2),
        minted(2, fresh),
        entry(3, "GET", f"{APP}/dashboard", 200, cookie=cookies(fresh)),
        entry(20, "GET", f"{WWW}/recipes/7", 307, cookie=cookies(None),
              headers={**out("client-uat-but-no-session-token"), "location": "/sign-in"}),
        entry(20.2, "GET", f"{WWW}/sign-in", 200, cookie=cookies(None)),
    ]  # fmt: skip


STORIES = {
    "too-much-metadata": too_much_metadata,
    "keys-of-two-instances": keys_of_two_instances,
    "from-apex-to-www": from_apex_to_www,
}


def written(name: str) -> str:
    """The recording as a file, with a header or a body on each line."""
    lines = []
    for one in STORIES[name]():
        request, response = one["request"], one["response"]
        heads = [
            ",\n".join(f"      {json.dumps(head)}" for head in part["headers"])
            for part in (request, response)
        ]
        lines.append(
            f'  {{"startedDateTime": {json.dumps(one["startedDateTime"])},'
            f' "_resourceType": {json.dumps(one["_resourceType"])},\n'
            f'   "request": {{"method": "{request["method"]}", "url": {json.dumps(request["url"])},'
            f' "headers": [\n{heads[0]}]}},\n'
            f'   "response": {{"status": {response["status"]}, "headers": [\n{heads[1]}],\n'
            f'    "content": {json.dumps(response["content"])}}}}}'
        )
    creator = '"creator": {"name": "clerkdoctor", "version": "1"}'
    return (
        '{"log": {"version": "1.2", ' + creator + ', "entries": [\n' + ",\n".join(lines) + "\n]}}\n"
    )
