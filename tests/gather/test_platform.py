"""vercel.json, turbo.json and keyless.json as facts."""

from pathlib import Path

import pytest

from clerkdoctor.evidence import Absent, Unavailable
from clerkdoctor.facts.environment import Keyless
from clerkdoctor.facts.platform import TurboJson, VercelJson
from clerkdoctor.gather.platform import keyless, turbo_json, vercel_json


def test_every_entry_of_an_env_block_has_its_type_and_line(tmp_path: Path) -> None:
    text = """{
  // comments are read over
  "env": {
    "A": "text",
    "B": "@secret",
    "C": 1,
    "D": {"x": "env"},
  },
  "build": {"env": {"E": true}}
}
"""
    (tmp_path / "vercel.json").write_text(text)
    found = vercel_json(tmp_path)
    assert isinstance(found, VercelJson)
    assert [(e.block, e.name, e.type, e.secret, e.place.line) for e in found.entries] == [
        ("env", "A", "string", None, 4),
        ("env", "B", "string", "secret", 5),
        ("env", "C", "a number", None, 6),
        ("env", "D", "an object", None, 7),
        ("build.env", "E", "a boolean", None, 9),
    ]


@pytest.mark.parametrize(
    ("text", "scripts", "strict", "patterns"),
    [
        ('{"tasks": {"build": {}}}', {}, True, ()),
        ('{"tasks": {"build": {"env": ["A"], "passThroughEnv": ["B"]}}}', {}, True, ("A", "B")),
        (
            '{"globalEnv": ["G"], "globalPassThroughEnv": ["P"], "tasks": {"build": {"env": ["A"]}}}',
            {}, True, ("G", "P", "A"),
        ),
        ('{"tasks": {"web#build": {"env": ["W"]}, "build": {"env": ["A"]}}}', {}, True, ("W",)),
        ('{"envMode": "loose", "tasks": {"build": {}}}', {}, False, ()),
        ('{"tasks": {"build": {}}}', {"build": "turbo build --env-mode=loose"}, False, ()),
    ],
)  # fmt: skip
def test_what_turborepo_lets_through(
    tmp_path: Path, text: str, scripts: dict[str, str], strict: bool, patterns: tuple[str, ...]
) -> None:
    (tmp_path / "turbo.json").write_text(text)
    app = tmp_path / "apps" / "web"
    app.mkdir(parents=True)
    found = turbo_json(tmp_path, "../../", "web", scripts, app)
    assert isinstance(found, TurboJson)
    (task,) = found.tasks
    assert (found.strict, task.patterns) == (strict, patterns)
    assert str(task.place) == "../../turbo.json:1"


def test_a_packages_own_turbo_json_counts_too(tmp_path: Path) -> None:
    (tmp_path / "turbo.json").write_text('{"tasks": {"build": {"env": ["A"]}}}')
    app = tmp_path / "web"
    app.mkdir()
    (app / "turbo.json").write_text('{"extends": ["//"], "tasks": {"build": {"env": ["B"]}}}')
    found = turbo_json(tmp_path, "../", "web", {}, app)
    assert isinstance(found, TurboJson)
    assert found.tasks[0].patterns == ("B", "A")


def test_a_pipeline_of_turborepo_1_is_not_strict(tmp_path: Path) -> None:
    (tmp_path / "turbo.json").write_text('{"pipeline": {"build": {}}}')
    found = turbo_json(tmp_path, "", "web", {}, tmp_path)
    assert isinstance(found, TurboJson)
    assert (found.strict, found.tasks) == (False, ())


def test_stored_keyless_keys_are_secrets(tmp_path: Path) -> None:
    folder = tmp_path / ".clerk" / ".tmp"
    folder.mkdir(parents=True)
    (folder / "keyless.json").write_text(
        '{"publishableKey": "pk_test_x", "secretKey": "sk_test_y"}'
    )
    found = keyless(tmp_path)
    assert isinstance(found, Keyless)
    assert found.secret_key.reveal() == "sk_test_y"
    assert "sk_test_y" not in repr(found)


@pytest.mark.parametrize("read", [vercel_json, keyless])
def test_what_is_not_there_is_absent_and_what_is_broken_is_named(
    tmp_path: Path, read: object
) -> None:
    assert callable(read)
    assert isinstance(read(tmp_path), Absent)
    path = tmp_path / ("vercel.json" if read is vercel_json else ".clerk/.tmp/keyless.json")
    path.parent.mkdir(parents=True, exist_ok=True)
    for content in (b"{", b"[]", b"\xff", b"\xff\xfe{"):
        path.write_bytes(content)
        found = read(tmp_path)
        assert isinstance(found, Unavailable)
        assert path.name in found.reason
