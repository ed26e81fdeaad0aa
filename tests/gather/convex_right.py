"""Convex projects in the styles that people write them in, of which nothing is to be said above a
note.
"""

from tests.gather.convex_sources import (
    ASK,
    LAYOUT,
    NEXT,
    PRIVATE,
    PROVIDER,
    PUBLIC,
    SERVER,
    client,
    functions,
)

AUTH = 'import { requireUser, requireAdmin, currentUser } from "./lib/auth";\n'
CUSTOM = """
import { customQuery, customMutation, customAction, customCtx, NoOp } from "convex-helpers/server/customFunctions";
import { query, mutation, action } from "./_generated/server";
import { requireUser } from "./lib/auth";
"""
HTTP = """
import { httpRouter } from "convex/server";
import { httpAction } from "./_generated/server";
import { internal } from "./_generated/api";
import type { WebhookEvent } from "@clerk/backend";
import { Webhook } from "svix";

const http = httpRouter();
http.route({
  path: "/clerk-users-webhook",
  method: "POST",
  handler: httpAction(async (ctx, request) => {
    const event = await validateRequest(request);
    if (!event) return new Response("Error occured", { status: 400 });
    switch (event.type) {
      case "user.created":
      case "user.updated":
        await ctx.runMutation(internal.users.upsertFromClerk, { data: event.data });
        break;
      case "user.deleted":
        await ctx.runMutation(internal.users.deleteFromClerk, { clerkUserId: event.data.id! });
        break;
      default:
        console.log("Ignored Clerk webhook event", event.type);
    }
    return new Response(null, { status: 200 });
  }),
});
async function validateRequest(req: Request): Promise<WebhookEvent | null> {
  const payloadString = await req.text();
  const svixHeaders = {
    "svix-id": req.headers.get("svix-id")!,
    "svix-timestamp": req.headers.get("svix-timestamp")!,
    "svix-signature": req.headers.get("svix-signature")!,
  };
  const wh = new Webhook(process.env.CLERK_WEBHOOK_SECRET!);
  try {
    return wh.verify(payloadString, svixHeaders) as unknown as WebhookEvent;
  } catch (error) {
    return null;
  }
}
export default http;
"""

