import { createHmac } from "node:crypto";
import { post } from "./body.mjs";

export default post((request, body) => {
  const { "svix-id": id, "svix-timestamp": at, "svix-signature": sent = "" } = request.headers;
  const now = Date.now() / 1000;
  if (!(Math.abs(now - Number(at)) <= 300)) return [400, "stale"];
  const signature = createHmac("sha256", process.env.CLERK_WEBHOOK_SIGNING_SECRET)
    .update(`${id}.${at}.`)
    .update(body)
    .digest("base64");
  return sent.split(" ").includes(`v1,${signature}`) ? [200, "ok"] : [400, "bad signature"];
});
