"""Secrets of this stack that a Dockerfile takes as ARG or states as ENV."""

from collections.abc import Iterator

from clerkdoctor.builds.dockerfile import Dockerfile, pairs
from clerkdoctor.builds.dockerfile_scope import expand, steps
from clerkdoctor.facts.builds import BuiltSecret
from clerkdoctor.facts.place import Place
from clerkdoctor.gather.environment import is_excused
from clerkdoctor.placeholders import is_placeholder
from clerkdoctor.secret import Secret
from clerkdoctor.secret_shapes import looks_like_a_secret
from clerkdoctor.variables import is_secret_name
from clerkdoctor.variables import variable as known


def built_secrets(file: Dockerfile, text: str, path: str) -> Iterator[BuiltSecret]:
    """One for each name and file, the worst: stated outright, then in the image, then ENV.

    A stand-in such as `sk_test_dummy`, which a build needs to get by, is no secret.
    """
    lines = text.split("\n")
    last = len(file.stages) - 1
    in_image = set()
    while last >= 0:
        in_image.add(last)
        parent = file.stages[last].parent
        last = -1 if parent is None else parent
    worst: dict[str, tuple[tuple[bool, bool, bool], BuiltSecret]] = {}
    for stage in file.stages:
        for step in steps(file, stage):
            one = step.instruction
            if step.stage != stage or one.name not in ("ARG", "ENV"):
                continue
            for name, written in pairs(one, file.escape):
                value = expand(written, step.scope, file.escape)[0] if written else written
                if not _is_of_this_stack(name) or _is_nothing(one.name, value):
                    continue
                excused = one.line > 1 and is_excused(lines[one.line - 2])
                literal = bool(value and looks_like_a_secret(value)) and not excused
                if value and not literal and one.name == "ENV":
                    continue
                found = BuiltSecret(
                    name,
                    "ENV" if one.name == "ENV" else "ARG",
                    Place(path, one.line),
                    Secret(value) if value and literal else None,
                    stage.number in in_image,
                )
                rank = (literal, found.in_image, found.keyword == "ENV")
                if name not in worst or rank > worst[name][0]:
                    worst[name] = (rank, found)
    yield from (found for _, found in worst.values())


def _is_of_this_stack(name: str) -> bool:
    row = known(name)
    if row:
        return row.secret
    is_named = name.isascii() and name.isidentifier()
    return is_named and ("CLERK" in name or "CONVEX" in name) and is_secret_name(name)


def _is_nothing(keyword: str, value: str | None) -> bool:
    """Whether an ENV holds nothing to keep: it is empty, or a stand-in."""
    return keyword == "ENV" and value is not None and (not value or bool(is_placeholder(value)))
