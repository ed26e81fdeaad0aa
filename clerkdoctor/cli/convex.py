"""The command about Convex, added to the others in `cli`."""

from pathlib import Path
from typing import Annotated

import typer

from clerkdoctor.cli.options import (
    Baseline,
    FailOn,
    Format,
    NoColor,
    Now,
    Only,
    Output,
    Project,
    ProjectMode,
    Proxy,
    Quiet,
    Skip,
    Timeout,
    Verbose,
    WriteBaseline,
    examples,
)

Online = Annotated[
    bool,
    typer.Option(
        "--online",
        help="Ask Clerk with the project's secret key, and Convex with CONVEX_DEPLOY_KEY.",
    ),
]
Template = Annotated[
    Path | None,
    typer.Option(
        "--template", metavar="FILE", help="A JWT template as JSON: what the dashboard shows."
    ),
]
GivenToken = Annotated[
    str | None,
    typer.Option(
        "--token", metavar="TOKEN", help="A token that Convex gets; `-` for stdin, or `@FILE`."
    ),
]
DeployKeyEnv = Annotated[
    list[str] | None,
    typer.Option(
        "--deploy-key-env",
        metavar="NAME",
        help="Another variable with a deploy key, as of production. Repeatable.",
    ),
]
UseLogin = Annotated[
    bool,
    typer.Option(
        "--use-login", help="Use the login in ~/.convex/config.json for the project's deployment."
    ),
]


def check_convex(
    project: Project = Path(),
    online: Online = False,
    template: Template = None,
    token: GivenToken = None,
    deploy_key_env: DeployKeyEnv = None,
    use_login: UseLogin = False,
    proxy: Proxy = None,
    timeout: Timeout = 5.0,
    format: Format = "checklist",  # noqa: A002 - the option's name
    output: Output = None,
    only: Only = None,
    skip: Skip = None,
    fail_on: FailOn = "error",
    mode: ProjectMode = None,
    now: Now = None,
    baseline: Baseline = None,
    write_baseline: WriteBaseline = False,
    verbose: Verbose = False,
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> None:
    """Say whether Convex accepts what Clerk issues, link by link from the key to the identity.

    Without --online nothing is sent. With it, only endpoints that read are asked; a deploy key goes
    to the deployment that it names, and to no other.
    """
    from clerkdoctor.commands import convex
    from clerkdoctor.commands.checking import Options

    own = convex.ConvexOptions(
        online, template, token, deploy_key_env or [], use_login, proxy, timeout
    )
    options = Options(
        format, output, only or [], skip or [], fail_on, mode or "development", now, verbose,
        quiet, no_color, mode is not None, baseline, write_baseline,
    )  # fmt: skip
    raise typer.Exit(convex.check_convex(project, own, options))


def add_convex_commands(app: typer.Typer) -> None:
    """Give the app this command, in the order of its help."""
    app.command(
        "check-convex",
        epilog=examples(
            "clerkdoctor check-convex",
            "clerkdoctor check-convex --template convex-template.json",
            "clerkdoctor check-convex --online --token @token.txt",
            "clerkdoctor check-convex --online --deploy-key-env CONVEX_PROD_DEPLOY_KEY",
        ),
    )(check_convex)
