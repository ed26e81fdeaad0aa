// Which session token @clerk/backend takes from a Cookie header: one JSON case a line in, one answer
// out. Its AuthenticateContext is not exported; the module is loaded with one more export.
import { readFileSync } from "node:fs";
import { createRequire, Module } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(process.cwd() + "/");
const path = require.resolve("@clerk/backend/internal");
const backend = new Module(path);
backend.filename = path;
backend.paths = Module._nodeModulePaths(path);
backend._compile(
  readFileSync(path, "utf8") + "\nmodule.exports.createAuthenticateContext = createAuthenticateContext;\n",
  path,
);
const { createAuthenticateContext, createClerkRequest } = backend.exports;

for await (const line of createInterface({ input: process.stdin })) {
  if (!line) continue;
  const { header, key, now, options } = JSON.parse(line);
  const clock = Date.now;
  Date.now = () => now;
  let answer;
  try {
    const request = createClerkRequest(new Request("https://acme.io/", { headers: { cookie: header } }));
    const cookies = Object.fromEntries(request.cookies);
    try {
      const context = await createAuthenticateContext(request, { publishableKey: key, ...options });
      answer = { cookies, suffixed: context.usesSuffixedCookies(), token: context.sessionTokenInCookie ?? null };
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
      answer = { cookies, throws: String(error.message).slice(0, 100) };
    }
  } catch (error) {
    process.stderr.write(String(error.stack) + "\n" + line + "\n");
    process.exit(1);
  }
  Date.now = clock;
  process.stdout.write(JSON.stringify(answer) + "\n");
}
