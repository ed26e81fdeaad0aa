"""The program that is run: its files, and what their top-level names stand for.

A name of the top level is computed when it is first asked for. What was computed without asking
anything of the unknown is kept for all runs.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from clerkdoctor.facts.place import Place
from clerkdoctor.guard.constants import Constants
from clerkdoctor.guard.environment import unset_or_any
from clerkdoctor.guard.frames import Expression, Frame
from clerkdoctor.guard.packages import from_package
from clerkdoctor.guard.values import (
    UNDEFINED,
    CannotFollow,
    Host,
    JsArray,
    JsObject,
    Site,
    Text,
    Unknown,
    Value,
)
from clerkdoctor.semver import Version
from clerkdoctor.typescript import values as folded
from clerkdoctor.typescript.module import Module
from clerkdoctor.typescript.sources import Sources

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.facts.routes import Slip
    from clerkdoctor.guard.functions import Code
    from clerkdoctor.guard.matchers import Matcher
    from clerkdoctor.guard.run import Run
    from clerkdoctor.typescript.scopes import Binding

STEPS_AT_FIRST, STEPS_PER_PATH, STEPS_PER_RUN = 1_000_000, 500, 20
"""Calls and turns of loops. A handler takes ten or twenty in a run; in all this is some seconds."""


class Program:
    """All files that the middleware is made of.

    `major` is Clerk's, None where it is not known. `made` are the kinds of Clerk's middleware that
    the program has made, `slips` what was to stop a request and did not, `handed_to` is the package
    of another middleware that it hands requests to.
    """

    def __init__(
        self,
        sources: Sources,
        *,
        clerk: Version | None,
        major: int | None,
        shared: Version | None = None,
        sign_in_url: str | None = None,
        sign_up_url: str | None = None,
        base_path: str = "",
    ) -> None:
        self.sources = sources
        self.base_path = base_path
        self.clerk = clerk
        self.shared = shared
        self.major = major
        self.sign_in_url = sign_in_url
        self.sign_up_url = sign_up_url
        self.constants = Constants()
        self.made: list[str] = []
        self.slips: dict[Place, Slip] = {}
        self.handed_to: str | None = None
        self.globals: dict[tuple[str, int], Value] = {}
        self._left = STEPS_AT_FIRST
        self._units: dict[str, Unit | Unknown] = {}
        self._matchers: dict[tuple[object, ...], Matcher] = {}
        self._variables: dict[str, Value] = {}

    # Limits

    @property
    def is_spent(self) -> bool:
        """Whether the handler has taken all the work that it may."""
        return self._left < 0

    def spend(self, steps: int) -> None:
        self._left -= steps + STEPS_PER_RUN

    def allow_more(self) -> None:
        self._left += STEPS_PER_PATH

    # Files

    def unit(self, path: str) -> "Unit | Unknown":
        found = self._units.get(path)
        if found is None:
            module = self.sources.module(path)
            if isinstance(module, Module):
                found = Unit(self, module)
            else:
                found = Unknown(module.reason, module.place, f"module:{path}")
            self._units[path] = found
        return found

    def add(self, module: Module) -> "Unit":
        unit = Unit(self, module)
        self._units[module.path] = unit
        return unit

    def matcher(self, made: "Matcher") -> "Matcher":
        """Keeps a route matcher; one that each request makes anew is the same one."""
        return self._matchers.setdefault(made.key, made)

    def matchers(self) -> "Iterator[Matcher]":
        yield from self._matchers.values()

    def variable(self, name: str, site: Site) -> Value:
        """An environment variable, where the sources know it."""
        if name not in self._variables:
            self._variables[name] = self._stated(name, site)
        return self._variables[name]

    def _stated(self, name: str, site: Site) -> Value:
        if site.module.text(site.node) == f"process.env.{name}":
            match self.sources.value(site.module, site.node):
                case folded.Text(text, place):
                    return Text(text, place)
                case folded.Undefined():
                    return UNDEFINED
        return unset_or_any(name, site)


class Unit:
    """One file of the program."""

    def __init__(self, program: Program, module: Module) -> None:
        self.program = program
        self.module = module
        self._codes: dict[int, Code] = {}
        self._expressions: dict[int, Expression] = {}
        self._asked: set[str] = set()

    def code(self, node: "Node") -> "Code":
        from clerkdoctor.guard.functions import Code

        found = self._codes.get(node.id)
        if found is None:
            found = self._codes[node.id] = Code(self, node)
        return found

    # Names

    def top_level(self, run: "Run", binding: "Binding") -> Value:
        """The value of a name of the top level."""
        return self._kept(run, binding.node, lambda: self._declared(run, binding))

    def _kept(self, run: "Run", node: "Node", compute: Callable[[], Value]) -> Value:
        key = (self.module.path, node.id)
        program = self.program
        if key in program.globals:
            return program.globals[key]
        if key in run.globals:
            return run.globals[key]
        text = self.module.excerpt(node)
        circle = Unknown(f"`{text}` refers to itself", self.module.place(node), f"circle:{text}")
        run.globals[key] = circle
        asked = run.asked
        try:
            value = compute()
        except CannotFollow as error:
            value = Unknown(error.reason, error.place, f"{self.module.path}:{node.id}")
        if run.asked == asked:
            program.globals[key] = value
        run.globals[key] = value
        return value

    def _computed(self, run: "Run", node: "Node") -> Value:
        """An expression of the top level."""
        from clerkdoctor.guard.expressions import expression

        compiled = self._expressions.get(node.id)
        if compiled is None:
            compiled = self._expressions[node.id] = expression(self, node)
        return compiled(Frame(run, None))

    def _declared(self, run: "Run", binding: "Binding") -> Value:
        from clerkdoctor.guard.functions import closure

        name, module = binding.name, self.module
        if binding.kind == "import":
            return self._import(run, binding)
        broken = module.broken_statement(binding.owner)
        if broken is not None:
            return Unknown(broken.reason, broken.place, name)
        change = module.scopes.change(binding)
        if change is not None:
            why = f"`{name}` is {change.how} at line {change.place.line}"
            return Unknown(why, change.place, f"{module.path}:{name}")
        if binding.kind == "function":
            return closure(self, binding.owner)(Frame(run, None))
        if binding.kind == "enum":
            return unfolded(self.program.sources.origin(module.path, name))
        initial = binding.owner.child_by_field_name("value")
        pattern = binding.owner.child_by_field_name("name")
        if binding.kind not in ("const", "let", "var") or pattern is None:
            return Unknown(f"`{name}` is a {binding.kind}", module.place(binding.node), name)
        if initial is None:
            return UNDEFINED
        value = self._kept(run, initial, lambda: self._computed(run, initial))
        if pattern.type == "identifier":
            return value
        return self._taken(run, binding, pattern, value)

    def _taken(self, run: "Run", binding: "Binding", pattern: "Node", value: Value) -> Value:
        """A name out of `const { a, b } = value`."""
        from clerkdoctor.guard.properties import items_of, member

        site = Site(self.module, pattern)
        for step in binding.steps:
            if step.key is not None:
                value = member(run, value, step.key, site)
            elif step.position is not None:
                items = items_of(value, site)
                value = items[step.position] if step.position < len(items) else UNDEFINED
            else:
                return Unknown(f"`{binding.name}` is computed", site.place, binding.name)
            if value is UNDEFINED and step.default is not None:
                value = self._computed(run, step.default)
        return value

    # Imports and exports

    def _import(self, run: "Run", binding: "Binding") -> Value:
        for one in self.module.imports:
            if one.local == binding.name and one.kind != "dynamic":
                return self.imported(run, one.source, one.name, Site(self.module, binding.node))
        place = self.module.place(binding.node)
        return Unknown(f"`{binding.name}` is imported in an unknown way", place, binding.name)

    def imported(self, run: "Run", source: str, name: str, site: Site) -> Value:
        """What a module gives under a name; `*` is all of it."""
        target = self.program.sources.resolve(source, self.module.path)
        if isinstance(target, folded.NotKnown):
            return Unknown(target.reason, site.place, f"{source}:{name}")
        if not isinstance(target, str):
            return Package(source) if name == "*" else from_package(run, source, name, site)
        if target.endswith(".json"):
            whole = unfolded(self.program.sources.json(target))
            return whole if name in ("*", "default") else UNDEFINED
        unit = self.program.unit(target)
        if isinstance(unit, Unknown):
            return unit
        return Exports(unit) if name == "*" else unit.exported(run, name)

    def exported(self, run: "Run", name: str) -> Value:
        """What this file exports under a name."""
        path = self.module.path
        if name in self._asked:
            return Unknown(f"`{name}` is re-exported in a circle", Place(path), f"{path}:{name}")
        self._asked.add(name)
        try:
            found = self.own_export(run, name)
        finally:
            self._asked.discard(name)
        if found is not None:
            return found[0]
        broken, why = self.module.syntax_error, f"`{path}` does not export `{name}`"
        if broken is not None:
            why = f"`{path}` cannot be parsed at line {broken.line}"
        return Unknown(why, broken or Place(path), f"{path}:{name}")

    def own_export(self, run: "Run", name: str) -> tuple[Value] | None:
        """The same in a tuple, None where there is no such export."""
        for one in self.module.exports:
            if one.name != name or one.is_type:
                continue
            if one.source:
                return (self.imported(run, one.source, one.local, Site(self.module, one.node)),)
            binding = self.module.scopes.top_level(one.local) if one.local else None
            if binding is not None:
                return (self.top_level(run, binding),)
            broken = self.module.broken_statement(one.node)
            if broken is not None:
                return (Unknown(broken.reason, broken.place, name),)
            return (self._kept(run, one.node, partial(self._computed, run, one.node)),)
        for one in self.module.exports:
            if one.name == "*" and name != "default" and not one.is_type:
                target = self.program.sources.resolve(one.source, self.module.path)
                unit = self.program.unit(target) if isinstance(target, str) else None
                found = unit.own_export(run, name) if isinstance(unit, Unit) else None
                if found is not None:
                    return found
                if unit is None:
                    value = self.imported(run, one.source, name, Site(self.module, one.node))
                    if not isinstance(value, Unknown):
                        return (value,)
        return None


class Exports(Host):
    """A file of the project as a whole: `import * as routes`."""

    __slots__ = ("unit",)

    def __init__(self, unit: Unit) -> None:
        self.unit = unit

    def member(self, run: "Run", name: str, site: Site) -> Value:  # noqa: ARG002
        return self.unit.exported(run, name)


class Package(Host):
    """A package as a whole."""

    __slots__ = ("source",)

    def __init__(self, source: str) -> None:
        self.source = source

    def member(self, run: "Run", name: str, site: Site) -> Value:
        return from_package(run, self.source, name, site)


def unfolded(value: folded.Value) -> Value:
    """A folded constant as a value of the interpreter."""
    match value:
        case folded.Text(text, place):
            return Text(text, place)
        case folded.Number(number):
            return int(number) if number == int(number) else number
        case folded.Boolean(holds):
            return holds
        case folded.Null():
            return None
        case folded.Undefined():
            return UNDEFINED
        case folded.Array(items):
            listed = [one for one in items if not isinstance(one, folded.Spread)]
            return JsArray([unfolded(one) for one in listed])
        case folded.Object(entries):
            return JsObject({entry.key: unfolded(entry.value) for entry in entries})
        case _:
            place = value.place
            return Unknown("is computed at run time", place, str(place))
