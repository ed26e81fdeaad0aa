"""Reading lines: in blocks, whole, as they come."""

import io
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from clerkdoctor.errors import Trouble
from clerkdoctor.gather.lines import LONGEST_LINE, read_blocks
from clerkdoctor.processes import PAUSE, Pause


def read(data: bytes) -> list[bytes]:
    """The blocks of a file, which never pauses."""
    found = list(read_blocks(BytesIO(data)))
    assert not any(isinstance(block, Pause) for block in found)
    return [block for block in found if isinstance(block, bytes)]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"a\n\nb\r\nc", b"a\n\nb\r\nc"),
        (b"a\n", b"a\n"),
        (b"\n", b"\n"),
        (b"\xef\xbb\xbfa\n\xef\xbb\xbfb", b"a\n\xef\xbb\xbfb"),
        (b"\xef\xbb\xbf\n", b"\n"),
        (b"\xef\xbb", b"\xef\xbb"),
        (b"a", b"a"),
        (b"\xff", b"\xff"),
    ],
)
def test_the_lines_of_a_file(data: bytes, expected: bytes) -> None:
    assert read(data) == [expected]


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf"])
def test_a_file_without_lines(data: bytes) -> None:
    assert read(data) == []


def test_a_block_holds_whole_lines_and_all_blocks_hold_all(tmp_path: Path) -> None:
    data = b"".join(b"%d" % number * (number % 997) + b"\n" for number in range(3_000)) + b"end"
    (tmp_path / "file").write_bytes(data)
    with (tmp_path / "file").open("rb") as file:
        found = [block for block in read_blocks(file) if isinstance(block, bytes)]
    assert b"".join(found) == data
    assert len(found) > 5
    assert all(block.endswith(b"\n") for block in found[:-1])
    assert max(map(len, found)) < 600_000


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_file_that_powershell_wrote_is_named(encoding: str) -> None:
    with pytest.raises(Trouble, match="UTF-16"):
        read("\ufeffa\r\n".encode(encoding))


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
@pytest.mark.parametrize("more", [-1, 0, 1, 2, 3, 4, 5, 3_000_000])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_of_a_line_that_is_too_long_the_beginning_is_kept(
    more: int, end: bytes, mark: bytes
) -> None:
    line = mark + b"x" * (LONGEST_LINE + more) + end
    first, *others = b"".join(read(line + (b"a.b.c\n" if end else b""))).split(b"\n")
    assert others == ([b"a.b.c", b""] if end else [])
    assert len(first) < LONGEST_LINE + 300_000
    assert (len(first.removesuffix(b"\r")) > LONGEST_LINE) is (more > 0)


def test_many_lines_that_are_too_long_are_never_held_whole() -> None:
    class Endless(BytesIO):
        parts = 0

        def read1(self, size: int | None = -1, /) -> bytes:
            self.parts += 1
            return b"" if self.parts > 400 else b"x" * 256_000 if self.parts % 100 else b"\n"

    found = [block for block in read_blocks(Endless()) if isinstance(block, bytes)]
    assert [block.count(b"\n") for block in found] == [1, 1, 1, 1]
    assert max(map(len, found)) < LONGEST_LINE + 10


# A pipe


@pytest.fixture
def pipe() -> Iterator[tuple[io.BufferedReader, Callable[[bytes], Any], Callable[[], None]]]:
    """A stream, what writes to it, and what ends it."""
    reading, writing = os.pipe()
    is_open = True

    def close() -> None:
        nonlocal is_open
        if is_open:
            os.close(writing)
        is_open = False

    with os.fdopen(reading, "rb") as stream:
        yield stream, lambda data: os.write(writing, data), close
        close()


posix = pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX")


@posix
def test_what_a_pipe_brought_is_given_when_it_pauses(pipe: Any) -> None:
    stream, write, close = pipe
    write(b"a\nb\npart")
    blocks = read_blocks(stream)
    start = time.monotonic()
    assert next(blocks) == b"a\nb\n"
    assert next(blocks) is PAUSE
    assert time.monotonic() - start < 5
    write(b" of a line")
    assert next(blocks) is PAUSE
    write(b"\nc\n")
    assert next(blocks) == b"part of a line\nc\n"
    assert next(blocks) is PAUSE
    write(b"d")
    close()
    assert list(blocks) == [b"d"]


@posix
def test_a_pipe_that_trickles_is_not_waited_for(pipe: Any) -> None:
    """A line each hundredth of a second is no pause, and would fill a block after an hour."""
    stream, write, close = pipe
    stop = threading.Event()

    def trickle() -> None:
        while not stop.wait(0.01):
            write(b"a\n")
        close()

    writer = threading.Thread(target=trickle)
    writer.start()
    try:
        start = time.monotonic()
        assert isinstance(next(read_blocks(stream)), bytes)
        assert time.monotonic() - start < 5
    finally:
        stop.set()
        writer.join()


@posix
def test_a_pipe_that_is_full_gives_full_blocks(pipe: Any) -> None:
    stream, write, close = pipe
    data = b"token\n" * 400_000

    def fill() -> None:
        left = memoryview(data)
        while left:
            left = left[write(left) :]
        close()

    writer = threading.Thread(target=fill)
    writer.start()
    found = [block for block in read_blocks(stream) if isinstance(block, bytes)]
    writer.join()
    assert b"".join(found) == data
    assert len(found) < 40


@posix
def test_a_mark_may_come_in_pieces(pipe: Any) -> None:
    stream, write, close = pipe

    def pieces() -> None:
        for piece in (b"\xef", b"\xbb", b"\xbf", b"a\n"):
            write(piece)
            time.sleep(0.02)
        close()

    writer = threading.Thread(target=pieces)
    writer.start()
    assert b"".join(b for b in read_blocks(stream) if isinstance(b, bytes)) == b"a\n"
    writer.join()


@posix
def test_where_a_pipe_cannot_be_asked_all_is_given_as_it_comes(
    pipe: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows."""
    monkeypatch.setattr(sys, "platform", "win32")
    stream, write, close = pipe
    blocks = read_blocks(stream)
    write(b"a\nb")
    assert [next(blocks), next(blocks)] == [b"a\n", PAUSE]
    write(b"\n")
    assert [next(blocks), next(blocks)] == [b"b\n", PAUSE]
    close()
    assert list(blocks) == []
