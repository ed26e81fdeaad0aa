"""What `check --online` does: gather, let the services be asked, judge, render, and exit."""

import sys
import time
from pathlib import Path

from clerkdoctor.commands.checking import (
    PROJECT_SUBJECTS,
    Options,
    app_data,
    chosen,
    instant,
    with_settings,
    written,
)
from clerkdoctor.commands.session import Reach, app_url
from clerkdoctor.commands.settings import of_apps

SUBJECTS = (*PROJECT_SUBJECTS, "session", "key sets")


def check_online(
    project: Path, url: str | None, timeout: float, options: Options, reach: Reach | None = None
) -> int:
    """`clerkdoctor check --online`: every check of the project, and those that services answer."""
    from clerkdoctor.gather.dns_records import Resolvers
    from clerkdoctor.gather.everything import Wanted, gather
    from clerkdoctor.gather.online import Online, add_online
    from clerkdoctor.gather.visits import Network
    from clerkdoctor.judge import judge

    options = with_settings(project, options)
    stated = url if url is not None else options.settings.app_url
    page = None if stated is None else app_url(stated)
    moment = instant(options.now)
    checks = chosen(options, SUBJECTS)
    wanted = Wanted(options.mode, routes=True, webhooks=True, convex=True)
    seen = of_apps(gather(project, wanted), options.settings)
    reach = reach or Reach()
    asked = Online(
        page,
        time.time() if moment is None else moment,
        reach.network or Network(timeout),
        reach.resolvers or Resolvers(timeout=timeout),
        options.settings.jwt_template,
    )
    if sys.stderr.isatty():
        sys.stderr.write("clerkdoctor: asking the project's own Clerk, Convex and app hosts …\n")
    add_online(seen.apps, seen.evidence, asked)
    results, crashes = judge(checks, seen.evidence)
    data = {"mode": options.mode, "apps": [app_data(app) for app in seen.apps.values()]}
    return written("check", seen, results, crashes, options, data)
