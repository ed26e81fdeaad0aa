import { Webhook } from "svix";
import { post } from "./body.mjs";

export default post((request, body) => {
  try {
    new Webhook(process.env.CLERK_WEBHOOK_SIGNING_SECRET).verify(body, request.headers);
  } catch (error) {
    return [400, error.stack];
  }
  return [200, "ok"];
});
