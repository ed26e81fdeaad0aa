"""Whether Convex functions ask who calls, and what runs without anybody."""

import pytest

from clerkdoctor.checks.convex_functions import (
    convex_functions_check_identity,
    convex_scheduled_functions_are_internal,
    convex_scheduled_functions_do_not_expect_identity,
)
from clerkdoctor.facts.convex_code import ConvexCode
from tests.checks.table import Row, fails, holds, inapplicable, note, passes, unknown, warning
from tests.gather.convex_code_reading import convex_code
from tests.gather.convex_right import AUTH, CUSTOM
from tests.gather.convex_sources import ASK, NEXT, client, functions

A = convex_functions_check_identity
S = convex_scheduled_functions_do_not_expect_identity
N = convex_scheduled_functions_are_internal

FROM = "const userId = identity.subject;"
COMPARE = "Ask who calls, and compare the row's owner"
BY_USER = (
    """ctx.db.query("notes").withIndex("by_user", (q) => q.eq("userId", args.userId)).collect()"""
)


def made(text: str, **also: str) -> ConvexCode:
    """Functions of `convex/notes.ts`; those of other files by their names."""
    return convex_code(
        functions(text, also={f"convex/{name}.ts": one for name, one in also.items()})
    )


def act(
    body: str, args: str = "id: v.id('notes'), text: v.string()", by: str = "mutation"
) -> ConvexCode:
    """One function, whose body begins in line 6."""
    return made(
        f"{AUTH}export const act = {by}({{ args: {{ {args} }}, handler: async (ctx, args) => {{\n{body}\n}} }});"
    )


ASKS = 'import { auth } from "@clerk/nextjs/server";\n'


def from_route(name: str, before: str = "") -> ConvexCode:
    """A mutation that a route calls with a client of its own."""
    return convex_code({
        **NEXT,
        **functions("export const act = mutation({ args: { clerkId: v.string() }, handler: async (ctx, args) => {\n"
                    "await ctx.db.insert('users', args); } });"),
        f"app/api/{name}/route.ts": before + 'import { ConvexHttpClient } from "convex/browser";\n'
        'import { api } from "../../../../convex/_generated/api";\n'
        "export async function POST() {\n  const convex = new ConvexHttpClient(process.env.URL!);\n"
        "  await convex.mutation(api.notes.act, { clerkId: 'a' });\n}",
    })  # fmt: skip


def profile(end: str) -> ConvexCode:
    """A page that shows anybody, by the id in its path."""
    query = "ctx.db.query('users').withIndex('by_clerk_id', (q) => q.eq('clerkId', args.clerkId)).unique()"
    return convex_code({
        **NEXT,
        **functions(AUTH + "export const act = query({ args: { clerkId: v.string() }, handler: async (ctx, args) => {\n"
                    f"const user = await {query}; if (!user) throw new Error('none'); {end} }} }});"),
        "app/page.tsx": client("useQuery")
        + "export default function P({ params }) { return useQuery(api.notes.act, { clerkId: params.id }); }",
    })  # fmt: skip


