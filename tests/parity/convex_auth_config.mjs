// What auth.config evaluates to: bundled by the Convex CLI's own call of esbuild, and run with a
// `process.env` in which a variable that is not set throws, as Convex has it.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import nodePath from "node:path";
import { createInterface } from "node:readline";

const require = createRequire(process.cwd() + "/");
globalThis.esbuild = require("esbuild");
globalThis.nodePath = nodePath;

const file = process.cwd() + "/node_modules/convex/dist/esm/bundler/debugBundle.js";
const source =
  "const esbuild = globalThis.esbuild; const path = globalThis.nodePath;\n" +
  readFileSync(file, "utf8").replace(/^import [^;]*;$/gm, "");
const cli = await import("data:text/javascript;base64," + Buffer.from(source).toString("base64"));

let number = 0;
async function evaluated(path, variables) {
  const result = await cli.innerEsbuild({
    entryPoints: [path],
    platform: "browser",
    dir: nodePath.dirname(path),
    extraConditions: [],
    generateSourceMaps: false,
    plugins: [],
    chunksFolder: "_deps",
    logLevel: "silent",
    splitting: false,
  });
  const env = new Proxy(variables, {
    get(target, name) {
      if (Object.hasOwn(target, name)) return target[name];
      throw new Error(`not set: ${String(name)}`);
    },
  });
  globalThis.env = env;
  const code = `const process = { env: globalThis.env }; // ${number++}\n${result.outputFiles[0].text}`;
  const module = await import("data:text/javascript;base64," + Buffer.from(code).toString("base64"));
  return module.default;
}

for await (const line of createInterface({ input: process.stdin })) {
  const { path, variables } = JSON.parse(line);
  let answer;
  try {
    const exported = await evaluated(path, variables);
    const text = JSON.stringify(exported);
    answer = { value: text === undefined ? null : JSON.parse(text) };
  } catch (error) {
    answer = { error: String(error.message) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
