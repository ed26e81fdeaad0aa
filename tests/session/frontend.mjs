// What the real SDK answers a request, and where it loads clerk-js from: one JSON line in, one out.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(process.cwd() + "/");
const { createClerkClient } = require("@clerk/backend");
let scriptUrl = () => null;
try {
  scriptUrl = require("@clerk/shared/loadClerkJsScript").clerkJSScriptUrl ?? scriptUrl;
} catch {
  // An older release has it elsewhere.
}
console.log = console.error;
console.warn = () => {};

for await (const line of createInterface({ input: process.stdin })) {
  const { url, headers, options, env } = JSON.parse(line);
  Object.assign(process.env, env);
  const { publishableKey, secretKey, proxyUrl, domain } = options;
  let said;
  try {
    const client = createClerkClient({ secretKey, publishableKey });
    const state = await client.authenticateRequest(new Request(url, { headers }), options);
    const { status, reason } = state;
    said = { status, reason, location: state.headers.get("location") };
  } catch (error) {
    said = { status: "throws", reason: String(error.message), location: null };
  }
  said.script = scriptUrl({ publishableKey, proxyUrl, domain });
  for (const name of Object.keys(env ?? {})) delete process.env[name];
  process.stdout.write(JSON.stringify(said) + "\n");
}
