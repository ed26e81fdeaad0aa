"""Sources in memory, and values as one line of text: what the tables of these tests are made of."""

from collections.abc import Mapping
from typing import Any

from clerkdoctor.typescript.literals import number_text
from clerkdoctor.typescript.module import Module, read_module
from clerkdoctor.typescript.sources import Sources
from clerkdoctor.typescript.values import (
    Array,
    Boolean,
    Call,
    Choice,
    EnvRead,
    Function,
    Namespace,
    NotKnown,
    Null,
    Number,
    Object,
    Operation,
    Reference,
    Regex,
    Spread,
    Template,
    Text,
    Undefined,
    Value,
)


def module(source: str | bytes, path: str = "a.tsx") -> Module:
    data = source if isinstance(source, bytes) else source.encode("utf-8", "surrogatepass")
    found = read_module(path, data)
    assert isinstance(found, Module), found
    return found


def sources(files: Mapping[str, str], **options: Any) -> Sources:
    def read(path: str) -> bytes | None:
        return files[path].encode() if path in files else None

    return Sources(read, lambda path: path in files, **options)


def exported(source: str | Mapping[str, str], name: str = "x", **options: Any) -> str:
    """What `a.ts` exports as `name`, on one line."""
    files = {"a.ts": source} if isinstance(source, str) else source
    return show(sources(files, **options).exported("a.ts", name))


def folded(expression: str, **options: Any) -> str:
    """What an expression is, on one line."""
    return exported(f"export const x = {expression}", **options)


def show(value: Value | Spread) -> str:
    match value:
        case Text(text):
            return repr(text)
        case Number(number):
            return number_text(number)
        case Boolean(truth):
            return str(truth).lower()
        case Null():
            return "null"
        case Undefined():
            return "undefined"
        case Regex(pattern, flags):
            return f"/{pattern}/{flags}"
        case Array(items):
            return f"[{', '.join(map(show, items))}]"
        case Object(entries, _, rest):
            shown = [f"{entry.key}: {show(entry.value)}" for entry in entries]
            return "{" + ", ".join(shown + ([f"...{show(rest)}"] if rest else [])) + "}"
        case EnvRead(name, _, operator, fallback):
            return f"env.{name}" + (f" {operator} {show(fallback)}" if fallback else "")
        case Template(parts):
            return "`" + " + ".join(map(show, parts)) + "`"
        case Choice(test, then, otherwise):
            return f"({show(test)} ? {show(then)} : {show(otherwise)})"
        case Operation(operator, operands):
            return f"{operator}({', '.join(map(show, operands))})"
        case Reference(package, name):
            return f"<{package}#{name}>"
        case Call(callee, arguments, _, is_new):
            return ("new " if is_new else "") + f"{show(callee)}({', '.join(map(show, arguments))})"
        case Namespace(path):
            return f"<module {path}>"
        case Function(name, parameters):
            return f"{name}({', '.join(parameters)}) => …"
        case Spread(inner):
            return f"...{show(inner)}"
        case NotKnown(reason):
            return f"?{reason}"
