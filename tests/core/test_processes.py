"""Work spread over processes: order, room, faults, and that nobody is left behind."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from multiprocessing import resource_tracker
from pathlib import Path

import pytest

from clerkdoctor.errors import Trouble
from clerkdoctor.processes import PAUSE, Answering, Parcel, Pause, cores, in_order

ROOT = Path(__file__).parent.parent.parent


def children() -> list[int]:
    """The processes that this one has started and not yet waited for."""
    if sys.platform != "linux":
        return [one.pid or 0 for one in multiprocessing.active_children()]
    lists = Path("/proc/self/task").glob("*/children")
    found = [int(pid) for one in lists for pid in one.read_text().split()]
    # Spawned processes leave one behind that is multiprocessing's own.
    return [pid for pid in found if pid != resource_tracker._resource_tracker._pid]  # type: ignore[attr-defined]


def numbers(*some: int) -> list[Parcel]:
    return [Parcel((number,)) for number in some]


def squaring() -> Answering:
    return _squared


def _squared(item: Parcel) -> Parcel:
    (number,) = item.numbers
    if number % 7 == 0:
        time.sleep(0.002)
    return Parcel((number * number, os.getpid()))


def failing() -> Answering:
    return _failed


def _failed(item: Parcel) -> Parcel:
    if item.numbers == (5,):
        raise UnicodeDecodeError("utf-8", b"secret", 0, 1, "no text")
    return item


def dying() -> Answering:
    return _died


def _died(item: Parcel) -> Parcel:
    if item.numbers == (5,):
        os.kill(os.getpid(), signal.SIGKILL)
    return item


def dozing() -> Answering:
    return _dozed


def _dozed(item: Parcel) -> Parcel:
    time.sleep(60)
    return item


def _echoing() -> Answering:
    return _echoed


def _echoed(item: Parcel) -> Parcel:
    return item


def test_answers_come_in_order_from_several_processes() -> None:
    answers = [one.numbers for one in in_order(numbers(*range(200)), squaring, 3)]
    assert [square for square, _ in answers] == [number * number for number in range(200)]
    assert len({process for _, process in answers} - {os.getpid()}) == 3
    assert not children()


def test_processes_are_spawned_where_there_are_threads() -> None:
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        answers = [one.numbers for one in in_order(numbers(*range(10)), squaring, 2)]
    finally:
        stop.set()
        thread.join()
    assert [square for square, _ in answers] == [number * number for number in range(10)]


def test_no_item_is_asked_for_without_room() -> None:
    asked = 0

    def items() -> Iterator[Parcel]:
        nonlocal asked
        for number in range(500):
            asked = number + 1
            yield Parcel((number,))

    for given, _ in enumerate(in_order(items(), squaring, 2)):
        assert asked - given <= 4


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_there_may_be_fewer_items_than_processes(count: int) -> None:
    answers = in_order(numbers(*range(count)), squaring, 4)
    assert [one.numbers[0] for one in answers] == [number * number for number in range(count)]


@pytest.mark.parametrize("how", ["forked", "spawned"])
def test_an_item_may_be_larger_than_any_pipe(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if how == "spawned":
        monkeypatch.setattr("clerkdoctor.processes.sys.platform", "elsewhere")
    texts = [b"x" * 3_000_000, b"", b"y"] * 4
    items = [Parcel(tuple(range(at)), text) for at, text in enumerate(texts)]
    assert list(in_order(items, _echoing, 2)) == items


@pytest.mark.parametrize("how", ["forked", "spawned"])
def test_behind_a_pause_an_item_is_asked_for_when_all_are_answered(
    how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if how == "spawned":
        monkeypatch.setattr("clerkdoctor.processes.sys.platform", "elsewhere")
    given: list[int] = []

    def items() -> Iterator[Parcel | Pause]:
        asked = 0
        for count in (0, 1, 2, 0, 5, 3, 8, 0):
            yield from numbers(*range(asked, asked + count))
            asked += count
            yield PAUSE
            assert given == [number * number for number in range(asked)]

    given.extend(one.numbers[0] for one in in_order(items(), squaring, 2))
    assert len(given) == 19


@pytest.mark.skipif(sys.platform != "linux", reason="processes are spawned there")
def test_processes_that_are_forked_want_no_multiprocessing() -> None:
    """Its import takes longer than to verify some hundreds of tokens."""
    code = (
        "import sys; from tests.core.test_processes import numbers, squaring;"
        "for_them = [name for name in sys.modules if name.startswith('multiprocessing')];"
        "[sys.modules.pop(name) for name in for_them];"
        "from clerkdoctor.processes import in_order;"
        "found = [one.numbers[0] for one in in_order(numbers(1, 2, 3), squaring, 2)];"
        "sys.exit(found != [1, 4, 9] or 'multiprocessing' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=60)


def test_where_an_answer_fails_is_said_and_no_value() -> None:
    with pytest.raises(Trouble, match=r"itself failed: UnicodeDecodeError at .*\.py:\d+$"):
        list(in_order(numbers(*range(100)), failing, 2))
    assert not children()


def test_what_the_items_raise_is_raised_here() -> None:
    def items() -> Iterator[Parcel]:
        yield Parcel((1,))
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        list(in_order(items(), squaring, 2))
    assert not children()


def test_a_process_that_is_killed_is_named() -> None:
    with pytest.raises(Trouble, match="was ended"):
        list(in_order(numbers(*range(100)), dying, 2))
    assert not children()


def test_processes_end_with_the_answers_that_nobody_wants() -> None:
    start = time.monotonic()
    with closing(in_order(numbers(*range(100)), squaring, 2)) as answers:
        next(answers)
        assert len(children()) == 2
    assert not children()
    assert time.monotonic() - start < 10


# Says which processes there are once both have begun, and waits: for answers, or for an item.
_WAITING = """
import sys, time
from clerkdoctor.processes import Parcel, in_order
from tests.core.test_processes import children, dozing, squaring

def items():
    for number in range(1000):
        if number == 1:
            print(*children(), flush=True)
            time.sleep({pause})
        yield Parcel((number,))

try:
    list(in_order(items(), {begin}, 2))
except KeyboardInterrupt:
    sys.exit(130)
"""


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("to", ["process", "group"])
def test_an_interruption_ends_all_at_once(to: str) -> None:
    parent, children = _waiting(_WAITING.format(begin="dozing", pause=0))
    if to == "group":
        os.killpg(parent.pid, signal.SIGINT)
    else:
        parent.send_signal(signal.SIGINT)
    assert parent.communicate(timeout=20) == ("", "")
    assert parent.returncode == 130
    _have_ended(children)


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_processes_do_not_outlive_a_parent_that_is_killed() -> None:
    parent, children = _waiting(_WAITING.format(begin="squaring", pause=60))
    parent.kill()
    parent.communicate(timeout=20)
    _have_ended(children)


def _waiting(script: str) -> tuple[subprocess.Popen[str], list[int]]:
    parent = subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, start_new_session=True,
    )  # fmt: skip
    assert parent.stdout is not None
    children = [int(pid) for pid in parent.stdout.readline().split()]
    assert len(children) == 2
    return parent, children


def _have_ended(children: list[int]) -> None:
    end = time.monotonic() + 20
    for child in children:
        while _is_alive(child):
            assert time.monotonic() < end, "a process was left behind"
            time.sleep(0.02)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return sys.platform != "linux"
    # One that has ended, and that the system's first process has not yet asked for.
    return state != "Z"


def test_cores_are_those_that_may_be_used() -> None:
    assert 1 <= cores() <= (os.cpu_count() or 1)
