"""Whether a Convex function asks its environment before it goes on: `if (!process.env.IS_TEST)`."""

from collections.abc import Iterator

from clerkdoctor.gather.convex_runs.builders import Registered
from clerkdoctor.gather.handler_runs.things import Called, Code, Made, Thing


def asks_environment(made: Registered) -> bool:
    """Whether a function, or what its builder runs before it, ends by what a variable says."""
    codes = [*_codes(made.handler), *(one for by in made.builder.inputs for one in _codes(by))]
    for code in codes:
        for node in code.module.nodes(frozenset({"if_statement"}), code.node):
            condition = node.child_by_field_name("condition")
            then = node.child_by_field_name("consequence")
            if (
                condition is None
                or then is None
                or "process.env" not in code.module.text(condition)
            ):
                continue
            body = code.module.text(then)
            if "throw" in body or "return" in body:
                return True
    return False


def _codes(thing: Thing) -> Iterator[Code]:
    match thing:
        case Code():
            yield thing
        case Called(_, given):
            for one in given:
                yield from _codes(one)
        case Made(fields):
            for one in fields.values():
                yield from _codes(one)
