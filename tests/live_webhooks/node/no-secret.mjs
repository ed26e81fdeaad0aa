import { verifyWebhook } from "@clerk/express/webhooks";
import express from "express";

const app = express();

app.post("/api/webhooks/clerk", express.raw({ type: "*/*", limit: "1mb" }), async (req, res) => {
  try {
    await verifyWebhook(req);
    res.send("ok");
  } catch (error) {
    res.status(400).send(error.message);
  }
});

export default app;
