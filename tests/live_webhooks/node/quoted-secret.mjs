import { verifyWebhook } from "@clerk/backend/webhooks";
import { post } from "./body.mjs";

// As `docker run --env-file` reads CLERK_WEBHOOK_SIGNING_SECRET="whsec_…": with its quotes.
const signingSecret = `"${process.env.CLERK_WEBHOOK_SIGNING_SECRET}"`;

export default post(async (request, body) => {
  try {
    const { headers } = request;
    await verifyWebhook(new Request("http://x", { method: "POST", headers, body }), { signingSecret });
  } catch (error) {
    return [400, error.message];
  }
  return [200, "ok"];
});
