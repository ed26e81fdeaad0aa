"""What svix, standardwebhooks, Clerk's `verifyWebhook` and handlers say of a delivery."""

SOURCE = "Webhooks: svix and its kin"

_RAW = "handler-verifies-the-raw-body pages-router-body-is-raw"
_HEADERS = "handler-passes-plain-headers delivery-has-its-headers"
_SIGNED = "webhook-secret-is-set webhook-secret-is-well-formed handler-reads-the-secret-that-is-set"

ROWS = (
    ("No matching signature found", ("The secret is another endpoint's, or the body is not the one"
     " that was signed"),
     f"{_RAW} {_SIGNED} signature-is-made-with-this-secret body-is-the-one-that-was-signed"),
    ("Unable to verify incoming webhook", ("`verifyWebhook` refused the delivery; the reason stands"
     " behind it"), f"{_RAW} {_SIGNED} clerk-accepts-the-delivery"),
    ("WebhookVerificationError", "The delivery was refused: its headers, its time or its signature",
     f"{_RAW} {_HEADERS} {_SIGNED}"),
    ("Missing required headers", ("The verifier sees no `svix-*` headers: it was given a `Headers`"
     " object, or the request is none of Svix'"), _HEADERS),
    ("Missing required webhook headers", "The request has no `svix-*` headers", _HEADERS),
    ("Missing required Svix headers", "The request has no `svix-*` headers", _HEADERS),
    ("no svix headers", ("The handler found no `svix-*` headers, as `headers()` is not awaited or"
     " the request is none of Svix'"), f"{_HEADERS} request-apis-are-awaited"),
    ("Missing svix headers", "The handler found no `svix-*` headers", _HEADERS),
    ("Invalid Signature Headers", "`svix-timestamp` is no number of seconds",
     "delivery-timestamp-is-in-seconds"),
    ("Message timestamp too old", ("The delivery is older than five minutes, or the server's clock"
     " is ahead"), "delivery-timestamp-is-within-five-minutes clock-agrees-with-the-server"),
    ("Message timestamp too new", ("The server's clock is behind, or the timestamp counts"
     " milliseconds"),
     "delivery-timestamp-is-within-five-minutes delivery-timestamp-is-in-seconds"),
    ("Missing webhook signing secret", ("The handler's signing secret is not set, or has another"
     " name"), _SIGNED),
    ("Secret can't be empty", "The signing secret is empty or `whsec_` alone",
     f"{_SIGNED} svix-refuses-an-empty-key"),
    ("webhook secret may not be blank", "The signing secret is empty", _SIGNED),
    ("Base64Coder: incorrect characters for decoding", ("The signing secret is no base64: quotes, a"
     " line break, or a key of another service"),
     "webhook-secret-is-well-formed values-have-no-stray-characters signing-secret-is-usable"),
    ("Base64Coder: incorrect padding", "The signing secret is cut off",
     "webhook-secret-is-well-formed signing-secret-is-usable"),
    ("Expected payload to be of type string or Buffer", ("The verifier is given a body that was"
     " parsed"), _RAW),
    ("Expected secret to be of type string", "The signing secret is undefined", _SIGNED),
    ("Body is unusable: Body has already been read", "The handler reads the body twice", _RAW),
    ("body used already for", "The handler reads the body twice", _RAW),
    ("Cannot read properties of undefined (reading 'constructor')", "The verifier is given no body",
     _RAW),
    ("Cannot read properties of undefined (reading 'type')", ("`verify()` returns nothing since"
     " svix 2.2, and the event is read from that"),
     "handler-does-not-use-what-verify-no-longer-returns"),
    ("Cannot read properties of undefined (reading 'data')", ("`verify()` returns nothing since"
     " svix 2.2, and the event is read from that"),
     "handler-does-not-use-what-verify-no-longer-returns"),
    ("Cannot read properties of undefined (reading '0')", ("The event has no e-mail address, as in"
     " `user.deleted`"), "handler-survives-a-bare-user-deleted"),
    ("Webhook secret not configured", "The handler's signing secret is not set", _SIGNED),
    ("Please add WEBHOOK_SIGNED from Clerk Dashboard", ("The handler's signing secret is not set"
     " under the name that it reads"), _SIGNED),
    ("Please add SIGNING_SIGNED from Clerk Dashboard", ("The handler's signing secret is not set"
     " under the name that it reads"), _SIGNED),
    ("duplicate key value violates unique constraint", ("The event was delivered before, and the"
     " handler inserts again"), "handler-upserts redelivery-is-idempotent"),
    ("Unique constraint failed on the fields", ("The event was delivered before, and the handler"
     " inserts again"), "handler-upserts redelivery-is-idempotent"),
    ("Attempt to decode JSON with unexpected mimetype: text/html", ("A page answered where an API"
     " was asked: the middleware redirected to the sign-in"),
     "webhook-routes-are-public public-pages-reach-their-apis"),
    ("invalid_webhook_signature", "Clerk's command line refused the signature",
     f"{_SIGNED} signature-is-made-with-this-secret"),
)  # fmt: skip
