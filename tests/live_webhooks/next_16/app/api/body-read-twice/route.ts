import { verifyWebhook } from "@clerk/nextjs/webhooks";
import type { NextRequest } from "next/server";

export async function POST(request: NextRequest) {
  try {
    const { type } = await request.json();
    console.log(`Webhook of type ${type}`);
    await verifyWebhook(request);
    return new Response("ok");
  } catch (error: any) {
    return new Response(`Error verifying webhook: ${error.message}`, { status: 400 });
  }
}
