import { Webhook } from "svix-1";
import { post } from "./body.mjs";

// What a variable of the deployment became: `whsec_` and nothing behind it.
const webhook = new Webhook("whsec_");

export default post((request, body) => {
  try {
    webhook.verify(body, request.headers);
  } catch {
    return [400, "Invalid signature"];
  }
  return [200, "ok"];
});
