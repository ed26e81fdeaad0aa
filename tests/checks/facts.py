"""Facts built by hand, for the tables: what a check is given, in as few words as a row has."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from clerkdoctor.clerk.jwt_key import classify_jwt_key
from clerkdoctor.clerk.keys import (
    classify_secret_key,
    parse_publishable_key,
    publishable_key_for,
)
from clerkdoctor.clerk.webhook_secret import classify_webhook_secret
from clerkdoctor.facts.code import Code, EnvRead, Import, KeyOption, Side, Skipped, WebhookVerifier
from clerkdoctor.facts.environment import (
    EnvFile,
    Environment,
    IgnoredLine,
    Mode,
    Statement,
    Variable,
)
from clerkdoctor.facts.git import GitState, IgnoreRule
from clerkdoctor.facts.keys import (
    JwtKeyVariable,
    PublishableKeyVariable,
    SecretKeyVariable,
    WebhookSecret,
    WebhookSecretReads,
    WebhookSecrets,
)
from clerkdoctor.facts.place import Place, Source
from clerkdoctor.facts.platform import TurboJson, TurboTask
from clerkdoctor.facts.project import App, Dependency, Installed, Manifest, Script, Versions
from clerkdoctor.facts.urls import PageUrls
from clerkdoctor.nextjs.dotenv import env_file_names
from clerkdoctor.nextjs.route_table import RouteTable
from clerkdoctor.nextjs.routes import routes
from clerkdoctor.secret import Secret
from clerkdoctor.semver import parse

PUBLISHABLE = "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY"
SECRET = "CLERK_SECRET_KEY"
WEBHOOK = "CLERK_WEBHOOK_SIGNING_SECRET"


def random_text(seed: str, length: int) -> str:
    """Letters and digits as a machine draws them, the same ones every time."""
    import random

    return "".join(
        random.Random(seed).choices(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", k=length
        )
    )


PK_TEST = publishable_key_for("quick-otter-42.clerk.accounts.dev", live=False)
PK_LIVE = publishable_key_for("clerk.books.dev", live=True)
SK_TEST = "sk_test_" + random_text("secret key", 42)
SK_LIVE = "sk_live_" + random_text("live secret key", 42)
WHSEC = "whsec_" + random_text("signing secret", 32)


def statement(
    path: str,
    line: int,
    name: str,
    value: str,
    *,
    changes: tuple[str, ...] = (),
    last: bool = True,
    excused: bool = False,
) -> Statement:
    raw = value or "…"
    return Statement(name, Place(path, line, 1), Secret(raw), Secret(value), changes, last, excused)


def env_file(
    path: str,
    values: Mapping[str, str] | Iterable[Statement],
    *,
    loaded: bool = True,
    ignored: Mapping[int, str] | None = None,
    discarded: str | None = None,
    not_utf8: Place | None = None,
    made_by_vercel: bool = False,
) -> EnvFile:
    """A file of these values, each on a line of its own, or of these statements."""
    if isinstance(values, Mapping):
        values = [statement(path, i, *pair) for i, pair in enumerate(values.items(), 1)]
    lines = tuple(IgnoredLine(Place(path, i), Secret(t)) for i, t in (ignored or {}).items())
    return EnvFile(path, loaded, tuple(values), lines, discarded, not_utf8, made_by_vercel)


def environment(
    values: Mapping[str, str] | None = None,
    *,
    files: Mapping[str, Mapping[str, str] | EnvFile] | None = None,
    process: Mapping[str, str] | None = None,
    mode: Mode = "development",
    vercel_env: str | None = None,
    dialect: str = "dotenv-16",
) -> Environment:
    """What Next.js loads from `.env.local` with these values, from the other files, and from the
    process.
    """
    named: dict[str, Mapping[str, str] | EnvFile] = dict(files or {})
    if values is not None:
        named[".env.local"] = values
    wanted = env_file_names(mode)
    found = [
        content if isinstance(content, EnvFile) else env_file(path, content, loaded=path in wanted)
        for path, content in named.items()
    ]
    found.sort(key=lambda f: (not f.loaded, wanted.index(f.path) if f.path in wanted else f.path))
    states = {name: Secret(value) for name, value in (process or {}).items()}
    variables = _variables(found, states)
    return Environment(mode, dialect, tuple(found), variables, states, vercel_env)


def _variables(files: Iterable[EnvFile], process: Mapping[str, Secret]) -> dict[str, Variable]:
    stated: dict[str, list[Statement]] = {}
    for file in files:
        for one in file.statements if file.loaded and not file.discarded else ():
            stated.setdefault(one.name, []).append(one)
    variables = {}
    for name in dict.fromkeys([*stated, *process]):
        statements = tuple(stated.get(name, ()))
        if name in process:
            variables[name] = Variable(name, process[name], Source("environ"), statements)
        else:
            winner = next(one for one in statements if one.last)
            variables[name] = Variable(name, winner.value, winner.place, statements)
    return variables


def app(
    clerk: str | None = "7.9.17",
    next: str | None = "16.4.6",  # noqa: A002 - the package's name
    *,
    also: Iterable[str] = (),
    scripts: Mapping[str, str] | None = None,
    path: str = ".",
    workspace_root: str | None = None,
    through: tuple[str, ...] = (),
) -> App:
    """An app that depends on these versions; a range such as `^7.0.0` is one that no lock file
    settles. `through` are the packages that bring @clerk/nextjs along.
    """
    wanted = {"@clerk/nextjs": clerk, "next": next, **dict.fromkeys(also, "1.0.0")}
    packages, dependencies = [], []
    for name, text in wanted.items():
        if text is None:
            continue
        via = through if name == "@clerk/nextjs" else ()
        version = parse(text)
        digits = text.lstrip("^~")[:1]
        major = version.major if version else int(digits) if digits.isdigit() else None
        how: Any = "lockfile" if version else "range"
        packages.append(Installed(name, text, version, major, how, Place("package-lock.json"), via))
        if not via:
            dependencies.append(Dependency(name, text, "dependencies", Place("package.json")))
    place = Place("package.json")
    manifest = Manifest(
        place,
        "web",
        tuple(dependencies),
        tuple(Script(name, command, place) for name, command in (scripts or {}).items()),
    )
    return App(
        path, Path("/"), "next", manifest, Versions(tuple(packages)), workspace_root=workspace_root
    )


def read(
    name: str,
    side: Side = "next-server",
    at: str = "lib/env.ts:3:5",
    *,
    fallback: bool = False,
) -> EnvRead:
    return EnvRead(name, place(at), side, fallback)


def place(text: str) -> Place:
    path, *numbers = text.split(":")
    return Place(path, *(int(number) for number in numbers))


def imports(module: str, name: str, at: str = "proxy.ts:1:10") -> Import:
    return Import(module, name, place(at))


MIDDLEWARE = imports("@clerk/nextjs/server", "clerkMiddleware")
PROVIDER = imports("@clerk/nextjs", "ClerkProvider", "app/layout.tsx:2:10")


def option(
    name: str, env: str | None, of: str = "clerkMiddleware", at: str = "proxy.ts:4:16"
) -> KeyOption:
    return KeyOption(name, place(at), env, of)


def verifier(
    env: str | None = WEBHOOK, at: str = "app/api/webhooks/clerk/route.ts:8:19"
) -> WebhookVerifier:
    return WebhookVerifier("verifyWebhook", place(at), env)


def code(*parts: object, skipped: Iterable[Skipped] = ()) -> Code:
    """Code that has these parts, each in its list; without any, it uses Clerk as a quickstart."""
    if not parts:
        parts = (MIDDLEWARE, PROVIDER)

    def of(kind: type) -> Any:
        return tuple(part for part in parts if isinstance(part, kind))

    from clerkdoctor.facts.code import LiteralSecret

    return Code(
        of(EnvRead), of(Import), of(KeyOption), of(WebhookVerifier), of(LiteralSecret),
        tuple(skipped), files=12, read=7,
    )  # fmt: skip


UNREADABLE = Skipped("lib/huge.ts", "is 5.0 MB; the limit is 2 MB")


def variable(name: str, value: str, line: int = 1) -> Variable:
    one = statement(".env.local", line, name, value)
    return Variable(name, one.value, one.place, (one,))


def publishable(value: str = PK_TEST) -> PublishableKeyVariable:
    return PublishableKeyVariable(variable(PUBLISHABLE, value), parse_publishable_key(value))


def secret(value: str = SK_TEST) -> SecretKeyVariable:
    return SecretKeyVariable(variable(SECRET, value, 2), classify_secret_key(value))


def webhook_secrets(**values: str) -> WebhookSecrets:
    return WebhookSecrets(
        tuple(
            WebhookSecret(variable(name, value, 3), classify_webhook_secret(value))
            for name, value in values.items()
        )
    )


def secret_reads(*names: str) -> WebhookSecretReads:
    return WebhookSecretReads(
        tuple((name, place("app/api/webhooks/clerk/route.ts:8:19")) for name in names)
    )


def jwt_key(value: str, name: str = "CLERK_JWT_KEY") -> JwtKeyVariable:
    return JwtKeyVariable(variable(name, value, 4), classify_jwt_key(value))


def pages(*files: str, doubt: str | None = None) -> PageUrls:
    found = routes(files, app_dir="app", pages_dir=None)
    return PageUrls(found, RouteTable(found), doubt)


def git(*tracked: str, ignored: Mapping[str, str] | None = None) -> GitState:
    """`ignored` is path → the last pattern in `.gitignore` that matches it."""
    rules = tuple(
        (path, IgnoreRule(pattern, Place(".gitignore", 1)))
        for path, pattern in (ignored or {}).items()
    )
    return GitState(frozenset(tracked), rules)


def turbo(*patterns: str, strict: bool = True, task: str | None = "build") -> TurboJson:
    at = Place("../../turbo.json", 4)
    tasks = (TurboTask(task, patterns, at),) if task else ()
    return TurboJson(tasks, strict, Place("../../turbo.json"))
