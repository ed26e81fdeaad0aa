"""Clerk's Backend API: the endpoints that read, and what its errors mean.

Source: Clerk's OpenAPI document of the Backend API and its list of API errors. Nothing is ever
written: there is no other method here than GET.
"""

import json
import time
from collections.abc import Callable
from functools import partial
from typing import NamedTuple
from urllib.parse import quote

from clerkdoctor.clerk.jwt_template import JwtTemplate, read_templates
from clerkdoctor.gather.asking import patiently, unfit_for_a_header
from clerkdoctor.gather.http import TIMEOUT, Answer, NoAnswer, get
from clerkdoctor.secret import Secret

VERSION = "2025-11-10"
"""A published version of the API: without one, what is answered is not stated anywhere."""

_PAGE = 500
_MOST_PAGES = 4

# Clerk's code → what it means here, as the predicate of a sentence about the URL.
ERRORS = {
    "clerk_key_invalid": "refuses the secret key: it was rotated, cut or is of nobody",
    "authentication_invalid": "refuses the secret key",
    "could_not_authenticate_request": "refuses the secret key",
    "authorization_header_format_invalid": "was sent no key: the secret key is empty",
    "authorization_invalid": "says that the secret key has no right to read this",
    "api_version_invalid": f"does not know the version `{VERSION}` of its own API",
    "resource_not_found": "knows no such thing",
    "operation_deprecated": "no longer has this endpoint",
    "gone": "no longer has this endpoint",
    "too_many_requests": "asks for patience: too many requests",
    "maintenance_mode": "is in maintenance, where development instances are shut",
    "internal_clerk_error": "failed on Clerk's side",
    "request_invalid_for_environment": "does not offer this for such an instance",
    "request_invalid_for_instance": "does not offer this for such an instance",
}


class NotTold(NamedTuple):
    """Why the API did not tell; `reason` is a sentence without its end. `code` is Clerk's own."""

    reason: str
    code: str | None = None
    status: int | None = None


class ClerkApi:
    """Reads from one Backend API with one secret key, which goes nowhere else."""

    def __init__(
        self,
        base: str,
        key: Secret,
        *,
        timeout: float = TIMEOUT,
        proxy: str | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._base = base.rstrip("/")
        self._key = key
        self._timeout = timeout
        self._proxy = proxy
        self._sleep = sleep

    def read(self, path: str) -> object | NotTold:
        """The JSON that a reading endpoint answers: `/jwt_templates`, `/domains`, `/users/…`."""
        answer = self.ask(path)
        return answer if isinstance(answer, NotTold) else _told(answer)

    def ask(self, path: str) -> Answer | NoAnswer | NotTold:
        """What a reading endpoint answers, as it is; asked again where it says when."""
        unfit = unfit_for_a_header(self._key)
        if unfit:
            return NotTold(f"the secret key {unfit}")
        url = f"{self._base}/v1{path}"
        headers = {
            "authorization": f"Bearer {self._key.reveal()}",
            "clerk-api-version": VERSION,
            "accept": "application/json",
        }
        ask = partial(get, url, headers=headers, timeout=self._timeout, proxy=self._proxy)
        return patiently(ask, self._sleep)

    def jwt_templates(self) -> tuple[JwtTemplate, ...] | NotTold:
        """All templates of the instance. One that has thousands is not read to its end."""
        found: list[JwtTemplate] = []
        for page in range(_MOST_PAGES):
            told = self.read(f"/jwt_templates?paginated=true&limit={_PAGE}&offset={page * _PAGE}")
            if isinstance(told, NotTold):
                return told
            templates = read_templates(told) if isinstance(told, list | dict) else "is no list"
            if isinstance(templates, str):
                return NotTold(f"`{self._base}/v1/jwt_templates` answers JSON that {templates}")
            found += templates
            if len(templates) < _PAGE or isinstance(told, list):
                return tuple(found)
        return NotTold(f"the instance has more than {_PAGE * _MOST_PAGES:,} JWT templates")

    def jwt_template(self, template_id: str) -> JwtTemplate | NotTold:
        """One template by its id."""
        told = self.read(f"/jwt_templates/{quote(template_id, safe='')}")
        if isinstance(told, NotTold):
            return told
        found = read_templates(told)
        return NotTold("the answer is no JWT template") if isinstance(found, str) else found[0]

    def has_user(self, user_id: str) -> bool | NotTold:
        """Whether this instance has a user of this id; what is said of the user is not kept."""
        told = self.read(f"/users/{quote(user_id, safe='')}")
        if isinstance(told, NotTold):
            return False if (told.status, told.code) == (404, "resource_not_found") else told
        stated = told.get("id") if isinstance(told, dict) else None
        return True if stated == user_id else NotTold("the answer is not that user")


def _told(answer: Answer | NoAnswer) -> object | NotTold:
    """The JSON in an answer of 200, or why there is none."""
    url = answer.url.partition("?")[0]
    if isinstance(answer, NoAnswer):
        return NotTold(f"`{url}` {answer.reason}")
    document = _document(answer)
    if answer.status != 200:
        return NotTold(f"`{url}` {refusal(answer)}", _code(document), answer.status)
    if document is _NO_JSON:
        return NotTold(f"`{url}` {_no_json(answer.body)}", None, 200)
    return document


def refusal(answer: Answer) -> str:
    """What an answer other than 200 means, as a predicate: by Clerk's own code where it has one."""
    code = _code(_document(answer))
    return f"{ERRORS[code]} (`{code}`)" if code in ERRORS else _by_status(answer)


_NO_JSON = object()


def _document(answer: Answer) -> object:
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        return _NO_JSON


def _code(document: object) -> str | None:
    errors = document.get("errors") if isinstance(document, dict) else None
    first = errors[0] if isinstance(errors, list) and errors else None
    code = first.get("code") if isinstance(first, dict) else None
    return code if isinstance(code, str) else None


def _by_status(answer: Answer) -> str:
    status = answer.status
    if status == 401:
        return "refuses the secret key (401)"
    if status == 403:
        return "says that the secret key has no right to read this (403)"
    if status == 404:
        return "answers 404: it is no Backend API of Clerk's, or of another version"
    if status == 429:
        return "asks for patience: too many requests (429)"
    if 300 <= status < 400:
        return f"answers {status}, a redirect, which was not followed"
    if status >= 500:
        return f"failed on the other side ({status})"
    return f"answers {status}; 200 was expected"


def _no_json(body: bytes) -> str:
    start = body[:200].lstrip().lower()
    is_html = start.startswith((b"<!doctype html", b"<html"))
    return "answers a web page; JSON was expected" if is_html else "answers no JSON"
