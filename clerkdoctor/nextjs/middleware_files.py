"""Which file is the app's middleware: the ones that look like it, and what becomes of each.

Next.js looks for `middleware.<extension>`, from 16 on also for `proxy.<extension>`, in the folder
that holds the routers it chose (`build/index.js`, `lib/constants.js`). What a wrong place or name
leads to was seen by building and starting 12 to 16 with both bundlers. Only names are read here.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from clerkdoctor.nextjs.middleware_rules import Bundler, default_bundler, is_before
from clerkdoctor.nextjs.routes import PAGE_EXTENSIONS
from clerkdoctor.semver import Version

Convention = Literal["middleware", "proxy", "_middleware"]
Fate = Literal["runs", "dead", "refused", "unknown"]

_CODE = ("ts", "tsx", "js", "jsx", "mjs", "cjs", "mts", "cts")
_NAMES: tuple[Convention, ...] = ("middleware", "proxy", "_middleware")


class Candidate(NamedTuple):
    """A file that looks like the app's middleware, and what this Next.js does with it.

    `fate`: it `runs`; it is `dead`, passed over in silence; or it makes a build fail (`refused`).
    `reason` says why in a sentence without a subject; `expected` is where the file has to stand
    instead; `differs` says where another bundler, or `next dev`, does otherwise. `deprecated`: it
    runs, and its name is on its way out. Paths are relative to the app.
    """

    path: str
    convention: Convention
    fate: Fate
    reason: str = ""
    expected: str | None = None
    differs: str | None = None
    deprecated: bool = False


def middleware_files(
    files: Iterable[str],
    *,
    app_dir: str | None,
    pages_dir: str | None,
    page_extensions: Sequence[str] = PAGE_EXTENSIONS,
    major: int | None,
    version: Version | None = None,
    bundler: Bundler | None = None,
) -> tuple[Candidate, ...]:
    """The candidates among an app's files, the one that runs first.

    `files` are relative to the app; the folders are those of the routers that Next.js chose.
    `major` is None where the version is not known, `bundler` where nothing says it: then it is the
    major's default. A file that merely may be meant, such as `middleware/index.ts` or
    `app/proxy.ts`, is a candidate only where no other runs; a library that is called `proxy`
    elsewhere never is.
    """
    search = _Search(app_dir, pages_dir, page_extensions, major, version, bundler)
    named: list[_Named] = []
    alike: list[Candidate] = []
    for path in files:
        found = search.named(path)
        if found is not None:
            named.append(found)
        elif "iddleware" in path or "roxy" in path.lower() or "MIDDLEWARE" in path:
            alike += search.look_alike(path)
    candidates = list(search.judged(named))
    if not any(one.fate == "runs" for one in candidates):
        candidates += alike
    else:
        candidates += [one for one in alike if one.fate == "refused"]
        candidates = [one for one in candidates if not search.is_library(one)]
    return tuple(sorted(candidates, key=lambda one: (_FIRST.index(one.fate), one.path)))


_FIRST: tuple[Fate, ...] = ("runs", "refused", "unknown", "dead")


class _Named(NamedTuple):
    """A file with a right name in one of the two folders: the app's root (``) or `src`."""

    path: str
    folder: str
    convention: Convention
    rank: int


