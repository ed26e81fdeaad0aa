"""Work spread over processes: answers in order, and memory that does not grow with the work."""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from clerkdoctor.errors import Trouble

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext

_Item = TypeVar("_Item")
_Answer = TypeVar("_Answer")

_ITEMS_OF_A_PROCESS = 4
_MOST_WEIGHT = 64_000_000
_MOST_PROCESSES = 61  # Windows can wait for no more.


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_order(
    items: Iterable[_Item],
    begin: Callable[[], Callable[[_Item], _Answer]],
    weigh: Callable[[_Item], int],
    processes: int,
) -> Generator[_Answer, None, None]:
    """The answers to the items, worked out by `processes` of them; these end when this does.

    `begin` is called once in each process and gives the function that answers; it can be pickled,
    as can items and answers. `weigh` gives an item's size in bytes. Items are asked for only when
    there is room for them: four for each process, and 64 MB in all. Raises `Trouble` when the
    system has ended a process, and what an answering function raises.
    """
    from concurrent.futures import Future, ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import active_children

    others = set(active_children())
    count = min(processes, _MOST_PROCESSES)
    pool = ProcessPoolExecutor(count, _context(), _begin, (begin,))
    waiting: deque[tuple[Future[_Answer], int]] = deque()
    weight = 0
    is_done = False
    try:
        with _interrupts_held():
            for _ in range(count):
                pool.submit(cores)
        for item in items:
            waiting.append((pool.submit(_answer, item), weigh(item)))
            weight += waiting[-1][1]
            while len(waiting) > _ITEMS_OF_A_PROCESS * count or weight > _MOST_WEIGHT:
                oldest, its_weight = waiting.popleft()
                weight -= its_weight
                yield oldest.result()
        while waiting:
            yield waiting.popleft()[0].result()
        is_done = True
    except BrokenProcessPool:
        raise Trouble(
            "a process that this one had started was ended, perhaps for want of memory",
            "give less at a time, as a half of the file",
        ) from None
    finally:
        # What is still being worked out when this ends early is of no use to anybody.
        for process in () if is_done else set(active_children()) - others:
            process.terminate()
        pool.shutdown(cancel_futures=True)


def _context() -> "BaseContext":
    """Forked processes start ten times faster, but only Linux forks safely, and no threads."""
    import multiprocessing
    import sys
    import threading

    is_safe = sys.platform == "linux" and threading.active_count() == 1
    return multiprocessing.get_context("fork" if is_safe else "spawn")


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


# In a process that was started here: its one answering function, once it has begun.
_answering: list[Callable[[Any], Any]] = []


def _begin(begin: Callable[[], Callable[[Any], Any]]) -> None:
    import signal
    import threading

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _answering.append(begin())


def _end_with_parent() -> None:
    """A parent that is killed tells nobody: its processes would wait for work for ever."""
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _answer(item: Any) -> Any:
    return _answering[-1](item)
