"""How long it takes to compare and show ten thousand variables of five sources.

    python tests/benchmarks/compare_deployments.py [COUNT]

The sources are there already, as the facts that gathering ends in: what is measured is our own
time, from the facts to the text. All checks of deployments judge them, and they are shown as the
checklist, as the whole table (`--verbose`) and as JSON. Medians of five rounds, in CPU time, which
is the clock's where nothing else runs. Target: less than a second for the checklist.
"""

import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))

from clerkdoctor.check import Check  # noqa: E402
from clerkdoctor.checks import (  # noqa: E402
    deployed,
    deployed_builds,
    deployed_instances,
    deployed_values,
)
from clerkdoctor.evidence import Evidence  # noqa: E402
from clerkdoctor.facts.deployed import Deployed, LastDeployment, SourcesRead  # noqa: E402
from clerkdoctor.judge import judge  # noqa: E402
from clerkdoctor.render import checklist, json  # noqa: E402
from clerkdoctor.render.deployed import with_deployments  # noqa: E402
from clerkdoctor.render.lines import Screen  # noqa: E402
from clerkdoctor.report import Report  # noqa: E402
from tests.checks.deployed_facts import convex_prod, local, preview, production, source  # noqa: E402
from tests.checks.facts import MIDDLEWARE, PROVIDER, app, code, read  # noqa: E402

ROUNDS = 5


def evidence(count: int) -> Evidence:
    """Five sources that share `count` names: most alike, some missing, some odd."""
    chance = random.Random(1)
    names = [f"SERVICE_{number:05}_API_BASE" for number in range(count - 40)]
    names += [f"CLERK_{number:03}_VALUE" for number in range(40)]
    alike = {name: f"{name}-{chance.random()}" for name in names}

    changed = {name: 30.0 if chance.random() < 0.01 else 10.0 for name in names}

    def varied() -> dict[str, str]:
        some = {name: text for name, text in alike.items() if chance.random() < 0.98}
        return {
            name: text if chance.random() < 0.995 else text + "x" for name, text in some.items()
        }

    sources = Deployed(
        (
            production(varied(), changed=changed, last=LastDeployment(20.0)),
            source("ci", varied(), kind="file", target="production"),
            preview(varied(), changed=changed, last=LastDeployment(20.0)),
            convex_prod(varied()),
        ),
        local(alike),
    )
    seen = Evidence()
    seen.found(sources)
    seen.found(SourcesRead(tuple(one.label for one in sources.sources)))
    seen.found(app())
    seen.found(code(MIDDLEWARE, PROVIDER, *(read(name) for name in names[::50])))
    return seen


def report(seen: Evidence) -> Report:
    modules = (deployed, deployed_values, deployed_builds, deployed_instances)
    listed = [
        ("deployed", one)
        for module in modules
        for one in vars(module).values()
        if isinstance(one, Check)
    ]
    results, crashes = judge(listed, {None: seen})
    assert crashes == ()
    data = with_deployments({"mode": "development", "variables": []}, {None: seen}, reveal=False)
    return Report("check-env", ".", results, crashes, data=data)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    seen = evidence(count)
    screen = Screen(width=120)
    shown: dict[str, Callable[[], str]] = {
        "compared and shown as the checklist": lambda: checklist.render(report(seen), screen),
        "… with --verbose": lambda: checklist.render(report(seen), screen, "verbose"),
        "… as JSON": lambda: json.render(report(seen)),
    }
    print(f"{count:,} variables, five sources")
    for name, show in shown.items():
        times = []
        for _ in range(ROUNDS):
            begun = time.process_time()
            text = show()
            times.append(time.process_time() - begun)
        lines = text.count("\n")
        print(f"{name:<40}{statistics.median(times):>8.2f} s{lines:>10,} lines")


if __name__ == "__main__":
    main()
