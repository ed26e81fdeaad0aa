"""The command about a session that does not persist, added to the others in `cli`."""

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
    Timeout,
    Verbose,
    examples,
)

Url = Annotated[
    str | None,
    typer.Argument(
        metavar="URL",
        help="A page of the running app, as the browser has it. By default app-url of"
        " clerkdoctor.toml.",
    ),
]
ProjectOption = Annotated[
    Path | None,
    typer.Option("--project", help="The project whose keys count. By default this folder's."),
]
Cookie = Annotated[
    Path | None,
    typer.Option(
        "--cookie",
        metavar="FILE",
        help="The browser's cookies: a `Cookie` header, a cookies.txt or a JSON export.",
    ),
]
Har = Annotated[
    Path | None,
    typer.Option("--har", metavar="FILE", help="The browser's recording: Network, Export HAR."),
]
LookUpUser = Annotated[
    bool,
    typer.Option(
        "--look-up-user",
        help="Ask Clerk's Backend API whether the token's user exists: sends the user's id.",
    ),
]
Offline = Annotated[
    bool, typer.Option("--offline", help="Ask nobody: judge the cookies and the recording alone.")
]


def check_session(
    url: Url = None,
    project: ProjectOption = None,
    cookie: Cookie = None,
    har: Har = None,
    timeout: Timeout = 5.0,
    offline: Offline = False,
    look_up_user: LookUpUser = False,
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
    """Say why a session does not persist: the running app, its cookies, its domains.

    Asks the URL's host and the project's own Clerk hosts, signed out. Cookies are sent nowhere.
    """
    from clerkdoctor.commands import session
    from clerkdoctor.commands.checking import Options

    own = session.CheckSessionOptions(
        _stated_url(project) if url is None else url, project, cookie, har, timeout, not offline,
        look_up_user,
    )  # fmt: skip
    options = Options(
        format, output, only or [], skip or [], fail_on, mode, now, verbose, quiet, no_color
    )
    raise typer.Exit(session.check_session(own, options))


def _stated_url(project: Path | None) -> str:
    from clerkdoctor.commands.settings import settings_of

    url = settings_of(project or Path()).app_url
    if url is None:
        raise typer.BadParameter(
            "name the app: clerkdoctor check-session URL, or app-url in clerkdoctor.toml"
        )
    return url


def add_session_commands(app: typer.Typer) -> None:
    """Give the app this command."""
    app.command(
        "check-session",
        epilog=examples(
            "clerkdoctor check-session http://localhost:3000/",
            "clerkdoctor check-session https://example.com/ --mode production",
            "clerkdoctor check-session https://example.com/ --cookie cookie.txt",
            "clerkdoctor check-session https://example.com/ --har example.com.har",
        ),
    )(check_session)
