"""What `check-session` does: gather, judge, render, and the exit code."""

import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

import typer

from clerkdoctor.commands.checking import Options, chosen, instant, write_report
from clerkdoctor.report import Report

if TYPE_CHECKING:
    from clerkdoctor.evidence import Evidence
    from clerkdoctor.gather.dns_records import Resolvers
    from clerkdoctor.gather.session_wanted import Given
    from clerkdoctor.gather.visits import Network

_LIMIT = 100_000_000
"""Bytes of a recording: a long one with its bodies has tens of megabytes."""


class CheckSessionOptions(NamedTuple):
    """The options that `check-session` has of its own. Without `is_online` nothing is asked.

    `looks_up_user` (`--look-up-user`): the id of the token's user is sent to Clerk's Backend API.
    """

    url: str
    project: Path | None = None
    cookie: Path | None = None
    har: Path | None = None
    timeout: float = 5.0
    is_online: bool = True
    looks_up_user: bool = False


class Reach(NamedTuple):
    """How the world is reached; tests put their own in its place."""

    network: "Network | None" = None
    resolvers: "Resolvers | None" = None


def check_session(own: CheckSessionOptions, options: Options, reach: Reach = Reach()) -> int:  # noqa: B008
    """`clerkdoctor check-session`: why a session does not persist."""
    from clerkdoctor.evidence import Evidence
    from clerkdoctor.gather.dns_records import Resolvers
    from clerkdoctor.gather.session import add_session
    from clerkdoctor.gather.session_project import session_project
    from clerkdoctor.gather.session_wanted import Wanted
    from clerkdoctor.gather.visits import Network
    from clerkdoctor.judge import judge
    from clerkdoctor.session.har import shown_url

    url = app_url(own.url)
    if own.cookie is not None and own.cookie == own.har and str(own.har) == "-":
        raise typer.BadParameter("standard input is one file: name the other one by its path")
    entries = chosen(options, ("session",), also=("keys-name-one-instance",))
    stated = instant(options.now)
    project = session_project(own.project, options.mode)
    network = (reach.network or Network(own.timeout)) if own.is_online else None
    wanted = Wanted(
        url,
        project.settings,
        time.time() if stated is None else stated,
        _given(own.cookie),
        _given(own.har),
        network,
        reach.resolvers or Resolvers(timeout=own.timeout),
        project.frontend,
        own.looks_up_user,
    )
    if network and sys.stderr.isatty():
        sys.stderr.write(f"clerkdoctor: asking {shown_url(url)} and the project's Clerk hosts …\n")
    seen = Evidence()
    add_session(seen, wanted)
    results, crashes = judge(entries, {None: seen})
    report = Report(
        "check-session", shown_url(url), results, crashes, options.fail_on,
        {None: looked_at(seen)}, data_of(seen),
    )  # fmt: skip
    return write_report(report, options)


