"""The commands about tokens and key sets, added to the others in `cli`."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from clerkdoctor.cli.options import (
    FailOn,
    Format,
    NoColor,
    Now,
    Only,
    Output,
    PlainFormat,
    Proxy,
    Quiet,
    Skip,
    Verbose,
    examples,
)

Token = Annotated[
    str, typer.Argument(metavar="TOKEN", help="The token, `-` for standard input, or `@FILE`.")
]


def decode_token(
    token: Token,
    format: PlainFormat = "checklist",  # noqa: A002 - the option's name
    now: Now = None,
    no_color: NoColor = False,
) -> None:
    """Say what a token holds. Nothing of it is verified, and nothing is sent."""
    from clerkdoctor.commands import tokens
    from clerkdoctor.commands.checking import Options

    options = Options(format, now=now, no_color=no_color)
    raise typer.Exit(tokens.decode_token(token, options))


VerifyProject = Annotated[
    Path | None, typer.Option("--project", help="The project whose settings count.")
]
Jwks = Annotated[
    str | None, typer.Option("--jwks", metavar="FILE|URL", help="Take the keys from here.")
]
JwtKey = Annotated[Path | None, typer.Option("--jwt-key", help="Verify with this PEM public key.")]
Issuer = Annotated[
    str | None, typer.Option("--issuer", metavar="URL", help="The instance's Frontend API.")
]
Audience = Annotated[
    list[str] | None, typer.Option("--audience", help="An `aud` to accept. Repeatable.")
]
AuthorizedParty = Annotated[
    list[str] | None,
    typer.Option("--authorized-party", metavar="ORIGIN", help="An `azp` to accept. Repeatable."),
]
ClockSkew = Annotated[
    float, typer.Option("--clock-skew", metavar="SECONDS", help="How far clocks may differ.")
]
At = Annotated[str | None, typer.Option("--at", metavar="TIME", help="Judge as of this time.")]
Verifier = Annotated[
    Literal["clerk", "convex", "both"] | None,
    typer.Option("--for", help="Whose verdict; by default both where there is Convex."),
]
ApplicationId = Annotated[
    str | None, typer.Option("--application-id", help="Convex' `applicationID`.")
]
Batch = Annotated[Path | None, typer.Option("--batch", help="A file with a token a line, or `-`.")]


def verify_token(
    token: Annotated[
        str | None,
        typer.Argument(metavar="TOKEN", help="The token, `-` for standard input, or `@FILE`."),
    ] = None,
    project: VerifyProject = None,
    jwks: Jwks = None,
    jwt_key: JwtKey = None,
    issuer: Issuer = None,
    audience: Audience = None,
    authorized_party: AuthorizedParty = None,
    clock_skew: ClockSkew = 5.0,
    at: At = None,
    verifier: Verifier = None,
    application_id: ApplicationId = None,
    batch: Batch = None,
    proxy: Proxy = None,
    format: Format = "checklist",  # noqa: A002 - the option's name
    output: Output = None,
    only: Only = None,
    skip: Skip = None,
    fail_on: FailOn = "error",
    now: Now = None,
    verbose: Verbose = False,
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> None:
    """Say whether Clerk and Convex accept a token, and why not.

    The verdicts are those of @clerk/backend and of a Convex deployment, with every reason.

    Keys are fetched from the project's own issuer only, never from where the token says.
    """
    from clerkdoctor.commands import tokens
    from clerkdoctor.commands.checking import Options

    own = tokens.VerifyTokenOptions(
        project, jwks, jwt_key, issuer, audience or [], authorized_party or [], clock_skew, at,
        verifier, application_id, proxy,
    )  # fmt: skip
    options = Options(
        format, output, only or [], skip or [], fail_on, "development", now, verbose, quiet,
        no_color,
    )  # fmt: skip
    if (token is None) == (batch is None):
        raise typer.BadParameter("give a TOKEN, or --batch FILE")
    if batch is not None:
        raise typer.Exit(tokens.verify_batch(batch, own, options))
    raise typer.Exit(tokens.verify_token(token or "", own, options))


def fetch_jwks(
    source: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE",
            help="An issuer's URL, a key set's URL, a publishable key, or a project's folder.",
        ),
    ] = ".",
    project: Annotated[
        Path | None, typer.Option("--project", help="Compare with this project's own keys.")
    ] = None,
    proxy: Proxy = None,
    format: Format = "checklist",  # noqa: A002 - the option's name
    output: Output = None,
    only: Only = None,
    skip: Skip = None,
    fail_on: FailOn = "error",
    now: Now = None,
    verbose: Verbose = False,
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> None:
    """Fetch the keys that an issuer publishes, and judge them."""
    from clerkdoctor.commands import tokens
    from clerkdoctor.commands.checking import Options

    options = Options(
        format, output, only or [], skip or [], fail_on, "development", now, verbose, quiet,
        no_color,
    )  # fmt: skip
    raise typer.Exit(tokens.fetch_jwks(source, project, options, proxy))


def add_token_commands(app: typer.Typer) -> None:
    """Give the app these commands, in the order of its help."""
    app.command(
        "decode-token",
        epilog=examples(
            "clerkdoctor decode-token @token.txt", "pbpaste | clerkdoctor decode-token -"
        ),
    )(decode_token)
    app.command(
        "verify-token",
        epilog=examples(
            "clerkdoctor verify-token @token.txt --project apps/web",
            "clerkdoctor verify-token - --jwt-key key.pem --at 2026-01-31T12:00:00Z",
            "clerkdoctor verify-token --batch tokens.txt --jwt-key key.pem",
        ),
    )(verify_token)
    app.command(
        "fetch-jwks",
        epilog=examples(
            "clerkdoctor fetch-jwks",
            "clerkdoctor fetch-jwks https://clerk.example.com",
            "clerkdoctor fetch-jwks pk_live_…",
        ),
    )(fetch_jwks)
