import { Webhook } from "svix";
import { post } from "./body.mjs";

const secret = process.env.CLERK_WEBHOOK_SIGNING_SECRET;

export default post((request, body) => {
  try {
    new Webhook(secret).verify(body, request.headers);
  } catch (error) {
    return [400, JSON.stringify({ error: error.message, secret })];
  }
  return [200, "ok"];
});
