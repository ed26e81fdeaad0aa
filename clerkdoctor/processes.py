"""Work spread over processes: answers in order, and memory that does not grow with the work.

A process is given its next item when it has answered. So nobody ever waits for somebody who waits,
and no threads are needed, as the standard library's pools have them.
"""

import os
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from clerkdoctor.errors import Trouble

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkContext, SpawnContext
    from multiprocessing.process import BaseProcess

_Item = TypeVar("_Item")
_Answer = TypeVar("_Answer")

# So many items for each process are worked on or wait for an earlier one's answer.
_AHEAD = 2


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_order(
    items: Iterable[_Item], begin: Callable[[], Callable[[_Item], _Answer]], processes: int
) -> Generator[_Answer, None, None]:
    """The answers to the items, worked out in so many processes, which end when this does.

    `begin` is called once in each process and gives the function that answers; it can be pickled,
    as can items and answers. An item is asked for only when there is room for it. Raises `Trouble`
    when an answering function fails, and when the system has ended a process.
    """
    from multiprocessing.connection import wait

    started: list[BaseProcess] = []
    idle: list[Connection[Any, Any]] = []
    busy: dict[Connection[Any, Any], int] = {}
    answers: dict[int, _Answer] = {}
    sent = given = 0
    unsent = iter(items)
    try:
        _start(begin, processes, started, idle)
        while True:
            while idle and sent - given < _AHEAD * processes:
                item = next(unsent, _END)
                if item is _END:
                    break
                _send(idle[-1], item)
                busy[idle.pop()] = sent
                sent += 1
            if not busy:
                break
            ready = wait(list(busy))
            for line in [one for one in busy if one in ready]:
                answers[busy.pop(line)] = _answer_of(line)
                idle.append(line)
            while given in answers:
                yield answers.pop(given)
                given += 1
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
    started: "list[BaseProcess]",
    idle: "list[Connection[Any, Any]]",
) -> None:
    """Starts processes, and adds them and the lines to them to the lists.

    Forked processes start ten times faster than others, but only Linux forks safely, and no
    threads.
    """
    import multiprocessing
    import sys
    import threading

    is_safe = sys.platform == "linux" and threading.active_count() == 1
    context: ForkContext | SpawnContext
    context = (
        multiprocessing.get_context("fork") if is_safe else multiprocessing.get_context("spawn")
    )
    with _interrupts_held():
        for _ in range(count):
            ours, theirs = context.Pipe()
            idle.append(ours)
            inherited = tuple(idle) if is_safe else ()
            process = context.Process(target=_work, args=(begin, theirs, inherited), daemon=True)
            process.start()
            started.append(process)
            theirs.close()


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


def _send(line: "Connection[Any, Any]", item: object) -> None:
    try:
        line.send(item)
    except OSError:
        raise _ended() from None


def _answer_of(line: "Connection[Any, Any]") -> Any:
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


def _work(
    begin: Callable[[], Callable[[Any], Any]],
    line: "Connection[Any, Any]",
    inherited: "Sequence[Connection[Any, Any]]",
) -> None:
    """What a process does, until its parent has gone, which ends the line."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for other in inherited:
        other.close()
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
