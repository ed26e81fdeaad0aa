"""Webhook handlers read from their source, and what the checks then say of them."""

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from clerkdoctor.check import Check
from clerkdoctor.checks import webhook_events, webhook_handlers, webhook_verification
from clerkdoctor.evidence import Evidence
from clerkdoctor.facts.handlers import Handler, Secret, Verification, WebhookHandlers
from clerkdoctor.facts.place import Place
from clerkdoctor.facts.project import App, ConvexFolder, Installed, Manifest, Versions
from clerkdoctor.gather.handlers import HandlerCollector
from clerkdoctor.judge import judge
from clerkdoctor.semver import parse
from clerkdoctor.typescript.module import Module, read_module
from tests.checks.facts import environment
from tests.gather.webhook_sources import (
    API,
    CONVEX_SWITCH,
    FROM_REQUEST,
    IMPORT_CLERK,
    IN_AN_ACTION,
    NO_PARSER,
    PAGES_HEADERS,
    PAGES_SVIX,
    ROUTE,
    VALIDATE,
    clerk,
    convex,
    pages,
    svix,
    verified,
)
from tests.gather.webhooks_broken import BROKEN
from tests.gather.webhooks_right import RIGHT
from tests.typescript.reading import sources

CHECKS = [
    value
    for module in (webhook_handlers, webhook_verification, webhook_events)
    for value in vars(module).values()
    if isinstance(value, Check)
]
# What makes the tool parse a file, as in clerkdoctor.gather.code.
MARKERS = (
    "@clerk/",
    "CLERK_",
    "CONVEX_",
    "convex/",
    "svix",
    "_SECRET",
    "next/server",
    "next/headers",
)


def app(
    *, app_router: str | None = "app", pages_router: str | None = "pages", **versions: str
) -> App:
    stated = {"svix": "1.99.1", "next": "16.4.6", "@clerk/nextjs": "7.9.17", **versions}
    place = Place("package-lock.json")
    packages = tuple(
        Installed(
            name, text, parse(text), int(text.lstrip("^").partition(".")[0]), "lockfile", place
        )
        for name, text in stated.items()
    )
    return App(
        ".", Path("/"), "next", Manifest(Place("package.json")), Versions(packages),
        app_router=app_router, pages_router=pages_router,
        convex=ConvexFolder("convex", None, True, ()),
    )  # fmt: skip


def gathered(files: Mapping[str, str], of: App | None = None) -> WebhookHandlers:
    """The handlers of these files, of which those are fed that the tool parses."""
    project = sources(files)
    collector = HandlerCollector(of or app(), [path for path in files if path[-5:] != ".json"])
    for path, text in files.items():
        if path.endswith(".json") or not any(marker in text for marker in MARKERS):
            continue
        module = read_module(path, text.encode())
        if isinstance(module, Module):
            collector.add(module, project)
    return collector.finish(project)


def only(files: Mapping[str, str], of: App | None = None) -> Handler:
    (handler,) = gathered(files, of).handlers
    return handler


def verification(files: Mapping[str, str]) -> Verification:
    (found,) = only(files).verifications
    return found


def failed(files: Mapping[str, str], of: App | None = None) -> set[str]:
    """The checks that fail above a note."""
    of = of or app()
    evidence = Evidence()
    evidence.found(gathered(files, of))
    evidence.found(of)
    names = ("CLERK_WEBHOOK_SECRET", "CLERK_WEBHOOK_SIGNING_SECRET")
    evidence.found(environment(dict.fromkeys(names, "whsec_")))
    results, crashes = judge([("webhooks", check) for check in CHECKS], {None: evidence})
    assert crashes == ()
    for result in results:
        for problem in result.problems:
            assert problem.message.count("`") % 2 == 0
    return {one.check.id for one in results if one.status == "fail" and one.level != "note"}


def test_there_are_many_of_both() -> None:
    assert len(RIGHT) >= 50
    assert len(BROKEN) >= 60
    named = {check for _, checks in BROKEN.values() for check in checks}
    others = {"clerk-webhook-handler-exists", "handler-covers-user-events",
              "handler-does-not-use-what-verify-no-longer-returns"}  # fmt: skip
    assert named | others == {check.id for check in CHECKS}


@pytest.mark.parametrize("name", RIGHT)
def test_of_a_right_handler_nothing_is_said(name: str) -> None:
    assert failed(RIGHT[name]) == set()


