"""Gathering what an issuer publishes: its key set, its metadata and its clock.

Two requests side by side, to the issuer's own host and no other. A `jwks_uri` that the metadata
names elsewhere is compared and never fetched.
"""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from clerkdoctor.clerk.key_set import published_keys
from clerkdoctor.clerk.keys import PublishableKey, parse_publishable_key
from clerkdoctor.errors import Trouble
from clerkdoctor.evidence import Absence, Absent, Declined, Evidence, Unavailable
from clerkdoctor.facts.key_sets import (
    Fetched,
    KeySet,
    KeySetAnswer,
    LocalJwtKey,
    ProviderMetadata,
    ServerClock,
)
from clerkdoctor.facts.keys import ApiKeySets, PublishableKeyVariable, SecretKeyVariable
from clerkdoctor.facts.place import Url
from clerkdoctor.gather.asking import patiently
from clerkdoctor.gather.clerk_api import ClerkApi, NotTold, refusal
from clerkdoctor.gather.http import TIMEOUT, Answer, NoAnswer, get
from clerkdoctor.gather.tokens import KEY_SET, Settings, settings_of

METADATA = "/.well-known/openid-configuration"
NO_PAIR = "no project with both keys is at hand"


class Source(NamedTuple):
    """Where keys are published: the key set's URL, its issuer where that is known, and the project
    whose own keys are compared with them.
    """

    jwks_uri: str
    issuer: str | None
    project: Settings | None = None


class Published(NamedTuple):
    """What an issuer answers: its key set, and its metadata where they were asked for."""

    keys: Answer | NoAnswer
    metadata: Answer | NoAnswer | None = None


def source_of(text: str, project: Path | None = None) -> Source:
    """An issuer's URL, a key set's URL, a publishable key, or a project's folder."""
    found = _source_of(text)
    return found._replace(project=settings_of(project)) if project else found


def _source_of(text: str) -> Source:
    if text.startswith(("pk_test_", "pk_live_")):
        key = parse_publishable_key(text)
        if not isinstance(key, PublishableKey):
            raise Trouble(f"the publishable key {key.reason}", "copy the whole key from Clerk")
        return Source(f"{key.issuer}{KEY_SET}", key.issuer)
    if text.startswith(("http://", "https://")):
        path = urlsplit(text).path
        if path in ("", "/"):
            return Source(f"{text.rstrip('/')}{KEY_SET}", text.rstrip("/"))
        issuer = text.removesuffix(KEY_SET) if text.endswith(KEY_SET) else None
        return Source(text, issuer)
    settings = settings_of(Path(text))
    if not settings.issuer:
        raise Trouble(
            f"`{text}` states no publishable key that names an issuer",
            "name the issuer: clerkdoctor fetch-jwks https://…",
        )
    return Source(f"{settings.issuer}{KEY_SET}", settings.issuer, settings)


def add_key_set(
    seen: Evidence, source: Source, *, timeout: float = TIMEOUT, proxy: str | None = None
) -> None:
    """Ask for a key set, for its issuer's metadata, and for the one that the secret key opens."""
    with ThreadPoolExecutor(2) as pool:
        asked = pool.submit(published, source, timeout=timeout, proxy=proxy)
        pair = pool.submit(paired, source.project, lambda: asked.result().keys, timeout, proxy)
    add_published(seen, source, asked.result())
    seen.add(ApiKeySets, pair.result())


def published(source: Source, *, timeout: float = TIMEOUT, proxy: str | None = None) -> Published:
    """What an issuer answers; its metadata where it is known."""

    def ask(url: str) -> Answer | NoAnswer:
        return patiently(partial(get, url, timeout=timeout, proxy=proxy))

    with ThreadPoolExecutor(2) as pool:
        keys = pool.submit(ask, source.jwks_uri)
        about = pool.submit(ask, f"{source.issuer}{METADATA}") if source.issuer else None
        return Published(keys.result(), about.result() if about else None)


def add_published(seen: Evidence, source: Source, answered: Published) -> None:
    """The facts in what an issuer answers: its keys, its metadata and its clock."""
    fetched = read_answer(answered.keys)
    seen.found(KeySetAnswer(fetched))
    seen.add(KeySet, _key_set(fetched))
    if source.issuer and answered.metadata:
        metadata = read_answer(answered.metadata)
        seen.found(ProviderMetadata(source.issuer, source.jwks_uri, metadata))
    else:
        seen.missing(ProviderMetadata, Declined("no issuer is named, only a key set's URL"))
    seen.add(ServerClock, _clock(answered.keys))
    seen.add(LocalJwtKey, _local_key(source))


