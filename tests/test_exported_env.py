"""Files of variables, each read as the tool that wrote it quotes them."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdoctor.exported_env import ExportedFile, NotReadable, decode, parse


def read(text: str, *, of_convex: bool = False) -> tuple[str, dict[str, str | None]]:
    file = parse(text, of_convex=of_convex)
    assert isinstance(file, ExportedFile), file
    return file.dialect, {one.name: one.value for one in file.variables}


def test_vercel_s_values_are_taken_off_their_quotes_and_no_further() -> None:
    text = '# Created by Vercel CLI\nA="pa$word"\nB="say "hi" # x"\nC="a\\nb"\nD="{"a":1}"\n'
    assert read(text) == (
        "vercel",
        {"A": "pa$word", "B": 'say "hi" # x', "C": "a\nb", "D": '{"a":1}'},
    )


def test_lines_that_came_into_a_pulled_file_later_are_dotenv() -> None:
    text = '# Created by Vercel CLI\nA="a # b"\n\nCONVEX_DEPLOYMENT=dev:x-1 # team: t\nA=b\n'
    assert read(text) == ("vercel", {"A": "b", "CONVEX_DEPLOYMENT": "dev:x-1"})


def test_a_mark_in_the_middle_makes_no_pulled_file() -> None:
    text = 'A="a # b"\n# Created by Vercel CLI\nVERCEL_OIDC_TOKEN="x"\n'
    assert read(text)[0] == "dotenv"


@pytest.mark.parametrize("value", ["", "[SENSITIVE]"])
def test_what_vercel_does_not_give_out_is_unknown(value: str) -> None:
    assert read(f'# Created by Vercel CLI\nA="{value}"\n') == ("vercel", {"A": None})


def test_doppler_escapes_quotes_and_backslashes_alone() -> None:
    text = 'A="x\\"y\\\\n"\nDOPPLER_CONFIG="prd"\nKEY="-----BEGIN\nb"\nX="$a # b"\n'
    assert read(text) == (
        "doppler",
        {"A": 'x"y\\n', "DOPPLER_CONFIG": "prd", "KEY": "-----BEGIN\nb", "X": "$a # b"},
    )


def doppler(values: dict[str, str]) -> str:
    """As its source writes it: two replacements, double quotes, sorted lines."""
    lines = []
    for name, value in {**values, "DOPPLER_PROJECT": "books"}.items():
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        lines.append(f'{name}="{escaped}"')
    return "\n".join(sorted(lines))


_TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


@given(st.dictionaries(st.from_regex(r"[A-Z][A-Z0-9_]{0,9}", fullmatch=True), _TEXTS, max_size=5))
def test_whatever_doppler_writes_is_read_back(values: dict[str, str]) -> None:
    values.pop("DOPPLER_PROJECT", None)
    assert read(doppler(values)) == ("doppler", {**values, "DOPPLER_PROJECT": "books"})


def test_a_process_s_environment_is_unquoted() -> None:
    text = 'PATH=/bin\nHOME=/root\nA="quoted"\nB=two\nlines # here\nC=\n'
    assert read(text) == (
        "printenv",
        {"PATH": "/bin", "HOME": "/root", "A": '"quoted"', "B": "two\nlines # here", "C": ""},
    )


def test_zeros_between_variables_leave_nothing_open() -> None:
    assert read("A=x\nB=y\0C=z\0") == ("printenv", {"A": "x\nB=y", "C": "z"})


def test_a_convex_list_is_known_by_its_label_only() -> None:
    text = 'A="it\'s # x"\nB=$x\n'
    assert read(text, of_convex=True) == ("convex", {"A": "it's # x", "B": "$x"})
    assert read(text)[0] == "dotenv"


@pytest.mark.parametrize("of_convex", [True, False])
def test_a_list_of_names_says_that_they_are_set(of_convex: bool) -> None:
    assert read("A_B\nC\n", of_convex=of_convex) == ("convex", {"A_B": None, "C": None})


@pytest.mark.parametrize(
    "stated",
    [
        {"A": "a", "B": 1},
        {"env": {"A": "a", "B": "1"}, "buildEnv": None},
        {"environmentVariables": {"A": "a", "B": "1"}},
        {"A": {"computed": "a", "raw": "${B}"}, "B": {"computed": "1"}},
        {"envs": [{"key": "A", "value": "a", "type": "plain"}, {"key": "B", "value": "1"}]},
        [{"key": "A", "value": "a"}, {"name": "B", "value": "1"}],
        [{"secretKey": "A", "secretValue": "a"}, {"Name": "B", "Value": "1"}],
    ],
)  # fmt: skip
def test_json_has_the_shapes_that_tools_give_it(stated: object) -> None:
    assert read(json.dumps(stated)) == ("json", {"A": "a", "B": "1"})


def test_what_json_hides_is_unknown() -> None:
    stated = {"envs": [{"key": "A", "value": "eyJ2IjoidjIi", "type": "encrypted"}, {"key": "B"}]}
    assert read(json.dumps(stated)) == ("json", {"A": None, "B": None})
    assert read('{"A": ["x"], "B": true}') == ("json", {"A": None, "B": "true"})


def test_what_only_begins_as_json_is_said() -> None:
    found = parse('{"A": ')
    assert isinstance(found, NotReadable)
    assert found.reason.startswith("begins as JSON and")


def test_what_powershell_writes_is_text() -> None:
    assert decode("A=é\r\n".encode("utf-16")) == "A=é\r\n"
    assert decode("\ufeffA=b".encode()) == "A=b"
    assert isinstance(decode(b"\0\1\2"), NotReadable)


def test_hostile_text_is_read_in_a_moment() -> None:
    """Nothing backtracks without end, and nothing raises."""
    chance = random.Random(7)
    heads = ("# Created by Vercel CLI\n", 'DOPPLER_CONFIG="', "PATH=\nHOME=\n", "A='", "{", "")
    parts = ("A='", "'", '"', "\\", "\n", "A=", "x" * 50, "`", "#", "\r")
    for head in heads:
        for of_convex in (True, False):
            text = head + "".join(chance.choices(parts, k=4000))
            parse(text, of_convex=of_convex)
