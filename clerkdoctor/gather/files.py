"""Reading bytes: never waiting, never more than asked for, and naming why not.

A file of somebody's project may be anything: a directory called `.env`, a FIFO that 1Password
mounts there, a link to nowhere, a disk image. What comes back is the bytes, or a reason in the
words of the person who put it there.
"""

import errno
import os
import stat
from pathlib import Path
from typing import NamedTuple

MEGABYTE = 1_000_000

# Windows has neither; there, opening a named pipe by a file's path cannot happen.
FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOINHERIT", 0)
)


class Missing(NamedTuple):
    """Looked, and there is no such file. A broken link is `Unreadable`: something is there."""


class Unreadable(NamedTuple):
    """Something is there and cannot be read. `reason` follows the file's name in a sentence:
    `is a directory`, `is 52.4 MB; the limit is 1 MB`.
    """

    reason: str


def read(path: Path | str, limit: int) -> bytes | Missing | Unreadable:
    """The file's bytes, at most `limit` of them: a longer file is not read at all.

    Nothing is opened that is no regular file: the path is looked at first, and what was opened
    once more, so a FIFO put there in between neither blocks nor is read.
    """
    path = Path(path)
    try:
        before = path.stat()
        if not stat.S_ISREG(before.st_mode):
            return Unreadable(_kind(before.st_mode))
        descriptor = os.open(path, FLAGS)
    except (OSError, ValueError) as error:
        return why(path, error)
    try:
        return read_open(descriptor, limit)
    except OSError as error:
        return Unreadable(_error(error))
    finally:
        os.close(descriptor)


def read_open(descriptor: int, limit: int) -> bytes | Unreadable:
    """The same for an open file. Raises `OSError` where the system cannot read."""
    before = os.fstat(descriptor)
    if not stat.S_ISREG(before.st_mode):
        return Unreadable(_kind(before.st_mode))
    if before.st_size > limit:
        return Unreadable(f"is {size(before.st_size)}; the limit is {size(limit)}")
    content = os.read(descriptor, before.st_size + 1)
    if len(content) < before.st_size:
        # Network file systems hand out less than was asked for.
        content = _rest(descriptor, content, before.st_size)
    after = os.fstat(descriptor)
    if len(content) != before.st_size or _state(after) != _state(before):
        return Unreadable("changed while it was read")
    return content


def is_folder(path: Path) -> bool:
    """Whether a folder is there, or a link to one. What cannot be looked at is none."""
    return stat.S_ISDIR(_mode(path))


def is_file(path: Path) -> bool:
    """Whether a regular file is there, or a link to one."""
    return stat.S_ISREG(_mode(path))


def exists(path: Path) -> bool:
    """Whether anything is there; a broken link is nothing, as for Node.js' `existsSync`."""
    return _mode(path) != 0


def is_link(path: Path) -> bool:
    try:
        return path.is_symlink()
    except (OSError, ValueError):
        return False


def _mode(path: Path) -> int:
    # `Path.is_dir` and its siblings raise for a name that is too long or a folder that is shut.
    try:
        return path.stat().st_mode
    except (OSError, ValueError):
        return 0


def size(count: int) -> str:
    """A number of bytes for a person: `412 bytes`, `52.4 MB`."""
    for unit, name in ((1_000_000_000, "GB"), (MEGABYTE, "MB"), (1_000, "kB")):
        if count >= unit:
            return f"{count / unit:.1f}".removesuffix(".0") + f" {name}"
    return f"{count} byte{'' if count == 1 else 's'}"


def _rest(descriptor: int, content: bytes, expected: int) -> bytes:
    parts, length = [content], len(content)
    while length <= expected:
        part = os.read(descriptor, expected + 1 - length)
        if not part:
            break
        parts.append(part)
        length += len(part)
    return b"".join(parts)


def _state(seen: os.stat_result) -> tuple[int, int]:
    return (seen.st_size, seen.st_mtime_ns)


def _kind(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "is a directory"
    for test, name in (
        (stat.S_ISFIFO, "a FIFO"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISCHR, "a device"),
        (stat.S_ISBLK, "a device"),
    ):
        if test(mode):
            return f"is {name} (not opened)"
    return "is no regular file (not opened)"


def why(path: Path, error: OSError | ValueError) -> Missing | Unreadable:
    """What an error of the system means for whoever put the file there."""
    if isinstance(error, ValueError):
        if "\0" in str(path):
            return Unreadable("has a NUL character in its name")
        return Unreadable("has a name that this system cannot express")
    if error.errno == errno.ENOENT:
        return _broken_link(path)
    if error.errno == errno.ENOTDIR:
        return _file_in_the_way(path)
    if error.errno in (errno.ENXIO, errno.EOPNOTSUPP):
        # Opening a socket, where one took the file's place after it was looked at.
        return Unreadable("is no regular file (not opened)")
    return Unreadable(_error(error))


def _error(error: OSError) -> str:
    if error.errno in (errno.EACCES, errno.EPERM):
        return "cannot be read: permission denied"
    if error.errno == errno.ELOOP:
        return "is a link that leads back to itself"
    if error.errno == errno.ENAMETOOLONG:
        return "has a name that is too long"
    text = error.strerror or type(error).__name__
    return f"cannot be read: {text[:1].lower()}{text[1:]}"


def _broken_link(path: Path) -> Missing | Unreadable:
    """`ENOENT`: nothing there, or a link (at the end or on the way) whose target is not."""
    for part in (path, *path.parents):
        if exists(part):
            break
        try:
            target = part.readlink()
        except OSError:
            continue
        if part == path:
            return Unreadable(f"is a broken link to `{target}`")
        return Unreadable(f"stands behind `{part.name}`, a broken link to `{target}`")
    return Missing()


def _file_in_the_way(path: Path) -> Missing | Unreadable:
    for part in reversed(path.parents):
        try:
            in_the_way = not part.is_dir()
        except OSError:
            break
        if in_the_way:
            return Unreadable(f"cannot be there: `{part.name}` is a file, not a folder")
    return Missing()
