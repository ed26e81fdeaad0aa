"""`verify-token --batch`: a line for a line, whatever stands in it, from one process or several."""

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from clerkdoctor import batch
from clerkdoctor.batch import Convex, Counts, run
from clerkdoctor.clerk.verify import VerifyOptions
from clerkdoctor.convex.network import NetworkFailure, Response
from clerkdoctor.convex.providers import OidcProvider
from clerkdoctor.gather.lines import LONGEST_LINE
from clerkdoctor.processes import PAUSE, Pause
from tests.clerk import minted
from tests.convex import minting
from tests.core.test_processes import children

ROOT = Path(__file__).parent.parent.parent
ACCEPTED: dict[str, Any] = {"accepted": True, "reason": None, "reasons": []}


def blocks(lines: Iterable[bytes], size: int = 300) -> Iterator[bytes]:
    """The lines in blocks of so many; where there is another behind it, a line is ended."""
    left = iter(lines)
    while block := list(islice(left, size)):
        ended = [line if line.endswith(b"\n") else line + b"\n" for line in block[:-1]]
        yield b"".join([*ended, block[-1]])


def judged(lines: Iterable[bytes], **options: Any) -> tuple[Counts, str]:
    written: list[bytes] = []
    asked = VerifyOptions(minted.pem())
    counts = run(blocks(lines), asked, minted.NOW, written.append, **options)
    return counts, b"".join(written).decode("ascii")


def verdicts(lines: Iterable[bytes], **options: Any) -> list[Any]:
    """What is said of each line, whose numbers were seen to follow each other."""
    counts, text = judged(lines, **options)
    found = [json.loads(line) for line in text.split("\n")[:-1]]
    assert [one["line"] for one in found] == list(range(1, counts.total + 1))
    assert all(list(one) == ["line", "verdicts"] for one in found)
    accepted = [all(said["accepted"] for said in one["verdicts"].values()) for one in found]
    assert (counts.accepted, counts.refused) == (accepted.count(True), accepted.count(False))
    return [one["verdicts"] for one in found]


def refused(*reasons: str) -> dict[str, Any]:
    return {"clerk": {"accepted": False, "reason": reasons[0], "reasons": list(reasons)}}


def sound() -> bytes:
    return minted.token().encode()


def stale() -> bytes:
    return minted.token(dict(minted.CLAIMS) | {"exp": 1, "sub": None}).encode()


def mixture(count: int) -> list[bytes]:
    """Lines of every kind, in an order that is always the same."""
    token = sound()
    kinds = (token, token, token, stale(), b"", b"a.b.c", token[:-1], b"\xff\0", b"{" * 5000)
    return [line + b"\n" for line in random.Random(1).choices(kinds, k=count)]


# One line


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"\n", refused("token-invalid")),
        (b"\r\n", refused("token-invalid")),
        (b"null\n", refused("token-invalid")),
        (b"\0\n", refused("token-invalid")),
        (b"\xff\xfe.\x80.\xc3\n", refused("token-invalid")),
        ("é.é.é\u2028\n".encode(), refused("token-invalid")),
        (b"\x1b[2J.a.a\n", refused("token-invalid")),
        (b"." * 100_000, refused("token-invalid")),
        (b"x" * (LONGEST_LINE + 1), refused("line-is-too-long")),
        (b"x" * LONGEST_LINE + b"\r\n", refused("token-invalid")),
    ],
    ids=lambda value: repr(value[:12]) if isinstance(value, bytes) else "",
)
def test_whatever_stands_in_a_line_is_judged(line: bytes, expected: dict[str, Any]) -> None:
    assert verdicts([line]) == [expected]


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_the_end_of_a_line_is_no_part_of_the_token(end: bytes) -> None:
    assert verdicts([sound() + end]) == [{"clerk": ACCEPTED}]


@pytest.mark.parametrize("beside", [b" ", b"\t", b"\r\r\n", b" \n", b"\r\r"])
def test_nothing_else_is_cut_off_a_line(beside: bytes) -> None:
    assert verdicts([sound() + beside]) == [refused("token-invalid")]


def test_every_reason_is_named_once_and_the_first_is_the_verdict() -> None:
    assert verdicts([stale()]) == [refused("token-verification-failed", "token-expired")]
    claims = dict(minted.CLAIMS) | {"exp": "x", "nbf": "x", "iat": "x"}
    assert verdicts([minted.token(claims).encode()]) == [refused("token-verification-failed")]


