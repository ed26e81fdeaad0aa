"""What a user pastes or pipes in: an error, or a whole log."""

import sys
from pathlib import Path

from clerkdoctor.errors import Trouble
from clerkdoctor.gather.files import MEGABYTE, Missing, Unreadable, read

LIMIT = 20 * MEGABYTE


def pasted(argument: str) -> str:
    """The text of an argument: `-` is standard input, `@FILE` a file, all else is the text."""
    if argument == "-":
        data = sys.stdin.buffer.read(LIMIT)
    elif argument.startswith("@") and "/" not in argument.partition("/")[0] and len(argument) < 500:
        content = read(Path(argument[1:]), LIMIT)
        if isinstance(content, Missing):
            return argument  # a package's name, as `@clerk/nextjs: …`
        if isinstance(content, Unreadable):
            raise Trouble(f"`{argument[1:]}` {content.reason}", "name a text file, or pipe it in")
        data = content
    else:
        return argument
    text = data.decode("utf-8", "replace")
    if "\x00" in text[:2000] and data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16", "replace")  # PowerShell's redirection
    return text
