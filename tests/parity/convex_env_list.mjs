// What `npx convex env list` prints: one JSON object of values a line, as the command's own loop
// over its own formatting has it.
import { createInterface } from "node:readline";
import { join } from "node:path";

const path = join(
  process.cwd(),
  "node_modules/convex/dist/esm/cli/lib/formatEnvValueForDotfile.js",
);
const { formatEnvValueForDotfile } = await import(path);

for await (const line of createInterface({ input: process.stdin })) {
  if (!line) continue;
  const entries = Object.entries(JSON.parse(line)).sort(([a], [b]) => (a < b ? -1 : 1));
  const text = entries.map(([n, v]) => `${n}=${formatEnvValueForDotfile(v).formatted}\n`).join("");
  process.stdout.write(JSON.stringify(text) + "\n");
}
