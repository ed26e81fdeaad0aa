"""Work spread over processes: answers in order, and memory that does not grow with the work.

A process is given its next item when it has answered. So nobody ever waits for somebody who waits,
and no threads are needed, as the standard library's pools have them.

On Linux processes are forked here, over pipes of our own: multiprocessing, which starts them
elsewhere, takes longer to import than 500 tokens to verify.
"""

import os
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from clerkdoctor.errors import Trouble

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess
    from typing import TypeAlias

    _Line: TypeAlias = "_Pipes | Connection[Any, Any]"

# So many items for each process are worked on or wait for an earlier one's answer.
_AHEAD = 2


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Parcel(NamedTuple):
    """An item, or an answer: bytes, which nobody copies on their way, and some numbers from 0."""

    numbers: tuple[int, ...]
    data: bytes = b""


Answering: "TypeAlias" = Callable[[Parcel], Parcel]


class Pause:
    """Among the items: the next may take any time, so the answers that there are come first."""


PAUSE = Pause()


def in_order(
    items: Iterable[Parcel | Pause], begin: Callable[[], Answering], processes: int
) -> Generator[Parcel, None, None]:
    """The answers to the items, worked out in so many processes, which end when this does.

    `begin` is called once in each process and gives the function that answers; it can be pickled.
    An item is asked for only when there is room for it, and behind
    `PAUSE` only when all answers were given. Raises `Trouble` when an answering function fails, and
    when the system has ended a process.
    """
    started: list[_Forked | BaseProcess] = []
    idle: list[_Line] = []
    busy: dict[_Line, int] = {}
    answers: dict[int, Parcel] = {}
    sent = given = 0
    is_paused = False
    unsent = iter(items)
    try:
        _start(begin, processes, started, idle)
        while True:
            while idle and sent - given < _AHEAD * processes and not is_paused:
                item = next(unsent, None)
                is_paused = isinstance(item, Pause)
                if item is None or isinstance(item, Pause):
                    break
                _send(idle[-1], item)
                busy[idle.pop()] = sent
                sent += 1
            if busy:
                for line in _ready(list(busy)):
                    answers[busy.pop(line)] = _answer_of(line)
                    idle.append(line)
                while given in answers:
                    yield answers.pop(given)
                    given += 1
            elif is_paused:
                is_paused = False
            else:
                break
    finally:
        for line in (*idle, *busy):
            line.close()
        for process in started:
            # Whatever one of them still works on when this ends early is of no use to anybody.
            process.terminate()
            process.join()


