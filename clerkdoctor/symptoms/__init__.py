"""What users have on the screen: error texts, reason codes and statuses, and what each means.

Each entry is data: the words as they are printed, one sentence on what they mean, and the checks
that tell whether it is so. `…` in the words stands for what differs: a name, a host, an id.
"""

from collections.abc import Iterator
from typing import NamedTuple


class Symptom(NamedTuple):
    """`checks` are ids, or beginnings of ids that end in `-`; `source` is who prints the words."""

    text: str
    meaning: str
    checks: tuple[str, ...]
    source: str


def symptoms() -> Iterator[Symptom]:
    """Every entry, by source, in the order in which they are listed."""
    from clerkdoctor.symptoms import (
        clerk_api,
        clerk_codes,
        clerk_messages,
        convex,
        http,
        nextjs,
        sessions,
        webhooks,
    )

    for module in (
        clerk_codes, sessions, clerk_messages, clerk_api, convex, nextjs, webhooks, http,
    ):  # fmt: skip
        for text, meaning, checks in module.ROWS:
            yield Symptom(text, meaning, tuple(checks.split()), module.SOURCE)
