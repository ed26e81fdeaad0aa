import { verifyWebhook } from "@clerk/nextjs/webhooks";
import type { NextRequest } from "next/server";

export async function POST(request: NextRequest) {
  const { type } = await request.json();
  console.log(`Webhook of type ${type}`);
  try {
    await verifyWebhook(request);
    return new Response("ok");
  } catch {
    return new Response("Error verifying webhook", { status: 400 });
  }
}
