"""What `replay-webhook` does: sign, send or show, judge, render, and the exit code."""

import shlex
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import SplitResult, urlsplit

import typer

from clerkdoctor.commands import Options, chosen, write_report
from clerkdoctor.errors import Trouble
from clerkdoctor.report import Report
from clerkdoctor.webhook_commands import content, header_of, secrets_named

if TYPE_CHECKING:
    from clerkdoctor.facts.probes import Fired, ProbeRun
    from clerkdoctor.gather.signing_secrets import Setting
    from clerkdoctor.probing.probes import Kit, Probe, Shot

DEFAULT_EVENTS = ("user.created", "user.updated", "user.deleted")
_LOCAL = ("localhost", "127.0.0.1", "::1")
_LIMIT = 20_000_000
_EVENT_CHECKS = "events-are-accepted"
# What is judged where events are sent, and not the probes.
_OF_EVENTS = frozenset(
    ("the-endpoint-can-be-reached", "the-endpoint-does-not-redirect",
     "the-route-is-not-behind-auth", "the-route-takes-deliveries", _EVENT_CHECKS,
     "the-answer-is-prompt", "answers-carry-nothing-private",
     "the-endpoint-is-of-the-same-instance")
)  # fmt: skip


class ReplayOptions(NamedTuple):
    """The options that `replay-webhook` has of its own, as the contract names them."""

    url: str
    event: Sequence[str]
    payload: Path | None
    set: Sequence[str]
    probe: bool
    allow_side_effects: bool
    dry_run: bool
    secret_env: Sequence[str]
    secret_file: Sequence[Path]
    header: Sequence[str]
    timeout: float
    rate: float
    yes: bool


def list_events() -> int:
    """`--list-events`: every type, with a line on what it tells."""
    from clerkdoctor.clerk.events import DESCRIPTIONS, EVENT_TYPES
    from clerkdoctor.output import write

    width = max(map(len, EVENT_TYPES))
    write("".join(f"{name:<{width}}  {DESCRIPTIONS[name]}\n" for name in EVENT_TYPES))
    return 0


def replay_webhook(own: ReplayOptions, options: Options) -> int:
    """`clerkdoctor replay-webhook`: events or probes to one endpoint, and what it made of them."""
    from clerkdoctor.gather.signing_secrets import setting

    url = _url(own.url)
    extra = [_basic(url), *(header_of(text) for text in own.header)]
    headers = [pair for pair in extra if pair is not None]
    entries = tuple(
        entry
        for entry in chosen(options, ("delivery probes",))
        if (entry.check.id in _OF_EVENTS and not own.probe)
        or (own.probe and entry.check.id != _EVENT_CHECKS)
    )
    here = setting(Path(), options.mode)
    kit = _kit(own, here)
    probes = _probes(own, kit)
    shown = _shown(url)
    if own.dry_run:
        return _dry_run(own, url, kit, probes, headers, options)
    _confirm(url, own)
    run = _sent(own, url, kit, probes, headers)._replace(
        url=shown, project_instance=_instance_of(here)
    )
    return _judged(run, entries, options)


def _judged(run: "ProbeRun", entries: Any, options: Options) -> int:
    from clerkdoctor.evidence import Evidence
    from clerkdoctor.judge import judge

    evidence = Evidence()
    evidence.found(run)
    results, crashes = judge(entries, {None: evidence})
    count = len(run.fired)
    looked_at = f"{count} request{'' if count == 1 else 's'} sent"
    data = {"deliveries": [_delivery(one) for one in run.fired]}
    report = Report(
        "replay-webhook", run.url, results, crashes, options.fail_on, {None: looked_at}, data
    )
    return write_report(report, options)


def _delivery(one: "Fired") -> dict[str, Any]:
    """A delivery as the contract has it; the body as text."""
    from clerkdoctor.probing.answers import Answer

    response = None
    if isinstance(one.answer, Answer):
        response = {
            "status": one.answer.status,
            "headers": dict(one.answer.headers),
            "elapsed_ms": round(one.answer.elapsed * 1000),
        }
    return {
        "probe": one.name,
        "event": one.shot.event,
        "request": _request(one.shot),
        "response": response,
        "outcome": one.meaning.outcome,
        "meaning": f"The endpoint {one.meaning.words}",
    }


