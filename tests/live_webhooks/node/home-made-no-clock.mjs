import { createHmac } from "node:crypto";
import { post } from "./body.mjs";

const key = Buffer.from(process.env.CLERK_WEBHOOK_SIGNING_SECRET?.split("_")[1] ?? "", "base64");

export default post((request, body) => {
  const { "svix-id": id, "svix-timestamp": at, "svix-signature": sent = "" } = request.headers;
  const signature = createHmac("sha256", key).update(`${id}.${at}.`).update(body).digest("base64");
  return sent.split(" ").includes(`v1,${signature}`) ? [200, "ok"] : [400, "bad signature"];
});
