"""What answers requests and touches data, without asking itself who is there."""

from typing import Literal, NamedTuple

from clerkdoctor.facts.place import Place

Answers = Literal["handler", "page", "api", "props", "action"]
"""A method of a route handler, a page of the App Router, an API route or `getServerSideProps` of
the Pages Router, a Server Action.
"""

CHANGING = frozenset(("POST", "PUT", "PATCH", "DELETE"))
"""The methods that are there to change something."""

_CLOSED = frozenset(("dashboard", "admin", "billing", "internal", "backoffice"))
# `/profile/[name]` is shown to everybody, and `/api/settings` may be those of the site.
_ONE_S_OWN = frozenset(("account", "settings", "profile"))

Touch = Literal["writes", "reads", "looks up", "spends"]
"""It changes data, reads data, reads or changes a user at Clerk (`looks up`), or has a service work
that bills the app's secret key (`spends`).
"""


class Touched(NamedTuple):
    """One thing that code does with data. `what` is the call: `prisma.user.update`."""

    touch: Touch
    what: str
    place: Place


class Unasked(NamedTuple):
    """Code that runs for a request, touches data, and asks nobody who is there.

    `name` is the method (`POST`), the action's name, or empty for a page or an action without one.
    `touched` is never empty. `used_at` is where the browser gets hold of an action; None where no
    place in the app was found. `pages` are the files of the pages that an action is part of, as far
    as they are known.
    """

    answers: Answers
    name: str
    place: Place
    touched: tuple[Touched, ...]
    used_at: Place | None = None
    pages: tuple[str, ...] = ()


class OwnChecks(NamedTuple):
    """All of them, in the order of files. `routes` and `actions` say how many were looked at."""

    unasked: tuple[Unasked, ...] = ()
    routes: int = 0
    actions: int = 0


def is_private(path: str) -> bool:
    """Whether a route is evidently for somebody: `/dashboard/invoices`, `/api/admin/users`."""
    segments = path.lower().split("/")
    if not _CLOSED.isdisjoint(segments):
        return True
    return "[" not in path and "api" not in segments and not _ONE_S_OWN.isdisjoint(segments)


def matters(answers: Answers, name: str, path: str, *, is_protected: bool) -> bool:
    """Whether a route has to ask at all, whatever it does.

    A page or a GET that everybody gets to shows what is public, as far as anybody can tell.
    """
    return is_protected or is_private(path) or answers == "api" or name in CHANGING
