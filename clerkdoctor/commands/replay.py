"""What `replay-webhook` does: sign, send or show, judge, render, and the exit code."""

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from clerkdoctor.commands.checking import Options, chosen, instant, write_report
from clerkdoctor.commands.webhooks import content, header_of, secrets_named
from clerkdoctor.errors import Trouble
from clerkdoctor.report import INTERRUPTED, Report

if TYPE_CHECKING:
    from clerkdoctor.endpoint import Endpoint
    from clerkdoctor.facts.probes import Fired, ProbeRun
    from clerkdoctor.gather.signing_secrets import Setting
    from clerkdoctor.probing.probes import Probe
    from clerkdoctor.probing.shots import Kit, Shot

DEFAULT_EVENTS = ("user.created", "user.updated", "user.deleted")
_LIMIT = 20_000_000
_EACH = 5
"""Events of which each one's answer is told."""
_TELLING = 8
"""Characters from which on a value may be a secret."""
_EVENT_CHECKS = "events-are-accepted"
# What is judged where events are sent, and not the probes.
_OF_EVENTS = frozenset(
    ("the-endpoint-can-be-reached", "the-endpoint-does-not-redirect",
     "the-route-is-not-behind-auth", "the-route-takes-deliveries", _EVENT_CHECKS,
     "the-answer-is-prompt", "answers-carry-nothing-private",
     "the-endpoint-is-of-the-same-instance")
)  # fmt: skip


class ReplayOptions(NamedTuple):
    """The options that `replay-webhook` has of its own, as the contract names them.

    Without a URL it is the `webhook-url` of the folder's clerkdoctor.toml.
    """

    url: str | None
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
    from clerkdoctor.endpoint import endpoint
    from clerkdoctor.gather.signing_secrets import setting

    _refuse_what_excludes_itself(own, options)
    to = endpoint(_stated_url() if own.url is None else own.url)
    if own.url is None:
        sys.stderr.write(f"clerkdoctor: clerkdoctor.toml names the endpoint {to.shown}\n")
    headers = [*to.authorization, *map(header_of, own.header)]
    entries = tuple(
        entry
        for entry in chosen(options, ("delivery probes",))
        if (entry.check.id in _OF_EVENTS and not own.probe)
        or (own.probe and entry.check.id != _EVENT_CHECKS)
    )
    here = setting(Path(), options.mode)
    stated = instant(options.now)
    kit = _kit(own, here, time.time() if stated is None else stated)
    probes = _probes(own, kit)
    if own.dry_run:
        return _dry_run(own, to, kit, probes, headers, options)
    _confirm(to, own)
    started = time.monotonic()
    run = _sent(own, to, kit, probes, headers)._replace(
        url=to.shown, project_instance=_instance_of(here)
    )
    looked_at = _looked_at(run, time.monotonic() - started, is_probed=own.probe)
    return _judged(run, entries, options, looked_at, _hidden(to, kit, headers))


def _stated_url() -> str:
    from clerkdoctor.commands.settings import settings_of

    url = settings_of(Path()).webhook_url
    if url is None:
        raise typer.BadParameter(
            "name the endpoint: clerkdoctor replay-webhook URL, or webhook-url in clerkdoctor.toml"
        )
    return url


def _refuse_what_excludes_itself(own: ReplayOptions, options: Options) -> None:
    if own.probe and (own.payload or own.event or own.set):
        raise typer.BadParameter(
            "--probe has events of its own: leave --event, --set and --payload out"
        )
    if own.payload is not None and (own.event or own.set):
        raise typer.BadParameter("--payload is sent as it is: leave --event and --set out")
    if own.allow_side_effects and not own.probe:
        raise typer.BadParameter("--allow-side-effects goes with --probe: events are sent anyway")
    if options.now is not None and not own.dry_run:
        raise typer.BadParameter(
            "--now goes with --dry-run: what is sent is signed as of the time of sending"
        )


def _judged(
    run: "ProbeRun", entries: Any, options: Options, looked_at: str, hidden: Sequence[str]
) -> int:
    from clerkdoctor.evidence import Evidence
    from clerkdoctor.judge import judge

    evidence = Evidence()
    evidence.found(run)
    results, crashes = judge(entries, {None: evidence})
    data = {"deliveries": [_delivery(one, hidden) for one in run.fired]}
    report = Report(
        "replay-webhook", run.url, results, crashes, options.fail_on, {None: looked_at}, data
    )
    return write_report(report, options)


def _looked_at(run: "ProbeRun", seconds: float, *, is_probed: bool) -> str:
    """What was sent, in a line: of a few events, each with its answer."""
    if is_probed:
        writes = "those that may write data, too" if run.wrote else "none that may write data"
        return f"{_counted(len(run.fired), 'request')} sent in {seconds:.1f} s, {writes}"
    fired = run.of(_EVENT_CHECKS)
    if len(fired) <= _EACH:
        answers = [
            f"{one.shot.event} {_answer(one)} in {one.answer.elapsed * 1000:.0f} ms"
            for one in fired
        ]
    else:
        kinds = [_answer(one) for one in fired]
        answers = [f"{kinds.count(one)} × {one}" for one in dict.fromkeys(kinds)]
    return f"{_counted(len(fired), 'event')} sent: {', '.join(answers)}"


