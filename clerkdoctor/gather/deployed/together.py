"""Several questions at the same time, each in a thread of its own."""

import threading
import time
from collections.abc import Callable, Mapping
from typing import TypeVar

_Answer = TypeVar("_Answer")

PROGRESS_AFTER = 1.0
"""Seconds after which a user is told what is waited for."""


def together(
    tasks: Mapping[str, Callable[[], _Answer]], tell: Callable[[str], None] = lambda _: None
) -> dict[str, _Answer]:
    """What each task gives, in the tasks' order. An error in one is raised here, when all end.

    `tell` is given a line on whom is waited for, once that takes longer than a second.
    """
    answers: dict[str, _Answer] = {}
    errors: list[Exception] = []

    def run(name: str, task: Callable[[], _Answer]) -> None:
        try:
            answers[name] = task()
        except Exception as error:  # noqa: BLE001 - raised where somebody sees it
            errors.append(error)

    threads = {
        name: threading.Thread(target=run, args=(name, task), daemon=True)
        for name, task in tasks.items()
    }
    for thread in threads.values():
        thread.start()
    _wait(threads, tell)
    if errors:
        raise errors[0]
    return {name: answers[name] for name in tasks}


def _wait(threads: Mapping[str, threading.Thread], tell: Callable[[str], None]) -> None:
    """Until all have ended; each is waited for in short turns, so that Ctrl-C is heard."""
    begun, told = time.monotonic(), False
    while waiting := [name for name, thread in threads.items() if thread.is_alive()]:
        threads[waiting[0]].join(0.05)
        if not told and time.monotonic() - begun > PROGRESS_AFTER:
            told = True
            tell(f"waiting for {' and '.join(waiting)} …")
