import { headers } from "next/headers";
import { Webhook } from "svix-1";

export async function POST(req: Request) {
  const headerPayload: any = headers();
  const svix_id = headerPayload.get("svix-id");
  const svix_timestamp = headerPayload.get("svix-timestamp");
  const svix_signature = headerPayload.get("svix-signature");
  if (!svix_id || !svix_timestamp || !svix_signature) {
    return new Response("Error occured -- no svix headers", { status: 400 });
  }
  try {
    new Webhook(process.env.CLERK_WEBHOOK_SIGNING_SECRET!).verify(await req.text(), {
      "svix-id": svix_id,
      "svix-timestamp": svix_timestamp,
      "svix-signature": svix_signature,
    });
  } catch {
    return new Response("Error occured", { status: 400 });
  }
  return new Response("", { status: 200 });
}