def _request(shot: "Shot") -> dict[str, Any]:
    return {"headers": dict(shot.headers), "body": shot.body.decode("utf-8", "replace")}


def _url(text: str) -> SplitResult:
    """The endpoint. Plain http goes no further than this machine."""
    try:
        url = urlsplit(text)
        port_fits = url.port is None or url.port > 0
    except ValueError:
        port_fits = False
    if not port_fits or url.scheme not in ("http", "https") or not url.hostname:
        raise typer.BadParameter(
            f"`{text.partition('?')[0]}` is no URL of an endpoint; expected"
            " https://HOST/api/webhooks/clerk"
        )
    if url.scheme == "http" and not _is_local(url):
        raise typer.BadParameter(
            f"http is for this machine only; `{url.hostname}` is asked by https://"
        )
    return url


def _is_local(url: SplitResult) -> bool:
    host = url.hostname or ""
    return host in _LOCAL or host.startswith("127.") or host.endswith(".localhost")


def _shown(url: SplitResult) -> str:
    """The URL without what may be a secret in it: its query's values, a user, a password."""
    host = url.netloc.rpartition("@")[2]
    return f"{url.scheme}://{host}{url.path or '/'}{'?…' if url.query else ''}"


def _basic(url: SplitResult) -> tuple[str, str] | None:
    """A user and a password in the URL, sent as Svix sends them."""
    if url.username is None:
        return None
    from base64 import b64encode
    from urllib.parse import unquote

    pair = f"{unquote(url.username)}:{unquote(url.password or '')}"
    return "Authorization", f"Basic {b64encode(pair.encode()).decode()}"


def _kit(own: ReplayOptions, here: "Setting") -> "Kit":
    """The key to sign with: the one that was named, or the project's own."""
    from clerkdoctor.clerk.webhook_secret import BadSecret, signing_key
    from clerkdoctor.gather.probing import new_seed
    from clerkdoctor.probing.probes import Kit

    named = secrets_named(own.secret_env, own.secret_file, here)
    if not named:
        raise Trouble(
            "no signing secret is known: the project in this folder states none",
            "name the variable or the file: --secret-env NAME, --secret-file FILE",
        )
    first = named[0]
    try:
        key = signing_key(first.secret.reveal())
    except BadSecret:
        key = b""
    if not key or first.shape.kind == "placeholder":
        reason = first.shape.problem or "holds no key"
        raise Trouble(
            f"{first.origin} {reason}, so that nothing can be signed with it",
            "copy the endpoint's signing secret from Clerk's dashboard, under Webhooks",
        )
    return Kit(first.secret.reveal(), key, time.time(), new_seed())


def _probes(own: ReplayOptions, kit: "Kit") -> "tuple[Probe, ...]":
    from clerkdoctor.probing.probes import PROBES, Probe

    if own.probe:
        if own.payload or own.event or own.set:
            raise typer.BadParameter("--probe has events of its own: leave --event, --set and"
                                     " --payload out")  # fmt: skip
        return PROBES
    bodies = list(_bodies(own, kit))

    def shots(kit: "Kit") -> "Iterator[Shot]":
        for name, body in bodies:
            yield kit.shot(f"`{name}`", "accepted", body=body, event=name)

    return (Probe(_EVENT_CHECKS, "authentication", shots),)


def _bodies(own: ReplayOptions, kit: "Kit") -> Iterator[tuple[str, bytes]]:
    """The events that are sent: samples, or one's own payload byte for byte."""
    from clerkdoctor.clerk.events import BadChange, UnknownEvent, as_body, changed, sample

    if own.payload is not None:
        if own.event or own.set:
            raise typer.BadParameter("--payload is sent as it is: leave --event and --set out")
        body = content(own.payload, _LIMIT)
        yield _type_of(body), body
        return
    for name in own.event or DEFAULT_EVENTS:
        try:
            event = sample(name, now_ms=kit.now * 1000, seed=kit.seed)
            for change in own.set:
                event = changed(event, change)
        except (UnknownEvent, BadChange) as error:
            raise typer.BadParameter(str(error)) from None
        yield name, as_body(event)


