import { verifyWebhook } from "@clerk/nextjs/webhooks";
import type { NextApiRequest, NextApiResponse } from "next";

export const config = { api: { bodyParser: false } };

export default async function handler(request: NextApiRequest, response: NextApiResponse) {
  try {
    const event = await verifyWebhook(request as any);
    response.status(200).json({ received: event.type });
  } catch (error: any) {
    response.status(400).json({ error: error.message });
  }
}
