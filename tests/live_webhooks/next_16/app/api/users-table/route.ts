import { verifyWebhook } from "@clerk/nextjs/webhooks";
import type { NextRequest } from "next/server";

const users = new Map<string, string | undefined>();

export async function POST(request: NextRequest) {
  const event = await verifyWebhook(request).catch(() => null);
  if (!event) return new Response("Error verifying webhook", { status: 400 });
  if (event.type === "user.created") {
    const { id, email_addresses } = event.data;
    if (users.has(id)) return new Response("exists", { status: 409 });
    users.set(id, email_addresses[0].email_address);
  }
  if (event.type === "user.updated" && !users.has(event.data.id)) {
    return new Response("no such user", { status: 404 });
  }
  return new Response("ok");
}
