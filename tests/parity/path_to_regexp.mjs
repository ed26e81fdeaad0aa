// Answers with the npm package `path-to-regexp`: {text, options} in, tokens and source or error out.
import { createInterface } from "node:readline";
import { createRequire } from "node:module";

const { parse, pathToRegexp } = createRequire(process.cwd() + "/")("path-to-regexp");

function attempt(work) {
  try {
    return { value: work() };
  } catch (error) {
    return { error: error.message };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const { text, options } = JSON.parse(line);
  console.log(
    JSON.stringify({
      tokens: attempt(() => parse(text, options)),
      source: attempt(() => pathToRegexp(text, [], options).source),
    }),
  );
}
