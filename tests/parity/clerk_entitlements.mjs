// What @clerk/shared makes of a token's claims: one JSON line of claims in, one answer out.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(process.cwd() + "/");
const { __experimental_JWTPayloadToAuthObjectProperties: properties } = require("@clerk/shared/jwtPayloadParser");

for await (const line of createInterface({ input: process.stdin })) {
  if (!line) continue;
  let answer;
  try {
    const { orgId, orgRole, orgSlug, orgPermissions } = properties(JSON.parse(line));
    answer = { orgId, orgRole, orgSlug, orgPermissions };
  } catch (error) {
    answer = { throws: String(error.message) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
