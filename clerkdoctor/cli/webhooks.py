"""The commands about webhooks, added to the others in `cli`."""

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

Payload = Annotated[
    Path | None,
    typer.Option("--payload", metavar="FILE", help="The body's bytes, or `-` for standard input."),
]
Header = Annotated[
    list[str] | None,
    typer.Option(
        "--header",
        metavar="'NAME: VALUE'",
        help="A header of the delivery; the value is what follows the first `: `. Repeatable.",
    ),
]
Captured = Annotated[
    Path | None,
    typer.Option(
        "--delivery",
        metavar="FILE",
        help="A captured delivery: a line of `clerk webhooks listen --json`, a HAR or an entry of"
        " one, a raw HTTP request; `-` for standard input.",
    ),
]
SecretEnv = Annotated[
    list[str] | None,
    typer.Option(
        "--secret-env",
        metavar="NAME",
        help="The variable that holds the secret, of this process or of this folder's env files."
        " Repeatable: older secrets follow.",
    ),
]
SecretFile = Annotated[
    list[Path] | None,
    typer.Option(
        "--secret-file",
        metavar="FILE",
        help="A file with the secret, `-` for standard input; older secrets on lines of their own.",
    ),
]
At = Annotated[
    str | None,
    typer.Option("--at", metavar="TIME", help="Judge as of this time, when it came in."),
]


def verify_webhook(
    payload: Payload = None,
    header: Header = None,
    delivery: Captured = None,
    secret_env: SecretEnv = None,
    secret_file: SecretFile = None,
    at: At = None,
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
    """Say whether a webhook's delivery is accepted, and if not, what was signed instead.

    The verdicts are those of `verifyWebhook` of @clerk/backend and of the npm package svix.

    Without --secret-env and --secret-file, the secret is that of the project in this folder.
    """
    from clerkdoctor.commands import webhooks
    from clerkdoctor.commands.checking import Options

    own = webhooks.VerifyWebhookOptions(
        payload, header or [], delivery, secret_env or [], secret_file or [], at
    )
    options = Options(
        format, output, only or [], skip or [], fail_on, mode, now, verbose, quiet, no_color
    )
    raise typer.Exit(webhooks.verify_webhook(own, options))


def add_webhook_commands(app: typer.Typer) -> None:
    """Give the app these commands, in the order of its help."""
    app.command(
        "verify-webhook",
        epilog=examples(
            "clerkdoctor verify-webhook --delivery delivery.json",
            "clerkdoctor verify-webhook --delivery captured.har --secret-env WEBHOOK_SECRET",
            "clerkdoctor verify-webhook --payload body.json --header 'svix-id: msg_…'"
            " --header 'svix-timestamp: 1795000000' --header 'svix-signature: v1,…'"
            " --at 1795000000",
        ),
    )(verify_webhook)