@pytest.mark.parametrize("name", BROKEN)
def test_of_a_broken_handler_the_fault_is_named_and_no_other(name: str) -> None:
    files, checks = BROKEN[name]
    assert failed(files) == checks


RETURNS = "handler-does-not-use-what-verify-no-longer-returns"


@pytest.mark.parametrize(
    ("files", "version", "checks"),
    [
        (svix(), "2.0.0", set()),
        (svix(), "2.2.0", {RETURNS}),
        (svix(), "2.5.0", {RETURNS}),
        (svix(), "^1.45.0", set()),
        (svix(), "^2.0.0", set()),  # which one is not known
        (RIGHT["svix 2.2 and later"], "2.5.0", set()),
        (RIGHT["svix as a constant of the file"], "2.5.0", set()),
        (RIGHT["svix in a function of another file"], "2.5.0", {RETURNS}),
        (BROKEN["a function whose verdict nobody heeds"][0], "2.5.0",
         {"handler-verifies-the-signature", "handler-answers-4xx-to-a-bad-signature"}),
        (convex(CONVEX_SWITCH, after=VALIDATE), "2.3.0", {RETURNS}),
        (clerk("  return Response.json(await verifyWebhook(req).catch(() => 1));"), "2.5.0",
         {"handler-answers-4xx-to-a-bad-signature"}),
    ],
)  # fmt: skip
def test_what_svix_returns_depends_on_its_version(
    files: dict[str, str], version: str, checks: set[str]
) -> None:
    assert failed(files, app(svix=version)) == checks


@pytest.mark.parametrize(
    ("version", "fails"),
    [("1.34.0", False), ("2.0.0", True), ("2.3.1", True), ("2.4.0", False), ("3.25.0", False)],
)
def test_releases_that_accept_every_signature_are_named(version: str, *, fails: bool) -> None:
    found = failed(verified("  return new Response('ok');"), app(**{"@clerk/backend": version}))
    assert found == ({"handler-verifies-the-signature"} if fails else set())


@pytest.mark.parametrize(
    ("version", "checks"),
    [("14.2.3", set()), ("15.5.0", {"handler-passes-plain-headers"}), ("16.0.1", {"handler-passes-plain-headers"})],
)  # fmt: skip
def test_headers_are_awaited_from_next_15_on(version: str, checks: set[str]) -> None:
    assert failed(BROKEN["headers() without await"][0], app(next=version)) == checks


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("await req.text()", "raw"),
        ("(await req.clone().text()) as string", "raw"),
        ("String(await req.text())", "raw"),
        ("`${await req.text()}`", "raw"),
        ("Buffer.from(await req.text())", "raw"),
        ("Buffer.from(await req.arrayBuffer()).toString('utf8')", "raw"),
        ("new TextDecoder().decode(await req.arrayBuffer())", "raw"),
        ("await req.json()", "parsed"),
        ("JSON.parse(await req.text())", "parsed"),
        ("JSON.stringify(await req.json())", "reserialised"),
        ("JSON.stringify(await req.json(), null, 0)", "reserialised"),
        ("JSON.stringify(await req.json(), null, '\\t')", "indented"),
        ("JSON.stringify(await req.text())", "quoted"),
        ("req.body", "stream"),
        ("JSON.stringify({ ...(await req.json()) })", "unknown"),
        ("await readBody(req)", "unknown"),
        ("await req.arrayBuffer()", "unknown"),
    ],
)
def test_where_the_verified_body_comes_from_is_told(body: str, kind: str) -> None:
    assert verification(svix(body=body)).body == kind


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        (FROM_REQUEST, "plain"),
        ("Object.fromEntries(req.headers)", "plain"),
        ("{ ...Object.fromEntries(req.headers) }", "unknown"),
        ("all", "unknown"),
        ("req.headers", "object"),
        ("new Headers(req.headers)", "object"),
        ("(await headers())", "object"),
        ("{ ...(await headers()) }", "object"),
        ("{}", "incomplete"),
        (FROM_REQUEST.replace('"svix-id":', '"Svix-Id":'), "plain"),
        (FROM_REQUEST.replace('get("svix-id") ?? ""', 'get("Svix-Id")!'), "plain"),
        (FROM_REQUEST.replace('"svix-id":', '["svix-id"]:'), "plain"),
        (FROM_REQUEST.replace('"svix-id":', "[name]:"), "unknown"),
        (FROM_REQUEST.replace('get("svix-id")', 'get("webhook-id") ?? req.headers.get("svix-id")'), "plain"),
        (FROM_REQUEST.replace('get("svix-id")', "get(name)"), "plain"),
        (FROM_REQUEST.replace('get("svix-id")', 'get("x-id")'), "incomplete"),
    ],
)  # fmt: skip
def test_what_the_headers_come_in_is_told(headers: str, kind: str) -> None:
    assert verification(svix(headers=headers)).headers == kind


