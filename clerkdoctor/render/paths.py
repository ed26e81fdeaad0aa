"""Where a problem is, for programs that want a file of the repository."""

from posixpath import join, normpath

from clerkdoctor.check import Problem
from clerkdoctor.facts.place import Place
from clerkdoctor.report import Report, Result


def place_of(problem: Problem, result: Result, report: Report) -> tuple[Place, bool]:
    """The problem's place, from where the command was started, and whether it is a file's own.

    What is seen elsewhere, on a deployment or at a URL, stands at the app's package.json: code
    scanning shows nothing that is in no file.
    """
    if isinstance(problem.at, Place) and problem.at.path:
        path = inside(report.root, problem.at.path)
        if path is not None:
            return problem.at._replace(path=path), True
    app = result.app or "."
    return Place(inside(report.root, join(app, "package.json")) or "package.json"), False


def inside(root: str, path: str) -> str | None:
    """A path of the project as one from the folder of the command; None for one outside of it."""
    joined = normpath(join(root, path))
    return None if joined.startswith(("../", "/")) or joined == ".." else joined
