import { Webhook } from "svix";
import { post } from "./body.mjs";

export default post((request, body) => {
  try {
    new Webhook(process.env.CLERK_WEBHOOK_SIGNING_SECRET).verify(body, request.headers);
  } catch {
    return [400, "Invalid signature", { "webhook-delivery": "abort-message" }];
  }
  return [200, "ok"];
});
