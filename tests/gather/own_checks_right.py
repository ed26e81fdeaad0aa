"""Routes and Server Actions that ask who is there, or that everybody may use: as people write them.

Name → the files. Nothing is to be said of any, whether the middleware runs there or not.
"""

PRISMA = 'import { prisma } from "@/lib/prisma"\n'
DB = 'import { db } from "@/lib/db"\nimport { notes } from "@/lib/schema"\n'
CLERK = 'import { auth, currentUser, clerkClient } from "@clerk/nextjs/server"\n'
CREATE = "  await prisma.note.create({ data: await req.json() })\n  return Response.json({})\n"


def handler(
    body: str, path: str = "api/notes", head: str = PRISMA + CLERK, method: str = "POST"
) -> dict[str, str]:
    text = f"{head}export async function {method}(req: Request) {{\n{body}}}\n"
    return {f"app/{path}/route.ts": text}


def action(body: str, head: str = PRISMA + CLERK, given: str = "title: string") -> dict[str, str]:
    """An action that a client component uses."""
    return {
        "app/actions.ts": f'"use server"\n{head}export async function save({given}) {{\n{body}}}\n',
        "app/form.tsx": '"use client"\nimport { save } from "./actions"\n'
        'export const Form = () => <button onClick={() => save("a")}>Save</button>\n',
    }


SAVE = "  await prisma.note.create({ data: { title } })\n"
ASKING = {
    "lib/auth.ts": CLERK + "export async function who() {\n  const { userId } = await auth()\n"
    '  if (!userId) throw new Error("Nobody")\n  return userId\n}\n'
}

