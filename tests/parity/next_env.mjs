// What the installed @next/env loads, case by case: one JSON line in, one JSON line out.
//
// A case is {files: [[name, base64]…], process: {…}, dev: boolean}, where a process of null stands
// for the environment that this script was started with; the answer is the process
// environment afterwards and, for every file that was taken, what it gave; for every file that
// was dropped, the error. The package is run from its own source, afresh for every case.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

const require = createRequire(process.cwd() + "/");
const source = readFileSync(require.resolve("@next/env"), "utf8");
const start = new Function("module", "exports", "require", "__dirname", "Object", source);
const environment = process.env;
const parent = tmpdir();

function load({ files, process: given, dev }) {
  process.env = environment; // version 12 puts a plain object in its place
  if (given) {
    for (const name of Object.keys(process.env)) delete process.env[name];
    for (const [name, value] of Object.entries(given)) process.env[name] = value;
  }

  // Before version 15 the values of a file are kept nowhere, but their names are asked for.
  const taken = [];
  const watched = {
    __proto__: Object,
    keys(of) {
      if (of !== process.env) taken.push(Object.entries(of));
      return Object.keys(of);
    },
  };
  const module = { exports: {} };
  start(module, module.exports, require, "/", watched);
  const dropped = {};
  const log = {
    info() {},
    error(message, error) {
      dropped[basename(message)] = String(error);
    },
  };
  const folder = mkdtempSync(join(parent, "next-env-"));
  try {
    for (const [name, content] of files) {
      writeFileSync(join(folder, name), Buffer.from(content, "base64"));
    }
    const { combinedEnv, loadedEnvFiles } = module.exports.loadEnvConfig(folder, dev, log);
    const effective = Object.entries(combinedEnv);
    const read = loadedEnvFiles.map(({ path }) => path);
    return { effective, read, taken, dropped };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const answers = readFileSync(0, "utf8")
  .split("\n")
  .filter(Boolean)
  .map((line) => JSON.stringify(load(JSON.parse(line))));
process.stdout.write(answers.join("\n") + "\n");