def test_a_line_is_written_as_python_writes_json() -> None:
    _, text = judged(mixture(300))
    for line in text.splitlines():
        assert json.dumps(json.loads(line)) == line


def test_no_line_is_no_verdict() -> None:
    assert judged([]) == (Counts(0, 0), "")


# Convex beside it


class Answers:
    """A network that can be sent to another process."""

    def __init__(self, answers: dict[str, Response | NetworkFailure]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def __call__(self, url: str) -> Response | NetworkFailure:
        self.asked.append(url)
        return self.answers[url]


def convex(key: minting.Key | None = None) -> Convex:
    metadata = {"issuer": minting.ISSUER, "jwks_uri": minting.KEY_SET}
    answers = Answers({
        minting.METADATA: minting.answer(metadata),
        minting.KEY_SET: minting.key_set(key or minting.rsa_key()),
    })  # fmt: skip
    return Convex([OidcProvider("convex", minting.ISSUER)], answers)


def of_convex(**changes: Any) -> bytes:
    times = {"exp": minted.NOW // 1000 + 60, "iat": minted.NOW // 1000, "nbf": minted.NOW // 1000}
    return minting.mint(minting.claims(**(times | changes))).encode()


def test_convex_is_asked_too() -> None:
    asked = convex()
    found = verdicts([of_convex(name="é\u2028"), of_convex(aud="other\ud800")], convex=asked)
    said = found[0]["convex"]
    assert list(said) == ["accepted", "code", "message", "cause", "identity"]
    assert said["accepted"] is True
    assert said["identity"]["name"] == "é\u2028"
    assert found[1]["convex"]["code"] == "InvalidAuthHeader"
    assert found[1]["convex"]["identity"] is None
    # The signature is by a key that the deployment knows, and Clerk's verifier does not.
    assert found[0]["clerk"]["reason"] == "token-invalid-signature"


def test_a_line_is_accepted_by_all_or_refused() -> None:
    counts, _ = judged([of_convex()], convex=convex())
    assert counts == Counts(1, 0)


def test_the_network_is_asked_once_for_a_url() -> None:
    asked = convex()
    assert isinstance(asked.network, Answers)
    judged([of_convex(sid=f"sess_{number}") for number in range(5)], convex=asked)
    assert asked.network.asked == [minting.METADATA, minting.KEY_SET]


def test_a_line_that_is_too_long_is_no_token_for_convex_either() -> None:
    (found,) = verdicts([b"x" * (LONGEST_LINE + 1)], convex=convex())
    assert found["convex"]["accepted"] is False
    assert found["convex"]["cause"] == "The line is longer than 8 MB"
    assert list(found["convex"]) == ["accepted", "code", "message", "cause", "identity"]


# Many lines


@pytest.mark.parametrize("processes", [2, 3])
def test_several_processes_say_what_one_says(processes: int) -> None:
    lines = mixture(4_000)
    assert judged(lines, processes=processes) == judged(lines, processes=1)


def test_several_processes_ask_convex() -> None:
    lines = [of_convex(), b"", of_convex(exp=1), b"\n"] * 600
    asked = convex()
    assert judged(lines, processes=2, convex=asked) == judged(lines, processes=1, convex=asked)


def test_few_lines_start_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        pytest.fail("a process was started")

    monkeypatch.setattr(batch, "in_order", fail)
    lines = [sound()] * 500
    assert judged(lines, processes=8)[0] == Counts(500, 500)


def test_lines_are_read_only_as_they_are_answered() -> None:
    read = written = most = 0

    def lines() -> Iterator[bytes]:
        nonlocal read
        for _ in range(200):
            read += 100
            yield b"a.b.c\n" * 100

    def write(lines: bytes) -> None:
        nonlocal written, most
        written += lines.count(b"\n")
        most = max(most, read - written)

    run(lines(), VerifyOptions(minted.pem()), minted.NOW, write, processes=2)
    assert written == 20_000
    assert most < 1_000


@pytest.mark.parametrize("processes", [1, 2])
def test_whatever_came_before_a_pause_is_answered_before_it(processes: int) -> None:
    written = 0

    def lines() -> Iterator[bytes | Pause]:
        given = 0
        for count in (0, 1, 2, 0, 7, 3, 1, 9, 0):
            yield from [b"a.b.c\n"] * count
            given += count
            yield PAUSE
            assert written == given

    def write(lines: bytes) -> None:
        nonlocal written
        written += lines.count(b"\n")

    counts = run(lines(), VerifyOptions(minted.pem()), minted.NOW, write, processes=processes)
    assert counts.total == written == 23


@pytest.mark.parametrize("processes", [1, 2])
def test_a_reader_that_goes_away_ends_it_with_the_verdict_until_then(processes: int) -> None:
    gone = 0

    def write(lines: bytes) -> None:
        nonlocal gone
        gone += 1
        if gone == 3:
            raise BrokenPipeError

    asked = VerifyOptions(minted.pem())
    counts = run(_endless(), asked, minted.NOW, write, processes=processes)
    assert counts == Counts(300, 0)
    assert not children()


@pytest.mark.parametrize("processes", [1, 2])
def test_what_else_the_writer_raises_is_raised(processes: int) -> None:
    def write(lines: bytes) -> None:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="the disk is full"):
        run(_endless(), VerifyOptions(), 0, write, processes=processes)
    assert not children()


def _endless() -> Iterator[bytes]:
    while True:
        yield b"a.b.c\n" * 100


# A run of its own


_RUN = """
import sys
from clerkdoctor.batch import run
from clerkdoctor.clerk.verify import VerifyOptions

def lines(count):
    for number in range(count):
        yield b"%d.e30.e30\\n" % number * 100

def write(lines):
    try:
        sys.stdout.buffer.write(lines)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        import os
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        raise

try:
    run(lines({count}), VerifyOptions("x"), 0, write, processes={processes})
except KeyboardInterrupt:
    sys.exit(130)
"""


def _started(count: int, processes: int) -> subprocess.Popen[str]:
    script = _RUN.format(count=count, processes=processes)
    return subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, start_new_session=True,
    )  # fmt: skip


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("processes", [1, 3])
def test_an_interruption_ends_the_run_without_a_word(processes: int) -> None:
    running = _started(10**9, processes)
    assert running.stdout is not None
    running.stdout.readline()
    os.killpg(running.pid, signal.SIGINT)
    _, complaint = running.communicate(timeout=30)
    assert (running.returncode, complaint) == (130, "")
    with pytest.raises(ProcessLookupError):
        os.killpg(running.pid, 0)


@pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX")
@pytest.mark.parametrize("processes", [1, 3])
def test_a_reader_that_goes_away_ends_the_run_without_a_word(processes: int) -> None:
    running = _started(10**9, processes)
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdout.readline()
    running.stdout.close()
    assert running.stderr.read() == ""
    assert running.wait(timeout=30) == 0
    running.stderr.close()
    with pytest.raises(ProcessLookupError):
        os.killpg(running.pid, 0)


_MEMORY = """
import resource, sys
from itertools import islice
from clerkdoctor.batch import run
from clerkdoctor.clerk.verify import VerifyOptions
from tests.clerk import minted

token = minted.token().encode() + b"\\n"
lines = (token if number % 3 else b"%d\\n" % number for number in range(int(sys.argv[1])))
blocks = iter(lambda: b"".join(islice(lines, 300)), b"")
counts = run(blocks, VerifyOptions(minted.pem()), minted.NOW, len, processes=int(sys.argv[2]))
peaks = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(counts.total, counts.accepted, *peaks)
"""


@pytest.mark.long
@pytest.mark.skipif(os.name != "posix", reason="resource usage of POSIX")
@pytest.mark.parametrize("processes", [1, 2])
def test_memory_does_not_grow_with_the_lines(processes: int) -> None:
    def peaks(count: int) -> tuple[int, int]:
        done = subprocess.run(
            [sys.executable, "-c", _MEMORY, str(count), str(processes)],
            cwd=ROOT, capture_output=True, text=True, check=True, timeout=600,
        )  # fmt: skip
        total, accepted, *used = map(int, done.stdout.split())
        assert (total, accepted) == (count, count - (count + 2) // 3)
        scale = 1 if sys.platform == "darwin" else 1024
        return used[0] * scale, used[1] * scale

    few, many = peaks(10_000), peaks(200_000)
    for before, after in zip(few, many, strict=True):
        assert after - before < 3_000_000, (few, many)
