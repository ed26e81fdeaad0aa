"""Gathering the URLs that the app's pages serve, from its files' names."""

from collections.abc import Iterable

from clerkdoctor.evidence import Absent
from clerkdoctor.facts.project import App
from clerkdoctor.facts.urls import PageUrls
from clerkdoctor.gather.files import MEGABYTE, read
from clerkdoctor.nextjs.route_table import RouteTable
from clerkdoctor.nextjs.routes import routes

_MOVERS = ("rewrites", "basePath", "i18n", "pageExtensions", "withNextIntl", "withZones")


def page_urls(app: App, files: Iterable[str]) -> PageUrls | Absent:
    """The pages of the app; none where Next.js has no router folder here."""
    if not app.app_router and not app.pages_router:
        return Absent("there is no `app` and no `pages` folder here")
    found = routes(files, app_dir=app.app_router, pages_dir=app.pages_router)
    return PageUrls(found, RouteTable(found), _doubt(app))


def _doubt(app: App) -> str | None:
    """What in next.config may serve pages under other paths than their files'."""
    for name in app.next_configs:
        content = read(app.folder / name, MEGABYTE)
        if not isinstance(content, bytes):
            return f"`{name}` cannot be read"
        for word in _MOVERS:
            if word.encode() in content:
                return f"`{name}` has `{word}`, which can serve pages under other paths"
    return None
