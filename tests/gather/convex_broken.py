"""Convex projects with one fault each, and the checks that name it."""

from tests.gather.convex_right import AUTH, CUSTOM, HTTP, LIST, PAGE, SHOWN, TOKEN
from tests.gather.convex_sources import (
    ASK,
    LAYOUT,
    NEXT,
    PRIVATE,
    PROVIDER,
    SERVER,
    client,
    functions,
)

IDENTITY = {"convex-functions-check-identity"}
KEYED = {"convex-users-are-keyed-by-clerk-id"}
SCHEDULED = {"convex-scheduled-functions-do-not-expect-identity"}
WRAPPER = """
import { useQuery } from "convex/react";
export const useConvexQuery = <Query extends FunctionReference<"query">>(query: Query, ...args: any[]) => {
  const result = useQuery(query, ...(args as any));
  return result;
};
"""
WAITING = {"convex-queries-wait-for-auth"}
TOKENS = {"convex-server-calls-pass-a-token"}
NESTED = {"convex-provider-is-inside-clerk-provider"}
IN_BROWSER = {"convex-provider-is-a-client-component"}
ONCE = {"convex-client-is-made-once"}
SHARED = {"convex-logins-are-not-shared"}
URL = {"convex-client-is-made-where-its-url-is-known"}

Broken = dict[str, tuple[dict[str, str], set[str]]]

