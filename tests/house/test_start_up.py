"""Which modules each command may import: imports decide how long a start takes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clerk.minted import NOW, pem, token
from tests.command import ROOT

# Run the command as its entry point does, then say which modules that brought in.
_LISTING = """
import sys
before = set(sys.modules)
sys.argv = ["clerkdoctor", *sys.argv[1:]]
try:
    from clerkdoctor.entry import main
    main()
finally:
    sys.stderr.write("\\0".join(sorted(set(sys.modules) - before)))
"""

# Each costs 10 to 90 ms.
HEAVY = ("cryptography", "httpx", "jwt", "pydantic", "importlib.metadata", "asyncio", "ssl",
         "http.client", "urllib.request", "logging", "email", "dotenv", "orjson", "xml",
         "unittest", "pkg_resources", "concurrent.futures", "sqlite3", "tomllib", "decimal")  # fmt: skip
READING = ("tree_sitter", "tree_sitter_typescript", "yaml", "clerkdoctor.gather",
           "clerkdoctor.typescript", "clerkdoctor.lockfiles", "clerkdoctor.judge", "dataclasses")  # fmt: skip


def modules(*arguments: str) -> set[str]:
    """The modules that one run of the command imports, beyond those of a bare interpreter."""
    done = subprocess.run(
        [sys.executable, "-c", _LISTING, *arguments], cwd=ROOT, capture_output=True, text=True,
        env={"PATH": os.environ["PATH"], "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)},
        timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    return set(done.stderr.split("\0"))


def within(loaded: set[str], names: tuple[str, ...]) -> list[str]:
    return [name for name in names if any(f"{one}.".startswith(f"{name}.") for one in loaded)]


def test_the_version_is_answered_before_anything_is_imported() -> None:
    assert modules("--version") == {"clerkdoctor", "clerkdoctor.entry"}


@pytest.mark.parametrize(
    "arguments",
    [("explain", "keys-are-of-one-type"), ("explain", "Missing publishableKey"), ("checks",)],
    ids=" ".join,
)
def test_the_catalogue_is_shown_without_reading_or_drawing_anything(
    arguments: tuple[str, ...],
) -> None:
    loaded = modules(*arguments)
    assert "clerkdoctor.explain" in loaded
    assert within(loaded, (*HEAVY, *READING, "rich")) == []


def test_an_offline_check_imports_what_it_uses() -> None:
    loaded = modules("check", "examples/healthy")
    assert {"tree_sitter", "clerkdoctor.gather.everything", "clerkdoctor.render.lines"} <= loaded
    assert within(loaded, (*HEAVY, "yaml", "rich")) == []


def test_a_token_is_judged_by_the_key_at_hand_without_what_asks_or_draws(tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    key.write_text(pem())
    loaded = modules("verify-token", token(), "--jwt-key", str(key), "--at", str(NOW / 1000))
    assert "clerkdoctor.clerk.verify" in loaded
    light = [name for name in HEAVY if name != "cryptography"]
    others = ("rich", "pybase64", "hashlib", "socket", "clerkdoctor.convex", *READING[:3])
    assert within(loaded, (*light, *others)) == []


def test_json_is_written_without_what_draws() -> None:
    loaded = modules("check", "examples/healthy", "--format", "json")
    assert within(loaded, (*HEAVY, "yaml", "rich")) == []


def test_help_is_shown_without_what_judges() -> None:
    loaded = modules("check", "--help")
    assert within(loaded, (*HEAVY, *READING, "rich", "clerkdoctor.checks")) == []


def test_the_listing_is_what_it_says() -> None:
    """A test of this test: what is imported is listed, and parts of names are no modules."""
    assert within({"rich.console", "jwtlib"}, ("rich", "jwt")) == ["rich"]
    assert json.__name__ not in modules("--version")
