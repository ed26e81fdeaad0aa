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
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from clerkdoctor.errors import Trouble

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess
    from typing import TypeAlias

    _Line: TypeAlias = "_Pipes | Connection[Any, Any]"

_Item = TypeVar("_Item")
_Answer = TypeVar("_Answer")

# So many items for each process are worked on or wait for an earlier one's answer.
_AHEAD = 2


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Pause:
    """Among the items: the next may take any time, so the answers that there are come first."""


PAUSE = Pause()


def in_order(
    items: Iterable[_Item | Pause], begin: Callable[[], Callable[[_Item], _Answer]], processes: int
) -> Generator[_Answer, None, None]:
    """The answers to the items, worked out in so many processes, which end when this does.

    `begin` is called once in each process and gives the function that answers; it can be pickled,
    as can items and answers. An item is asked for only when there is room for it, and behind
    `PAUSE` only when all answers were given. Raises `Trouble` when an answering function fails, and
    when the system has ended a process.
    """
    started: list[_Forked | BaseProcess] = []
    idle: list[_Line] = []
    busy: dict[_Line, int] = {}
    answers: dict[int, _Answer] = {}
    sent = given = 0
    is_paused = False
    unsent = iter(items)
    try:
        _start(begin, processes, started, idle)
        while True:
            while idle and sent - given < _AHEAD * processes and not is_paused:
                item = next(unsent, _END)
                is_paused = item is PAUSE
                if item is _END or is_paused:
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


_END: Any = object()


def _start(
    begin: Callable[[], Any],
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

    def send(self, item: object) -> None:
        import pickle

        data = pickle.dumps(item, pickle.HIGHEST_PROTOCOL)
        for part in (len(data).to_bytes(8), data):
            left = memoryview(part)
            while left:
                left = left[os.write(self._writing, left) :]

    def recv(self) -> Any:
        """Raises EOFError where the other process has gone."""
        import pickle

        return pickle.loads(self._read(int.from_bytes(self._read(8))))  # noqa: S301 - it is ours

    def close(self) -> None:
        os.close(self._reading)
        os.close(self._writing)

    def _read(self, size: int) -> bytearray:
        data = bytearray(size)
        left = memoryview(data)
        while left:
            count = os.readv(self._reading, [left])
            if not count:
                raise EOFError
            left = left[count:]
        return data


class _Forked(NamedTuple):
    """Does what a `Process` does."""

    pid: int

    def terminate(self) -> None:
        import signal

        os.kill(self.pid, signal.SIGTERM)

    def join(self) -> None:
        os.waitpid(self.pid, 0)


def _fork(begin: Callable[[], Any], lines: "list[_Line]") -> _Forked:
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


def _spawn(begin: Callable[[], Any], lines: "list[_Line]") -> "BaseProcess":
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


def _send(line: "_Line", item: object) -> None:
    try:
        line.send(item)
    except OSError:
        raise _ended() from None


def _answer_of(line: "_Line") -> Any:
    try:
        answer, failed_at = line.recv()
    except (EOFError, OSError):
        raise _ended() from None
    if failed_at is not None:
        raise Trouble(
            f"clerkdoctor itself failed: {failed_at}",
            "report this line to the authors: it holds no value of yours",
        )
    return answer


def _ended() -> Trouble:
    return Trouble(
        "a process that this one had started was ended, perhaps for want of memory",
        "give less at a time, as a half of the file",
    )


def _work(begin: Callable[[], Callable[[Any], Any]], line: "_Line") -> None:
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


def _attempt(answer: Callable[[Any], Any], item: Any) -> tuple[Any, str | None]:
    """The answer, or where there was none. An exception itself may not survive the journey."""
    try:
        return answer(item), None
    except Exception as error:  # noqa: BLE001 - it is named where the answer was wanted
        from clerkdoctor.judge import where

        return None, where(error)
