"""How code uses Convex, read from its sources, and what the checks then say of it."""

from collections.abc import Mapping

import pytest

from clerkdoctor.check import Check
from clerkdoctor.checks import (
    convex_clients,
    convex_functions,
    convex_react_providers,
    convex_users,
)
from clerkdoctor.evidence import Evidence
from clerkdoctor.facts.convex_code import ConvexFunction
from clerkdoctor.facts.project import App
from clerkdoctor.judge import judge
from tests.checks.facts import environment
from tests.gather.convex_broken import BROKEN
from tests.gather.convex_code_reading import convex_app, convex_code, function
from tests.gather.convex_right import AUTH, RIGHT
from tests.gather.convex_sources import PRIVATE, client, functions

CHECKS = [
    value
    for module in (convex_functions, convex_users, convex_react_providers, convex_clients)
    for value in vars(module).values()
    if isinstance(value, Check)
]


def said(files: Mapping[str, str], of: App | None = None) -> dict[str, list[str]]:
    """The problems above a note, by check."""
    evidence = Evidence()
    evidence.found(convex_code(files, of))
    evidence.found(convex_app(files, of))
    evidence.found(environment({"NEXT_PUBLIC_CONVEX_URL": "https://a.convex.cloud"}))
    results, crashes = judge([("convex", check) for check in CHECKS], {None: evidence})
    assert crashes == ()
    for result in results:
        for problem in result.problems:
            assert problem.message.count("`") % 2 == 0
    return {
        one.check.id: [f"{p.at}: {p.message}" for p in one.problems]
        for one in results
        if one.status == "fail" and one.level != "note"
    }


def test_there_are_many_of_both() -> None:
    assert len(RIGHT) >= 60
    assert len(BROKEN) >= 60
    named = {check for _, checks in BROKEN.values() for check in checks}
    notes = {"convex-scheduled-functions-are-internal", "convex-gates-on-convex-auth"}
    assert named | notes == {check.id for check in CHECKS}


@pytest.mark.parametrize("name", RIGHT)
def test_of_a_right_project_nothing_is_said(name: str) -> None:
    assert said(RIGHT[name]) == {}


@pytest.mark.parametrize("name", BROKEN)
def test_of_a_broken_project_the_fault_is_named_and_no_other(name: str) -> None:
    files, checks = BROKEN[name]
    found = said(files)
    assert set(found) == checks, found
    assert all(len(problems) == 1 for problems in found.values()), found


def only(body: str, args: str = "{ id: v.id('notes'), userId: v.string() }") -> ConvexFunction:
    """A mutation with this body, of `convex/notes.ts`."""
    text = f"export const act = mutation({{ args: {args}, handler: async (ctx, args) => {{\n{body}\n}} }});"
    return function(functions(AUTH + text), "notes.act")


