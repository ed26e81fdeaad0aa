import { verifyWebhook } from "@clerk/nextjs/webhooks";
import type { NextRequest } from "next/server";

export async function POST(request: NextRequest) {
  const event = await verifyWebhook(request).catch(() => null);
  if (!event) return new Response("Error verifying webhook", { status: 400 });
  switch (event.type) {
    case "user.created":
    case "user.updated":
    case "user.deleted":
      return new Response("ok");
    default:
      throw new Error(`Unhandled event: ${event.type}`);
  }
}
