"""Where the console script starts: `--version` is answered before anything else is imported."""

import sys


def main() -> None:
    if sys.argv[1:] in (["--version"], ["-V"]):
        from clerkdoctor import __version__

        print(f"clerkdoctor {__version__}")  # noqa: T201 - the answer
        return
    from clerkdoctor.cli.app import app

    # Typer builds every command with its options before it runs one: a tenth of a start.
    every = app.registered_commands
    asked = [one for one in every if one.name is not None and one.name in sys.argv[1:2]]
    app.registered_commands = asked or every
    try:
        app()
    finally:
        app.registered_commands = every
