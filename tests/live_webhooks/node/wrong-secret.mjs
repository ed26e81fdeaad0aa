import { Webhook } from "svix";
import { post } from "./body.mjs";

const webhook = new Webhook("whsec_bm90IHRoZSBlbmRwb2ludCdzIHNlY3JldCEh"); // gitleaks:allow

export default post((request, body) => {
  try {
    webhook.verify(body, request.headers);
  } catch {
    return [400, "Invalid signature"];
  }
  return [200, "ok"];
});
