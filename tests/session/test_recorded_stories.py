"""`examples/recorded-sessions`: each recording is the one built here, and prints its golden text.

`pytest tests/session --rewrite-golden` writes recordings and texts anew.
"""

import os
from typing import Any

import pytest

from clerkdoctor.commands.checking import Options
from clerkdoctor.commands.session import CheckSessionOptions, check_session
from tests.command import EXAMPLES
from tests.session.recorded_stories import APP, START, STORIES, written

FOLDER = EXAMPLES / "recorded-sessions"
LOST = {
    "too-much-metadata": "a cookie holds 4,096 at most",
    "keys-of-two-instances": "Copy both keys again from one instance",
    "from-apex-to-www": "the browser went on to",
}


@pytest.mark.parametrize("name", STORIES)
def test_a_recorded_story(
    name: str,
    rewrite_golden: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(os.devnull.removesuffix("/null"))
    recording, golden = FOLDER / f"{name}.har", FOLDER / f"{name}.txt"
    if rewrite_golden:
        recording.write_text(written(name), encoding="utf-8")
    assert recording.read_text(encoding="utf-8") == written(name)
    own: dict[str, Any] = {"har": recording, "is_online": False}
    code = check_session(
        CheckSessionOptions(f"{APP}/dashboard", **own),
        Options("checklist", now=str(START + 60), verbose=True),
    )
    printed = capsys.readouterr().out
    if rewrite_golden:
        golden.write_text(printed, encoding="utf-8")
    assert code == 1
    assert printed == golden.read_text(encoding="utf-8")
    assert LOST[name] in " ".join(printed.split())
    assert "eyJ" not in printed
