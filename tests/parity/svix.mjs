// What svix, standardwebhooks and @clerk/backend say of each delivery: one JSON object a line.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const require = createRequire(process.cwd() + "/");
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
const { Webhook: Svix } = await load("svix");
const { verifyWebhook } = await load("@clerk/backend/webhooks");
let Standard;
try {
  ({ Webhook: Standard } = await load("standardwebhooks"));
} catch (error) {
  if (error.code !== "MODULE_NOT_FOUND") throw error;
}

// Node.js joins the values of a header that came several times; nothing is trimmed here.
function joined(pairs) {
  const found = Object.create(null);
  for (const [name, value] of pairs) {
    const key = name.toLowerCase();
    found[key] = key in found ? `${found[key]}, ${value}` : value;
  }
  return found;
}

async function said(verify) {
  try {
    const event = await verify();
    return [true, event === undefined ? "nothing" : "event", null];
  } catch (error) {
    return [false, error.name, error.message];
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  if (!line) continue;
  const { secret, headers, body, now } = JSON.parse(line);
  Date.now = () => now;
  const bytes = Buffer.from(body, "base64");
  const answer = {
    svix: await said(() => new Svix(secret).verify(bytes, joined(headers))),
    text: await said(() => new Svix(secret).verify(new TextDecoder().decode(bytes), joined(headers))),
    clerk: await said(() =>
      verifyWebhook(new Request("http://localhost/", { method: "POST", headers, body: bytes }), {
        signingSecret: secret,
      }),
    ),
  };
  if (Standard) {
    answer.standard = await said(() => new Standard(secret).verify(bytes, joined(headers)));
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
