"""Answers in HTTP, and what stands before a handler: ngrok, Vercel, Cloudflare, the network."""

SOURCE = "HTTP"

_PUBLIC = (
    "webhook-routes-are-public webhook-path-agrees-with-the-public-pattern"
    " the-route-is-not-behind-auth"
)

ROWS = (
    ("307 Temporary Redirect", ("The middleware sends the request to the sign-in, or the host to"
     " another one; Svix follows no redirect"), f"{_PUBLIC} the-endpoint-does-not-redirect"),
    ("308 Permanent Redirect", ("The URL is not the canonical one: a slash at its end, `www.`, or"
     " http; Svix follows no redirect"), "the-endpoint-does-not-redirect"),
    ("301 Moved Permanently", "The URL is not the canonical one; Svix follows no redirect",
     "the-endpoint-does-not-redirect"),
    ("405 Method Not Allowed", "The route exports no `POST`",
     "handler-exports-post the-route-takes-deliveries"),
    ("401 Unauthorized", ("The request was refused before or in the handler: no session, or a"
     " protection of the deployment"), f"{_PUBLIC} secret-key-is-well-formed"),
    ("403 Forbidden", ("The request was refused: a right is missing, or something before the app"
     " refuses it"), _PUBLIC),
    ("404 Not Found", "There is no such route, or `protect()` hides it from a signed-out request",
     f"webhook-file-is-a-route {_PUBLIC} sign-in-page-is-a-catch-all"),
    ("404 on /api/webhooks/clerk", "The file is no `route.ts`, or `protect()` hides the route",
     f"webhook-file-is-a-route {_PUBLIC}"),
    ("404 at /sign-in/factor-one", "The sign-in page is no catch-all route",
     "sign-in-page-is-a-catch-all sign-in-sub-routes-are-public"),
    ("404 at /sso-callback", "A social sign-in comes back to a page that does not exist",
     "sso-callback-has-a-page"),
    ("413 Payload Too Large", "The body is larger than what parses it allows",
     "large-bodies-are-accepted pages-router-body-is-raw"),
    ("429 Too Many Requests", "A rate limit was met, of Clerk's or of one's own",
     "middleware-matcher-skips-static-files"),
    ("ERR_TOO_MANY_REDIRECTS",
     ("Two pages send the browser to each other: often the sign-in page is"
     " protected"), ("sign-in-routes-are-public sign-in-sub-routes-are-public keys-are-of-one-type"
     " sign-in-urls-name-pages")),
    ("ERR_NAME_NOT_RESOLVED", ("A host has no DNS record, as `clerk.` of a domain before it is set"
     " up"), "publishable-key-is-well-formed production-uses-live-keys"),
    ("ECONNREFUSED", "Nothing listens at that host and port", "the-endpoint-can-be-reached"),
    ("ENOTFOUND", "The host has no DNS record", "the-endpoint-can-be-reached key-set-url-answers"),
    ("certificate has expired", "The host's certificate has expired",
     "the-endpoint-can-be-reached"),
    ("self-signed certificate", "The host's certificate is of no public authority",
     "the-endpoint-can-be-reached"),
    ("ERR_NGROK_3200", "The tunnel's agent is not running", "the-endpoint-can-be-reached"),
    ("ERR_NGROK_8012", "The tunnel cannot reach the app behind it", "the-endpoint-can-be-reached"),
    ("ERR_NGROK_3204", "ngrok itself verified the delivery, and refused it",
     "the-endpoint-can-be-reached signature-is-made-with-this-secret"),
    ("Vercel Authentication", "Vercel's Deployment Protection answers in the endpoint's name",
     "the-endpoint-can-be-reached"),
    ("Authentication Required", "Vercel's Deployment Protection answers in the endpoint's name",
     "the-endpoint-can-be-reached"),
    ("cf-mitigated: challenge", "Cloudflare answers with a challenge in the endpoint's name",
     "the-endpoint-can-be-reached"),
    ("blocked by CORS policy", ("A preflight was answered by the middleware, or a redirect to"
     " another origin"), "cors-preflights-pass public-pages-reach-their-apis"),
    ("No 'Access-Control-Allow-Origin' header is present", ("A preflight was answered by the"
     " middleware, or a redirect to another origin"),
     "cors-preflights-pass public-pages-reach-their-apis"),
    ("Unexpected token '<', \"<!DOCTYPE",
     ("A page answered where JSON was asked for: the middleware"
     " redirected to the sign-in"), "public-pages-reach-their-apis webhook-routes-are-public"),
)  # fmt: skip
