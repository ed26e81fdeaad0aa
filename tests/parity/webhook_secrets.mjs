// The signing key that standardwebhooks takes from each secret: one JSON string a line.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(process.cwd() + "/");
const { Webhook } = require("standardwebhooks");

for await (const line of createInterface({ input: process.stdin })) {
  if (!line) continue;
  let answer;
  try {
    answer = Buffer.from(new Webhook(JSON.parse(line)).key).toString("hex");
  } catch (error) {
    answer = error.message;
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
