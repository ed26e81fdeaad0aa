"""What the hosts of an app and of its instance answer: schemes, certificates, the Frontend API."""

import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from email.utils import parsedate_to_datetime
from functools import partial
from typing import NamedTuple
from urllib.parse import urlsplit

from clerkdoctor import json_text
from clerkdoctor.evidence import Absence, Absent, Declined, Unavailable
from clerkdoctor.facts.keys import ApiKeySets
from clerkdoctor.facts.place import Url
from clerkdoctor.facts.session import (
    Certificate,
    Clocks,
    FapiAnswer,
    FrontendApi,
    HostAnswer,
    Hosts,
)
from clerkdoctor.gather.asking import patiently
from clerkdoctor.gather.files import size
from clerkdoctor.gather.http import LIMIT, Answer, NoAnswer
from clerkdoctor.gather.key_sets import Published, kids_in, paired
from clerkdoctor.gather.session_clerk import NO_BACKEND
from clerkdoctor.gather.tokens import Settings
from clerkdoctor.gather.visits import Network, Visit
from clerkdoctor.session.domains import other_host
from clerkdoctor.session.stored_cookie import is_local

# Path → what it is, and the member that tells it from any other JSON.
_DOCUMENTS = (
    ("/v1/environment", "the instance's settings", "display_config"),
    ("/.well-known/openid-configuration", "the provider's metadata", "issuer"),
    ("/.well-known/jwks.json", "the key set", "keys"),
)


class Asked(NamedTuple):
    """What a Frontend API answered, and the visits to what it publishes for verifiers."""

    found: FrontendApi
    metadata: Visit
    keys: Visit

    @property
    def published(self) -> Published:
        return Published(answer_of(self.keys), answer_of(self.metadata))


def frontend_api(host: str, network: Network) -> Asked:
    """What the Frontend API answers, three documents at once."""
    with ThreadPoolExecutor(3) as pool:
        urls = [f"https://{host}{path}" for path, _, _ in _DOCUMENTS]
        visits = list(pool.map(partial(_visited, network), urls))
    answers = tuple(
        _fapi_answer(visit, what, member)
        for visit, (_, what, member) in zip(visits, _DOCUMENTS, strict=True)
    )
    return Asked(FrontendApi(host, answers), *visits[1:])


def _visited(network: Network, url: str) -> Visit:
    """A visit; paid again where the host says when."""
    visits: list[Visit] = []

    def ask() -> Answer | NoAnswer:
        visits.append(network.visit(url))
        return answer_of(visits[-1])

    patiently(ask)
    return visits[-1]


def _fapi_answer(visit: Visit, what: str, member: str) -> FapiAnswer:
    hop, at = visit.hop, Url(visit.hop.url)
    if hop.failure:
        return FapiAnswer(at, what, hop.failure)
    stated = json_text.load(visit.body.decode("utf-8", "replace"))
    members = stated if isinstance(stated, dict) else {}
    # A development instance tells its settings to a browser that it knows; a refusal in Clerk's
    # own form is an answer of Clerk's, too.
    is_clerks = isinstance(members.get("errors"), list) and "clerk_trace_id" in members
    if is_clerks and hop.status in (400, 401):
        return FapiAnswer(at, what, None, members)
    if hop.location:
        return FapiAnswer(at, what, f"answers {hop.status}, a redirect; 200 was expected")
    if hop.status == 429:
        return FapiAnswer(at, what, "asks for patience: too many requests (429)", is_busy=True)
    if hop.status != 200:
        return FapiAnswer(at, what, f"answers {hop.status}; 200 was expected")
    if member not in members:
        kind = "a web page" if visit.body.lstrip()[:1] == b"<" else "something else"
        return FapiAnswer(at, what, f"answers {kind}; JSON with `{member}` was expected")
    return FapiAnswer(at, what, None, members)


def paired_keys(settings: Settings, keys: Visit, timeout: float) -> ApiKeySets | Absence:
    """The key set of the Frontend API in use beside the one that the secret key opens."""
    if settings.secret is None:
        return Declined(NO_BACKEND)
    return paired(settings, lambda: answer_of(keys), timeout)


