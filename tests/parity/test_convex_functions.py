"""What becomes of a call by nobody, as it is told, and as it is in Convex' mock of its backend.

Handlers are put together from ways to ask who calls, ways to go by the answer, and things to do;
each runs against three states of the database. What is said to throw throws in all of them; a write
that is said to be out of nobody's reach never happens, and one within it does in some state.
"""

import os
import random
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest

from tests import npm
from tests.gather.convex_code_reading import function
from tests.gather.convex_sources import functions

SCRIPT = Path(__file__).with_name("convex_functions.mjs")
PACKAGES = {"convex": "1.48.0", "convex-test": "0.0.70"}
SEEDS = [int(seed) for seed in os.environ.get("CLERKDOCTOR_TEST_SEEDS", "1,2").split(",")]

PRELUDE = """
const bySubject = (ctx, id) => ctx.db.query("users").withIndex("by_clerk_id", (q) => q.eq("clerkId", id)).unique();
async function identityOf(ctx) { return await ctx.auth.getUserIdentity(); }
async function requireIdentity(ctx) { const i = await ctx.auth.getUserIdentity(); if (i === null) throw new Error("no"); return i; }
async function userOf(ctx) { const i = await identityOf(ctx); if (!i) return null; return await bySubject(ctx, i.subject); }
async function requireUser(ctx) { const user = await userOf(ctx); if (!user) throw new Error("no"); return user; }
const fail = () => { throw new Error("no"); };
function owns(note, id) { return note !== null && note.userId === id; }
"""
# Each gives `id`, Clerk's id of the caller, or nothing.
ASKS = {
    "identity": "const i = await ctx.auth.getUserIdentity(); const id = i?.subject;",
    "destructured": "const { auth } = ctx; const id = (await auth.getUserIdentity())?.subject;",
    "a function": "const id = (await identityOf(ctx))?.subject;",
    "a function that throws": "const { subject: id } = await requireIdentity(ctx);",
    "asserted": "const id = (await ctx.auth.getUserIdentity()).subject;",
    "or fail": "const { subject: id } = (await ctx.auth.getUserIdentity()) ?? fail();",
    "a user": "const user = await userOf(ctx); const id = user?.clerkId;",
    "a user or none": "const user = await requireUser(ctx); const id = user.clerkId;",
    "caught": "let id; try { id = (await requireIdentity(ctx)).subject; } catch { id = undefined; }",
    "by both": "const [i, other] = await Promise.all([ctx.auth.getUserIdentity(), ctx.db.get(args.id)]); const id = i?.subject;",
    "or an argument": "const id = (await ctx.auth.getUserIdentity())?.subject ?? args.userId;",
    "nothing": "const id = args.userId;",
    "a row of the caller's": "const i = await ctx.auth.getUserIdentity(); const user = await bySubject(ctx, i?.subject ?? ''); const id = user?.clerkId;",
}
GUARDS = {
    "throws": "if (!id) throw new Error('no');",
    "returns": "if (id === undefined) return null;",
    "owner": "const note = await ctx.db.get(args.id); if (!note || note.userId !== id) throw new Error('no');",
    "owner, by ?.": "const note = await ctx.db.get(args.id); if (note?.userId !== id) return;",
    "owner, by a function": "const note = await ctx.db.get(args.id); if (!owns(note, id)) throw new Error('no');",
    "owner in a variable": "const note = await ctx.db.get(args.id); const mine = note !== null && note.userId === id; if (!mine) return;",
    "member": "const note = await ctx.db.get(args.id); if (!note || !note.members.includes(id)) throw new Error('no');",
    "or public": "const note = await ctx.db.get(args.id); if (!note) return; if (!note.isPublic && !id) throw new Error('no');",
    "a list": "const notes = await ctx.db.query('notes').withIndex('by_user', (q) => q.eq('userId', id)).collect(); if (notes.length === 0) return;",
    "some of a list": "const notes = await ctx.db.query('notes').collect(); if (!notes.some((one) => one.userId === id)) throw new Error('no');",
    "a warning": "if (!id) console.warn('no');",
    "none": "",
}
ACTS = {
    "delete": "if (await ctx.db.get(args.id)) await ctx.db.delete(args.id);",
    "insert": "await ctx.db.insert('notes', { userId: id, text: 'new', members: [] });",
    "patch": "const row = await ctx.db.get(args.id); if (row !== null) await ctx.db.patch(row._id, { text: 'c' });",
    "all": "for (const one of await ctx.db.query('notes').collect()) await ctx.db.delete(one._id);",
    "own": "const own = await ctx.db.query('notes').withIndex('by_user', (q) => q.eq('userId', id)).collect(); await Promise.all(own.map((one) => ctx.db.delete(one._id)));",
    "under a condition": "if (id) await ctx.db.insert('logs', { by: id });",
}  # fmt: skip


# Where there is no row either, nobody owns it: `undefined` is `undefined`. Nothing is said of that.
BOTH_MISSING = GUARDS["owner, by ?."]


class Case(NamedTuple):
    name: str
    body: str


CASES = [
    Case(f"{asks} / {guard} / {act}", f"{ASKS[asks]} {GUARDS[guard]} {ACTS[act]}")
    for asks, guard, act in product(ASKS, GUARDS, ACTS)
]


def agrees(cases: list[Case]) -> None:
    asked = [{"prelude": PRELUDE, "body": one.body} for one in cases]
    for case, theirs in zip(cases, npm.run(SCRIPT, PACKAGES, asked), strict=True):
        text = f"{PRELUDE}\nexport const act = mutation({{ args: {{ id: v.id('notes'), userId: v.string() }}, handler: async (ctx, args) => {{\n{case.body}\n}} }});"
        ours = function(functions(text), "notes.act")
        nobody, somebody = theirs["nobody"], theirs["somebody"]
        threw = {one["threw"] for one in nobody}
        if ours.alone == "throws":
            assert threw == {True}, case
        if ours.alone == "ends":
            assert threw == {False}, case
        assert (threw != {True}) or ours.alone in ("throws", "goes on"), case
        writes = [use for use in ours.uses if use.is_write]
        if BOTH_MISSING not in case.body:
            assert not any(one["wrote"] for one in nobody) or any(use.alone for use in writes), case
        assert not any(one["wrote"] for one in somebody) or writes, case
        assert any(one["wrote"] for one in nobody) or not any(use.alone for use in writes), case


def test_a_few_are_as_the_peer_has_them() -> None:
    agrees(random.Random(0).sample(CASES, 40))


@pytest.mark.long
@pytest.mark.parametrize("seed", SEEDS)
def test_many_are_as_the_peer_has_them(seed: int) -> None:
    agrees(random.Random(seed).sample(CASES, 500))