def _type_of(body: bytes) -> str:
    import json

    try:
        event = json.loads(body)
    except (ValueError, RecursionError):
        return "payload"
    found = event.get("type") if isinstance(event, dict) else None
    return found if isinstance(found, str) else "payload"


def _instance_of(here: "Setting") -> str | None:
    for name, stated in here.stated:
        if name == "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY":
            value = stated.secret.reveal()
            kinds = {"pk_test_": "development", "pk_live_": "production"}
            return kinds.get(value[:8])
    return None


def _confirm(url: SplitResult, own: ReplayOptions) -> None:
    """What is not this machine is asked for: events are written into somebody's database."""
    if own.yes or _is_local(url):
        return
    what = "probes" if own.probe else "events"
    if not sys.stdin.isatty():
        raise typer.BadParameter(
            f"`{url.hostname}` is not this machine; --yes sends the {what} without asking"
        )
    typer.confirm(f"Send signed {what} to {_shown(url)}?", abort=True, err=True)


def _sent(
    own: ReplayOptions,
    url: SplitResult,
    kit: "Kit",
    probes: "Iterable[Probe]",
    headers: Sequence[tuple[str, str]],
) -> "ProbeRun":
    from clerkdoctor.gather.probing import Prober

    netloc = url.netloc.rpartition("@")[2]
    bare = url._replace(netloc=netloc, fragment="").geturl()
    prober = Prober(bare, kit, rate=own.rate, timeout=own.timeout, headers=headers)
    is_shown = sys.stderr.isatty()

    def show(done: int, of: int) -> None:
        if is_shown and of > 1:
            end = "\r\x1b[K" if done == of else ""
            sys.stderr.write(end or f"\r{done} of {of} probes")
            sys.stderr.flush()

    return prober.run(probes, writes=own.allow_side_effects, show=show)


def _dry_run(
    own: ReplayOptions,
    url: SplitResult,
    kit: "Kit",
    probes: "Iterable[Probe]",
    headers: Sequence[tuple[str, str]],
    options: Options,
) -> int:
    """Sign and show; nothing is sent."""
    from clerkdoctor.output import write, write_file

    shots = [
        (probe.name, shot)
        for probe in probes
        if own.allow_side_effects or not probe.writes
        for shot in probe.shots(kit)
    ]
    if options.format == "json":
        text = _dry_json(own, shots)
    else:
        bare = url._replace(netloc=url.netloc.rpartition("@")[2], fragment="").geturl()
        text = "\n".join(_dry_text(bare, shot, headers) for _, shot in shots)
    if options.output:
        write_file(options.output, text)
    else:
        write(text)
    return 0


def _dry_json(own: ReplayOptions, shots: "Iterable[tuple[str, Shot]]") -> str:
    from clerkdoctor.render.json import render

    rows = [
        {
            "probe": name,
            "event": shot.event,
            "request": _request(shot),
            "response": None,
            "outcome": "not_sent",
            "meaning": "Nothing was sent: this is a dry run",
        }
        for name, shot in shots
    ]
    report = Report("replay-webhook", _shown(urlsplit(own.url)), (), data={"deliveries": rows})
    return render(report)


def _dry_text(url: str, shot: "Shot", headers: Sequence[tuple[str, str]]) -> str:
    """A request as it would be sent, and the line that sends it."""
    from clerkdoctor.render.text import visible

    pairs = [*shot.headers, *headers]
    body = shot.body.decode("utf-8", "replace")
    lines = [f"# {shot.what}", f"{shot.method} {url}"]
    lines += [f"{name}: {value}" for name, value in pairs]
    lines += ["", body if len(body) < 4000 else f"{body[:4000]}… ({len(shot.body)} bytes)", ""]
    words = ["curl", "-X", shot.method, url]
    for name, value in pairs:
        words += ["-H", f"{name}: {value}"]
    words += ["--data-binary", body]
    shown = [visible(line) for line in lines]
    if len(body) < 4000:
        shown.append(visible(shlex.join(words)))
    return "\n".join(shown) + "\n"