FUNCTIONS: dict[str, dict[str, str]] = {
    "the quickstart of Convex with Clerk": {
        **NEXT,
        "convex/messages.ts": SERVER
        + """
export const getForCurrentUser = query({
  args: {},
  handler: async (ctx) => {
    const identity = await ctx.auth.getUserIdentity();
    if (identity === null) throw new Error("Not authenticated");
    return await ctx.db.query("messages").filter((q) => q.eq(q.field("author"), identity.email)).collect();
  },
});
""",
        "app/page.tsx": client("Authenticated", "Unauthenticated", "useQuery")
        + """
import { SignInButton, UserButton } from "@clerk/nextjs";
export default function Home() {
  return (
    <>
      <Authenticated><UserButton /><Content /></Authenticated>
      <Unauthenticated><SignInButton /></Unauthenticated>
    </>
  );
}
function Content() {
  const messages = useQuery(api.messages.getForCurrentUser);
  return <div>Authenticated content: {messages?.length}</div>;
}
""",
    },
    "users by Clerk's webhooks": {
        "convex/schema.ts": """
import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
export default defineSchema({
  users: defineTable({ name: v.string(), externalId: v.string() }).index("byExternalId", ["externalId"]),
});
""",
        "convex/http.ts": HTTP,
        "convex/users.ts": """
import { internalMutation, query, QueryCtx } from "./_generated/server";
import { UserJSON } from "@clerk/backend";
import { v, Validator } from "convex/values";

export const current = query({ args: {}, handler: async (ctx) => await getCurrentUser(ctx) });

export const upsertFromClerk = internalMutation({
  args: { data: v.any() as Validator<UserJSON> },
  async handler(ctx, { data }) {
    const userAttributes = { name: `${data.first_name} ${data.last_name}`, externalId: data.id };
    const user = await userByExternalId(ctx, data.id);
    if (user === null) await ctx.db.insert("users", userAttributes);
    else await ctx.db.patch(user._id, userAttributes);
  },
});
export const deleteFromClerk = internalMutation({
  args: { clerkUserId: v.string() },
  async handler(ctx, { clerkUserId }) {
    const user = await userByExternalId(ctx, clerkUserId);
    if (user !== null) await ctx.db.delete(user._id);
    else console.warn(`Can't delete user, there is none for Clerk user ID: ${clerkUserId}`);
  },
});
export async function getCurrentUserOrThrow(ctx: QueryCtx) {
  const userRecord = await getCurrentUser(ctx);
  if (!userRecord) throw new Error("Can't get current user");
  return userRecord;
}
export async function getCurrentUser(ctx: QueryCtx) {
  const identity = await ctx.auth.getUserIdentity();
  if (identity === null) return null;
  return await userByExternalId(ctx, identity.subject);
}
async function userByExternalId(ctx: QueryCtx, externalId: string) {
  return await ctx.db.query("users").withIndex("byExternalId", (q) => q.eq("externalId", externalId)).unique();
}
""",
        "convex/messages.ts": SERVER
        + """
import { getCurrentUserOrThrow } from "./users";
export const send = mutation({
  args: { body: v.string() },
  handler: async (ctx, args) => {
    const user = await getCurrentUserOrThrow(ctx);
    await ctx.db.insert("messages", { body: args.body, userId: user._id });
  },
});
export const list = query({ args: {}, handler: async (ctx) => {
    const messages = await ctx.db.query("messages").collect();
    return Promise.all(messages.map(async (message) => {
      const user = await ctx.db.get(message.userId);
      return { author: user?.name ?? "Anonymous", ...message };
    }));
} });
""",
    },
    "a user is stored when he first comes": functions("""
export const store = mutation({
  args: {},
  handler: async (ctx) => {
    const identity = await ctx.auth.getUserIdentity();
    if (!identity) throw new Error("Called storeUser without authentication present");
    const user = await ctx.db.query("people")
      .withIndex("by_token", (q) => q.eq("tokenIdentifier", identity.tokenIdentifier)).unique();
    if (user !== null) {
      if (user.name !== identity.name) await ctx.db.patch(user._id, { name: identity.name });
      return user._id;
    }
    return await ctx.db.insert("people", {
      name: identity.name ?? "Anonymous", tokenIdentifier: identity.tokenIdentifier,
    });
  },
});
""", "users"),
    "a function of the project asks": functions(AUTH + """
export const remove = mutation({
  args: { id: v.id("notes") },
  handler: async (ctx, { id }) => {
    const user = await requireUser(ctx);
    const note = await ctx.db.get(id);
    if (!note || note.userId !== user.clerkId) throw new ConvexError("Not yours");
    await ctx.db.delete(id);
  },
});
export const list = query({ args: {}, handler: async (ctx) => {
  const user = await currentUser(ctx);
  if (!user) return [];
  return ctx.db.query("notes").withIndex("by_user", (q) => q.eq("userId", user.clerkId)).collect();
} });
"""),
    "customQuery and customCtx": functions("""
import { userQuery, userMutation } from "./functions";
export const list = userQuery({ args: {}, handler: async (ctx) =>
  ctx.db.query("notes").withIndex("by_user", (q) => q.eq("userId", ctx.user.clerkId)).collect() });
export const edit = userMutation({ args: { id: v.id("notes"), text: v.string() }, handler: async (ctx, args) => {
  await ctx.db.patch(args.id, { text: args.text });
} });
""", also={"convex/functions.ts": CUSTOM + """
export const userQuery = customQuery(query, customCtx(async (ctx) => {
  const user = await requireUser(ctx);
  return { user };
}));
export const userMutation = customMutation(mutation, customCtx(async (ctx) => ({ user: await requireUser(ctx) })));
"""}),
    "customMutation with an input": functions("""
import { authMutation } from "./functions";
export const create = authMutation({ args: { text: v.string() }, handler: async (ctx, args) => {
  await ctx.db.insert("notes", { ...args, userId: ctx.identity.subject, isDone: false });
} });
export const remove = authMutation({ args: { id: v.id("notes") }, handler: async (ctx, { id }) => ctx.db.delete(id) });
""", also={"convex/functions.ts": CUSTOM + """
export const authMutation = customMutation(mutation, {
  args: {},
  input: async (ctx, args) => {
    const identity = await ctx.auth.getUserIdentity();
    if (identity === null) throw new Error("Not authenticated");
    return { ctx: { ...ctx, identity }, args };
  },
});
"""}),
    "a custom builder of a custom builder": functions("""
import { orgMutation } from "./functions";
export const remove = orgMutation({ args: { id: v.id("notes") }, handler: async (ctx, { id }) => {
  await ctx.db.delete(id);
} });
""", also={"convex/functions.ts": CUSTOM + """
const authed = customMutation(mutation, customCtx(async (ctx) => ({ user: await requireUser(ctx) })));
export const orgMutation = customMutation(authed, {
  args: { orgId: v.id("organizations") },
  input: async (ctx, { orgId }) => ({ ctx: { orgId }, args: {} }),
});
"""}),
    "a builder of one's own": functions("""
import { authenticatedMutation } from "./functions";
export const remove = authenticatedMutation({ args: { id: v.id("notes") }, handler: async (ctx, args) => {
  await ctx.db.delete(args.id);
} });
""", also={"convex/functions.ts": """
import { mutation as baseMutation } from "./_generated/server";
export function authenticatedMutation(config) {
  return baseMutation({
    args: config.args,
    handler: async (ctx, args) => {
      const identity = await ctx.auth.getUserIdentity();
      if (!identity) throw new Error("Unauthorized");
      return config.handler({ ...ctx, userId: identity.subject }, args);
    },
  });
}
"""}),
    "a wrapper around the handler": functions("""
import { withUser } from "./lib/withUser";
export default mutation(withUser(async ({ db, user }, { id }) => { await db.delete(id); }));
export const edit = mutation({ args: { id: v.id("notes"), text: v.string() }, handler: withUser(async (ctx, args) => {
  await ctx.db.patch(args.id, { text: args.text });
}) });
""", also={"convex/lib/withUser.ts": """
import { MutationCtx } from "../_generated/server";
export const withUser = (func) => {
  return async (ctx, ...args) => {
    const identity = await ctx.auth.getUserIdentity();
    if (!identity) throw new Error("Unauthenticated call to a function requiring authentication");
    const user = await ctx.db.query("users").withIndex("by_token", (q) => q.eq("clerkId", identity.subject)).unique();
    if (!user) throw new Error("User not found");
    return await func({ ...ctx, user }, ...args);
  };
};
"""}),
    "row-level security": functions("""
import { mutationWithRLS, queryWithRLS } from "./rls";
export const remove = mutationWithRLS({ args: { id: v.id("notes") }, handler: async (ctx, { id }) => ctx.db.delete(id) });
export const byUser = queryWithRLS({ args: { userId: v.string() }, handler: async (ctx, { userId }) =>
  ctx.db.query("notes").withIndex("by_user", (q) => q.eq("userId", userId)).collect() });
""", also={"convex/rls.ts": CUSTOM + """
import { wrapDatabaseReader, wrapDatabaseWriter } from "convex-helpers/server/rowLevelSecurity";
async function rlsRules(ctx) {
  const identity = await ctx.auth.getUserIdentity();
  return { notes: { read: async (_, note) => note.userId === identity?.subject,
                    modify: async (_, note) => note.userId === identity?.subject } };
}
export const queryWithRLS = customQuery(query, customCtx(async (ctx) => ({ db: wrapDatabaseReader(ctx, ctx.db, await rlsRules(ctx)) })));
export const mutationWithRLS = customMutation(mutation, customCtx(async (ctx) => ({ db: wrapDatabaseWriter(ctx, ctx.db, await rlsRules(ctx)) })));
"""}),
    "convex-ents with rules": functions("""
import { entMutation } from "./functions";
export const remove = entMutation({ args: { id: v.id("notes") }, handler: async (ctx, { id }) => {
  await ctx.table("notes").getX(id).delete();
} });
""", also={"convex/functions.ts": CUSTOM + """
import { entsTableFactory } from "convex-ents";
import { entDefinitions } from "./schema";
import { viewerOf } from "./rules";
export const entMutation = customMutation(mutation, customCtx(async (ctx) => {
  const viewer = await viewerOf(ctx);
  return { table: entsTableFactory(ctx, entDefinitions), db: ctx.db, viewer };
}));
"""}),
    "zod": functions("""
import { z } from "zod";
import { zCustomMutation, zCustomQuery, zid } from "convex-helpers/server/zod";
import { NoOp } from "convex-helpers/server/customFunctions";
const zMutation = zCustomMutation(mutation, NoOp);
export const remove = zMutation({ args: { id: zid("notes") }, handler: async (ctx, { id }) => {
  const identity = await ctx.auth.getUserIdentity();
  if (!identity) throw new ConvexError("Unauthorized");
  await ctx.db.delete(id);
} });
"""),
    "triggers": functions("""
import { counted } from "./triggers";
export const add = counted({ args: { text: v.string() }, handler: async (ctx, args) => {
""" + ASK + """
  await ctx.db.insert("notes", { userId: identity.subject, text: args.text, isDone: false });
} });
""", also={"convex/triggers.ts": CUSTOM + """
import { Triggers } from "convex-helpers/server/triggers";
const triggers = new Triggers();
triggers.register("notes", async (ctx, change) => { console.log(change); });
export const counted = customMutation(mutation, customCtx(triggers.wrapDB));
"""}),
    "a blog": functions("""
export const list = query({ args: {}, handler: async (ctx) => ctx.db.query("posts").order("desc").take(20) });
export const bySlug = query({ args: { slug: v.string() }, handler: async (ctx, { slug }) =>
  ctx.db.query("posts").withIndex("by_slug", (q) => q.eq("slug", slug)).unique() });
export const byAuthor = query({ args: { authorId: v.id("users") }, handler: async (ctx, args) =>
  ctx.db.query("posts").withIndex("by_author", (q) => q.eq("authorId", args.authorId)).collect() });
export const incrementViews = mutation({ args: { id: v.id("posts") }, handler: async (ctx, args) => {
  const post = await ctx.db.get(args.id);
  if (post) await ctx.db.patch(args.id, { views: (post.views ?? 0) + 1 });
} });
export const like = mutation({ args: { postId: v.id("posts") }, handler: async (ctx, { postId }) => {
  const post = await ctx.db.get(postId);
  if (!post) return;
  await ctx.db.patch(post._id, { likes: post.likes + 1, lastLikedAt: Date.now() });
} });
export const create = mutation({ args: { title: v.string() }, handler: async (ctx, args) => {
""" + ASK + """
  const user = await ctx.db.query("users").withIndex("by_clerk_id", (q) => q.eq("clerkId", identity.subject)).unique();
  if (!user) throw new Error("User not found");
  return ctx.db.insert("posts", { title: args.title, authorId: user._id, views: 0 });
} });
""", "posts"),
    "profiles that everybody may see": functions("""
export const byName = query({ args: { name: v.string() }, handler: async (ctx, { name }) =>
  ctx.db.query("users").withIndex("by_name", (q) => q.eq("name", name)).unique() });
export const get = query({ args: { userId: v.id("users") }, handler: async (ctx, { userId }) => {
  const user = await ctx.db.get(userId);
  return user && { name: user.name, image: user.image };
} });
""", "users"),
    "a contact form and a waiting list": functions("""
export const send = mutation({ args: { email: v.string(), message: v.string() }, handler: async (ctx, args) => {
  await ctx.db.insert("contacts", args);
} });
export const join = mutation({ args: { email: v.string() }, handler: async (ctx, { email }) => {
  const before = await ctx.db.query("waitlist").withIndex("by_email", (q) => q.eq("email", email)).first();
  if (before) return before._id;
  return await ctx.db.insert("waitlist", { email, at: Date.now() });
} });
""", "contact"),
    "seeds": functions("""
export const seed = mutation({ args: {}, handler: async (ctx) => {
  for (const note of await ctx.db.query("notes").collect()) await ctx.db.delete(note._id);
  await ctx.db.insert("notes", { userId: "user_demo", text: "first", isDone: false });
} });
export const fill = internalMutation({ args: { userId: v.string() }, handler: async (ctx, { userId }) => {
  await ctx.db.insert("notes", { userId, text: "second", isDone: true });
} });
"""),
    "files": functions("""
export const generateUploadUrl = mutation(async (ctx) => await ctx.storage.generateUploadUrl());
export const url = query({ args: { id: v.id("_storage") }, handler: async (ctx, { id }) => ctx.storage.getUrl(id) });
export const save = mutation({ args: { storageId: v.id("_storage"), name: v.string() }, handler: async (ctx, args) => {
""" + ASK + """
  await ctx.db.insert("files", { ...args, ownerId: identity.subject });
} });
""", "files"),
    "internal functions": functions("""
export const grant = internalMutation({ args: { userId: v.string(), plan: v.string() }, handler: async (ctx, args) => {
  const user = await ctx.db.query("users").withIndex("by_clerk_id", (q) => q.eq("clerkId", args.userId)).unique();
  if (user) await ctx.db.patch(user._id, { plan: args.plan });
} });
export const all = internalQuery({ args: { userId: v.string() }, handler: async (ctx, { userId }) =>
  ctx.db.query("notes").withIndex("by_user", (q) => q.eq("userId", userId)).collect() });
""", "billing"),
    "a secret of the server": functions("""
const check = (secret: string) => {
  if (secret !== process.env.SERVER_SECRET) throw new ConvexError("Forbidden");
};
export const sync = mutation({ args: { secret: v.string(), clerkId: v.string(), email: v.string() }, handler: async (ctx, args) => {
  check(args.secret);
  await ctx.db.insert("users", { clerkId: args.clerkId, email: args.email, name: "" });
} });
"""),
    "an API key in the builder": functions("""
import { apiMutation } from "./functions";
export const sync = apiMutation({ args: { clerkId: v.string() }, handler: async (ctx, args) => {
  await ctx.db.insert("users", { clerkId: args.clerkId, name: "", email: "" });
} });
""", also={"convex/functions.ts": CUSTOM + """
import { v } from "convex/values";
export const apiMutation = customMutation(mutation, {
  args: { apiKey: v.string() },
  input: async (ctx, { apiKey }) => {
    if (apiKey !== process.env.CONVEX_BRIDGE_API_KEY) throw new Error("Unauthorized");
    return { ctx: {}, args: {} };
  },
});
"""}),
    "guests with a session": functions("""
export const add = mutation({ args: { sessionId: v.string(), userId: v.optional(v.string()), text: v.string() }, handler: async (ctx, args) => {
  await ctx.db.insert("notes", { userId: args.userId ?? args.sessionId, text: args.text, isDone: false });
} });
"""),
    "what is scheduled gets the user": functions("""
export const create = mutation({ args: { text: v.string() }, handler: async (ctx, args) => {
""" + ASK + """
  const id = await ctx.db.insert("notes", { userId: identity.subject, text: args.text, isDone: false });
  await ctx.scheduler.runAfter(0, internal.notes.notify, { userId: identity.subject, id });
} });
export const notify = internalAction({ args: { userId: v.string(), id: v.id("notes") }, handler: async (ctx, args) => {
  await fetch("https://mail.test", { method: "POST", body: args.userId });
} });
""", also={"convex/crons.ts": """
import { cronJobs } from "convex/server";
import { internal } from "./_generated/api";
const crons = cronJobs();
crons.daily("clean", { hourUTC: 3, minuteUTC: 0 }, internal.clean.old, {});
crons.interval("log", { minutes: 5 }, internal.clean.log, { by: "cron" });
export default crons;
""", "convex/clean.ts": SERVER + """
export const old = internalMutation({ args: {}, handler: async (ctx) => {
  for (const row of await ctx.db.query("notes").take(100)) await ctx.db.delete(row._id);
} });
export const log = internalMutation({ args: { by: v.string() }, handler: async (ctx, args) => {
  const identity = await ctx.auth.getUserIdentity();
  await ctx.db.insert("logs", { by: identity?.subject ?? args.by });
} });
"""}),
    "an action that asks and hands on": functions("""
export const summarize = action({ args: { id: v.id("notes") }, handler: async (ctx, args) => {
""" + ASK + """
  const text = await ctx.runQuery(internal.notes.read, { id: args.id, userId: identity.subject });
  const answer = await fetch("https://ai.test", { body: text });
  await ctx.runMutation(internal.notes.keep, { id: args.id, userId: identity.subject, text: await answer.text() });
} });
export const read = internalQuery({ args: { id: v.id("notes"), userId: v.string() }, handler: async (ctx, args) => {
  const note = await ctx.db.get(args.id);
  if (note?.userId !== args.userId) throw new Error("no");
  return note.text;
} });
export const keep = internalMutation({ args: { id: v.id("notes"), userId: v.string(), text: v.string() }, handler: async (ctx, args) => {
  await ctx.db.insert("summaries", { noteId: args.id, userId: args.userId, text: args.text });
} });
"""),
    "an action asks through a query": functions("""
export const me = query({ args: {}, handler: async (ctx) => {
  const identity = await ctx.auth.getUserIdentity();
  if (!identity) return null;
  return ctx.db.query("users").withIndex("by_clerk_id", (q) => q.eq("clerkId", identity.subject)).unique();
} });
export const checkout = action({ args: { plan: v.string() }, handler: async (ctx, args) => {
  const user = await ctx.runQuery(api.notes.me);
  if (!user) throw new Error("Not signed in");
  await ctx.runMutation(internal.notes.order, { userId: user._id, plan: args.plan });
} });
export const order = internalMutation({ args: { userId: v.id("users"), plan: v.string() }, handler: async (ctx, args) => {
  await ctx.db.insert("orders", args);
} });
"""),
    "Convex Auth": functions("""
import { getAuthUserId } from "@convex-dev/auth/server";
export const remove = mutation({ args: { id: v.id("notes") }, handler: async (ctx, args) => {
  const userId = await getAuthUserId(ctx);
  if (userId === null) throw new Error("Not signed in");
  await ctx.db.delete(args.id);
} });
"""),
    "a helper of another package": functions("""
import { ensureViewer } from "@acme/backend/access";
import { mustBeIn } from "@/shared/rights";
export const remove = mutation({ args: { id: v.id("notes") }, handler: async (ctx, args) => {
  await ensureViewer(ctx);
  await ctx.db.delete(args.id);
} });
export const edit = mutation({ args: { id: v.id("notes"), text: v.string() }, handler: async (ctx, args) => {
  await mustBeIn(ctx, args.id);
  await ctx.db.patch(args.id, { text: args.text });
} });
"""),
    "a service": functions("""
import { NoteService } from "./services/notes";
export const remove = mutation({ args: { id: v.id("notes") }, handler: async (ctx, args) => {
  const service = new NoteService(ctx);
  await service.requireOwner(args.id);
  await ctx.db.delete(args.id);
} });
""", also={"convex/services/notes.ts": "export class NoteService { constructor(private ctx) {} async requireOwner(id) {} }"}),
    "assertions": functions("""
import invariant from "tiny-invariant";
import { assert } from "convex-helpers";
export const remove = mutation({ args: { id: v.id("notes") }, handler: async (ctx, args) => {
  const identity = await ctx.auth.getUserIdentity();
  invariant(identity, "Not signed in");
  await ctx.db.delete(args.id);
} });
export const edit = mutation({ args: { id: v.id("notes"), text: v.string() }, handler: async (ctx, args) => {
  const identity = await ctx.auth.getUserIdentity();
  assert(identity !== null);
  await ctx.db.patch(args.id, { text: args.text });
} });
export const add = mutation({ args: { text: v.string() }, handler: async (ctx, args) => {
  const identity = (await ctx.auth.getUserIdentity())!;
  await ctx.db.insert("notes", { userId: identity.subject, text: args.text, isDone: false });
} });
const fail = (): never => { throw new Error("no"); };
export const end = mutation({ args: { id: v.id("notes") }, handler: async (ctx, args) => {
  const { subject } = (await ctx.auth.getUserIdentity()) ?? fail();
  await ctx.db.delete(args.id);
} });
"""),
    "an administrator acts on others": functions(AUTH + """
export const setRole = mutation({ args: { userId: v.id("users"), role: v.string() }, handler: async (ctx, args) => {
  await requireAdmin(ctx);
  await ctx.db.patch(args.userId, { role: args.role });
} });
export const notesOf = query({ args: { userId: v.string() }, handler: async (ctx, { userId }) => {
  await requireAdmin(ctx);
  return ctx.db.query("notes").withIndex("by_user", (q) => q.eq("userId", userId)).collect();
} });
export const invite = mutation({ args: { userId: v.id("users"), orgId: v.id("orgs") }, handler: async (ctx, args) => {
  const me = await requireUser(ctx);
  const member = await ctx.db.query("members").withIndex("by_user", (q) => q.eq("userId", me._id)).first();
  if (member?.role !== "owner") throw new ConvexError("Forbidden");
  await ctx.db.insert("members", { userId: args.userId, orgId: args.orgId, role: "member" });
} });
"""),
    "following and messages": functions("""
export const follow = mutation({ args: { userId: v.id("users") }, handler: async (ctx, args) => {
  const identity = await ctx.auth.getUserIdentity();
  if (!identity) throw new Error("Unauthorized");
  const me = await ctx.db.query("users").withIndex("by_clerk_id", (q) => q.eq("clerkId", identity.subject)).unique();
  await ctx.db.insert("follows", { followerId: me!._id, userId: args.userId });
} });
""", "social"),
    "documents that may be published": functions("""
export const getById = query({ args: { documentId: v.id("documents") }, handler: async (ctx, args) => {
  const identity = await ctx.auth.getUserIdentity();
  const document = await ctx.db.get(args.documentId);
  if (!document) throw new Error("Not found");
  if (document.isPublished && !document.isArchived) return document;
  if (!identity) throw new Error("Not authenticated");
  if (document.userId !== identity.subject) throw new Error("Unauthorized");
  return document;
} });
export const update = mutation({ args: { id: v.id("documents"), title: v.optional(v.string()) }, handler: async (ctx, args) => {
  const identity = await ctx.auth.getUserIdentity();
  if (!identity) throw new Error("Unauthenticated");
  const { id, ...rest } = args;
  const existing = await ctx.db.get(args.id);
  if (!existing) throw new Error("Not found");
  if (existing.userId !== identity.subject) throw new Error("Unauthorized");
  return await ctx.db.patch(args.id, { ...rest });
} });
""", "documents"),
    "what a link opens": functions("""
export const shared = query({ args: { shareToken: v.string(), userId: v.string() }, handler: async (ctx, args) => {
  const link = await ctx.db.query("links").withIndex("by_token", (q) => q.eq("token", args.shareToken)).unique();
  if (!link) return null;
  return ctx.db.query("notes").withIndex("by_user", (q) => q.eq("userId", args.userId)).collect();
} });
"""),
    "the handler alone": functions("""
export default query(async ({ db, auth }) => {
  const identity = await auth.getUserIdentity();
  if (!identity) return null;
  return db.query("notes").withIndex("by_user", (q) => q.eq("userId", identity.subject)).collect();
});
"""),
    "what does the work stands in a model": functions("""
import * as Notes from "./model/notes";
export const remove = mutation({ args: { id: v.id("notes") }, handler: async (ctx, args) => Notes.remove(ctx, args.id) });
export const list = query({ handler: Notes.list });
""", also={"convex/model/notes.ts": """
import { requireUser } from "../lib/auth";
export async function remove(ctx, id) {
  const user = await requireUser(ctx);
  const note = await ctx.db.get(id);
  if (note.userId !== user.clerkId) throw new Error("no");
  await ctx.db.delete(id);
}
export async function list(ctx) {
  const user = await requireUser(ctx);
  return ctx.db.query("notes").withIndex("by_user", (q) => q.eq("userId", user.clerkId)).collect();
}
"""}),
    "Clerk's id out of the token identifier": functions("""
export const add = mutation({ args: { text: v.string() }, handler: async (ctx, args) => {
""" + ASK + """
  const userId = identity.tokenIdentifier.split("|")[1];
  await ctx.db.insert("notes", { userId, text: args.text, isDone: false });
} });
export const mine = query({ args: {}, handler: async (ctx) => {
""" + ASK + """
  return ctx.db.query("notes").withIndex("by_user", (q) => q.eq("userId", identity.subject)).collect();
} });
"""),
    "rows that are being moved over": functions("""
export const me = query({ args: {}, handler: async (ctx) => {
  const identity = await ctx.auth.getUserIdentity();
  if (!identity) return null;
  const found = await ctx.db.query("users").withIndex("by_clerk_id", (q) => q.eq("clerkId", identity.subject)).unique();
  if (found) return found;
  return ctx.db.query("users").withIndex("by_clerk_id", (q) => q.eq("clerkId", identity.tokenIdentifier)).unique();
} });
export const store = mutation({ args: {}, handler: async (ctx) => {
""" + ASK + """
  await ctx.db.insert("users", { clerkId: identity.subject, name: identity.name!, email: identity.email! });
} });
""", "users"),
    "helpers of convex-helpers": functions("""
import { getOneFrom, getManyFrom } from "convex-helpers/server/relationships";
export const mine = query({ args: {}, handler: async (ctx) => {
""" + ASK + """
  const user = await getOneFrom(ctx.db, "users", "by_clerk_id", identity.subject, "clerkId");
  return getManyFrom(ctx.db, "notes", "by_user", user!.clerkId, "userId");
} });
"""),
    "rate limits and other components": functions("""
import { RateLimiter } from "@convex-dev/rate-limiter";
import { components } from "./_generated/api";
const limiter = new RateLimiter(components.rateLimiter, {});
export const send = mutation({ args: { email: v.string(), message: v.string() }, handler: async (ctx, args) => {
  await limiter.limit(ctx, "contact", { throws: true });
  await ctx.db.insert("contacts", args);
} });
"""),
    "JavaScript": {
        "convex/tasks.js": """
import { query, mutation } from "./_generated/server";
export const get = query(async ({ db }) => await db.query("tasks").collect());
export const toggle = mutation(async ({ db }, { id }) => {
  const task = await db.get(id);
  await db.patch(id, { isCompleted: !task.isCompleted });
});
""",
    },
    "functions in another folder": {
        "src/convex/tasks.ts": 'import { query } from "./_generated/server";\nexport const get = query(async ({ db }) => db.query("tasks").collect());\n',
        **NEXT,
    },
    "access to what belongs to an organization": functions("""
async function accessToOrg(ctx, orgId) {
  const identity = await ctx.auth.getUserIdentity();
  if (!identity) return null;
  const user = await ctx.db.query("users").withIndex("by_clerk_id", (q) => q.eq("clerkId", identity.subject)).first();
  if (!user) return null;
  const isIn = user.orgIds.some((one) => one.orgId === orgId) || user.clerkId.includes(orgId);
  return isIn ? { user } : null;
}
async function accessToNote(ctx, id) {
  const note = await ctx.db.get(id);
  if (!note) return null;
  const access = await accessToOrg(ctx, note.orgId);
  return access && { user: access.user, note };
}
function assertOwner(user, note) {
  const may = note.userId === user.clerkId || user.orgIds.find((one) => one.orgId === note.orgId)?.role === "admin";
  if (!may) throw new ConvexError("Not yours");
}
export const remove = mutation({ args: { id: v.id("notes") }, async handler(ctx, args) {
  const access = await accessToNote(ctx, args.id);
  if (!access) throw new ConvexError("no access");
  assertOwner(access.user, access.note);
  await ctx.db.patch(args.id, { isDone: true });
} });
export const toggle = mutation({ args: { id: v.id("notes") }, async handler(ctx, args) {
  const access = await accessToNote(ctx, args.id);
  if (!access) throw new ConvexError("no access");
  const mark = await ctx.db.query("marks").withIndex("by_user", (q) => q.eq("userId", access.user._id).eq("noteId", access.note._id)).first();
  if (mark === null) await ctx.db.insert("marks", { userId: access.user._id, noteId: access.note._id });
  else await ctx.db.delete(mark._id);
} });
export const list = query({ args: { orgId: v.string(), text: v.optional(v.string()) }, async handler(ctx, args) {
  if (!(await accessToOrg(ctx, args.orgId))) return [];
  let notes = await ctx.db.query("notes").withIndex("by_org", (q) => q.eq("orgId", args.orgId)).collect();
  if (args.text) notes = notes.filter((one) => one.text.includes(args.text));
  return Promise.all(notes.map(async (one) => ({ ...one, url: await ctx.storage.getUrl(one.fileId) })));
} });
"""),
    "a search of one's own": functions("""
export const search = query({ args: { text: v.optional(v.string()), paginationOpts: v.any() }, handler: async (ctx, { text, paginationOpts }) => {
  const user = await ctx.auth.getUserIdentity();
  if (!user) throw new ConvexError("Unauthorized");
  if (text) {
    return await ctx.db.query("notes").withSearchIndex("by_text", (q) => q.search("text", text).eq("userId", user.subject)).paginate(paginationOpts);
  }
  return await ctx.db.query("notes").withIndex("by_user", (q) => q.eq("userId", user.subject)).paginate(paginationOpts);
} });
"""),
    "roles": functions(AUTH + """
async function requireRole(ctx, teamId, roles = ["owner"]) {
  const user = await requireUser(ctx);
  const [team, member] = await Promise.all([
    ctx.db.get(teamId),
    ctx.db.query("members").withIndex("by_team", (q) => q.eq("teamId", teamId).eq("userId", user._id)).unique(),
  ]);
  if (!team || !member || !roles.includes(member.role)) throw new ConvexError("Forbidden");
  return { user, team, member };
}
export const setRole = mutation({ args: { teamId: v.id("teams"), userId: v.id("users"), role: v.string() }, handler: async (ctx, args) => {
  await requireRole(ctx, args.teamId, ["owner", "admin"]);
  const other = await ctx.db.query("members").withIndex("by_team", (q) => q.eq("teamId", args.teamId).eq("userId", args.userId)).unique();
  if (!other) throw new ConvexError("No such member");
  await ctx.db.patch(other._id, { role: args.role });
} });
export const end = mutation({ args: { teamId: v.id("teams") }, handler: async (ctx, { teamId }) => {
  const { team } = await requireRole(ctx, teamId);
  for (const table of ["members", "invites"] as const) {
    for (const row of await ctx.db.query(table).collect()) await ctx.db.delete(row._id);
  }
  await ctx.db.delete(team._id);
} });
""", "teams"),
    "the owner is compared, and nobody is no owner": functions("""
export const remove = mutation({ args: { id: v.id("notes") }, handler: async (ctx, { id }) => {
  const identity = await ctx.auth.getUserIdentity();
  const note = await ctx.db.get(id);
  if (!note || note.userId !== identity?.subject) throw new ConvexError("Forbidden");
  await ctx.db.delete(id);
} });
export const leave = mutation({ args: { id: v.id("notes") }, handler: async (ctx, { id }) => {
  const userId = (await ctx.auth.getUserIdentity())?.subject;
  const member = await ctx.db.query("members").withIndex("by_note", (q) => q.eq("noteId", id).eq("userId", userId ?? "")).unique();
  if (!member) return;
  await ctx.db.delete(member._id);
  await ctx.db.patch(id, { isDone: true });
} });
"""),
    "e-mail beside Clerk's id": functions("""
export const accept = mutation({ args: { id: v.id("invites") }, handler: async (ctx, args) => {
""" + ASK + """
  const user = await ctx.db.query("users").withIndex("by_clerk_id", (q) => q.eq("clerkId", identity.subject)).unique();
  const same = await ctx.db.query("users").withIndex("by_email", (q) => q.eq("email", identity.email!)).first();
  await ctx.db.patch(args.id, { acceptedBy: (user ?? same)!._id });
} });
""", "invites"),
}  # fmt: skip

