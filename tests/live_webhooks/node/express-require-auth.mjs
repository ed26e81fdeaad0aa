import { clerkMiddleware, requireAuth } from "@clerk/express";
import { verifyWebhook } from "@clerk/express/webhooks";
import express from "express";

const app = express();
app.use(clerkMiddleware());
app.use(requireAuth());

app.post("/api/webhooks/clerk", express.raw({ type: "*/*", limit: "1mb" }), async (req, res) => {
  try {
    await verifyWebhook(req);
    res.send("ok");
  } catch {
    res.status(400).send("Error verifying webhook");
  }
});

export default app;
