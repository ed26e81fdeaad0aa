"""What `convex/crons.ts` sets to run at intervals."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from clerkdoctor.facts.convex_code import Schedule
from clerkdoctor.gather.convex_runs.naming import path_in
from clerkdoctor.typescript.calls import arguments_of

if TYPE_CHECKING:
    from clerkdoctor.typescript.module import Module

_METHODS = frozenset({"interval", "cron", "hourly", "daily", "weekly", "monthly"})


def crons_of(module: "Module") -> Iterator[Schedule]:
    """`crons.daily("name", { hourUTC: 3 }, internal.tasks.clean)`."""
    if b"cronJobs" not in module.source:
        return
    for node in module.nodes(frozenset({"call_expression"})):
        callee = node.child_by_field_name("function")
        name = callee.child_by_field_name("property") if callee is not None else None
        if name is None or module.text(name) not in _METHODS:
            continue
        for argument in arguments_of(node)[2:3]:
            named = path_in(module, argument)
            if named:
                yield Schedule(*named, module.place(node), f"crons.{module.text(name)}")
