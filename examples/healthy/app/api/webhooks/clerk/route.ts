import { verifyWebhook, type WebhookEvent } from "@clerk/nextjs/webhooks";
import { fetchMutation } from "convex/nextjs";
import type { NextRequest } from "next/server";

import { api } from "@/convex/_generated/api";

export async function POST(request: NextRequest) {
  let event: WebhookEvent;
  try {
    event = await verifyWebhook(request);
  } catch (error) {
    console.error("Refused a webhook delivery:", error);
    return new Response("The signature does not verify", { status: 400 });
  }

  const secret = process.env.USER_SYNC_SECRET;
  if (!secret) {
    throw new Error("USER_SYNC_SECRET is not set");
  }

  switch (event.type) {
    case "user.created":
    case "user.updated": {
      const { id, first_name, last_name, image_url, updated_at } = event.data;
      await fetchMutation(api.users.upsertFromClerk, {
        secret,
        clerkId: id,
        name: [first_name, last_name].filter(Boolean).join(" "),
        imageUrl: image_url,
        updatedAt: updated_at,
      });
      break;
    }
    case "user.deleted":
      // Clerk names the user in every deletion, but does not promise to.
      if (event.data.id) {
        await fetchMutation(api.users.deleteFromClerk, { secret, clerkId: event.data.id });
      }
      break;
  }

  // Other events are none of our business, and no reason for Clerk to send them again.
  return new Response(null, { status: 204 });
}