@pytest.mark.parametrize(
    ("secret", "found"),
    [
        ("process.env.A!", Secret(("A",))),
        ("process.env['A'] as string", Secret(("A",))),
        ("process.env.A ?? process.env.B ?? ''", Secret(("A", "B"))),
        ("(process.env.A || 'whsec_x').trim()", Secret(("A",), literal=True)),
        ("'whsec_x'", Secret((), literal=True)),
        ("`${process.env.A}`", Secret(("A",))),
        ("env.A", Secret()),
        ("await secretOf(req)", Secret()),
        ("SECRET", Secret(("B",))),
        ("imported", Secret(("C",))),
        ("config.webhook.secret", Secret(("D",))),
    ],
)
def test_where_the_secret_comes_from_is_told(secret: str, found: Secret) -> None:
    files = svix(secret=secret)
    files[ROUTE] = (
        'import { imported, config } from "./secret";\n' + files[ROUTE]
        + "const { B: SECRET } = process.env;\n"
    )  # fmt: skip
    files["app/api/webhooks/clerk/secret.ts"] = (
        "export const imported = process.env.C!;\n"
        "export const config = { webhook: { secret: process.env.D } } as const;\n"
    )
    assert verification(files).secret == found


def test_what_an_action_of_convex_verifies_is_the_handlers() -> None:
    handler = only(RIGHT["Convex, verified in an action for Node.js"])
    (found,) = handler.verifications
    assert found.place.path == "convex/clerk.ts"
    assert (found.body, found.headers, found.result) == ("raw", "plain", "used")
    assert found.secret == Secret(("CLERK_WEBHOOK_SECRET",))
    assert (handler.events, handler.request) == (("user.created",), "request")
    assert handler.bad_signature
    assert handler.bad_signature.status == 400


@pytest.mark.parametrize(
    "action",
    [
        "export const fulfill = null.verify(internalAction);  // svix",
        "export const fulfill = fulfill;  // svix",
        "export const fulfill = internalAction({ handler: make() });  // svix",
        "export const fulfill = internalAction({ handler: async () => save() });",
        "export const other = internalAction({ handler: async () => new Webhook() });  // svix",
        IN_AN_ACTION.replace("return wh", "return ctx.runAction(internal.clerk.fulfill, args); wh"),
    ],
)
def test_an_action_that_is_not_followed_may_verify(action: str) -> None:
    head = 'import { internal } from "./_generated/api";\n'
    head += (
        "" if "use node" in action else 'import { internalAction } from "./_generated/server";\n'
    )
    files = RIGHT["Convex, verified in an action for Node.js"] | {"convex/clerk.ts": head + action}
    handler = only(files)
    assert handler.unsigned is None
    assert handler.unfollowed or not handler.verifications


@pytest.mark.parametrize(
    ("function", "count"),
    [
        ("GET() {", 0),
        ("GET(_request: Request) {", 0),
        ("POST() {", 0),
        ("POST(req: Request) { log(req);", 1),
        ("POST({ url }: Request) {", 1),
        ("POST() { log(arguments[0]);", 1),
        ("POST() { await headers();", 1),
    ],
)
def test_what_asks_clerk_who_is_signed_in_and_reads_no_request_is_no_handler(
    function: str, count: int
) -> None:
    text = f"""
import {{ auth }} from "@clerk/nextjs/server";
{'import { headers } from "next/headers";' if "headers()" in function else ""}
export async function {function}
  const {{ userId }} = await auth();
  return Response.json({{ userId }});
}}
"""
    assert len(gathered({"app/api/webhooks/clerk/sync/route.ts": text}).handlers) == count


def test_what_the_request_and_the_body_are_called_is_told() -> None:
    handler = only(svix())
    assert (handler.request, handler.verifications[0].name) == ("req", "body")
    handler = only(pages(PAGES_SVIX % ("JSON.stringify(req.body)", PAGES_HEADERS)))
    assert (handler.request, handler.verifications[0].name) == ("req", "payload")


def test_the_file_of_convex_routes_is_told() -> None:
    assert gathered(convex(CONVEX_SWITCH, after=VALIDATE)).convex_http == "convex/http.ts"
    assert gathered({"convex/lib/http.ts": "export {}"}).convex_http is None


