import { headers } from "next/headers";
import { Webhook } from "svix-1";

export async function POST(req: Request) {
  const headerPayload = await headers();
  const payload = await req.json().catch(() => null);
  const body = JSON.stringify(payload);
  try {
    new Webhook(process.env.CLERK_WEBHOOK_SIGNING_SECRET!).verify(body, {
      "svix-id": headerPayload.get("svix-id") ?? "",
      "svix-timestamp": headerPayload.get("svix-timestamp") ?? "",
      "svix-signature": headerPayload.get("svix-signature") ?? "",
    });
  } catch {
    return new Response("Error occured", { status: 400 });
  }
  return new Response("", { status: 200 });
}
