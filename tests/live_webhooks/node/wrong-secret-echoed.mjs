import { Webhook } from "svix";
import { post } from "./body.mjs";

const webhook = new Webhook("whsec_bm90IHRoZSBlbmRwb2ludCdzIHNlY3JldCEh"); // gitleaks:allow

export default post((request, body) => {
  try {
    webhook.verify(body, request.headers);
  } catch (error) {
    return [401, JSON.stringify({ error: error.message })];
  }
  return [200, "ok"];
});
