import { verifyWebhook } from "@clerk/express/webhooks";
import express from "express";

const app = express();
app.use(express.json({ limit: "1mb" }));

app.post("/api/webhooks/clerk", async (req, res) => {
  try {
    const event = await verifyWebhook(req);
    res.send(`received ${event.type}`);
  } catch (error) {
    res.status(400).send("Error verifying webhook");
  }
});

export default app;
