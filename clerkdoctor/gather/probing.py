"""Sending the probes to an endpoint: no faster than asked for, no longer than makes sense."""

import secrets
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from email.utils import parsedate_to_datetime

from clerkdoctor.facts.probes import Fired, ProbeRun
from clerkdoctor.gather.delivering import Sender
from clerkdoctor.probing.answers import Answer, NoAnswer
from clerkdoctor.probing.meanings import Meaning, instance_type, meaning
from clerkdoctor.probing.probes import PROBES, Kit, Probe, Shot

Progress = Callable[[int, int], None]

# What makes all further probes pointless: none of them would reach the handler.
_BLOCKERS = frozenset(("blocked",))


class Prober:
    """Sends shots to one endpoint. `rate` is the most requests a second."""

    def __init__(
        self,
        url: str,
        kit: Kit,
        *,
        rate: float,
        timeout: float,
        headers: Iterable[tuple[str, str]] = (),
        sender: Sender | None = None,
    ) -> None:
        self.url = url
        self.kit = kit
        self.timeout = timeout
        self.headers = tuple(headers)
        self.sender = sender or Sender(url, timeout)
        self._pause = 1 / rate
        self._next = 0.0

    def run(self, probes: Iterable[Probe] = PROBES, *, writes: bool, show: Progress) -> ProbeRun:
        """All of the probes, or those up to the first that cannot reach the handler."""
        wanted = [probe for probe in probes if writes or not probe.writes]
        fired: list[Fired] = []
        skews: list[float] = []
        stopped: Meaning | None = None
        for number, probe in enumerate(wanted):
            show(number, len(wanted))
            self.kit.now = int(time.time())
            for one in self._fire(probe):
                fired.append(one)
                skews += _skew(one.answer)
            stopped = _blocker(fired)
            if stopped is not None:
                break
        show(len(wanted), len(wanted))
        self.sender.close()
        kinds = [
            kind
            for one in fired
            if isinstance(one.answer, Answer) and (kind := instance_type(one.answer))
        ]
        return ProbeRun(
            self.url,
            tuple(fired),
            stopped,
            sorted(skews)[len(skews) // 2] if skews else None,
            kinds[0] if kinds else None,
            wrote=writes,
        )

    def _fire(self, probe: Probe) -> list[Fired]:
        shots = list(probe.shots(self.kit))
        if all(shot.together for shot in shots):
            return self._at_once(probe.name, shots)
        return [self._one(probe.name, shot, self.sender) for shot in shots]

    def _one(self, name: str, shot: Shot, sender: Sender) -> Fired:
        self._wait()
        answer = sender.send([*shot.headers, *self.headers], shot.body, shot.method)
        return Fired(name, shot, answer, meaning(answer, self.url))

    def _at_once(self, name: str, shots: list[Shot]) -> list[Fired]:
        senders = [Sender(self.url, self.timeout) for _ in shots]
        try:
            with ThreadPoolExecutor(len(shots)) as pool:
                return list(pool.map(self._one, [name] * len(shots), shots, senders))
        finally:
            for sender in senders:
                sender.close()

    def _wait(self) -> None:
        now = time.monotonic()
        if now < self._next:
            time.sleep(self._next - now)
        self._next = max(now, self._next) + self._pause


def _blocker(fired: list[Fired]) -> Meaning | None:
    """Why to stop: the first delivery did not reach the handler."""
    first = fired[0]
    if isinstance(first.answer, NoAnswer):
        return first.meaning
    return first.meaning if first.meaning.outcome in _BLOCKERS else None


def _skew(answer: Answer | NoAnswer) -> list[float]:
    """Seconds by which the endpoint's clock is ahead; its date has whole seconds."""
    if isinstance(answer, NoAnswer) or "date" not in answer.headers:
        return []
    try:
        stated = parsedate_to_datetime(answer.headers["date"]).timestamp()
    except ValueError:
        return []
    return [stated + 0.5 - time.time()]


def new_seed() -> str:
    """What makes the ids of one run differ from those of every other."""
    return secrets.token_hex(8)