@pytest.mark.parametrize(
    ("body", "alone"),
    [
        ("await ctx.db.delete(args.id)", "goes on"),
        ("return 1", "ends"),
        ("const i = await ctx.auth.getUserIdentity(); if (!i) throw new Error('a')", "throws"),
        ("const i = await ctx.auth.getUserIdentity(); if (i === null) throw new Error('a')", "throws"),
        ("const i = await ctx.auth.getUserIdentity(); if (i == null) return null; await ctx.db.delete(args.id)", "ends"),
        ("const i = await ctx.auth.getUserIdentity(); if (!i?.subject) throw new Error('a')", "throws"),
        ("const i = await ctx.auth.getUserIdentity(); const id = i!.subject; await ctx.db.delete(args.id)", "throws"),
        ("const { subject } = (await ctx.auth.getUserIdentity())!; await ctx.db.delete(args.id)", "throws"),
        ("const i = await ctx.auth.getUserIdentity(); if (i) await ctx.db.delete(args.id)", "ends"),
        ("const i = await ctx.auth.getUserIdentity(); if (!i) { console.log('a') } await ctx.db.delete(args.id)", "goes on"),
        ("const [i] = await Promise.all([ctx.auth.getUserIdentity(), ctx.db.get(args.id)]); if (!i) throw new Error('a')", "throws"),
        ("const i = await ctx.auth.getUserIdentity().catch(() => null); if (!i) return; await ctx.db.delete(args.id)", "ends"),
        ("try { const i = await ctx.auth.getUserIdentity(); if (!i) throw new Error('a') } catch { return null }", "ends"),
        ("let me = null; const i = await ctx.auth.getUserIdentity(); if (i) me = i.subject; if (!me) throw new Error('a')", "throws"),
        ("const { auth, db } = ctx; if (!(await auth.getUserIdentity())) throw new Error('a'); await db.delete(args.id)", "throws"),
        ("await requireUser(ctx); await ctx.db.delete(args.id)", "throws"),
        ("await requireAdmin(ctx); await ctx.db.delete(args.id)", "throws"),
        ("const me = await currentUser(ctx); if (!me) throw new Error('a')", "throws"),
        ("const me = await currentUser(ctx); await ctx.db.delete(args.id)", "goes on"),
        ("await ctx.db.get(args.id); await requireUser(ctx); await ctx.db.delete(args.id)", "throws"),
        ("const n = await ctx.db.get(args.id); if (n.isPublic) return n; await requireUser(ctx)", "goes on"),
        ("await somebody(ctx); await ctx.db.delete(args.id)", "unknown"),
        ("switch (await ctx.auth.getUserIdentity()) { case null: throw new Error('a'); default: await ctx.db.delete(args.id) }", "throws"),
        ("if (!args.id || !(await ctx.auth.getUserIdentity())) throw new Error('a'); await ctx.db.delete(args.id)", "throws"),
        ("const i = await ctx.auth.getUserIdentity(); const n = await ctx.db.get(args.id); if (n?.userId !== i?.subject) throw new Error('a'); await ctx.db.delete(args.id)", "throws"),
        ("const i = await ctx.auth.getUserIdentity(); const n = await ctx.db.get(args.id); const own = n.userId === i?.subject; if (!n || !own) throw new Error('a'); await ctx.db.delete(args.id)", "throws"),
        ("const i = await ctx.auth.getUserIdentity(); const n = await ctx.db.get(args.id); if (!n.members.includes(i?.subject)) throw new Error('a'); await ctx.db.delete(args.id)", "throws"),
        ("const i = await ctx.auth.getUserIdentity(); const u = await ctx.db.query('users').withIndex('a', (q) => q.eq('clerkId', i?.subject ?? '')).unique(); if (!u) throw new Error('a'); await ctx.db.delete(args.id)", "throws"),
        ("const i = await ctx.auth.getUserIdentity(); const all = await ctx.db.query('notes').withIndex('a', (q) => q.eq('userId', i?.subject)).collect(); for (const n of all) await ctx.db.delete(n._id)", "goes on"),
        ("const i = await ctx.auth.getUserIdentity(); const u = await ctx.db.query('users').withIndex('a', (q) => q.eq('clerkId', i?.subject ?? args.userId)).unique(); if (!u) throw new Error('a'); await ctx.db.delete(args.id)", "goes on"),
        ("const i = await ctx.auth.getUserIdentity(); const own = (await ctx.db.query('notes').collect()).filter((n) => n.userId === i?.subject); if (!own.length) throw new Error('a'); await ctx.db.delete(args.id)", "throws"),
        ("const i = await ctx.auth.getUserIdentity(); const own = (await ctx.db.query('notes').collect()).find((n) => n.userId === i?.subject); if (!own) return null; await ctx.db.delete(args.id)", "goes on"),
        ("const i = await ctx.auth.getUserIdentity(); const may = (await ctx.db.query('notes').collect()).some((n) => n.userId === i?.subject && n.isDone); if (!may) throw new Error('a'); await ctx.db.delete(args.id)", "throws"),
        ("const i = await ctx.auth.getUserIdentity(); const n = await ctx.db.get(args.id); if (!n || n.userId !== i.subject) throw new Error('a'); await ctx.db.delete(args.id)", "throws"),
        ("const i = await ctx.auth.getUserIdentity(); const n = await ctx.db.get(args.id); if (n && n.userId === i.subject) await ctx.db.delete(args.id)", "goes on"),
        ("const i = await ctx.auth.getUserIdentity(); const name = args.userId || i.name; await ctx.db.delete(args.id)", "goes on"),
        ("const may = (await ctx.auth.getUserIdentity()) && args.id; if (!may) throw new Error('a'); await ctx.db.delete(args.id)", "throws"),
        ("const n = await ctx.db.get(args.id); if (n.parentId === undefined) throw new Error('a'); await ctx.db.delete(args.id)", "goes on"),
        ("const n = await ctx.db.get(args.id); if (n.userId !== args.userId || n.isDone) throw new Error('a'); await ctx.db.delete(args.id)", "goes on"),
        ("const id = (await ctx.auth.getUserIdentity())?.subject; if (id === undefined) throw new Error('a')", "throws"),
    ],
)  # fmt: skip
def test_what_becomes_of_a_call_by_nobody_is_told(body: str, alone: str) -> None:
    assert only(body).alone == alone


