// What @clerk/nextjs makes of a middleware's handler: of signed-out and of signed-in requests.
//
// One JSON line in: {handler, signedIn}, the handler as JavaScript source of a function of
// (auth, req). One line out: {status, location} of the response, or {throws}.
import { AsyncLocalStorage } from "node:async_hooks";
import { createSign, generateKeyPairSync } from "node:crypto";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

globalThis.AsyncLocalStorage = AsyncLocalStorage;
const require = createRequire(process.cwd() + "/");
const { NextRequest, NextResponse } = require("next/server");
const { clerkMiddleware } = require("@clerk/nextjs/server");

const host = Buffer.from(process.env.NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY.slice(8), "base64")
  .toString()
  .slice(0, -1);
const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const jwtKey = publicKey.export({ type: "spki", format: "pem" });
const now = Math.floor(Date.now() / 1000);
const part = (object) => Buffer.from(JSON.stringify(object)).toString("base64url");
const signed = [
  part({ alg: "RS256", typ: "JWT", kid: "ins_1" }),
  part({
    iss: `https://${host}`, sub: "user_1", sid: "sess_1", azp: "http://localhost:3000",
    iat: now - 5, nbf: now - 5, exp: now + 600,
  }),
].join(".");
const signature = createSign("sha256").update(signed).sign(privateKey).toString("base64url");
const cookies = {
  true: `__session=${signed}.${signature}; __client_uat=${now - 100}; __clerk_db_jwt=dvb_1`,
  false: "__client_uat=0; __clerk_db_jwt=dvb_1",
};

// What nobody waits for rejects when the response is long made.
process.on("unhandledRejection", () => {});

for await (const line of createInterface({ input: process.stdin })) {
  const { handler, signedIn } = JSON.parse(line);
  const make = new Function("NextResponse", `return (${handler})`);
  const headers = { "sec-fetch-dest": "document", accept: "text/html", cookie: cookies[signedIn] };
  const request = new NextRequest("http://localhost:3000/dashboard", { headers });
  const middleware = clerkMiddleware(make(NextResponse), { jwtKey, signInUrl: "/sign-in" });
  let answer;
  try {
    const response = await middleware(request, { waitUntil() {} });
    answer = { status: response?.status ?? 200, location: response?.headers.get("location") ?? null };
  } catch (error) {
    answer = { throws: String(error.message) };
  }
  console.log(JSON.stringify(answer));
}
process.exit(0);
