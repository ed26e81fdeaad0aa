// What some version of @clerk/backend says of the last of some tokens: {package, now, steps} a line.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(process.cwd() + "/");
for await (const line of createInterface({ input: process.stdin })) {
  if (!line) continue;
  const { package: name, now, steps } = JSON.parse(line);
  const { verifyToken } = require(name);
  Date.now = () => now;
  let answer;
  for (const { token, options } of steps) {
    try {
      await verifyToken(token, options);
      answer = "accepted";
    } catch (error) {
      answer = error.reason ?? "unexpected-error";
    }
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