@pytest.mark.parametrize(
    ("value", "origins"),
    [
        ("args.userId", ("args.userId",)),
        ("String(args.userId)", ("args.userId",)),
        ("args.userId as Id<'users'>", ("args.userId",)),
        ("args.userId.trim()", ("args.userId",)),
        ("'a'", ("constant",)),
        ("Date.now()", ("unknown",)),
        ("identity.subject", ("identity.subject",)),
        ("identity.tokenIdentifier", ("identity.tokenIdentifier",)),
        ("identity.tokenIdentifier.split('|')[1]", ("identity.subject",)),
        ("identity.email", ("identity.email",)),
        ("identity.name", ("identity",)),
        ("user._id", ("identity",)),
        ("user?._id ?? args.userId", ("args.userId", "identity")),
        ("(await ctx.db.get(args.id))?.userId", ("args.id", "row")),
        ("other.userId", ("args.userId", "row")),
    ],
)
def test_where_a_value_comes_from_is_told(value: str, origins: tuple[str, ...]) -> None:
    found = only(f"""
const identity = await ctx.auth.getUserIdentity();
if (!identity) throw new Error("no");
const user = await ctx.db.query("users").withIndex("by_clerk_id", (q) => q.eq("clerkId", identity.subject)).unique();
const other = await ctx.db.query("notes").filter((q) => q.and(q.eq(q.field("userId"), args.userId), q.gt(q.field("at"), 1))).first();
await ctx.db.insert("notes", {{ by: {value} }});
""")
    written = next(use for use in found.uses if use.how == "insert")
    assert [(one.name, one.origins) for one in written.fields] == [("by", origins)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('ctx.db.query("notes").collect()', "query notes row"),
        ('ctx.db.query("notes").withIndex("by_user", (q) => q.eq("userId", args.userId)).take(3)', "query notes args.userId"),
        ('ctx.db.query("notes").filter((q) => q.eq(args.userId, q.field("userId"))).first()', "query notes args.userId scan"),
        ("ctx.db.get(args.id)", "get notes args.id"),
        ('ctx.db.get("notes", args.id)', "get notes args.id"),
        ("ctx.db.delete(args.id)", "delete notes args.id"),
        ('ctx.db.patch("notes", args.id, { a: 1 })', "patch notes args.id"),
        ("ctx.db.replace(args.id, { a: 1 })", "replace notes args.id"),
        ('ctx.db.insert("notes", {})', "insert notes "),
        ("ctx.db.insert(args.table, {})", "insert None "),
        ('ctx.db.insert("a`b", {})', "insert None "),
    ],
)  # fmt: skip
def test_uses_of_the_database_are_told(text: str, expected: str) -> None:
    (use,) = only(f"await {text};").uses
    scan = " scan" if use.is_scan else ""
    assert f"{use.how} {use.table} {' '.join(use.picked_by)}{scan}" == expected
    assert use.alone


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("export const a = query({ handler: async () => 1 });", "query public query"),
        ("export const a = internalMutation({ handler: async () => 1 });", "mutation internal internalMutation"),
        ("const a = action({ handler: async () => 1 }); export { a };", "action public a"),
        ("export const a = query(async () => 1);", "query public query"),
        ("const list = async () => 1; export const a = query({ handler: list });", "query public query"),
        ("export const a = httpAction(async () => new Response());", "http public httpAction"),
        ("export function a() {}", None),
        ("export const a = 1;", None),
        ("export const a = v.object({});", None),
        ("export type a = string;", None),
    ],
)  # fmt: skip
def test_functions_are_found_by_their_builders(text: str, found: str | None) -> None:
    one = convex_code(functions(text)).function("notes.a")
    told = f"{one.kind} {'public' if one.is_public else 'internal'} {one.builder}" if one else None
    assert told == found


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("convex/a.ts", "a.f"),
        ("convex/a/b.ts", "a.b.f"),
        ("convex/a.js", "a.f"),
        ("convex/a.test.ts", None),
        ("convex/_generated/a.ts", None),
        ("convex/schema.ts", None),
        ("convex/lib/schema.ts", "lib.schema.f"),
        ("convex/part/a.ts", None),
        ("src/a.ts", None),
    ],
)
def test_functions_are_named_by_their_files(path: str, name: str | None) -> None:
    text = 'import { query } from "../_generated/server";\nexport const f = query(async () => 1);'
    found = convex_code(
        {path: text, "convex/b.ts": "", "convex/part/convex.config.ts": "export default 1"}
    )
    assert [one.path for one in found.functions] == ([name] if name else [])


