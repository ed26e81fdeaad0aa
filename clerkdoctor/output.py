"""Where a report goes: standard output or a file, whole or not at all."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

from clerkdoctor.errors import Trouble


def write(text: str) -> None:
    """Write to standard output. A reader that has gone away changes nothing of the exit code."""
    from clerkdoctor.render.text import encodable

    try:
        sys.stdout.write(encodable(text, sys.stdout.encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        forget_output()


def forget_output() -> None:
    """Nobody reads standard output any more: Python would complain when it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_file(path: Path, text: str) -> None:
    """Write the file through a neighbour that is renamed, so that it is never half there."""
    with being_written(path) as file:
        file.write(text.encode("utf-8"))


@contextmanager
def being_written(path: Path) -> Iterator[BinaryIO]:
    """A file that takes the place of `path` when all has been written, and leaves nothing if not.

    Raises `Trouble` where the system refuses.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with partial.open("wb") as file:
            yield file
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        reason = error.strerror or type(error).__name__
        raise Trouble(
            f"the report could not be written to `{path}`: {reason}",
            "name a file in a folder that exists and can be written to",
        ) from None
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def wants_color(stream: TextIO, *, refused: bool) -> bool:
    """Colour on a terminal, unless the user or the terminal has none (no-color.org)."""
    if refused or os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def width(stream: TextIO) -> int:
    """The terminal's columns; 80 where there is no terminal and COLUMNS says nothing."""
    import shutil

    if not stream.isatty() and not os.environ.get("COLUMNS"):
        return 80
    return shutil.get_terminal_size((80, 24)).columns
