import type { NextApiRequest, NextApiResponse } from "next";
import { Webhook } from "svix";

export const config = { api: { bodyParser: false } };

async function bodyOf(request: NextApiRequest) {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString();
}

export default async function handler(request: NextApiRequest, response: NextApiResponse) {
  if (request.method !== "POST") return response.status(405).end();
  try {
    const webhook = new Webhook(process.env.CLERK_WEBHOOK_SIGNING_SECRET!);
    webhook.verify(await bodyOf(request), request.headers as Record<string, string>);
  } catch {
    return response.status(400).json({ error: "Invalid signature" });
  }
  response.status(200).json({ received: true });
}
