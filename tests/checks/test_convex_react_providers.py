"""How the provider of Convex' client stands to Clerk's, and what it is given."""

from collections.abc import Mapping

import pytest

from clerkdoctor.check import Check
from clerkdoctor.checks.convex_react_providers import (
    convex_provider_is_a_client_component,
    convex_provider_is_inside_clerk_provider,
)
from clerkdoctor.facts.convex_code import ConvexCode
from clerkdoctor.facts.place import Place
from clerkdoctor.facts.project import App, Installed
from clerkdoctor.semver import parse
from tests.checks.facts import app
from tests.checks.table import (
    Row,
    error,
    fails,
    holds,
    inapplicable,
    note,
    passes,
    unknown,
    warning,
)
from tests.gather.convex_broken import CLIENTS as BROKEN
from tests.gather.convex_broken import CONVEX_ONLY, PROVIDER_FILE, provider
from tests.gather.convex_code_reading import convex_code
from tests.gather.convex_right import CLIENTS as RIGHT
from tests.gather.convex_sources import LAYOUT, NEXT, PRIVATE, PROVIDER, PUBLIC

P = convex_provider_is_inside_clerk_provider
C = convex_provider_is_a_client_component
AT = f"{PROVIDER_FILE}:7:10"
OTHER = CONVEX_ONLY.replace("@clerk/nextjs", "@clerk/clerk-react")


def broken(case: str, check: Check, name: str, *said: object) -> Row:
    return fails(case, check, convex_code(BROKEN[name][0]), *said)


def with_copies(own: str, brought: str) -> App:
    """An app with `@clerk/clerk-react`, and another copy that @clerk/nextjs brings along."""

    def copy(text: str, via: tuple[str, ...]) -> Installed:
        return Installed("@clerk/clerk-react", text, parse(text), 5, "lockfile", Place("l"), via)

    plain = app("6.0.0")
    packages = (*plain.versions.packages, copy(own, ()), copy(brought, ("@clerk/nextjs",)))
    return plain._replace(versions=plain.versions._replace(packages=packages))


def plain(functions: Mapping[str, str]) -> ConvexCode:
    text = (
        CONVEX_ONLY
        + "export default function P({ children }) { return <ConvexProvider client={convex}>{children}</ConvexProvider>; }"
    )
    return convex_code({**LAYOUT, **functions, PROVIDER_FILE: text})


