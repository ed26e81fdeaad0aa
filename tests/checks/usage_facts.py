"""How code uses Clerk, read from the code itself: a row of a table shows what people write."""

from clerkdoctor.facts.usage import Usage
from tests.gather.usage_reading import usage

SERVER = 'import { auth, currentUser, clerkClient } from "@clerk/nextjs/server"\n'
MIDDLEWARE = 'import { clerkMiddleware, createRouteMatcher } from "@clerk/nextjs/server"\n'


def in_page(body: str, *, head: str = SERVER, path: str = "app/dashboard/page.tsx") -> Usage:
    """A page whose component has this body."""
    return usage({path: f"{head}export default async function Page() {{\n{body}\n}}\n"})


def in_file(text: str, path: str = "app/dashboard/page.tsx", head: str = SERVER) -> Usage:
    return usage({path: head + text})


def in_handler(body: str, *, of: str = "async (auth, req) =>", name: str = "proxy.ts") -> Usage:
    """A middleware whose handler has this body."""
    return usage({name: f"{MIDDLEWARE}export default clerkMiddleware({of} {{\n{body}\n}})\n"})
