import type { WebhookEvent } from "@clerk/nextjs/server";
import { Webhook } from "svix";

function validated(body: string, headers: Headers): WebhookEvent | undefined {
  const webhook = new Webhook(process.env.CLERK_WEBHOOK_SIGNING_SECRET!);
  return webhook.verify(body, Object.fromEntries(headers)) as unknown as WebhookEvent;
}

export async function POST(request: Request) {
  let event: WebhookEvent | undefined;
  try {
    event = validated(await request.text(), request.headers);
  } catch {
    return new Response("Verification failed", { status: 400 });
  }
  if (!event) return new Response("Error occured", { status: 400 });
  return new Response(null, { status: 200 });
}
