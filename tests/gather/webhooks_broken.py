"""Webhook handlers with one fault each, and the checks that name it: no other may fail."""

from tests.gather.webhook_sources import (
    API,
    CONVEX_SWITCH,
    FROM_REQUEST,
    GET_HEADERS,
    HTTP,
    IMPORT_SVIX,
    IN_AN_ACTION,
    NO_PARSER,
    PAGES_HEADERS,
    PAGES_SVIX,
    ROUTE,
    SVIX_HEADERS,
    THROUGH_AN_ACTION,
    VALIDATE,
    clerk,
    convex,
    pages,
    svix,
    verified,
)

VERIFIES = "handler-verifies-the-signature"
BODY = "handler-verifies-the-raw-body"
HEADERS = "handler-passes-plain-headers"
WITHOUT = "handler-refuses-to-run-without-a-secret"
ANSWERS = "handler-answers-4xx-to-a-bad-signature"
OTHERS = "handler-treats-unknown-events-as-success"
BARE = "handler-survives-a-bare-user-deleted"
UPSERTS = "handler-upserts"
POST = "handler-exports-post"
FILE = "webhook-file-is-a-route"
PAGES = "pages-router-body-is-raw"
CONVEX = "convex-webhook-is-an-http-action"
SECRET = "handler-reads-the-secret-that-is-set"

_SAVED = '  if (evt.type === "user.created") await save(evt.data);\n  return new Response("ok");'