ASKING: list[Row] = [
    inapplicable("no functions", A, "this app has no Convex functions", ConvexCode()),
    inapplicable("internal ones only", A, "no function of Convex is public",
                 act("await ctx.db.delete(args.id)", by="internalMutation")),
    passes("a check at the top", A, act(f"{ASK} await ctx.db.delete(args.id)")),
    passes("a function that checks", A, act("await requireUser(ctx); await ctx.db.delete(args.id)")),
    passes("an owner", A, act("const i = await ctx.auth.getUserIdentity(); const n = await ctx.db.get(args.id);"
                              " if (n?.userId !== i?.subject) throw new Error('no'); await ctx.db.delete(args.id)")),
    passes("reads of what is public", A, act("return ctx.db.query('posts').collect()", by="query")),
    passes("a row by its id", A, act("return ctx.db.get(args.id)", by="query")),
    passes("a profile", A, act("return ctx.db.get(args.userId)", "userId: v.id('users')", by="query")),
    passes("a counter", A, act("const n = await ctx.db.get(args.id); await ctx.db.patch(args.id, { views: n.views + 1 })")),
    passes("a form", A, act("await ctx.db.insert('contacts', { email: args.email })", "email: v.string()")),
    passes("a secret", A, act("await ctx.db.delete(args.id)", "id: v.id('notes'), secret: v.string()")),
    passes("constants", A, act("await ctx.db.insert('notes', { userId: 'demo', text: 'a', isDone: false })", "")),
    passes("rows that everybody may list", A, made(
        "export const all = query({ args: {}, handler: async (ctx) => ctx.db.query('notes').collect() });\n"
        f"export const of = query({{ args: {{ userId: v.string() }}, handler: async (ctx, args) => {BY_USER} }});")),
    fails("a row is deleted", A, act("await ctx.db.delete(args.id)"),
          warning("`notes.act` deletes from `notes` (line 6), in the row that its arguments choose, and does not ask"
                  " who calls", at="convex/notes.ts:5:14", fix=COMPARE)),
    fails("a row is changed", A, act("await ctx.db.patch(args.id, { text: args.text })"),
          warning("`notes.act` changes `notes` (line 6)", at="convex/notes.ts:5:14", fix=COMPARE)),
    fails("a row is written for a user", A, act("await ctx.db.insert('notes', { userId: args.userId, text: '' })", "userId: v.string()"),
          warning("`notes.act` adds to `notes` (line 6) for whoever its argument `userId` names, and does not ask",
                  at="convex/notes.ts:5:14", fix=FROM)),
    fails("a user is made", A, act("await ctx.db.insert('users', { name: args.name, email: 'a', clerkId: 'b' })", "name: v.string()"),
          warning("`notes.act` adds to `users` (line 6) whatever its arguments say", at="convex/notes.ts:5:14", fix=FROM)),
    fails("an answer that is not heeded", A, act("await currentUser(ctx); await ctx.db.delete(args.id)"),
          warning("and goes on where `getUserIdentity()` gives null", at="convex/notes.ts:5:14", fix=COMPARE)),
    fails("in the name of another", A, act(f"{ASK} await ctx.db.insert('notes', {{ userId: args.userId }})", "userId: v.string()"),
          warning("of the identity it only asks whether there is one", at="convex/notes.ts:5:14", fix=FROM)),
    fails("in another file", A, made(
        "import { drop } from './model';\nexport const act = mutation({ args: { id: v.id('notes') }, handler: (ctx, args) => drop(ctx, args.id) });",
        model="export async function drop(ctx, id) {\n  await ctx.db.delete(id);\n}"),
          warning("deletes from `notes` (`convex/model.ts:2`)", at="convex/notes.ts:5:14", fix=COMPARE)),
    fails("by a builder that asks nothing", A, made(
        "import { own } from './own';\nexport const act = own({ args: { id: v.id('notes') }, handler: async (ctx, args) => ctx.db.delete(args.id) });",
        own=CUSTOM + "export const own = customMutation(mutation, customCtx(async (ctx) => ({ at: 1 })));"),
          warning("`notes.act` deletes from `notes`", at="convex/notes.ts:5:14", fix=COMPARE)),
    fails("an action hands it on", A, made(
        "export const act = action({ args: { userId: v.string() }, handler: async (ctx, args) => {\n"
        "await ctx.runMutation(internal.notes.put, { userId: args.userId }); } });\n"
        "export const put = internalMutation({ args: { userId: v.string() }, handler: async (ctx, args) => ctx.db.insert('notes', args) });"),
          warning("`notes.act` adds to `notes` (line 6) for whoever", at="convex/notes.ts:4:14", fix=FROM)),
    fails("rows of a user that the browser names", A, convex_code({
        **NEXT,
        **functions(f"export const list = query({{ args: {{ userId: v.string() }}, handler: async (ctx, args) => {BY_USER} }});"),
        "app/page.tsx": client("useQuery") + 'import { useAuth } from "@clerk/nextjs";\nexport default function P() {'
                        ' const { userId } = useAuth(); return useQuery(api.notes.list, { userId: userId! }); }'}),
          warning("`notes.list` reads `notes` (line 4) for whoever its argument `userId` names", at="convex/notes.ts:4:14", fix=FROM)),
    fails("rows of a user, by whomever", A, act(f"return {BY_USER}", "userId: v.string()", by="query"),
          note("`notes.act` reads `notes`", at="convex/notes.ts:5:14", fix=FROM)),
    fails("a user by Clerk's id", A, act(
        "return ctx.db.query('users').withIndex('by_clerk_id', (q) => q.eq('clerkId', args.clerkId)).unique()", "clerkId: v.string()", by="query"),
          note("`notes.act` reads `users`", at="convex/notes.ts:5:14", fix=FROM)),
    fails("what a webhook calls", A, from_route("webhooks/clerk"),
          warning("and does not ask who calls; a webhook calls it (`app/api/webhooks/clerk/route.ts`)",
                  at="convex/notes.ts:4:14", fix="Make it an `internalMutation` that an `httpAction` calls")),
    fails("what a route of that name calls for a signed-in user", A, from_route("webhooks/sync", ASKS),
          warning("and does not ask who calls", at="convex/notes.ts:4:14", fix=FROM)),
    fails("what another route calls", A, from_route("users"),
          warning("and does not ask who calls", at="convex/notes.ts:4:14", fix=FROM)),
    fails("a profile with the e-mail address", A, profile("return user;"),
          note("`notes.act` gives whole rows of `users`, `email` among them, of whoever its argument `clerkId`",
               at="convex/notes.ts:5:14", fix="Return the fields")),
    passes("another profile", A, profile("return { name: user.name };")),
    unknown("what is not followed", A, "whether `notes.act` asks is not known: `ensure()`, which is not followed, may ask",
            act("await ensure(ctx); await ctx.db.delete(args.id)")),
    unknown("a builder that is not followed", A, "what `notes.act` is made with is not followed",
            made("import { c } from './missing';\nexport const act = c.authed.mutation(async () => 1);")),
    unknown("a file that cannot be read", A, "`convex/a.ts` is binary", ConvexCode(
        "convex", act("return 1").functions, unread=(("convex/a.ts", "is binary"),))),
]  # fmt: skip


