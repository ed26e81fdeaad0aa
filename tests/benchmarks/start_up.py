"""How long the commands take as whole processes, as ratios to `python -c pass`.

    python tests/benchmarks/start_up.py

Prints one table. The commands run in turn, so that a machine that changes its speed changes all
of them alike; the median counts. Targets: `--version` 1.5, `explain` 8, `verify-token`
with a key at hand 12, `check-env` of the healthy example 13 (as `check` once was, which judges
eight subjects now in place of one).
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.clerk.minted import NOW, pem, token  # noqa: E402

ROUNDS = 25


def main() -> None:
    script = str(Path(sys.executable).with_name("clerkdoctor"))
    healthy = str(ROOT / "examples" / "healthy")
    with tempfile.TemporaryDirectory() as folder:
        key = Path(folder) / "key.pem"
        key.write_text(pem())
        _print(_commands(script, healthy, key), folder)


def _commands(script: str, healthy: str, key: Path) -> dict[str, list[str]]:
    judged = [token(), "--jwt-key", str(key), "--at", str(NOW / 1000)]
    return {
        "python -c pass": [sys.executable, "-c", "pass"],
        "clerkdoctor --version": [script, "--version"],
        "clerkdoctor explain": [script, "explain", "publishable-key-is-set"],
        "clerkdoctor check-env examples/healthy": [script, "check-env", healthy],
        "clerkdoctor check examples/healthy": [script, "check", healthy],
        "clerkdoctor check --format json": [script, "check", healthy, "--format", "json"],
        "clerkdoctor --help": [script, "--help"],
        "clerkdoctor verify-token --jwt-key": [script, "verify-token", *judged],
    }


def _print(commands: dict[str, list[str]], cache: str) -> None:
    taken = measure(commands, {"PATH": os.environ["PATH"], "PYTHONPYCACHEPREFIX": cache})
    base = statistics.median(taken["python -c pass"])
    print(f"{'command':<42}{'median':>9}{'ratio':>8}")
    for name, times in taken.items():
        median = statistics.median(times)
        print(f"{name:<42}{median * 1000:>6.1f} ms{median / base:>8.2f}")


def measure(commands: dict[str, list[str]], environment: dict[str, str]) -> dict[str, list[float]]:
    """Seconds of each run by command, the first two rounds (which fill the caches) left out."""
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for round_ in range(ROUNDS + 2):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, env=environment, capture_output=True, check=False)
            if round_ >= 2:
                taken[name].append(time.perf_counter() - start)
    return taken


if __name__ == "__main__":
    main()
