// Serves the request listeners of the files that are named, each at a free port of its own, and
// writes one line of JSON: name → port. Ends when its standard input is closed.
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";

const ports = {};
for (const name of process.argv.slice(2)) {
  const { default: listener } = await import(pathToFileURL(`${process.cwd()}/${name}.mjs`).href);
  const server = createServer(listener);
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  ports[name] = server.address().port;
}
process.stdout.write(`${JSON.stringify(ports)}\n`);
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
