"""`verify-token --batch`: one token a line in, one JSON line out, in order.

    with open("tokens.txt", "rb") as file:
        counts = run(read_lines(file), VerifyOptions(jwt_key=pem), now_ms, sys.stdout.write)

Verifying is arithmetic that holds Python's lock, so it is spread over processes, in chunks of
lines. Only so many chunks are on their way at a time, and so memory does not grow with the file.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from clerkdoctor.errors import Trouble
from clerkdoctor.processes import cores, in_order

if TYPE_CHECKING:
    from clerkdoctor.clerk.verify import VerifyOptions
    from clerkdoctor.convex.network import Network, NetworkFailure, Response
    from clerkdoctor.convex.providers import Provider

# A longer line is not judged. Node.js takes headers of 16 KB, Convex messages of 5 MB.
LONGEST_LINE = 8_000_000

_LINES_OF_A_CHUNK = 512
_BYTES_OF_A_CHUNK = 512_000

_UTF8_MARK = b"\xef\xbb\xbf"


class Counts(NamedTuple):
    """`accepted` are the lines that every verifier accepts which was asked."""

    total: int
    accepted: int

    @property
    def refused(self) -> int:
        return self.total - self.accepted


class Convex(NamedTuple):
    """The deployment that is asked too. `network` is asked once for a URL, by each process: it is a
    function at the top of a module, or another callable that can be pickled.
    """

    providers: Sequence["Provider"]
    network: "Network"
    redact: bool = False


class _Task(NamedTuple):
    options: "VerifyOptions"
    now_ms: float
    convex: Convex | None


class _Chunk(NamedTuple):
    """`first` is the number of its first line."""

    first: int
    lines: list[bytes]


class _Answer(NamedTuple):
    """JSON lines, and how many tokens are accepted."""

    text: str
    total: int
    accepted: int


def run(
    lines: Iterable[bytes],
    options: "VerifyOptions",
    now_ms: float,
    write: Callable[[str], object],
    *,
    convex: Convex | None = None,
    processes: int | None = None,
) -> Counts:
    """Judges each line as a token at `now_ms`, milliseconds since the epoch.

    A line may end in a line feed or in both characters of Windows; nothing else is cut off it.
    `write` is given many lines at once, all ASCII. What it raises, such as BrokenPipeError, and a
    KeyboardInterrupt pass through once the processes have ended. `processes` is by default one for
    each core that may be used. Raises `Trouble` when the system has ended one of them.
    """
    task = _Task(options, now_ms, convex)
    total = accepted = 0
    with closing(_answers(_chunks(lines), task, processes or cores())) as answers:
        for answer in answers:
            write(answer.text)
            total += answer.total
            accepted += answer.accepted
    return Counts(total, accepted)


def read_lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a file. Of one that is too long only the beginning is kept, still too long.

    Raises `Trouble` for UTF-16, which Windows PowerShell writes.
    """
    line = stream.readline(LONGEST_LINE + 2 + len(_UTF8_MARK))
    if line[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise Trouble("the file of tokens is UTF-16", "save it as UTF-8: `Out-File -Encoding utf8`")
    line = line.removeprefix(_UTF8_MARK)
    while line:
        yield line
        while line and not line.endswith(b"\n"):
            line = stream.readline(1_000_000)
        line = stream.readline(LONGEST_LINE + 2)


def _chunks(lines: Iterable[bytes]) -> Iterator[_Chunk]:
    number = 1
    held: list[bytes] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if len(held) == _LINES_OF_A_CHUNK or size >= _BYTES_OF_A_CHUNK:
            yield _Chunk(number, held)
            number += len(held)
            held, size = [], 0
    if held:
        yield _Chunk(number, held)


def _answers(
    chunks: Iterator[_Chunk], task: _Task, processes: int
) -> Generator[_Answer, None, None]:
    judge = _judge_of(task)
    # What the first chunk loads, processes that are forked have already.
    for chunk in islice(chunks, 1):
        yield judge(chunk)
    head = list(islice(chunks, 2))
    chunks = chain(head, chunks)
    if len(head) < 2 or processes == 1:
        yield from map(judge, chunks)
    else:
        yield from in_order(chunks, partial(_judge_of, task), processes)


def _judge_of(task: _Task) -> Callable[[_Chunk], _Answer]:
    return _Judge(task).judge


# One line


class _Judge:
    """The verdicts on one line after another, for one process."""

    def __init__(self, task: _Task) -> None:
        from clerkdoctor.clerk.verify import Verifier

        self._verifier = Verifier(task.options)
        self._now = task.now_ms
        self._convex = None if task.convex is None else _convex_judge(task.convex, task.now_ms)
        self._refusals: dict[tuple[str, ...], str] = {}

    def judge(self, chunk: _Chunk) -> _Answer:
        from clerkdoctor.clerk.verdict import Accepted

        verify, now, convex = self._verifier.verify, self._now, self._convex
        out: list[str] = []
        count = 0
        for number, line in enumerate(chunk.lines, chunk.first):
            text = line.removesuffix(b"\n").removesuffix(b"\r")
            if len(text) > LONGEST_LINE:
                out.append(f'{{"line": {number}{_TOO_LONG if convex is None else _TOO_LONG_BOTH}')
                continue
            # What is no UTF-8 is no token either, whatever it is read as.
            token = text.decode("utf-8", "replace")
            accepted = isinstance(verify(token, now), Accepted)
            clerk = _ACCEPTED if accepted else self._refusal(token)
            if convex is None:
                out.append(f'{{"line": {number}{clerk}}}}}\n')
            else:
                is_taken, said = convex(token)
                accepted = accepted and is_taken
                out.append(f'{{"line": {number}{clerk}, "convex": {said}}}}}\n')
            count += accepted
        return _Answer("".join(out), len(chunk.lines), count)

    def _refusal(self, token: str) -> str:
        """Every reason, each once."""
        codes = tuple(refused.reason for refused in self._verifier.reasons(token, self._now))
        text = self._refusals.get(codes)
        if text is None:
            listed = ", ".join(f'"{code}"' for code in dict.fromkeys(codes))
            text = self._refusals[codes] = _REFUSED.format(codes[0], listed)
        return text


_ACCEPTED = ', "verdicts": {"clerk": {"accepted": true, "reason": null, "reasons": []}'
_REFUSED = ', "verdicts": {{"clerk": {{"accepted": false, "reason": "{}", "reasons": [{}]}}'
_CLERK_TOO_LONG = _REFUSED.format("line-is-too-long", '"line-is-too-long"')
_TOO_LONG = f"{_CLERK_TOO_LONG}}}}}\n"
_TOO_LONG_BOTH = (
    f'{_CLERK_TOO_LONG}, "convex": {{"accepted": false, "code": null, "message": null, '
    '"cause": "The line is longer than 8 MB", "identity": null}}}\n'
)


def _convex_judge(convex: Convex, now_ms: float) -> Callable[[str], tuple[bool, str]]:
    import json

    from clerkdoctor.convex.identity import Accepted
    from clerkdoctor.convex.validate import validate

    known: dict[str, Response | NetworkFailure] = {}

    def network(url: str) -> "Response | NetworkFailure":
        if url not in known:
            if len(known) >= 64:
                known.clear()
            known[url] = convex.network(url)
        return known[url]

    encode = json.JSONEncoder().encode
    providers, seconds, redact = convex.providers, now_ms / 1000, convex.redact

    def judge(token: str) -> tuple[bool, str]:
        found = validate(token, providers, seconds, network, redact=redact)
        if isinstance(found, Accepted):
            identity = encode(found.identity)
            return True, (
                '{"accepted": true, "code": null, "message": null, "cause": null, '
                f'"identity": {identity}}}'
            )
        return False, (
            f'{{"accepted": false, "code": {encode(found.code)}, '
            f'"message": {encode(found.message)}, "cause": {encode(found.cause)}, '
            '"identity": null}'
        )

    return judge
