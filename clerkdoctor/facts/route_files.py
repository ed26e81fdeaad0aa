"""What the files that answer requests do: their methods, whom they ask who is there."""

from typing import NamedTuple

from clerkdoctor.facts.place import Place
from clerkdoctor.facts.routes import BackDoor


class Verification(NamedTuple):
    """Where a handler tells by itself who calls: a signature or a shared secret.

    `of` is whose it is, in words: `Clerk`, `Stripe`, `GitHub`, `a cron secret`.
    """

    of: str
    place: Place


class RouteFile(NamedTuple):
    """A page, a layout, a route handler or an API route, and what stands in it.

    `methods` are the HTTP methods it exports, None where that is no question (pages) or it answers
    all (the Pages Router's API). `auth` are the calls that ask Clerk who is there: `auth()`,
    `currentUser()`, `getAuth()`, `auth.protect()`; also those of project functions it calls that
    ask. `verifications` are the ways it tells a caller by itself. `writes` are calls that change
    data or read a user's: of a database, of `clerkClient`. `cors` is where it lets other origins
    in. `calls` are the paths of the app that its code requests: `fetch("/api/x")`. `signs_in`: it
    speaks of Clerk's sign-in or sign-up. `doors` are headers by which it leaves out asking Clerk.
    """

    path: str
    methods: tuple[str, ...] | None = None
    auth: tuple[Place, ...] = ()
    verifications: tuple[Verification, ...] = ()
    writes: tuple[Place, ...] = ()
    cors: Place | None = None
    calls: tuple[tuple[str, Place], ...] = ()
    is_client: bool = False
    signs_in: bool = False
    doors: tuple[BackDoor, ...] = ()


class RouteFiles(NamedTuple):
    """All of them, by path. `unread` are those that could not be read, with the reason."""

    files: dict[str, RouteFile]
    unread: tuple[tuple[str, str], ...] = ()

    def get(self, path: str | None) -> RouteFile | None:
        return self.files.get(path) if path else None
