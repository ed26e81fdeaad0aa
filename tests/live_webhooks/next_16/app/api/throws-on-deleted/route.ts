import { verifyWebhook } from "@clerk/nextjs/webhooks";
import type { NextRequest } from "next/server";

export async function POST(request: NextRequest) {
  const event: any = await verifyWebhook(request).catch(() => null);
  if (!event) return new Response("Error verifying webhook", { status: 400 });
  if (event.type.startsWith("user.")) {
    const email = event.data.email_addresses[0].email_address;
    console.log(`${event.type} of ${email}`);
  }
  return new Response("ok");
}