def _start(
    begin: Callable[[], Answering],
    count: int,
    started: "list[_Forked | BaseProcess]",
    idle: "list[_Line]",
) -> None:
    """Starts processes, and adds them and the lines to them to the lists.

    Forked processes start ten times faster than others, but only Linux forks safely, and no
    threads.
    """
    threading = sys.modules.get("threading")
    is_safe = sys.platform == "linux" and (threading is None or threading.active_count() == 1)
    with _interrupts_held():
        for _ in range(count):
            started.append(_fork(begin, idle) if is_safe else _spawn(begin, idle))


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Processes that start meanwhile never see Ctrl+C: it is for their parent to end them."""
    import signal

    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# Lines, and what is at their other end


class _Pipes:
    """A line to a forked process, which does what a `Connection` does."""

    def __init__(self, reading: int, writing: int) -> None:
        self._reading, self._writing = reading, writing

    def fileno(self) -> int:
        return self._reading

    def send(self, parcel: Parcel) -> None:
        numbers, data = parcel
        head = b"".join(one.to_bytes(8) for one in (len(numbers), len(data), *numbers))
        left = [memoryview(head), memoryview(data)]
        while left:
            written = os.writev(self._writing, left)
            while left and written >= len(left[0]):
                written -= len(left.pop(0))
            if left:
                left[0] = left[0][written:]

    def recv(self) -> Parcel:
        """Raises EOFError where the other process has gone."""
        count, size = self._numbers(2)
        return Parcel(self._numbers(count), self._read(size))

    def close(self) -> None:
        os.close(self._reading)
        os.close(self._writing)

    def _numbers(self, count: int) -> tuple[int, ...]:
        data = self._read(8 * count)
        return tuple(int.from_bytes(data[at : at + 8]) for at in range(0, len(data), 8))

    def _read(self, size: int) -> bytes:
        parts: list[bytes] = []
        while size:
            parts.append(os.read(self._reading, size))
            if not parts[-1]:
                raise EOFError
            size -= len(parts[-1])
        return parts[0] if len(parts) == 1 else b"".join(parts)


class _Forked(NamedTuple):
    """Does what a `Process` does."""

    pid: int

    def terminate(self) -> None:
        import signal

        os.kill(self.pid, signal.SIGTERM)

    def join(self) -> None:
        os.waitpid(self.pid, 0)


def _fork(begin: Callable[[], Answering], lines: "list[_Line]") -> _Forked:
    """Adds the line to the process to the others, of which it keeps none."""
    import fcntl

    (their_reading, our_writing), (our_reading, their_writing) = os.pipe(), os.pipe()
    lines.append(_Pipes(our_reading, our_writing))
    theirs = _Pipes(their_reading, their_writing)
    with suppress(OSError):  # there may be too many pipes already
        # Room for a whole item: who sends one need not wait until it is read.
        fcntl.fcntl(our_writing, fcntl.F_SETPIPE_SZ, 1 << 19)
    pid = os.fork()
    if not pid:
        try:
            for line in lines:
                line.close()
            _work(begin, theirs)
        finally:
            os._exit(0)
    theirs.close()
    return _Forked(pid)


def _spawn(begin: Callable[[], Answering], lines: "list[_Line]") -> "BaseProcess":
    import multiprocessing

    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    lines.append(ours)
    process = context.Process(target=_work, args=(begin, theirs), daemon=True)
    process.start()
    theirs.close()
    return process


def _ready(lines: "list[_Line]") -> "Sequence[_Line]":
    """Those of the lines, at least one, on which there is an answer."""
    if not isinstance(lines[0], _Pipes):
        from multiprocessing.connection import wait

        found = wait(lines)  # type: ignore[arg-type]
        return [line for line in lines if line in found]
    import select

    poll = select.poll()
    for line in lines:
        poll.register(line.fileno(), select.POLLIN)
    numbers = {number for number, _ in poll.poll()}
    return [line for line in lines if line.fileno() in numbers]


def _send(line: "_Line", item: Parcel) -> None:
    try:
        line.send(item)
    except OSError:
        raise _ended() from None


def _answer_of(line: "_Line") -> Parcel:
    try:
        (has_failed, *numbers), data = line.recv()
    except (EOFError, OSError):
        raise _ended() from None
    if has_failed:
        raise Trouble(
            f"clerkdoctor itself failed: {data.decode()}",
            "report this line to the authors: it holds no value of yours",
        )
    return Parcel(tuple(numbers), data)


def _ended() -> Trouble:
    return Trouble(
        "a process that this one had started was ended, perhaps for want of memory",
        "give less at a time, as a half of the file",
    )


def _work(begin: Callable[[], Answering], line: "_Line") -> None:
    """What a process does, until its parent has gone, which ends the line."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    answer = begin()
    try:
        while True:
            line.send(_attempt(answer, line.recv()))
    except (EOFError, OSError):
        return


def _attempt(answer: Answering, item: Parcel) -> Parcel:
    """The answer behind a 0, or behind a 1 where there was none.

    An exception itself may not survive the journey.
    """
    try:
        numbers, data = answer(item)
    except Exception as error:  # noqa: BLE001 - it is named where the answer was wanted
        from clerkdoctor.judge import where

        return Parcel((1,), where(error).encode())
    return Parcel((0, *numbers), data)
