"""The options that commands share, as the contract names them."""

from pathlib import Path
from typing import Annotated, Literal

import typer


def examples(*lines: str) -> str:
    """What stands below a command's help; an empty line keeps Click from joining the lines."""
    return "\n\n".join(["Examples:", *(f"  {line}" for line in lines)])


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
