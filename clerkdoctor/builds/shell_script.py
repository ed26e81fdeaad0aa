"""Shell scripts, as far as it takes to see which commands they run.

Written for the `RUN` of a Dockerfile, the `run` of a workflow's step, and the scripts of
package.json: commands, their words, what they set and what they write to. Nothing is expanded.
"""

from typing import NamedTuple


class Command(NamedTuple):
    """One simple command.

    `sets` are the assignments in front of it, or of a line that is nothing else; `words` have their
    quotes taken off; `writes` are the files that its output goes to. `line` counts from 0.
    """

    words: tuple[str, ...]
    sets: tuple[tuple[str, str], ...] = ()
    writes: tuple[str, ...] = ()
    line: int = 0

    @property
    def text(self) -> str:
        return " ".join(self.words)


class _Token(NamedTuple):
    """A word, or an operator: `is_quoted` where quotes or a backslash stood in it."""

    text: str
    line: int
    is_operator: bool = False
    is_quoted: bool = False


_OPERATORS = (";;", "&&", "||", "|&", "<<<", "<<-", "<<", ">>", "&>", ">|", ">&", "<&",
              ";", "&", "|", "(", ")", "<", ">", "\n")  # fmt: skip
_REDIRECTS = ("<<<", "<<-", "<<", ">>", "&>", ">|", ">&", "<&", "<", ">")
_LEADING = frozenset(
    ("if", "then", "elif", "else", "do", "while", "until", "!", "{", "time", "exec", "command",
     "nohup", "builtin", "@echo")
)  # fmt: skip
_CLOSING = frozenset(("fi", "done", "esac", "}", ""))


def commands(script: str) -> tuple[Command, ...]:
    """The commands in the order in which they stand, whatever they depend on."""
    found: list[Command] = []
    words: list[_Token] = []
    writes: list[str] = []
    awaited = ""
    for token in [*_tokens(script), _Token("\n", 0, is_operator=True)]:
        if token.is_operator and token.text in _REDIRECTS:
            # The number in front of `2>` belongs to it.
            if words and words[-1].text.isdigit() and token.text[0] in "<>":
                words.pop()
            awaited = token.text
        elif token.is_operator:
            command = _command(words, writes)
            if command:
                found.append(command)
            words, writes, awaited = [], [], ""
        elif awaited:
            if ">" in awaited:
                writes.append(token.text)
            awaited = ""
        else:
            words.append(token)
    return tuple(found)


def _command(tokens: list[_Token], writes: list[str]) -> Command | None:
    while tokens and not tokens[0].is_quoted and tokens[0].text in _LEADING:
        tokens = tokens[1:]
    if not tokens or (tokens[0].text in _CLOSING and len(tokens) == 1):
        return None
    sets: list[tuple[str, str]] = []
    line = tokens[0].line
    while tokens and (pair := assignment(tokens[0].text)):
        sets.append(pair)
        tokens = tokens[1:]
    return Command(tuple(one.text for one in tokens), tuple(sets), tuple(writes), line)


def assignment(word: str) -> tuple[str, str] | None:
    """The name and the value of `NAME=value`."""
    name, equals, value = word.partition("=")
    is_name = name.replace("_", "a").isalnum() and name.isascii() and not name[0].isdigit()
    return (name, value) if equals and name and is_name else None


def _tokens(script: str) -> list[_Token]:
    found: list[_Token] = []
    at, line = 0, 0
    here: list[tuple[str, bool]] = []
    while at < len(script):
        char = script[at]
        if char in " \t\r":
            at += 1
        elif script.startswith(("\\\n", "\\\r\n"), at):
            at = script.index("\n", at) + 1
            line += 1
        elif char == "#":
            while at < len(script) and script[at] != "\n":
                at += 1
        elif operator := next((one for one in _OPERATORS if script.startswith(one, at)), None):
            found.append(_Token(operator, line, is_operator=True))
            at += len(operator)
            if operator == "\n":
                line += 1
                at, passed = _past_heredocs(script, at, here)
                line, here = line + passed, []
        else:
            word, end, is_quoted = _word(script, at)
            if found and found[-1].is_operator and found[-1].text in ("<<", "<<-"):
                here.append((word, found[-1].text == "<<-"))
            found.append(_Token(word, line, is_quoted=is_quoted))
            line += script.count("\n", at, end)
            at = end
    return found


def _past_heredocs(script: str, at: int, here: list[tuple[str, bool]]) -> tuple[int, int]:
    """Behind the here-documents that begin at `at`, and how many lines they have."""
    passed = 0
    for name, chomps in here:
        while at < len(script):
            end = script.find("\n", at)
            end = len(script) if end < 0 else end
            text = script[at:end].rstrip("\r")
            at, passed = end + 1, passed + 1
            if (text.lstrip("\t") if chomps else text) == name:
                break
    return at, passed


def _word(script: str, at: int) -> tuple[str, int, bool]:
    """A word with its quotes taken off, substitutions left as they stand, and where it ends."""
    made, quote, is_quoted = [], "", False
    while at < len(script):
        char = script[at]
        if char == "\\" and quote != "'" and at + 1 < len(script):
            if script[at + 1] != "\n":
                keeps = quote and script[at + 1] not in '"$`\\'
                made.append(script[at : at + 2] if keeps else script[at + 1])
            is_quoted, at = True, at + 2
        elif char in "\"'" and quote in ("", char):
            quote = "" if quote else char
            is_quoted, at = True, at + 1
        elif quote != "'" and (script.startswith(("$(", "${"), at) or char == "`"):
            end = _substitution(script, at)
            made.append(script[at:end])
            at = end
        elif not quote and (char in " \t\r\n;&|()<>"):
            break
        else:
            made.append(char)
            at += 1
    return "".join(made), at, is_quoted


def _substitution(script: str, at: int) -> int:
    """Where `$(…)`, `${…}`, `${{ … }}` or a pair of backticks ends."""
    if script[at] == "`":
        end = script.find("`", at + 1)
        return len(script) if end < 0 else end + 1
    opening = script[at + 1]
    closing = ")" if opening == "(" else "}"
    depth, at = 0, at + 1
    while at < len(script):
        depth += (script[at] == opening) - (script[at] == closing)
        at += 1
        if not depth:
            break
    return at