def add_keys(seen: Evidence, project: Settings | None) -> None:
    """The project's two keys themselves, for a command that gathers nothing else of it."""
    nothing = Absent(NO_PAIR)
    seen.add(PublishableKeyVariable, (project and project.publishable) or nothing)
    seen.add(SecretKeyVariable, (project and project.secret) or nothing)


def paired(
    project: Settings | None,
    frontend: Callable[[], Answer | NoAnswer],
    timeout: float,
    proxy: str | None = None,
) -> ApiKeySets | Absence:
    """The `kid`s that the APIs publish which the project's two keys open.

    `frontend` gives the key set of the Frontend API that the app uses, and may wait for it. The
    secret key goes to the Backend API that the SDK would send it to, and nowhere else.
    """
    if not project or not project.publishable or not project.secret:
        return Absent(NO_PAIR)
    key = project.secret.variable.value
    answer = ClerkApi(project.backend_api, key, timeout=timeout, proxy=proxy).ask("/jwks")
    if isinstance(answer, NotTold):
        return Declined(answer.reason)
    at = Url(answer.url)
    if isinstance(answer, Answer) and answer.status == 401:
        return ApiKeySets(at, refusal=refusal(answer))
    if isinstance(answer, Answer) and answer.status != 200:
        return Unavailable(f"`{at}` {refusal(answer)}")
    backend = kids_in(answer)
    if isinstance(backend, Unavailable):
        return backend
    kids = kids_in(frontend())
    return kids if isinstance(kids, Unavailable) else ApiKeySets(at, kids, backend)


def kids_in(answer: Answer | NoAnswer) -> frozenset[str] | Unavailable:
    """The `kid`s that a key set names, or why there is none to be read."""
    keys = _key_set(read_answer(answer))
    if isinstance(keys, Unavailable):
        return keys
    return frozenset(key.kid for key in keys.keys if key.kid)


def _local_key(source: Source) -> LocalJwtKey | Absent:
    from clerkdoctor.clerk.jwt_key import classify_jwt_key, modulus_of

    if source.project is None or source.project.jwt_key is None:
        return Absent("no JWT key is at hand to compare")
    name, pem = source.project.jwt_key
    problem = classify_jwt_key(pem).problem
    if problem:
        return Absent(f"the value of `{name}` {problem}")
    return LocalJwtKey(name, int.from_bytes(modulus_of(pem), "big"))


def read_answer(answer: Answer | NoAnswer) -> Fetched:
    """An answer as a fact: its status, and the JSON in its body or why there is none."""
    at = Url(answer.url)
    if isinstance(answer, NoAnswer):
        return Fetched(at, failure=answer.reason)
    fetched = Fetched(at, None, answer.status, answer.headers.get("content-type"))
    try:
        return fetched._replace(document=json.loads(answer.body.decode("utf-8-sig")))
    except UnicodeDecodeError:
        return fetched._replace(problem="is not UTF-8")
    except RecursionError:
        return fetched._replace(problem="is nested too deep")
    except ValueError:
        start = answer.body[:200].lstrip().lower()
        is_html = start.startswith((b"<!doctype html", b"<html"))
        return fetched._replace(problem="is a web page" if is_html else "is not JSON")


def _key_set(fetched: Fetched) -> KeySet | Unavailable:
    if fetched.failure or fetched.problem or fetched.status != 200:
        what = fetched.failure or fetched.problem or f"answers {fetched.status}"
        return Unavailable(f"`{fetched.at}` {what}")
    keys = published_keys(fetched.document)
    return (
        Unavailable(f"`{fetched.at}` {keys}") if isinstance(keys, str) else KeySet(fetched.at, keys)
    )


def _clock(answer: Answer | NoAnswer) -> ServerClock | Unavailable:
    """How this machine's clock compares with the answer's `Date`."""
    from email.utils import parsedate_to_datetime

    if isinstance(answer, NoAnswer):
        return Unavailable(f"`{answer.url}` {answer.reason}")
    stated = answer.headers.get("date")
    if not stated:
        return Unavailable(f"`{answer.url}` states no `Date`")
    try:
        server = parsedate_to_datetime(stated).timestamp()
    except (ValueError, TypeError, OverflowError):
        return Unavailable(f"the `Date` of `{answer.url}` is none")
    try:
        server += float(answer.headers.get("age", 0))  # of an answer that a cache kept
    except ValueError:
        return Unavailable(f"the `Age` of `{answer.url}` is no number")
    middle = (answer.sent_at + answer.received_at) / 2
    took = answer.received_at - answer.sent_at
    return ServerClock(Url(answer.url), middle - (server + 0.5), 0.5 + took / 2)
