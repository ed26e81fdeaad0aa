import { verifyWebhook } from "@clerk/nextjs/webhooks";
import type { NextRequest } from "next/server";

import { removeMember, saveMember } from "@/lib/members";

export async function POST(request: NextRequest) {
  const event = await verifyWebhook(request).catch((error: unknown) => {
    console.error("Webhook refused:", error);
    return null;
  });
  if (event === null) {
    return Response.json({ error: "Verification failed" }, { status: 400 });
  }

  if (event.type === "user.created" || event.type === "user.updated") {
    const { id, first_name, last_name } = event.data;
    await saveMember({ clerkId: id, name: `${first_name ?? ""} ${last_name ?? ""}`.trim() });
  }
  if (event.type === "user.deleted" && event.data.id) {
    await removeMember(event.data.id);
  }

  return Response.json({ received: true });
}
