"""An app in memory, what in it asks nobody who is there, and what the checks say of that."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from clerkdoctor.check import Check
from clerkdoctor.checks import own_checks as judging
from clerkdoctor.evidence import Absent, Evidence
from clerkdoctor.facts.own_checks import OwnChecks
from clerkdoctor.facts.routes import Access, Routes
from clerkdoctor.gather.own_checks.answering import own_checks
from clerkdoctor.judge import judge
from clerkdoctor.nextjs.routes import routes as found_routes
from tests.checks.facts import code
from tests.checks.route_facts import path, routes
from tests.gather.usage_reading import routed
from tests.typescript.reading import sources

CHECKS = [value for value in vars(judging).values() if isinstance(value, Check)]
ALIASES = {"tsconfig.json": '{"compilerOptions": {"paths": {"@/*": ["./*"]}}}'}
DATABASE = {
    "lib/prisma.ts": 'import { PrismaClient } from "@prisma/client"\n'
    "export const prisma = new PrismaClient()\nexport default prisma\n",
    "lib/db.ts": 'import { drizzle } from "drizzle-orm/neon-http"\n'
    "export const db = drizzle(process.env.DATABASE_URL!)\n",
    "lib/schema.ts": "export const notes = {} as any\n",
}


def judged_routes(files: Mapping[str, str], access: Access) -> Routes:
    """The routes of the files, all with one access."""
    app = routed(files)
    found = found_routes(list(files), app_dir=app.app_router, pages_dir=app.pages_router)
    return routes(*(path(r.path, access, file=r.file, kind=r.kind) for r in found))


def gathered(
    files: Mapping[str, str], access: Access = "unguarded", *, plain: bool = False
) -> tuple[OwnChecks | Absent, Routes]:
    """The facts; a database and the alias `@/` are there, unless the files are `plain`."""
    there = files if plain else {**ALIASES, **DATABASE, **files}
    listed = [one for one in there if not one.endswith(".json")]

    def mentions(paths: Iterable[str], wanted: Sequence[bytes]) -> Iterator[tuple[str, bytes]]:
        for one in paths:
            content = there[one].encode()
            if any(each in content for each in wanted):
                yield one, content

    stated = judged_routes(files, access)
    return own_checks(routed(there), listed, sources(there), mentions, stated), stated


def said(files: Mapping[str, str], access: Access = "unguarded") -> list[str]:
    """`level place: message` of each problem."""
    own, stated = gathered(files, access)
    evidence = Evidence()
    evidence.add(OwnChecks, own)
    evidence.found(stated)
    evidence.found(code())
    results, crashes = judge([("routes", check) for check in CHECKS], {None: evidence})
    assert crashes == ()
    return [
        f"{problem.level or result.check.level} {problem.at}: {problem.message}"
        for result in results
        for problem in result.problems
    ]
