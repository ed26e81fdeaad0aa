"""Which token each version of convex sends, and what comes of it: every cell of the table."""

import pytest

from clerkdoctor.convex.token_source import BEHAVIOURS, Outcome, TokenSource, behaviour, cell
from clerkdoctor.semver import Version, parse

# Version → outcome with the template alone, the integration alone, both, neither.
TABLE: dict[str, tuple[Outcome, Outcome, Outcome, Outcome]] = {
    "1.17.2": ("works", "fails", "works", "fails"),
    "1.27.3": ("works", "fails", "works", "fails"),
    "1.27.4": ("works", "fails", "works", "fails"),
    "1.32.0": ("works", "fails", "works", "fails"),
    "1.33.0": ("fails", "works", "works", "fails"),
    "1.33.1": ("works", "sometimes", "works", "fails"),
    "1.42.1": ("works", "sometimes", "works", "fails"),
    "1.42.2": ("works", "works", "works", "fails"),
    "1.48.0": ("works", "works", "works", "fails"),
    "2.0.0": ("works", "works", "works", "fails"),
}
SOURCES: tuple[TokenSource, ...] = ("template", "integration", "both", "neither")


def version(text: str) -> Version:
    found = parse(text)
    assert found
    return found


@pytest.mark.parametrize("text", TABLE)
def test_a_cell_says_what_comes_of_it(text: str) -> None:
    cells = [cell(version(text), source) for source in SOURCES]
    assert tuple(one.outcome for one in cells) == TABLE[text]
    for one in cells:
        # A failure is told by what stands on the screen; what works shows nothing.
        assert bool(one.screen) == (one.outcome != "works")
        assert not one.words.endswith(".")
        assert f"{one.words}{one.screen}".count("`") % 2 == 0


def test_a_prerelease_counts_as_what_it_leads_to() -> None:
    assert behaviour(version("1.33.1-alpha.0")) == behaviour(version("1.33.1"))


def test_the_runs_are_in_order_and_begin_at_the_beginning() -> None:
    since = [one.since for one in BEHAVIOURS]
    assert since == sorted(since)
    assert since[0] == Version(0, 0, 0)


def test_old_versions_hang_and_later_ones_are_silent() -> None:
    assert "every query waits" in cell(version("1.27.3"), "integration").screen
    assert "no error is shown" in cell(version("1.27.4"), "integration").screen
    assert "No auth provider found" in cell(version("1.33.0"), "template").screen
