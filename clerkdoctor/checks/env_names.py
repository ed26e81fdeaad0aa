"""The names: whether anything reads what is set, and what the example file tells of them."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Problem, Unknown, check
from clerkdoctor.checks.code_reads import first_reads
from clerkdoctor.checks.shell import quoted
from clerkdoctor.checks.unread import unread
from clerkdoctor.facts.code import Code
from clerkdoctor.facts.environment import Environment, ExampleEnv
from clerkdoctor.facts.place import Location, Place, Source
from clerkdoctor.facts.project import App, Installed
from clerkdoctor.facts.urls import PageUrls
from clerkdoctor.nearest import nearest
from clerkdoctor.secret_shapes import looks_like_a_secret
from clerkdoctor.variables import VARIABLES, Variable, Version, near_miss
from clerkdoctor.variables import variable as known

ENV_DOCS = "https://clerk.com/docs/guides/development/clerk-environment-variables"
UPGRADING = "https://clerk.com/docs/guides/development/upgrading/overview"
NEXT_ENV = "https://nextjs.org/docs/app/guides/environment-variables"


@check(
    "Every variable of Clerk's has a name that something reads",
    fix="Rename the variable, or delete it",
    references=(ENV_DOCS, UPGRADING),
    level="warning",
    symptoms=('The prop "afterSignInUrl" is deprecated',),
    follows=("publishable-key-is-set", "secret-key-is-set", "webhook-secret-is-set"),
)
def variables_have_names_that_are_read(
    environment: Environment, code: Code, app: App
) -> Iterator[Finding]:
    """Names change: `CLERK_API_KEY` and `NEXT_PUBLIC_CLERK_FRONTEND_API` went with version 5, the
    `…_AFTER_SIGN_IN_URL` pair with version 7, and `CLERK_JWT_KEY` was never read by
    @clerk/nextjs. A variable under such a name is set and has no effect.
    """
    read = {one.name for one in code.env_reads}
    other_sdk = _other_sdk(app)
    for variable in environment.variables.values():
        name = variable.name
        if name in read or isinstance(variable.at, Source) or "CLERK" not in name.upper():
            continue
        row = known(name)
        other = row.replaced_by if row else _misspelt(name)
        if other and environment.stated(other):
            continue
        if row is None:
            said = other and f"is read by no source file here; `{other}` is what Clerk reads"
        elif (row.framework or not row.readers) and other_sdk:
            continue
        else:
            said = _why_unread(row, app.versions.get("@clerk/nextjs"))
        if not said:
            continue
        if row is None and code.skipped:
            yield from unread(code)
            continue
        deprecated = said.startswith("is deprecated")
        yield Problem(
            f"`{name}` {said}",
            variable.at,
            f"Rename `{name}` to `{other}`" if other else f"Delete `{name}`",
            about=other or name,
            level="note" if deprecated else None,
        )


def _why_unread(row: Variable, clerk: Installed | None) -> str | None:
    """Why nothing reads a variable of the catalogue, as the predicate of a sentence."""
    if row.secret and row.public:
        return None  # That it is there at all is the trouble: no-secret-is-public.
    if row.framework:
        return f"is read by {row.framework}, not by Next.js"
    here = f"(here: {clerk.text})" if clerk else ""
    if row.until and row.readers:
        gone = ".".join(map(str, row.until))
        if _is_at_least(clerk, row.until):
            return f"is no longer read since @clerk/nextjs {gone} {here}"
        if row.until[0] > 5 and _is_at_least(clerk, (row.until[0] - 2, 0)):
            return f"is deprecated and goes with @clerk/nextjs {gone} {here}"
        return None
    if row.since and row.kind != "boolean" and clerk and clerk.version:
        if clerk.version[:2] < row.since:
            return f"is only read since @clerk/nextjs {'.'.join(map(str, row.since))} {here}"
        return None
    return f"has no effect: {row.note}" if row.note and not row.readers else None


def _is_at_least(clerk: Installed | None, version: Version) -> bool:
    """Whether the installed version is known to be this one or later; of a range, its major."""
    if clerk is None:
        return False
    if clerk.version:
        return clerk.version[:2] >= version
    return clerk.major is not None and (clerk.major, 0) >= version


_BESIDE_NEXT = frozenset(
    ("nextjs", "themes", "types", "localizations", "elements", "ui", "shared", "backend", "react",
     "clerk-react", "clerk-js", "testing", "eslint-plugin-next", "upgrade", "agent-toolkit")
)  # fmt: skip


def _other_sdk(app: App) -> str | None:
    """Another SDK of Clerk's in this app, which reads names of its own."""
    for one in app.manifest.dependencies:
        scope, _, package = one.name.partition("/")
        if scope == "@clerk" and package not in _BESIDE_NEXT:
            return one.name
    return None


