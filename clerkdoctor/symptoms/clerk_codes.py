"""The reason codes of token verification: `TokenVerificationError.reason` of @clerk/backend."""

SOURCE = "Clerk: verification of tokens"

ROWS = (
    ("token-invalid", ("What was given is no token that Clerk reads: not three parts, white space,"
     " quotes or `Bearer ` around it, or a token of another category"),
     "token-is-bare token-has-three-parts token-type-is-jwt token-is-a-session-token"),
    ("token-invalid-algorithm", ("The token is signed with an algorithm other than RS256, RS384 or"
     " RS512, as tokens of a template with a signing key of its own are"),
     "token-algorithm-is-allowed"),
    ("token-verification-failed", ("A claim has the wrong type or the audience is another one, or"
     " the key could not be used"),
     ("token-names-a-subject token-audience-is-accepted jwt-key-is-usable"
     " token-standard-claims-have-their-types")),
    ("token-invalid-signature", "The key that verified the token is not the one that signed it",
     "token-signature-verifies jwt-key-is-usable jwt-key-is-in-the-key-set keys-are-of-one-type"),
    ("token-invalid-authorized-parties", ("The token was issued to an origin that"
     " `authorizedParties` does not list"),
     "token-authorized-party-is-allowed"),
    ("token-invalid-issuer", "The token was issued by another instance than the one that is asked",
     "token-issuer-is-the-frontend-api keys-are-of-one-type keys-name-one-instance"),
    ("token-expired", ("The token was past its expiry when it was verified: session tokens live 60"
     " seconds, so it was stored somewhere, or the clock is ahead"),
     "token-has-not-expired clock-agrees-with-the-server token-expiry-is-in-seconds"),
    ("token-not-active-yet", "The clock of the server that verifies is behind the one that issued",
     "token-is-active clock-agrees-with-the-server"),
    ("token-iat-in-the-future", ("The clock of the server that verifies is behind the one that"
     " issued the token"),
     "token-was-not-issued-in-the-future clock-agrees-with-the-server"),
    ("secret-key-invalid", "Clerk refused the secret key when it was asked for the public keys",
     ("secret-key-is-well-formed secret-key-is-set values-have-no-stray-characters"
     " values-are-not-placeholders keys-name-one-instance")),
    ("jwk-failed-to-resolve", "Neither a JWT key nor a secret key was at hand to verify with",
     "secret-key-is-set jwt-key-is-usable token-key-is-published"),
    ("jwk-remote-failed-to-load", ("Clerk's public keys could not be fetched: no network, a refused"
     " secret key, or none"),
     "secret-key-is-set secret-key-is-well-formed key-set-url-answers"),
    ("jwk-kid-mismatch", ("The token was signed by another instance than the one whose keys verify"
     " it: the publishable key and the secret key are of two instances, or an old cookie is left"),
     ("keys-are-of-one-type keys-name-one-instance token-key-is-published"
     " token-issuer-is-the-frontend-api")),
    ("jwk-local-missing", "The JWT key that was given is empty",
     "jwt-key-is-usable"),
    ("jwk-remote-invalid", "What came from the address of the public keys was no key set",
     "key-set-is-json key-set-holds-a-signing-key"),
    ("jwk-remote-missing", "The key set that was fetched holds no key",
     "key-set-holds-a-signing-key token-key-is-published"),
    ("token-type-mismatch", ("A token of another kind was given: an API key, a machine token or a"
     " template's token where a session token is expected"),
     "token-is-a-session-token"),
    ("No token in header", "The request carried no `Authorization` header and no session cookie",
     "middleware-matcher-covers-api-routes public-pages-reach-their-apis"),
    ("Unable to find a signing key in JWKS that matches the kid", ("The token was signed by another"
     " instance than the one whose keys verify it"),
     "keys-are-of-one-type keys-name-one-instance token-key-is-published"),
    ("Invalid JWT Authorized party claim (azp) … Expected", ("The token was issued to an origin"
     " that `authorizedParties` does not list, such as the one with `www.`"),
     "token-authorized-party-is-allowed"),
    ("JWT is expired. Expiry date", "The token was past its expiry when it was verified",
     "token-has-not-expired clock-agrees-with-the-server"),
    ("JWT cannot be used prior to not before date claim (nbf)", ("The clock of the server that"
     " verifies is behind"), "token-is-active clock-agrees-with-the-server"),
    ("JWT issued at date claim (iat) is in the future", ("The clock of the server that verifies is"
     " behind"), "token-was-not-issued-in-the-future clock-agrees-with-the-server"),
    ("Clock skew detected", ("The clock of this machine is off, so that tokens seem expired or not"
     " yet valid"), "clock-agrees-with-the-server"),
    ("JWT signature is invalid", "The key that verified the token is not the one that signed it",
     "token-signature-verifies jwt-key-is-usable keys-are-of-one-type"),
    ("Invalid JWT algorithm", "The token is signed with an algorithm that Clerk does not accept",
     "token-algorithm-is-allowed"),
    ("Invalid JWT audience claim", "The token's `aud` is another one than `audience` names",
     "token-audience-is-accepted"),
    ("Invalid JWT form. A JWT consists of three parts",
     ("What was given is no JWT: cut off, or with"
     " `Bearer ` or quotes around it"), "token-is-bare token-has-three-parts"),
    ("Handshake token verification failed", ("The session that came back from Clerk was signed by"
     " another instance than the one whose secret key is set"),
     "keys-are-of-one-type keys-name-one-instance secret-key-is-well-formed"),
    ("missing json web key", "No public key was found to verify the token with",
     "token-key-is-published secret-key-is-set"),
)  # fmt: skip
