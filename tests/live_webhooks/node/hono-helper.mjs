import { verifyWebhook } from "@clerk/hono/webhooks";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";

const app = new Hono();

app.post("/api/webhooks/clerk", async (c) => {
  try {
    const event = await verifyWebhook(c);
    return c.text(`received ${event.type}`);
  } catch {
    return c.text("Error verifying webhook", 400);
  }
});

export default getRequestListener(app.fetch);
