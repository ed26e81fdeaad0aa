"""All checks of the routes on both sets of files, each in an app of its own around it."""

import json
import re
from pathlib import Path

import pytest

from clerkdoctor.checks import catalogue
from clerkdoctor.gather.everything import Wanted, gather
from clerkdoctor.judge import judge
from clerkdoctor.report import Result
from tests.guard.collections import Written, collection
from tests.projects import ENV

NEXT = {12: "12.3.7", 13: "13.5.11", 14: "14.2.35", 15: "15.5.29", 16: "16.4.6"}
CLERK = {4: "4.29.12", 5: "5.7.6", 6: "6.39.8", 7: "7.9.17"}

PAGE = "export default function Page() {\n  return <p>Hello</p>\n}\n"
ASKING = {
    True: 'import { auth } from "@clerk/nextjs/server"\n'
    "export default async function Page() {\n  const { userId } = await auth()\n"
    "  return <p>{userId}</p>\n}\n",
    False: 'import { auth } from "@clerk/nextjs"\n'
    "export default function Page() {\n  const { userId } = auth()\n  return <p>{userId}</p>\n}\n",
}
HANDLER = 'export async function GET() {\n  return Response.json({ hello: "world" })\n}\n'
WRITING = (
    'import { prisma } from "@/lib/prisma"\n'
    "export async function POST(request: Request) {\n"
    "  await prisma.note.create({ data: await request.json() })\n"
    "  return Response.json({})\n}\n"
)
SHARED = (
    "export async function GET() {\n"
    '  return Response.json({}, { headers: { "Access-Control-Allow-Origin": "*" } })\n}\n'
)
WEBHOOK = (
    'import { Webhook } from "svix"\n'
    "export async function POST(request: Request) {\n"
    "  const body = await request.text()\n"
    "  try {\n"
    "    new Webhook(process.env.CLERK_WEBHOOK_SIGNING_SECRET!).verify(body, {\n"
    '      "svix-id": request.headers.get("svix-id")!,\n'
    '      "svix-timestamp": request.headers.get("svix-timestamp")!,\n'
    '      "svix-signature": request.headers.get("svix-signature")!,\n'
    "    })\n"
    '  } catch {\n    return new Response("no", { status: 400 })\n  }\n'
    "  const event = JSON.parse(body)\n  console.log(event.type)\n"
    '  return new Response("ok")\n}\n'
)
STRIPE = (
    'import Stripe from "stripe"\n'
    "const stripe = new Stripe(process.env.STRIPE_SECRET_KEY!)\n"
    "export async function POST(request: Request) {\n"
    '  const signature = request.headers.get("stripe-signature")!\n'
    "  stripe.webhooks.constructEvent(await request.text(), signature, 'key')\n"
    '  return new Response("ok")\n}\n'
)


def content(stated: str, check: str | None, *, is_async: bool) -> str:
    """A file that an app has beside its middleware, by what its path says it is."""
    path, _, aside = stated.partition(" (")
    if "webhooks-admin" in path:
        return HANDLER
    if "webhook" in path:
        return STRIPE if "stripe" in path else WEBHOOK
    if path.endswith("sitemap.ts"):
        return 'export default () => [{ url: "https://books.dev/" }]\n'
    if path.endswith("route.ts"):
        if check == "cors-preflights-pass":
            return SHARED
        return WRITING if check == "middleware-matcher-covers-api-routes" else HANDLER
    if "sign-in" in path or "login" in path:
        return 'import { SignIn } from "@clerk/nextjs"\nexport default () => <SignIn />\n'
    return ASKING[is_async] if "calls auth" in aside else PAGE


def app(written: Written, folder: Path) -> Path:
    """An app with the file in its place, and with a page or a handler at each path it tells of."""
    root = "src/" if written.file.startswith("src/") else ""
    is_async = written.clerk >= 6
    files = {
        "package.json": json.dumps(
            {
                "dependencies": {
                    "next": NEXT[written.next],
                    "@clerk/nextjs": CLERK[written.clerk],
                    "react": "19.2.0",
                }
            }
        ),
        ".env.local": ENV
        + (f"NEXT_PUBLIC_CLERK_SIGN_IN_URL={written.sign_in}\n" if written.sign_in else ""),
        f"{root}app/layout.tsx": 'import { ClerkProvider } from "@clerk/nextjs"\n'
        "export default function Layout({ children }) {\n"
        "  return <ClerkProvider><html><body>{children}</body></html></ClerkProvider>\n}\n",
    }
    if written.check is None:
        for path in written.access:
            inside = path.strip("/")
            name = "route.ts" if inside.startswith(("api", "trpc")) else "page.tsx"
            at = f"{root}app/{inside}/{name}".replace("//", "/")
            files[at] = HANDLER if name == "route.ts" else PAGE
    for stated in written.has:
        path = stated.partition(" (")[0]
        files[path] = content(stated, written.check, is_async=is_async)
    if any(path.startswith("pages/") for path in files):
        del files[f"{root}app/layout.tsx"]
    files[written.file] = written.source
    for specifier in re.findall(r"from ['\"]\./([\w/-]+)['\"]", written.source):
        files.setdefault(f"{root}{specifier}.ts", "export const routing = {}\n")
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return folder


def failed(folder: Path) -> list[Result]:
    seen = gather(folder, Wanted(routes=True))
    results, crashes = judge(catalogue(["routes"]), seen.evidence)
    assert crashes == ()
    return [one for one in results if one.status == "fail"]


@pytest.mark.parametrize("written", collection("correct"), ids=lambda written: written.name)
def test_a_correct_file_gives_nothing_above_a_note(written: Written, tmp_path: Path) -> None:
    loud = [
        (one.check.id, one.problems[0].message)
        for one in failed(app(written, tmp_path))
        if one.level != "note"
        # What is deprecated or has a hole is so whatever the file says.
        and one.check.id not in ("clerk-has-no-known-hole", "next-has-no-known-hole")
    ]
    assert loud == []


@pytest.mark.parametrize("written", collection("broken"), ids=lambda written: written.name)
def test_a_broken_file_is_told_by_its_check(written: Written, tmp_path: Path) -> None:
    found = {one.check.id: one.follows_from for one in failed(app(written, tmp_path))}
    assert written.check in found, sorted(found)
