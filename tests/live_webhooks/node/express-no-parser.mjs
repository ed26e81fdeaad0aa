import { verifyWebhook } from "@clerk/express/webhooks";
import express from "express";

const app = express();

app.post("/api/webhooks/clerk", async (req, res) => {
  try {
    const event = await verifyWebhook(req);
    res.send(`received ${event.type}`);
  } catch (error) {
    res.status(400).send(`Error verifying webhook: ${error.message}`);
  }
});

export default app;
