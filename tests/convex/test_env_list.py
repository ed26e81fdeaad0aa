"""What `npx convex env list` prints; tests/parity/test_convex_env_list.py asks the peer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdoctor.convex.env_list import formatted, parse


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("A=x\nB=\n", {"A": "x", "B": ""}),
        ("A='x#y'\n", {"A": "x#y"}),
        ("A='two\nlines'\nB=x\n", {"A": "two\nlines", "B": "x"}),
        ("A='two\nC=lines\n'\nB=x\n", {"A": "two\nC=lines\n", "B": "x"}),
        ('A="it\'s\\ntwo"\n', {"A": "it's\ntwo"}),
        ('A="it\'s # x"\n', {"A": "it's # x"}),
        ("A='alone\nB=x\n", {"A": "'alone", "B": "x"}),
        ("A=x\r\nB=y\r\n", {"A": "x", "B": "y"}),
        ("A_B\nC\n", {"A_B": None, "C": None}),
        ("", {}),
    ],
)
def test_values_are_read_back(text: str, values: dict[str, str | None]) -> None:
    assert {one.name: one.value for one in parse(text)} == values


@given(st.text(st.characters(exclude_characters="\r", codec="utf-8"), max_size=30))
def test_a_value_alone_is_what_it_was(value: str) -> None:
    """Behind it the list ends, so that nothing is left open."""
    (found,) = parse(f"A={formatted(value)}\n")
    assert formatted(found.value or "") == formatted(value)
