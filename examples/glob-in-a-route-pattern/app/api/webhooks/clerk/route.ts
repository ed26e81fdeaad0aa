import { verifyWebhook } from "@clerk/nextjs/webhooks";
import type { NextRequest } from "next/server";

export async function POST(request: NextRequest) {
  try {
    const event = await verifyWebhook(request);
    console.log("received", event.type, event.data.id);
    return new Response("ok");
  } catch (error) {
    console.error("not verified", error);
    return new Response("not verified", { status: 400 });
  }
}