@pytest.mark.parametrize(
    ("config", "parses"),
    [
        ("", True),
        (NO_PARSER, False),
        ("export const config = { api: { bodyParser: { sizeLimit: '2mb' } } };\n", True),
        ("export const config = { maxDuration: 30 };\n", True),
        ("const off = false;\nexport const config = { api: { bodyParser: off } };\n", False),
        ("const config = { api: { bodyParser: false } };\nexport { config };\n", False),
        ("export const config = makeConfig();\n", None),
        ("export const config = { ...shared };\n", None),
        ("export const config = { api: { bodyParser: process.env.RAW } };\n", None),
    ],
)
def test_whether_the_pages_router_parses_the_body_is_read(config: str, *, parses: bool) -> None:
    handler = only(pages(PAGES_SVIX % ("await buffer(req)", PAGES_HEADERS), config=config))
    assert handler.body_parser is parses
    assert handler.router == "pages"
    assert handler.verifications[0].body == "node-stream"


def test_a_handler_says_where_it_is_and_what_it_tells_apart() -> None:
    handler = only(
        verified("""
  switch (evt.type) {
    case "user.created":
    case "organization.created":
      return new Response("ok");
  }
  if (evt.type.startsWith("session.")) await log(evt);
  return new Response("ok");""")
    )
    assert handler.place.path == ROUTE
    assert (handler.router, handler.methods, handler.exports) == ("app", ("POST",), ("POST",))
    assert handler.events[:2] == ("user.created", "organization.created")
    assert "session.pending" in handler.events
    assert handler.bad_signature
    assert handler.bad_signature.status == 400
    assert handler.others
    assert handler.others.status == 200


def test_each_route_of_convex_is_a_handler() -> None:
    files = convex(
        CONVEX_SWITCH,
        after=VALIDATE
        + """
http.route({
  pathPrefix: "/clerk/billing/",
  method: "GET",
  handler: httpAction(async (ctx, request) => {
    await verifyWebhook(request);
    return new Response();
  }),
});
http.route({ path: "/health", method: "GET", handler: httpAction(async () => new Response()) });
""",
    )
    found = gathered(files).handlers
    assert [(one.path, one.methods, one.is_http_action) for one in found] == [
        ("/clerk-users-webhook", ("POST",), True),
        ("/clerk/billing/", ("GET",), True),
    ]


def test_what_other_files_of_convex_call_route_is_no_route() -> None:
    files = {
        "convex/map.ts": 'import x from "convex/values";\nmap.route({ handler: 1 }); a.route()'
    }
    assert gathered(files) == WebhookHandlers()


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("app/api/webhooks/clerk.ts", "clerk", "app/api/webhooks/clerk/route.ts"),
        ("app/api/clerk/handler.tsx", "clerk", "app/api/clerk/route.tsx"),
        ("app/api/clerk/Route.js", "clerk", None),
        ("src/api/clerk/route.ts", "clerk", "app/api/clerk/route.ts"),
        ("pages/clerk.ts", "pages", "pages/api/clerk.ts"),
        ("lib/clerk.ts", "clerk", ""),
        ("app/api/clerk/clerk.test.ts", "none", ""),
        ("convex/clerk.ts", "clerk", ""),
    ],
)
def test_a_handler_that_nothing_serves_is_a_stray(
    path: str, text: str, expected: str | None
) -> None:
    texts = {
        "clerk": verified("  return new Response();")[ROUTE],
        "pages": pages(PAGES_SVIX % ("await buffer(req)", PAGES_HEADERS))[API],
        "none": IMPORT_CLERK + "test('verifies', () => verifyWebhook(x));\n",
    }
    strays = gathered({path: texts[text]}).strays
    if expected == "":
        assert strays == ()
    elif expected is not None:
        assert [one.expected for one in strays] == [expected]
    else:
        assert [one.place.path for one in strays] == [path]


@pytest.mark.parametrize(
    ("importer", "text"),
    [
        (ROUTE, 'export { POST } from "./clerk";\n'),
        (ROUTE, 'import { POST as receive } from "./clerk";\nexport const POST = receive;\n'),
        ("app/api/other/route.ts", 'import { POST } from "../webhooks/clerk/clerk.js";\n'),
        (
            "lib/next.ts",
            'import "next/server";\nexport * from "../app/api/webhooks/clerk/clerk";\n',
        ),
    ],
)
def test_what_another_file_imports_is_no_stray(importer: str, text: str) -> None:
    files = {
        "app/api/webhooks/clerk/clerk.ts": verified("  return new Response();")[ROUTE],
        importer: text,
    }
    assert gathered(files).strays == ()