SIGNED_IN = """
  const { isAuthenticated } = useConvexAuth();
  const notes = useQuery(api.notes.list, isAuthenticated ? {} : "skip");
"""
LIST = "components/Notes.tsx"
SHOWN = """
export default function Notes() {
  const notes = useQuery(api.notes.list);
  return <ul>{notes?.map((n) => <li key={n._id}>{n.text}</li>)}</ul>;
}
"""
PAGE = 'import Notes from "../components/Notes";\n'
TOKEN = """
import { auth } from "@clerk/nextjs/server";
import { fetchQuery, fetchMutation, preloadQuery } from "convex/nextjs";
import { api } from "../convex/_generated/api";
"""

CLIENTS: dict[str, dict[str, str]] = {
    "skipped until Convex knows": {
        **NEXT, **PRIVATE,
        LIST: client("useQuery", "useConvexAuth") + f"export default function Notes() {{{SIGNED_IN} return <p>{{notes?.length}}</p>; }}",
        "app/page.tsx": PAGE + "export default () => <Notes />;",
    },
    "inside of <Authenticated> on the page": {
        **NEXT, **PRIVATE,
        LIST: client("useQuery") + SHOWN,
        "app/page.tsx": PAGE + 'import { Authenticated } from "convex/react";\nexport default () => <main><Authenticated><Notes /></Authenticated></main>;',
    },
    "the layout waits": {
        **NEXT, **PRIVATE,
        LIST: client("useQuery") + SHOWN,
        "app/(main)/layout.tsx": client("useConvexAuth") + """
export default function Layout({ children }) {
  const { isAuthenticated, isLoading } = useConvexAuth();
  if (isLoading) return <p>…</p>;
  return isAuthenticated ? children : null;
}
""",
        "app/(main)/page.tsx": PAGE.replace("../", "../../") + "export default () => <Notes />;",
    },
    "a guard around the children": {
        **NEXT, **PRIVATE,
        LIST: client("useQuery") + SHOWN,
        "components/AuthGuard.tsx": client("Authenticated") + "export const AuthGuard = ({ children }) => <Authenticated>{children}</Authenticated>;",
        "app/(main)/layout.tsx": 'import { AuthGuard } from "../../components/AuthGuard";\nexport default ({ children }) => <AuthGuard>{children}</AuthGuard>;',
        "app/(main)/page.tsx": PAGE.replace("../", "../../") + "export default () => <Notes />;",
    },
    "a function that gives none": {
        **NEXT, **PRIVATE,
        LIST: client("useQuery") + SHOWN.replace("notes.list", "notes.mine"),
        "app/page.tsx": PAGE + "export default () => <Notes />;",
    },
    "a dialog": {
        **NEXT, **PRIVATE,
        LIST: client("useQuery") + SHOWN,
        "app/page.tsx": PAGE + 'import { Dialog, DialogContent } from "./ui/dialog";\nexport default () => <Dialog><DialogContent><Notes /></DialogContent></Dialog>;',
    },
    "shown by a click": {
        **NEXT, **PRIVATE,
        LIST: client("useQuery") + SHOWN,
        "app/page.tsx": '"use client";\n' + PAGE + 'import { useState } from "react";\nexport default function P() { const [open, set] = useState(false); return <main>{open && <Notes />}<button onClick={() => set(true)} /></main>; }',
    },
    "the client waits": {
        **LAYOUT,
        **{path: text.replace("URL!)", "URL!, { expectAuth: true })") for path, text in PROVIDER.items()},
        **PRIVATE,
        LIST: client("useQuery") + SHOWN,
        "app/page.tsx": PAGE + "export default () => <Notes />;",
    },
    "by a hook of one's own": {
        **NEXT, **PRIVATE,
        "hooks/useAuthQuery.ts": client("useQuery", "useConvexAuth") + "export function useAuthQuery(query, args) { const { isAuthenticated } = useConvexAuth(); return useQuery(query, isAuthenticated ? args : 'skip'); }",
        LIST: '"use client";\nimport { api } from "../convex/_generated/api";\nimport { useAuthQuery } from "../hooks/useAuthQuery";\nexport default function Notes() { useAuthQuery(api.notes.list, {}); return null; }',
        "app/page.tsx": PAGE + "export default () => <Notes />;",
    },
    "a public query": {
        **NEXT, **PUBLIC,
        LIST: client("useQuery") + SHOWN.replace("notes.list", "open.recent"),
        "app/page.tsx": PAGE + "export default () => <Notes />;",
    },
    "another framework, waiting in its root": {
        **PRIVATE,
        "src/main.tsx": """
import { ClerkProvider, useAuth } from "@clerk/clerk-react";
import { ConvexReactClient, Authenticated } from "convex/react";
import { ConvexProviderWithClerk } from "convex/react-clerk";
import App from "./App";
const convex = new ConvexReactClient(import.meta.env.VITE_CONVEX_URL as string);
ReactDOM.createRoot(document.getElementById("root")!).render(
  <ClerkProvider publishableKey={import.meta.env.VITE_CLERK_PUBLISHABLE_KEY}>
    <ConvexProviderWithClerk client={convex} useAuth={useAuth}>
      <Authenticated><App /></Authenticated>
    </ConvexProviderWithClerk>
  </ClerkProvider>,
);
""",
        "src/App.tsx": client("useQuery") + SHOWN,
    },
    "Expo": {
        **PRIVATE,
        "app/_layout.tsx": """
import { ClerkProvider, ClerkLoaded, useAuth } from "@clerk/clerk-expo";
import { ConvexProviderWithClerk } from "convex/react-clerk";
import { ConvexReactClient, useConvexAuth } from "convex/react";
import { Slot } from "expo-router";
const convex = new ConvexReactClient(process.env.EXPO_PUBLIC_CONVEX_URL!, { unsavedChangesWarning: false });
export default function RootLayout() {
  return (
    <ClerkProvider publishableKey={process.env.EXPO_PUBLIC_CLERK_PUBLISHABLE_KEY!}>
      <ClerkLoaded>
        <ConvexProviderWithClerk client={convex} useAuth={useAuth}><Slot /></ConvexProviderWithClerk>
      </ClerkLoaded>
    </ClerkProvider>
  );
}
""",
    },
    "both providers in one file": {
        **PRIVATE,
        "app/providers.tsx": """"use client";
import { ClerkProvider, useAuth } from "@clerk/nextjs";
import { ConvexReactClient } from "convex/react";
import { ConvexProviderWithClerk } from "convex/react-clerk";
const convex = new ConvexReactClient(process.env.NEXT_PUBLIC_CONVEX_URL!);
export function Providers({ children }) {
  return (
    <ClerkProvider>
      <ConvexProviderWithClerk client={convex} useAuth={useAuth}>{children}</ConvexProviderWithClerk>
    </ClerkProvider>
  );
}
""",
        "app/layout.tsx": 'import { Providers } from "./providers";\nexport default ({ children }) => <html><body><Providers>{children}</Providers></body></html>;',
    },
    "Clerk's provider in a component": {
        **PROVIDER, **PRIVATE,
        "components/AuthProvider.tsx": 'import { ClerkProvider } from "@clerk/nextjs";\nexport function AuthProvider({ children }) { return <ClerkProvider>{children}</ClerkProvider>; }',
        "app/layout.tsx": 'import { AuthProvider } from "../components/AuthProvider";\nimport Convex from "../components/ConvexClientProvider";\nexport default ({ children }) => <html><body><AuthProvider><Convex>{children}</Convex></AuthProvider></body></html>;',
    },
    "a provider made once in a state": {
        **LAYOUT,
        "components/ConvexClientProvider.tsx": """"use client";
import { useState } from "react";
import { ConvexReactClient } from "convex/react";
import { ConvexProviderWithClerk } from "convex/react-clerk";
import { useAuth } from "@clerk/nextjs";
export default function ConvexClientProvider({ children, url }) {
  const [convex] = useState(() => new ConvexReactClient(url));
  return <ConvexProviderWithClerk client={convex} useAuth={useAuth}>{children}</ConvexProviderWithClerk>;
}
""",
    },
    "a hook of one's own for the provider": {
        **LAYOUT,
        "components/ConvexClientProvider.tsx": """"use client";
import { ConvexReactClient } from "convex/react";
import { ConvexProviderWithClerk } from "convex/react-clerk";
import { useAuth } from "@clerk/nextjs";
const convex = new ConvexReactClient(process.env.NEXT_PUBLIC_CONVEX_URL!);
const useOurAuth = () => { const auth = useAuth(); return { ...auth, orgId: null }; };
export default function ConvexClientProvider({ children }) {
  return <ConvexProviderWithClerk client={convex} useAuth={useOurAuth}>{children}</ConvexProviderWithClerk>;
}
""",
    },
    "the Pages Router": {
        **PRIVATE,
        "pages/_app.tsx": """
import { ClerkProvider, useAuth } from "@clerk/nextjs";
import { ConvexReactClient } from "convex/react";
import { ConvexProviderWithClerk } from "convex/react-clerk";
const convex = new ConvexReactClient(process.env.NEXT_PUBLIC_CONVEX_URL);
export default function MyApp({ Component, pageProps }) {
  return (
    <ClerkProvider {...pageProps}>
      <ConvexProviderWithClerk client={convex} useAuth={useAuth}><Component {...pageProps} /></ConvexProviderWithClerk>
    </ClerkProvider>
  );
}
""",
    },
    "Convex without a login": {
        **PUBLIC,
        "components/ConvexClientProvider.tsx": '"use client";\nimport { ConvexProvider, ConvexReactClient } from "convex/react";\nconst convex = new ConvexReactClient(process.env.NEXT_PUBLIC_CONVEX_URL!);\nexport default ({ children }) => <ConvexProvider client={convex}>{children}</ConvexProvider>;',
        **LAYOUT,
    },
    "calls from the server with a token": {
        **NEXT, **PRIVATE,
        "app/page.tsx": TOKEN + """
async function getAuthToken() { return (await (await auth()).getToken({ template: "convex" })) ?? undefined; }
export default async function Page() {
  const token = await getAuthToken();
  const notes = await fetchQuery(api.notes.list, {}, { token });
  const preloaded = await preloadQuery(api.notes.mine, {}, { token: await getAuthToken() });
  return <p>{notes.length}{preloaded._name}</p>;
}
""",
        "app/actions.ts": '"use server";\n' + TOKEN + """
const options = async () => ({ token: (await (await auth()).getToken({ template: "convex" })) ?? undefined });
export async function create(text: string) { await fetchMutation(api.notes.create, { text }, await options()); }
""",
    },
    "public data from the server": {
        **NEXT, **PUBLIC,
        "app/page.tsx": TOKEN + "export default async () => <p>{(await fetchQuery(api.open.recent)).length}</p>;",
        "app/api/recent/route.ts": 'import { ConvexHttpClient } from "convex/browser";\nimport { api } from "../../../convex/_generated/api";\nconst convex = new ConvexHttpClient(process.env.NEXT_PUBLIC_CONVEX_URL!);\nexport async function GET() { return Response.json(await convex.query(api.open.recent, {})); }',
    },
    "a client for each request": {
        **NEXT, **PRIVATE,
        "app/api/notes/route.ts": """
import { auth } from "@clerk/nextjs/server";
import { ConvexHttpClient } from "convex/browser";
import { api } from "../../../convex/_generated/api";
export async function GET() {
  const { getToken } = await auth();
  const convex = new ConvexHttpClient(process.env.NEXT_PUBLIC_CONVEX_URL!);
  convex.setAuth((await getToken({ template: "convex" }))!);
  return Response.json(await convex.query(api.notes.list, {}));
}
""",
        "lib/convex.ts": """
import { ConvexHttpClient } from "convex/browser";
export function convexFor(token: string) { return new ConvexHttpClient(process.env.NEXT_PUBLIC_CONVEX_URL!, { auth: token }); }
""",
        "app/api/more/route.ts": 'import { convexFor } from "../../../lib/convex";\nimport { api } from "../../../convex/_generated/api";\nexport async function POST(req) { return Response.json(await convexFor(await req.text()).mutation(api.notes.create, { text: "" })); }',
    },
    "functions of another package": {
        **NEXT,
        "app/page.tsx": TOKEN.replace("../convex", "@acme/backend/convex") + "export default async () => <p>{(await fetchQuery(api.notes.list, {}, { token: await (await auth()).getToken() })).length}</p>;",
        LIST: client("useQuery").replace("../convex", "@acme/backend/convex") + SHOWN,
    },
    "a hook of the project's own that waits": {
        **NEXT, **PRIVATE,
        "hooks/query.ts": """
import { useQuery, useConvexAuth } from "convex/react";
export function useConvexQuery(query: any, args: any) {
  const { isAuthenticated } = useConvexAuth();
  return useQuery(query, isAuthenticated ? args : "skip");
}
""",
        LIST: client("useMutation") + 'import { useConvexQuery } from "../hooks/query";\n' + SHOWN.replace("useQuery", "useConvexQuery"),
        "app/page.tsx": PAGE + "export default () => <main><Notes /></main>;",
    },
    "a hook of the project's own with other arguments": {
        **NEXT, **PRIVATE,
        "hooks/query.ts": """
import { useQuery } from "convex/react";
export function useConvexQuery(query: any, ready: any) { return useQuery(query, ready && {}); }
""",
        LIST: client("useMutation") + 'import { useConvexQuery } from "../hooks/query";\n' + SHOWN.replace("useQuery", "useConvexQuery"),
        "app/page.tsx": PAGE + "export default () => <main><Notes /></main>;",
    },
    "an api of another kind": {
        **NEXT, **PRIVATE,
        "lib/api.ts": 'import { create } from "./client";\nexport const api = create();\nexport const apiOf = api;\n',
        LIST: client("useQuery").replace("../convex/_generated/api", "../lib/api") + SHOWN,
        "app/page.tsx": PAGE + "export default () => <main><Notes /></main>;",
    },
    "an api that hands itself on": {
        **NEXT, **PRIVATE,
        "lib/api.ts": 'export * from "./other";\nexport const apiOf = 1;\n',
        "lib/other.ts": 'export * from "./api";\n',
        LIST: client("useQuery").replace("../convex/_generated/api", "../lib/api") + SHOWN,
        "app/page.tsx": PAGE + "export default () => <main><Notes /></main>;",
    },
    "other people's ids in the browser": {
        **NEXT,
        **functions("""
export const ofUser = query({ args: { userId: v.string() }, handler: async (ctx, { userId }) =>
  ctx.db.query("notes").withIndex("by_user", (q) => q.eq("userId", userId)).collect() });
"""),
        "app/u/[id]/page.tsx": client("useQuery").replace("../", "../../../") + "export default function P({ params }) { const notes = useQuery(api.notes.ofUser, { userId: params.id }); return <p>{notes?.length}</p>; }",
    },
}  # fmt: skip

RIGHT = {**FUNCTIONS, **CLIENTS}
