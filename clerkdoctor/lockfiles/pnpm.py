"""pnpm-lock.yaml of pnpm 5 to 12: lockfileVersion 5.x, 6.x and 9.0.

Source: pnpm's lockfile specification (github pnpm/spec, `lockfile/`) and files written by pnpm 6
to 12. The file is YAML as js-yaml writes it: two blanks a level, one key a line. That is read line
by line here, and only where somebody asks.

From pnpm 11 on the file may hold two documents; the project's own is the last one.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from clerkdoctor import json_text
from clerkdoctor.lockfiles.lock import (
    Broken,
    Lock,
    Locked,
    NotLocked,
    linked,
    unlisted,
    without_entry,
)

_DEPENDENCIES = ("dependencies", "devDependencies", "optionalDependencies")

# At a key's first column, these begin a deeper level, a comment, or an empty line.
_NO_KEY = ("", " ", "#")


class _Block(NamedTuple):
    """A key with what stands behind it, and with the lines below it: `first` up to `last`."""

    key: str
    value: str
    line: int
    first: int
    last: int
    indent: int


class _Reference(NamedTuple):
    """What a dependency is fixed to: `15.5.29(react@19.3.1)`, `/@clerk/nextjs@5.7.6(…)`."""

    name: str
    version: str
    key: str


def parse(text: str) -> Lock | Broken:
    conflict = json_text.conflict_line(text)
    if conflict is not None:
        return Broken("holds an unresolved merge conflict", conflict)
    lines = text.replace("\r\n", "\n").split("\n")
    first = 0
    if "---" in lines:
        first = max(number for number, line in enumerate(lines) if line == "---") + 1
    whole = _Block("", "", 0, first, len(lines), -2)
    sections = {block.key: block for block in _below(lines, whole)}
    if not sections:
        return Broken("is empty" if not text.strip() else "is no pnpm lock file")
    version = sections["lockfileVersion"].value if "lockfileVersion" in sections else None
    if version is None:
        return Broken("states no `lockfileVersion`")
    if not re.fullmatch(r"[569](\.[0-9]+)*", version):
        return Broken(f"has `lockfileVersion` {version}; 5, 6 and 9 are known")
    if version[0] == "9" and "packages" in sections and "snapshots" not in sections:
        return Broken("ends before its `snapshots`: the rest is missing")
    return _Pnpm(lines, version, sections)


class _Pnpm:
    def __init__(self, lines: list[str], version: str, sections: dict[str, _Block]) -> None:
        self.format = f"pnpm {version}"
        self._major = int(version[0])
        self._lines = lines
        self._sections = sections
        self._entries: dict[str, dict[str, _Block]] = {}

    def direct(self, importer: str, name: str, wanted: str) -> Locked | NotLocked:
        del wanted  # the importer says what was asked for, and what it became
        listed = self._importer(importer)
        if listed is None:
            return unlisted(importer)
        return self._among(listed, name) or without_entry(name)

    def below(self, owner: Locked, name: str) -> Locked | None:
        entry = self._entry("snapshots" if self._major == 9 else "packages", owner.key)
        found = self._among(_below(self._lines, entry), name) if entry else None
        return found if isinstance(found, Locked) else None

    def _importer(self, importer: str) -> list[_Block] | None:
        importers = self._sections.get("importers")
        if importers is None:
            # Before version 9, the dependencies of a single project stand at the top.
            return list(self._sections.values()) if importer == "." else None
        for block in _below(self._lines, importers):
            if block.key == importer:
                return list(_below(self._lines, block))
        return None

    def _among(
        self, sections: "Iterator[_Block] | list[_Block]", name: str
    ) -> "Locked | NotLocked | None":
        for section in sections:
            if section.key in _DEPENDENCIES:
                for block in _below(self._lines, section):
                    if block.key == name:
                        return self._fixed(block, name)
        return None

    def _fixed(self, block: _Block, name: str) -> Locked | NotLocked:
        # Version 5 says it on the line itself, later ones below it, beside the specifier.
        if not block.value:
            stated = [below for below in _below(self._lines, block) if below.key == "version"]
            if not stated:
                return NotLocked(f"states no version of `{name}`")
            block = stated[0]
        if block.value.startswith(("link:", "file:")):
            return linked(block.value.partition(":")[2].partition("(")[0])
        reference = self._reference(name, block.value)
        if reference is None:
            return NotLocked(f"fixes `{name}` to `{block.value}`, which is no version")
        # Version 9 leaves the peers to `snapshots`.
        package = reference.key.partition("(")[0] if self._major == 9 else reference.key
        if self._entry("packages", package) is None:
            # Cut off, or merged by hand: what the importer says is not backed.
            return without_entry(f"{reference.name}@{reference.version}")
        return Locked(reference.name, reference.version, block.line, reference.key)

    def _reference(self, name: str, value: str) -> _Reference | None:
        bare = value.partition("(")[0]
        between = "@"
        if self._major == 5:
            bare, between = bare.partition("_")[0], "/"
        if re.match(r"[0-9]+\.[0-9]+\.[0-9]+", bare):
            lead = "" if self._major == 9 else "/"
            return _Reference(name, bare, f"{lead}{name}{between}{value}")
        # Another package under this name, or one from another registry.
        package = rf"(?:^|/)((?:@[^/@]+/)?[^/@]+){between}([0-9]+\.[0-9]+\.[0-9]+[^/@]*)$"
        found = re.search(package, bare)
        return _Reference(found[1], found[2], value) if found else None

    def _entry(self, section: str, key: str) -> _Block | None:
        within = self._sections.get(section)
        if within is None:
            return None
        # A search for the line as pnpm writes it is ten times faster than reading the section.
        for written in (f"  {key}:", f"  '{key}':"):
            try:
                first = self._lines.index(written, within.first, within.last)
            except ValueError:
                continue
            return next(_below(self._lines, within._replace(first=first)))
        if section not in self._entries:
            self._entries[section] = {block.key: block for block in _below(self._lines, within)}
        return self._entries[section].get(key)


def _below(lines: list[str], block: _Block) -> Iterator[_Block]:
    """The keys one level below a block's own."""
    indent = block.indent + 2
    start = _next(lines, block.first, block.last, indent)
    while start < block.last:
        key, value = _split(lines[start][indent:])
        first = start + 1
        following = _next(lines, first, block.last, indent)
        if key == "?":
            # A key of more than 1,024 characters; what belongs to it follows behind a colon.
            key = _scalar(value)
            value = lines[first][indent + 1 :].strip() if first < following else ""
        if value in (">-", ">", "|-", "|"):
            # A text of more than 1,000 characters, on a line of its own.
            value = lines[first].strip() if first < following else ""
        yield _Block(key, _scalar(value), start + 1, first, following, indent)
        start = following


def _next(lines: list[str], first: int, last: int, indent: int) -> int:
    """The number of the next line with a key at this level, `last` if there is none."""
    blanks = " " * indent
    for number in range(first, last):
        line = lines[number]
        if (
            line[indent : indent + 1] not in _NO_KEY
            and line.startswith(blanks)
            and line[indent : indent + 2] not in (": ", ":", "- ")
        ):
            return number
    return last


def _split(line: str) -> tuple[str, str]:
    if line[0] in "'\"":
        end = line.find(f"{line[0]}:", 1) + 1
        return _scalar(line[:end]), line[end + 1 :].strip()
    if line.startswith("? "):
        return "?", line[2:].strip()
    key, _, value = line.partition(": ")
    return key.rstrip().removesuffix(":"), value.strip()


def _scalar(written: str) -> str:
    if len(written) >= 2 and written[0] == written[-1]:
        if written[0] == "'":
            return written[1:-1].replace("''", "'")
        if written[0] == '"':
            return re.sub(r"\\(.)", r"\1", written[1:-1])
    return written
