// Answers with Clerk's own route matcher: {patterns, paths} in, what it says of each path out.
//
// A pattern is a string, or [source, flags] of a regular expression. Each path is asked of a matcher
// of its own, since expressions with the flag `g` remember where they were. The path is also asked
// of each pattern alone, so that one sees which one matched.
import { createInterface } from "node:readline";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(process.cwd() + "/");
const packages = process.cwd() + "/node_modules/@clerk/";
const nextjs = packages + "nextjs/dist/cjs/server/routeMatcher.js";
const older = packages + "nextjs/dist/cjs/utils/pathMatchers.js";

function matcherOf(patterns) {
  if (existsSync(nextjs)) {
    const matches = require(nextjs).createRouteMatcher(patterns);
    return (pathname) => matches({ nextUrl: { pathname } });
  }
  if (!existsSync(older)) return require("@clerk/shared/pathMatcher").createPathMatcher(patterns);
  // Version 4 has it within its middleware, which does not load without Next.js.
  const { paths } = require(older);
  const matchers = [patterns || ""].flat().filter(Boolean);
  const compiled = matchers.map((one) => (one instanceof RegExp ? one : paths.toRegexp(one)));
  return (pathname) => compiled.some((one) => one.test(pathname));
}

function attempt(work) {
  try {
    return work();
  } catch (error) {
    return { error: error.message, status: error.statusCode ?? null };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const { patterns, paths } = JSON.parse(line);
  const built = () => patterns.map((one) => (Array.isArray(one) ? new RegExp(...one) : one));
  const made = attempt(() => matcherOf(built()));
  const broken = made.error
    ? built().findIndex((one) => attempt(() => matcherOf([one])).error)
    : null;
  console.log(
    JSON.stringify({
      error: made.error ?? null,
      broken,
      answers: made.error
        ? []
        : paths.map((path) => ({
            whole: attempt(() => matcherOf(built())(path)),
            each: built().map((one) => attempt(() => matcherOf([one])(path))),
          })),
    }),
  );
}
