"""Guards over sources in memory, and what they answer on one line."""

from collections.abc import Mapping
from typing import Any

from clerkdoctor.guard.guard import Guard, read_guard
from clerkdoctor.semver import parse
from clerkdoctor.typescript.module import Module
from tests.typescript.reading import sources

LATEST = {4: "4.31.8", 5: "5.7.5", 6: "6.39.6", 7: "7.9.17"}

IMPORTS = """
import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'
import { NextResponse } from 'next/server'
"""


def guard(
    source: str,
    *,
    clerk: int | str | None = 7,
    name: str | None = "default",
    files: Mapping[str, str] | None = None,
    path: str = "proxy.ts",
    environment: Mapping[str, str | None] | None = None,
    **options: Any,
) -> Guard:
    """A guard over `source`, which `files` may stand beside."""
    version = parse(LATEST[clerk] if isinstance(clerk, int) else clerk) if clerk else None
    read = sources({path: source, **(files or {})}, environment=environment)
    module = read.module(path)
    assert isinstance(module, Module)
    major = version.major if version is not None else None
    return read_guard(module, read, clerk=version, clerk_major=major, export_name=name, **options)


def handler(body: str, *, before: str = "", **options: Any) -> Guard:
    """A guard over a `clerkMiddleware` whose asynchronous handler has this body."""
    source = (
        f"{IMPORTS}{before}\nexport default clerkMiddleware(async (auth, req) => {{\n{body}\n}})"
    )
    return guard(source, **options)


def answers(given: Guard, *paths: str) -> str:
    """`/ public, /dashboard protected`."""
    return ", ".join(f"{path} {given.signed_out(path).access}" for path in paths)


def access(given: Guard, path: str = "/x") -> str:
    return given.signed_out(path).access
