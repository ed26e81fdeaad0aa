"""What a problem is known by, from one run to the next: in code scanning and in a baseline."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator

from clerkdoctor.check import Problem
from clerkdoctor.facts.place import Location, Place
from clerkdoctor.report import Result


def fingerprints(results: Iterable[Result]) -> Iterator[tuple[Result, Problem, str]]:
    """Every problem of the failed results, with the one text that it is known by.

    That is what it is about, and in which file: never its line, its words or a value, so that it
    stays the same while lines move and wording changes. Two alike are kept apart by their order.
    """
    seen: Counter[str] = Counter()
    for result in results:
        if result.status == "fail":
            for problem in result.problems:
                print_ = _fingerprint(problem, result)
                seen[print_] += 1
                alike = seen[print_]
                yield result, problem, print_ if alike == 1 else f"{print_}:{alike}"


def _fingerprint(problem: Problem, result: Result) -> str:
    parts = (result.check.id, result.app or "", _where(problem.at), problem.about)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _where(at: Location | None) -> str:
    """The file, from the project's folder, wherever the command was started; else the source."""
    if isinstance(at, Place):
        return at.path
    return str(at) if at else ""
