// The SDK's own proxy of the Frontend API on loopback: options as JSON in, its port out, until stdin
// ends.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(process.cwd() + "/");
const { clerkFrontendApiProxy } = require("@clerk/backend/proxy");

const lines = createInterface({ input: process.stdin });
const options = JSON.parse((await lines[Symbol.asyncIterator]().next()).value);

const server = createServer(async (request, response) => {
  const url = `http://${request.headers.host}${request.url}`;
  const headers = new Headers(request.headers);
  const made = await clerkFrontendApiProxy(new Request(url, { headers }), options);
  response.writeHead(made.status, Object.fromEntries(made.headers));
  response.end(Buffer.from(await made.arrayBuffer()));
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`${server.address().port}\n`));
process.stdin.on("end", () => process.exit(0));
