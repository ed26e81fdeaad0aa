// Runs Convex functions with nobody signed in, and with somebody, in Convex' own mock of its backend.
// One line in: { body } of a handler `async (ctx, args) => { … }` and { prelude }, what it may call.
// One line out: for each state of the database, whether it threw and whether it wrote.
import { pathToFileURL } from "node:url";
import { createInterface } from "node:readline";

const folder = pathToFileURL(`${process.cwd()}/node_modules/`);
const load = (path) => import(new URL(path, folder).href);
const { convexTest } = await load("convex-test/dist/index.js");
const { defineSchema, defineTable, mutationGeneric, queryGeneric } = await load(
  "convex/dist/esm/server/index.js",
);
const { v } = await load("convex/dist/esm/values/index.js");

const any = () => defineTable(v.any());
const schema = defineSchema(
  {
    users: any().index("by_clerk_id", ["clerkId"]),
    notes: any().index("by_user", ["userId"]),
    logs: any(),
  },
  { schemaValidation: false },
);
const AsyncFunction = (async () => {}).constructor;
const STATES = [
  [{ userId: "user_1", text: "a", members: ["user_1"] }],
  [],
  [{ userId: "user_2", text: "b", members: [], isPublic: true }],
];

async function run({ body, prelude }, rows, identity) {
  const handler = new AsyncFunction("ctx", "args", `${prelude}\n${body}`);
  const act = mutationGeneric({ handler });
  const seed = mutationGeneric({
    handler: async (ctx) => {
      await ctx.db.insert("users", { clerkId: "user_1", role: "admin" });
      const gone = await ctx.db.insert("notes", { userId: "user_9", members: [] });
      let id = gone;
      for (const row of rows) id = await ctx.db.insert("notes", row);
      if (!rows.length) await ctx.db.delete(gone);
      return id;
    },
  });
  const all = queryGeneric({
    handler: async (ctx) => {
      const found = [];
      for (const table of ["users", "notes", "logs"]) found.push(await ctx.db.query(table).collect());
      return JSON.stringify(found);
    },
  });
  const modules = {
    "./_generated/server.js": async () => ({}),
    "./notes.ts": async () => ({ act, seed, all }),
  };
  const t = convexTest({ schema, modules });
  const id = await t.mutation("notes:seed", {});
  const before = await t.query("notes:all", {});
  let threw = false;
  try {
    const as = identity ? t.withIdentity({ subject: "user_1", issuer: "https://a.test" }) : t;
    await as.mutation("notes:act", { id, userId: "user_1" });
  } catch {
    threw = true;
  }
  return { threw, wrote: (await t.query("notes:all", {})) !== before };
}

for await (const line of createInterface({ input: process.stdin })) {
  if (!line) continue;
  const given = JSON.parse(line);
  const nobody = [];
  const somebody = [];
  for (const rows of STATES) {
    nobody.push(await run(given, rows, false));
    somebody.push(await run(given, rows, true));
  }
  process.stdout.write(`${JSON.stringify({ nobody, somebody })}\n`);
}
