"""How the code uses Clerk and Next.js: what it calls, what becomes of it, and where it stands.

Paths are relative to the app. Files of `convex/`, tests and scripts are left out.
"""

from typing import Literal, NamedTuple

from clerkdoctor.facts.place import Place

Role = Literal["page", "layout", "template", "default", "loading", "error", "not-found", "route",
               "pages", "api", "shell", "middleware", "other"]  # fmt: skip
"""What Next.js makes of a file by its name: in the App Router; of the Pages Router a page
(`pages`), an API route (`api`), `_app` or `_document` (`shell`); the middleware; nothing (`other`).
"""

Scope = Literal["module", "static-params", "metadata", "component", "handler", "action", "function"]
"""What runs a piece of code: the import of its file (`module`), the build (`static-params`),
Next.js for each request, or whoever calls a `function`.
"""

Fate = Literal["awaited", "returned", "handed on", "read", "tested", "dropped"]
"""What becomes of a promise: see `clerkdoctor.typescript.promises`."""

Helper = Literal["auth", "auth.protect", "currentUser", "clerkClient", "headers", "cookies",
                 "draftMode", "params", "searchParams"]  # fmt: skip


class Where(NamedTuple):
    """Where a piece of code stands.

    `is_client`: the file begins with `use client`. `cached` is what caches the result of the
    function around it, for all users: `use cache`, `unstable_cache`; None for nothing. `rendering`
    is what the file exports as `dynamic`: `force-static`.
    """

    role: Role
    scope: Scope
    is_client: bool = False
    cached: str | None = None
    rendering: str | None = None


class HelperCall(NamedTuple):
    """A call of a function that gives a promise, or a use of a prop that is one (`params`).

    `fate` and `takes` say what becomes of it, and which names are read from it. `is_given`: it is
    the `auth` that `clerkMiddleware` gives to its handler. `guarded`: it stands where the code has
    asked who is signed in, such as below `if (!userId)`. `is_result`: the handler of the middleware
    returns what it gives.
    """

    helper: Helper
    place: Place
    fate: Fate
    where: Where
    takes: tuple[str, ...] = ()
    is_given: bool = False
    guarded: bool = False
    is_result: bool = False


class ProtectOnSession(NamedTuple):
    """`auth().protect()`, `(await auth()).protect()`, `const { protect } = …`."""

    place: Place
    is_given: bool = False
    guarded: bool = False
    is_result: bool = False


class AuthUse(NamedTuple):
    """A use of the function `auth` as if it was what `auth()` gives.

    `takes` are the names of a session that are read from it. `is_awaited`: `await auth`, without a
    call. `is_given`: it is the `auth` that `clerkMiddleware` gives to its handler.
    """

    place: Place
    takes: tuple[str, ...]
    is_awaited: bool = False
    is_given: bool = False


class OldOption(NamedTuple):
    """An option of `authMiddleware` that `clerkMiddleware` is given.

    `routes` are the texts that it lists, None where they are not all known. `has_handler`: there is
    a handler, too.
    """

    name: str
    place: Place
    routes: tuple[str, ...] | None
    has_handler: bool


class ClientUse(NamedTuple):
    """A use of `clerkClient` as the object that it once was: `clerkClient.users`."""

    place: Place
    member: str


class ImportedName(NamedTuple):
    """A name that code takes from a package of Clerk's, but for types.

    Of a whole module (`import * as clerk`), the members that are used. `is_used`: as a value; what
    is not is dropped when the file is compiled.
    """

    module: str
    name: str
    place: Place
    where: Where
    is_used: bool = True


class Prop(NamedTuple):
    """A prop of an element, or an option of a call.

    `text` is what it is where that is a constant text, `truth` where it is a constant truth value;
    `env` is the variable that it comes from.
    """

    name: str
    place: Place
    text: str | None = None
    truth: bool | None = None
    env: str | None = None


