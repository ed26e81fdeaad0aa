// Answers with the npm package `semver`: {range, versions} in, what it says of them out.
import { createInterface } from "node:readline";
import { createRequire } from "node:module";

const semver = createRequire(process.cwd() + "/")("semver");

for await (const line of createInterface({ input: process.stdin })) {
  const { range, versions } = JSON.parse(line);
  const lowest = semver.validRange(range) === null ? null : semver.minVersion(range);
  console.log(
    JSON.stringify({
      valid: semver.validRange(range) !== null,
      lowest: lowest === null ? null : lowest.version,
      parsed: versions.map((text) => semver.parse(text)?.version ?? null),
      allowed: versions.map((text) => semver.satisfies(text, range)),
      prereleases: versions.map((text) => semver.satisfies(text, range, { includePrerelease: true })),
      sorted: semver.sort(versions.filter((text) => semver.valid(text))).map((text) => semver.valid(text)),
    }),
  );
}
