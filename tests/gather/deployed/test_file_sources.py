"""Files and standard input as sources."""

import io
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from clerkdoctor.gather.deployed.file_sources import file_source, side_of, target_of


@pytest.mark.parametrize(
    ("label", "target"),
    [
        ("production", "production"), ("prod-eu", "production"), ("vercel:preview", "preview"),
        ("Staging", "preview"), ("convex:dev", "development"), ("x", None), ("products", None),
    ],
)  # fmt: skip
def test_a_label_says_what_the_file_is_of(label: str, target: str | None) -> None:
    assert target_of(label) == target
    assert side_of(label) == ("convex" if label.startswith("convex") else "next")


def test_a_file_is_a_source(tmp_path: Path) -> None:
    file = tmp_path / "pulled"
    file.write_text('# Created by Vercel CLI\nVERCEL_ENV="preview"\nA="x"\nB=""\n')
    found = file_source("x", str(file))
    assert (found.kind, found.side, found.target) == ("file", "next", "preview")
    assert found.has("A")
    assert found.has("B")  # it may well have a value
    assert found.readable("B") is None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "there is no file"),
        (b"", "states nothing"),
        (b"\0\1\2", "is no text"),
        (b"[1", "begins as JSON"),
    ],
)
def test_what_cannot_be_read_has_its_reason(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    file = tmp_path / "x"
    if content is not None:
        file.write_bytes(content)
    found = file_source("x", str(file))
    assert found.unread is not None
    assert said in found.unread


def test_a_folder_and_a_pipe_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    for path in (tmp_path, tmp_path / "fifo"):
        found = file_source("x", str(path))
        assert found.unread is not None
        assert "cannot be read" in found.unread


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"A=a"), isatty=lambda: False)
    )
    assert file_source("x", "-").has("A")
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: True))
    found = file_source("x", "-")
    assert found.unread is not None
    assert "nothing is piped" in found.unread
