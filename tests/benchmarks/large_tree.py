"""A project of 10,000 source files inside a tree of 100,000, judged as a whole process.

    python tests/benchmarks/large_tree.py

The measure is a bare process that lists those sources, reads them, and parses the ones that name
Clerk, Convex, Svix or Next.js' server modules, and does nothing with them. Target: at most 1.5
times its time. The peak memory of both is printed too, for this tree and for one of a tenth, with
as many of the files naming Clerk: it must not grow with the tree.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))

ROUNDS = 7
NAMING = 834

BARE = """
import sys
from clerkdoctor.gather import tree
from clerkdoctor.gather.code import MARKERS
from clerkdoctor.typescript import grammar
parsed = 0
for path, content in tree.mentions(sys.argv[1], tree.sources(sys.argv[1]), MARKERS):
    grammar.parse(bytes(memoryview(content)), grammar.language_of(path))
    parsed += 1
print(parsed)
"""

PLAIN = """import { useMemo, useState } from "react"
import { Button } from "@/components/button"

type Row = { id: string; title: string; amount: number; done: boolean }

export function Table%(n)d({ rows }: { rows: Row[] }) {
  const [open, setOpen] = useState<string | null>(null)
  const total = useMemo(() => rows.reduce((sum, row) => sum + row.amount, 0), [rows])
%(body)s
  return (
    <section className="grid gap-4">
      {rows.map((row) => (
        <Button key={row.id} onClick={() => setOpen(row.id === open ? null : row.id)}>
          {row.title} {row.done ? "done" : "open"}
        </Button>
      ))}
      <p>{total}</p>
    </section>
  )
}
"""
LINE = "  const part%d = rows.filter((row) => row.amount > %d && row.title.length < %d).length\n"
NAMES_CLERK = 'import { auth } from "@clerk/nextjs/server"\n'


def build(root: Path, sources: int, others: int) -> None:
    """A project whose files have the size of real ones: 5.5 kB, as measured in public projects."""
    (root / "package.json").write_text(
        '{"name": "large", "dependencies": {"next": "16.4.6", "@clerk/nextjs": "7.9.17"}}'
    )
    body = "".join(LINE % (n, n, n + 7) for n in range(55))
    for number in range(sources):
        folder = root / "app" / f"area{number // 500}" / f"part{number // 25 % 20}"
        if number % 25 == 0:
            folder.mkdir(parents=True, exist_ok=True)
        text = PLAIN % {"n": number, "body": body}
        if number % (sources // NAMING) == 0:
            text = NAMES_CLERK + text
        (folder / f"table-{number}.tsx").write_text(text)
    for number in range(others):
        folder = root / "node_modules" / f"package{number // 100}" / "dist"
        if number % 100 == 0:
            folder.mkdir(parents=True)
        (folder / f"file{number}.js").write_text("module.exports = 1\n")


def run(command: list[str], cache: str) -> tuple[float, int]:
    """Seconds, and the peak of the largest process in kilobytes, of one run."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": cache,
    }
    start = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    return time.perf_counter() - start, usage.ru_maxrss


def measure(root: Path, cache: str) -> dict[str, tuple[float, int]]:
    script = str(Path(sys.executable).with_name("clerkdoctor"))
    commands = {
        "list, read and parse": [sys.executable, "-c", BARE, str(root)],
        "clerkdoctor check": [script, "check", str(root)],
    }
    taken: dict[str, list[tuple[float, int]]] = {name: [] for name in commands}
    for _ in range(ROUNDS + 1):
        for name, command in commands.items():
            taken[name].append(run(command, cache))
    return {
        name: (statistics.median(t for t, _ in runs[1:]), max(kb for _, kb in runs[1:]))
        for name, runs in taken.items()
    }


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    print(f"{'tree':<10}{'command':<24}{'median':>10}{'ratio':>8}{'peak':>9}")
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as cache:
        for sources, others in ((1_000, 9_000), (10_000, 90_000)):
            root = Path(folder) / str(sources)
            root.mkdir()
            build(root, sources, others)
            results = measure(root, cache)
            base = results["list, read and parse"][0]
            for name, (seconds, peak) in results.items():
                shown = f"{seconds * 1000:>7.0f} ms{seconds / base:>8.2f}{peak / 1000:>6.0f} MB"
                print(f"{sources + others:<10,}{name:<24}{shown}")


if __name__ == "__main__":
    main()
