"""What a signed-out request meets in the running app, route by route."""

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from tests.live.app import PATHS, ROUTES, Route
from tests.live.serving import Answer, Server

Access = Literal["public", "protected", "unguarded", "failed", "odd"]

# A development instance sends a browser that comes for the first time to Clerk and back, whatever
# the route. So the browser here is one that has been there: it has this cookie.
BEEN_TO_CLERK = {"Cookie": "__clerk_db_jwt=dvb_live"}
DOCUMENT = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "none",
}
STYLES: Mapping[str, Mapping[str, str]] = {
    "document": {**DOCUMENT, **BEEN_TO_CLERK},
    "api": {"Accept": "*/*"},
}


class Seen(NamedTuple):
    """One request and what came of it.

    `asked` is its path; `ran`: the middleware did. `how` is what shows the access: `redirect /sign-in`,
    `404 protect-rewrite`, `401`, `200 app/page.tsx`.
    """

    style: str
    method: str
    asked: str
    access: Access
    ran: bool
    how: str


class Observed(NamedTuple):
    """A route, or a path that was asked besides (`file` is None there), and all that was seen."""

    path: str
    file: str | None
    seen: tuple[Seen, ...]

    @property
    def met(self) -> dict[str, set[tuple[Access, bool]]]:
        """By the path asked: the access, and whether the middleware ran. One where all is well."""
        found: dict[str, set[tuple[Access, bool]]] = {}
        for one in self.seen:
            found.setdefault(one.asked, set()).add((one.access, one.ran))
        return found


def observe(
    server: Server, routes: Iterable[Route] = ROUTES, base_path: str = ""
) -> list[Observed]:
    """Every route, asked as a browser does and as a program does, with each of its methods.

    `base_path` goes before all paths that are asked.
    """
    found = [
        Observed(
            route.path,
            route.file,
            tuple(
                _seen(server, style, method, _below(base_path, asked), route.file)
                for asked in route.ask
                for method in route.methods
                for style in ("document", "api")
                if style == "api" or method == "GET"
            ),
        )
        for route in routes
    ]
    for path in PATHS:
        asked = _below(base_path, path)
        seen = tuple(_seen(server, style, "GET", asked, None) for style in STYLES)
        found.append(Observed(path, None, seen))
    return found


def _below(base_path: str, path: str) -> str:
    return (base_path + path).rstrip("/") or "/"


def _seen(server: Server, style: str, method: str, path: str, file: str | None) -> Seen:
    answer = server.ask(method, path, STYLES[style])
    other = answer.headers.get("location", "")
    if answer.status == 308 and other.rstrip("/") == path.rstrip("/"):
        # Next.js wants a slash at the end, or none, before anything else: clients go there.
        answer = server.ask(method, other, STYLES[style])
    access, ran, how = judge(answer, file)
    return Seen(style, method, path, access, ran, how)


def judge(answer: Answer, file: str | None) -> tuple[Access, bool, str]:
    """What the answer says of the access, whether the middleware ran, and what shows it.

    `file` is the one that has to make the answer where the request gets through; None where any
    may, or Next.js' own 404.
    """
    headers = answer.headers
    status = headers.get("x-clerk-auth-status")
    ran = status is not None or "x-ran" in headers
    through: Access = "public" if ran else "unguarded"
    if answer.made_by:
        how = f"{answer.status} {' '.join(sorted(answer.made_by))}"
        expected = file is None or file in answer.made_by
        return (through if expected and answer.status == 200 else "odd"), ran, how
    if 300 <= answer.status < 400:
        where = urlsplit(headers.get("location", ""))
        to_sign_in = status == "signed-out" and answer.status in {302, 303, 307}
        how = f"{answer.status} {where.netloc}{where.path}"
        return ("protected" if to_sign_in else "odd"), ran, how
    if answer.status == 404 and "protect-rewrite" in headers.get("x-clerk-auth-reason", ""):
        return "protected", ran, "404 protect-rewrite"
    if answer.status in {401, 403} and ran:
        return "protected", ran, str(answer.status)
    if answer.status == 404 and file is None:
        return through, ran, "404"
    if answer.status >= 500:
        return "failed", ran, str(answer.status)
    return "odd", ran, str(answer.status)
