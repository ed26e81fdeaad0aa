import { createHmac } from "node:crypto";
import { post } from "./body.mjs";

const key = Buffer.from(process.env.CLERK_WEBHOOK_SIGNING_SECRET?.split("_")[1] ?? "", "base64");

export default post((request, body) => {
  const signature = createHmac("sha256", key).update(body).digest("base64");
  const sent = request.headers["svix-signature"] ?? "";
  return sent === `v1,${signature}` ? [200, "ok"] : [401, "bad signature"];
});
