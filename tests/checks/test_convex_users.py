"""By what users are stored in Convex, and by what they are looked up."""

import pytest

from clerkdoctor.checks.convex_users import convex_users_are_keyed_by_clerk_id
from clerkdoctor.facts.convex_code import ConvexCode
from tests.checks.table import Row, fails, holds, inapplicable, note, passes, unknown, warning
from tests.gather.convex_code_reading import convex_code
from tests.gather.convex_right import HTTP
from tests.gather.convex_sources import ASK, SERVER, functions

K = convex_users_are_keyed_by_clerk_id
ME = "convex/notes.ts:15:8"


def keyed(stored: str, looked_up: str, field: str = "key", table: str = "people") -> ConvexCode:
    """A mutation that stores a value, and a query that looks one up."""
    return convex_code(functions(f"""
export const store = mutation({{ args: {{ id: v.string() }}, handler: async (ctx, args) => {{
{ASK}
await ctx.db.insert("{table}", {{ {field}: {stored} }});
}} }});
export const me = query({{ args: {{ id: v.string() }}, handler: async (ctx, args) => {{
const identity = (await ctx.auth.getUserIdentity())!;

return ctx.db.query("{table}").withIndex("by_key", (q) => q.eq("{field}", {looked_up})).unique();
}} }});
"""))  # fmt: skip


def asked(query: str) -> ConvexCode:
    """A query of the users, in line 7."""
    return convex_code(functions(f"""
export const me = query({{ args: {{ id: v.string() }}, handler: async (ctx, args) => {{
const identity = (await ctx.auth.getUserIdentity())!;
return ctx.db.query("users").{query};
}} }});
"""))  # fmt: skip


def from_webhook(looked_up: str) -> ConvexCode:
    return convex_code({
        "convex/http.ts": HTTP,
        "convex/users.ts": SERVER + f"""
export const upsertFromClerk = internalMutation({{ args: {{ data: v.any() }}, handler: async (ctx, {{ data }}) => {{
await ctx.db.insert("users", {{ externalId: data.id }});
}} }});
export const me = query({{ args: {{}}, handler: async (ctx) => {{
const identity = (await ctx.auth.getUserIdentity())!;
return ctx.db.query("users").withIndex("byExternalId", (q) => q.eq("externalId", {looked_up})).unique();
}} }});
""",
    })  # fmt: skip


def one_by_mail(end: str) -> ConvexCode:
    """A query by Clerk's id, and a mutation by the e-mail address, in line 10."""
    return convex_code(functions(f"""
export const me = query({{ args: {{}}, handler: async (ctx) => {{
const identity = (await ctx.auth.getUserIdentity())!;
return ctx.db.query("users").withIndex("by_clerk_id", (q) => q.eq("clerkId", identity.subject)).unique(); }} }});
export const add = mutation({{ args: {{}}, handler: async (ctx) => {{
const identity = (await ctx.auth.getUserIdentity())!;
const me = await ctx.db.query("users").withIndex("by_email", (q) => q.eq("email", identity.email)).unique();
{end} }} }});
"""))  # fmt: skip


def from_http() -> ConvexCode:
    """An internal function that a webhook's action calls."""
    return convex_code({
        "convex/http.ts": HTTP,
        "convex/users.ts": SERVER + """
export const upsertFromClerk = internalMutation({ args: { data: v.any() }, handler: async (ctx, { data }) => {
await ctx.db.query("users").filter((q) => q.eq(q.field("externalId"), data.id)).unique();
} });
""",
    })  # fmt: skip


SUBJECT, TOKEN = "identity.subject", "identity.tokenIdentifier"

ROWS: list[Row] = [
    inapplicable("no functions", K, "no function looks up rows by the identity", ConvexCode()),
    passes("by the subject", K, keyed(SUBJECT, SUBJECT)),
    passes("by the token identifier", K, keyed(TOKEN, TOKEN)),
    passes("by the id within the token identifier", K, keyed(f"{TOKEN}.split('|')[1]", SUBJECT)),
    passes("by the webhook's id", K, from_webhook(SUBJECT)),
    passes("stored by what is not told", K, keyed("args.id", TOKEN)),
    passes("either way", K, keyed(f"args.id ? {TOKEN} : {SUBJECT}", SUBJECT)),
    passes("the id of a row", K, asked('withIndex("by_clerk_id", (q) => q.eq("clerkId", identity.subject)).unique()')),
    passes("an e-mail address that is given", K, asked(
        'withIndex("by_clerk_id", (q) => q.eq("clerkId", identity.subject)).unique() ?? ctx.db.query("users")'
        '.withIndex("by_email", (q) => q.eq("email", identity.email)).first()')),
    fails("stored by the subject", K, keyed(SUBJECT, TOKEN),
          warning("`notes.me` looks up `people` by `key` with `identity.tokenIdentifier`, and what is stored there is"
                  " `identity.subject`", at=ME, fix="identity.subject")),
    fails("stored by the token identifier", K, keyed(TOKEN, SUBJECT),
          warning("with `identity.subject`, and what is stored there is `identity.tokenIdentifier`", at=ME,
                  fix="identity.tokenIdentifier")),
    fails("stored by the webhook", K, from_webhook(TOKEN),
          warning("and what is stored there is the `id` of Clerk's webhook", at="convex/users.ts:10:8", fix="identity.subject")),
    fails("the id of a row is wanted", K, keyed("args.id", SUBJECT, "authorId", "posts"),
          warning("`posts.authorId` holds ids of `users`, and the code compares `identity.subject` there", at=ME,
                  fix="Use the id of the user's row")),
    fails("Clerk's id in its place", K, keyed(SUBJECT, "args.id", "authorId", "posts"),
          warning("`posts.authorId` holds ids of `users`, and the code stores `identity.subject` there",
                  at="convex/notes.ts:10:7", fix="Use the id of the user's row")),
    fails("by the e-mail address", K, asked('withIndex("by_email", (q) => q.eq("email", identity.email)).unique()'),
          warning("looks up `users` by `identity.email`, which can change", at="convex/notes.ts:7:8", fix="Store and look up")),
    fails("without an index", K, asked('filter((q) => q.eq(q.field("tokenIdentifier"), identity.tokenIdentifier)).first()'),
          warning("`notes.me` reads all of `users` to find a user by `tokenIdentifier`, without an index",
                  at="convex/notes.ts:7:8", fix='.index("by_tokenIdentifier", ["tokenIdentifier"])')),
    fails("beside an index", K, asked('filter((q) => q.eq(q.field("clerkId"), args.id)).first()'),
          note("to find a user by `clerkId`; there is an index", at="convex/notes.ts:7:8",
               fix='Use the index:\n.withIndex("by_clerk_id", (q) => q.eq("clerkId", …))')),
    fails("by the e-mail address, beside another function", K, one_by_mail("return me;"),
          warning("`notes.add` looks up `users` by `identity.email`", at="convex/notes.ts:10:18", fix="Store and look up")),
    passes("by the e-mail address, to link the row", K,
           one_by_mail("await ctx.db.patch(me._id, { clerkId: identity.subject });")),
    fails("what an HTTP action reaches", K, from_http(), warning(
        "`users.upsertFromClerk` reads all of `users` to find a user by `externalId`", at="convex/users.ts:6:7",
        fix='.withIndex("by_externalId"')),
    unknown("a file that cannot be read", K, "`convex/a.ts` is binary",
            keyed(SUBJECT, SUBJECT)._replace(unread=(("convex/a.ts", "is binary"),))),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_row(row: Row) -> None:
    holds(row)
