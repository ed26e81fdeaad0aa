import { Webhook } from "svix";

export async function POST(request: Request) {
  try {
    const webhook = new Webhook(process.env.CLERK_WEBHOOK_SIGNING_SECRET!);
    webhook.verify(await request.text(), request.headers as any);
    return Response.json({ ok: true });
  } catch (error: any) {
    return Response.json({ error: error.message }, { status: 400 });
  }
}
