"""package.json: what it says, where it says it, and every way it can be something else."""

import json
import os
from pathlib import Path

import pytest

from clerkdoctor.facts.place import Place
from clerkdoctor.facts.project import Dependency, Manifest, Script, Unread
from clerkdoctor.gather.files import Missing
from clerkdoctor.gather.manifest import read, read_object

TEXT = """\
{
  "name": "web",
  "scripts": {
    "dev": "next dev",
    "build": "next build"
  },
  "packageManager": "pnpm@9.15.9+sha512.abc",
  "dependencies": {
    "next": "^15.2.3",
    "@clerk/nextjs": "^6.20.0"
  },
  "devDependencies": {"typescript": "^5", "next": "15.0.0"},
  "peerDependencies": {"react": ">=18"},
  "resolutions": {"svix": "1.70.0"}
}
"""


def manifest(folder: Path, text: str | bytes) -> Manifest:
    (folder / "package.json").write_bytes(text.encode() if isinstance(text, str) else text)
    found = read(folder, "package.json")
    assert isinstance(found, Manifest), found
    return found


def problem(folder: Path, content: bytes) -> Unread:
    (folder / "package.json").write_bytes(content)
    found = read(folder, "package.json")
    assert isinstance(found, Unread), found
    return found


def test_every_line_has_its_place(tmp_path: Path) -> None:
    found = manifest(tmp_path, TEXT)
    assert found.name == "web"
    assert found.package_manager == "pnpm@9.15.9+sha512.abc"
    assert found.scripts == (
        Script("dev", "next dev", Place("package.json", 4, 5)),
        Script("build", "next build", Place("package.json", 5, 5)),
    )
    assert found.dependencies == (
        Dependency("next", "^15.2.3", "dependencies", Place("package.json", 9, 5)),
        Dependency("@clerk/nextjs", "^6.20.0", "dependencies", Place("package.json", 10, 5)),
        Dependency("typescript", "^5", "devDependencies", Place("package.json", 12, 23)),
        Dependency("next", "15.0.0", "devDependencies", Place("package.json", 12, 43)),
        Dependency("react", ">=18", "peerDependencies", Place("package.json", 13, 24)),
    )
    assert found.resolutions == (("svix", "1.70.0"),)
    chosen = found.dependency("next")
    assert chosen is not None
    assert chosen.wanted == "^15.2.3"
    assert found.dependency("vue") is None
    assert found.odd == ()


