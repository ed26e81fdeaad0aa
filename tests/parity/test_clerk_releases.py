"""@clerk/nextjs itself, release by release: what it exports, what it fits, what it does with calls.

Each handler below is judged from its source, and run: where a check says that it is right,
signed-out requests are turned away and signed-in ones get through; where one says that it is not,
one of the two does not hold.
"""

import json
from functools import cache
from pathlib import Path

import pytest

from clerkdoctor.checks.clerk_calls import (
    auth_is_awaited,
    middleware_returns_responses,
    protect_is_awaited,
    protect_is_called_the_way_the_version_has_it,
)
from clerkdoctor.clerk.api_names import API, MODULES, ROOT, SERVER, ApiName, Release
from clerkdoctor.clerk.keys import publishable_key_for
from clerkdoctor.clerk.peers import peer_of
from clerkdoctor.semver import parse
from tests import npm
from tests.checks.facts import SK_TEST, app
from tests.checks.table import judged
from tests.checks.usage_facts import MIDDLEWARE
from tests.gather.usage_reading import usage

SCRIPT = Path(__file__).with_name("clerk_handlers.mjs")
REACT_18 = {"react": "18.3.1", "react-dom": "18.3.1"}
REACT_19 = {"react": "19.1.4", "react-dom": "19.1.4"}
PACKAGES = {
    "5.7.6": {"@clerk/nextjs": "5.7.6", "next": "14.2.35", **REACT_18},
    "6.39.8": {"@clerk/nextjs": "6.39.8", "next": "15.5.29", **REACT_19},
    "7.9.17": {"@clerk/nextjs": "7.9.17", "next": "16.4.6", **REACT_19},
}
ENVIRONMENT = {
    "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY": publishable_key_for(
        "quick-otter-42.clerk.accounts.dev", live=False
    ),
    "CLERK_SECRET_KEY": SK_TEST,
    "NEXT_PUBLIC_CLERK_TELEMETRY_DISABLED": "1",
}

# All of them are meant to let signed-in requests through, and no others.
HANDLERS = (
    "async (auth) => { await auth.protect() }",
    "async (auth, req) => { if (req) await auth.protect(); return NextResponse.next() }",
    "(auth) => { auth.protect() }",
    "(auth) => { void auth.protect() }",
    "async (auth) => { auth.protect(); return NextResponse.next() }",
    "async (auth) => { const guard = auth.protect(); await guard }",
    "async (auth) => { const guard = auth.protect() }",
    "(auth) => { auth.protect().then(() => {}) }",
    "(auth, req) => { req && auth.protect() }",
    "async (auth) => { await Promise.all([auth.protect(), 1]) }",
    "(auth) => auth.protect()",
    "(auth, req) => req && auth.protect()",
    "(auth) => { return auth.protect() }",
    "async (auth) => { return await auth.protect() }",
    "async (auth) => { await auth.protect(); return }",
    "async (auth) => { const { userId } = await auth.protect() }",
    "(auth) => { auth().protect() }",
    "(auth) => { return auth().protect() }",
    "async (auth) => { (await auth()).protect() }",
    "async (auth) => { const { protect } = await auth(); protect() }",
    "async (auth) => { const s = await auth(); if (!s.userId) return s.redirectToSignIn() }",
    "async (auth) => { const { userId } = await auth(); if (!userId) return await auth.protect() }",
    "(auth) => { const { userId } = auth(); if (!userId) return NextResponse.redirect('http://a.b/') }",
    "(auth) => { if (!auth()) return NextResponse.redirect('http://a.b/') }",
    "(auth) => { if (!auth().userId) return NextResponse.redirect('http://a.b/') }",
)
# In 5 this is no matter of waiting: what `auth()` gives at once is always there.
NOT_JUDGED = ("5.7.6", "(auth) => { if (!auth()) return NextResponse.redirect('http://a.b/') }")
CASES = [(v, one) for v in PACKAGES for one in HANDLERS if (v, one) != NOT_JUDGED]
CHECKS = (
    protect_is_awaited,
    protect_is_called_the_way_the_version_has_it,
    middleware_returns_responses,
    auth_is_awaited,
)


