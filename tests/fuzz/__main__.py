"""Fuzzing with atheris, guided by coverage: `pip install atheris`, then, from the repository,

    python -m tests.fuzz clerk --corpus /tmp/corpus --seconds 600

The first argument names the property (`decode`, `clerk`, `convex`, `push`). A failure does not end
the run: its input and traceback are written below the corpus, `findings/`, once for each place that
fails, and the exit code is 1. What `timed` of properties.py says of an input is run again with

    python -m tests.fuzz clerk --input /tmp/corpus/clerk-findings/…
"""

import argparse
import importlib
import os
import sys
import time
import traceback
from pathlib import Path

import atheris  # type: ignore[import-not-found,import-untyped,unused-ignore]

with atheris.instrument_imports(include=["clerkdoctor"]):
    from tests.fuzz import properties, seeds

    # What is imported only when it is needed would else go unwatched.
    for package in ("clerk", "convex"):
        for module in (properties.ROOT / "clerkdoctor" / package).glob("[!_]*.py"):
            importlib.import_module(f"clerkdoctor.{package}.{module.stem}")


class Fuzzer:
    """Feeds a property, and keeps what makes it fail."""

    def __init__(self, target: str, findings: Path, seconds: float) -> None:
        self.judge = properties.PROPERTIES[target]
        self.findings = findings
        self.seen: dict[str, int] = {}
        self.runs = 0
        self.slowest = 0.0
        self.end = time.monotonic() + seconds

    def __call__(self, data: bytes) -> None:
        self.runs += 1
        start = time.process_time()
        try:
            properties.timed(self.judge, data)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what was looked for
            self.keep(data, error)
        self.slowest = max(self.slowest, time.process_time() - start)
        if time.monotonic() > self.end:
            self.say()
            # libFuzzer ends in no other way that would leave the last word to us.
            os._exit(1 if self.seen else 0)

    def keep(self, data: bytes, error: BaseException) -> None:
        frames = traceback.extract_tb(error.__traceback__)
        last = frames[-1]
        place = f"{type(error).__name__}-{Path(last.filename).stem}-{last.lineno}"
        self.seen[place] = self.seen.get(place, 0) + 1
        if self.seen[place] == 1:
            self.findings.mkdir(parents=True, exist_ok=True)
            (self.findings / place).write_bytes(data)
            text = "".join(traceback.format_exception(error))
            (self.findings / f"{place}.txt").write_text(text, "utf-8", "backslashreplace")

    def say(self) -> None:
        print(
            f"{self.runs:,} inputs, {time.process_time():.0f} s of CPU, "
            f"slowest {self.slowest:.2f} s; failures: {self.seen or 'none'}",
            flush=True,
        )


def main() -> None:
    options = _options()
    if options.input:
        properties.timed(properties.PROPERTIES[options.target], options.input.read_bytes())
        return
    folder: Path = options.corpus / options.target
    words = seeds.write(options.target, folder)
    fuzzer = Fuzzer(options.target, options.corpus / f"{options.target}-findings", options.seconds)
    libfuzzer = [
        sys.argv[0], str(folder), f"-dict={words}",
        "-max_len=65536", "-len_control=50", "-timeout=60", "-rss_limit_mb=3000",
        f"-artifact_prefix={folder}-crash-",
    ]  # fmt: skip
    atheris.Setup(libfuzzer, fuzzer)
    atheris.Fuzz()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("target", choices=properties.PROPERTIES)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--input", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
