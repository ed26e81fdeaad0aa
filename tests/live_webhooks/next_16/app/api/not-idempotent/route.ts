import { verifyWebhook } from "@clerk/nextjs/webhooks";
import type { NextRequest } from "next/server";

const events = new Set<string>();

// As a table whose primary key is the message's id.
function insert(id: string) {
  if (events.has(id)) throw new Error("duplicate key value violates unique constraint");
  events.add(id);
}

export async function POST(request: NextRequest) {
  try {
    await verifyWebhook(request);
  } catch {
    return new Response("Error verifying webhook", { status: 400 });
  }
  insert(request.headers.get("svix-id")!);
  return new Response("ok");
}
