// The file that `vercel env pull` writes: {values, sensitive, before, name} a line.
// The command's own function runs, with the API's answers as given and a folder of its own; `before`
// is the file that is there already.
import { createInterface } from "node:readline";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const dist = join(process.cwd(), "node_modules/vercel/dist");
const holds = (file) => readFileSync(file, "utf8").includes("# Created by Vercel CLI");
const chunk = readdirSync(join(dist, "chunks"))
  .filter((name) => name.endsWith(".js"))
  .map((name) => join(dist, "chunks", name))
  .find(holds);
const cli = await import(chunk);

// What the command prints goes to standard error, and needs what the command line sets up before.
const link = { org: { id: "team_1", slug: "acme" }, project: { id: "prj_1", name: "shop" } };
for await (const line of createInterface({ input: process.stdin })) {
  if (!line) continue;
  const { values, sensitive, before } = JSON.parse(line);
  const folder = mkdtempSync(join(tmpdir(), "pull-"));
  const envs = sensitive.map((key) => ({ key, type: "sensitive", target: ["production"] }));
  const client = {
    fetch: async (url) => (url.startsWith("/v3/env/pull/") ? { env: values } : { envs }),
    config: {},
    authConfig: {},
    argv: [],
    nonInteractive: true,
    input: { confirm: async () => true },
  };
  try {
    if (before !== null) writeFileSync(join(folder, "out.env"), before);
    await cli.envPullCommandLogic(
      client, "out.env", true, "production", { ...link, repoRoot: folder }, undefined, folder,
      "vercel-cli:env:pull",
    );
    process.stdout.write(JSON.stringify(readFileSync(join(folder, "out.env"), "utf8")) + "\n");
  } finally {
    rmSync(folder, { recursive: true });
  }
}
