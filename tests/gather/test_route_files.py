"""What the files that answer requests do, in the styles in which people write them."""

import pytest

from clerkdoctor.facts.route_files import RouteFile
from clerkdoctor.gather.route_files import route_files
from clerkdoctor.nextjs.routes import routes
from tests.typescript.reading import sources as project

ROUTE = "app/api/x/route.ts"


def read(text: str, path: str = ROUTE, **others: str) -> RouteFile:
    names = {name.replace("__", "/") + ".ts": content for name, content in others.items()}
    found = routes([path], app_dir="app", pages_dir="pages")
    files = route_files(found, [], project({path: text, **names}))
    return files.files[path]


def test_methods_of_every_form() -> None:
    found = read(
        "export async function GET() {}\n"
        "export const POST = handler\n"
        "const remove = async () => {}\n"
        "export { remove as DELETE, GET as HEAD }\n"
        "export const dynamic = 'force-dynamic'\n"
    )
    assert found.methods == ("GET", "HEAD", "POST", "DELETE")


def test_a_star_may_export_more() -> None:
    assert read('export * from "./handlers"').methods is None


def test_pages_have_no_methods() -> None:
    assert read("export default () => null", "app/page.tsx").methods is None


@pytest.mark.parametrize(
    "text",
    [
        'import { auth } from "@clerk/nextjs/server"\nexport const GET = async () => await auth()',
        'import { auth } from "@clerk/nextjs/server"\nexport const GET = () => auth.protect()',
        'import * as clerk from "@clerk/nextjs/server"\nexport const GET = () => clerk.auth()',
        'import { getAuth as who } from "@clerk/nextjs/server"\nexport const GET = (r) => who(r)',
        'import { requireUser } from "@/lib/auth"\nexport const GET = () => requireUser()',
        'import { guarded } from "../../../lib/wrap"\nexport const GET = guarded(async () => 1)',
        'const { auth } = require("@clerk/nextjs/server")\nexport const GET = () => auth()',
    ],
)
def test_who_asks_who_is_there(text: str) -> None:
    lib = (
        'import { auth } from "@clerk/nextjs/server"\n'
        "async function user() { return (await auth()).userId }\n"
        "export async function requireUser() { const u = await user(); if (!u) throw 1; return u }\n"
    )
    wrap = (
        'import { requireUser } from "./auth"\n'
        "export const guarded = (handler) => async (...a) => { await requireUser(); handler(a) }\n"
    )
    config = '{"compilerOptions": {"paths": {"@/*": ["./*"]}}}'
    found = routes([ROUTE], app_dir="app", pages_dir=None)
    files = {
        ROUTE: text, "lib/auth.ts": lib, "lib/wrap.ts": wrap, "tsconfig.json": config,
    }  # fmt: skip
    assert len(route_files(found, [], project(files)).files[ROUTE].auth) == 1


def test_a_helper_that_asks_nobody_is_none() -> None:
    found = read(
        'import { plain } from "../../../lib/plain"\nexport const GET = () => plain()',
        lib__plain='import { auth } from "@clerk/nextjs/server"\nexport const plain = () => 1\n'
        "export const other = () => auth()",
    )
    assert found.auth == ()


@pytest.mark.parametrize(
    ("of", "text"),
    [
        ("Clerk", 'import { verifyWebhook } from "@clerk/nextjs/webhooks"\nawait verifyWebhook(r)'),
        ("Clerk", 'import { Webhook } from "svix"\nnew Webhook(process.env.CLERK_WEBHOOK_SECRET)'),
        ("Svix", 'import { Webhook } from "svix"\nnew Webhook(process.env.RESEND)'),
        ("Stripe", 'import Stripe from "stripe"\nstripe.webhooks.constructEvent(body, sig, key)'),
        ("GitHub", 'const s = request.headers.get("X-Hub-Signature-256")'),
        ("Inngest", 'import { serve } from "inngest/next"\nexport const { GET } = serve({})'),
        ("a scheduler", "if (header !== `Bearer ${process.env.CRON_SECRET}`) throw 1"),
        (
            "Stripe",
            'import { verified } from "../../../lib/v"\nexport const POST = () => verified()',
        ),
    ],
)
def test_who_verifies_whose_requests(of: str, text: str) -> None:
    found = read(text, lib__v="export const verified = (b) => stripe.webhooks.constructEvent(b)")
    assert [one.of for one in found.verifications] == [of]


def test_what_changes_data() -> None:
    assert len(read("await prisma.note.create({})\nawait db.insert(notes).values(x)").writes) == 2
    assert (
        len(read('import { clerkClient } from "@clerk/nextjs/server"\nclerkClient()').writes) == 1
    )
    assert read("const map = new Map()\ncache.delete(1)\nelement.create()").writes == ()


def test_other_origins_and_requests() -> None:
    found = read('return new Response("", { headers: { "Access-Control-Allow-Origin": "*" } })')
    assert str(found.cors) == f"{ROUTE}:1:38"
    page = read(
        '"use client"\nfetch("/api/list?x=1")\nfetch(`/api/item?id=${id}`)\nfetch(`/api/${id}`)\n'
        'axios.post("/api/save")\nfetch("https://example.com/api/x")',
        "app/page.tsx",
    )
    assert [path for path, _ in page.calls] == ["/api/list", "/api/item", "/api/save"]
    assert page.is_client


def test_a_file_that_is_not_there_is_named() -> None:
    found = routes([ROUTE], app_dir="app", pages_dir=None)
    assert route_files(found, [], project({})).unread == ((ROUTE, f"`{ROUTE}` cannot be read"),)
