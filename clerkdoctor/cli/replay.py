"""The command that sends deliveries, added to the others in `cli`."""

from pathlib import Path
from typing import Annotated

import typer

from clerkdoctor.cli.options import (
    FailOn,
    Format,
    ModeOption,
    NoColor,
    Now,
    Only,
    Output,
    Quiet,
    Skip,
    Verbose,
    examples,
)
from clerkdoctor.cli.webhooks import Header, SecretEnv, SecretFile

Url = Annotated[
    str | None,
    typer.Argument(
        metavar="URL",
        help="The endpoint's URL, as Clerk's dashboard has it; http:// on this machine only."
        " By default webhook-url of clerkdoctor.toml.",
    ),
]
Event = Annotated[
    list[str] | None,
    typer.Option(
        "--event",
        metavar="TYPE",
        help="The type of a made-up event. Repeatable; by default a user is created, updated and"
        " deleted.",
    ),
]
Payload = Annotated[
    Path | None,
    typer.Option("--payload", metavar="FILE", help="Send this body, byte for byte, signed anew."),
]
Change = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Change a field of the events. Repeatable."),
]
Probe = Annotated[
    bool, typer.Option("--probe", help="Send the whole matrix: right, wrong and odd deliveries.")
]
SideEffects = Annotated[
    bool,
    typer.Option(
        "--allow-side-effects",
        help="With --probe: send what may write data, too. It makes up users, and deletes them.",
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Sign and show. Nothing is sent.")]
Timeout = Annotated[
    float, typer.Option("--timeout", metavar="SECONDS", min=0.1, help="As Svix: 15 seconds.")
]
Rate = Annotated[
    float, typer.Option("--rate", metavar="N", min=0.1, help="The most requests a second.")
]
Yes = Annotated[
    bool, typer.Option("--yes", "-y", help="Do not ask before another host is sent to.")
]
ListEvents = Annotated[
    bool, typer.Option("--list-events", help="List the types of events, and stop.")
]


def replay_webhook(
    url: Url = None,
    event: Event = None,
    payload: Payload = None,
    change: Change = None,
    probe: Probe = False,
    allow_side_effects: SideEffects = False,
    dry_run: DryRun = False,
    secret_env: SecretEnv = None,
    secret_file: SecretFile = None,
    header: Header = None,
    timeout: Timeout = 15.0,
    rate: Rate = 20.0,
    yes: Yes = False,
    list_events: ListEvents = False,
    format: Format = "checklist",  # noqa: A002 - the option's name
    output: Output = None,
    only: Only = None,
    skip: Skip = None,
    fail_on: FailOn = "error",
    mode: ModeOption = "development",
    now: Now = None,
    verbose: Verbose = False,
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> None:
    """Send freshly signed Clerk events to an endpoint, and say what it made of them.

    --probe finds out whom the endpoint believes: it sends right, forged, stale and odd deliveries.

    Without --allow-side-effects its events are of types and users that do not exist.
    """
    from clerkdoctor.commands import replay
    from clerkdoctor.commands.checking import Options

    if list_events:
        raise typer.Exit(replay.list_events())
    own = replay.ReplayOptions(
        url, event or [], payload, change or [], probe, allow_side_effects, dry_run,
        secret_env or [], secret_file or [], header or [], timeout, rate, yes,
    )  # fmt: skip
    options = Options(
        format, output, only or [], skip or [], fail_on, mode, now, verbose, quiet, no_color
    )
    raise typer.Exit(replay.replay_webhook(own, options))


def add_replay_command(app: typer.Typer) -> None:
    """Give the app this command."""
    app.command(
        "replay-webhook",
        epilog=examples(
            "clerkdoctor replay-webhook http://localhost:3000/api/webhooks/clerk",
            "clerkdoctor replay-webhook http://localhost:3000/api/webhooks/clerk --probe",
            "clerkdoctor replay-webhook URL --event organization.created --set data.slug=acme",
            "clerkdoctor replay-webhook URL --payload event.json --dry-run",
        ),
    )(replay_webhook)
