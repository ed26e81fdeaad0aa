"""What `check-convex` does: gather, let be asked what the user names, judge, render, exit."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from clerkdoctor.commands.checking import Options, chosen, instant, with_settings, written
from clerkdoctor.commands.settings import of_apps
from clerkdoctor.errors import Trouble
from clerkdoctor.report import Result

if TYPE_CHECKING:
    from clerkdoctor.evidence import Evidence
    from clerkdoctor.gather.convex_deployments import Asked
    from clerkdoctor.gather.everything import Gathered

TEMPLATE_LIMIT = 1_000_000
"""Bytes of a file with a JWT template."""


class ConvexOptions(NamedTuple):
    """The options that `check-convex` has of its own."""

    online: bool = False
    template: Path | None = None
    token: str | None = None
    deploy_key_env: Sequence[str] = ()
    use_login: bool = False
    proxy: str | None = None
    timeout: float = 5.0


def check_convex(project: Path, own: ConvexOptions, options: Options) -> int:
    """`clerkdoctor check-convex`: whether Convex accepts what Clerk issues, link by link."""
    from clerkdoctor.gather.everything import Wanted, gather
    from clerkdoctor.judge import judge
    from clerkdoctor.token_chain import KEY, METADATA

    options = with_settings(project, options)
    asked = _asked(own, options)
    checks = chosen(options, ("convex",), also=(*KEY, *METADATA))
    seen = of_apps(gather(project, Wanted(options.mode, convex=True)), options.settings)
    _add_online(seen, asked)
    results, crashes = judge(checks, seen.evidence)
    own_subject = [one for one in results if one.subject == "convex"]
    if all(one.status == "not_applicable" for one in own_subject):
        results = tuple(own_subject)  # a key alone says nothing of Convex
    data = _data(seen.evidence, results)
    return written("check-convex", seen, results, crashes, options, data)


def _add_online(seen: "Gathered", asked: "Asked") -> None:
    from clerkdoctor.gather.convex_online import add_online

    for evidence in seen.evidence.values():
        add_online(evidence, asked)


def _asked(own: ConvexOptions, options: Options) -> "Asked":
    """The command line as the gatherer takes it; files are read here, and named if they cannot."""
    import time

    from clerkdoctor.commands.tokens import token_text
    from clerkdoctor.gather.convex_deployments import Asked
    from clerkdoctor.gather.convex_online import login_file

    if (own.deploy_key_env or own.use_login) and not own.online:
        raise typer.BadParameter("--deploy-key-env and --use-login go with --online")
    moment = instant(options.now)
    now = (time.time() if moment is None else moment) * 1000
    template = None if own.template is None else (str(own.template), _file(own.template))
    login = _file(login_file()) if own.use_login else None
    return Asked(
        own.online,
        template,
        None if own.token is None else token_text(own.token),
        tuple(own.deploy_key_env),
        login,
        own.proxy,
        own.timeout,
        now,
        options.settings.jwt_template,
    )


def _file(path: Path) -> bytes:
    import sys

    from clerkdoctor.gather.files import Missing, Unreadable, read

    if str(path) == "-":
        return sys.stdin.buffer.read(TEMPLATE_LIMIT)
    content = read(path, TEMPLATE_LIMIT)
    if isinstance(content, Missing):
        raise typer.BadParameter(f"there is no file `{path}`")
    if isinstance(content, Unreadable):
        raise Trouble(f"`{path}` {content.reason}", "name a file that can be read")
    return content


def _data(apps: "Mapping[str | None, Evidence]", results: Sequence[Result]) -> dict[str, Any]:
    """The chain of each app; of the one app itself where there is one only."""
    from clerkdoctor.token_chain import chain, document

    found = {}
    for name, seen in apps.items():
        links = chain(seen, [one for one in results if one.app == name])
        if links:
            found[name] = document(seen, links)
    if None in found:
        return found[None]
    if not found:
        return {"headline": None, "chain": [], "providers": []}
    return {"apps": [{"app": name, **part} for name, part in found.items()]}