def test_a_byte_order_mark_and_windows_lines(tmp_path: Path) -> None:
    found = manifest(tmp_path, b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    assert found.dependencies[0].place == Place("package.json", 9, 5)


def test_of_repeated_keys_the_last_counts(tmp_path: Path) -> None:
    found = manifest(
        tmp_path,
        '{"dependencies": {"next": "^14"},\n"dependencies": {"next": "^15",\n"next": "^16"}}',
    )
    assert [(one.wanted, one.place.line) for one in found.dependencies] == [("^16", 3)]


@pytest.mark.parametrize(
    ("text", "patterns", "line"),
    [
        ('{"workspaces": ["apps/*", "packages/*"]}', ("apps/*", "packages/*"), 1),
        ('{\n"workspaces": {"packages": ["apps/*"], "nohoist": []}}', ("apps/*",), 2),
        ('{"workspaces": []}', (), 1),
        ('{"workspaces": {}}', (), 1),
        ('{"workspaces": ["a", 3, null]}', ("a",), 1),
        ('{"workspaces": "apps/*"}', None, 1),
        ("{}", None, None),
    ],
)
def test_both_forms_of_workspaces(
    tmp_path: Path, text: str, patterns: tuple[str, ...] | None, line: int | None
) -> None:
    found = manifest(tmp_path, text)
    assert found.workspaces == patterns
    assert (found.workspaces_place.line if found.workspaces_place else None) == line


def test_catalogs_of_bun(tmp_path: Path) -> None:
    found = manifest(
        tmp_path,
        '{"workspaces": {"packages": [], "catalog": {"svix": "^1"}, "catalogs": {"old": {"next": "14"}}},'
        ' "catalogs": {"new": {"next": "16", "odd": 3}, "list": []}}',
    )
    assert found.catalogs == (
        ("old", "next", "14"),
        ("default", "svix", "^1"),
        ("new", "next", "16"),
    )


@pytest.mark.parametrize(
    ("text", "manager"),
    [
        ('{"packageManager": "yarn@4.1.0"}', "yarn@4.1.0"),
        ('{"devEngines": {"packageManager": {"name": "pnpm", "version": "^9"}}}', "pnpm@^9"),
        ('{"devEngines": {"packageManager": [{"name": "bun"}]}}', "bun"),
        ('{"packageManager": ["yarn"]}', None),
        ('{"packageManager": ""}', None),
        ('{"devEngines": {"packageManager": []}}', None),
        ('{"devEngines": []}', None),
    ],
)
def test_the_package_manager(tmp_path: Path, text: str, manager: str | None) -> None:
    assert manifest(tmp_path, text).package_manager == manager


def test_what_is_not_of_its_type_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    found = manifest(
        tmp_path,
        '{"name": ["x"], "scripts": "next dev",\n"dependencies": ["next"],\n'
        '"devDependencies": {"next": "15", "svix": 3, "convex": null}, "peerDependencies": null}',
    )
    assert found.name is None
    assert [one.name for one in found.dependencies] == ["next"]
    assert [(str(one.place), one.reason) for one in found.odd] == [
        ("package.json:2:1", "has a list as `dependencies`, not an object"),
        ("package.json:3:35", "has a number as `svix`, not a string"),
        ("package.json:3:46", "has null as `convex`, not a string"),
        ("package.json:3:63", "has null as `peerDependencies`, not an object"),
        ("package.json:1:17", "has a string as `scripts`, not an object"),
    ]


@pytest.mark.parametrize(
    ("content", "place", "reason"),
    [
        (b"", "package.json", "is empty"),
        (b"next", "package.json:1:1", "is not JSON: expecting value"),
        (b'{"a": 1', "package.json:1:8", "is not JSON: it ends too early"),
        (b'["next"]', "package.json", "is a list, not an object"),
        (b'"next"', "package.json", "is a string, not an object"),
        (b"3", "package.json", "is a number, not an object"),
        (b"true", "package.json", "is true, not an object"),
        (b"null", "package.json", "is null, not an object"),
        (b'{\n"\xff": 1}', "package.json:2", "is not UTF-8 (byte 0xff)"),
        ("{}".encode("utf-16"), "package.json", "is UTF-16, where UTF-8 is expected"),
        (b"{\n<<<<<<< HEAD\n}", "package.json:2", "holds an unresolved merge conflict"),
        (b"\0\0\0\0", "package.json:1:1", "is not JSON: expecting value"),
        (b"[" * 100_000, "package.json", "is nested too deep"),
    ],
)
def test_what_is_no_package_json(tmp_path: Path, content: bytes, place: str, reason: str) -> None:
    found = problem(tmp_path, content)
    assert (str(found.place), found.reason) == (place, reason)


def test_a_huge_one_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "package.json").open("wb") as file:
        file.truncate(60_000_000)
    found = read(tmp_path, "package.json")
    assert found == Unread(Place("package.json"), "is 60 MB; the limit is 1 MB")


def test_a_directory_of_that_name(tmp_path: Path) -> None:
    (tmp_path / "package.json").mkdir()
    assert read(tmp_path, "x/package.json") == Unread(Place("x/package.json"), "is a directory")


@pytest.mark.skipif(os.name != "posix", reason="POSIX files")
def test_a_fifo_of_that_name(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "package.json")
    found = read(tmp_path, "package.json")
    assert found == Unread(Place("package.json"), "is a FIFO (not opened)")


def test_none_at_all(tmp_path: Path) -> None:
    assert read(tmp_path, "package.json") == Missing()


def test_deep_values_that_nobody_asks_about(tmp_path: Path) -> None:
    text = json.dumps({"config": json.loads("[" * 50 + "]" * 50), "dependencies": {"next": "15"}})
    assert [one.name for one in manifest(tmp_path, text).dependencies] == ["next"]


def test_objects_with_comments(tmp_path: Path) -> None:
    place = Place("convex.json")
    (tmp_path / "convex.json").write_text('{\n// here\n"functions": "src/convex/",\n}')
    assert read_object(tmp_path, "convex.json", place) == {"functions": "src/convex/"}
    (tmp_path / "convex.json").write_text("[1]")
    assert read_object(tmp_path, "convex.json", place) == Unread(place, "is a list, not an object")
    (tmp_path / "convex.json").write_bytes(b"\xff")
    assert isinstance(read_object(tmp_path, "convex.json", place), Unread)
    (tmp_path / "convex.json").write_text("{")
    found = read_object(tmp_path, "convex.json", place)
    assert isinstance(found, Unread)
    assert found.place.line == 1
    assert read_object(tmp_path, "lerna.json", place) == Missing()
