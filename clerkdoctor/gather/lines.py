"""Reading lines, many at a time, for somebody who answers each of them.

Memory does not grow with the input. What a pipe has brought is given within a tenth of a second,
full or not: whoever writes to it may be waiting for the answer.
"""

import os
import stat
import sys
import time
from collections.abc import Callable, Iterator
from io import BufferedReader, BytesIO

from clerkdoctor.errors import Trouble
from clerkdoctor.processes import PAUSE, Pause

# A longer line is not kept whole. Node.js takes headers of 16 KB, Convex messages of 5 MB.
LONGEST_LINE = 8_000_000

_BLOCK = 256_000
_PATIENCE = 0.1

_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_blocks(stream: BufferedReader | BytesIO) -> Iterator[bytes | Pause]:
    """The lines of a file, with their ends, in blocks of many; only the last may have no end.

    Of a line that is too long only the beginning is given, still too long. `PAUSE` says that the
    next line may take any time. Raises `Trouble` for UTF-16, which Windows PowerShell writes.
    """
    is_ready = _readiness(stream)
    held = _Held()
    held.add(_beginning(stream))
    # When the first of what is held was read, or what was before it was given.
    begun = time.monotonic()
    while True:
        if held.is_full:
            yield held.lines()
            begun = time.monotonic()
        if not is_ready(begun + _PATIENCE - time.monotonic()):
            if held.has_lines:
                yield held.lines()
            yield PAUSE
            begun = 0.0
        part = stream.read1(_BLOCK)
        if not part:
            break
        held.add(part)
        begun = begun or time.monotonic()
    rest = held.all()
    if rest:
        yield rest


class _Held:
    """What was read and not yet given."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._whole = 0  # bytes of whole lines
        self._skips = False  # the end of a line that is too long

    @property
    def has_lines(self) -> bool:
        return self._whole > 0

    @property
    def is_full(self) -> bool:
        return self.has_lines and len(self._data) >= _BLOCK

    def add(self, part: bytes) -> None:
        if self._skips:
            end = part.find(b"\n")
            part = part[end:] if end >= 0 else b""
            self._skips = end < 0
        last = part.rfind(b"\n")
        if last >= 0:
            self._whole = len(self._data) + last + 1
        self._data += part
        # With a line's end, which may have two characters, it is too long all the same.
        longest = self._whole + LONGEST_LINE + 2
        if len(self._data) > longest:
            del self._data[longest:]
            self._skips = True

    def lines(self) -> bytes:
        with memoryview(self._data) as data:
            lines = bytes(data[: self._whole])
        del self._data[: self._whole]
        self._whole = 0
        return lines

    def all(self) -> bytes:
        return bytes(self._data)


def _beginning(stream: BufferedReader | BytesIO) -> bytes:
    """The first part, without the mark that some editors set there."""
    part = stream.read1(_BLOCK)
    while len(part) < len(_UTF8_MARK) and _UTF8_MARK.startswith(part):
        more = stream.read1(_BLOCK)
        if not more:
            break
        part += more
    if len(part) == 1 and part in b"\xff\xfe":
        part += stream.read1(_BLOCK)
    if part.startswith(_UTF16_MARKS):
        raise Trouble("the file of tokens is UTF-16", "save it as UTF-8: `Out-File -Encoding utf8`")
    return part.removeprefix(_UTF8_MARK)


def _readiness(stream: BufferedReader | BytesIO) -> Callable[[float], bool]:
    """Tells whether there is something to read within so many seconds, or the end."""
    try:
        number = stream.fileno()
        is_file = stat.S_ISREG(os.fstat(number).st_mode)
    except OSError:
        is_file = True  # it is in memory
    if is_file:
        return lambda _seconds: True
    if sys.platform == "win32":
        # A pipe cannot be asked there: whatever it brings is given as it comes.
        return lambda _seconds: False
    import select

    return lambda seconds: bool(select.select([number], [], [], max(seconds, 0.0))[0])
