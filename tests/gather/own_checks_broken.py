"""Routes and Server Actions that touch data and ask nobody: name → the files, and what is said."""

from clerkdoctor.facts.routes import Access
from tests.gather.own_checks_right import CLERK, CREATE, DB, PRISMA, SAVE, action, handler

AI = 'import OpenAI from "openai"\nconst openai = new OpenAI()\n'
STRIPE = 'import Stripe from "stripe"\nconst stripe = new Stripe(process.env.STRIPE_KEY!)\n'
PAGE = (
    PRISMA + "export default async function Page() {\n  const all = await prisma.note.findMany()\n"
    "  return <p>{all.length}</p>\n}\n"
)
FORM = 'import { Form } from "./form"\nexport default function Page() { return <Form /> }\n'
READS = "  return Response.json(await prisma.note.findMany())\n"

Broken = tuple[dict[str, str], Access, str]

BROKEN: dict[str, Broken] = {
    "a handler that creates": (
        handler(CREATE), "unguarded",
        ("warning app/api/notes/route.ts:3:8: `POST /api/notes` changes data with"
        " `prisma.note.create`"),
    ),
    "the middleware lets it through": (
        handler(CREATE), "public", "and the middleware lets everybody through",
    ),
    "a check that is commented out": (
        handler("  // const { userId } = await auth()\n" + CREATE), "public",
        "`POST /api/notes` changes data",
    ),
    "a check in another method": (
        {
            "app/api/notes/route.ts": PRISMA + CLERK + "export async function POST(req) {\n"
            "  await auth.protect()\n" + CREATE + "}\nexport async function DELETE(req) {\n"
            "  await prisma.note.deleteMany()\n}\n"
        },
        "public", "`DELETE /api/notes` changes data with `prisma.note.deleteMany`",
    ),
    "an arrow function": (
        {"app/api/notes/route.ts": PRISMA + "export const PUT = async (req: Request) => {\n"
         + CREATE + "}\n"},
        "public", "`PUT /api/notes` changes data",
    ),
    "behind a helper": (
        {
            **handler("  await add(await req.json())\n", head='import { add } from "@/lib/notes"\n'),
            "lib/notes.ts": DB + "export async function add(note: any) {\n"
            "  await db.insert(notes).values(note)\n}\n",
        },
        "public", "changes data with `db.insert(notes)`",
    ),
    "Drizzle": (
        handler("  await db.delete(notes).where(x)\n", head=DB, method="DELETE"), "public",
        "`DELETE /api/notes` changes data with `db.delete(notes)`",
    ),
    "SQL": (
        handler("  await sql`UPDATE notes SET a = 1`\n", head='import { sql } from "@vercel/postgres"\n'),
        "public", "`POST /api/notes` changes data with `sql'UPDATE notes SET a = 1'`",
    ),
    "Mongoose": (
        handler("  await Note.findByIdAndUpdate(id, {})\n", head='import Note from "@/models/Note"\n'),
        "public", "`Note.findByIdAndUpdate`",
    ),
    "MongoDB": (
        handler('  await client.db("a").collection("b").insertOne({})\n', head=""), "public",
        "`client.db.collection.insertOne`",
    ),
    "Supabase with all rights": (
        handler(
            '  await supabaseAdmin.from("notes").insert({})\n',
            head='import { supabaseAdmin } from "@acme/supabase"\n',
        ),
        "public", "`supabaseAdmin.from.insert`",
    ),
    "Convex without a token": (
        handler(
            "  await fetchMutation(api.notes.add, {})\n",
            head='import { fetchMutation } from "convex/nextjs"\n',
        ),
        "public", "`fetchMutation`",
    ),
    "users at Clerk": (
        handler(
            "  const clerk = await clerkClient()\n  await clerk.users.deleteUser(id)\n",
            "api/people",
        ),
        "public", "reads or changes users at Clerk with `clerk.users.deleteUser`",
    ),
    "a model that costs": (
        handler("  await openai.chat.completions.create({})\n", "api/chat", AI), "public",
        "spends on your account with `openai.chat.completions.create`",
    ),
    "a subscription of a user": (
        handler(
            "  const { userId } = await req.json()\n"
            "  await stripe.checkout.sessions.create({ metadata: { userId } })\n",
            "api/upgrade", STRIPE,
        ),
        "public", "`stripe.checkout.sessions.create`",
    ),
    "left over from a test": (
        handler(CREATE, "api/webhooks/clerk/test"), "public", "`POST /api/webhooks/clerk/test`",
    ),
    "an admin's GET": (
        handler(READS, "api/admin/notes", method="GET"), "public",
        "`GET /api/admin/notes` reads data with `prisma.note.findMany`",
    ),
    "an admin's page": (
        {"app/admin/page.tsx": PAGE}, "public",
        "warning app/admin/page.tsx:2:16: `/admin` reads data with `prisma.note.findMany`",
    ),
    "a page through its component": (
        {
            "app/dashboard/page.tsx": 'import { List } from "@/lib/list"\n'
            "export default async function Page() { return <List /> }\n",
            "lib/list.tsx": PRISMA + "export async function List() {\n"
            "  return <p>{(await prisma.note.findMany()).length}</p>\n}\n",
        },
        "public", "`/dashboard` reads data",
    ),
    "a page behind a pattern": (
        {"app/notes/page.tsx": PAGE}, "protected",
        ("note app/notes/page.tsx:2:16: `/notes` does not ask itself who is there: what stands"
        " before the data is a path pattern of `proxy.ts` alone"),
    ),
    "a GET behind a pattern": (
        handler(READS, method="GET"), "protected", "note app/api/notes/route.ts:3:8: `GET /api/notes`",
    ),
    "an API route": (
        {
            "pages/api/notes.ts": PRISMA + "export default async function handler(req, res) {\n"
            "  res.json(await prisma.note.create({ data: req.body }))\n}\n"
        },
        "public", "`/api/notes` changes data",
    ),
    "getServerSideProps": (
        {
            "pages/dashboard.tsx": PRISMA + "export default function Page() { return null }\n"
            "export async function getServerSideProps(ctx) {\n"
            "  return { props: { all: await prisma.note.findMany() } }\n}\n"
        },
        "public", "`/dashboard` reads data",
    ),
    "an action": (
        action(SAVE), "public",
        ("warning app/actions.ts:4:8: The Server Action `save` changes data with"
        " `prisma.note.create` and does not ask who is there; `app/form.tsx` brings it to the"
        " browser"),
    ),
    "an action behind a pattern": (
        {**action(SAVE), "app/page.tsx": FORM}, "protected",
        (
            "note app/actions.ts:4:8: The Server Action `save` changes data with"
            " `prisma.note.create` and does not ask itself who is there: what stands before it is"
            " a path pattern of `proxy.ts` alone"
        ),
    ),
    "an action behind a layout's pattern": (
        {
            **action(SAVE),
            "app/layout.tsx": FORM.replace("Page() {", "Layout({ children }) {"),
            "app/a/page.tsx": "export default function Page() { return null }\n",
        },
        "protected", "note app/actions.ts:4:8: The Server Action `save`",
    ),
    "an action of a component that no page is known to have": (
        {**action(SAVE), "app/page.tsx": "export default function Page() { return null }\n"},
        "protected",
        (
            "note app/actions.ts:4:8: The Server Action `save` changes data with"
            " `prisma.note.create` and does not ask who is there; `app/form.tsx` brings it"
        ),
    ),
    "an action that takes the user": (
        action(
            '  await prisma.user.update({ where: { id }, data: { role: "ADMIN" } })\n',
            given="id: string",
        ),
        "public", "`prisma.user.update`",
    ),
    "an action of a form": (
        {
            "lib/actions.ts": '"use server"\n' + DB
            + "export const remove = async (data: FormData) => {\n  await db.delete(notes)\n}\n",
            "app/page.tsx": 'import { remove } from "@/lib/actions"\n'
            "export default async function Page() { return <form action={remove} /> }\n",
        },
        "public", "`app/page.tsx` brings it to the browser",
    ),
    "an action inside of a page": (
        {
            "app/page.tsx": PRISMA + "export default async function Page() {\n"
            '  async function add(data: FormData) {\n    "use server"\n'
            "    await prisma.note.create({ data: {} })\n  }\n  return <form action={add} />\n}\n"
        },
        "public", "warning app/page.tsx:3:3: The Server Action `add` changes data",
    ),
    "an action that nothing uses": (
        {"lib/actions.ts": '"use server"\n' + PRISMA + "export async function add(a: string) {\n"
         "  await prisma.note.create({ data: { a } })\n}\n"},
        "public", ("note lib/actions.ts:3:8: The Server Action `add` changes data with"
        " `prisma.note.create` and does not ask who is there; no use of it was found"),
    ),
    "an action that spends": (
        action(
            "  return genAI.getGenerativeModel({}).generateContent(title)\n",
            'import { GoogleGenerativeAI } from "@google/generative-ai"\n'
            "const genAI = new GoogleGenerativeAI(process.env.GEMINI_API_KEY!)\n",
        ),
        "public", "spends on your account with `genAI.getGenerativeModel.generateContent`",
    ),
}  # fmt: skip
