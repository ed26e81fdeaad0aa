"""Matchers and requests that are made up by the seed, for Next.js and for us."""

import random
from typing import Any

I18N = {"locales": ["en", "fr", "nl-NL"], "defaultLocale": "en"}

# What people write, the documentation's of Clerk and of Next.js among it.
KNOWN = (
    r"/((?!.*\..*|_next).*)",
    r"/((?!.+\.[\w]+$|_next).*)",
    "/(api|trpc)(.*)",
    "/__clerk/(.*)",
    (
        r"/((?!_next|[^?]*\.(?:html?|css|js(?!on)|jpe?g|webp|png|gif|svg|ttf|woff2?|ico|csv|docx?"
        r"|xlsx?|zip|webmanifest)).*)"
    ),
    "/((?!api|_next/static|_next/image|favicon.ico|sitemap.xml|robots.txt).*)",
    r"/((?!api|_next|_vercel|.*\..*).*)",
    "/(de|en|fr)/:path*",
    "/dashboard/:path*",
    "/dashboard(.*)",
    "/about/:path*",
    "/:path*",
    "/",
    "/(.*)",
    r"/blog/:slug(\d{1,})",
    "/a/((?!b$).*)",
    r"/(?:a|b)",
    "/:lang(en|fr)?/a",
)
PIECES = (
    "/a", "/b", "/api", "/dashboard", "/x.y", "/A", "/é", "/a b", "/_next", "/a%20b", "/",
    "/:x", "/:x*", "/:x+", "/:x?", "/:y", "/:y*", "/:z(\\d+)", "/:w(a|b)", "/:v([^/.]+)",
    "/(.*)", "(.*)", "/(a|b)", "/(a|b)?", "/((?!api|_next).*)", "/([a-c]+)", "/(\\w+)",
    "{/:x}?", "{/b}?", "{-:y}?", "{/a/b}", "/a-:x", "-:y", ".:ext", "/:a.:b", "/:a-:b",
    ".(json|rsc)", "\\.", "\\(", "/a\\:b", ":x", ":y?", "/[id]", "/a$", "/(b(?=c).*)", "/(?:a|b)",
    "/b*", "+", "/:", "(", "/(a(b))", "{/:x", "/a:x*", "/a(.*)b", "/((?:a|b)+)",
)  # fmt: skip
SEGMENTS = (
    "a", "b", "c", "api", "dashboard", "sign-in", "x.y", "A", "1", "42", "a-b", "a.b", "en", "fr",
    "EN", "index", "é", "a b", "a%20b", "%61", "%2F", "%E9", "%", "_next", "static", "chunk.js",
    "image.png", "a.json", "a.rsc", "index.rsc", "trpc", "__clerk", "a:b", "(b", "[id]", "a$", "{b}",
    "a|b", "a'b", 'a"b', "a<b", "日本", "😀", ".", "..", "%2e", "a\\b", "a;b", "bc", "ab", "aab", "",
)  # fmt: skip
VALUES = ("1", "0", "true", "a", "ab", "application/json", "en-US", "")
PATTERNS = ("1", "a|b", "\\d+", "(?<id>.*)", ".*json", "", "tru", "^a", "[ab]+", "true")
HEADERS = ("x-a", "next-router-prefetch", "purpose")


def matcher_case(chance: random.Random) -> dict[str, Any]:
    """A matcher, next.config, and a dozen requests of which some are near it."""
    sources = [_source(chance) for _ in range(chance.choice((1, 1, 1, 2, 3)))]
    stated = [_entry(chance, source) for source in sources]
    matcher: Any = stated
    if len(stated) == 1 and isinstance(stated[0], str) and chance.random() < 0.5:
        matcher = stated[0]
    config: dict[str, Any] = {}
    if chance.random() < 0.15:
        config["basePath"] = chance.choice(("/docs", "/a", "/docs/v1"))
    if chance.random() < 0.15:
        config["i18n"] = I18N
    if chance.random() < 0.1:
        config["trailingSlash"] = True
    requests = [_request(chance, sources, config) for _ in range(12)]
    return {"matcher": matcher, "nextConfig": config, "requests": requests}


def _source(chance: random.Random) -> str:
    if chance.random() < 0.25:
        return chance.choice(KNOWN)
    pieces = chance.choices(PIECES, k=chance.choice((1, 1, 2, 2, 3, 4)))
    source = "".join(pieces)
    return source if source.startswith("/") else f"/{source}"


def _entry(chance: random.Random, source: str) -> Any:
    if chance.random() < 0.7:
        return source
    entry: dict[str, Any] = {"source": source}
    if chance.random() < 0.2:
        entry["locale"] = False
    for name in ("has", "missing"):
        if chance.random() < 0.5:
            entry[name] = [_condition(chance) for _ in range(chance.choice((1, 1, 2)))]
    return entry


