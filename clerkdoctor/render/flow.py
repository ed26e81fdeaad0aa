"""The way of a sign-in and of a webhook at a glance, each link marked by its worst check.

    browser ─✓─ Clerk ─✗─ middleware ─✓─ route ─✓─ Convex
    Clerk ─✓─ webhook ─!─ handler

Which check is about which link is data. A link that nothing was judged of is left out with what
lies behind it: no mark is made without a check.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from clerkdoctor.check import Problem
from clerkdoctor.render.line import Line
from clerkdoctor.render.lines import STYLE, Lines
from clerkdoctor.render.text import glyph
from clerkdoctor.report import Result, SetAside

Link = Literal["sign-in", "session", "guard", "convex", "delivery", "handler"]

WAYS: tuple[tuple[str, tuple[tuple[Link, str], ...]], ...] = (
    (
        "browser",
        (("sign-in", "Clerk"), ("session", "middleware"), ("guard", "route"), ("convex", "Convex")),
    ),
    ("Clerk", (("delivery", "webhook"), ("handler", "handler"))),
)
"""Where each way begins, and the links with what they lead to."""

_SUBJECTS: Mapping[str, Link] = {"routes": "guard", "webhooks": "handler", "convex": "convex"}

CHECKS: Mapping[Link, tuple[str, ...]] = {
    "sign-in": (
        "publishable-key-", "live-keys-", "production-uses-", "keyless-keys-", "sign-in-urls-",
        "browser-code-reads-", "csp-admits-clerk", "clerk-provider-", "clerk-packages-",
        "sign-in-page-", "sso-callback-", "custom-sign-up-", "satellites-", "redirect-props-",
        "sign-in-routes-", "sign-in-sub-routes-", "client-hooks-",
    ),
    "session": (
        "secret-key-", "keys-are-of-one-type", "jwt-key-", "encryption-key-", "clerk-middleware-",
        "middleware-is-where-", "middleware-has-", "middleware-exports-", "middleware-config-",
        "middleware-matcher-", "middleware-imports-", "output-mode-",
    ),
    "guard": (),
    "convex": ("convex-", "jwt-template-", "csp-admits-convex"),
    "delivery": (
        "webhook-secret-", "webhook-routes-", "webhook-path-", "webhook-file-", "handler-exports-",
        "svix-refuses-",
    ),
    "handler": (),
}  # fmt: skip
"""Link → how the ids of its checks begin. The others have the link of their subject, if any."""

GENERAL = (
    "values-",
    "variables-",
    "env-",
    "shell-",
    "switches-",
    "no-secret-",
    "turbo-",
    "vercel-",
)
"""Checks of all variables alike: each problem belongs to the link of what it is about."""

NOWHERE = (
    "example-env-lists-what-the-code-reads", "keys-name-one-instance", "clerk-version-is-pinned",
    "create-route-matcher-is-on-its-way-out", "clerk-webhook-handler-exists",
)  # fmt: skip
"""What says nothing of a link: hygiene, and what an offline check cannot know."""

_ABOUT: Mapping[Link, tuple[str, ...]] = {
    "sign-in": ("PUBLISHABLE_KEY", "SIGN_IN", "SIGN_UP", "CLERK_DOMAIN", "PROXY_URL"),
    "session": ("CLERK_SECRET_KEY", "CLERK_JWT_KEY", "CLERK_ENCRYPTION_KEY", "CLERK_API_KEY"),
    "convex": ("CONVEX", "JWT_ISSUER"),
    "delivery": ("WEBHOOK", "SIGNING_SECRET"),
}

_WORST = ("pass", "note", "unknown", "warning", "error")


def flow(
    lines: Lines, results: Sequence[Result], set_aside: Sequence[SetAside] = ()
) -> Iterator[Line]:
    """The ways of this app's results; nothing where no link of them was judged."""
    marks = worst(results, set_aside)
    first = True
    for start, links in WAYS:
        judged = [link in marks for link, _ in links]
        if not any(judged):
            continue
        if first:
            yield Line()
            first = False
        last = max(at for at, known in enumerate(judged) if known)
        way = _way(lines, start, links[: last + 1], marks)
        # A diagram that is broken over two lines shows nothing.
        if way.columns <= lines.width:
            yield way


def worst(results: Sequence[Result], set_aside: Sequence[SetAside] = ()) -> dict[Link, str]:
    """Each judged link → the gravest that its checks say: `pass`, `note`, `unknown`, ….

    A check that is set aside proves nothing: a skipped one is unknown, a known problem a warning.
    """
    found: dict[Link, str] = {}

    def add(link: Link | None, mark: str) -> None:
        if link and _WORST.index(mark) >= _WORST.index(found.get(link, "pass")):
            found[link] = mark

    for result in results:
        if result.status == "fail":
            for problem in result.problems:
                add(link_of(result, problem), problem.level or result.check.level)
        elif result.status != "not_applicable" and not result.check.id.startswith(GENERAL):
            add(link_of(result), result.status)
    for aside in set_aside:
        whole = Result(aside.check, aside.subject, aside.app, "fail", "warning")
        add(link_of(whole), "unknown" if aside.kind == "skipped" else "warning")
    return found


def link_of(result: Result, problem: Problem | None = None) -> Link | None:
    """The link that a check is about, or a problem of a general check; None for none."""
    name = result.check.id
    if name in NOWHERE:
        return None
    if name.startswith(GENERAL):
        about = problem.about if problem else ""
        return next((link for link, words in _ABOUT.items() if _in(words, about)), None)
    for link, beginnings in CHECKS.items():
        if name.startswith(beginnings):
            return link
    return _SUBJECTS.get(result.subject)


def _in(words: Sequence[str], about: str) -> bool:
    return any(word in about for word in words)


def _way(
    lines: Lines, start: str, links: Sequence[tuple[Link, str]], marks: Mapping[Link, str]
) -> Line:
    unicode = lines.screen.unicode
    line = "─" if unicode else "-"
    way = Line(start)
    for link, node in links:
        mark = marks.get(link, "not_applicable")
        sign = glyph(mark, unicode=unicode)
        way.append(f" {line}")
        way.append(sign, STYLE[mark])
        way.append(f"{line} {node}")
    return way
