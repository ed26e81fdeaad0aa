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
    Literal["checklist", "json", "sarif", "github", "markdown", "junit"],
    typer.Option(
        "--format",
        help="How the report is written.",
    ),
]
PlainFormat = Annotated[
    Literal["checklist", "json"],
    typer.Option("--format", help="For people, or for programs."),
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
ProjectMode = Annotated[
    Literal["development", "production", "test"] | None,
    typer.Option(
        "--mode",
        help="Which env files Next.js loads: `next dev`, `next build`, or NODE_ENV=test."
        "  [default: that of clerkdoctor.toml, else development]",
    ),
]
Baseline = Annotated[
    Path | None,
    typer.Option(
        "--baseline",
        metavar="FILE",
        help="Set the problems aside that this file lists: the run fails on new ones only.",
    ),
]
WriteBaseline = Annotated[
    bool,
    typer.Option(
        "--write-baseline",
        help="List today's problems in that file, by default clerkdoctor-baseline.json.",
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


def _proxy(value: str | None) -> str | None:
    if not value:
        return value
    from clerkdoctor.gather.http import proxy_fault

    fault = proxy_fault(value)
    if fault:
        # The value itself may hold a password.
        raise typer.BadParameter(f"it {fault}")
    return value


Timeout = Annotated[
    float, typer.Option("--timeout", metavar="SECONDS", min=0.1, help="For each request.")
]
Proxy = Annotated[
    str | None,
    typer.Option(
        "--proxy",
        metavar="URL|environ",
        help="Ask through this proxy, or the one that HTTPS_PROXY names; by default none.",
        callback=_proxy,
    ),
]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show all there is to say.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show failures and the verdict only.")]
NoColor = Annotated[bool, typer.Option("--no-color", help="No colour. NO_COLOR does the same.")]
Reveal = Annotated[bool, typer.Option("--reveal", help="Show the values, secrets included.")]
AskedPath = Annotated[
    list[str] | None,
    typer.Option(
        "--path", metavar="/PATH", help="Ask about a path, with a file or not. Repeatable."
    ),
]
AccessFilter = Annotated[
    list[str] | None,
    typer.Option(
        "--access",
        metavar="ACCESS",
        help="List only routes that are public, protected, unguarded or unknown. Repeatable.",
    ),
]
