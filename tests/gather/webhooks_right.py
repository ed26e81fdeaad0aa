"""Webhook handlers in the styles that people write them in, of which nothing is to be said."""

from tests.gather.webhook_sources import (
    CONVEX_SWITCH,
    FROM_REQUEST,
    GET_HEADERS,
    HTTP,
    IMPORT_CLERK,
    IMPORT_SVIX,
    IN_AN_ACTION,
    NO_PARSER,
    PAGES_HEADERS,
    PAGES_SVIX,
    ROUTE,
    SVIX_HEADERS,
    SWITCH,
    THROUGH_AN_ACTION,
    VALIDATE,
    clerk,
    convex,
    pages,
    svix,
    verified,
)

OK = '  return new Response("ok", { status: 200 });'

RIGHT: dict[str, dict[str, str]] = {
    "Clerk's guide": clerk("""
  try {
    const evt = await verifyWebhook(req);
    const { id } = evt.data;
    const eventType = evt.type;
    console.log(`Received webhook with ID ${id} and event type of ${eventType}`);
    return new Response("Webhook received", { status: 200 });
  } catch (err) {
    console.error("Error verifying webhook:", err);
    return new Response("Error verifying webhook", { status: 400 });
  }"""),
    "a switch behind a verification of its own": verified(SWITCH + OK),
    "NextResponse": verified(
        SWITCH + "  return NextResponse.json({ received: true });",
        'import { NextResponse } from "next/server";\n',
    ),
    "its own secret": clerk("""
  let evt;
  try {
    evt = await verifyWebhook(req, { signingSecret: process.env.CLERK_WEBHOOK_SECRET });
  } catch {
    return Response.json({ error: "bad signature" }, { status: 401 });
  }
  if (evt.type === "user.created" || evt.type === "user.updated") await save(evt.data);
  if (evt.type === "user.deleted" && evt.data.id) await remove(evt.data.id);
  return Response.json({ ok: true });"""),
    "an arrow function": {
        ROUTE: IMPORT_CLERK
        + """
export const POST = async (req: Request) => {
  const evt = await verifyWebhook(req).catch(() => null);
  if (!evt) return new Response(null, { status: 400 });
  const { type, data } = evt;
  if (type === "user.deleted") await remove(data.id);
  else if (type === "user.created" || type === "user.updated") await save(data);
  return new Response(null, { status: 204 });
};
"""
    },
    "exported by name": {
        ROUTE: IMPORT_CLERK
        + """
async function handler(req: Request) {
  try {
    const evt = await verifyWebhook(req);
    if (evt.type.startsWith("user.")) await sync(evt);
    return new Response("ok");
  } catch (e) {
    return new Response("no", { status: 400 });
  }
}
export { handler as POST };
"""
    },
    "exported from a library": {
        ROUTE: 'export { POST } from "@/lib/clerk-webhook";\n',
        "tsconfig.json": '{"compilerOptions":{"paths":{"@/*":["./*"]}}}',
        "lib/clerk-webhook.ts": IMPORT_CLERK
        + """
export async function POST(req: Request) {
  try {
    const evt = await verifyWebhook(req);
    if (evt.type === "user.created") await save(evt.data);
  } catch {
    return new Response("no", { status: 400 });
  }
  return new Response("ok");
}
""",
    },
    "a table of functions": verified(
        """
  const run = handlers[evt.type as keyof typeof handlers];
  if (!run) return new Response("ignored");
  await run(evt.data as any);
  return new Response("ok");""",
        """
const handlers = {
  "user.created": async (data) => save(data),
  "user.updated": async (data) => save(data),
  "user.deleted": async (data) => remove(data.id),
};
""",
    ),
    "a list of types": verified(
        """
  if (!HANDLED.includes(evt.type)) return new Response("ignored", { status: 200 });
  await queue.add("clerk", evt);
  return new Response("ok");""",
        'const HANDLED = ["user.created", "user.updated", "user.deleted"] as const;\n',
    ),
    "handed to a queue": verified("""
  await inngest.send({ name: `clerk/${evt.type}`, data: evt.data });
  return new Response("queued", { status: 202 });"""),
    "a wrapper of the project": {
        ROUTE: IMPORT_CLERK
        + """
import { withErrors } from "../../../../lib/errors";
export const POST = withErrors(async (req: Request) => {
  const evt = await verifyWebhook(req);
  if (evt.type === "user.created") await save(evt.data);
  return new Response("ok");
});
""",
        "lib/errors.ts": """
export function withErrors(handler: (req: Request) => Promise<Response>) {
  return async (req: Request) => {
    try {
      return await handler(req);
    } catch (error) {
      return new Response("Refused", { status: 400 });
    }
  };
}
""",
    },
    "a wrapper of a package": {
        ROUTE: IMPORT_CLERK
        + """
import { withAxiom } from "next-axiom";
export const POST = withAxiom(async (req) => {
  const evt = await verifyWebhook(req);
  if (evt.type === "user.created") await save(evt.data);
  return new Response("ok");
});
"""
    },
    "a user without an address": verified("""
  if (evt.type === "user.created") {
    const email = evt.data.email_addresses.find(
      (one) => one.id === evt.data.primary_email_address_id,
    )?.email_address;
    if (!email) return new Response("no address");
    await db.user.upsert({ where: { id: evt.data.id }, create: { email }, update: { email } });
  } else if (evt.type === "user.deleted") {
    await db.user.deleteMany({ where: { id: evt.data.id } });
  }
  return new Response("ok");"""),
    "drizzle, with what to do on a conflict": verified("""
  if (evt.type === "user.created") {
    await db.insert(users).values({ id: evt.data.id }).onConflictDoNothing();
  }
  return new Response("ok");"""),
    "asking first what is there": verified("""
  if (evt.type === "user.created") {
    const known = await prisma.user.findUnique({ where: { id: evt.data.id } });
    if (!known) await prisma.user.create({ data: { id: evt.data.id } });
  }
  return new Response("ok");"""),
    "a write whose failure is passed over": verified("""
  if (evt.type === "user.created") {
    try {
      await prisma.user.create({ data: { id: evt.data.id } });
    } catch (error) {
      console.error(error);
    }
  }
  return new Response("ok");"""),
    "svix and the request's headers": svix(),
    "svix and headers()": svix(
        before="  const headerPayload = await headers();" + GET_HEADERS, headers=SVIX_HEADERS
    ),
    "svix and all headers": svix(headers="Object.fromEntries(req.headers)"),
    "svix and all headers, entry by entry": svix(
        headers="Object.fromEntries(req.headers.entries()) as any"
    ),
    "svix with the names of Standard Webhooks": svix(
        headers=FROM_REQUEST.replace('"svix-id":', '"webhook-id":')
        .replace('"svix-timestamp":', '"webhook-timestamp":')
        .replace('"svix-signature":', '"webhook-signature":')
    ),
    "svix and bytes": svix(body="Buffer.from(await req.arrayBuffer())"),
    "svix and a secret that is refused when missing": svix(
        before="""
  const SECRET = process.env.CLERK_WEBHOOK_SECRET;
  if (!SECRET) throw new Error("Please add CLERK_WEBHOOK_SECRET to .env.local");
""",
        secret="SECRET",
    ),
    "svix and two names of the secret": svix(
        before="""
  const secret =
    process.env.CLERK_WEBHOOK_SIGNING_SECRET ?? process.env.CLERK_WEBHOOK_SECRET ?? "";
  if (!secret) return new Response("Not configured", { status: 500 });
""",
        secret="secret",
    ),
    "svix as a constant of the file": {
        ROUTE: IMPORT_SVIX
        + """
const wh = new Webhook(process.env.CLERK_WEBHOOK_SECRET || "");
export async function POST(req: Request) {
  const body = await req.text();
  try {
    wh.verify(body, Object.fromEntries(req.headers));
  } catch {
    return new Response("Refused", { status: 400 });
  }
  const event = JSON.parse(body) as WebhookEvent;
  if (event.type === "user.created") await save(event.data);
  return new Response("ok");
}
"""
    },
    "svix in a function of another file": {
        ROUTE: """
import { NextResponse, type NextRequest } from "next/server";
import { readClerkEvent } from "../../../../lib/webhooks";
export async function POST(request: NextRequest) {
  const result = await readClerkEvent(request);
  if (!result.success) return NextResponse.json({ error: result.error }, { status: 400 });
  const { event } = result;
  if (event.type === "user.created" || event.type === "user.updated") await save(event.data);
  if (event.type === "user.deleted") await remove(event.data.id);
  return NextResponse.json({ received: true });
}
""",
        "lib/webhooks.ts": """
import { Webhook } from "svix";
import type { WebhookEvent } from "@clerk/nextjs/server";
export async function readClerkEvent(request: Request) {
  const payload = await request.text();
  const headers = {
    "svix-id": request.headers.get("svix-id") || "",
    "svix-timestamp": request.headers.get("svix-timestamp") || "",
    "svix-signature": request.headers.get("svix-signature") || "",
  };
  try {
    const wh = new Webhook(process.env.CLERK_WEBHOOK_SECRET!);
    const event = wh.verify(payload, headers) as WebhookEvent;
    return { success: true as const, event };
  } catch (error) {
    return { success: false as const, error: "Invalid signature" };
  }
}
""",
    },
    "a function that answers by itself": {
        ROUTE: IMPORT_CLERK
        + """
async function check(req: Request) {
  try {
    return { evt: await verifyWebhook(req), response: null };
  } catch {
    return { evt: null, response: new Response("Refused", { status: 403 }) };
  }
}
export async function POST(req: Request) {
  const { evt, response } = await check(req);
  if (response) return response;
  if (evt.type === "user.created") await save(evt.data);
  return new Response("ok");
}
"""
    },
    "a function that gives a Response": {
        ROUTE: IMPORT_CLERK
        + """
const bad = (text: string, status = 400) => new Response(text, { status });
async function check(req: Request) {
  try {
    return await verifyWebhook(req);
  } catch {
    return bad("Refused");
  }
}
export async function POST(req: Request) {
  const evt = await check(req);
  if (evt instanceof Response) return evt;
  if (evt.type === "user.created") await save(evt.data);
  return new Response("ok");
}
"""
    },
    "standardwebhooks": {
        ROUTE: """
import { Webhook } from "standardwebhooks";
export async function POST(req: Request) {
  const body = await req.text();
  const wh = new Webhook(process.env.CLERK_WEBHOOK_SIGNING_SECRET!);
  let event: any;
  try {
    event = wh.verify(body, {
      "webhook-id": req.headers.get("svix-id")!,
      "webhook-timestamp": req.headers.get("svix-timestamp")!,
      "webhook-signature": req.headers.get("svix-signature")!,
    });
  } catch {
    return new Response("Refused", { status: 400 });
  }
  if (event.type === "user.created") await save(event.data);
  return new Response("ok");
}
"""
    },
    "an HMAC of its own": {
        ROUTE: """
import { createHmac, timingSafeEqual } from "node:crypto";
export async function POST(req: Request) {
  const body = await req.text();
  const id = req.headers.get("svix-id"), at = req.headers.get("svix-timestamp");
  const key = Buffer.from(process.env.CLERK_WEBHOOK_SECRET!.slice(6), "base64");
  const mac = createHmac("sha256", key).update(`${id}.${at}.${body}`).digest("base64");
  if (!(req.headers.get("svix-signature") ?? "").split(" ").includes(`v1,${mac}`)) {
    return new Response("Refused", { status: 400 });
  }
  const event = JSON.parse(body);
  if (event.type === "user.created") await save(event.data);
  return new Response("ok");
}
"""
    },
    "handed on to a service": {
        ROUTE: """
export async function POST(req: Request) {
  const body = await req.text();
  return fetch(`${process.env.API_URL}/clerk-webhook`, {
    method: "POST", body, headers: req.headers,
  });
}
"""
    },
    "another one's deliveries, through svix, too": {
        "app/api/webhooks/resend/route.ts": IMPORT_SVIX
        + """
export async function POST(req: Request) {
  const payload = await req.json();
  new Webhook(process.env.RESEND_WEBHOOK_SECRET!).verify(payload, req.headers as any);
  return new Response(null, { status: 500 });
}
"""
    },
    "a webhook of Stripe's in an app that uses Clerk": {
        "app/api/webhooks/stripe/route.ts": """
import { clerkClient } from "@clerk/nextjs/server";
export async function POST(req: Request) {
  const event = await req.json();
  if (event.type === "customer.subscription.created") (await clerkClient()).users;
  return new Response("ok");
}
"""
    },
    "development only without a signature": clerk("""
  let evt;
  if (process.env.NODE_ENV === "development") {
    evt = await req.json();
  } else {
    try {
      evt = await verifyWebhook(req);
    } catch {
      return new Response("Refused", { status: 400 });
    }
  }
  if (evt.type === "user.created") await save(evt.data);
  return new Response("ok");"""),
    "an error of another kind": clerk("""
  try {
    const evt = await verifyWebhook(req);
    if (evt.type === "user.created") await save(evt.data);
    return new Response("ok");
  } catch (error) {
    if (error instanceof WebhookVerificationError) {
      return new Response("Refused", { status: 400 });
    }
    return new Response("Failed", { status: 500 });
  }"""),
    "Pages Router and Clerk": pages("""
  if (req.method !== "POST") return res.status(405).end();
  try {
    const evt = await verifyWebhook(req);
    if (evt.type === "user.created") await upsertUser(evt.data);
    return res.status(200).json({ ok: true });
  } catch (err) {
    return res.status(400).json({ error: "Refused" });
  }"""),
    "Pages Router, micro": pages(
        PAGES_SVIX % ("(await buffer(req)).toString()", PAGES_HEADERS), config=NO_PARSER
    ),
    "Pages Router, a stream of its own": pages(
        PAGES_SVIX % ("(await read(req)).toString('utf8')", "req.headers as any"),
        config=NO_PARSER,
        before="""
async function read(readable: NextApiRequest) {
  const chunks: Buffer[] = [];
  for await (const chunk of readable) {
    chunks.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
  }
  return Buffer.concat(chunks);
}
""",
    ),
    "Convex' guide": convex(CONVEX_SWITCH, after=VALIDATE),
    "Convex and Clerk": convex("""
    let event;
    try {
      event = await verifyWebhook(request, { signingSecret: process.env.CLERK_WEBHOOK_SECRET });
    } catch {
      return new Response("Refused", { status: 400 });
    }
    if (event.type === "user.deleted") {
      await ctx.runMutation(internal.users.remove, { id: event.data.id });
    } else if (event.type === "user.created" || event.type === "user.updated") {
      await ctx.runMutation(internal.users.upsert, { data: event.data });
    }
    return new Response(null, { status: 200 });
"""),
    "Convex, the action in another file": {
        HTTP: """
import { httpRouter } from "convex/server";
import { usersWebhook } from "./clerk";
const http = httpRouter();
http.route({ path: "/clerk-users-webhook", method: "POST", handler: usersWebhook });
export default http;
""",
        "convex/clerk.ts": """
import { Webhook } from "svix";
import { httpAction } from "./_generated/server";
import { internal } from "./_generated/api";
export const usersWebhook = httpAction(async (ctx, req) => {
  const body = await req.text();
  let evt: any;
  try {
    evt = new Webhook(process.env.CLERK_WEBHOOK_SECRET!).verify(body, {
      "svix-id": req.headers.get("svix-id")!,
      "svix-timestamp": req.headers.get("svix-timestamp")!,
      "svix-signature": req.headers.get("svix-signature")!,
    });
  } catch (err) {
    return new Response("Webhook Error", { status: 400 });
  }
  switch (evt.type) {
    case "user.created":
      await ctx.runMutation(internal.users.createUser, { clerkId: evt.data.id });
      break;
  }
  return new Response("ok");
});
""",
    },
    "a helper beside the route": {
        ROUTE: 'export { POST } from "./handler";\n',
        "app/api/webhooks/clerk/handler.ts": IMPORT_CLERK
        + """
export async function POST(req: Request) {
  try {
    const evt = await verifyWebhook(req);
    if (evt.type === "user.created") await save(evt.data);
    return new Response("ok");
  } catch {
    return new Response("Refused", { status: 400 });
  }
}
""",
    },
    "locks, races and a function at once": verified(
        """
  const work = (async () => {
    return await withLock(evt.data.id, async () => {
      switch (evt.type) {
        case "user.created":
          await save(evt.data);
          break;
        case "user.deleted":
          await remove(evt.data.id);
          break;
      }
    });
  })();
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error("late")), 9000));
  await Promise.race([work, late]);
  return new Response("ok");""",
        """
async function withLock(key: string, work: () => Promise<void>) {
  await lock(key);
  try {
    return await work();
  } finally {
    await unlock(key);
  }
}
""",
    ),
    "work that goes on after the answer": verified(
        """
  after(() => sync(evt));
  waitUntil(track(evt));
  void track(evt);
  return new Response("ok");""",
        """
async function track(evt) {
  if (evt.type !== "user.created") throw new Error("not mine");
}
""",
    ),
    "event types by an enum": verified(
        """
  if (evt.type === ClerkEvent.Created || evt.type === ClerkEvent.Updated) await save(evt.data);
  if (evt.type === ClerkEvent.Deleted) await remove(evt.data.id);
  return new Response("ok");""",
        """
enum ClerkEvent {
  Created = "user.created",
  Updated = "user.updated",
  Deleted = "user.deleted",
}
""",
    ),
    "event types checked by zod": verified(
        """
  const parsed = schema.safeParse(evt);
  if (!parsed.success) return new Response("ignored");
  if (parsed.data.type === "user.created") await save(parsed.data.data);
  return new Response("ok");""",
        'import { z } from "zod";\nconst schema = z.object({ type: z.string(), data: z.any() });\n',
    ),
    "every address may be missing": verified("""
  const { id, email_addresses = [], phone_numbers } = evt.data as any;
  const email = email_addresses[0]?.email_address ?? phone_numbers?.[0]?.phone_number ?? null;
  if (evt.type === "user.created") await save(id, email);
  if (evt.type === "user.deleted") await remove(id);
  return new Response("ok");"""),
    "Pages Router, POST alone": pages(
        PAGES_SVIX.replace("  res.status(200).json({});\n", "")
        .replace("  const payload", '  if (req.method === "POST") {\n  const payload')
        .rstrip()
        % ("(await buffer(req)).toString()", PAGES_HEADERS)
        + "\n  res.status(200).json({});\n  } else {\n  res.status(405).end();\n  }",
        config=NO_PARSER,
    ),
    "two secrets, one after the other": {
        ROUTE: IMPORT_SVIX
        + f"""
export async function POST(req: Request) {{
  const body = await req.text();
  const secrets = [process.env.CLERK_WEBHOOK_SECRET, process.env.CLERK_WEBHOOK_SECRET_OLD];
  let evt: WebhookEvent | null = null;
  for (const secret of secrets) {{
    try {{
      evt = new Webhook(secret!).verify(body, {FROM_REQUEST}) as WebhookEvent;
      break;
    }} catch {{
      continue;
    }}
  }}
  if (!evt) return new Response("Refused", {{ status: 400 }});
  if (evt.type === "user.created") await save(evt.data);
  return new Response("ok");
}}
"""
    },
    "svix 2.2 and later": {
        ROUTE: svix(
            event="wh.verify",
            after="""
  const event = JSON.parse(body) as WebhookEvent;
  if (event.type === "user.created") await save(event.data);
  return new Response("ok");""",
        )[ROUTE].replace("  let evt: WebhookEvent;\n", "")
    },
    "a class of the project": {
        ROUTE: """
import { WebhookService } from "../../../../lib/service";
export async function POST(req: Request) {
  return new WebhookService().receive(req);
}
""",
        "lib/service.ts": IMPORT_CLERK
        + """
export class WebhookService {
  async receive(req: Request) {
    const evt = await verifyWebhook(req);
    if (evt.type === "user.created") await save(evt.data);
    return new Response("ok");
  }
}
""",
    },
    "Hono": {
        "app/api/[[...route]]/route.ts": """
import { Hono } from "hono";
import { handle } from "hono/vercel";
import { verifyWebhook } from "@clerk/backend/webhooks";
const app = new Hono().basePath("/api");
app.post("/webhooks/clerk", async (c) => {
  const evt = await verifyWebhook(c.req.raw);
  return c.json({ ok: evt.type });
});
export const GET = handle(app);
export const POST = handle(app);
"""
    },
    "Convex, an organization's events, too": convex(
        CONVEX_SWITCH.replace(
            "      default:",
            """      case "organizationMembership.created":
        await ctx.runMutation(internal.teams.join, { data: event.data });
        break;
      default:""",
        ),
        after=VALIDATE,
    ),
    "Convex, verified in an action for Node.js": {
        HTTP: convex(THROUGH_AN_ACTION, imports="")[HTTP],
        "convex/clerk.ts": IN_AN_ACTION,
    },
    "Convex, verified in an action of a folder": {
        HTTP: convex(
            THROUGH_AN_ACTION.replace("internal.clerk.fulfill", "internal.lib.clerk.fulfill"),
            imports="",
        )[HTTP],
        "convex/lib/clerk.ts": IN_AN_ACTION.replace("./_gen", "../_gen"),
    },
    "a route that signed-in users call": {
        "app/api/webhooks/clerk/sync/route.ts": """
import { auth, currentUser } from "@clerk/nextjs/server";
export async function GET() {
  const { userId } = await auth();
  if (!userId) return Response.json({ error: "Not authenticated" }, { status: 401 });
  const user = await currentUser();
  await save(user);
  return Response.json({ success: true });
}
"""
    },
}
