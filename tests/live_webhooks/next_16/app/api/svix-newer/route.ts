import type { WebhookEvent } from "@clerk/nextjs/server";
import { Webhook } from "svix";

const webhook = new Webhook(process.env.CLERK_WEBHOOK_SIGNING_SECRET ?? "");

export async function POST(request: Request) {
  const body = await request.text();
  let event: WebhookEvent;
  try {
    webhook.verify(body, Object.fromEntries(request.headers));
    event = JSON.parse(body);
  } catch {
    return new Response("Invalid signature", { status: 400 });
  }
  return Response.json({ received: event.type });
}
