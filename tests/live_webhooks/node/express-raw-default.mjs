import { verifyWebhook } from "@clerk/express/webhooks";
import express from "express";

const app = express();

// As in Clerk's documentation: the parser's limit is then 100 kB.
app.post("/api/webhooks/clerk", express.raw({ type: "application/json" }), async (req, res) => {
  try {
    const event = await verifyWebhook(req);
    res.send(`received ${event.type}`);
  } catch (error) {
    res.status(400).send("Error verifying webhook");
  }
});

export default app;
