"""Error codes in the answers of Clerk's Frontend and Backend API."""

SOURCE = "Clerk: API"

_SIGNED = (
    "secret-key-is-well-formed values-have-no-stray-characters values-are-not-placeholders"
    " shell-agrees-with-env-files"
)
_LIVE = "live-keys-stay-in-production production-uses-live-keys"

ROWS = (
    ("clerk_key_invalid", ("Clerk does not know the secret key: mistyped, rotated, or of another"
     " service"), _SIGNED),
    ("authentication_invalid", "Clerk does not know the secret key", _SIGNED),
    ("could_not_authenticate_request", "Clerk does not know the secret key", _SIGNED),
    ("authorization_header_format_invalid", ("The `Authorization` header is not `Bearer` and a key:"
     " often a line break at the key's end"), _SIGNED),
    ("authorization_invalid", "The key has no right to do this", "keys-are-of-one-type"),
    ("origin_authorization_headers_conflict", ("A request has an `Origin` and an `Authorization`"
     " header, which the Frontend API does not take together"), "csp-admits-clerk"),
    ("origin_invalid", ("A live key is used from an origin outside of its domain: localhost, a"
     " preview, or with a port"), _LIVE),
    ("The Request HTTP Origin header must be equal to or a subdomain of the requesting URL",
     "A live key is used from an origin outside of its domain", _LIVE),
    ("origin_missing", "A browser's request came without its `Origin`, as with web security off",
     _LIVE),
    ("subdomain_not_allowed", "The subdomain is not on the instance's allowlist",
     "satellites-are-complete"),
    ("dev_browser_unauthenticated",
     ("The browser's identity at a development instance is missing or"
     " expired: clear the cookies of this host"), _LIVE),
    ("url_based_session_syncing_disabled", ("The instance does not take its browser's identity from"
     " the URL"), _LIVE),
    ("host_invalid",
     ("The host is of no Clerk instance: the publishable key, DNS or the proxy names"
     " another"), "publishable-key-is-well-formed satellites-are-complete"),
    ("malformed_publishable_key", "The publishable key does not decode",
     "publishable-key-is-well-formed"),
    ("request_invalid_for_environment", "This call is for development or for production only",
     _LIVE),
    ("request_invalid_for_instance", "This call is not for this kind of instance", _LIVE),
    ("invalid_handshake", "The handshake's answer is not one of this instance",
     "keys-are-of-one-type keys-name-one-instance"),
    ("infinite_redirect_loop", "Clerk gave up after several handshakes",
     "keys-are-of-one-type keys-name-one-instance sign-in-routes-are-public"),
    ("native_api_disabled", "The instance does not serve native clients", "publishable-key-is-set"),
    ("proxy_request_missing_secret_key", ("The proxy of the Frontend API adds no"
     " `Clerk-Secret-Key`"), "secret-key-is-set satellites-are-complete"),
    ("proxy_request_invalid_secret_key", ("The proxy of the Frontend API adds another instance's"
     " secret key"), "secret-key-is-well-formed keys-are-of-one-type"),
    ("invalid_proxy_configuration", "The proxy's URL does not lead to the Frontend API",
     "satellites-are-complete"),
    ("resource_not_found", ("What was asked for does not exist in this instance: a user, a session,"
     " or a JWT template of this very name"),
     "keys-are-of-one-type jwt-template-"),
    ("JWT template not found", ("There is no JWT template of this name, whose capitals count, in"
     " this instance"), "jwt-template- convex-"),
    ("No JWT template exists with name", ("There is no JWT template of this name, whose capitals"
     " count, in this instance"), "jwt-template- convex-"),
    ("redirect_url_not_associated_with_instance", ("The redirect leads to a URL that the instance"
     " does not know"), "satellites-are-complete redirect-props-are-current"),
    ("known_hosting_domain", ("A domain of a hosting service, such as vercel.app, cannot be an"
     " instance's"), _LIVE),
    ("maintenance_mode", "Clerk is under maintenance: nothing here is to be mended",
     "clerk-version-fits-next"),
    ("redirect_uri_mismatch", ("The social provider does not know this instance's callback: a"
     " production instance needs credentials of its own"), "production-uses-live-keys"),
)  # fmt: skip
