"""Why a request counts as signed out: `x-clerk-auth-reason`, and the answers to a refresh."""

SOURCE = "Clerk: state of the session"

ROWS = (
    ("session-token-and-uat-missing", ("No session cookie came with the request: a visitor who is"
     " signed out, or cookies that were not set for this domain"),
     "publishable-key-is-canonical live-keys-stay-in-production satellites-are-complete"),
    ("dev-browser-missing", ("A development instance has no `__clerk_db_jwt` cookie here: a first"
     " visit, a client that is no browser, or development keys on a deployed site"),
     "production-uses-live-keys publishable-key-is-canonical"),
    ("dev-browser-sync",
     ("A development instance is handing its browser's identity over by the URL,"
     " which has to be stored as a cookie"), "middleware-matcher-keeps-dotted-paths"),
    ("client-uat-but-no-session-token", ("The user is signed in and the session cookie is gone: it"
     " is larger than 4096 bytes, or it was set for another host"),
     "token-fits-in-a-cookie satellites-are-complete publishable-key-is-canonical"),
    ("session-token-but-no-client-uat", ("The session cookie is there without `__client_uat`: a"
     " proxy dropped it, or it belongs to another domain"),
     "satellites-are-complete publishable-key-is-canonical"),
    ("session-token-iat-before-client-uat", ("The session token is older than the last sign-in, and"
     " is fetched anew"), "clock-agrees-with-the-server"),
    ("session-token-expired", "The session token is past its 60 seconds and could not be refreshed",
     "token-has-not-expired clock-agrees-with-the-server secret-key-is-well-formed"),
    ("session-token-expired-refresh-…", ("The session token is past its 60 seconds, and the reason"
     " behind `refresh-` is why it could not be refreshed"),
     "token-has-not-expired clock-agrees-with-the-server secret-key-is-well-formed"),
    ("session-token-nbf", "The server's clock is behind: the session token is not valid yet",
     "clock-agrees-with-the-server token-is-active"),
    ("session-token-iat-in-the-future", ("The server's clock is behind the one that issued the"
     " session token"), "clock-agrees-with-the-server token-was-not-issued-in-the-future"),
    ("session-token-missing", "The handshake with Clerk gave no session: nobody is signed in there",
     "satellites-are-complete"),
    ("satellite-needs-syncing", ("A satellite domain has no session of its own yet and asks its"
     " primary domain"), "satellites-are-complete"),
    ("primary-responds-to-syncing", "The primary domain is answering a satellite",
     "satellites-are-complete"),
    ("primary-domain-cross-origin-sync", ("The session came from another origin of the same"
     " instance"), "satellites-are-complete"),
    ("active-organization-mismatch", ("The URL names another organization than the session has"
     " active"), "middleware-matcher-covers-routes-that-use-auth"),
    ("protect-rewrite",
     ("Clerk's middleware refused the request: `protect()` answers 404 to what is"
     " no page"),
     ("webhook-routes-are-public sign-in-routes-are-public public-pages-reach-their-apis"
     " the-route-is-not-behind-auth")),
    ("infinite redirect loop", ("Clerk gave up after three handshakes: the keys are of two"
     " instances, the cookie is not kept, or the clock is off"),
     ("keys-are-of-one-type keys-name-one-instance sign-in-routes-are-public"
     " publishable-key-is-canonical token-fits-in-a-cookie clock-agrees-with-the-server")),
    (("resulted in an infinite redirect loop. This usually means that your Clerk instance keys do"
     " not match"), "The publishable key and the secret key are of two instances",
     ("keys-are-of-one-type keys-name-one-instance shell-agrees-with-env-files"
     " variables-are-stated-once")),
    ("non-eligible-no-refresh-cookie", ("The expired session could not be refreshed, since there is"
     " no refresh cookie: it is set on the Frontend API's domain alone"),
     "satellites-are-complete live-keys-stay-in-production"),
    ("non-eligible-non-get", ("The session expired on a request other than GET, which is never"
     " refreshed by a redirect"), "token-has-not-expired"),
    ("invalid-session-token", "The session could not be refreshed, since its token is not valid",
     "keys-are-of-one-type token-signature-verifies"),
    ("missing-api-client", "The session could not be refreshed, since no secret key was at hand",
     "secret-key-is-set"),
    ("expired-session-token-decode-failed", "The session cookie is cut off or is no token",
     "token-fits-in-a-cookie token-has-three-parts"),
    ("unexpected-bapi-error", "Clerk's Backend API answered the refresh with an error",
     "secret-key-is-well-formed keys-are-of-one-type"),
    ("refresh_request_origin_azp_mismatch", ("The session was issued to another origin than the one"
     " that refreshes it"), "token-authorized-party-is-allowed"),
    ("session_refresh_inactive_session", "The session has ended: signed out, revoked or expired",
     "token-session-is-active"),
    ("interstitial", "A release of Clerk before 5 showed a page of its own to fetch the session",
     "clerk-version-fits-next removed-apis-are-not-used"),
    ("cookie-and-uat-missing", "No session cookie came with the request (Clerk before 5)",
     "publishable-key-is-canonical"),
    ("header-missing-non-browser", "A client that is no browser sent no token (Clerk before 5)",
     "webhook-routes-are-public"),
    ("treatPendingAsSignedOut", ("The session waits for a task, such as choosing an organization,"
     " and counts as signed out until that is done"), "token-session-is-active"),
)  # fmt: skip