def app_url(text: str) -> str:
    """A page's URL without user, password and fragment; a usage error for what is none."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise typer.BadParameter("URL is no http(s) URL; expected https://HOST/PATH of the app")
    netloc = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=netloc, fragment="", path=parts.path or "/").geturl()


def _given(path: Path | None) -> "Given | None":
    from clerkdoctor.commands.webhooks import content
    from clerkdoctor.gather.session_wanted import Given

    if path is None:
        return None
    name = "standard input" if str(path) == "-" else path.name
    return Given(name, content(path, _LIMIT))


def looked_at(seen: "Evidence") -> str:
    """One line on what the judgement stands on."""
    from clerkdoctor.facts.session import AppTrails, BrowserCookies, FrontendInUse, Recording
    from clerkdoctor.session.cookies import lifetime_in_words

    parts = []
    app, fapi = seen[AppTrails], seen[FrontendInUse]
    if isinstance(app, AppTrails):
        statuses = [str(hop.status) for hop in app.trails["document"].hops]
        parts.append(f"signed out: {' → '.join(statuses)}")
    if isinstance(fapi, FrontendInUse):
        proxied = f" through {fapi.in_use.url}" if fapi.in_use.kind == "proxy" else ""
        parts.append(f"Frontend API {fapi.key if proxied else fapi.in_use.host}{proxied}")
    cookies, recording = seen[BrowserCookies], seen[Recording]
    if isinstance(recording, Recording):
        parts.append(f"{recording.story.requests} recorded requests")
    if isinstance(cookies, BrowserCookies):
        parts.append(f"{len(cookies.cookies)} cookies")
        parts.append(cookies.reading.why.replace("`", ""))
        lifetime = lifetime_in_words(cookies.reading)
        parts += [lifetime] if lifetime else []
    return " · ".join(parts) or "nothing but the URL"


def data_of(seen: "Evidence") -> dict[str, Any]:
    """The command's own part of the JSON document; nothing in it is a credential."""
    from clerkdoctor.facts.session import AppTrails, BrowserCookies, DnsRecords, Hosts, Recording

    keys = ("cookies", "recording", "app", "frontend", "proxy", "satellite", "dns", "hosts")
    data: dict[str, Any] = dict.fromkeys(keys) | _clerk(seen)
    cookies, recording, app = seen[BrowserCookies], seen[Recording], seen[AppTrails]
    if isinstance(cookies, BrowserCookies):
        data["cookies"] = _cookies(cookies)
    if isinstance(recording, Recording):
        story = recording.story
        data["recording"] = {
            "requests": story.requests,
            "to_app": story.to_app,
            "events": [event._asdict() for event in story.events],
            "lost": story.lost._asdict() if story.lost else None,
        }
    if isinstance(app, AppTrails):
        data["app"] = {probe: _trail(trail) for probe, trail in app.trails.items()}
    dns, hosts = seen[DnsRecords], seen[Hosts]
    if isinstance(dns, DnsRecords):
        data["dns"] = {
            "domain": dns.domain,
            "source": dns.source,
            "records": [record._asdict() for record in dns.records],
            "caa": dns.caa,
        }
    if isinstance(hosts, Hosts):
        data["hosts"] = {
            "certificates": [one._asdict() for one in hosts.certificates],
            "answers": [
                {"url": one.url, "status": one.status, "failure": one.failure}
                for one in (hosts.plain, hosts.secure, hosts.other)
                if one
            ],
        }
    return data


def _clerk(seen: "Evidence") -> dict[str, Any]:
    """Where the app finds Clerk, and what a proxy or a satellite answers."""
    from clerkdoctor.facts.session import FrontendInUse, ProxiedFrontend, Satellite

    data: dict[str, Any] = {}
    frontend, proxied, satellite = seen[FrontendInUse], seen[ProxiedFrontend], seen[Satellite]
    if isinstance(frontend, FrontendInUse):
        used = frontend.in_use
        data["frontend"] = {
            "kind": used.kind,
            "url": used.url,
            "why": used.said,
            "at": str(used.at),
        }
    if isinstance(proxied, ProxiedFrontend):
        asked = (*proxied.answers, *((proxied.health,) if proxied.health else ()))
        data["proxy"] = [
            {"url": one.url, "answered_by": one.by, "code": one.code, "failure": one.said or None}
            for one in asked
        ]
    if isinstance(satellite, Satellite):
        data["satellite"] = {
            "domain": satellite.configured.domain or None,
            "sign_in_url": satellite.configured.sign_in_url or None,
            "sync": _trail(satellite.sync),
        }
    return data


def _cookies(found: Any) -> dict[str, Any]:
    from clerkdoctor.session.cookies import visible_to

    reading = found.reading
    token = reading.token
    return {
        "form": found.form,
        "chosen": reading.chosen,
        "why": reading.why,
        "client_uat": reading.uat,
        "suffix": reading.expected,
        "suffixes": list(reading.suffixes),
        "token": {
            "cookie": token.cookie,
            "bytes": token.size,
            "issued": token.issued,
            "expires": token.expires,
            "pending": token.is_pending,
            "largest_claims": dict(token.largest),
        }
        if token
        else None,
        "kept": [
            {"name": one.name, "bytes": one.size, "home": one.home if one.domain else None,
             "seen_by": visible_to(one)}
            for one in found.cookies
        ],
    }  # fmt: skip


def _trail(trail: Any) -> dict[str, Any]:
    from clerkdoctor.session.har import shown_url

    return {
        "end": trail.end,
        "steps": [
            {
                "url": shown_url(hop.url),
                "status": hop.status,
                "location": shown_url(hop.location) if hop.location else None,
                "clerk": _clerk_headers(hop.headers),
                "sets": [cookie.name for cookie in hop.set_cookies],
                "refused": [f"{name} {why}" for name, why in hop.refused],
                "failure": hop.failure,
            }
            for hop in trail.hops
        ],
    }


def _clerk_headers(headers: Mapping[str, str]) -> dict[str, str]:
    wanted = ("x-clerk-auth-status", "x-clerk-auth-reason", "x-clerk-redirect-to")
    return {name: headers[name][:200] for name in wanted if name in headers}