def _misspelt(name: str) -> str | None:
    """The name of Clerk's that a name of nobody's was probably meant to be."""
    names = [row.name for row in VARIABLES if row.readers and not row.replaced_by]
    close = nearest(name, names)
    return close if close and near_miss(close, [name]) else None


@check(
    "Sign-in and sign-up URLs lead to pages of the app",
    fix="Write the path of the page that renders `<SignIn />` or `<SignUp />`",
    references=(ENV_DOCS,),
    symptoms=("This page could not be found", "ERR_TOO_MANY_REDIRECTS"),
    follows=("values-are-read-as-written", "values-have-no-stray-characters"),
)
def sign_in_urls_name_pages(environment: Environment, pages: PageUrls) -> Iterator[Finding]:
    """Whoever has to sign in is sent there. A path that no page serves is a 404 in the place of
    the sign-in form; a text that is neither a path nor a URL leads elsewhere from every page.
    """
    judged = 0
    for variable in environment.variables.values():
        row, text = known(variable.name), variable.value.reveal()
        if not text or not row or not _is_url_of_clerk(row):
            continue
        judged += 1
        if text.startswith("/"):
            yield from _leads_nowhere(variable.name, text, variable.at, pages)
        elif not text.startswith(("http://", "https://")):
            yield Problem(
                f"`{variable.name}` begins with neither `/` nor `https://`, so that it leads"
                " elsewhere from every page",
                variable.at,
                f"Write the path from the root:\n{variable.name}=/…",
                about=variable.name,
            )
    if not judged:
        yield Inapplicable("no sign-in or sign-up URL is set; Clerk's own pages are used")


def _is_url_of_clerk(row: Variable) -> bool:
    leads = row.kind == "url-or-path" and not row.name.endswith("_PROXY_URL")
    return leads and not row.framework and bool(row.readers)


def _leads_nowhere(name: str, path: str, at: Location, pages: PageUrls) -> Iterator[Finding]:
    bare = path.partition("#")[0].partition("?")[0]
    # Whoever has signed in may be sent to a route that redirects; a form needs a page.
    form = name.endswith(("CLERK_SIGN_IN_URL", "CLERK_SIGN_UP_URL"))
    if pages.serve(path) or (not form and pages.table.match(bare) is not None):
        return
    shown = "a path" if looks_like_a_secret(path.strip("/")) or len(path) > 100 else f"`{path}`"
    if pages.doubt:
        yield Unknown(f"`{name}` is {shown}, which no file serves, but {pages.doubt}", at)
        return
    near = pages.nearest(path) if form else None
    yield Problem(
        f"`{name}` is {shown}, which no page of the app serves"
        + (f"; `{near}` is one" if near else ""),
        at,
        f"Write the path of the page that is there, or add the page:\n{name}={near or '/…'}",
        about=name,
    )


@check(
    "The example env file lists what the code reads",
    fix="Add the name to the example file, with no value",
    references=(NEXT_ENV,),
    level="note",
)
def example_env_lists_what_the_code_reads(
    example: ExampleEnv, code: Code, app: App
) -> Iterator[Finding]:
    """Whoever sets the project up next copies the example file. A name that is missing there is
    found again by its error.
    """
    listed = {name for file in example.files for name in file.names}
    needed: dict[str, None] = {}
    if app.uses("@clerk/nextjs"):
        needed |= {"NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY": None, "CLERK_SECRET_KEY": None}
    needed |= dict.fromkeys(one.env for one in code.webhook_verifiers if one.env)
    needed |= dict.fromkeys(first_reads(code))
    path = example.files[0].path
    for name in needed:
        if name not in listed:
            yield Problem(
                f"`{path}` does not list `{name}`, which the code reads",
                Place(path),
                f"Add the name:\necho {quoted(f'{name}=')} >> {quoted(app.at(path))}",
                about=name,
            )
    yield from unread(code)