FUNCTIONS: Broken = {
    "a note is removed by anybody": (functions("""
export const remove = mutation({ args: { id: v.id("notes") }, handler: async (ctx, args) => { await ctx.db.delete(args.id); } });
"""), IDENTITY),
    "a note is changed by anybody": (functions("""
export const update = mutation({ args: { id: v.id("notes"), text: v.optional(v.string()) }, handler: async (ctx, args) => {
  const { id, ...rest } = args;
  await ctx.db.patch(id, rest);
} });
"""), IDENTITY),
    "a state that anybody sets": (functions("""
export const finish = mutation({ args: { id: v.id("notes") }, handler: async (ctx, { id }) => {
  const note = await ctx.db.get(id);
  if (!note) throw new Error("Not found");
  await ctx.db.patch(note._id, { isDone: true });
} });
"""), IDENTITY),
    "the user is an argument": (functions("""
export const create = mutation({ args: { userId: v.string(), text: v.string() }, handler: async (ctx, args) => {
  return await ctx.db.insert("notes", { userId: args.userId, text: args.text, isDone: false });
} });
"""), IDENTITY),
    "all arguments are written": (functions("""
export const create = mutation({ args: { userId: v.string(), text: v.string(), isDone: v.boolean() }, handler: async (ctx, args) => ctx.db.insert("notes", args) });
"""), IDENTITY),
    "the author is an argument": (functions("""
export const create = mutation({ args: { authorId: v.id("users"), title: v.string() }, handler: async (ctx, { authorId, title }) => {
  await ctx.db.insert("posts", { authorId, title, views: 0 });
} });
""", "posts"), IDENTITY),
    "users are made by anybody": (functions("""
export const createUser = mutation({ args: { clerkId: v.string(), email: v.string(), name: v.string() }, handler: async (ctx, args) => {
  const existing = await ctx.db.query("users").withIndex("by_clerk_id", (q) => q.eq("clerkId", args.clerkId)).unique();
  if (existing) return existing._id;
  return await ctx.db.insert("users", { clerkId: args.clerkId, email: args.email, name: args.name });
} });
""", "users"), IDENTITY),
    "users are overwritten by anybody": (functions("""
export const createOrUpdate = mutation({ args: { clerkId: v.string(), name: v.string() }, handler: async (ctx, args) => {
  const existing = await ctx.db.query("users").withIndex("by_clerk_id", (q) => q.eq("clerkId", args.clerkId)).first();
  if (existing) await ctx.db.patch(existing._id, { name: args.name });
} });
""", "users"), IDENTITY),
    "a role that anybody sets": (functions("""
export const setRole = mutation({ args: { userId: v.id("users"), role: v.string() }, handler: async (ctx, args) => {
  await ctx.db.patch(args.userId, { role: args.role });
} });
""", "users"), IDENTITY),
    "a helper writes": (functions("""
import { removeNote } from "./model/notes";
export const remove = mutation({ args: { id: v.id("notes") }, handler: async (ctx, { id }) => { await removeNote(ctx, id); } });
""", also={"convex/model/notes.ts": "export async function removeNote(ctx, id) { await ctx.db.delete(id); }"}), IDENTITY),
    "a helper whose answer nobody heeds": (functions("""
export const remove = mutation({ args: { id: v.id("notes") }, handler: async (ctx, { id }) => {
  const identity = await ctx.auth.getUserIdentity();
  if (!identity) console.warn("nobody is signed in");
  await ctx.db.delete(id);
} });
"""), IDENTITY),
    "the user of nobody is not heeded": (functions(AUTH + """
export const remove = mutation({ args: { id: v.id("notes") }, handler: async (ctx, { id }) => {
  await currentUser(ctx);
  await ctx.db.delete(id);
} });
"""), IDENTITY),
    "an argument stands in for the identity": (functions("""
export const create = mutation({ args: { userId: v.string(), text: v.string() }, handler: async (ctx, args) => {
  const identity = await ctx.auth.getUserIdentity();
  await ctx.db.insert("notes", { userId: identity?.subject ?? args.userId, text: args.text, isDone: false });
} });
"""), IDENTITY),
    "any user in the name of another": (functions("""
export const create = mutation({ args: { userId: v.string(), text: v.string() }, handler: async (ctx, args) => {
""" + ASK + """
  await ctx.db.insert("notes", { userId: args.userId, text: args.text, isDone: false });
} });
"""), IDENTITY),
    "any user changes any role": (functions("""
export const setRole = mutation({ args: { userId: v.id("users"), role: v.string() }, handler: async (ctx, args) => {
  if (!(await ctx.auth.getUserIdentity())) throw new Error("Unauthorized");
  await ctx.db.patch(args.userId, { role: args.role });
} });
""", "users"), IDENTITY),
    "an action hands the user on": (functions("""
export const pay = action({ args: { userId: v.string(), plan: v.string() }, handler: async (ctx, args) => {
  await fetch("https://pay.test", { method: "POST" });
  await ctx.runMutation(internal.billing.order, { userId: args.userId, plan: args.plan });
} });
export const order = internalMutation({ args: { userId: v.string(), plan: v.string() }, handler: async (ctx, args) => {
  await ctx.db.insert("orders", args);
} });
""", "billing"), IDENTITY),
    "a custom builder that only counts": (functions("""
import { counted } from "./functions";
export const remove = counted({ args: { id: v.id("notes") }, handler: async (ctx, { id }) => { await ctx.db.delete(id); } });
""", also={"convex/functions.ts": CUSTOM + """
export const counted = customMutation(mutation, customCtx(async (ctx) => ({ startedAt: Date.now() })));
"""}), IDENTITY),
    "a custom builder that asks and goes on": (functions("""
import { maybe } from "./functions";
export const remove = maybe({ args: { id: v.id("notes") }, handler: async (ctx, { id }) => { await ctx.db.delete(id); } });
""", also={"convex/functions.ts": CUSTOM + """
export const maybe = customMutation(mutation, customCtx(async (ctx) => ({ identity: await ctx.auth.getUserIdentity() })));
"""}), IDENTITY),
    "NoOp": (functions("""
import { zCustomMutation, zid } from "convex-helpers/server/zod";
import { NoOp } from "convex-helpers/server/customFunctions";
const zMutation = zCustomMutation(mutation, NoOp);
export const remove = zMutation({ args: { id: zid("notes") }, handler: async (ctx, { id }) => { await ctx.db.delete(id); } });
"""), IDENTITY),
    "a list is emptied by its owner's id": (functions("""
export const clear = mutation({ args: { userId: v.string() }, handler: async (ctx, { userId }) => {
  const notes = await ctx.db.query("notes").withIndex("by_user", (q) => q.eq("userId", userId)).collect();
  await Promise.all(notes.map((note) => ctx.db.delete(note._id)));
} });
"""), IDENTITY),
    "the table comes first": (functions("""
export const remove = mutation({ args: { id: v.id("notes") }, handler: async (ctx, args) => { await ctx.db.delete("notes", args.id); } });
"""), IDENTITY),
    "a default export": (functions("""
export default mutation(async ({ db }, { id, userId }) => { await db.insert("notes", { userId, text: id, isDone: false }); });
"""), IDENTITY),
    "ownership by an argument": (functions("""
export const remove = mutation({ args: { id: v.id("notes"), userId: v.string() }, handler: async (ctx, args) => {
  const note = await ctx.db.get(args.id);
  if (note?.userId !== args.userId) throw new Error("Not yours");
  await ctx.db.delete(args.id);
} });
"""), IDENTITY),
    "without a schema, by what others store": ({
        "convex/items.ts": SERVER + """
export const add = mutation({ args: { text: v.string() }, handler: async (ctx, args) => {
""" + ASK + """
  await ctx.db.insert("items", { userId: identity.subject, text: args.text });
} });
export const remove = mutation({ args: { id: v.id("items") }, handler: async (ctx, args) => { await ctx.db.delete(args.id); } });
""",
    }, IDENTITY),
    "the browser says who it is": ({
        **NEXT,
        **functions("""
export const list = query({ args: { userId: v.string() }, handler: async (ctx, { userId }) =>
  ctx.db.query("notes").withIndex("by_user", (q) => q.eq("userId", userId)).collect() });
"""),
        "app/page.tsx": client("useQuery") + """
import { useUser } from "@clerk/nextjs";
export default function Page() {
  const { user } = useUser();
  const notes = useQuery(api.notes.list, user ? { userId: user.id } : "skip");
  return <p>{notes?.length}</p>;
}
""",
    }, IDENTITY),
    "the server says who it is": ({
        **NEXT,
        **functions("""
export const getByClerkId = query({ args: { clerkId: v.string() }, handler: async (ctx, { clerkId }) =>
  ctx.db.query("users").withIndex("by_clerk_id", (q) => q.eq("clerkId", clerkId)).unique() });
""", "users"),
        "app/page.tsx": TOKEN + "export default async function P() { const { userId } = await auth(); return <p>{(await fetchQuery(api.users.getByClerkId, { clerkId: userId! }))?.name}</p>; }",
    }, IDENTITY),
    "one's own rows, and anybody's": (functions("""
export const mine = query({ args: {}, handler: async (ctx) => {
""" + ASK + """
  return ctx.db.query("notes").withIndex("by_user", (q) => q.eq("userId", identity.subject)).collect();
} });
export const ofUser = query({ args: { userId: v.string() }, handler: async (ctx, { userId }) =>
  ctx.db.query("notes").withIndex("by_user", (q) => q.eq("userId", userId)).collect() });
"""), IDENTITY),
    # Keys
    "stored by the webhook, looked up by the token identifier": ({
        "convex/http.ts": HTTP,
        "convex/users.ts": SERVER + """
export const upsertFromClerk = internalMutation({ args: { data: v.any() }, handler: async (ctx, { data }) => {
  const user = await ctx.db.query("users").withIndex("byExternalId", (q) => q.eq("externalId", data.id)).unique();
  if (!user) await ctx.db.insert("users", { externalId: data.id, name: data.first_name });
} });
export const me = query({ args: {}, handler: async (ctx) => {
  const identity = await ctx.auth.getUserIdentity();
  if (!identity) return null;
  return ctx.db.query("users").withIndex("byExternalId", (q) => q.eq("externalId", identity.tokenIdentifier)).unique();
} });
""",
    }, KEYED),
    "stored by the token identifier, looked up by the subject": (functions("""
export const store = mutation({ args: {}, handler: async (ctx) => {
""" + ASK + """
  await ctx.db.insert("people", { tokenIdentifier: identity.tokenIdentifier, name: identity.name });
} });
export const me = query({ args: {}, handler: async (ctx) => {
""" + ASK + """
  return ctx.db.query("people").withIndex("by_token", (q) => q.eq("tokenIdentifier", identity.subject)).unique();
} });
""", "users"), KEYED),
    "notes stored by one, listed by the other": (functions("""
export const add = mutation({ args: { text: v.string() }, handler: async (ctx, args) => {
""" + ASK + """
  await ctx.db.insert("notes", { userId: identity.subject, text: args.text, isDone: false });
} });
export const mine = query({ args: {}, handler: async (ctx) => {
""" + ASK + """
  return ctx.db.query("notes").withIndex("by_user", (q) => q.eq("userId", identity.tokenIdentifier)).collect();
} });
"""), KEYED),
    "a row's id compared with Clerk's": (functions("""
export const mine = query({ args: {}, handler: async (ctx) => {
""" + ASK + """
  return ctx.db.query("posts").withIndex("by_author", (q) => q.eq("authorId", identity.subject as any)).collect();
} });
""", "posts"), KEYED),
    "Clerk's id stored for a row's": (functions("""
export const add = mutation({ args: { title: v.string() }, handler: async (ctx, args) => {
""" + ASK + """
  await ctx.db.insert("posts", { authorId: identity.subject as Id<"users">, title: args.title, views: 0 });
} });
""", "posts"), KEYED),
    "users by their e-mail address": (functions("""
export const me = query({ args: {}, handler: async (ctx) => {
  const identity = await ctx.auth.getUserIdentity();
  if (!identity) return null;
  return ctx.db.query("users").withIndex("by_email", (q) => q.eq("email", identity.email!)).unique();
} });
""", "users"), KEYED),
    "users without an index": ({**functions("""
export const me = query({ args: {}, handler: async (ctx) => {
  const identity = await ctx.auth.getUserIdentity();
  if (!identity) return null;
  return ctx.db.query("users").filter((q) => q.eq(q.field("clerkId"), identity.subject)).first();
} });
""", "users"), "convex/schema.ts": """
import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
export default defineSchema({ users: defineTable({ clerkId: v.string() }) });
"""}, KEYED),
    # Schedules
    "a cron job that wants an identity": (functions("""
export const clean = internalMutation({ args: {}, handler: async (ctx) => {
""" + ASK + """
  for (const note of await ctx.db.query("notes").take(10)) await ctx.db.delete(note._id);
} });
""", also={"convex/crons.ts": """
import { cronJobs } from "convex/server";
import { internal } from "./_generated/api";
const crons = cronJobs();
crons.interval("clean", { hours: 1 }, internal.notes.clean, {});
export default crons;
"""}), SCHEDULED),
    "a scheduled function that wants an identity": (functions(AUTH + """
export const create = mutation({ args: { text: v.string() }, handler: async (ctx, args) => {
  const user = await requireUser(ctx);
  await ctx.scheduler.runAfter(0, internal.notes.notify, { text: args.text });
} });
export const notify = internalMutation({ args: { text: v.string() }, handler: async (ctx, args) => {
  const user = await requireUser(ctx);
  await ctx.db.insert("notifications", { userId: user.clerkId, text: args.text });
} });
"""), SCHEDULED),
    "a scheduled function that does nothing": (functions("""
export const create = mutation({ args: { text: v.string() }, handler: async (ctx, args) => {
""" + ASK + """
  await ctx.scheduler.runAt(Date.now() + 1000, internal.notes.notify, { text: args.text });
} });
export const notify = internalMutation({ args: { text: v.string() }, handler: async (ctx, args) => {
  const identity = await ctx.auth.getUserIdentity();
  if (!identity) return;
  await ctx.db.insert("notifications", { userId: identity.subject, text: args.text });
} });
"""), SCHEDULED),
    "a scheduled action that wants an identity": (functions("""
export const start = action({ args: {}, handler: async (ctx) => {
  await ctx.scheduler.runAfter(1000, internal.notes.work, {});
} });
export const work = internalAction({ args: {}, handler: async (ctx) => {
  const me = await ctx.runQuery(internal.notes.me);
  await fetch("https://ai.test", { body: me.name });
} });
export const me = internalQuery({ args: {}, handler: async (ctx) => {
""" + ASK + """
  return ctx.db.query("users").withIndex("by_clerk_id", (q) => q.eq("clerkId", identity.subject)).unique();
} });
"""), SCHEDULED),
}  # fmt: skip