class _Search:
    def __init__(
        self,
        app_dir: str | None,
        pages_dir: str | None,
        page_extensions: Sequence[str],
        major: int | None,
        version: Version | None,
        bundler: Bundler | None,
    ) -> None:
        self.routers = [folder for folder in (pages_dir, app_dir) if folder]
        self.pages = pages_dir
        self.home = (pages_dir or app_dir or "").rpartition("/")[0]
        self.extensions = list(page_extensions)
        self.major = major
        self.version = version
        self.bundler = bundler or (None if major is None else default_bundler(major))

    # Files with the right name at the root or in src

    def named(self, path: str) -> _Named | None:
        folder, _, name = path.rpartition("/")
        if folder not in {"", "src"}:
            return None
        base, _, extension = name.partition(".")
        if base not in _NAMES[:2] or extension not in self.extensions:
            return None
        convention: Convention = "proxy" if base == "proxy" else "middleware"
        return _Named(path, folder, convention, self.extensions.index(extension))

    def judged(self, named: list[_Named]) -> Iterator[Candidate]:
        first: dict[tuple[str, Convention], _Named] = {}
        for one in sorted(named, key=lambda one: one.rank):
            winner = first.setdefault((one.folder, one.convention), one)
            if winner is not one:
                reason = f"gives way to `{winner.path}`, whose extension comes before in order"
                yield Candidate(one.path, one.convention, "dead", reason)
        is_old = self.major is not None and self.major < 16
        for (folder, convention), one in first.items():
            opposite: Convention = "proxy" if convention == "middleware" else "middleware"
            other = first.get((folder, opposite))
            elsewhere = first.get(("" if folder else "src", "middleware"))
            if self.major is not None and self.major < 12:
                reason = f"is nothing to Next.js {self.major}: middleware came with 12"
                yield Candidate(one.path, convention, "dead", reason)
            elif is_before(self.version, 12, 2, 0):
                yield Candidate(one.path, convention, "dead", "is read from Next.js 12.2 on")
            elif convention == "proxy":
                yield self.proxy(one, other)
            else:
                proxied = (self.home, "proxy") in first and not is_old
                yield self.middleware(one, other, elsewhere, proxied=proxied)

    def proxy(self, one: _Named, other: _Named | None) -> Candidate:
        if self.major is None:
            reason = "runs from Next.js 16 on, and which version this app has is not known"
            return Candidate(one.path, "proxy", "unknown", reason)
        if self.major < 16:
            reason = f"is called `proxy`, which Next.js runs from 16 on, and this is {self.major}"
            return Candidate(
                one.path, "proxy", "dead", reason, self.expected(one.path, "middleware")
            )
        if one.folder != self.home:
            return Candidate(
                one.path, "proxy", "dead", self.misplaced(one), self.expected(one.path, "proxy")
            )
        if other is not None:
            return Candidate(one.path, "proxy", "refused", _both(one.path, other.path, one.path))
        return Candidate(one.path, "proxy", "runs")

    def middleware(
        self, one: _Named, other: _Named | None, elsewhere: _Named | None, *, proxied: bool
    ) -> Candidate:
        """`other` is a proxy beside it, `elsewhere` a middleware in the other of the two folders.

        `proxied`: a proxy stands where Next.js looks.
        """
        at_home = one.folder == self.home
        if other is not None and (self.major is None or self.major >= 16) and at_home:
            if self.major is None:
                reason = f"stands beside `{other.path}`, which Next.js refuses from 16 on"
                return Candidate(one.path, "middleware", "unknown", reason)
            return Candidate(
                one.path, "middleware", "refused", _both(one.path, one.path, other.path)
            )
        deprecated = self.major is not None and self.major >= 16
        if at_home:
            return self.at_home(one, elsewhere, deprecated=deprecated)
        reason, expected = self.misplaced(one), self.expected(one.path, "middleware")
        if self.major is None or proxied:
            return Candidate(one.path, "middleware", "unknown", reason, expected)
        if self.major < 15:
            return Candidate(one.path, "middleware", "dead", reason, expected)
        if self.bundler == "webpack":
            differs = None if elsewhere and one.folder else "a build with Turbopack runs it"
            return Candidate(one.path, "middleware", "dead", reason, expected, differs)
        if elsewhere is not None:
            # Turbopack looks at the root first, wherever the routers are.
            fate: Fate = "dead" if one.folder else "runs"
            differs = f"webpack runs `{elsewhere.path}`" if fate == "runs" else None
        else:
            fate, differs = "runs", "`next dev` and builds with webpack pass it over"
        return Candidate(one.path, "middleware", fate, reason, expected, differs, deprecated)

    def at_home(self, one: _Named, elsewhere: _Named | None, *, deprecated: bool) -> Candidate:
        differs = None
        if elsewhere is not None and one.folder and (self.major is None or self.major >= 15):
            if self.bundler == "turbopack":
                reason = f"gives way to `{elsewhere.path}`, which Turbopack takes first"
                return Candidate(
                    one.path, "middleware", "dead", reason,
                    differs=f"webpack runs it, not `{elsewhere.path}`",
                )  # fmt: skip
            differs = f"Turbopack runs `{elsewhere.path}` instead"
        return Candidate(one.path, "middleware", "runs", differs=differs, deprecated=deprecated)

    def misplaced(self, one: _Named) -> str:
        where = "in `src`" if one.folder else "at the root of the app"
        beside = " and ".join(f"`{folder}`" for folder in self.routers) or "`app` or `pages`"
        return f"stands {where}, but Next.js looks beside {beside}"

    # Files that may be meant

    def look_alike(self, path: str) -> Iterator[Candidate]:
        folder, _, name = path.rpartition("/")
        base, _, extension = name.partition(".")
        is_code = extension in self.extensions or extension in _CODE
        if not is_code:
            return
        if self.pages and (folder == self.pages or folder.startswith(f"{self.pages}/")):
            yield from self.in_pages(path, folder, base, extension)
        elif folder in {"", "src"}:
            yield from self.by_name(path, base, extension)
        elif folder in self.routers and base in _NAMES:
            reason = f"stands in `{folder}`, but Next.js looks beside it"
            yield self.dead(path, _convention(base), reason)
        elif folder in {"middleware", "proxy", "src/middleware", "src/proxy"} and base == "index":
            meant = _convention(folder.rpartition("/")[2])
            yield self.dead(path, meant, f"is in a folder `{meant}`, but Next.js looks for a file")

    def in_pages(self, path: str, folder: str, base: str, extension: str) -> Iterator[Candidate]:
        if extension not in self.extensions:
            return
        if base == "_middleware":
            yield self.nested(path)
        elif base == "middleware" and folder == self.pages:
            known = (
                self.major is not None
                and self.major >= 12
                and not is_before(self.version, 12, 2, 0)
            )
            reason = f"stands in `{folder}`, where Next.js takes it for middleware and for a page"
            fate: Fate = "refused" if known else "unknown"
            yield Candidate(path, "middleware", fate, reason, self.expected(path, "middleware"))

    def nested(self, path: str) -> Candidate:
        """`_middleware`, which was the convention in 12.0 and 12.1."""
        expected = self.expected(path, "middleware")
        if self.major is None or self.major < 12 or is_before(self.version, 12, 2, 0):
            reason = "was the convention before Next.js 12.2, and no later one runs it"
            return Candidate(path, "_middleware", "unknown", reason, expected)
        if f"{path}/".startswith(f"{self.pages}/api/") and self.major > 12:
            reason = "is an API route to Next.js since 12.2"
            return Candidate(path, "_middleware", "dead", reason, expected)
        reason = "is refused since Next.js 12.2: Nested Middleware is not allowed"
        if self.major > 12:
            reason = "is a page to Next.js since 12.2, and exports no component"
        return Candidate(path, "_middleware", "refused", reason, expected)

    def by_name(self, path: str, base: str, extension: str) -> Iterator[Candidate]:
        if base == "_middleware":
            reason = "is called `_middleware`, but Next.js looks for `middleware`"
            yield self.dead(path, "_middleware", reason)
        elif base.lower() in _NAMES and base not in _NAMES:
            meant = _convention(base.lower())
            yield self.dead(path, meant, f"is spelled `{base}`, but Next.js looks for `{meant}`")
        elif base in _NAMES:
            allowed = ", ".join(f"`{one}`" for one in self.extensions)
            reason = f"ends in `.{extension}`, but Next.js looks for one of {allowed}"
            yield self.dead(path, _convention(base), reason)

    def dead(self, path: str, convention: Convention, reason: str) -> Candidate:
        meant = "middleware" if convention == "_middleware" else convention
        if meant == "proxy" and self.major is not None and self.major < 16:
            meant = "middleware"
        return Candidate(path, convention, "dead", reason, self.expected(path, meant))

    def expected(self, path: str, base: str) -> str:
        last = path.rpartition(".")[2]
        language = "ts" if last in {"ts", "mts", "cts", "tsx"} else "js"
        wanted = [last, *(one for one in self.extensions if one.split(".")[-1] in {last, language})]
        extension = next((one for one in wanted if one in self.extensions), self.extensions[0])
        return f"{self.home}/{base}.{extension}".lstrip("/")

    def is_library(self, one: Candidate) -> bool:
        """Whether it is rather some other module: a `proxy.ts`, up to 15, where middleware runs."""
        return one.convention == "proxy" and one.fate == "dead" and (self.major or 16) < 16


def _convention(base: str) -> Convention:
    return next(name for name in _NAMES if name == base)


def _both(own: str, middleware: str, proxy: str) -> str:
    """Next.js' own words, behind what they are about."""
    other = proxy if own == middleware else middleware
    return (
        f"stands beside `{other}`, and Next.js refuses the two: "
        f'Both middleware file "./{middleware}" and proxy file "./{proxy}" are detected'
    )
