"""Every command line in the README names commands, options and checks that exist."""

import re
import shlex
from itertools import pairwise
from typing import Any

import pytest
import typer

from clerkdoctor.checks import SUBJECTS, catalogue
from clerkdoctor.cli.app import app
from clerkdoctor.explain import explain
from tests.command import ROOT

README = ROOT / "README.md"
_GROUP: Any = typer.main.get_command(app)
COMMANDS: dict[str, Any] = dict(_GROUP.commands)
NAMES = {*SUBJECTS, *(entry.check.id for entry in catalogue())}
# Of the program itself, not of one of its commands.
OWN_OPTIONS = {"--version", "--help", "--install-completion", "--show-completion"}


def without_output(text: str) -> str:
    """The text without what a command prints."""
    return re.sub(r"<!-- output: .*?<!-- end -->", "", text, flags=re.DOTALL)


def command_lines() -> list[list[str]]:
    """Every `clerkdoctor …` in the README's code, as words; placeholders in capitals stay."""
    text = without_output(README.read_text(encoding="utf-8"))
    blocks = re.findall(r"^```(?:sh|console|bash|yaml)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    lines += [" ".join(code.split()) for code in re.findall(r"`(clerkdoctor[^`]*)`", prose)]
    found = []
    for line in lines:
        for part in re.split(r"\||&&|;|>", line.partition(" #")[0]):
            words = shlex.split(part.strip().removeprefix("- run:").removeprefix("$ "))
            if words[:1] == ["clerkdoctor"]:
                found.append(words)
    return found


def test_there_are_commands_in_it() -> None:
    lines = command_lines()
    assert len(lines) > 5
    assert {words[1] for words in lines if len(words) > 1 and words[1] in COMMANDS} == set(COMMANDS)


@pytest.mark.parametrize("words", command_lines(), ids=shlex.join)
def test_a_command_line_names_what_exists(words: list[str]) -> None:
    _, *rest = words
    if not rest or rest[0] in OWN_OPTIONS:
        return
    command, *arguments = rest
    assert command in COMMANDS
    assert_options_exist(command, [one for one in arguments if one.startswith("-") and one != "-"])
    for before, value in pairwise(arguments):
        if before in ("--only", "--skip") and not value.isupper():
            assert value in NAMES
    for argument in arguments:
        if argument.startswith("examples/"):
            assert (ROOT / argument).is_dir()
    if command == "explain" and not arguments[0].isupper() and "_" not in arguments[0]:
        assert explain(arguments[0])


def assert_options_exist(command: str, options: list[str]) -> None:
    known = {opt for parameter in COMMANDS[command].params for opt in parameter.opts} | {"--help"}
    assert {option.partition("=")[0] for option in options} - known == set()


def test_the_options_in_the_text_exist() -> None:
    text = without_output(README.read_text(encoding="utf-8"))
    known = {opt for one in COMMANDS.values() for parameter in one.params for opt in parameter.opts}
    named = {
        option
        for code in re.findall(r"`([^`\n]*)`", text)
        for option in re.findall(r"(?<!\S)--[a-z-]+", code)
    }
    foreign = {"--rewrite-golden"}
    assert named - known - OWN_OPTIONS - foreign == set()
