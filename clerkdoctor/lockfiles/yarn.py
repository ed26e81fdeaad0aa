"""yarn.lock of Yarn 1 (classic) and of Yarn 2 and later (berry).

Source: files written by Yarn 1.22, 3.8 and 4; @yarnpkg/lockfile and @yarnpkg/parsers (`syml`).
Both name each entry after what was asked for, `next@^15.2.3` and `next@npm:^15.2.3`, and write one
key a line; berry's is YAML, classic's is not.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
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

# What berry gives to a package that is a folder of the project.
_LOCAL = "0.0.0-use.local"


class _Entry(NamedTuple):
    """An entry: what was asked for (`next@^15.2.3`), and the lines below, `first` up to `last`."""

    descriptors: tuple[str, ...]
    first: int
    last: int


def parse(
    text: str,
    resolutions: Mapping[str, str] = MappingProxyType({}),
    catalogs: Sequence[tuple[str, str, str]] = (),
) -> Lock | Broken:
    """What berry puts in place of a demand, and does not note in the file, must be told.

    `resolutions` are those of the root's package.json, `svix` or `parent/svix` → `1.70.0`;
    `catalogs` those of its .yarnrc.yml: (catalog, package, range).
    """
    conflict = json_text.conflict_line(text)
    if conflict is not None:
        return Broken("holds an unresolved merge conflict", conflict)
    if not text.strip():
        return Broken("is empty")
    lines = text.replace("\r\n", "\n").split("\n")
    heads = [number for number, line in enumerate(lines) if line and line[0] not in " #:"]
    for number in heads:
        if not lines[number].endswith(":") and not lines[number].startswith("? "):
            return Broken("is no Yarn lock file", number + 1)
    if "__metadata:" in lines:
        return _Berry(lines, heads, resolutions, catalogs)
    return _Classic(lines, heads)


class _Yarn:
    """The entries that both kinds share."""

    # A pattern with one group, of the line that states an entry's version.
    _version: str
    # A pattern with two groups, of a line that states a dependency of the entry.
    _dependency: str

    def __init__(self, lines: list[str], heads: list[int]) -> None:
        self._lines = lines
        self._heads = heads
        self._known: dict[str, _Entry] = {}

    def _entries(self, mentioned: str) -> Iterator[_Entry]:
        """The entries whose name line contains this text."""
        ends = [*self._heads[1:], len(self._lines)]
        for number, end in zip(self._heads, ends, strict=False):
            line = self._lines[number]
            if mentioned in line:
                # Berry writes a name of more than 1,024 characters after a question mark.
                first = number + 2 if line.startswith("? ") else number + 1
                yield _Entry(_descriptors(line), first, end)

    def _asked(self, name: str, descriptors: tuple[str, ...]) -> Locked | NotLocked:
        """The entry for one of these. Without one, the demand is newer than the lock file."""
        for entry in self._entries(f"{name}@"):
            if any(one in entry.descriptors for one in descriptors):
                return self._locked(entry, name)
        return without_entry(descriptors[0])

    def _locked(self, entry: _Entry, name: str) -> Locked | NotLocked:
        for number in range(entry.first, entry.last):
            stated = re.fullmatch(self._version, self._lines[number])
            if stated:
                own = self._own_name(entry, name)
                if own is None:
                    break
                if stated[1] == _LOCAL:
                    return linked(_folder(entry))
                self._known[entry.descriptors[0]] = entry
                return Locked(own, stated[1], number + 1, entry.descriptors[0])
        return NotLocked(f"ends before it says what `{entry.descriptors[0]}` is")

    def _own_name(self, entry: _Entry, name: str) -> str | None:
        raise NotImplementedError

    def _dependencies(self, entry: _Entry) -> dict[str, str]:
        found: dict[str, str] = {}
        section = ""
        for number in range(entry.first, entry.last):
            line = self._lines[number]
            if line[2:3] != " ":
                section = line.strip(" :")
            elif section in ("dependencies", "optionalDependencies"):
                stated = re.fullmatch(self._dependency, line)
                if stated:
                    found[_unquoted(stated[1])] = _unquoted(stated[2])
        return found


class _Classic(_Yarn):
    format = "yarn 1"
    _version = r'  version "([^"]+)"'
    _dependency = r'    ("[^"]+"|[^" ]+) ("[^"]*"|[^" ]+)'

    def direct(self, importer: str, name: str, wanted: str) -> Locked | NotLocked:
        del importer  # classic does not say who asked
        return self._asked(name, (f"{name}@{wanted}",))

    def below(self, owner: Locked, name: str) -> Locked | None:
        wanted = self._dependencies(self._known[owner.key]).get(name)
        if wanted is None:
            return None
        found = self._asked(name, (f"{name}@{wanted}",))
        return found if isinstance(found, Locked) else None

    def _own_name(self, entry: _Entry, name: str) -> str | None:
        for one in entry.descriptors:
            if one.startswith(f"{name}@npm:"):
                return one[len(f"{name}@npm:") :].rpartition("@")[0] or name
        return name


class _Berry(_Yarn):
    _version = r'  version: "?([^"\s]+)"?'
    _dependency = r'    ("[^"]+"|[^":]+): ("[^"]*"|[^"]+)'

    def __init__(
        self,
        lines: list[str],
        heads: list[int],
        resolutions: Mapping[str, str],
        catalogs: Sequence[tuple[str, str, str]],
    ) -> None:
        super().__init__(lines, heads)
        self._resolutions = resolutions
        self._catalogs = catalogs
        stated = next((line for line in lines if re.fullmatch(r"  version: \d+", line)), ": ?")
        self.format = f"yarn berry {stated.rpartition(' ')[2]}"

    def direct(self, importer: str, name: str, wanted: str) -> Locked | NotLocked:
        del wanted  # the importer's own entry says what was asked for
        place = f"@workspace:{importer}"
        for entry in self._entries(place):
            if any(one.endswith(place) for one in entry.descriptors):
                stated = self._dependencies(entry).get(name)
                if stated is None:
                    return without_entry(name)
                return self._stated(name, stated)
        return unlisted(importer)

    def below(self, owner: Locked, name: str) -> Locked | None:
        stated = self._dependencies(self._known[owner.key]).get(name)
        if stated is None:
            return None
        found = self._stated(name, stated)
        return found if isinstance(found, Locked) else None

    def _stated(self, name: str, stated: str) -> Locked | NotLocked:
        # `svix`, `svix@npm:^1.60.0`, `parent/svix` and `**/svix` may all stand before the colon.
        of_name = re.compile(rf"(?:.*/)?{re.escape(name)}(?:@.*)?")
        targets = [to for key, to in self._resolutions.items() if of_name.fullmatch(key)]
        if stated.startswith("catalog:"):
            catalog = stated[len("catalog:") :] or "default"
            targets += [to for *what, to in self._catalogs if what == [catalog, name]]
        found = self._asked(name, _named(name, stated))
        for target in targets if isinstance(found, NotLocked) else ():
            answered = self._asked(name, _named(name, target))
            if isinstance(answered, Locked):
                return answered
        return found

    def _own_name(self, entry: _Entry, name: str) -> str | None:
        del name  # berry says it
        for number in range(entry.first, entry.last):
            stated = re.fullmatch(
                r'  resolution: "((?:@[^/"]+/)?[^@"]+)@[^"]+"', self._lines[number]
            )
            if stated:
                return stated[1]
        return None


def _named(name: str, stated: str) -> tuple[str, ...]:
    return (f"{name}@{stated}", f"{name}@npm:{stated}")


def _folder(entry: _Entry) -> str:
    """`@mono/ui@workspace:*, @mono/ui@workspace:packages/ui` → `packages/ui`."""
    targets = [one.partition("@workspace:")[2] for one in entry.descriptors]
    return max(targets, key=len) or entry.descriptors[0]


def _descriptors(line: str) -> tuple[str, ...]:
    """`"a@^1", "a@^2":` (classic) and `"a@npm:^1, a@npm:^2":` (berry)."""
    written = line.removeprefix("? ").removesuffix(":")
    quoted = re.findall(r'"((?:[^"\\]|\\.)*)"|([^\s",][^",]*)', written)
    parts = [(inside or bare).strip() for inside, bare in quoted]
    return tuple(one for part in parts for one in part.split(", ") if one)


def _unquoted(text: str) -> str:
    return text[1:-1] if text.startswith('"') and text.endswith('"') else text
