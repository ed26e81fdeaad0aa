"""`diagnose` on the command line: `add_diagnose_command(app)` adds it to the others."""

from pathlib import Path
from typing import Annotated

import typer

from clerkdoctor.cli.options import (
    FailOn,
    Format,
    NoColor,
    Now,
    Output,
    Project,
    ProjectMode,
    Quiet,
    Verbose,
    examples,
)

Symptom = Annotated[
    str,
    typer.Argument(
        help="`unauthenticated`, `webhooks`, `session`, an error's words, or `-` for a log on"
        " standard input; `@FILE` for one in a file.",
    ),
]


def diagnose(
    symptom: Symptom,
    project: Project = Path(),
    format: Format = "checklist",  # noqa: A002 - the option's name
    output: Output = None,
    fail_on: FailOn = "error",
    mode: ProjectMode = None,
    now: Now = None,
    verbose: Verbose = False,
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> None:
    """Say what is most likely behind a symptom, by the checks that know it.

    Tokens, keys and cookies in what is pasted are masked in whatever is shown.
    """
    from clerkdoctor.commands import diagnose
    from clerkdoctor.commands.checking import Options

    options = Options(
        format, output, (), (), fail_on, mode or "development", now, verbose, quiet, no_color,
        mode is not None,
    )  # fmt: skip
    raise typer.Exit(diagnose.diagnose(symptom, project, options))


def add_diagnose_command(app: typer.Typer) -> None:
    """Give the app this command."""
    app.command(
        epilog=examples(
            "clerkdoctor diagnose unauthenticated",
            "clerkdoctor diagnose webhooks apps/web --mode production",
            'clerkdoctor diagnose "No auth provider found matching the given token"',
            "vercel logs my-app | clerkdoctor diagnose -",
        ),
    )(diagnose)
