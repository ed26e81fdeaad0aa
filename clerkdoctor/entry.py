"""Where the console script starts: `--version` is answered before anything else is imported."""

import sys


def main() -> None:
    if sys.argv[1:] in (["--version"], ["-V"]):
        from clerkdoctor import __version__

        print(f"clerkdoctor {__version__}")  # noqa: T201 - the answer
        return
    from clerkdoctor.cli import app

    app()
