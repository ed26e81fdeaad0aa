"""What only bun.lock has: places after names, and trailing commas."""

import pytest

from clerkdoctor.lockfiles.bun import BINARY, parse
from clerkdoctor.lockfiles.lock import Broken, Locked, NotLocked

TEXT = """\
{
  "lockfileVersion": 1,
  "workspaces": {
    "": {"name": "root", "dependencies": {"next": "^15"}},
    "apps/web": {"name": "web", "dependencies": {"next": "^16"}},
    "apps/nameless": {},
  },
  "overrides": {"next": "1.0.0"},
  "packages": {
    "@clerk/nextjs": ["@clerk/nextjs@7.9.17", "", {"dependencies": {"@clerk/shared": "^4"}, "peerDependencies": {"next": "*"}}, "sha512-//,]"],

    "@clerk/nextjs/@clerk/shared": ["@clerk/shared@4.41.0", "", {}, "sha512-x"],

    "@clerk/shared": ["@clerk/shared@3.48.0", "", {}, "sha512-x"],

    "next": ["next@15.5.29", "", {}, "sha512-x"],

    "web/next": ["next@16.4.6", "", {}, "sha512-x"],
    "web/@clerk/nextjs": ["@clerk/nextjs@6.39.8", "", {"dependencies": {"@clerk/shared": "^3", "next": "*"}}, "sha512-x"],
    "ui": ["ui@workspace:packages/ui"],
    "git": ["git@github:x/y#abc", {}, "x"],
    "empty": [],
    "text": "next@1.0.0",
    "bare": ["bare"],
  },
}
"""


def test_a_workspace_package_has_its_own() -> None:
    lock = parse(TEXT)
    assert not isinstance(lock, Broken)
    assert lock.format == "bun 1"
    assert lock.direct(".", "next", "") == Locked("next", "15.5.29", 16, "next")
    assert lock.direct("apps/web", "next", "") == Locked("next", "16.4.6", 18, "web/next")
    assert lock.direct("apps/nameless", "next", "") == Locked("next", "15.5.29", 16, "next")
    assert lock.direct("apps/none", "next", "") == NotLocked("does not list `apps/none`")
    seven, six = lock.direct(".", "@clerk/nextjs", ""), lock.direct("apps/web", "@clerk/nextjs", "")
    assert isinstance(seven, Locked)
    assert isinstance(six, Locked)
    shared = [lock.below(one, "@clerk/shared") for one in (seven, six)]
    assert [one and one.version for one in shared] == ["4.41.0", "3.48.0"]
    nexts = [lock.below(one, "next") for one in (seven, six)]
    assert [one and one.version for one in nexts] == ["15.5.29", "16.4.6"]
    assert lock.below(seven, "ui") is None


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("ui", "links it to `packages/ui`, which has no fixed version"),
        ("empty", "states no version at `empty`"),
        ("text", "states no version at `text`"),
        ("bare", "states no version at `bare`"),
        ("none", "has no entry for `none`"),
    ],
)
def test_what_is_not_fixed_says_why(name: str, reason: str) -> None:
    lock = parse(TEXT)
    assert not isinstance(lock, Broken)
    assert lock.direct(".", name, "") == NotLocked(reason)


def test_a_version_that_is_none_is_told_as_it_stands() -> None:
    lock = parse(TEXT)
    assert not isinstance(lock, Broken)
    assert lock.direct(".", "git", "") == Locked("git", "github:x/y#abc", 21, "git")


def test_the_binary_form_names_the_way_out() -> None:
    assert "bun install --save-text-lockfile" in BINARY
