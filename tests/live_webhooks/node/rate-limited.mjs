import { Webhook } from "svix";
import { post } from "./body.mjs";

// Twenty requests in a second, and then none for the rest of it.
let second = 0;
let count = 0;

export default post((request, body) => {
  const now = Math.floor(Date.now() / 1000);
  count = now === second ? count + 1 : 1;
  second = now;
  if (count > 20) return [429, "Too many requests", { "retry-after": "1" }];
  try {
    new Webhook(process.env.CLERK_WEBHOOK_SIGNING_SECRET).verify(body, request.headers);
  } catch {
    return [400, "Invalid signature"];
  }
  return [200, "ok"];
});
