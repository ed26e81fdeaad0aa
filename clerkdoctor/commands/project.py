"""`check`, `check-env` and `check-routes`: a project by its files."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from clerkdoctor.commands.checking import (
    PROJECT_SUBJECTS,
    Options,
    app_data,
    chosen,
    instant,
    judged,
    with_settings,
    written,
)
from clerkdoctor.commands.settings import of_apps

if TYPE_CHECKING:
    from clerkdoctor.gather.deployed.sources import Against


def check(project: Path, options: Options) -> int:
    """`clerkdoctor check`: every check on every app of the project."""
    options = with_settings(project, options)
    seen, results, crashes = judged(project, options, PROJECT_SUBJECTS)
    data = {"mode": options.mode, "apps": [app_data(app) for app in seen.apps.values()]}
    return written("check", seen, results, crashes, options, data)


def check_env(
    project: Path,
    options: Options,
    *,
    reveal: bool,
    against: "Against | None" = None,
    compared: "Callable[[list[str]], Against | None] | None" = None,
) -> int:
    """`clerkdoctor check-env`: the checks of the environment, and the variables themselves.

    With `against`, those of the deployments, too, and each variable by source; without it, the
    sources of clerkdoctor.toml count, of which `compared` makes what the other options say.
    """
    if reveal and not sys.stdout.isatty():
        sys.stderr.write("clerkdoctor: --reveal writes secrets to what is no terminal\n")
    from clerkdoctor.render.variables import variables

    options = with_settings(project, options)
    if against is None and compared is not None:
        against = compared(list(options.settings.against))
    if against is None:
        seen, results, crashes = judged(project, options, ("environment",))
        data = variables(seen.evidence, options.mode, reveal=reveal)
        return written("check-env", seen, results, crashes, options, data)
    from clerkdoctor.cli.against import tell
    from clerkdoctor.gather.deployed.evidence import add_deployed
    from clerkdoctor.gather.everything import Wanted, gather
    from clerkdoctor.judge import judge
    from clerkdoctor.render.deployed import with_deployments

    instant(options.now)
    checks = chosen(options, ("environment", "deployed"))
    seen = of_apps(gather(project, Wanted(options.mode)), options.settings)
    add_deployed(seen.apps, seen.evidence, against, tell)
    results, crashes = judge(checks, seen.evidence)
    data = variables(seen.evidence, options.mode, reveal=reveal)
    data = with_deployments(data, seen.evidence, reveal=reveal)
    return written("check-env", seen, results, crashes, options, data)


def check_routes(
    project: Path, options: Options, *, paths: Sequence[str], access: Sequence[str]
) -> int:
    """`clerkdoctor check-routes`: the checks of the routes, and who gets to each of them."""
    from clerkdoctor.render.routes import ORDER
    from clerkdoctor.render.routes import data as routes_data

    for one in access:
        if one not in ORDER:
            raise typer.BadParameter(f"--access is `{one}`; expected {', '.join(ORDER)}")
    for path in paths:
        if not path.startswith("/"):
            raise typer.BadParameter(f"--path is `{path}`; expected a path that begins with `/`")
    options = with_settings(project, options)
    seen, results, crashes = judged(project, options, ("routes",), tuple(paths))
    data = routes_data(seen.evidence, frozenset(access))
    return written("check-routes", seen, results, crashes, options, data)
