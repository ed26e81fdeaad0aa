"""Every way a file can be something else than bytes to read."""

import os
import socket
import stat
import sys
import threading
import time
from pathlib import Path

import pytest

from clerkdoctor.gather.files import MEGABYTE, Missing, Unreadable, read, read_open, size

posix = pytest.mark.skipif(os.name != "posix", reason="POSIX files")


def test_reads_the_bytes_as_they_are(tmp_path: Path) -> None:
    content = b"\xff\xfe\x00\r\n" * 1000
    (tmp_path / "f").write_bytes(content)
    assert read(tmp_path / "f", MEGABYTE) == content
    assert read(str(tmp_path / "f"), len(content)) == content
    (tmp_path / "empty").touch()
    assert read(tmp_path / "empty", 0) == b""


def test_missing_is_not_unreadable(tmp_path: Path) -> None:
    assert read(tmp_path / "nothing", 10) == Missing()
    assert read(tmp_path / "no" / "such" / "folder", 10) == Missing()


def test_a_directory(tmp_path: Path) -> None:
    assert read(tmp_path, 10) == Unreadable("is a directory")


@posix
def test_links(tmp_path: Path) -> None:
    (tmp_path / "broken").symlink_to("gone/.env")
    assert read(tmp_path / "broken", 10) == Unreadable("is a broken link to `gone/.env`")
    (tmp_path / "loop").symlink_to("loop")
    assert read(tmp_path / "loop", 10) == Unreadable("is a link that leads back to itself")
    (tmp_path / "folder").symlink_to("gone")
    assert read(tmp_path / "folder" / ".env", 10) == Unreadable(
        "stands behind `folder`, a broken link to `gone`"
    )
    (tmp_path / "real").write_bytes(b"x")
    (tmp_path / "good").symlink_to("real")
    assert read(tmp_path / "good", 10) == b"x"
    (tmp_path / "here").symlink_to(".")
    assert read(tmp_path / "here" / "nothing", 10) == Missing()
    (tmp_path / "to-folder").symlink_to(".")
    assert read(tmp_path / "to-folder", 10) == Unreadable("is a directory")


@posix
def test_a_fifo_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / ".env")
    (tmp_path / "link").symlink_to(".env")
    for name in (".env", "link"):
        assert read(tmp_path / name, 10) == Unreadable("is a FIFO (not opened)")


@posix
def test_a_fifo_that_appears_after_the_look_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / ".env")
    descriptor = os.open(tmp_path / ".env", os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert read_open(descriptor, 10) == Unreadable("is a FIFO (not opened)")
    finally:
        os.close(descriptor)


@posix
def test_sockets_and_devices_are_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's name has 108 bytes at most
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("s")
        assert read("s", 10) == Unreadable("is a socket (not opened)")
    assert read("/dev/zero", 10) == Unreadable("is a device (not opened)")
    assert read("/dev/tty", 10) in (Unreadable("is a device (not opened)"), Missing())


def test_a_file_over_the_limit_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "big").open("wb") as file:
        file.truncate(52_428_800)
    assert read(tmp_path / "big", MEGABYTE) == Unreadable("is 52.4 MB; the limit is 1 MB")
    (tmp_path / "eleven").write_bytes(b"x" * 11)
    assert read(tmp_path / "eleven", 10) == Unreadable("is 11 bytes; the limit is 10 bytes")
    assert read(tmp_path / "eleven", 11) == b"x" * 11


@posix
def test_permission_denied(unprivileged: Path) -> None:
    (unprivileged / "f").write_bytes(b"x")
    assert read(unprivileged / "f", 10) == b"x"
    (unprivileged / "f").chmod(0)
    assert read(unprivileged / "f", 10) == Unreadable("cannot be read: permission denied")
    (unprivileged / "shut" / "er").mkdir(parents=True)
    (unprivileged / "shut").chmod(0)
    assert read(unprivileged / "shut" / "er" / "f", 10) == Unreadable(
        "cannot be read: permission denied"
    )
    (unprivileged / "shut").chmod(0o700)


def test_names_that_are_none(tmp_path: Path) -> None:
    assert read(str(tmp_path / "a\0b"), 10) == Unreadable("has a NUL character in its name")
    assert read(tmp_path / ("x" * 5000), 10) == Unreadable("has a name that is too long")


def test_a_file_in_the_place_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "app").write_bytes(b"")
    assert read(tmp_path / "app" / "page.tsx", 10) == Unreadable(
        "cannot be there: `app` is a file, not a folder"
    )


@posix
@pytest.mark.parametrize("grow", [True, False])
def test_a_file_that_changes_under_the_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, grow: bool
) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"x" * 100)
    real = os.read

    def meddle(descriptor: int, count: int) -> bytes:
        # No real writer can be timed to fall between two system calls.
        with path.open("r+b") as file:
            file.truncate(150 if grow else 50)
        return real(descriptor, count)

    monkeypatch.setattr(os, "read", meddle)
    assert read(path, 200) == Unreadable("changed while it was read")


@posix
def test_a_file_that_is_written_all_the_time_ends(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"x")
    stop = threading.Event()

    def write() -> None:
        with path.open("ab") as file:
            while not stop.is_set():
                file.write(b"x" * 1000)
                file.flush()
                time.sleep(0.0005)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        results = [read(path, MEGABYTE) for _ in range(50)]
    finally:
        stop.set()
        writer.join()
    for found in results:
        assert (
            isinstance(found, bytes)
            or found == Unreadable("changed while it was read")
            or (isinstance(found, Unreadable) and "limit" in found.reason)
        )


@posix
@pytest.mark.skipif(sys.platform != "linux", reason="/proc states no size")
def test_a_file_without_a_size_is_no_empty_file() -> None:
    assert stat.S_ISREG(Path("/proc/self/status").stat().st_mode)
    assert read("/proc/self/status", MEGABYTE) == Unreadable("changed while it was read")


def test_short_reads_are_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "f").write_bytes(bytes(range(256)))
    real = os.read
    monkeypatch.setattr(os, "read", lambda descriptor, count: real(descriptor, min(count, 7)))
    assert read(tmp_path / "f", MEGABYTE) == bytes(range(256))


def test_an_error_of_the_disk_is_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "f").write_bytes(b"x")

    def broken(_descriptor: int, _count: int) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "read", broken)
    assert read(tmp_path / "f", 10) == Unreadable("cannot be read: input/output error")


@posix
@pytest.mark.skipif(sys.platform != "linux", reason="/proc/self/fd")
def test_no_descriptor_is_left_open(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"x" * 100)
    before = len(list(Path("/proc/self/fd").iterdir()))
    for limit in (10, 1000):
        read(tmp_path / "f", limit)
    read(tmp_path, 10)
    assert len(list(Path("/proc/self/fd").iterdir())) == before


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1000, "1 kB"), (1_500_000, "1.5 MB"),
     (52_428_800, "52.4 MB"), (2_000_000_000, "2 GB")],
)  # fmt: skip
def test_sizes_have_units(count: int, text: str) -> None:
    assert size(count) == text