def test_the_functions_folder_may_be_another() -> None:
    files = {
        "src/fn/a.ts": 'import { query } from "./_generated/server";\nexport default query(async () => 1);'
    }
    assert [one.path for one in convex_code(files, folder="src/fn").functions] == ["a.default"]


def test_files_that_name_no_package_are_read_all_the_same() -> None:
    files = functions("")
    files["convex/more.ts"] = (
        'import { authed } from "./lib/own";\nexport const f = authed({ handler: async () => 1 });'
    )
    files["convex/lib/own.ts"] = (
        'import { mutation } from "../_generated/server";\nexport const authed = (one) => mutation(one);'
    )
    assert function(files, "more.f").kind == "mutation"


@pytest.mark.parametrize(
    ("argument", "has"),
    [
        ("secret", True), ("apiKey", True), ("serverToken", True), ("sessionId", True),
        ("guestId", True), ("token", True), ("password", True), ("joinCode", True),
        ("userId", False), ("tokenIdentifier", False), ("keyword", False), ("text", False),
    ],
)  # fmt: skip
def test_arguments_that_let_a_function_know_its_caller(argument: str, *, has: bool) -> None:
    assert only("return 1", f"{{ {argument}: v.string() }}").has_password is has


@pytest.mark.parametrize(
    ("body", "has"),
    [
        ("if (!process.env.IS_TEST) throw new Error('a'); await ctx.db.delete(args.id)", True),
        ("if (args.userId !== process.env.ADMIN) return null; await ctx.db.delete(args.id)", True),
        ("const key = process.env.KEY; await fetch(key); await ctx.db.delete(args.id)", False),
    ],
)
def test_what_asks_the_environment_may_know_its_caller(body: str, *, has: bool) -> None:
    assert only(body).has_password is has


@pytest.mark.parametrize(
    ("imported", "kinds"),
    [
        ('import { queryGeneric as query } from "convex/server";', ["query"]),
        ('import { queryGeneric } from "convex/server";\nconst query = queryGeneric;', ["query"]),
        ('import { query } from "convex/server";', []),  # which exports no such thing
    ],
)
def test_builders_that_are_not_generated_are_known(imported: str, kinds: list[str]) -> None:
    code = convex_code({
        "convex/notes.ts": f"""{imported}
export const list = query({{ args: {{}}, handler: async (ctx) => ctx.db.query("notes").collect() }});
"""
    })  # fmt: skip
    assert [one.kind for one in code.functions] == kinds
    assert [one.path for one in code.unfollowed] == ([] if kinds else ["notes.list"])