ROWS: list[Row] = [
    inapplicable("no provider", P, "no code renders a provider of Convex'", ConvexCode()),
    inapplicable("no provider at all", C, "no code renders a provider of Convex'", ConvexCode()),
    passes("the layout nests them", P, convex_code(NEXT)),
    *(
        passes(name, P, convex_code(RIGHT[name]))
        for name in ("both providers in one file", "Clerk's provider in a component", "the Pages Router", "Expo",
                     "another framework, waiting in its root")
    ),
    broken("around, in one file", P, "Convex' provider around Clerk's",
           error("`<ConvexProviderWithClerk>` is around `<ClerkProvider>`", at=f"{PROVIDER_FILE}:6:50", fix="Put Convex' provider inside")),
    broken("around, by its component", P, "Convex' component around Clerk's",
           error("is around `<ClerkProvider>` (`app/layout.tsx:4:68`)", at=f"{PROVIDER_FILE}:11:5", fix="<ClerkProvider>")),
    broken("above", P, "Clerk's provider further down",
           error("above the layout with `<ClerkProvider>`, `app/(main)/layout.tsx`", at=f"{PROVIDER_FILE}:11:5", fix="Put")),
    broken("without one", P, "without Clerk's provider",
           error("and no code renders `<ClerkProvider>`", at=f"{PROVIDER_FILE}:11:5", fix="Wrap it in Clerk's provider")),
    unknown("without one, in a workspace", P, "another package may", app(workspace_root="../.."),
            convex_code(BROKEN["without Clerk's provider"][0])),
    unknown("where is not told", P, "is not told", convex_code(
        {**PROVIDER, "lib/clerk.tsx": 'export { ClerkProvider } from "@clerk/nextjs";'})),
    broken("a call", P, "the hook is called",
           error("gets what `useAuth()` returns", at=AT, fix='import { useAuth } from "@clerk/nextjs"')),
    broken("none", P, "no hook", error("gets no `useAuth`", at=AT, fix="Pass the hook itself")),
    broken("another one", P, "another hook", error("gets `useUser` of `@clerk/nextjs` as `useAuth`", at=AT, fix="Pass the hook itself")),
    broken("the server's", P, "the server's helper for the hook",
           error("gets `auth` of `@clerk/nextjs/server` as `useAuth`", at=AT, fix="Pass the hook itself")),
    unknown("the project's own", P, "a hook of the project's own", convex_code(RIGHT["a hook of one's own for the provider"])),
    fails("of another copy", P, convex_code(provider(head=OTHER)), with_copies("5.1.0", "5.2.0"),
          error("which brings 5.2.0 of it while package.json gets 5.1.0", at=AT, fix="Take both from one package")),
    fails("of the same copy", P, convex_code(provider(head=OTHER)), with_copies("5.2.0", "5.2.0"),
          note("which brings the same version of it for now", at=AT, fix="Take both from one package")),
    fails("of a copy that is not told", P, convex_code(provider(head=OTHER)),
          warning("which may bring another copy of it", at=AT, fix="Take both from one package")),
    fails("of another framework's SDK", P, convex_code(provider(head=CONVEX_ONLY.replace("@clerk/nextjs", "@clerk/remix"))),
          warning("which have nothing in common", at=AT, fix="Take both from one package")),
    fails("the plain provider", P, plain(PRIVATE),
          error("`<ConvexProvider>` is rendered, which sends no token of Clerk's, and functions ask who calls",
                at=f"{PROVIDER_FILE}:6:50", fix='from "convex/react-clerk"')),
    fails("the plain provider, and nobody asks", P, plain(PUBLIC),
          note("so that no function could ask who calls", at=f"{PROVIDER_FILE}:6:50", fix="Use the provider for Clerk")),
    passes("the plain provider of a client that is logged in", P, convex_code({
        **LAYOUT, **PRIVATE, PROVIDER_FILE: CONVEX_ONLY + "export default function P({ children }) { const { getToken } = useAuth();"
        " convex.setAuth(() => getToken()); return <ConvexProvider client={convex}>{children}</ConvexProvider>; }"})),
    passes("Astro, which has none", P, convex_code({
        "src/c.tsx": CONVEX_ONLY.replace("@clerk/nextjs", "@clerk/astro/react")
        + "export const P = ({ children }) => <ConvexProviderWithClerk client={convex} useAuth={useAuth}>{children}</ConvexProviderWithClerk>;"})),
    passes("a client component", C, convex_code(NEXT)),
    passes("a client component between", C, convex_code({
        "app/layout.tsx": 'import { P } from "../components/providers";\nexport default ({ children }) => <P>{children}</P>;',
        "components/providers.tsx": '"use client";\nimport C from "./ConvexClientProvider";\nimport { ClerkProvider } from "@clerk/nextjs";\n'
        "export const P = ({ children }) => <ClerkProvider><C>{children}</C></ClerkProvider>;",
        PROVIDER_FILE: PROVIDER[PROVIDER_FILE].replace('"use client";\n', "")})),
    passes("the Pages Router's shell", C, convex_code(RIGHT["the Pages Router"])),
    passes("another framework", C, convex_code(RIGHT["Expo"])),
    broken("a file without the directive", C, "a provider on the server",
           error("is rendered, in `app/layout.tsx`, as a part of a server component", at=f"{PROVIDER_FILE}:10:5", fix='"use client"')),
    broken("the layout itself", C, "a provider in the layout",
           error("is rendered as a part of a server component", at="app/layout.tsx:7:25", fix="Write it in a file of its own")),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_row(row: Row) -> None:
    holds(row)
