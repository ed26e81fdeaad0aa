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
from clerkdoctor.probing.names import SIGNED
from clerkdoctor.probing.probes import PROBES, Probe
from clerkdoctor.probing.shots import Kit, Shot

Progress = Callable[[int, int], None]

_REACHED = "the-endpoint-can-be-reached"
_AGAIN = 2
"""How often a shot is sent anew that was turned away for coming too soon."""
_LONGEST_PAUSE = 5.0
"""Seconds that are waited for that: a delivery does not become stale over it."""
_PATIENCE = 3
"""Shots that may go unanswered, or be turned away, before the rest is left out."""


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
        self._fired: list[Fired] = []
        self._ended: Meaning | None = None

    def run(self, probes: Iterable[Probe] = PROBES, *, writes: bool, show: Progress) -> ProbeRun:
        """All of the probes, or those up to where the endpoint cannot be asked any further."""
        wanted = [probe for probe in probes if writes or not probe.writes]
        stopped: Meaning | None = None
        try:
            for number, probe in enumerate(wanted):
                show(number, len(wanted))
                self._fire(probe)
                if number == 0:
                    self._settle(probe)
                    stopped = _blocker(self._fired)
                if stopped is not None or self._ended is not None:
                    break
        finally:
            show(len(wanted), len(wanted))
            self.sender.close()
        return self._found(stopped, writes=writes)

    def _found(self, stopped: Meaning | None, *, writes: bool) -> ProbeRun:
        answers = [one.answer for one in self._fired if isinstance(one.answer, Answer)]
        kinds = [kind for answer in answers if (kind := instance_type(answer))]
        skews = sorted(one.skew for one in self._fired if one.skew is not None)
        return ProbeRun(
            self.url,
            tuple(self._fired),
            stopped,
            skews[len(skews) // 2] if skews else None,
            kinds[0] if kinds else None,
            wrote=writes,
            ended=self._ended,
        )

    def _settle(self, probe: Probe) -> None:
        """Find an event that the endpoint takes: one of a strange type, or else a known one."""
        first = self._fired[0]
        if probe.name != SIGNED or isinstance(first.answer, NoAnswer):
            return
        if first.meaning.outcome not in ("refused", "failed") and first.meaning.code != "not-found":
            return
        self.kit.is_strange = False
        self._fire(probe)
        self.kit.is_strange = self._fired[-1].meaning.outcome != "accepted"

    def _fire(self, probe: Probe) -> None:
        self.kit.now = int(time.time())
        shots = list(probe.shots(self.kit))
        if all(shot.together for shot in shots):
            self._fired += self._at_once(probe.name, shots)
            self._watch(shots[-1])
            return
        for shot in shots:
            self._wait()
            self._fired.append(self._one(probe.name, shot, self.sender))
            self._watch(shot)
            if self._ended is not None or self._is_pointless():
                return

    def _is_pointless(self) -> bool:
        """The very first did not get to a handler, and no other will. A 404 may be a handler's."""
        blocker = _blocker(self._fired) if len(self._fired) == 1 else None
        return blocker is not None and blocker.code != "not-found"

    def _one(self, name: str, shot: Shot, sender: Sender) -> Fired:
        headers = [*shot.headers, *self.headers]
        answer = sender.send(headers, shot.body, shot.method)
        for _ in range(_AGAIN):
            if isinstance(answer, NoAnswer) or answer.status != 429:
                break
            self._slow_down(answer)
            self._wait()
            answer = sender.send(headers, shot.body, shot.method)
        return Fired(name, shot, answer, meaning(answer, self.url), _skew(answer))

    def _at_once(self, name: str, shots: list[Shot]) -> list[Fired]:
        senders = [Sender(self.url, self.timeout) for _ in shots]
        for _ in shots:
            self._wait()
        try:
            with ThreadPoolExecutor(len(shots)) as pool:
                return list(pool.map(self._one, [name] * len(shots), shots, senders))
        finally:
            for sender in senders:
                sender.close()

    def _watch(self, shot: Shot) -> None:
        """Whether the endpoint can still be asked; if not, that is not the next shots' fault."""
        last = self._fired[-1]
        codes = [one.meaning.code for one in self._fired]
        if last.meaning.code == "rate-limit" and codes.count("rate-limit") >= _PATIENCE:
            self._ended = last.meaning
        if not isinstance(last.answer, NoAnswer) or len(self._fired) == 1:
            return
        if codes.count("timeout") >= _PATIENCE:
            self._ended = Meaning(
                "failed",
                "late",
                f"did not answer in time {_PATIENCE} times, the last time to {shot.what}",
                last.meaning.fix,
            )
        elif not self._is_there():
            self._ended = Meaning(
                "failed",
                "gone",
                f"no longer answers after {shot.what}",
                "Catch what the handler throws: an error that nothing catches ends Node.js",
            )

    def _is_there(self) -> bool:
        """A right delivery is answered, at once or after a moment in which the app restarts."""
        for pause in (0.0, 1.0):
            time.sleep(pause)
            shot = self.kit.shot("a delivery, to see whether it still answers", "accepted")
            self._wait()
            self._fired.append(self._one(_REACHED, shot, self.sender))
            if isinstance(self._fired[-1].answer, Answer):
                return True
        return False

    def _wait(self) -> None:
        now = time.monotonic()
        if now < self._next:
            time.sleep(self._next - now)
        self._next = max(now, self._next) + self._pause

    def _slow_down(self, answer: Answer) -> None:
        stated = answer.headers.get("retry-after", "")
        seconds = float(stated) if stated.isdecimal() else 1.0
        self._pause = max(2 * self._pause, 0.1)
        self._next = time.monotonic() + min(seconds, _LONGEST_PAUSE)


def _blocker(fired: list[Fired]) -> Meaning | None:
    """Why to stop: the first delivery did not reach the handler, nor did the others."""
    first = fired[0]
    if any(one.meaning.outcome == "accepted" for one in fired):
        return None
    is_blocked = isinstance(first.answer, NoAnswer) or first.meaning.outcome == "blocked"
    return first.meaning if is_blocked else None


def _skew(answer: Answer | NoAnswer) -> float | None:
    """Seconds by which the endpoint's clock is ahead; its date has whole seconds."""
    if isinstance(answer, NoAnswer) or "date" not in answer.headers:
        return None
    try:
        stated = parsedate_to_datetime(answer.headers["date"]).timestamp()
    except ValueError:
        return None
    return stated + 0.5 - time.time()


def new_seed() -> str:
    """What makes the ids of one run differ from those of every other."""
    return secrets.token_hex(8)
