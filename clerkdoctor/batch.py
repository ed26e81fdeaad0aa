"""`verify-token --batch`: one token a line in, one JSON line out, in order.

    with open("tokens.txt", "rb") as file:
        counts = run(read_blocks(file), VerifyOptions(jwt_key=pem), now_ms, sys.stdout.buffer.write)

Verifying is arithmetic that holds Python's lock, so it is spread over processes, in blocks of
lines. Only so many blocks are on their way at a time, and so memory does not grow with the file.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from clerkdoctor.gather.lines import LONGEST_LINE
from clerkdoctor.processes import Answering, Parcel, Pause, cores, in_order

if TYPE_CHECKING:
    from clerkdoctor.clerk.verdict import Refused
    from clerkdoctor.clerk.verify import VerifyOptions
    from clerkdoctor.convex.network import Network, NetworkFailure, Response
    from clerkdoctor.convex.providers import Provider

# Fewer blocks than this are judged before other processes have started.
_FEW = 3


class Counts(NamedTuple):
    """`accepted` are the lines that every verifier accepts which was asked."""

    total: int
    accepted: int

    @property
    def refused(self) -> int:
        return self.total - self.accepted


class Convex(NamedTuple):
    """The deployment that is asked too. `network` is asked once for a URL, by each process: it is a
    function at the top of a module, or another callable that can be pickled. Where it raises
    `NotAsked`, there is no verdict on the token.
    """

    providers: Sequence["Provider"]
    network: "Network"
    redact: bool = False


class _Task(NamedTuple):
    options: "VerifyOptions"
    now_ms: float
    convex: Convex | None


def run(
    blocks: Iterable[bytes | Pause],
    options: "VerifyOptions",
    now_ms: float,
    write: Callable[[bytes], object],
    *,
    convex: Convex | None = None,
    processes: int | None = None,
) -> Counts:
    """Judges each line of the blocks as a token at `now_ms`, milliseconds since the epoch.

    A line may end in a line feed or in both characters of Windows; nothing else is cut off it.
    `write` is given many lines at once, all ASCII; before a `PAUSE`, all that there are. Where it
    raises BrokenPipeError, nobody reads on: the counts are those until then. What else it raises
    passes through once the processes have ended, as a KeyboardInterrupt does. `processes` is by
    default one for each core that may be used. Raises `Trouble` when the system has ended one.
    """
    task = _Task(options, now_ms, convex)
    total = accepted = 0
    with closing(_answers(_numbered(blocks), task, processes or cores())) as answers:
        for (lines, sound), text in answers:
            total += lines
            accepted += sound
            try:
                write(text)
            except BrokenPipeError:
                break
    return Counts(total, accepted)


def _numbered(blocks: Iterable[bytes | Pause]) -> Iterator[Parcel | Pause]:
    """Each block with the number of its first line."""
    number = 1
    for block in blocks:
        if isinstance(block, Pause):
            yield block
        elif block:
            yield Parcel((number,), block)
            number += block.count(b"\n")


def _answers(
    blocks: Iterator[Parcel | Pause], task: _Task, processes: int
) -> Generator[Parcel, None, None]:
    """For each block how many lines it has, how many are accepted, and what is said of them."""
    judge = _judge_of(task)
    held: list[Parcel] = []
    for block in blocks:
        is_pause = isinstance(block, Pause)
        if not isinstance(block, Pause):
            held.append(block)
        if is_pause or processes == 1:
            yield from map(judge, held)
            held.clear()
        elif len(held) == _FEW:
            break
    if len(held) < _FEW:
        yield from map(judge, held)
        return
    # What the first block loads, processes that are forked have already.
    yield judge(held.pop(0))
    yield from in_order(chain(held, blocks), partial(_judge_of, task), processes)


def _judge_of(task: _Task) -> Answering:
    return _Judge(task).judge


# One line


class _Judge:
    """The verdicts on one line after another, for one process."""

    def __init__(self, task: _Task) -> None:
        from clerkdoctor.clerk.bulk import BulkVerifier

        self._verifier = BulkVerifier(task.options)
        self._now = task.now_ms
        self._convex = None if task.convex is None else _convex_judge(task.convex, task.now_ms)
        self._refusals: dict[tuple[str, ...], str] = {}

    def judge(self, block: Parcel) -> Parcel:
        convex = self._convex
        (first,), data = block
        lines = _lines(data)
        reasons = self._verifier.reasons(_without_long(lines, len(data)), self._now)
        out: list[str] = []
        count = 0
        for number, (line, refused) in enumerate(zip(lines, reasons, strict=True), first):
            if len(line) > LONGEST_LINE:
                out.append(f'{{"line": {number}{_TOO_LONG if convex is None else _TOO_LONG_BOTH}')
                continue
            clerk = self._refusal(refused) if refused else _ACCEPTED
            if convex is None:
                out.append(f'{{"line": {number}{clerk}}}}}\n')
                count += not refused
            else:
                # What is no UTF-8 is no token either, whatever it is read as.
                is_taken, said = convex(line.decode("utf-8", "replace"))
                out.append(f'{{"line": {number}{clerk}, "convex": {said}}}}}\n')
                count += is_taken and not refused
        return Parcel((len(lines), count), "".join(out).encode("ascii"))

    def _refusal(self, refused: "tuple[Refused, ...]") -> str:
        """Every reason, each once."""
        codes = tuple(one.reason for one in refused)
        text = self._refusals.get(codes)
        if text is None:
            listed = ", ".join(f'"{code}"' for code in dict.fromkeys(codes))
            text = self._refusals[codes] = _REFUSED.format(codes[0], listed)
        return text


def _lines(block: bytes) -> list[bytes]:
    lines = block.split(b"\n")
    if not lines[-1]:
        lines.pop()
    return [line.removesuffix(b"\r") for line in lines] if b"\r" in block else lines


def _without_long(lines: list[bytes], size: int) -> list[bytes]:
    """The lines, of which there are so many bytes, with nothing in those that are too long."""
    if size <= LONGEST_LINE:
        return lines
    return [line if len(line) <= LONGEST_LINE else b"" for line in lines]


_ACCEPTED = ', "verdicts": {"clerk": {"accepted": true, "reason": null, "reasons": []}'
_REFUSED = ', "verdicts": {{"clerk": {{"accepted": false, "reason": "{}", "reasons": [{}]}}'
_CLERK_TOO_LONG = _REFUSED.format("line-is-too-long", '"line-is-too-long"')
_TOO_LONG = f"{_CLERK_TOO_LONG}}}}}\n"
_TOO_LONG_BOTH = (
    f'{_CLERK_TOO_LONG}, "convex": {{"accepted": false, "code": null, "message": null, '
    '"cause": "The line is longer than 8 MB", "identity": null}}}\n'
)


_UNKNOWN = '{{"accepted": null, "code": null, "message": null, "cause": {}, "identity": null}}'


def _convex_judge(convex: Convex, now_ms: float) -> Callable[[str], tuple[bool, str]]:
    import json

    from clerkdoctor.convex.identity import Accepted
    from clerkdoctor.convex.validate import validate
    from clerkdoctor.gather.provider_network import NotAsked

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
        try:
            found = validate(token, providers, seconds, network, redact=redact)
        except NotAsked as why:
            return False, _UNKNOWN.format(encode(str(why)))
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
