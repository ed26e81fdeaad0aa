"""Whether a shell script builds a Next.js app, and what may give that build a variable.

A command builds the app where it is `next build` in the app's folder, or runs a script of a
package.json that comes to that. What stands in front of it may bring a variable along: an
assignment, a tool that keeps secrets, an env file that is written, a script of the repository.
"""

import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple

from clerkdoctor.builds.package_scripts import MANAGERS, Invocation, Repository, invocation
from clerkdoctor.builds.shell_script import Command, assignment, commands

_DEEPEST = 8
_WORDS = 500
"""How many words of a command are looked at."""

# What hands variables to the command behind it, or writes them to a file.
_SUPPLIERS = frozenset(
    ("doppler", "infisical", "dotenvx", "dotenv", "dotenv-flow", "env-cmd", "op", "vercel", "vc",
     "varlock", "teller", "phase", "secretspec", "chamber", "aws-vault", "sst", "vault", "sops",
     "bws", "berglas", "envchain", "direnv", "envsubst", "envconsul", "netlify", "railway",
     "wrangler", "akeyless", "envkey", "envkey-source", "keyway", "hcp", "dmno", "eas")
)  # fmt: skip
_WRAPPERS = frozenset(
    ("npx", "bunx", "pnpx", "corepack", "sudo", "cross-env", "cross-env-shell", "env", "nice",
     "timeout", "dumb-init", "tini", "retry")
)  # fmt: skip
_SHELLS = frozenset(("sh", "bash", "ash", "zsh", "dash"))
_INTERPRETERS = frozenset(
    (*_SHELLS, "node", "tsx", "ts-node", "python", "python3", "deno", "make", "just", "task",
     "mise", "ruby", "php", "pwsh", "powershell", "zx", "earthly", "dagger")
)  # fmt: skip
_SCRIPT_ENDS = (".sh", ".bash", ".mjs", ".cjs", ".js", ".ts", ".py", ".rb", ".ps1")
_ENV_FILE = r"(^|[\s/=\"'>(:])\.env\b"


class Run(NamedTuple):
    """What a script does, up to the command that builds the app.

    `command` is that command as it is written, None where there is none. `given`: it is run with
    the variable set. `doubt` is what may set it, as the beginning of a sentence: `` `doppler` ``.
    """

    command: str | None = None
    given: bool = False
    doubt: str | None = None
    line: int = 0


class _Where(NamedTuple):
    """`known` is what the scripts come to that were followed, by package and name."""

    repository: Repository
    name: str
    known: dict[tuple[str, str], Run]
    depth: int = 0

    def deeper(self) -> "_Where":
        return self._replace(depth=self.depth + 1)


def run(script: str, folder: str, repository: Repository, name: str) -> Run:
    """The first command of a script, started in a folder of the repository, that builds the app.

    `name` is the variable that the build is to have.
    """
    return _run(script, folder, _Where(repository, name, {}))


def _run(script: str, folder: str, where: _Where) -> Run:
    given, doubt = False, None
    if where.depth > _DEEPEST:
        return Run(doubt="a script that runs itself")
    for command in commands(script):
        if command.words[:1] in (("cd",), ("pushd",)):
            folder = _moved(folder, command.words[1:2])
            continue
        found = _of_command(command, folder, where)
        given = given or _sets(command, where.name, exported=found.command is None)
        doubt = doubt or found.doubt
        if found.command is not None:
            written = command.text if where.depth == 0 else found.command
            return Run(written, given or found.given, doubt, command.line)
        doubt = doubt or may_bring(command)
    return Run(None, given, doubt)


def _moved(folder: str, to: tuple[str, ...]) -> str:
    """The folder behind `cd`. What is not known leads to `?`, where no package is."""
    if not to or "$" in to[0] or to[0].startswith(("~", "-")):
        return "?"
    return posixpath.normpath(posixpath.join(folder, to[0]))


def _sets(command: Command, name: str, *, exported: bool) -> bool:
    """Whether a command sets the variable: in front of the build, or for all that follow."""
    if not exported:
        return any(one == name and value for one, value in command.sets)
    pairs = list(command.sets)
    if command.words[:1] in (("export",), ("declare",)):
        pairs += [pair for word in command.words[1:] if (pair := assignment(word))]
        return any(one == name and value for one, value in pairs)
    # Without `export` a shell keeps it to itself, unless `set -a` or a later `export NAME` says so.
    return not command.words and any(one == name and value for one, value in pairs)


def may_bring(command: Command) -> str | None:
    """What in a command that builds nothing may set a variable for a later one, if anything."""
    words = command.words
    parts = command.writes if words[:1] == ("rm",) else (*words, *command.writes)
    if any(re.search(_ENV_FILE, part) for part in parts):
        return "a command that names an env file"
    if any("GITHUB_ENV" in part for part in command.writes):
        return "what is written to `$GITHUB_ENV`"
    if not words:
        return "a command in place of a value" if _substitutes(command) else None
    first = words[0].rpartition("/")[2]
    if words[0] in (".", "source", "eval"):
        return f"`{words[0]}`"
    if first in ("export", "declare") and any(_is_filled(one) for one in words[1:]):
        return "`export`"
    if words[0].startswith(("$", "`", "${")):
        return "a command that a variable names"
    for word in words[:4]:
        if word.rpartition("/")[2] in _SUPPLIERS:
            return f"`{word}`"
    if _is_script(words):
        return "a script of the repository"
    return None


def _is_filled(word: str) -> bool:
    """Whether a word stands for names that are not known: `$(cat vars)`, but not `A=$(cat a)`."""
    return not assignment(word) and ("$(" in word or "`" in word)


