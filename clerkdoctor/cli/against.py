"""The options of `check-env --against`, and the sources that they name."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from clerkdoctor.gather.deployed.sources import Against

AgainstSource = Annotated[
    list[str] | None,
    typer.Option(
        "--against",
        metavar="SOURCE",
        help="Compare with what is deployed. Repeatable. SOURCE: vercel,"
        " vercel:production|preview|development, convex, convex:prod|dev|NAME, environ,"
        " or LABEL=FILE (dotenv or JSON; `-` is standard input).",
    ),
]
VercelProject = Annotated[
    str | None,
    typer.Option(
        "--vercel-project",
        metavar="ID|NAME",
        help="The Vercel project, where the folder is not linked to it.",
    ),
]
VercelTeam = Annotated[
    str | None,
    typer.Option("--vercel-team", metavar="ID|SLUG", help="The project's team on Vercel."),
]
VercelBranch = Annotated[
    str | None,
    typer.Option("--vercel-branch", metavar="BRANCH", help="Compare previews of this git branch."),
]
VercelLogin = Annotated[
    bool,
    typer.Option(
        "--vercel-login",
        help="Without VERCEL_TOKEN, use the token that `vercel login` keeps on this machine.",
    ),
]
VercelAuthFile = Annotated[
    Path | None,
    typer.Option(
        "--vercel-auth-file",
        metavar="FILE",
        help="The same, from this auth.json.",
    ),
]


def against_of(
    sources: list[str],
    project: str | None,
    team: str | None,
    branch: str | None,
    login: bool,
    auth_file: Path | None,
    proxy: str | None,
) -> "Against | None":
    """What to compare with, or None for nothing; a source that is none is a usage error."""
    if not sources:
        return None
    from clerkdoctor.gather.deployed.asking import Asking
    from clerkdoctor.gather.deployed.sources import UnknownSource, against

    try:
        chosen = against(sources)
    except UnknownSource as error:
        raise typer.BadParameter(str(error), param_hint="--against") from None
    return chosen._replace(
        project=project,
        team=team,
        branch=branch,
        login=login or auth_file is not None,
        login_at=auth_file,
        asking=Asking(proxy=proxy),
    )


def tell(line: str) -> None:
    """A line on what is waited for, where somebody looks: nothing in a log or a pipe."""
    if sys.stderr.isatty():
        sys.stderr.write(f"clerkdoctor: {line}\n")
        sys.stderr.flush()