RIGHT: dict[str, dict[str, str]] = {
    "auth in a handler": handler("  const { userId } = await auth()\n" + CREATE),
    "auth of version 5": handler("  const { userId } = auth()\n" + CREATE),
    "auth.protect": handler("  await auth.protect()\n" + CREATE),
    "currentUser": handler("  const user = await currentUser()\n  if (!user) return\n" + CREATE),
    "a helper of the project": {
        **handler("  await who()\n" + CREATE, head=PRISMA + 'import { who } from "@/lib/auth"\n'),
        **ASKING,
    },
    "a helper behind an index": {
        **handler("  await who()\n" + CREATE, head=PRISMA + 'import { who } from "@/lib"\n'),
        **ASKING,
        "lib/index.ts": 'export * from "./auth"\n',
    },
    "a helper of a whole module": {
        **handler(
            "  await guards.who()\n" + CREATE,
            head=PRISMA + 'import * as guards from "@/lib/auth"\n',
        ),
        **ASKING,
    },
    "a helper that cannot be followed": handler(
        "  const user = await requireUser()\n" + CREATE,
        head=PRISMA + 'import { requireUser } from "@acme/server"\n',
    ),
    "a session of its own": handler(
        "  const session = await getSession(req)\n" + CREATE,
        head=PRISMA + 'import { getSession } from "@acme/server"\n',
    ),
    "a service of auth": handler(
        "  await authService.me(req)\n" + CREATE,
        head=PRISMA + 'import { authService } from "@acme/server"\n',
    ),
    "a wrapper": {
        "app/api/notes/route.ts": PRISMA + 'import { withAuth } from "@acme/server"\n'
        "export const POST = withAuth(async (req) => {\n" + CREATE + "})\n"
    },
    "a wrapper of the project": {
        "app/api/notes/route.ts": PRISMA + 'import { guarded } from "@/lib/guarded"\n'
        "export const POST = guarded(async (req: Request) => {\n" + CREATE + "})\n",
        "lib/guarded.ts": CLERK + "export const guarded = (run: any) => async (req: Request) => {\n"
        "  await auth.protect()\n  return run(req)\n}\n",
    },
    "a webhook of Clerk": handler(
        "  const event = await verifyWebhook(req)\n" + CREATE,
        "api/clerk",
        PRISMA + 'import { verifyWebhook } from "@clerk/nextjs/webhooks"\n',
    ),
    "a webhook of Stripe": handler(
        '  stripe.webhooks.constructEvent(await req.text(), req.headers.get("stripe-signature"), s)\n'
        + CREATE,
        "api/stripe",
    ),
    "a webhook of Svix": handler(
        "  new Webhook(process.env.W!).verify(await req.text(), {} as any)\n" + CREATE, "api/clerk"
    ),
    "a cron job": handler(
        '  if (req.headers.get("authorization") !== `Bearer ${process.env.CRON_SECRET}`) return\n'
        "  await prisma.note.deleteMany({})\n",
        "api/clean",
    ),
    "a shared key": handler(
        '  if (req.headers.get("x-api-key") !== process.env.KEY) return new Response()\n' + CREATE,
        "api/import",
    ),
    "a refusal": handler(
        "  const user = await find(req)\n  if (!user) return new Response(null, { status: 401 })\n"
        + CREATE
    ),
    "a development tool": handler(
        '  if (process.env.NODE_ENV === "production") return new Response()\n' + CREATE, "api/dev"
    ),
    "a public list": handler(
        "  return Response.json(await prisma.post.findMany({}))\n", "api/posts", method="GET"
    ),
    "a contact form": handler(CREATE, "api/contact"),
    "a newsletter": handler("  await prisma.subscriber.create({ data: {} })\n", "api/mail"),
    "analytics": handler(CREATE, "api/analytics"),
    "a wait list": handler(CREATE, "api/join-waitlist"),
    "a sign-up": handler(CREATE, "api/register"),
    "UploadThing": {
        "app/api/uploadthing/route.ts": 'import { createRouteHandler } from "uploadthing/next"\n'
        "export const { GET, POST } = createRouteHandler({ router: {} as any })\n"
    },
    "tRPC": {
        "app/api/trpc/[trpc]/route.ts": 'import { fetchRequestHandler } from "@trpc/server/adapters/fetch"\n'
        'const handler = (req: Request) => fetchRequestHandler({ endpoint: "/api/trpc", req })\n'
        "export { handler as GET, handler as POST }\n"
    },
    "a token that is passed on": handler(
        '  const token = await getToken({ template: "convex" })\n'
        "  await fetchMutation(api.notes.add, {}, { token })\n",
        head='import { fetchMutation } from "convex/nextjs"\nimport { getToken } from "@acme/a"\n',
    ),
    "Supabase with its rules": handler(
        '  await supabase.from("notes").insert({})\n',
        head='import { supabase } from "@acme/supabase"\n',
    ),
    "a page below a layout that asks": {
        "app/dashboard/layout.tsx": CLERK + "export default async function Layout({ children }) {\n"
        "  await auth.protect()\n  return children\n}\n",
        "app/dashboard/notes/page.tsx": PRISMA + "export default async function Page() {\n"
        "  const all = await prisma.note.findMany()\n  return <p>{all.length}</p>\n}\n",
    },
    "a page with a gate": {
        "app/admin/page.tsx": PRISMA + 'import { Protect } from "@clerk/nextjs"\n'
        "export default async function Page() {\n  const all = await prisma.note.findMany()\n"
        "  return <Protect role='admin'>{all.length}</Protect>\n}\n"
    },
    "a public page": {
        "app/blog/page.tsx": PRISMA + "export default async function Page() {\n"
        "  return <p>{(await prisma.post.findMany()).length}</p>\n}\n"
    },
    "an API route": {
        "pages/api/notes.ts": PRISMA + 'import { getAuth } from "@clerk/nextjs/server"\n'
        "export default async function handler(req, res) {\n  const { userId } = getAuth(req)\n"
        "  res.json(await prisma.note.create({ data: { userId } }))\n}\n"
    },
    "getServerSideProps": {
        "pages/dashboard.tsx": PRISMA + 'import { getAuth } from "@clerk/nextjs/server"\n'
        "export default function Page() { return null }\n"
        "export async function getServerSideProps(ctx) {\n  const { userId } = getAuth(ctx.req)\n"
        "  return { props: { all: await prisma.note.findMany({ where: { userId } }) } }\n}\n"
    },
    "an action with auth": action("  const { userId } = await auth()\n" + SAVE),
    "an action with a helper": {
        **action("  await who()\n" + SAVE, PRISMA + 'import { who } from "@/lib/auth"\n'),
        **ASKING,
    },
    "an action with a helper beside it": action(
        "  await mine()\n" + SAVE + "}\nasync function mine() {\n  return (await auth()).userId\n"
    ),
    "a safe action": {
        "app/actions.ts": '"use server"\n' + PRISMA + 'import { authActionClient } from "@/lib/safe"\n'
        "export const save = authActionClient.schema({}).action(async ({ parsedInput }) => {\n"
        "  await prisma.note.create({ data: parsedInput })\n})\n",
        "lib/safe.ts": 'import { createSafeActionClient } from "next-safe-action"\n'
        "export const authActionClient = createSafeActionClient()\n",
        "app/form.tsx": '"use client"\nimport { save } from "./actions"\nexport const F = () => save\n',
    },
    "an action with a token": action(
        "  await getDb(authToken).insert({}).values({})\n" + SAVE, given="authToken: string, title: string"
    ),
    "an action that only the server calls": {
        "lib/user.actions.ts": '"use server"\n' + PRISMA
        + "export async function createUser(user: any) {\n"
        "  await prisma.user.create({ data: user })\n}\n",
        "app/api/webhooks/clerk/route.ts": 'import { createUser } from "@/lib/user.actions"\n'
        'import { verifyWebhook } from "@clerk/nextjs/webhooks"\n'
        "export async function POST(req) {\n  const event = await verifyWebhook(req)\n"
        "  await createUser(event.data)\n}\n",
    },
    "an action for everybody": {
        "app/actions.ts": '"use server"\n' + PRISMA
        + "export async function sendContactMessage(data: FormData) {\n"
        '  await prisma.message.create({ data: { text: data.get("text") } })\n}\n',
    },
    "an action that reads": action("  return prisma.post.findMany({ where: { title } })\n"),
    "an action in a page that asks": {
        "app/notes/page.tsx": PRISMA + CLERK + "export default async function Page() {\n"
        "  const { userId } = await auth()\n  async function add(data: FormData) {\n"
        '    "use server"\n    await prisma.note.create({ data: { userId } })\n  }\n'
        "  return <form action={add} />\n}\n"
    },
    "a form to sign in": action(SAVE, given="title: string, password: string"),
    "a secret that Convex compares": handler(
        "  const convex = new ConvexHttpClient(url)\n"
        "  await convex.mutation(api.notes.add, { secret: process.env.CONVEX_SECRET })\n",
        head='import { ConvexHttpClient } from "convex/browser"\n',
    ),
    "a list of addresses": handler(
        '  if (!allowedIps.includes(req.headers.get("x-forwarded-for"))) return\n' + CREATE
    ),
    "a public profile": {
        "app/profile/[name]/page.tsx": PRISMA + "export default async function Page() {\n"
        "  return <p>{(await prisma.user.findUnique({})).name}</p>\n}\n"
    },
    "a page of a client's layout": {
        "app/dashboard/layout.tsx": '"use client"\nimport { useAuth } from "@clerk/nextjs"\n'
        "export default function Layout({ children }) {\n"
        "  const { isSignedIn } = useAuth()\n  return isSignedIn ? children : null\n}\n",
        "app/dashboard/page.tsx": PRISMA + "export default async function Page() {\n"
        "  return <p>{(await prisma.note.findMany()).length}</p>\n}\n",
    },
    "an error of its own": handler(
        "  const user = await find(req)\n  if (!user) throw new ApiError(HttpStatus.UNAUTHORIZED)\n"
        + CREATE
    ),
    "a reference in a header": handler(
        '  const id = req.headers.get("x-clerk-user-id")\n' + CREATE
    ),
    "a cookie of its own": handler(
        '  const jar = await cookies()\n  if (!jar.get("sid")) return\n' + CREATE,
        head=PRISMA + 'import { cookies } from "next/headers"\n',
    ),
    "Hono in a route": {
        "app/api/[[...route]]/route.ts": PRISMA + 'import { Hono } from "hono"\n'
        'import { handle } from "hono/vercel"\nconst app = new Hono()\n'
        'app.post("/a", async (c) => c.json(await prisma.note.create({})))\n'
        "export const POST = handle(app)\n"
    },
    "next-connect": {
        "pages/api/notes.ts": PRISMA + 'import { createRouter } from "next-connect"\n'
        "const router = createRouter()\n"
        "router.post(async (req, res) => res.json(await prisma.note.create({})))\n"
        "export default router.handler()\n"
    },
    "a shop's front on another origin": handler(
        CREATE,
        "api/[store]/baskets",
        PRISMA + 'const headers = { "Access-Control-Allow-Origin": "*" }\n',
    ),
    "orders of guests": handler(
        "  await prisma.order.create({ data: {} })\n", "api/[store]/buy"
    ),
    "a limit": handler(
        "  const { success } = await ratelimit.limit(ip)\n"
        "  return (await openai.chat.completions.create({})) as any\n",
        "api/chat",
        'import OpenAI from "openai"\nconst openai = new OpenAI()\n',
    ),
    "a guest's payment": handler(
        "  await stripe.checkout.sessions.create({ line_items: [] })\n",
        "api/checkout",
        'import Stripe from "stripe"\nconst stripe = new Stripe(process.env.STRIPE_KEY!)\n',
    ),
}  # fmt: skip