def _substitutes(command: Command) -> bool:
    return any("cat " in value and ".env" in value for _, value in command.sets)


def _is_script(words: tuple[str, ...]) -> bool:
    first = words[0].rpartition("/")[2]
    if "node_modules/.bin/" in words[0]:
        return False
    if words[0].startswith(("./", "../")) or first.endswith(_SCRIPT_ENDS):
        return True
    if first not in _INTERPRETERS or words[1:2] in (("--version",), ("-v",)):
        return False
    return not any("node_modules" in word for word in words[1:2])


def _of_command(command: Command, folder: str, where: _Where) -> Run:
    words, given = command.words[:_WORDS], False
    supplier = None
    while words:
        first = words[0].rpartition("/")[2]
        if first in _WRAPPERS or (first == "node" and "node_modules" in "".join(words[1:2])):
            words, sets = _unwrapped(words[1:])
            given = given or any(one == where.name and value for one, value in sets)
        elif first in _SUPPLIERS:
            supplier = supplier or f"`{first}`"
            words = _behind(words)
        else:
            break
    if not words:
        return Run(doubt=supplier)
    found = _of_words(words, folder, where)
    return found._replace(given=found.given or given, doubt=supplier or found.doubt)


def _unwrapped(words: tuple[str, ...]) -> tuple[tuple[str, ...], list[tuple[str, str]]]:
    """The command behind `env`, `npx` and their kin, and what they set."""
    sets = []
    while words:
        pair = assignment(words[0])
        if pair:
            sets.append(pair)
        elif words[0] in ("-p", "--package", "-u") and len(words) > 2:
            words = words[1:]
        elif not (words[0].startswith("-") or words[0].isdigit()):
            break
        words = words[1:]
    return words, sets


def _behind(words: tuple[str, ...]) -> tuple[str, ...]:
    """The command that a supplier runs: behind `--`, else what begins with a known name."""
    if "--" in words:
        return words[words.index("--") + 1 :]
    known = (*MANAGERS, "next", *_WRAPPERS, *_SHELLS)
    at = next((at for at, one in enumerate(words[1:], 1) if one in known), len(words))
    return words[at:]


def _of_words(words: tuple[str, ...], folder: str, where: _Where) -> Run:
    first = words[0].rpartition("/")[2]
    text = " ".join(words)
    if first == "next":
        if words[1:2] != ("build",):
            return Run()
        to = next((one for one in words[2:] if not one.startswith("-")), ".")
        built = posixpath.normpath(posixpath.join(folder, to)) == where.repository.app
        return Run(text) if built else Run()
    if first in _SHELLS and any(one.startswith("-") and one.endswith("c") for one in words[1:3]):
        flag = next(at for at, one in enumerate(words) if one.startswith("-") and one[-1] == "c")
        inner = _run(" ".join(words[flag + 1 : flag + 2]), folder, where.deeper())
        return inner._replace(command=text) if inner.command else inner
    if first == "convex" and "--cmd" in text:
        return _first(list(_convex(words)), folder, where)
    if first in ("run-s", "run-p", "npm-run-all", "npm-run-all2"):
        names = [one for one in words[1:] if not one.startswith("-")]
        return _scripts([Invocation(one, (folder,)) for one in names], where)
    if first in ("concurrently", "wait-on", "wireit"):
        return _first([one for one in words[1:] if not one.startswith("-")], folder, where)
    if first in MANAGERS:
        # `pnpm` may be written `pnpm@9` behind npx.
        found = invocation((first, *words[1:]), folder, where.repository)
        return _scripts([found], where) if found else Run()
    name, at, _ = first.partition("@")
    if at and name in (*MANAGERS, "next"):
        return _of_words((name, *words[1:]), folder, where)
    return Run()


def _convex(words: tuple[str, ...]) -> Iterator[str]:
    for at, word in enumerate(words):
        if word == "--cmd":
            yield from words[at + 1 : at + 2]
        elif word.startswith("--cmd="):
            yield word.partition("=")[2]


def _first(scripts: list[str], folder: str, where: _Where) -> Run:
    doubt = None
    for script in scripts:
        found = _run(script, folder, where.deeper())
        doubt = doubt or found.doubt
        if found.command:
            return found._replace(doubt=doubt)
    return Run(doubt=doubt)


def _scripts(found: list[Invocation], where: _Where) -> Run:
    """What scripts of package.json do, those that run before and after by their names included."""
    doubt, given = None, False
    for one in found:
        for path in one.paths:
            done = _of_script(one.script, path, where) if one.script else None
            if done is None:
                continue
            doubt, given = doubt or done.doubt, given or done.given
            if done.command:
                return done._replace(doubt=doubt, given=given)
        lacks = not any(
            one.script in package.scripts
            for path in one.paths
            if (package := where.repository.at(path))
        )
        if one.words and lacks and where.depth < _DEEPEST:
            deeper = where.deeper()
            for path in one.paths:
                done = _of_command(Command(one.words), path, deeper)
                doubt = doubt or done.doubt
                if done.command:
                    return done._replace(doubt=doubt)
    return Run(doubt=doubt)


def _of_script(name: str, path: str, where: _Where) -> Run | None:
    package = where.repository.at(path)
    script = package.scripts.get(name) if package else None
    if package is None or script is None:
        return None
    if (path, name) not in where.known:
        # One that runs itself comes to nothing.
        where.known[path, name] = Run()
        before = package.scripts.get(f"pre{name}", "")
        where.known[path, name] = _run(f"{before}\n{script}", path, where.deeper())
    return where.known[path, name]