@cache
def observed(version: str) -> tuple[bool, ...]:
    """Whether each handler turns away and lets through whom it is meant to."""
    cases = [{"handler": one, "signedIn": s} for one in HANDLERS for s in (False, True)]
    answers = npm.run(SCRIPT, PACKAGES[version], cases, env=ENVIRONMENT)
    pairs = zip(answers[::2], answers[1::2], strict=True)
    return tuple(
        bool(signed_out.get("location")) and signed_in.get("status") == 200
        for signed_out, signed_in in pairs
    )


@pytest.mark.long
@pytest.mark.parametrize(("version", "handler"), CASES)
def test_a_handler_does_what_is_said_of_it(version: str, handler: str) -> None:
    text = f"{MIDDLEWARE}export default clerkMiddleware({handler})\n"
    results = judged(*CHECKS, facts=(app(version), usage({"middleware.js": text})))
    right = all(result.status in ("pass", "not_applicable") for result in results)
    assert observed(version)[HANDLERS.index(handler)] == right, [r.problems for r in results]


RELEASES = ("4.31.8", "5.0.0", "5.7.6", "6.0.2", "6.39.8", "7.0.0", "7.9.17")
# Since 7.7.5 these are exported again, and throw when they are rendered.
STUBS = {"SignedIn", "SignedOut", "Protect"}

_LISTING = """
import { readFileSync, existsSync } from "node:fs";
import { createInterface } from "node:readline";
const folder = process.cwd() + "/node_modules/@clerk/nextjs";
for await (const line of createInterface({ input: process.stdin })) {
  const manifest = JSON.parse(readFileSync(folder + "/package.json"));
  const names = {};
  for (const part of ["index", "server/index"]) {
    const text = readFileSync(`${folder}/dist/esm/${part}.js`, "utf8");
    names[part] = [...text.matchAll(/export\\s*\\{([^}]*)\\}/g)]
      .flatMap((one) => one[1].split(",")).map((one) => one.trim().split(" as ").pop());
    if (text.includes('"./withClerkMiddleware"')) names[part].push("withClerkMiddleware");
  }
  console.log(JSON.stringify({
    peer: manifest.peerDependencies.next, modules: Object.keys(manifest.exports), names,
  }));
}
"""


def listed(version: str, folder: Path) -> dict[str, object]:
    script = folder / "listing.mjs"
    script.write_text(_LISTING)
    (answer,) = npm.run(script, {"@clerk/nextjs": version}, [None])
    assert isinstance(answer, dict), json.dumps(answer)
    return answer


def is_there(row: ApiName, release: Release) -> bool:
    return (row.since or (0, 0, 0)) <= release < (row.until or (99, 0, 0))


@pytest.mark.long
@pytest.mark.parametrize("version", RELEASES)
def test_the_lists_of_names_are_the_package_s(version: str, tmp_path: Path) -> None:
    found = listed(version, tmp_path)
    release = parse(version)
    assert release is not None
    names = found["names"]
    assert isinstance(names, dict)
    for row in API:
        if version == "7.9.17" and row.name in STUBS:
            continue
        # At the root these are in 5 and 6 another check's business: they moved.
        if row.module == ROOT and row.until == (6, 0, 0) and release.major == 5:
            continue
        part = {ROOT: "index", SERVER: "server/index"}[row.module]
        assert (row.name in names[part]) == is_there(row, release.release), row
    modules = found["modules"]
    assert isinstance(modules, list)
    for row in MODULES:
        path = row.module.replace("@clerk/nextjs", ".")
        if path != "./edge-middleware":  # 4.x lists it under a misspelt name
            assert (path in modules) == is_there(row, release.release), row
    peer = peer_of(release)
    assert peer is not None
    assert peer.range == found["peer"]
