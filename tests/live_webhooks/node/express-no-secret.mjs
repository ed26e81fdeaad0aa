import express from "express";
import { Webhook } from "svix";

const app = express();

// The variable is called otherwise where this runs.
app.post("/api/webhooks/clerk", express.raw({ type: "*/*", limit: "1mb" }), (req, res) => {
  const webhook = new Webhook(process.env.WEBHOOK_SECRET ?? "");
  try {
    webhook.verify(req.body, req.headers);
    res.json({ success: true });
  } catch (error) {
    res.status(400).json({ success: false });
  }
});

// An app's own page for errors, that tells nothing.
app.use((error, req, res, next) => {
  res.status(500).send("Something broke!");
});

export default app;