def _condition(chance: random.Random) -> dict[str, str]:
    kind = chance.choice(("header", "cookie", "query", "host"))
    if kind == "host":
        return {
            "type": kind,
            "value": chance.choice(("localhost", "example.com", "(?<sub>.*)\\.com")),
        }
    key = chance.choice(HEADERS) if kind == "header" else chance.choice(("k", "id"))
    if kind == "header" and chance.random() < 0.3:
        key = key.title()
    condition = {"type": kind, "key": key}
    if chance.random() < 0.6:
        condition["value"] = chance.choice(PATTERNS)
    return condition


def _request(chance: random.Random, sources: list[str], config: dict[str, Any]) -> dict[str, Any]:
    path = _path(chance, chance.choice(sources))
    if "i18n" in config and chance.random() < 0.7:
        path = f"/{chance.choice(('en', 'fr', 'FR', 'de'))}{path}"
    if chance.random() < 0.08:
        path = f"/_next/data/build{path}.json"
    if "basePath" in config and chance.random() < 0.8:
        path = config["basePath"] + path
    host = chance.choice(("localhost", "localhost:3000", "example.com", "Shop.example.com"))
    query = {
        key: chance.choice(VALUES).replace("/", "") for key in ("k", "id") if chance.random() < 0.3
    }
    text = "&".join(f"{key}={value}" for key, value in query.items())
    headers = {name: chance.choice(VALUES) for name in HEADERS if chance.random() < 0.3}
    if chance.random() < 0.1:
        headers["host"] = "example.com:8080"
    cookies = {
        name: chance.choice(("1", "a", "ab")) for name in ("k", "id") if chance.random() < 0.3
    }
    url = f"http://{host}{path}" + (f"?{text}" if query else "")
    return {
        "url": url, "path": path, "host": headers.get("host", host), "headers": headers,
        "cookies": cookies, "query": query,
    }  # fmt: skip


_NO_QUERY = str.maketrans("", "", "\\?#")


def _path(chance: random.Random, source: str) -> str:
    """A path that the source's text suggests, or any."""
    if chance.random() < 0.35:
        return "/" + "/".join(chance.choices(SEGMENTS, k=chance.choice((0, 1, 1, 2, 3))))
    parts = []
    for part in source.split("/")[1:]:
        roll = chance.random()
        if any(sign in part for sign in ":(*{") or roll < 0.15:
            parts += chance.choices(SEGMENTS, k=chance.choice((0, 1, 1, 1, 2)))
        else:
            parts.append(part.translate(_NO_QUERY))
    path = "/" + "/".join(parts)
    roll = chance.random()
    if roll < 0.1:
        path += "/"
    elif roll < 0.2:
        path += chance.choice((".json", ".rsc", "x", ".segments/a.segment.rsc", "Xjson"))
    return path