def _answer(one: "Fired") -> str:
    from clerkdoctor.probing.answers import Answer

    return str(one.answer.status) if isinstance(one.answer, Answer) else "no answer"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _hidden(to: "Endpoint", kit: "Kit", headers: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """What was given in confidence: it is shown nowhere, even where the endpoint gives it back."""
    given = [kit.secret, kit.secret.removeprefix("whsec_"), *to.confidential]
    given += [value for _, value in headers]
    return tuple(sorted((one for one in given if len(one) >= _TELLING), key=len, reverse=True))


def _without(text: str, hidden: Sequence[str]) -> str:
    for one in hidden:
        text = text.replace(one, "…")
    return text


def _delivery(one: "Fired", hidden: Sequence[str]) -> dict[str, Any]:
    """A delivery as the contract has it; the body as text."""
    from clerkdoctor.probing.answers import Answer

    response = None
    if isinstance(one.answer, Answer):
        response = {
            "status": one.answer.status,
            "headers": {
                name: _without(value, hidden) for name, value in one.answer.headers.items()
            },
            "elapsed_ms": round(one.answer.elapsed * 1000),
        }
    return {
        "probe": one.name,
        "event": one.shot.event,
        "request": _request(one.shot),
        "response": response,
        "outcome": one.meaning.outcome,
        "meaning": _without(f"The endpoint {one.meaning.words}", hidden),
    }


def _request(shot: "Shot") -> dict[str, Any]:
    from clerkdoctor.render.requests import excerpt

    return {
        "headers": dict(shot.headers),
        "body": excerpt(shot.body),
        "bytes": len(shot.body),
    }


def _kit(own: ReplayOptions, here: "Setting", now: float) -> "Kit":
    """The key to sign with: the one that was named, or the project's own."""
    from clerkdoctor.clerk.webhook_secret import BadSecret, signing_key
    from clerkdoctor.gather.probing import new_seed
    from clerkdoctor.probing.shots import Kit

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
    if not key or first.shape.problem:
        reason = first.shape.problem or "holds no key"
        raise Trouble(
            f"{first.origin} {reason}, so that nothing can be signed with it",
            "copy the endpoint's signing secret from Clerk's dashboard, under Webhooks",
        )
    if first.shape.doubt:
        sys.stderr.write(f"clerkdoctor: {first.origin} {first.shape.doubt}\n")
    return Kit(first.secret.reveal(), key, now, new_seed())


def _probes(own: ReplayOptions, kit: "Kit") -> "tuple[Probe, ...]":
    from clerkdoctor.probing.probes import PROBES, Probe

    if own.probe:
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
        body = content(own.payload, _LIMIT)
        yield _type_of(body), body
        return
    for name in own.event or DEFAULT_EVENTS:
        try:
            event = sample(name, now_ms=kit.now * 1000, seed=kit.seed)
            for change in own.set:
                event = changed(event, change)
        except UnknownEvent as error:
            raise typer.BadParameter(str(error)) from None
        except BadChange as error:
            raise typer.BadParameter(f"`{name}`: {error}") from None
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


def _confirm(to: "Endpoint", own: ReplayOptions) -> None:
    """What is not this machine is asked for: events are written into somebody's database."""
    if own.yes or to.is_local:
        return
    what = "probes" if own.probe else "events"
    if not sys.stdin.isatty():
        raise typer.BadParameter(
            f"`{to.host}` is not this machine; --yes sends the {what} without asking"
        )
    try:
        is_wanted = typer.confirm(f"Send signed {what} to {to.shown}?", err=True)
    except typer.Abort:
        raise typer.Exit(INTERRUPTED) from None
    if not is_wanted:
        raise Trouble("nothing was sent", "--dry-run shows what would be")


def _sent(
    own: ReplayOptions,
    to: "Endpoint",
    kit: "Kit",
    probes: "Iterable[Probe]",
    headers: Sequence[tuple[str, str]],
) -> "ProbeRun":
    from clerkdoctor.gather.probing import Prober

    prober = Prober(to.url, kit, rate=own.rate, timeout=own.timeout, headers=headers)
    is_shown = sys.stderr.isatty()

    def show(done: int, of: int) -> None:
        if is_shown and of > 1:
            end = "\r\x1b[K" if done == of else ""
            sys.stderr.write(end or f"\r{done} of {of} probes")
            sys.stderr.flush()

    return prober.run(probes, writes=own.allow_side_effects, show=show)


def _dry_run(
    own: ReplayOptions,
    to: "Endpoint",
    kit: "Kit",
    probes: "Iterable[Probe]",
    headers: Sequence[tuple[str, str]],
    options: Options,
) -> int:
    """Sign and show; nothing is sent."""
    from clerkdoctor.output import write, write_file
    from clerkdoctor.render.requests import Request, render

    shots = [
        (probe.name, shot)
        for probe in probes
        if own.allow_side_effects or not probe.writes
        for shot in probe.shots(kit)
    ]
    if options.format == "json":
        text = _dry_json(to, shots)
    else:
        # What the user gave with the URL or as a header may be a secret: its place is shown.
        given = [(name, "…") for name, _ in headers]
        text = render(
            Request(
                f"{shot.what}: to be {shot.wanted}" if own.probe else shot.what,
                shot.method,
                to.shown,
                [*shot.headers, *given],
                shot.body,
            )
            for _, shot in shots
        )
    if options.output:
        write_file(options.output, text)
    else:
        write(text)
    count = _counted(len(shots), "request")
    sys.stderr.write(f"clerkdoctor: nothing was sent; {count} shown, signed for 5 minutes\n")
    return 0


def _dry_json(to: "Endpoint", shots: "Iterable[tuple[str, Shot]]") -> str:
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
    report = Report("replay-webhook", to.shown, (), data={"deliveries": rows})
    return render(report)
