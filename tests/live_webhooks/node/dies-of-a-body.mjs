import { Webhook } from "svix";
import { post } from "./body.mjs";

// A rejection that nothing catches ends Node.js.
export default post(async (request, body) => {
  try {
    new Webhook(process.env.CLERK_WEBHOOK_SIGNING_SECRET).verify(body, request.headers);
  } catch {
    return [400, "Invalid signature"];
  }
  const event = JSON.parse(body);
  return [200, `received ${event.type}`];
});