def kids_of(keys: Visit | None) -> frozenset[str]:
    """The `kid`s that a key set names; none where it cannot be read."""
    found = kids_in(answer_of(keys)) if keys else frozenset()
    return frozenset() if isinstance(found, Unavailable) else found


def answer_of(visit: Visit) -> Answer | NoAnswer:
    """A visit as a request of `gather.http` tells it: a whole document, or why there is none."""
    hop = visit.hop
    if hop.failure:
        return NoAnswer(hop.url, hop.failure)
    if len(visit.body) > LIMIT:
        return NoAnswer(hop.url, f"answers more than {size(LIMIT)}")
    return Answer(hop.url, hop.status, hop.headers, visit.body, visit.sent_at, visit.received_at)


def hosts(url: str, more: tuple[str, ...], network: Network, now: float) -> Hosts | Absent:
    """The app's host by both schemes, its `www` or apex, and certificates, of `more` hosts, too."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if is_local(host):
        return Absent("the app runs on this machine, without a domain")
    other = other_host(host)
    asked = [f"http://{host}/", f"https://{host}/", *([f"https://{other}/"] if other else [])]
    named = (host, *((other,) if other else ()), *more)
    with ThreadPoolExecutor(8) as pool:
        certificates = [pool.submit(certificate, one, network, now) for one in named]
        answers = list(pool.map(lambda one: _host_answer(network.visit(one)), asked))
    found = tuple(
        one for job in certificates if (one := job.result()).problem or one.days_left is not None
    )
    return Hosts(url, answers[0], answers[1], answers[2] if other else None, found)


def _host_answer(visit: Visit) -> HostAnswer:
    hop = visit.hop
    if hop.failure:
        return HostAnswer(hop.url, failure=hop.failure)
    hsts = hop.headers.get("strict-transport-security")
    return HostAnswer(hop.url, hop.status, hop.location, hsts)


def certificate(host: str, network: Network, now: float) -> Certificate:
    """The certificate of a host. Neither `problem` nor days: there was no connection to see it."""
    name, _, port = host.partition(":")
    target = network.connect_to.get(f"{name}:{port or 443}", f"{name}:{port or 443}")
    address, _, number = target.rpartition(":")
    context = network.context or ssl.create_default_context()
    try:
        with (
            socket.create_connection((address, int(number)), network.timeout) as plain,
            context.wrap_socket(plain, server_hostname=name) as tls,
        ):
            stated = tls.getpeercert() or {}
    except ssl.SSLCertVerificationError as error:
        return Certificate(host, problem=f"has a certificate that is refused: {_said(error)}")
    except (OSError, ValueError):
        return Certificate(host)
    ends = stated.get("notAfter")
    if not isinstance(ends, str):
        return Certificate(host)
    return Certificate(host, (ssl.cert_time_to_seconds(ends) - now) / 86_400)


def _said(error: ssl.SSLCertVerificationError) -> str:
    return error.verify_message.rstrip(".").replace("`", "'")


def clocks(app: Visit, clerk: Visit) -> Clocks | Unavailable:
    """The app's `Date` against that of the Frontend API, which is right."""
    ours, theirs = _ahead(app), _ahead(clerk)
    if "age" in app.hop.headers:
        return Unavailable("the app's answer comes from a cache, which tells no time of its own")
    if ours is None or theirs is None:
        who = "the app" if ours is None else "the Frontend API"
        return Unavailable(f"{who} answers without a date")
    return Clocks(Url(app.hop.url), ours[0] - theirs[0], ours[1] + theirs[1])


def _ahead(visit: Visit) -> tuple[float, float] | None:
    """How far a server's `Date` is ahead of this machine, and how far off that may be."""
    try:
        date = parsedate_to_datetime(visit.hop.headers.get("date", "")).timestamp()
    except (ValueError, TypeError):
        return None
    middle = (visit.sent_at + visit.received_at) / 2
    # `Date` is cut to whole seconds, so that the time is half a second later on average.
    return date + 0.5 - middle, (visit.received_at - visit.sent_at) / 2 + 0.5
