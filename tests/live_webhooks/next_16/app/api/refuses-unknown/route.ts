import { verifyWebhook } from "@clerk/nextjs/webhooks";
import type { NextRequest } from "next/server";

const HANDLED = ["user.created", "user.updated", "user.deleted"];

export async function POST(request: NextRequest) {
  try {
    const event = await verifyWebhook(request);
    if (HANDLED.includes(event.type)) return Response.json({ received: true });
  } catch {}
  return Response.json({ error: "Bad request" }, { status: 400 });
}
