import { Webhook } from "svix";
import { post } from "./body.mjs";

const seen = new Set();

export default post((request, body) => {
  const id = request.headers["svix-id"];
  if (id && seen.has(id)) return [200, "ok"];
  seen.add(id);
  try {
    new Webhook(process.env.CLERK_WEBHOOK_SIGNING_SECRET).verify(body, request.headers);
  } catch {
    return [400, "Invalid signature"];
  }
  return [200, "ok"];
});
