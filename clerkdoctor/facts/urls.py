"""The URLs that the app's pages serve."""

from typing import NamedTuple

from clerkdoctor.nextjs.route_table import RouteTable
from clerkdoctor.nextjs.routes import Route


class PageUrls(NamedTuple):
    """The pages by their URLs.

    `doubt` says what may serve further paths that no file shows, such as rewrites.
    """

    routes: tuple[Route, ...]
    table: RouteTable
    doubt: str | None = None

    def serve(self, url: str) -> bool:
        """Whether a page serves this path, its query and fragment left aside.

        A first segment such as `[locale]` may be added by middleware: `/sign-in` then is served by
        `/[locale]/sign-in`.
        """
        path = url.partition("#")[0].partition("?")[0] or "/"
        candidates = [path]
        if any(route.segments and route.segments[0].kind == "dynamic" for route in self.routes):
            candidates.append(f"/en{path.rstrip('/')}")
        return any(self._is_page(self.table.match(candidate)) for candidate in candidates)

    def nearest(self, url: str) -> str | None:
        """The page that was probably meant: one of the same purpose, such as `/sign-in`."""
        wanted = "up" if any(word in url for word in ("up", "register", "join")) else "in"
        words = {
            "in": ("sign-in", "signin", "login", "log-in"),
            "up": ("sign-up", "signup", "register", "join"),
        }[wanted]
        for route in self.routes:
            texts = [segment.text for segment in route.segments if segment.kind == "static"]
            if self._is_page(route) and texts and texts[-1] in words:
                return "/" + "/".join(texts)
        return None

    @staticmethod
    def _is_page(route: Route | None) -> bool:
        return route is not None and route.kind == "page"