def scheduled(
    body: str, how: str = "internal.notes.job", by: str = "internalMutation"
) -> ConvexCode:
    return made(
        f"{AUTH}export const go = internalMutation({{ handler: async (ctx) => {{ await ctx.scheduler.runAfter(0, {how}, {{}}); }} }});\n"
        f"export const job = {by}({{ args: {{}}, handler: async (ctx) => {{ {body} await ctx.db.insert('logs', {{}}); }} }});"
    )


CRONS = """import { cronJobs } from "convex/server";
import { internal, api } from "./_generated/api";
const crons = cronJobs();
crons.daily("a", {}, api.notes.job, {});
export default crons;"""

SCHEDULED: list[Row] = [
    inapplicable("nothing", S, "nothing is scheduled", act("return 1")),
    passes("a job for anybody", S, scheduled("")),
    passes("a job that looks for an identity", S, scheduled("const i = await ctx.auth.getUserIdentity();")),
    passes("a job that is not there", S, scheduled("", "internal.other.job")),
    fails("a job that wants an identity", S, scheduled(ASK),
          warning("`scheduler.runAfter` runs `notes.job`, which throws without an identity, and scheduled functions have"
                  " none", at="convex/notes.ts:5:70", fix="{ userId: identity.subject }")),
    fails("a job that does nothing", S, scheduled("if (!(await ctx.auth.getUserIdentity())) return;"),
          warning("which does nothing without an identity", at="convex/notes.ts:5:70", fix="Pass the user's id")),
    inapplicable("nothing is scheduled", N, "nothing is scheduled", act("return 1")),
    passes("an internal one", N, scheduled("")),
    passes("a public one that asks", N, scheduled(ASK, "api.notes.job", "mutation")),
    passes("one that the browser calls, too", N, convex_code({
        **functions("export const job = mutation({ args: { a: v.string() }, handler: async () => 1 });", also={"convex/crons.ts": CRONS}),
        **NEXT, "app/page.tsx": client("useMutation") + "export default function P() { const f = useMutation(api.notes.job); return f({ a: 1 }); }"})),
    fails("a public one", N, made("export const job = mutation({ args: {}, handler: async () => 1 });", crons=CRONS),
          note("`crons.daily` runs `api.notes.job`, which anybody can call", at="convex/crons.ts:4:1", fix="internal.notes.job")),
]  # fmt: skip

ROWS = [*ASKING, *SCHEDULED]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_row(row: Row) -> None:
    holds(row)
