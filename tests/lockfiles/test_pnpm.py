"""What only pnpm-lock.yaml has: two documents, catalogs, long keys, foreign registries."""

from pathlib import Path

import pytest

from clerkdoctor.lockfiles.lock import Broken, Lock, Locked, NotLocked
from clerkdoctor.lockfiles.pnpm import parse

DATA = Path(__file__).with_name("data")


def locked(text: str, importer: str = ".", name: str = "next") -> Locked | NotLocked:
    found = parse(text)
    assert not isinstance(found, Broken), found
    return found.direct(importer, name, "^15")


def lock(name: str) -> Lock:
    found = parse((DATA / name).read_text("utf-8"))
    assert not isinstance(found, Broken)
    return found


ENV_DOCUMENT = """\
---
lockfileVersion: '9.0'

importers:

  .:
    configDependencies: {}
    packageManagerDependencies:
      next:
        specifier: 1.0.0
        version: 1.0.0
    dependencies:
      next:
        specifier: 1.0.0
        version: 1.0.0

packages:

  next@1.0.0:
    resolution: {integrity: sha512-x}

snapshots:

  next@1.0.0: {}

---
"""

PROJECT = """\
lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      next:
        specifier: ^15
        version: 15.5.29(react@19.3.1)

packages:

  next@15.5.29:
    resolution: {integrity: sha512-x}
    peerDependencies:
      react: ^19

snapshots:

  next@15.5.29(react@19.3.1):
    dependencies:
      react: 19.3.1
"""


def test_the_last_document_is_the_projects_own() -> None:
    key = "next@15.5.29(react@19.3.1)"
    assert locked(PROJECT) == Locked("next", "15.5.29", 9, key)
    before = ENV_DOCUMENT.count("\n")
    assert locked(ENV_DOCUMENT + PROJECT) == Locked("next", "15.5.29", 9 + before, key)


def test_catalogs_and_overrides_are_resolved_in_the_file() -> None:
    found = lock("pnpm-9.0-catalogs.yaml")
    for name, version in (("next", "15.4.11"), ("svix", "1.99.1")):
        one = found.direct("apps/web", name, "catalog:")
        assert isinstance(one, Locked)
        assert one.version == version
    overridden = found.direct("apps/admin", "standardwebhooks", "^1.0.0")
    assert isinstance(overridden, Locked)
    assert overridden.version == "1.0.0"


def test_a_single_project_of_versions_5_and_6_stands_at_the_top() -> None:
    five = (
        "lockfileVersion: 5.4\n\nspecifiers:\n  next: ^13\n  old: npm:next@12\n\ndependencies:\n"
        "  next: 13.5.11_react@18.2.0\n  old: /next/12.3.7_react@18.2.0\n\npackages:\n\n"
        "  /next/12.3.7_react@18.2.0:\n    dev: false\n\n  /next/13.5.11_react@18.2.0:\n    dev: false\n"
    )
    assert locked(five) == Locked("next", "13.5.11", 8, "/next/13.5.11_react@18.2.0")
    assert locked(five, name="old") == Locked("next", "12.3.7", 9, "/next/12.3.7_react@18.2.0")
    assert locked(five, "apps/web") == NotLocked("does not list `apps/web`")
    older = five.replace("lockfileVersion: 5.4\n\n", "") + "lockfileVersion: 5.1\n"
    assert isinstance(locked(older), Locked)
    six = (
        "lockfileVersion: '6.0'\n\ndevDependencies:\n  next:\n    specifier: ^13\n"
        "    version: 13.5.11(react@18.2.0)\n\npackages:\n\n  /next@13.5.11(react@18.2.0):\n    dev: true\n"
    )
    assert locked(six) == Locked("next", "13.5.11", 6, "/next@13.5.11(react@18.2.0)")


def test_a_package_of_another_registry() -> None:
    text = (
        "lockfileVersion: 5.4\ndependencies:\n  next: npm.example.com/next/13.5.11\npackages:\n\n"
        "  npm.example.com/next/13.5.11:\n    dev: false\n"
    )
    found = locked(text)
    assert isinstance(found, Locked)
    assert (found.name, found.version) == ("next", "13.5.11")


def test_long_keys_and_long_values() -> None:
    peers = f"(react@19.3.1({'x' * 1100}))"
    text = PROJECT.replace(
        "version: 15.5.29(react@19.3.1)", f"version: >-\n          15.5.29{peers}"
    )
    text = text.replace(
        "  next@15.5.29(react@19.3.1):\n", f"  ? next@15.5.29{peers}\n  : dependencies:\n"
    )
    text = text.replace("    dependencies:\n      react: 19.3.1\n", "      react: 19.3.1\n")
    found = locked(text)
    assert isinstance(found, Locked)
    assert (found.version, found.key) == ("15.5.29", f"next@15.5.29{peers}")


def test_quotes_of_either_kind() -> None:
    text = PROJECT.replace("      next:\n", '      "next":\n').replace("  next@15", "  'next@15", 1)
    text = text.replace("'next@15.5.29:", "'next@15.5.29':")
    found = locked(text)
    assert isinstance(found, Locked)
    assert found.version == "15.5.29"


@pytest.mark.parametrize(
    ("version", "reason"),
    [
        ("link:../../packages/next", "links it to `../../packages/next`, which has no fixed version"),
        ("file:../next(react@19.3.1)", "links it to `../next`, which has no fixed version"),
        ("https://codeload.example.com/next", "fixes `next` to `https://codeload.example.com/next`, which is no version"),
        ("15.5.2", "has no entry for `next@15.5.2`"),
    ],
)  # fmt: skip
def test_what_is_not_fixed_says_why(version: str, reason: str) -> None:
    found = locked(PROJECT.replace("15.5.29(react@19.3.1)", version, 1))
    assert found == NotLocked(reason)


def test_a_file_that_ends_too_early() -> None:
    assert parse(PROJECT[: PROJECT.index("snapshots:")]) == Broken(
        "ends before its `snapshots`: the rest is missing"
    )
    cut = PROJECT[: PROJECT.index("packages:")]
    assert locked(cut) == NotLocked("has no entry for `next@15.5.29`")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("importers:\n", "states no `lockfileVersion`"),
        ("lockfileVersion: '10.0'\n", "has `lockfileVersion` 10.0; 5, 6 and 9 are known"),
        ("lockfileVersion: {a: 1}\n", "has `lockfileVersion` {a: 1}; 5, 6 and 9 are known"),
        ("", "is empty"),
        ("# only a comment\n", "is no pnpm lock file"),
    ],
)
def test_what_cannot_be_read_says_why(text: str, reason: str) -> None:
    assert parse(text) == Broken(reason)
