import { verifyWebhook, type WebhookEvent } from "@clerk/nextjs/webhooks";
import { revalidateTag } from "next/cache";
import type { NextRequest } from "next/server";

import { env } from "@/lib/env";

export async function POST(request: NextRequest) {
  let event: WebhookEvent;
  try {
    event = await verifyWebhook(request, { signingSecret: env.webhookSigningSecret });
  } catch (error) {
    console.error("Webhook refused:", error);
    return new Response("Verification failed", { status: 400 });
  }

  switch (event.type) {
    case "user.created":
    case "user.updated":
    case "user.deleted":
      revalidateTag("people", "max");
  }
  return new Response("ok");
}
