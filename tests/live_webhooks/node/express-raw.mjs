import { verifyWebhook } from "@clerk/express/webhooks";
import express from "express";

const app = express();

app.post(
  "/api/webhooks/clerk",
  express.raw({ type: "application/json", limit: "1mb" }),
  async (req, res) => {
    try {
      const event = await verifyWebhook(req);
      res.send(`received ${event.type}`);
    } catch (error) {
      console.error("Error verifying webhook:", error);
      res.status(400).send("Error verifying webhook");
    }
  },
);

export default app;
