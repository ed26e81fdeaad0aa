"""What the webhook handlers of these tests are put together from: their files, by path."""

from textwrap import indent

SVIX_HEADERS = """{
      "svix-id": svix_id, "svix-timestamp": svix_timestamp, "svix-signature": svix_signature,
    }"""
GET_HEADERS = """
  const svix_id = headerPayload.get("svix-id");
  const svix_timestamp = headerPayload.get("svix-timestamp");
  const svix_signature = headerPayload.get("svix-signature");
  if (!svix_id || !svix_timestamp || !svix_signature) {
    return new Response("Error occured -- no svix headers", { status: 400 });
  }
"""
FROM_REQUEST = """{
      "svix-id": req.headers.get("svix-id") ?? "",
      "svix-timestamp": req.headers.get("svix-timestamp") ?? "",
      "svix-signature": req.headers.get("svix-signature") ?? "",
    }"""
SWITCH = """
    switch (evt.type) {
      case "user.created":
      case "user.updated":
        await upsertUser(evt.data);
        break;
      case "user.deleted":
        await deleteUser(evt.data.id);
        break;
      default:
        console.log("ignored", evt.type);
    }
"""
ROUTE = "app/api/webhooks/clerk/route.ts"
API = "pages/api/webhooks/clerk.ts"
HTTP = "convex/http.ts"

IMPORT_CLERK = 'import { verifyWebhook } from "@clerk/nextjs/webhooks";\n'
IMPORT_SVIX = (
    'import { Webhook } from "svix";\nimport { headers } from "next/headers";\n'
    'import type { WebhookEvent } from "@clerk/nextjs/server";\n'
)


def clerk(body: str, before: str = "") -> dict[str, str]:
    """A route of the App Router with `verifyWebhook`."""
    function = f"export async function POST(req: Request) {{\n{body}\n}}\n"
    return {ROUTE: IMPORT_CLERK + before + function}


def verified(body: str, before: str = "") -> dict[str, str]:
    """The same, with a verification that is right, and `evt` for the rest."""
    opening = """
  let evt;
  try {
    evt = await verifyWebhook(req);
  } catch (err) {
    return new Response("Refused", { status: 400 });
  }
"""
    return clerk(opening + body, before)


def svix(
    *,
    secret: str = "process.env.CLERK_WEBHOOK_SECRET!",
    headers: str = FROM_REQUEST,
    body: str = "await req.text()",
    before: str = "",
    after: str = SWITCH + '    return new Response("ok");',
    failed: str = 'return new Response("Refused", { status: 400 });',
    event: str = "",
) -> dict[str, str]:
    """A route of the App Router with svix, whose parts may be others."""
    return {
        ROUTE: IMPORT_SVIX
        + f"""
export async function POST(req: Request) {{
{before}
  const body = {body};
  const wh = new Webhook({secret});
  let evt: WebhookEvent;
  try {{
    {event or "evt = wh.verify"}(body, {headers}) as WebhookEvent;
  }} catch (err) {{
    console.error(err);
    {failed}
  }}
{after}
}}
"""
    }


def pages(body: str, *, config: str = "", before: str = "") -> dict[str, str]:
    """A route of the Pages Router."""
    return {
        API: 'import type { NextApiRequest, NextApiResponse } from "next";\n'
        'import { Webhook } from "svix";\nimport { buffer } from "micro";\n'
        + IMPORT_CLERK
        + config
        + before
        + "export default async function handler(req: NextApiRequest, res: NextApiResponse) {\n"
        + f"{body}\n}}\n"
    }


NO_PARSER = "export const config = { api: { bodyParser: false } };\n"
PAGES_SVIX = """
  const payload = %s;
  const wh = new Webhook(process.env.CLERK_WEBHOOK_SECRET as string);
  let evt: any;
  try {
    evt = wh.verify(payload, %s);
  } catch (err) {
    return res.status(400).json({ error: "Refused" });
  }
  if (evt.type === "user.created") await upsertUser(evt.data);
  res.status(200).json({});
"""
PAGES_HEADERS = """{
      "svix-id": req.headers["svix-id"] as string,
      "svix-timestamp": req.headers["svix-timestamp"] as string,
      "svix-signature": req.headers["svix-signature"] as string,
    }"""


_CONVEX_IMPORTS = """
import { verifyWebhook } from "@clerk/backend/webhooks";
import { Webhook } from "svix";
"""


def convex(handler: str, *, imports: str = _CONVEX_IMPORTS, after: str = "") -> dict[str, str]:
    """Convex' HTTP router with one route."""
    return {
        HTTP: f"""
import {{ httpRouter }} from "convex/server";
import {{ httpAction }} from "./_generated/server";
import {{ api, internal }} from "./_generated/api";
import type {{ WebhookEvent }} from "@clerk/backend";
{imports}
const http = httpRouter();
http.route({{
  path: "/clerk-users-webhook",
  method: "POST",
  handler: httpAction(async (ctx, request) => {{{indent(handler, "  ")}
  }}),
}});
{after}
export default http;
"""
    }


CONVEX_SWITCH = """
    const event = await validateRequest(request);
    if (!event) return new Response("Error occured", { status: 400 });
    switch (event.type) {
      case "user.created":
      case "user.updated":
        await ctx.runMutation(internal.users.upsertFromClerk, { data: event.data });
        break;
      case "user.deleted":
        await ctx.runMutation(internal.users.deleteFromClerk, { clerkUserId: event.data.id! });
        break;
      default:
        console.log("Ignored Clerk webhook event", event.type);
    }
    return new Response(null, { status: 200 });
"""
VALIDATE = """
async function validateRequest(req: Request): Promise<WebhookEvent | null> {
  const payloadString = await req.text();
  const svixHeaders = {
    "svix-id": req.headers.get("svix-id")!,
    "svix-timestamp": req.headers.get("svix-timestamp")!,
    "svix-signature": req.headers.get("svix-signature")!,
  };
  const wh = new Webhook(process.env.CLERK_WEBHOOK_SECRET!);
  try {
    return wh.verify(payloadString, svixHeaders) as unknown as WebhookEvent;
  } catch (error) {
    console.error("Error verifying webhook event", error);
    return null;
  }
}
"""


THROUGH_AN_ACTION = """
    const payload = await request.text();
    try {
      const event: WebhookEvent = await ctx.runAction(internal.clerk.fulfill, {
        payload,
        headers: {
          "svix-id": request.headers.get("svix-id")!,
          "svix-timestamp": request.headers.get("svix-timestamp")!,
          "svix-signature": request.headers.get("svix-signature")!,
        },
      });
      if (event.type === "user.created") {
        await ctx.runMutation(internal.users.upsert, { data: event.data });
      }
      return new Response(null, { status: 200 });
    } catch (err) {
      return new Response("Refused", { status: 400 });
    }
"""
IN_AN_ACTION = """
"use node";
import type { WebhookEvent } from "@clerk/nextjs/server";
import { v } from "convex/values";
import { Webhook } from "svix";
import { internalAction } from "./_generated/server";

const webhookSecret = process.env.CLERK_WEBHOOK_SECRET || ``;

export const fulfill = internalAction({
  args: { headers: v.any(), payload: v.string() },
  handler: async (ctx, args) => {
    const wh = new Webhook(webhookSecret);
    return wh.verify(args.payload, args.headers) as WebhookEvent;
  },
});
"""
