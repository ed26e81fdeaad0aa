// Answers with the npm package `next`: whether its middleware runs for requests, and what its
// build reads of a middleware file.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { AsyncLocalStorage } from "node:async_hooks";
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

globalThis.AsyncLocalStorage = AsyncLocalStorage;
process.env.NODE_ENV = "production";
process.env.NEXT_COMPILER_NAME = "server"; // The one that tells what it does not recognize.

const require = createRequire(process.cwd() + "/");
const { getPageStaticInfo } = require("next/dist/build/analysis/get-page-static-info");
const { loadBindings } = require("next/dist/build/swc");
const testing = (() => {
  try {
    return require("next/experimental/testing/server");
  } catch {
    return undefined;
  }
})();

const said = [];
const print = process.stdout.write.bind(process.stdout);
for (const level of ["log", "warn", "error"]) {
  console[level] = (...parts) => said.push(parts.map(String).join(" "));
}
const exit = process.exit;
process.exit = (code) => {
  throw new Error(`exit ${code}`);
};

let bindings;

function requests({ matcher, nextConfig, requests }) {
  const runs = requests.map(({ url, headers, cookies }) => {
    const config = { matcher: structuredClone(matcher) };
    return testing.unstable_doesMiddlewareMatch({ config, url, headers, cookies, nextConfig });
  });
  return { runs };
}

async function file({ name, source, nextConfig }) {
  bindings ??= await loadBindings(); // Without, Next.js reads nothing and says nothing.
  const folder = mkdtempSync(join(tmpdir(), "next-matcher-"));
  try {
    const pageFilePath = join(folder, name);
    writeFileSync(pageFilePath, source);
    const page = `/${name.split(".")[0]}`;
    const found = await getPageStaticInfo({
      pageFilePath, page, pageType: "pages", isDev: false, nextConfig: nextConfig ?? {},
    });
    const matchers = found.middleware?.matchers;
    return {
      regexps: matchers ? matchers.map((matcher) => matcher.regexp) : null,
      runtime: found.runtime ?? null,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  said.length = 0;
  let answer;
  try {
    answer = asked.source === undefined ? requests(asked) : await file(asked);
  } catch (error) {
    answer = { error: String(error?.message ?? error) };
  }
  print(JSON.stringify({ ...answer, said: said.join("\n") }) + "\n");
}
exit(0);
