"""What only package-lock.json has: places, links, and two halves of version 2."""

import json
from typing import Any

import pytest

from clerkdoctor.lockfiles.lock import Broken, Lock, Locked, NotLocked
from clerkdoctor.lockfiles.npm import parse


def read(stated: Any, indent: int | str | None = 2) -> Lock:
    found = parse(json.dumps(stated, indent=indent))
    assert not isinstance(found, Broken), found
    return found


PLACES = {
    "lockfileVersion": 3,
    "packages": {
        "": {"name": "root", "workspaces": ["apps/*"]},
        "apps/web": {"version": "1.0.0", "dependencies": {"next": "^15", "ui": "*"}},
        "apps/web/node_modules/next": {"version": "15.5.29", "dependencies": {"a": "1"}},
        "apps/web/node_modules/next/node_modules/b": {"version": "2.0.0"},
        "node_modules/a": {"version": "1.0.0", "dependencies": {"b": "1"}, "peerDependencies": {"next": "*"}},
        "node_modules/b": {"version": "1.0.0"},
        "node_modules/next": {"version": "16.4.6"},
        "node_modules/ui": {"resolved": "packages/ui", "link": True},
        "node_modules/odd": {"version": 3},
        "node_modules/list": [],
        "node_modules/git": {"version": "github:x/y#abc"},
    },
}  # fmt: skip


@pytest.mark.parametrize("indent", [None, 2, 4, "\t"])
def test_the_nearest_place_counts(indent: int | str | None) -> None:
    lock = read(PLACES, indent)
    web, root = lock.direct("apps/web", "next", ""), lock.direct(".", "next", "")
    assert isinstance(web, Locked)
    assert isinstance(root, Locked)
    assert (web.version, root.version) == ("15.5.29", "16.4.6")
    # From where a stands, next is the root's, and b is the root's.
    a = lock.below(web, "a")
    assert a is not None
    b, peer = lock.below(a, "b"), lock.below(a, "next")
    assert (b and b.version, peer and peer.version) == ("1.0.0", "16.4.6")
    # What is there but not asked for is not brought along.
    assert lock.below(web, "b") is None


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("ui", "links it to `packages/ui`, which has no fixed version"),
        ("odd", "states no version at `node_modules/odd`"),
        ("list", "holds no object at `node_modules/list`"),
        ("none", "has no entry for `none`"),
    ],
)
def test_what_is_not_fixed_says_why(name: str, reason: str) -> None:
    assert read(PLACES).direct(".", name, "") == NotLocked(reason)


def test_a_version_that_is_none_is_told_as_it_stands() -> None:
    found = read(PLACES).direct(".", "git", "")
    assert isinstance(found, Locked)
    assert found.version == "github:x/y#abc"


def test_of_two_equal_keys_the_last_counts() -> None:
    text = (
        '{"lockfileVersion": 3, "packages": {"": {},\n"node_modules/next": {"version": "1.0.0"},\n'
        '"node_modules/next": {"version": "2.0.0"}}}'
    )
    found = parse(text)
    assert not isinstance(found, Broken)
    assert found.direct(".", "next", "") == Locked("next", "2.0.0", 3, "node_modules/next")


def test_version_2_is_read_as_version_3() -> None:
    both = {**PLACES, "lockfileVersion": 2, "dependencies": {"next": {"version": "1.0.0"}}}
    found = read(both).direct(".", "next", "")
    assert isinstance(found, Locked)
    assert found.version == "16.4.6"


NESTED: dict[str, Any] = {
    "lockfileVersion": 1,
    "dependencies": {
        "a": {"version": "1.0.0", "requires": {"b": "1", "c": "1"}, "dependencies": {"b": {"version": "1.5.0", "requires": {"c": "1"}}}},
        "b": {"version": "2.0.0"},
        "c": {"version": "3.0.0"},
        "alias": {"version": "npm:@clerk/nextjs@5.7.6"},
        "ui": {"version": "file:packages/ui"},
        "none": {}, "text": "x",
    },
}  # fmt: skip


def test_version_1_nests_packages() -> None:
    lock = read(NESTED)
    a = lock.direct(".", "a", "")
    assert isinstance(a, Locked)
    b = lock.below(a, "b")
    assert b is not None
    c = lock.below(b, "c")
    assert (b.version, c and c.version) == ("1.5.0", "3.0.0")
    assert c == lock.below(a, "c") == lock.direct(".", "c", "")
    alias = lock.direct(".", "alias", "")
    assert isinstance(alias, Locked)
    assert (alias.name, alias.version) == ("@clerk/nextjs", "5.7.6")
    assert lock.direct(".", "ui", "") == NotLocked(
        "links it to `packages/ui`, which has no fixed version"
    )
    assert lock.direct(".", "none", "") == NotLocked("states no version of `none`")
    assert lock.direct(".", "text", "") == NotLocked("states no version of `text`")
    assert lock.direct("apps/web", "a", "") == NotLocked("does not list `apps/web`")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[]", "is not an object"),
        ('{"packages": {}}', "has `lockfileVersion` null; 1, 2 and 3 are known"),
        ('{"lockfileVersion": 4, "packages": {}}', "has `lockfileVersion` 4; 1, 2 and 3 are known"),
        (
            '{"lockfileVersion": "3", "packages": {}}',
            'has `lockfileVersion` "3"; 1, 2 and 3 are known',
        ),
        ('{"lockfileVersion": 2}', "states no packages"),
        ("{", "is not JSON: it ends too early"),
    ],
)
def test_what_cannot_be_read_says_why(text: str, reason: str) -> None:
    found = parse(text)
    assert isinstance(found, Broken)
    assert found.reason == reason
