"""Gathering the code: what the source files say about Clerk and its environment.

Every source file is read once. Those that name Clerk, Convex, Svix or Next.js' server modules are
parsed, one at a time; of the others only their bytes are searched, for secrets.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from clerkdoctor.facts.code import (
    Code,
    EnvRead,
    Import,
    KeyOption,
    LiteralSecret,
    Side,
    Skipped,
    WebhookVerifier,
)
from clerkdoctor.facts.place import Place
from clerkdoctor.gather import tree
from clerkdoctor.gather.environment import is_excused
from clerkdoctor.secret_shapes import WHAT, find_secrets
from clerkdoctor.typescript.module import Module, read_module
from clerkdoctor.typescript.sources import Sources
from clerkdoctor.typescript.values import Array, NotKnown, Object, Text, Value, env_reads_in
from clerkdoctor.typescript.values import EnvRead as EnvReadValue

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.typescript.calls import CallSite

MARKERS = (
    b"@clerk/", b"CLERK_", b"CONVEX_", b"convex/", b"svix", b"_SECRET", b"next/server",
    b"next/headers", b"clerk-captcha",
)  # fmt: skip

PACKAGES = ("@clerk/", "convex", "svix", "standardwebhooks")
MIDDLEWARE = ("clerkMiddleware", "authMiddleware")
VERIFIERS = ("@clerk/nextjs/webhooks", "@clerk/backend/webhooks", "@clerk/express/webhooks",
             "@clerk/fastify/webhooks", "@clerk/astro/webhooks")  # fmt: skip
KEY_OPTIONS = ("publishableKey", "secretKey", "jwtKey")
DEFAULT_SECRET = "CLERK_WEBHOOK_SIGNING_SECRET"  # noqa: S105 - a variable's name

# Files that run beside the app, not in it: what they read is not what the app needs.
_BESIDE = frozenset(
    ("test", "tests", "__tests__", "__mocks__", "e2e", "cypress", "playwright", "scripts", "bin",
     "stories", ".storybook", "fixtures", "mocks")
)  # fmt: skip
_BESIDE_ENDS = (".test", ".spec", ".stories", ".config", ".setup", ".e2e", ".cy")


class _Found(NamedTuple):
    env_reads: list[EnvRead]
    imports: list[Import]
    key_options: list[KeyOption]
    verifiers: list[WebhookVerifier]
    secrets: list[LiteralSecret]
    parties: list[str]


def code(
    root: Path,
    files: Sequence[str],
    convex_folder: str | None,
    sources: Sources,
    unread: list[tree.Skipped],
    collect: Callable[[Module, Side], None] | None = None,
) -> Code:
    """What these source files say. `sources` folds constants across them; `collect` is given each
    file that is parsed, so that nobody parses it again.

    `unread` are the paths that listing them had to pass over; those that reading them has to pass
    over are added.
    """
    found = _Found([], [], [], [], [], [])
    parsed = 0
    skipped: list[Skipped] = []
    for path, content in tree.mentions(root, files, (b"",), skipped=unread):
        found.secrets.extend(_secrets(path, content))
        if not any(marker in content for marker in MARKERS):
            continue
        # A copy of the very size: what was read holds on to a buffer of 64 kB, and py-tree-sitter
        # 0.26 never lets go of what its read callback gives it.
        module = read_module(path, bytes(memoryview(content)))
        if isinstance(module, NotKnown):
            reason = module.reason.removeprefix(f"`{path}` ")
            skipped.append(Skipped(path, reason, searched=True))
            continue
        parsed += 1
        skipped += [
            Skipped(path, gap.reason.removeprefix(f"`{path}` "), True) for gap in module.gaps
        ]
        side = side_of(module, convex_folder)
        _collect(found, module, side, sources)
        if collect is not None:
            collect(module, side)
    skipped += [Skipped(path, reason) for path, reason in unread]
    return Code(
        env_reads=tuple(found.env_reads),
        imports=tuple(found.imports),
        key_options=tuple(found.key_options),
        webhook_verifiers=tuple(found.verifiers),
        literal_secrets=tuple(found.secrets),
        skipped=tuple(skipped),
        authorized_parties=tuple(found.parties),
        files=len(files),
        read=parsed,
    )


def side_of(module: Module, convex_folder: str | None) -> Side:
    """Where a file's code runs, as far as its place and its directive tell."""
    *folders, name = module.path.split("/")
    if convex_folder and module.path.startswith(f"{convex_folder}/"):
        return "convex"
    if name.partition(".")[0] in ("middleware", "proxy") and folders in ([], ["src"]):
        return "middleware"
    if _is_beside(module.path):
        return "script"
    return "browser" if "use client" in module.directives else "next-server"


def _is_beside(path: str) -> bool:
    """Whether a file runs beside the app: a test, a script, a story, a tool's configuration."""
    *folders, name = path.split("/")
    stem = name.rpartition(".")[0]
    beside = _BESIDE.intersection(folders) or stem.endswith(_BESIDE_ENDS)
    return bool(beside) and stem != "next.config" and not _is_routed(folders)


def _is_routed(folders: list[str]) -> bool:
    """Whether a folder of such a name is part of a URL: `app/test/page.tsx` is the page `/test`."""
    return folders[:1] in (["app"], ["pages"]) or folders[:2] in (["src", "app"], ["src", "pages"])


