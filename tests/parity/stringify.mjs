// JSON.stringify(JSON.parse(text), null, indent) of each [text, indent], a JSON line each.
import { createInterface } from "node:readline";

for await (const line of createInterface({ input: process.stdin })) {
  if (!line) continue;
  const [text, indent] = JSON.parse(line);
  let answer;
  try {
    answer = JSON.stringify(JSON.parse(text), null, indent);
  } catch (error) {
    answer = error instanceof SyntaxError ? false : null;
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
