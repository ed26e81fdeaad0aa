// Whether @clerk/backend verifies a token with each JWT key: {pem, token} a line.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(process.cwd() + "/");
const { verifyToken } = require("@clerk/backend");

for await (const line of createInterface({ input: process.stdin })) {
  if (!line) continue;
  const { pem, token } = JSON.parse(line);
  let answer;
  try {
    answer = (await verifyToken(token, { jwtKey: pem })).sub === "user_1";
  } catch {
    answer = false;
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
