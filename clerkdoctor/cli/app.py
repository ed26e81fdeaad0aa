"""The commands: options → gather → judge → render → exit code, each a few lines."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from clerkdoctor.cli.against import (
    AgainstSource,
    VercelAuthFile,
    VercelBranch,
    VercelLogin,
    VercelProject,
    VercelTeam,
    against_of,
)
from clerkdoctor.cli.convex import add_convex_commands
from clerkdoctor.cli.diagnose import add_diagnose_command
from clerkdoctor.cli.options import (
    AccessFilter,
    AskedPath,
    Baseline,
    FailOn,
    Format,
    NoColor,
    Now,
    Only,
    Output,
    PlainFormat,
    Project,
    ProjectMode,
    Proxy,
    Quiet,
    Reveal,
    Skip,
    Timeout,
    Verbose,
    WriteBaseline,
    examples,
)
from clerkdoctor.cli.replay import add_replay_command
from clerkdoctor.cli.session import add_session_commands
from clerkdoctor.cli.tokens import add_token_commands
from clerkdoctor.cli.webhooks import add_webhook_commands
from clerkdoctor.errors import Trouble
from clerkdoctor.report import INTERRUPTED, NO_VERDICT

if TYPE_CHECKING:
    from clerkdoctor.gather.deployed.sources import Against

Online = Annotated[
    bool,
    typer.Option(
        "--online", help="Ask the project's own Clerk hosts, its Convex deployment and its domain."
    ),
]
AppUrl = Annotated[
    str | None,
    typer.Option(
        "--url",
        metavar="URL",
        help="With --online: a page of the running app. By default app-url of clerkdoctor.toml.",
    ),
]


class _Commands(TyperGroup):
    """The commands, with one place where whatever goes wrong becomes two lines and an exit code."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """`clerkdoctor -q` and `clerkdoctor ../app` are `clerkdoctor check …`."""
        own = {name for param in self.params for name in (*param.opts, "-h", "--help")}
        if args and args[0] not in own and args[0] not in self.commands:
            is_folder = args[0] in (".", "..") or "/" in args[0] or "\\" in args[0]
            if is_folder or args[0].startswith("-"):
                args = ["check", *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except Trouble as trouble:
            _complain(trouble.message, trouble.hint)
            raise typer.Exit(NO_VERDICT) from None
        except KeyboardInterrupt:
            raise typer.Exit(INTERRUPTED) from None
        except (typer.TyperException, typer.Exit, typer.Abort):
            raise
        except Exception as error:  # noqa: BLE001 - no traceback reaches a user
            from clerkdoctor.judge import where

            _complain(
                f"clerkdoctor itself failed: {where(error)}",
                "report this line to the authors: it holds no value of yours",
            )
            raise typer.Exit(NO_VERDICT) from None


app = typer.Typer(
    cls=_Commands,
    name="clerkdoctor",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(
    invoke_without_command=True,
    epilog=examples(
        "clerkdoctor",
        "clerkdoctor check apps/web --mode production",
        "clerkdoctor explain publishable-key-is-well-formed",
    ),
)
def clerkdoctor(
    ctx: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", "-V", help="Show the version and stop.", is_eager=True)
    ] = False,
) -> None:
    """Find out why authentication is broken in a Next.js app that uses Clerk, and how to mend it.

    Without a command, this is `clerkdoctor check .`
    """
    if version:
        from clerkdoctor import __version__

        typer.echo(f"clerkdoctor {__version__}")
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        ctx.invoke(check)


@app.command(
    epilog=examples(
        "clerkdoctor check",
        "clerkdoctor check apps/web --mode production",
        "clerkdoctor check --format json | jq .verdict",
        "clerkdoctor check --skip no-secret-is-committed --fail-on warning",
        "clerkdoctor check --write-baseline",
        "clerkdoctor check --online --url https://app.example.com/",
    )
)
def check(
    project: Project = Path(),
    online: Online = False,
    url: AppUrl = None,
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
    """Judge the whole project: its environment, keys and code.

    Nothing is sent. With --online its Clerk hosts, its Convex deployment, its domain's records and
    the page of --url are asked, too, none of which changes anything.
    """
    from clerkdoctor.commands import project as of_project
    from clerkdoctor.commands.checking import Options

    options = Options(
        format, output, only or [], skip or [], fail_on, mode or "development", now, verbose,
        quiet, no_color, mode is not None, baseline, write_baseline,
    )  # fmt: skip
    if not online:
        if url is not None:
            raise typer.BadParameter("--url goes with --online")
        raise typer.Exit(of_project.check(project, options))
    from clerkdoctor.commands.online import check_online

    raise typer.Exit(check_online(project, url, timeout, options))


@app.command(
    "check-env",
    epilog=examples(
        "clerkdoctor check-env",
        "clerkdoctor check-env --mode production",
        "clerkdoctor check-env --against vercel:production --against convex:prod",
        "clerkdoctor check-env --against production=.env.production.pulled",
        "clerkdoctor check-env --format json --reveal",
    ),
)
def check_env(
    project: Project = Path(),
    format: Format = "checklist",  # noqa: A002 - the option's name
    output: Output = None,
    only: Only = None,
    skip: Skip = None,
    fail_on: FailOn = "error",
    mode: ProjectMode = None,
    now: Now = None,
    against: AgainstSource = None,
    vercel_project: VercelProject = None,
    vercel_team: VercelTeam = None,
    vercel_branch: VercelBranch = None,
    vercel_login: VercelLogin = False,
    vercel_auth_file: VercelAuthFile = None,
    proxy: Proxy = None,
    reveal: Reveal = False,
    verbose: Verbose = False,
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> None:
    """Judge the variables and keys as Next.js would load them, and as they are deployed.

    Nothing is written. Only what `--against` names is asked, and nothing else is sent there than
    its own key.
    """
    from clerkdoctor.commands import project as of_project
    from clerkdoctor.commands.checking import Options

    options = Options(
        format, output, only or [], skip or [], fail_on, mode or "development", now, verbose,
        quiet, no_color, mode is not None,
    )  # fmt: skip

    def compared(sources: list[str]) -> "Against | None":
        return against_of(
            sources, vercel_project, vercel_team, vercel_branch, vercel_login, vercel_auth_file,
            proxy,
        )  # fmt: skip

    named = compared(against or [])
    raise typer.Exit(
        of_project.check_env(project, options, reveal=reveal, against=named, compared=compared)
    )


@app.command(
    "check-routes",
    epilog=examples(
        "clerkdoctor check-routes",
        "clerkdoctor check-routes --access public --access unguarded",
        "clerkdoctor check-routes --path /api/webhooks/clerk --path /admin",
        "clerkdoctor check-routes --format json | jq '.data.routes[].path'",
    ),
)
def check_routes(
    project: Project = Path(),
    path: AskedPath = None,
    access: AccessFilter = None,
    format: Format = "checklist",  # noqa: A002 - the option's name
    output: Output = None,
    only: Only = None,
    skip: Skip = None,
    fail_on: FailOn = "error",
    mode: ProjectMode = None,
    now: Now = None,
    verbose: Verbose = False,
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> None:
    """Show who gets to each route: where the middleware runs, and whom it lets through.

    `public`: a signed-out request gets there. `protected`: it is turned away. `unguarded`: the
    middleware does not run there.
    """
    from clerkdoctor.commands import project as of_project
    from clerkdoctor.commands.checking import Options

    options = Options(
        format, output, only or [], skip or [], fail_on, mode or "development", now, verbose,
        quiet, no_color, mode is not None,
    )  # fmt: skip
    raise typer.Exit(
        of_project.check_routes(project, options, paths=path or [], access=access or [])
    )


@app.command(
    epilog=examples(
        "clerkdoctor explain keys-are-of-one-type",
        'clerkdoctor explain "Missing publishableKey"',
    )
)
def explain(
    check_or_code: Annotated[
        str, typer.Argument(help="A check's id, or words of an error that a check knows.")
    ],
) -> None:
    """Say what a check or an error means, and how to mend it.

    By a check's id, or by words on the screen: `clerkdoctor checks` lists the ids.
    """
    from clerkdoctor.explain import explain as explained

    _print(explained(check_or_code))


@app.command(
    epilog=examples(
        "clerkdoctor checks",
        "clerkdoctor checks --format json",
    )
)
def checks(
    format: PlainFormat = "checklist",  # noqa: A002 - the option's name
) -> None:
    """List every check there is, with its level."""
    from clerkdoctor.explain import as_json, as_list

    _print(as_json() if format == "json" else as_list())


def _print(text: str) -> None:
    from clerkdoctor.output import write

    write(text)


def _complain(message: str, hint: str) -> None:
    from clerkdoctor.render.text import encodable, visible

    text = f"clerkdoctor: {visible(message)}\n  hint: {visible(hint)}\n"
    sys.stderr.write(encodable(text, sys.stderr.encoding))


add_convex_commands(app)
add_token_commands(app)
add_webhook_commands(app)
add_replay_command(app)
add_session_commands(app)
add_diagnose_command(app)