@pytest.mark.parametrize(
    ("body", "table"),
    [
        ("return ctx.db.query('users').collect()", "users"),
        ("const u = await ctx.db.query('users').first(); if (!u) throw new Error('a'); return u", "users"),
        ("return ctx.db.get(args.id)", "notes"),
        ("const u = await ctx.db.query('users').first(); return { name: u.name }", None),
        ("const u = await ctx.db.query('users').first(); return u.name", None),
        ("const u = await ctx.db.query('users').first(); return u ? 'a' : 'b'", None),
        ("const all = await ctx.db.query('users').collect(); return all.map((u) => u.name)", None),
        ("return ctx.db.insert('notes', {})", None),
        ("return 1", None),
    ],
)  # fmt: skip
def test_what_gives_whole_rows_is_told(body: str, table: str | None) -> None:
    assert only(body).gives == table


def test_the_schema_is_read() -> None:
    files = {
        "convex/schema.ts": """
import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { notes } from "./tables";
const shared = { ownerId: v.optional(v.id("users")) };
export default defineSchema({
  users: defineTable(v.object({ clerkId: v.string() })).index("by_clerk", ["clerkId"]).searchIndex("s", { searchField: "x" }),
  files: defineTable({ ...shared, name: v.string() }).index("by_owner", ["ownerId", "name"]),
  notes,
  ...authTables,
  "a`b": defineTable({}),
});
""",
        "convex/tables.ts": 'import { defineTable } from "convex/server";\nimport { v } from "convex/values";\nexport const notes = defineTable({ to: v.union(v.id("users"), v.null()), ...rest });',
    }
    tables = {one.name: one for one in convex_code(files).tables}
    assert set(tables) == {"users", "files", "notes"}
    assert tables["users"].indexes == (("clerkId",),)
    assert tables["users"].index_names == ("by_clerk",)
    assert tables["users"].index_on("clerkId") == "by_clerk"
    assert tables["files"].index_on("ownerId") == "by_owner"
    assert tables["files"].index_on("name") is None
    assert [(c.name, c.table) for c in tables["files"].columns] == [
        ("ownerId", "users"),
        ("name", None),
    ]
    assert tables["files"].indexes == (("ownerId", "name"),)
    assert [(c.name, c.table) for c in tables["notes"].columns] == [("to", "users")]
    assert not tables["notes"].is_whole


def test_crons_and_the_scheduler_are_read() -> None:
    files = functions(
        "export const f = mutation({ handler: async (ctx) => { await ctx.scheduler.runAt(1, api.notes.g, {}); } });",
        also={
            "convex/crons.ts": 'import { cronJobs } from "convex/server";\nimport { internal, api } from "./_generated/api";\nconst crons = cronJobs();\ncrons.weekly("a", {}, internal.a.b.c);\ncrons.cron("b", "* * * * *", api.d["e"], {});\nexport default crons;'
        },
    )
    found = [(one.by, one.path, one.is_public) for one in convex_code(files).schedules]
    assert found == [
        ("crons.weekly", "a.b.c", False),
        ("crons.cron", "d.e", True),
        ("scheduler.runAt", "notes.g", True),
    ]


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("const c = new ConvexReactClient('https://a')", "module"),
        ("export function P() { const c = new ConvexReactClient('https://a'); return <p/>; }", "render"),
        ("export const P = () => { const c = new ConvexReactClient('https://a'); return <p></p>; }", "render"),
        ("export function P() { const [c] = useState(() => new ConvexReactClient('https://a')); return <p/>; }", "once"),
        ("export function P() { const c = useMemo(() => new ConvexReactClient('https://a'), []); return <p/>; }", "once"),
        ("export function useC() { return new ConvexReactClient('https://a'); }", "render"),
        ("export function make() { return new ConvexReactClient('https://a'); }", "function"),
        ("export function P() { const r = useRef(); if (!r.current) r.current = new ConvexReactClient('https://a'); return <p/>; }", "once"),
        ("let c; export function get() { return (c ??= new ConvexReactClient('https://a')); }", "once"),
    ],
)  # fmt: skip
def test_when_a_client_is_made_is_told(text: str, scope: str) -> None:
    files = {"lib/c.tsx": f'import {{ ConvexReactClient }} from "convex/react";\n{text}'}
    (made,) = convex_code(files).clients
    assert (made.scope, made.url) == (scope, "https://a")


