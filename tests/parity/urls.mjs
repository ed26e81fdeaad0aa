// What the URL Standard makes of a text, by Node.js' own parser: one JSON value a line.
import { createInterface } from "node:readline";

for await (const line of createInterface({ input: process.stdin })) {
  if (!line) continue;
  let answer = null;
  try {
    const url = new URL(JSON.parse(line));
    answer = [url.protocol, url.hostname, url.port, url.username];
  } catch {
    // No URL.
  }
  console.log(JSON.stringify(answer));
}