def _collect(found: _Found, module: Module, side: Side, sources: Sources) -> None:
    found.imports.extend(
        Import(one.source, one.name, one.place)
        for one in module.imports
        if one.source.startswith(PACKAGES)
    )
    found.env_reads.extend(_env_reads(module, side))
    found.key_options.extend(_key_options(module, sources))
    found.parties.extend(_authorized_parties(module, sources))
    if side not in ("convex", "script"):
        found.verifiers.extend(_verifiers(module, sources))


def _env_reads(module: Module, side: Side) -> Iterator[EnvRead]:
    checked = any(one.source.startswith(_SCHEMAS) for one in module.imports)
    for read in module.env_reads():
        optional = read.has_fallback or read.is_tested
        if not optional and checked:
            optional = _schema_makes_optional(module, read.name)
        is_rendered = side == "browser" and read.is_server_only
        yield EnvRead(read.name, read.place, "next-server" if is_rendered else side, optional)


_SCHEMAS = ("zod", "valibot", "@t3-oss/env", "envalid", "arktype", "yup", "joi", "effect")
_OPTIONAL = ("optional", "default(", "nullish", "nullable", ".catch(", "withDefault")


def _schema_makes_optional(module: Module, name: str) -> bool:
    """Whether a schema in this file lets the variable be absent: `X: z.string().optional()`."""
    for lineage in module.occurrences(name):
        pair = lineage[-2] if len(lineage) > 1 else None
        value = pair.child_by_field_name("value") if pair and pair.type == "pair" else None
        if value and any(word in module.text(value) for word in _OPTIONAL):
            return True
    return False


def _key_options(module: Module, sources: Sources) -> Iterator[KeyOption]:
    """Keys that the code hands to the middleware or to `<ClerkProvider>` itself."""
    for name in MIDDLEWARE:
        for call in module.calls(name, "@clerk/nextjs/server"):
            for option, value in _options(module, call, sources):
                yield KeyOption(option, call.place, _env_of(value), name)
    for element in module.elements("ClerkProvider", "@clerk/nextjs"):
        for option in KEY_OPTIONS:
            attribute = element.attribute(option)
            if attribute and attribute.value is not None:
                value = sources.value(module, attribute.value)
                yield KeyOption(option, attribute.place, _env_of(value), "ClerkProvider")
            elif attribute:
                yield KeyOption(option, attribute.place, None, "ClerkProvider")


def _authorized_parties(module: Module, sources: Sources) -> Iterator[str]:
    """The origins in the middleware's option, those that are no constants left out."""
    for name in MIDDLEWARE:
        for call in module.calls(name, "@clerk/nextjs/server"):
            for _, value in _options(module, call, sources, ("authorizedParties",)):
                items = value.items if isinstance(value, Array) else ()
                yield from (item.text for item in items if isinstance(item, Text))


def _options(
    module: Module, call: "CallSite", sources: Sources, names: Sequence[str] = KEY_OPTIONS
) -> Iterator[tuple[str, Value]]:
    """Options among a middleware's arguments; they stand last, or come from a function."""
    for argument in call.arguments[-1:]:
        value = sources.value(module, _returned(argument))
        if isinstance(value, Object):
            for option in names:
                given = value.get(option)
                if given is not None:
                    yield option, given


def _returned(argument: "Node") -> "Node":
    """What `() => ({ … })` gives, since the middleware's options may be a function of the request.

    The handler is a function too, but one whose body is no object.
    """
    body = argument.child_by_field_name("body") if argument.type == "arrow_function" else None
    while body is not None and body.type == "parenthesized_expression":
        body = body.named_child(0)
    return body if body is not None and body.type == "object" else argument


def _verifiers(module: Module, sources: Sources) -> Iterator[WebhookVerifier]:
    for call in module.calls("verifyWebhook", VERIFIERS):
        yield WebhookVerifier("verifyWebhook", call.place, _verify_secret(module, call, sources))
    for call in module.calls("Webhook", ("svix", "standardwebhooks")):
        if call.is_new and call.arguments:
            secret = sources.value(module, call.arguments[0])
            yield WebhookVerifier("svix", call.place, _env_of(secret))


def _verify_secret(module: Module, call: "CallSite", sources: Sources) -> str | None:
    """The variable from which `verifyWebhook` takes its secret; its own where none is given."""
    if len(call.arguments) < 2:
        return DEFAULT_SECRET
    options = sources.value(module, call.arguments[1])
    if not isinstance(options, Object):
        return None
    given = options.get("signingSecret")
    if given is None:
        return None if options.rest else DEFAULT_SECRET
    return _env_of(given)


def _env_of(value: Value) -> str | None:
    """The variable that a value comes from, where it is one variable and nothing else."""
    reads = list(dict.fromkeys(read.name for read in env_reads_in(value)))
    return reads[0] if len(reads) == 1 and isinstance(value, EnvReadValue) else None


def _secrets(path: str, content: bytes) -> Iterator[LiteralSecret]:
    for offset, kind in find_secrets(content):
        start = content.rfind(b"\n", 0, offset) + 1
        line = content.count(b"\n", 0, offset) + 1
        end = content.find(b"\n", offset)
        text = content[start : end if end >= 0 else len(content)].decode("utf-8", "replace")
        if not is_excused(text):
            column = len(content[start:offset].decode("utf-8", "replace")) + 1
            mask = content[offset : offset + 8].decode("ascii", "replace") + "…"
            yield LiteralSecret(WHAT[kind], mask, Place(path, line, column), _is_beside(path))
