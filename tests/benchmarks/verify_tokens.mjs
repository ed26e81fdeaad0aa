// How long @clerk/backend's verifyToken takes for some tokens, awaited one by one.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(process.cwd() + "/");
const { verifyToken } = require("@clerk/backend");
const [first, ...tokens] = readFileSync(0, "utf8").trimEnd().split("\n");
const { pem, now } = JSON.parse(first);
const options = JSON.parse(first).options;
Date.now = () => now;

const run = async (some) => {
  for (const token of some) await verifyToken(JSON.parse(token), { jwtKey: pem, ...options });
};
await run(tokens.slice(0, 500));
const wall = process.hrtime.bigint();
const cpu = process.cpuUsage();
await run(tokens);
const { user, system } = process.cpuUsage(cpu);
process.stdout.write(
  JSON.stringify({ wall: Number(process.hrtime.bigint() - wall) / 1e9, cpu: (user + system) / 1e6 }) + "\n",
);
