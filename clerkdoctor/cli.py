"""The commands: options → gather → judge → render → exit code, each a few lines."""

import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperGroup

from clerkdoctor.errors import Trouble
from clerkdoctor.report import INTERRUPTED, NO_VERDICT


def examples(*lines: str) -> str:
    """What stands below a command's help; an empty line keeps Click from joining the lines."""
    return "\n\n".join(["Examples:", *(f"  {line}" for line in lines)])


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


Project = Annotated[
    Path,
    typer.Argument(help="The project's folder, or a workspace's root.", show_default=False),
]
Format = Annotated[
    Literal["checklist", "json"],
    typer.Option(
        "--format",
        help="How the report is written.",
    ),
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write the report to this file.")
]
Only = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="SUBJECT_OR_CHECK", help="Run only these. Repeatable."),
]
Skip = Annotated[
    list[str] | None,
    typer.Option("--skip", metavar="SUBJECT_OR_CHECK", help="Leave these out. Repeatable."),
]
FailOn = Annotated[
    Literal["error", "warning", "note"],
    typer.Option(
        "--fail-on",
        help="The least level at which a failed check fails the run.",
    ),
]
ModeOption = Annotated[
    Literal["development", "production", "test"],
    typer.Option(
        "--mode",
        help="Which env files Next.js loads: `next dev`, `next build`, or NODE_ENV=test.",
    ),
]
Now = Annotated[
    str | None,
    typer.Option(
        "--now",
        metavar="TIME",
        help="Judge as of this time: ISO 8601 or epoch seconds.",
    ),
]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show all there is to say.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show failures and the verdict only.")]
NoColor = Annotated[bool, typer.Option("--no-color", help="No colour. NO_COLOR does the same.")]
Reveal = Annotated[bool, typer.Option("--reveal", help="Show the values, secrets included.")]


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
    )
)
def check(
    project: Project = Path(),
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
    """Judge the whole project: its environment, keys and code. Nothing is sent or written."""
    from clerkdoctor import commands

    options = commands.Options(
        format, output, only or [], skip or [], fail_on, mode, now, verbose, quiet, no_color
    )
    raise typer.Exit(commands.check(project, options))


@app.command(
    "check-env",
    epilog=examples(
        "clerkdoctor check-env",
        "clerkdoctor check-env --mode production",
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
    mode: ModeOption = "development",
    now: Now = None,
    reveal: Reveal = False,
    verbose: Verbose = False,
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> None:
    """Judge the variables and keys as Next.js would load them. Nothing is sent or written."""
    from clerkdoctor import commands

    options = commands.Options(
        format, output, only or [], skip or [], fail_on, mode, now, verbose, quiet, no_color
    )
    raise typer.Exit(commands.check_env(project, options, reveal=reveal))


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
    """Say what a check means, why it matters and how to mend what it finds."""
    from clerkdoctor.explain import explain as explained

    _print(explained(check_or_code))


@app.command(
    epilog=examples(
        "clerkdoctor checks",
        "clerkdoctor checks --format json",
    )
)
def checks(
    format: Format = "checklist",  # noqa: A002 - the option's name
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


# The other commands add themselves to `app`, which has to be there first.
from clerkdoctor import cli_tokens as _cli_tokens  # noqa: E402, F401
