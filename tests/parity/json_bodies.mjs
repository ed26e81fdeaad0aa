// What is left of each JSON text after `JSON.parse` and `JSON.stringify`: one JSON string a line.
import { createInterface } from "node:readline";

for await (const line of createInterface({ input: process.stdin })) {
  if (!line) continue;
  process.stdout.write(JSON.stringify(JSON.stringify(JSON.parse(JSON.parse(line)))) + "\n");
}