def test_another_file_of_that_name_is_not_the_one() -> None:
    files = {
        "app/api/webhooks/clerk.ts": verified("  return new Response();")[ROUTE],
        "lib/clerk.ts": "export const x = 1;\n",
        "app/page.tsx": 'import { x } from "../lib/clerk";\nimport "next/server";\n',
    }
    assert len(gathered(files).strays) == 1


def test_where_no_router_is_nothing_is_served() -> None:
    files = verified("  return new Response();")
    found = gathered(files, app(app_router=None, pages_router=None))
    assert found.handlers == ()
    assert len(found.strays) == 1


@pytest.mark.parametrize(
    ("path", "is_clerks"),
    [
        ("app/api/webhooks/clerk/route.ts", True),
        ("app/api/clerk-hook/route.ts", True),
        ("app/api/webhooks/resend/route.ts", False),
        ("app/api/webhooks/route.ts", False),
    ],
)
def test_svix_signs_for_others_too(path: str, *, is_clerks: bool) -> None:
    text = """
import { Webhook } from "svix";
export async function POST(req: Request) {
  new Webhook(process.env.HOOK_SECRET!).verify(await req.text(), Object.fromEntries(req.headers));
  return new Response();
}
"""
    assert bool(gathered({path: text}).handlers) == is_clerks


def test_a_route_that_cannot_be_read_is_named() -> None:
    found = gathered({"app/api/webhooks/clerk/route.ts": "(" * 3_000})
    assert found.handlers == ()
    assert [path for path, _ in found.unread] == ["app/api/webhooks/clerk/route.ts"]
    assert "unread" not in {reason for _, reason in found.unread}


@pytest.mark.parametrize(
    "body",
    [
        "  return POST(req);",
        "  const f = () => f();\n  f();\n  return new Response();",
        "  return " + "f(" * 200 + ")" * 200 + ";",
        "".join(f"  if (evt.a{i}) evt.b = {i};\n" for i in range(2_500)),
        "  for (;;) {}",
        "  const { a: { b: { c } } } = evt;\n  return c;",
        "  label: while (true) { break label; }",
        "  switch (evt.type) {}",
        "  try {} finally {}",
        "  return new (class { x() {} })();",
        "  return `${evt}${`${req}`}`;",
        "  const [a, ...b] = [1, 2];\n  return b[a];",
        "  evt.type = evt;\n  return evt.type.type.type;",
        "  yield* 1;",
        "  return;",
    ],
)
def test_intricate_code_comes_to_an_end(body: str) -> None:
    """Code that calls itself, goes on for ever, or is nested: an answer, or none, but no crash."""
    before = "  const evt: any = await verifyWebhook(req).catch(() => null);\n"
    (handler,) = gathered(clerk(before + body)).handlers
    assert handler.verifications


def test_functions_that_call_each_other_many_times_come_to_an_end() -> None:
    calls = "".join(f"function f{i}(x) {{ f{i + 1}(x); f{i + 1}(x); }}\n" for i in range(40))
    handler = only(verified("  f0(evt);\n  return new Response();", calls))
    assert handler.others
    assert handler.others.kind in ("status", "unknown")


def test_damaged_code_never_crashes() -> None:
    assert damaged(seed=1, count=60) == 60


@pytest.mark.long
def test_much_damaged_code_never_crashes() -> None:
    assert damaged(seed=2, count=3_000) == 3_000


def damaged(seed: int, count: int) -> int:
    """Handlers with pieces cut out, doubled and put elsewhere, as an editor leaves them."""
    chance = random.Random(seed)
    texts = [*RIGHT.values(), *(files for files, _ in BROKEN.values())]
    for _ in range(count):
        files: dict[str, Any] = dict(chance.choice(texts))
        for path, text in files.items():
            for _ in range(chance.randrange(4)):
                at = chance.randrange(len(text) + 1)
                end = at + chance.randrange(60)
                other = chance.choice(list(chance.choice(texts).values()))
                start = chance.randrange(len(other))
                put = chance.choice(
                    [
                        "",
                        text[at:end] * 2,
                        other[start : start + 150],
                        "?.",
                        "await ",
                        "`",
                        "{",
                        ")",
                    ]
                )
                text = text[:at] + put + text[end:]  # noqa: PLW2901
            files[path] = text
        gathered(files)
    return count
