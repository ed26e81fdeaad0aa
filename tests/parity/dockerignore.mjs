// Answers with the npm package `@balena/dockerignore`: patterns and paths in, what is left out.
import { createInterface } from "node:readline";
import { createRequire } from "node:module";

const ignore = createRequire(process.cwd() + "/")("@balena/dockerignore");

for await (const line of createInterface({ input: process.stdin })) {
  const { text, paths } = JSON.parse(line);
  let told;
  try {
    const file = ignore().add(text);
    told = paths.map((path) => file.ignores(path));
  } catch (error) {
    told = String(error);
  }
  console.log(JSON.stringify(told));
}
