import { verifyWebhook } from "@clerk/nextjs/webhooks";
import type { NextRequest } from "next/server";

export async function POST(request: NextRequest) {
  try {
    const event = await verifyWebhook(request);
    console.log(`Received ${event.type}`);
  } catch (error) {
    console.error(error);
  }
  return Response.json({ success: true });
}