ROUTE = "app/api/notes/route.ts"
CLIENT_IN_ROUTE = """
import { ConvexHttpClient } from "convex/browser";
import { auth } from "@clerk/nextjs/server";
import { api } from "../../../convex/_generated/api";
const convex = new ConvexHttpClient(process.env.NEXT_PUBLIC_CONVEX_URL!);
"""
CONVEX_ONLY = """"use client";
import { ConvexReactClient, ConvexProvider } from "convex/react";
import { ConvexProviderWithClerk } from "convex/react-clerk";
import { useAuth } from "@clerk/nextjs";
const convex = new ConvexReactClient(process.env.NEXT_PUBLIC_CONVEX_URL!);
"""
WRAPPED = "{children}</ConvexProviderWithClerk>;\n}\n"
PROVIDER_FILE = "components/ConvexClientProvider.tsx"


def provider(
    attributes: str = "client={convex} useAuth={useAuth}", head: str = CONVEX_ONLY
) -> dict[str, str]:
    text = f"{head}export default function ConvexClientProvider({{ children }}) {{\n  return <ConvexProviderWithClerk {attributes}>{WRAPPED}"
    return {**LAYOUT, PROVIDER_FILE: text}


CLIENTS: Broken = {
    "a query at once": ({
        **NEXT, **PRIVATE,
        LIST: client("useQuery") + SHOWN,
        "app/page.tsx": PAGE + "export default () => <main><h1>Notes</h1><Notes /></main>;",
    }, WAITING),
    "a query on the page itself": ({
        **NEXT, **PRIVATE,
        "app/page.tsx": client("useQuery") + SHOWN,
    }, WAITING),
    "a query in the sidebar of the layout": ({
        **PROVIDER, **PRIVATE,
        LIST: client("useQuery") + SHOWN,
        "app/layout.tsx": LAYOUT["app/layout.tsx"].replace("{children}</Convex", "<Notes />{children}</Convex").replace("\nexport", '\nimport Notes from "../components/Notes";\nexport', 1),
    }, WAITING),
    "by a hook of the project's own": ({
        **NEXT, **PRIVATE,
        "hooks/query.ts": WRAPPER,
        "app/page.tsx": client("useMutation") + 'import { useConvexQuery } from "../hooks/query";\n' + SHOWN.replace("useQuery", "useConvexQuery"),
    }, WAITING),
    "with the api of another file": ({
        **NEXT, **PRIVATE,
        "lib/api.ts": 'import { api as generated } from "../convex/_generated/api";\nexport const api = generated;\n',
        "app/page.tsx": client("useQuery").replace("../convex/_generated/api", "../lib/api") + SHOWN,
    }, WAITING),
    "with an api that is exported again": ({
        **NEXT, **PRIVATE,
        "lib/api.ts": 'export { api } from "../convex/_generated/api";\n',
        "lib/index.ts": 'export * from "./api";\n',
        "app/page.tsx": client("useQuery").replace("../convex/_generated/api", "../lib") + SHOWN,
    }, WAITING),
    "with any api": ({
        **NEXT, **PRIVATE,
        "lib/convex.ts": 'import { anyApi } from "convex/server";\nexport const api = anyApi;\n',
        "app/page.tsx": client("useQuery").replace("../convex/_generated/api", "../lib/convex") + SHOWN,
    }, WAITING),
    "above the element that waits": ({
        **NEXT, **PRIVATE,
        "app/page.tsx": client("useQuery", "Authenticated") + "export default function Page() { const notes = useQuery(api.notes.list, {}); return <Authenticated>{notes?.length}</Authenticated>; }",
    }, WAITING),
    "pages without a token": ({
        **NEXT, **PRIVATE,
        "app/page.tsx": TOKEN + "export default async () => <p>{(await fetchQuery(api.notes.list)).length}</p>;",
    }, TOKENS),
    "pages without a token, with the api of another file": ({
        **NEXT, **PRIVATE,
        "lib/api.ts": 'import { api as generated } from "../convex/_generated/api";\nexport const api = generated;\n',
        "app/page.tsx": TOKEN.replace("../convex/_generated/api", "../lib/api") + "export default async () => <p>{(await fetchQuery(api.notes.list)).length}</p>;",
    }, TOKENS),
    "preloaded without a token": ({
        **NEXT, **PRIVATE,
        "app/page.tsx": TOKEN + "export default async () => <p>{(await preloadQuery(api.notes.mine, {}))._name}</p>;",
    }, TOKENS),
    "options without a token": ({
        **NEXT, **PRIVATE,
        "app/actions.ts": '"use server";\n' + TOKEN + "export async function add(text) { await fetchMutation(api.notes.create, { text }, { url: process.env.CONVEX_URL }); }",
    }, TOKENS),
    "a route without a token": ({
        **NEXT, **PRIVATE,
        ROUTE: CLIENT_IN_ROUTE + "export async function GET() { await auth(); return Response.json(await convex.query(api.notes.list, {})); }",
    }, TOKENS),
    "a client of another file without a token": ({
        **NEXT, **PRIVATE,
        "lib/convex.ts": 'import { ConvexHttpClient } from "convex/browser";\nexport const convex = new ConvexHttpClient(process.env.NEXT_PUBLIC_CONVEX_URL!);\n',
        ROUTE: 'import { convex } from "../../../lib/convex";\nimport { api } from "../../../convex/_generated/api";\nexport async function POST(req) { return Response.json(await convex.mutation(api.notes.create, { text: "a" })); }',
    }, TOKENS),
    "one client for all requests": ({
        **NEXT, **PRIVATE,
        ROUTE: CLIENT_IN_ROUTE + "export async function GET() { const { getToken } = await auth(); convex.setAuth((await getToken({ template: 'convex' }))!); return Response.json(await convex.query(api.notes.list, {})); }",
    }, SHARED),
    "Convex' provider around Clerk's": ({
        PROVIDER_FILE: CONVEX_ONLY.replace("{ useAuth }", "{ useAuth, ClerkProvider }") + "export default function P({ children }) { return <ConvexProviderWithClerk client={convex} useAuth={useAuth}><ClerkProvider>{children}</ClerkProvider></ConvexProviderWithClerk>; }",
        "app/layout.tsx": LAYOUT["app/layout.tsx"].replace("<ClerkProvider>", "").replace("</ClerkProvider>", "").replace('import { ClerkProvider } from "@clerk/nextjs";', ""),
    }, NESTED),
    "Convex' component around Clerk's": ({
        **PROVIDER,
        "app/layout.tsx": """
import { ClerkProvider } from "@clerk/nextjs";
import ConvexClientProvider from "../components/ConvexClientProvider";
export default ({ children }) => <html><body><ConvexClientProvider><ClerkProvider>{children}</ClerkProvider></ConvexClientProvider></body></html>;
""",
    }, NESTED),
    "Clerk's provider further down": ({
        **PROVIDER,
        "app/layout.tsx": 'import ConvexClientProvider from "../components/ConvexClientProvider";\nexport default ({ children }) => <html><body><ConvexClientProvider>{children}</ConvexClientProvider></body></html>;',
        "app/(main)/layout.tsx": 'import { ClerkProvider } from "@clerk/nextjs";\nexport default ({ children }) => <ClerkProvider>{children}</ClerkProvider>;',
    }, NESTED),
    "without Clerk's provider": ({
        **PROVIDER,
        "app/layout.tsx": 'import ConvexClientProvider from "../components/ConvexClientProvider";\nexport default ({ children }) => <html><body><ConvexClientProvider>{children}</ConvexClientProvider></body></html>;',
    }, NESTED),
    "the hook is called": (provider("client={convex} useAuth={useAuth()}"), NESTED),
    "no hook": (provider("client={convex}"), NESTED),
    "another hook": (provider("client={convex} useAuth={useUser}", CONVEX_ONLY.replace("useAuth", "useUser")), NESTED),
    "the server's helper for the hook": (provider("client={convex} useAuth={auth}", CONVEX_ONLY.replace('{ useAuth } from "@clerk/nextjs"', '{ auth } from "@clerk/nextjs/server"')), NESTED),
    "the hook of another SDK": (provider(head=CONVEX_ONLY.replace("@clerk/nextjs", "@clerk/clerk-react")), NESTED),
    "the plain provider": ({
        **PRIVATE, **LAYOUT,
        PROVIDER_FILE: CONVEX_ONLY + "export default function P({ children }) { return <ConvexProvider client={convex}>{children}</ConvexProvider>; }",
    }, NESTED),
    "the plain provider with a hook": ({
        **PRIVATE, **LAYOUT,
        PROVIDER_FILE: CONVEX_ONLY + "export default function P({ children }) { return <ConvexProvider client={convex} useAuth={useAuth}>{children}</ConvexProvider>; }",
    }, NESTED),
    "a provider on the server": ({**LAYOUT, PROVIDER_FILE: PROVIDER[PROVIDER_FILE].replace('"use client";\n', "")}, IN_BROWSER),
    "a provider in the layout": ({
        "app/layout.tsx": """
import { ClerkProvider, useAuth } from "@clerk/nextjs";
import { ConvexProviderWithClerk } from "convex/react-clerk";
import { ConvexReactClient } from "convex/react";
const convex = new ConvexReactClient(process.env.NEXT_PUBLIC_CONVEX_URL!);
export default function RootLayout({ children }) {
  return <ClerkProvider><ConvexProviderWithClerk client={convex} useAuth={useAuth}>{children}</ConvexProviderWithClerk></ClerkProvider>;
}
""",
    }, IN_BROWSER),
    "a client for each rendering": ({
        **LAYOUT,
        PROVIDER_FILE: CONVEX_ONLY.rpartition("const convex")[0] + "export default function P({ children }) { const convex = new ConvexReactClient(process.env.NEXT_PUBLIC_CONVEX_URL!); return <ConvexProviderWithClerk client={convex} useAuth={useAuth}>{children}</ConvexProviderWithClerk>; }",
    }, ONCE),
    "the address of the HTTP actions": ({
        **LAYOUT,
        PROVIDER_FILE: PROVIDER[PROVIDER_FILE].replace("process.env.NEXT_PUBLIC_CONVEX_URL!", '"https://quick-otter-42.convex.site"'),
    }, URL),
    "an address that is not set": ({
        **NEXT,
        ROUTE: CLIENT_IN_ROUTE.replace("NEXT_PUBLIC_CONVEX_URL", "CONVEX_CLOUD_ADDRESS") + "export async function GET() { return Response.json(1); }",
    }, URL),
}  # fmt: skip

BROKEN: Broken = {**FUNCTIONS, **CLIENTS}
