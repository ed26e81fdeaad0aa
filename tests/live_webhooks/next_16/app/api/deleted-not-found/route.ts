import { verifyWebhook } from "@clerk/nextjs/webhooks";
import type { NextRequest } from "next/server";

const users = new Map<string, string>();

export async function POST(request: NextRequest) {
  const event = await verifyWebhook(request).catch(() => null);
  if (!event) return new Response("Error verifying webhook", { status: 400 });
  if (event.type === "user.deleted" && !users.delete(event.data.id ?? "")) {
    return Response.json({ error: "User not found" }, { status: 404 });
  }
  return new Response("ok");
}