HANDLER = "export default function handler() {}\n"
MATCHERS = {
    "string": "'/a'", "double quotes": '"/a"', "array": "['/a', '/b']", "objects": "[{source: '/a'}]",
    "mixed": "['/b', {source: '/a', locale: false}]", "as const": "['/a'] as const",
    "satisfies": "['/a'] satisfies string[]", "as": "['/a'] as string[]", "non-null": "['/a']!",
    "single object": "{source: '/a'}", "variable": "x", "spread": "[...x]", "template": "`/${x}`",
    "concatenation": "'/a' + '/b'", "tag": "String.raw`/a`", "call": "f()", "ternary": "x ? '/a' : '/b'",
    "environment": "process.env.X", "parentheses": "('/a')", "freeze": "Object.freeze(['/a'])",
    "plain template": "`/a`", "empty": "[]", "undefined": "undefined", "null": "null",
    "empty text": "''", "no slash": "'a'", "regex": "/a/", "number": "1", "negative": "-1",
    "true": "true", "false": "false", "zero": "0", "unknown key": "[{source: '/a', regexp: 'x'}]",
    "unknown keys": "[{source: '/a', regexp: 'x', x: 1}]", "no source": "[{regexp: 'x'}]",
    "locale": "[{source: '/a', locale: false}]", "locale true": "[{source: '/a', locale: true}]",
    "locale undefined": "[{source: '/a', locale: undefined}]",
    "has": "[{source: '/a', has: [{type: 'header', key: 'x'}]}]",
    "has undefined": "[{source: '/a', has: undefined}]", "has empty": "[{source: '/a', has: []}]",
    "has of no type": "[{source: '/a', has: [{type: 'x', key: 'x'}]}]",
    "has without key": "[{source: '/a', has: [{type: 'header'}]}]",
    "has no list": "[{source: '/a', has: {type: 'header', key: 'x'}}]",
    "has host and key": "[{source: '/a', has: [{type: 'host', key: 'x', value: 'y'}]}]",
    "host without value": "[{source: '/a', missing: [{type: 'host'}]}]",
    "value number": "[{source: '/a', missing: [{type: 'query', key: 'x', value: 1}]}]",
    "star": "'/a/*'", "double star": "'/**'", "lookahead": "'/(?!x).*'", "capture": "'/((a|b)c)'",
    "several wrong": "['/a', '/b/*', 'c']", "long": "'/" + "a" * 4100 + "'",
    "adjacent": "'/:a:b'", "repeated": "'/a-:x*'", "hole": "['/a', , '/b']", "null in it": "['/a', null]",
    "number in it": "['/a', 1]", "nested": "[['/a']]", "no name": "'/:'", "unbalanced": "'/(a'",
    "bad class": "'/([z-a])'", "modifier": "'/a?'", "numeric key": "[{1: '/a'}]",
    "source number": "[{source: 1}]", "source empty": "[{source: ''}]",
    "item as const": "['/a' as const]", "two slashes": "'//a'", "single backslash": r"'/(.*\..*)'",
    "double backslash": r"'/(.*\\..*)'", "escape x": r"'/\x61'", "escape u": r"'/\u{61}'",
    "trailing comma": "['/a',]", "comments": "[/* a */ '/a', // b\n '/b']", "bigint": "1n",
    "optional chain": "x?.y", "index": "x[0]", "new": "new Array('/a')", "function": "() => '/a'",
    "await": "await f()", "member": "x.y", "typeof": "typeof x", "this": "this", "class": "class {}",
}  # fmt: skip
CONFIGS = {
    "const assertion": "export const config = { matcher: ['/a'] } as const",
    "satisfies": "export const config = { matcher: ['/a'] } satisfies X",
    "as": "export const config = { matcher: ['/a'] } as X",
    "assertion": "export const config = <X>{ matcher: ['/a'] }",
    "typed": "export const config: X = { matcher: ['/a'] }",
    "quoted key": "export const config = { 'matcher': ['/a'] }",
    "computed key": "export const config = { ['matcher']: ['/a'] }",
    "shorthand": "const matcher = ['/a']; export const config = { matcher }",
    "getter": "export const config = { get matcher() { return '/a' } }",
    "method": "export const config = { matcher() { return '/a' } }",
    "spread": "const x = {}; export const config = { ...x, matcher: '/a' }",
    "let": "export let config = { matcher: ['/a'] }",
    "var": "export var config = { matcher: ['/a'] }",
    "list": "const config = { matcher: ['/a'] }\nexport { config }",
    "list as": "const c = { matcher: ['/a'] }\nexport { c as config }",
    "from": "export { config } from './x'\nexport const q = 1",
    "from as": "export { c as config } from './x'\nexport const q = 1",
    "second declarator": "export const q = 1, config = { matcher: ['/a'] }",
    "parentheses": "export const config = ({ matcher: ['/a'] })",
    "twice": "export const config = { matcher: ['/a'], matcher: ['/b'] }",
    "text": "export const config = '/a'", "list of texts": "export const config = ['/a']",
    "call": "export const config = f()", "function": "export function config() {}\nexport const q = 1",
    "misspelt": "export const config = { matchers: ['/a'] }",
    "regions": "export const config = { matcher: '/a', regions: ['iad1'] }",
    "destructured": "export const { config } = { config: { matcher: '/a' } }",
    "not exported": "const config = { matcher: ['/a'] }",
    "commented out": "// export const config = { matcher: ['/a'] }",
    "another name": "export const middlewareConfig = { matcher: ['/a'] }",
    "matcher itself": "export const matcher = ['/a']",
    "empty object": "export const config = {}",
    "two objects": "export const a = { matcher: '/b' }\nexport const config = { matcher: ['/a'] }",
}  # fmt: skip
RUNTIMES = (
    "export const runtime = 'edge'", "export const runtime = 'nodejs'",
    "export const runtime = 'experimental-edge'", "export const runtime = 'deno'",
    "export const config = { runtime: 'edge' }", "export const config = { runtime: 'nodejs' }",
    "export const config = { runtime: 'experimental-edge' }",
    "export const config = { runtime: 'deno' }", "const runtime = 'nodejs'; export { runtime }",
)  # fmt: skip
HANDLERS = (
    "export default function handler() {}", "export default () => {}",
    "export default async function () {}", "export default clerkMiddleware()",
    "const f = () => {}; export default f", "export default {}",
    "const f = () => {}; export { f as default }", "export { default } from './x'",
    "export { handler as default } from './x'", "export function NAME() {}",
    "export async function NAME() {}", "export function* NAME() {}", "export const NAME = () => {}",
    "export let NAME = () => {}", "export var NAME = () => {}", "export const q = 1, NAME = () => {}",
    "export const { NAME } = make()", "const f = () => {}; export { f as NAME }",
    "const f = () => {}; export { f as 'NAME' }", "function NAME() {}\nexport { NAME }",
    "export { NAME } from './x'", "export { handler as NAME } from './x'",
    "export { auth as NAME } from './auth'", "export * from './x'", "export * as NAME from './x'",
    "module.exports = () => {}", "exports.NAME = () => {}", "const a = 1", "export class NAME {}",
    "export function OTHER() {}", "export const OTHER = () => {}",
    "function NAME() {}; export { NAME as OTHER }", "function NAME() {}", "// export default f",
)  # fmt: skip
