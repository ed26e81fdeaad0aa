// What @clerk/backend's verifyToken says of each token: one JSON case a line in, one answer out.
// A case has the time that the clock shows and, for keys that are fetched, what the endpoint
// answers; it is served on loopback.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(process.cwd() + "/");
const { verifyToken } = require("@clerk/backend");

const wait = globalThis.setTimeout;
globalThis.setTimeout = (work, _, ...rest) => wait(work, 0, ...rest); // It retries for seconds.

let endpoint;
const server = createServer((request, response) => {
  if (endpoint.status === 0) return request.socket.destroy();
  const asked = request.headers.authorization === "Bearer sk_test_x" && request.url.endsWith("/v1/jwks");
  response.writeHead(asked ? endpoint.status : 418, { "content-type": "application/json" });
  response.end(Buffer.from(endpoint.body, "base64"));
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const origin = `http://127.0.0.1:${server.address().port}`;

const numbers = { NaN, Infinity, "-Infinity": -Infinity };
let count = 0;
for await (const line of createInterface({ input: process.stdin })) {
  if (!line) continue;
  const { token, now, options, keys } = JSON.parse(line);
  if (options.clockSkewInMs in numbers) options.clockSkewInMs = numbers[options.clockSkewInMs];
  if (keys) {
    endpoint = keys;
    Object.assign(options, { secretKey: "sk_test_x", apiUrl: `${origin}/${count++}` });
  }
  const clock = Date.now;
  Date.now = () => (now in numbers ? numbers[now] : now);
  let answer;
  try {
    const claims = await verifyToken(token, options);
    answer = { sub: claims.sub, members: Object.keys(claims).length };
  } catch (error) {
    answer = { reason: error.reason ?? "unexpected-error", message: String(error.message).slice(0, 200) };
  }
  Date.now = clock;
  process.stdout.write(JSON.stringify(answer) + "\n");
}
server.closeAllConnections();
server.close();