class ClerkElement(NamedTuple):
    """A component of Clerk's that is rendered. `has_spread`: `{...props}` may set any prop.

    `around_html`: the element `<html>` stands in it.
    """

    name: str
    package: str
    place: Place
    props: tuple[Prop, ...]
    where: Where
    has_spread: bool = False
    around_html: bool = False

    def prop(self, name: str) -> Prop | None:
        return next((one for one in self.props if one.name == name), None)


class HookUse(NamedTuple):
    """A call of a hook of Clerk's; `takes` are the names that are read from what it gives."""

    name: str
    package: str
    place: Place
    where: Where
    takes: tuple[str, ...] = ()


class SatelliteOptions(NamedTuple):
    """Options of `clerkMiddleware` or of `<ClerkProvider>` that say something of satellites.

    `of` is whose they are. `is_whole` is false where other options may hide in what is not known.
    """

    of: Literal["clerkMiddleware", "ClerkProvider"]
    place: Place
    options: tuple[Prop, ...]
    is_whole: bool = True

    def get(self, name: str) -> Prop | None:
        return next((one for one in self.options if one.name == name), None)


class SsoRedirect(NamedTuple):
    """The page that a custom flow has the identity provider lead back to.

    `path` is None where it is not statically known, or stands on another host.
    """

    option: str
    path: str | None
    place: Place


class NodeImport(NamedTuple):
    """A module that the middleware reaches, and that Edge Runtime does not have.

    `through` are the files between, from the middleware's to the one that imports it.
    """

    module: str
    place: Place
    through: tuple[str, ...]


class Providers(NamedTuple):
    """Where `<ClerkProvider>` is rendered, as far as imports tell.

    `roots` are the files of the router that render one, itself or through what they import:
    layouts, pages, `_app`. `unplaced` are the files with a provider that no such file reaches.
    `imported` are all files that import a `ClerkProvider`, from whatever package of Clerk's.
    `is_whole`: all imports were followed.
    """

    roots: tuple[str, ...] = ()
    unplaced: tuple[str, ...] = ()
    imported: tuple[Place, ...] = ()
    is_whole: bool = True


def is_path(text: str) -> bool:
    """Whether a text is a path of the app, and one that can be shown."""
    shown = text.isprintable() and len(text) <= 200 and "`" not in text
    return shown and text.startswith("/") and not text.startswith("//")


def is_above(root: str, path: str) -> bool:
    """Whether a layout, a template or `_app` is rendered around another file of its router."""
    folder, _, name = root.rpartition("/")
    stem = name.partition(".")[0]
    return stem in ("layout", "template", "_app") and path.startswith(f"{folder}/")


class Usage(NamedTuple):
    """All of it, in the order of files and lines.

    `form_pages` are the pages that a component with `<SignIn />` or `<SignUp />` is part of: the
    component's file, the page's. `captchas` are where the code has an element with the id
    `clerk-captcha`, `sign_up_calls` where
    a custom flow starts a sign-up by itself. `sso_ends` are what finishes a sign-in that comes back
    from an identity provider. `middleware` is the file that `node_imports` begin at, `is_followed`
    whether all that it imports of the project was. `old_options` are `authMiddleware`'s, given to
    `clerkMiddleware`.
    """

    calls: tuple[HelperCall, ...] = ()
    auth_uses: tuple[AuthUse, ...] = ()
    old_options: tuple[OldOption, ...] = ()
    protects_on_session: tuple[ProtectOnSession, ...] = ()
    client_uses: tuple[ClientUse, ...] = ()
    imports: tuple[ImportedName, ...] = ()
    elements: tuple[ClerkElement, ...] = ()
    hooks: tuple[HookUse, ...] = ()
    satellites: tuple[SatelliteOptions, ...] = ()
    form_pages: tuple[tuple[str, str], ...] = ()
    captchas: tuple[Place, ...] = ()
    sign_up_calls: tuple[Place, ...] = ()
    sso_redirects: tuple[SsoRedirect, ...] = ()
    sso_ends: tuple[Place, ...] = ()
    node_imports: tuple[NodeImport, ...] = ()
    providers: Providers = Providers()
    middleware: str | None = None
    is_followed: bool = True