@pytest.mark.parametrize(
    ("argument", "gate"),
    [
        ("", "none"), (", {}", "none"), (", none", "none"), (", isAuthenticated ? {} : 'skip'", "convex"),
        (", isSignedIn ? {} : 'skip'", "clerk"), (", user ? { id: user.id } : 'skip'", "clerk"),
        (", open ? {} : 'skip'", "unknown"), (", args", "unknown"), (", 'skip'", "unknown"),
    ],
)  # fmt: skip
def test_what_holds_a_query_back_is_told(argument: str, gate: str) -> None:
    text = (
        client("useQuery", "useConvexAuth")
        + 'import { useAuth, useUser } from "@clerk/nextjs";\nconst none = {};\n'
        + "export default function Page({ open, args }) { const { isAuthenticated } = useConvexAuth();"
        + f" const {{ isSignedIn }} = useAuth(); const {{ user }} = useUser(); useQuery(api.notes.list{argument}); }}"
    )
    (query,) = convex_code({**PRIVATE, "app/page.tsx": text}).queries
    assert query.gate == gate


@pytest.mark.parametrize(
    ("value", "own"),
    [
        ("user.id", True), ("user?.id", True), ("user!.id", True), ("userId", True),
        ("userId ?? ''", True), ("user.firstName", False), ("params.id", False), ("other", False),
        ("me.id", True), ("them.id", False),
    ],
)  # fmt: skip
def test_ones_own_id_is_told_from_others(value: str, *, own: bool) -> None:
    text = (
        client("useMutation")
        + 'import { useAuth, useUser } from "@clerk/nextjs";\n'
        + "export function C({ params, other, them }) { const { user } = useUser(); const { userId } = useAuth();"
        + " const { user: me } = useUser(); const create = useMutation(api.notes.create);"
        + f" return <button onClick={{() => create({{ userId: {value} }})}} />; }}"
    )
    (given,) = convex_code({**PRIVATE, "components/c.tsx": text}).given
    assert (given.path, given.argument, given.is_own) == ("notes.create", "userId", own)


@pytest.mark.parametrize("text", [
    "export const a = query({ handler: async (ctx) => { await ctx.db.",
    "export const a = query({ handler });",
    "export const a = a(a);",
    "export const a = query(a); export const b = query(b(a));",
    "export const a = query({ handler: async (ctx) => " + "(" * 400 + "ctx" + ")" * 400 + " });",
    "export const a = query({ handler: async function* (ctx) { yield ctx; } });",
    "export const a = mutation({ args: { [x]: v.string(), 'a`b': v.id('c`d') }, handler: async (ctx, args) => ctx.db.patch(args['a`b'], { 'e`f': args['a`b'] }) });",
    "const f = (ctx) => g(ctx); const g = (ctx) => f(ctx); export const a = query({ handler: async (ctx) => f(ctx) });",
    'export { a as "b`c" }; const a = query(async () => 1);',
])  # fmt: skip
def test_odd_functions_are_no_trouble(text: str) -> None:
    said(functions(text))


def test_what_only_the_owner_reaches_is_reached_by_nobody_else() -> None:
    found = only(
        "const i = await ctx.auth.getUserIdentity(); const n = await ctx.db.get(args.id);"
        " if (n && n.userId === i?.subject) await ctx.db.delete(args.id)"
    )
    assert [(use.how, use.alone) for use in found.uses] == [("get", True), ("delete", False)]
