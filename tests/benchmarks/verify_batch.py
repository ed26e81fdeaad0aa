"""How fast a file of RS256 tokens is judged with all cores, beside OpenSSL and others on as many.

    python tests/benchmarks/verify_batch.py [COUNT]

Ours is a process of its own with all that it starts: it reads the file, gives the full verdict on
each token and writes a JSON line for it. It is measured once from the start of Python to its end
and once without, as `run` alone with all that it loads. "A core" is verifications in a second of
CPU time; for ours, of all its processes. The others run once on every core at the same time, since
a core of which the other half is busy is slower for whoever has it. "Clock" is by the clock, on all
cores, and says something only where nothing else runs. The best of some rounds: what else runs
makes them slower, never faster. Targets, a core: 0.5 of OpenSSL, 2.5 times PyJWT, 4 times
@clerk/backend.
"""

import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))

from clerkdoctor.processes import cores  # noqa: E402
from tests.benchmarks.verify_tokens import (  # noqa: E402
    ISSUER,
    NOW,
    ORIGIN,
    ROUNDS,
    Minted,
    clerk,
    mint,
    openssl,
    pyjwt,
)

OURS = "clerkdoctor, a batch"

_SCRIPT = """
import json, os, sys, time
from clerkdoctor.batch import run
from clerkdoctor.clerk.verify import VerifyOptions
from clerkdoctor.gather.lines import read_blocks

pem, now, origin, issuer, processes = json.loads(sys.argv[1])
options = VerifyOptions(pem, authorized_parties=(origin,), issuer=issuer)
start, before = time.perf_counter(), sum(os.times()[:4])
with open(sys.argv[2], "rb") as file:
    counts = run(read_blocks(file), options, now, sys.stdout.buffer.write, processes=processes)
assert counts.total == counts.accepted
print(sum(os.times()[:4]) - before, time.perf_counter() - start, file=sys.stderr)
"""


class Rate(NamedTuple):
    """Verifications a second: of CPU time, and by the clock."""

    of_a_core: float
    by_the_clock: float | None = None


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    minted = mint(count)
    print(f"{count:,} distinct tokens of about {len(minted.tokens[0])} characters, {cores()} cores")
    rates: dict[str, list[Rate]] = {}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "tokens.txt"
        file.write_text("".join(f"{token}\n" for token in minted.tokens))
        for _ in range(ROUNDS):
            for name, rate in _round(minted, file).items():
                rates.setdefault(name, []).append(rate)
    _print({name: _best(some) for name, some in rates.items()})


def _round(minted: Minted, file: Path) -> dict[str, Rate]:
    found: dict[str, Rate] = {}
    found[OURS], found[f"{OURS}, with Python's start"] = _ours(minted, file, cores())
    found[f"{OURS}, one process"], _ = _ours(minted, file, 1)
    others = {
        "openssl speed rsa2048": openssl,
        "PyJWT, decode": pyjwt,
        "@clerk/backend, one by one": clerk,
    }
    for name, measure in others.items():
        rate = _on_every_core(measure, minted)
        if rate is not None:
            found[name] = Rate(rate)
    return found


def _on_every_core(measure: Callable[[Minted], float | None], minted: Minted) -> float | None:
    """The mean of what is measured in one process for each core, all at the same time."""
    start = threading.Barrier(cores())
    with ThreadPoolExecutor(cores()) as pool:
        rates = list(pool.map(partial(_in_a_process, measure, minted), [start] * cores()))
    found = [rate for rate in rates if rate is not None]
    return sum(found) / len(found) if found else None


def _in_a_process(
    measure: Callable[[Minted], float | None], minted: Minted, start: threading.Barrier
) -> float | None:
    ours, theirs = multiprocessing.Pipe(duplex=False)
    # Forked, so that nothing is loaded or copied before it measures.
    process = multiprocessing.get_context("fork").Process(
        target=lambda: theirs.send(measure(minted))
    )
    start.wait()
    process.start()
    rate: float | None = ours.recv()
    process.join()
    return rate


def _ours(minted: Minted, file: Path, processes: int) -> tuple[Rate, Rate]:
    """Of the run, and of the whole process."""
    settings = json.dumps([minted.pem, NOW, ORIGIN, ISSUER, processes])
    start, cpu = time.perf_counter(), _cpu_of_children()
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, settings, str(file)], cwd=ROOT, capture_output=True,
        check=True,
    )  # fmt: skip
    clock, spent = time.perf_counter() - start, _cpu_of_children() - cpu
    count = len(minted.tokens)
    assert done.stdout.count(b'"accepted": true') == count
    run_spent, run_clock = map(float, done.stderr.split())
    return Rate(count / run_spent, count / run_clock), Rate(count / spent, count / clock)


def _cpu_of_children() -> float:
    times = os.times()
    return times.children_user + times.children_system


def _best(rates: list[Rate]) -> Rate:
    clocks = [rate.by_the_clock for rate in rates if rate.by_the_clock is not None]
    return Rate(max(rate.of_a_core for rate in rates), max(clocks) if clocks else None)


def _print(rates: dict[str, Rate]) -> None:
    ours = rates[OURS].of_a_core
    best = rates.get("openssl speed rsa2048")
    print(f"{'':<42}{'a core':>10}{'clock':>10}{'of OpenSSL':>12}{'ours is':>10}")
    for name, (core, clock) in rates.items():
        by_clock = f"{clock:,.0f}" if clock else ""
        share = f"{core / best.of_a_core:.2f}" if best else ""
        print(f"{name:<42}{core:>10,.0f}{by_clock:>10}{share:>12}{f'× {ours / core:.2f}':>10}")


if __name__ == "__main__":
    main()
