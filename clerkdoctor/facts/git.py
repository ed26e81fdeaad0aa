"""What git knows of some files: which it tracks, and which its rules ignore."""

from typing import NamedTuple

from clerkdoctor.facts.place import Place


class IgnoreRule(NamedTuple):
    """The rule that decides on a path: where it stands, and its pattern (`.env*`, `!.env.example`).

    A rule of the user's own configuration has an absolute path.
    """

    pattern: str
    place: Place

    @property
    def ignores(self) -> bool:
        return not self.pattern.startswith("!")


class GitState(NamedTuple):
    """The paths that were asked about: in the index (tracked now), and matched by a rule.

    `rules` holds the last rule that matches each path, in order of the paths; a path without one
    is not ignored. A tracked file may match an ignore rule: it is committed all the same.
    """

    tracked: frozenset[str]
    rules: tuple[tuple[str, IgnoreRule], ...]

    def rule(self, path: str) -> IgnoreRule | None:
        return dict(self.rules).get(path)

    def ignores(self, path: str) -> bool:
        """Whether git leaves this path out, unless it is tracked already."""
        rule = self.rule(path)
        return rule is not None and rule.ignores