BROKEN: dict[str, tuple[dict[str, str], set[str]]] = {
    # Nothing verifies
    "no verification at all": (
        {
            ROUTE: """
export async function POST(req: Request) {
  const { data, type } = await req.json();
  if (type === "user.created") await save(data);
  return new Response("ok");
}
"""
        },
        {VERIFIES},
    ),
    "no verification, told by its events": (
        {
            "app/api/webhook/route.ts": """
import { NextResponse } from "next/server";
export const POST = async (request: Request) => {
  const event = JSON.parse(await request.text());
  switch (event.type) {
    case "user.deleted":
      await remove(event.data.id);
      break;
  }
  return NextResponse.json({ ok: true });
};
"""
        },
        {VERIFIES},
    ),
    "headers that are there are enough": (
        {
            ROUTE: """
import { headers } from "next/headers";
export async function POST(req: Request) {
  const id = (await headers()).get("x-webhook-id");
  if (!id) return new Response("no", { status: 400 });
  const evt = await req.json();
  if (evt.type === "user.created") await save(evt.data);
  return new Response("ok");
}
"""
        },
        {VERIFIES},
    ),
    "not awaited": (
        clerk("""
  const evt: any = verifyWebhook(req);
  if (evt.type === "user.created") await save(evt.data);
  return new Response("ok");"""),
        {VERIFIES},
    ),
    "not awaited, on a line of its own": (
        clerk("""
  verifyWebhook(req.clone());
  const evt = await req.json();
  if (evt.type === "user.created") await save(evt.data);
  return new Response("ok");"""),
        {VERIFIES},
    ),
    "goes on with the unverified body": (
        {
            ROUTE: IMPORT_SVIX
            + f"""
export async function POST(req: Request) {{
  const body = await req.text();
  try {{
    new Webhook(process.env.CLERK_WEBHOOK_SECRET!).verify(body, {FROM_REQUEST});
  }} catch (err) {{
    console.error("bad signature", err);
  }}
  const evt = JSON.parse(body);
{_SAVED}
}}
"""
        },
        {VERIFIES, ANSWERS},
    ),
    "a function whose verdict nobody heeds": (
        {
            ROUTE: IMPORT_SVIX
            + f"""
function isGenuine(body: string, req: Request) {{
  try {{
    new Webhook(process.env.CLERK_WEBHOOK_SECRET!).verify(body, {FROM_REQUEST});
    return true;
  }} catch {{
    return false;
  }}
}}
export async function POST(req: Request) {{
  const body = await req.text();
  if (!isGenuine(body, req)) console.warn("suspicious");
  const evt = JSON.parse(body);
{_SAVED}
}}
"""
        },
        {VERIFIES, ANSWERS},
    ),
    # The body
    "the parsed body": (svix(body="await req.json()"), {BODY}),
    "the body as JSON again": (svix(body="JSON.stringify(await req.json())"), {BODY}),
    "the body as JSON again, in two steps": (
        svix(before="  const payload = await req.json();", body="JSON.stringify(payload)"),
        {BODY},
    ),
    "the body parsed by hand": (svix(body="JSON.stringify(JSON.parse(await req.text()))"), {BODY}),
    "indented": (svix(body="JSON.stringify(await req.json(), null, 2)"), {BODY}),
    "a text as JSON": (svix(body="JSON.stringify(await req.text())"), {BODY}),
    "the stream": (svix(body="req.body as any"), {BODY}),
    "the stream as JSON": (svix(body="JSON.stringify(req.body)"), {BODY}),
    "read before verifyWebhook": (
        clerk("""
  const payload = await req.json();
  try {
    const evt = await verifyWebhook(req);
    if (evt.type === payload.type) await save(evt.data);
  } catch {
    return new Response("Refused", { status: 400 });
  }
  return new Response("ok");"""),
        {BODY},
    ),
    "read after verifyWebhook": (
        verified("  const raw = await req.text();\n  await log(raw);\n" + _SAVED),
        {BODY},
    ),
    "read twice": (svix(before="  console.log(await req.text());"), {BODY}),
    # The headers
    "the Headers object": (svix(headers="req.headers as any"), {HEADERS}),
    "what headers() gives": (svix(headers="(await headers()) as any"), {HEADERS}),
    "a copy of the Headers object": (svix(headers="{ ...req.headers } as any"), {HEADERS}),
    "a header too few": (
        svix(
            headers=FROM_REQUEST.replace(
                '"svix-timestamp": req.headers.get("svix-timestamp") ?? "",', ""
            )
        ),
        {HEADERS},
    ),
    "a misspelled header": (
        svix(headers=FROM_REQUEST.replace('"svix-signature":', '"svix-signatrue":')),
        {HEADERS},
    ),
    "a header that is not sent": (
        svix(headers=FROM_REQUEST.replace('get("svix-', 'get("webhook-')),
        {HEADERS},
    ),
    "no headers": (
        {
            ROUTE: IMPORT_SVIX
            + """
export async function POST(req: Request) {
  const body = await req.text();
  let evt: any;
  try {
    evt = (new Webhook(process.env.CLERK_WEBHOOK_SECRET!) as any).verify(body);
  } catch {
    return new Response("Refused", { status: 400 });
  }
"""
            + _SAVED
            + "\n}\n"
        },
        {HEADERS},
    ),
    "standardwebhooks and Svix' names": (
        {
            ROUTE: svix()[ROUTE].replace('from "svix"', 'from "standardwebhooks"'),
        },
        {HEADERS},
    ),
    "headers() without await": (
        svix(before="  const headerPayload = headers();" + GET_HEADERS, headers=SVIX_HEADERS),
        {HEADERS},
    ),
    "headers() without await, at once": (
        svix(headers=FROM_REQUEST.replace("req.headers.get", "headers().get")),
        {HEADERS},
    ),
    # The secret
    "verified only where there is a secret": (
        {
            ROUTE: IMPORT_SVIX
            + f"""
export async function POST(req: Request) {{
  const body = await req.text();
  const secret = process.env.CLERK_WEBHOOK_SECRET;
  if (secret) {{
    try {{
      new Webhook(secret).verify(body, {FROM_REQUEST});
    }} catch {{
      return new Response("Refused", {{ status: 400 }});
    }}
  }}
  const evt = JSON.parse(body);
{_SAVED}
}}
"""
        },
        {WITHOUT},
    ),
    "dropped where there is no secret": (
        svix(
            before="""
  const secret = process.env.CLERK_WEBHOOK_SECRET;
  if (!secret) {
    console.warn("no webhook secret - skipping");
    return Response.json({ received: true });
  }
""",
            secret="secret",
        ),
        {WITHOUT},
    ),
    "a secret in the code": (
        svix(secret='process.env.CLERK_WEBHOOK_SECRET ?? "whsec_dGVzdA=="'),  # gitleaks:allow
        {WITHOUT},
    ),
    "another name than the one that is set": (
        svix(secret="process.env.CLERK_HOOK_SECRET!"),
        {SECRET},
    ),
    # The answer to a bad signature
    "200 to everything": (svix(failed="return new Response('ok');"), {ANSWERS}),
    "200 with an error in it": (
        svix(failed="return Response.json({ error: 'bad signature' });"),
        {ANSWERS},
    ),
    "500 to a bad signature": (
        svix(failed="return new Response('Error', { status: 500 });"),
        {ANSWERS},
    ),
    "nothing catches it": (
        clerk("  const evt = await verifyWebhook(req);\n" + _SAVED),
        {ANSWERS},
    ),
    "caught, and the event is missing": (svix(failed=""), {ANSWERS}),
    "caught by a function, and not asked": (
        convex(
            CONVEX_SWITCH.replace(
                'if (!event) return new Response("Error occured", { status: 400 });', ""
            ),
            after=VALIDATE,
        ),
        {ANSWERS},
    ),
    # Events
    "400 to unknown events": (
        verified("""
  switch (evt.type) {
    case "user.created":
      await save(evt.data);
      return new Response("ok");
    default:
      return new Response("Unhandled", { status: 400 });
  }"""),
        {OTHERS},
    ),
    "throws at unknown events": (
        verified("""
  if (evt.type === "user.created") {
    await save(evt.data);
  } else {
    throw new Error(`unhandled ${evt.type}`);
  }
  return new Response("ok");"""),
        {OTHERS},
    ),
    "only one event is right": (
        verified("""
  if (evt.type !== "user.created") return new Response("Wrong event", { status: 422 });
  await save(evt.data);
  return new Response("ok");"""),
        {OTHERS},
    ),
    "no response after all": (
        verified("""
  if (evt.type === "user.created") {
    await save(evt.data);
    return new Response("ok");
  }"""),
        {OTHERS},
    ),
    "a table of functions without the others": (
        verified(
            """
  const run = handlers[evt.type as keyof typeof handlers];
  if (!run) return new Response("unknown", { status: 404 });
  await run(evt.data as any);
  return new Response("ok");""",
            'const handlers = { "user.created": async (data) => save(data) };\n',
        ),
        {OTHERS},
    ),
    "the first address of everybody": (
        verified("""
  const { id, email_addresses } = evt.data as any;
  const email = email_addresses[0].email_address;
  if (evt.type === "user.created") await save(id, email);
  if (evt.type === "user.deleted") await remove(id);
  return new Response("ok");"""),
        {OTHERS, BARE},
    ),
    "the address of a deleted user": (
        verified("""
  if (evt.type === "user.created") await save(evt.data);
  if (evt.type === "user.deleted") {
    await remove({ email: (evt.data as any).email_addresses[0].email_address });
  }
  return new Response("ok");"""),
        {BARE},
    ),
    "the address of a deleted user, in another function": (
        verified(
            """
  try {
    switch (evt.type) {
      case "user.created":
      case "user.deleted":
        await sync(evt.data);
    }
  } catch (error) {
    return new Response("Failed", { status: 500 });
  }
  return new Response("ok");""",
            """
const primary = (user) => user.email_addresses.find((one) => one.id === user.primary_email_address_id);
async function sync(user) {
  await store(user.id, primary(user)?.email_address);
}
""",
        ),
        {BARE},
    ),
    "Prisma's create, update and delete": (
        verified("""
  if (evt.type === "user.created") await prisma.user.create({ data: { id: evt.data.id } });
  if (evt.type === "user.updated") {
    await prisma.user.update({ where: { id: evt.data.id }, data: {} });
  }
  if (evt.type === "user.deleted") await prisma.user.delete({ where: { id: evt.data.id } });
  return new Response("ok");"""),
        {UPSERTS},
    ),
    "Prisma's create, and 500 where it fails": (
        verified("""
  try {
    if (evt.type === "user.created") await db.user.create({ data: { id: evt.data.id } });
  } catch (error) {
    return new Response("Database error", { status: 500 });
  }
  return new Response("ok");"""),
        {UPSERTS},
    ),
    "Drizzle's insert": (
        verified("""
  if (evt.type === "user.created") {
    await db.insert(users).values({ id: evt.data.id }).returning();
  }
  return new Response("ok");"""),
        {UPSERTS},
    ),
    # The route
    "only GET": ({ROUTE: verified(_SAVED)[ROUTE].replace("POST", "GET")}, {POST}),
    "a default export in the App Router": (
        {
            ROUTE: verified(_SAVED)[ROUTE]
            .replace("function POST", "default function handler")
            .replace("export async default", "export default async")
        },
        {POST},
    ),
    "a lower-case method": ({ROUTE: verified(_SAVED)[ROUTE].replace("POST", "post")}, {POST}),
    "a file that is no route": ({"app/api/webhooks/clerk.ts": verified(_SAVED)[ROUTE]}, {FILE}),
    "a route called index": ({"app/api/webhooks/clerk/index.ts": verified(_SAVED)[ROUTE]}, {FILE}),
    "a route outside of app": (
        {"src/api/webhooks/clerk/route.ts": verified(_SAVED)[ROUTE]},
        {FILE},
    ),
    "a page outside of api": (
        {
            "pages/webhooks/clerk.ts": pages(
                PAGES_SVIX % ("(await buffer(req)).toString()", PAGES_HEADERS), config=NO_PARSER
            )[API]
        },
        {FILE},
    ),
    # The Pages Router
    "the stream, which Next.js has read": (
        pages(PAGES_SVIX % ("(await buffer(req)).toString()", PAGES_HEADERS)),
        {PAGES},
    ),
    "the object that Next.js made": (pages(PAGES_SVIX % ("req.body", PAGES_HEADERS)), {PAGES}),
    "the object as JSON": (
        pages(PAGES_SVIX % ("JSON.stringify(req.body)", PAGES_HEADERS)),
        {BODY},
    ),
    "no object, as JSON": (
        pages(PAGES_SVIX % ("JSON.stringify(req.body)", PAGES_HEADERS), config=NO_PARSER),
        {PAGES},
    ),
    "Clerk's verification without a body": (
        pages(
            """
  try {
    const evt = await verifyWebhook(req);
    if (evt.type === "user.created") await upsertUser(evt.data);
    return res.status(200).json({ ok: true });
  } catch (err) {
    return res.status(400).json({ error: "Refused" });
  }""",
            config=NO_PARSER,
        ),
        {PAGES},
    ),
    "Pages Router, 200 to everything": (
        pages("""
  try {
    const evt = await verifyWebhook(req);
    if (evt.type === "user.created") await upsertUser(evt.data);
  } catch (err) {
    console.error(err);
  }
  return res.json({ received: true });"""),
        {ANSWERS},
    ),
    # Convex
    "a route for GET": (
        {
            HTTP: convex(CONVEX_SWITCH, after=VALIDATE)[HTTP].replace(
                'method: "POST"', 'method: "GET"'
            )
        },
        {CONVEX},
    ),
    "a public mutation": (
        {
            HTTP: convex(CONVEX_SWITCH, after=VALIDATE)[HTTP].replace(
                "internal.users.upsert", "api.users.upsert"
            )
        },
        {CONVEX},
    ),
    "a plain function": (
        {
            HTTP: convex(CONVEX_SWITCH, after=VALIDATE)[HTTP].replace(
                "handler: httpAction(async (ctx, request)",
                "handler: (async (ctx: any, request: Request)",
            )
        },
        {CONVEX},
    ),
    "no verification in Convex": (
        convex(
            """
    const event = await request.json();
    if (event.type === "user.created") {
      await ctx.runMutation(internal.users.upsert, { data: event.data });
    }
    return new Response(null);
""",
            imports="",
        ),
        {VERIFIES},
    ),
    "a body that an action gets parsed": (
        {
            HTTP: convex(THROUGH_AN_ACTION.replace("request.text()", "request.json()"), imports="")[
                HTTP
            ],
            "convex/clerk.ts": IN_AN_ACTION,
        },
        {BODY},
    ),
    "an action that anybody can call": (
        {
            HTTP: convex(THROUGH_AN_ACTION.replace("internal.clerk", "api.clerk"), imports="")[
                HTTP
            ],
            "convex/clerk.ts": IN_AN_ACTION.replace("internalAction", "action"),
        },
        {CONVEX},
    ),
    "a secret in the code of an action": (
        {
            HTTP: convex(THROUGH_AN_ACTION, imports="")[HTTP],
            "convex/clerk.ts": IN_AN_ACTION.replace("|| ``", "|| 'whsec_x'"),
        },
        {WITHOUT},
    ),
    "a default function in the App Router, whose answers do not matter": (
        {
            ROUTE: IMPORT_SVIX
            + """
export default async function handler(req, res) {
  const payload = await req.json();
  const evt = new Webhook(process.env.CLERK_WEBHOOK_SECRET!).verify(
    JSON.stringify(payload), req.headers);
  if (evt.type === "user.created") return res.status(200).json({});
  res.status(400).json({ error: "Unhandled event type" });
}
"""
        },
        {POST},
    ),
}
