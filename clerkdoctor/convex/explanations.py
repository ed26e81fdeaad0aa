"""What each refusal of Convex means, and how it is mended: by our reason, and by Convex' code.

Facts behind the words: get-convex/convex-backend, and Clerk's and Convex' documentation of each
other.
"""

from typing import NamedTuple


class Explanation(NamedTuple):
    """`words` say what it means, `fix` what to do about it, as an imperative."""

    words: str
    fix: str


def explain(name: str) -> Explanation | None:
    """By a reason of ours (`audience-is-not-alone`) or a code of Convex (`NoAuthProvider`)."""
    return REASONS.get(name) or CODES.get(name)


# The codes, each of which stands for several reasons.
CODES = {
    "InvalidAuthConfig": Explanation(
        "A push was refused: Convex evaluated `auth.config` and found its default export wrong",
        "Correct the provider that the message names; a Clerk provider is an object with `domain` "
        "and `applicationID`",
    ),
    "AuthConfigMissingEnvironmentVariable": Explanation(
        "`auth.config` reads a variable that is not set on the deployment; Convex never reads "
        "`.env.local`, and `??` does not help, since the reading itself fails",
        "Run `npx convex env set NAME VALUE`, and again with `--prod` for production",
    ),
    "NoAuthProvider": Explanation(
        "No provider of the deployment has the token's issuer and one of its audiences. The two "
        "are compared as text; only slashes at the end of the issuer do not count",
        "Set `domain` to the Frontend API URL of the instance that issued the token, and "
        "`applicationID` to the token's `aud`, `convex`",
    ),
    "AuthProviderDiscoveryFailed": Explanation(
        "A provider was chosen, and its metadata or its key set could not be had: Convex fetches "
        "`/.well-known/openid-configuration` of the token's issuer",
        "Open the issuer's `/.well-known/openid-configuration`; for a production instance finish "
        "the DNS records of `clerk.<your domain>`",
    ),
    "InvalidAuthHeader": Explanation(
        "The token cannot be read as what the provider issues",
        "Send the token that `getToken()` returns, bare and whole",
    ),
    "Unauthenticated": Explanation(
        "The token was read, and its verification failed: in its type, its audiences, its "
        "algorithm, its key, its signature or its expiry. Convex says which in its log only",
        "Run `clerkdoctor verify-token` on the token: it says which",
    ),
    "InternalServerError": Explanation(
        "Convex met something that it has no message for, such as an issuer that is no URL",
        "Correct the issuer or the key set's URL that Convex cannot parse",
    ),
}

REASONS = {
    "default-export-is-missing": Explanation(
        "`auth.config` has no default export, or it is null",
        "End `auth.config.ts` with `export default { providers: [...] }`",
    ),
    "config-is-not-data": Explanation(
        "The default export holds what JSON cannot: a function, a cycle",
        "Export an object of strings only",
    ),
    "config-has-another-shape": Explanation(
        "The default export is no object with a list called `providers`",
        "Export `{ providers: [{ domain: ..., applicationID: ... }] }`",
    ),
    "application-id-is-misspelt": Explanation(
        "`applicationID` ends with a capital I and a capital D",
        "Rename the property to `applicationID`",
    ),
    "provider-type-is-unknown": Explanation(
        "`type` is `customJwt`, or it is left out: there is no type for Clerk",
        "Remove `type` from the Clerk provider",
    ),
    "custom-jwt-has-a-domain": Explanation(
        "A customJwt provider has `issuer` and `jwks`, an OIDC provider has `domain`",
        "Remove `type`, `issuer`, `jwks` and `algorithm` and keep `domain` for a Clerk provider",
    ),
    "oidc-has-an-issuer": Explanation(
        "`issuer` belongs to a customJwt provider; without `type` a provider has `domain`",
        'Rename `issuer` to `domain` for a Clerk provider, or add `type: "customJwt"`',
    ),
    "issuer-is-shared": Explanation(
        "Without `applicationID`, tokens of every customer of this issuer would be accepted",
        "Add the `applicationID` of your own application",
    ),
    "provider-is-incomplete": Explanation(
        "A provider lacks a property or has one of another type. Convex has one message for all of "
        "these and names neither the provider nor the property. An undefined value counts as none",
        "Give the provider both `domain` and `applicationID`, as strings",
    ),
    "issuer-is-quoted": Explanation(
        "The quotes are part of the variable's value on the deployment",
        "Set the variable again without quotes around the value",
    ),
    "issuer-is-no-url": Explanation(
        "The issuer cannot be parsed as a URL",
        "Set it to the Frontend API URL, such as `https://verb-noun-00.clerk.accounts.dev`",
    ),
    "issuer-scheme-is-not-http": Explanation(
        "The issuer begins with another scheme than http or https",
        "Write the issuer with `https://`",
    ),
    "issuer-has-no-top-level-domain": Explanation(
        "An issuer without `https://` has to end with a top-level domain. A publishable key, the "
        "word `undefined` and a `${...}` in plain quotes do not",
        "Write the whole Frontend API URL with `https://`",
    ),
    "variable-is-not-set": CODES["AuthConfigMissingEnvironmentVariable"],
    "claims-are-unreadable": Explanation(
        "The second part of the token is not base64url with a JSON object in it, so it is no JWT: "
        "an opaque token, a session id, the word `null`",
        "Send what `await getToken()` returns",
    ),
    "registered-claim-has-another-type": Explanation(
        "`iss`, `sub` and `jti` are strings, `aud` a string or strings, `exp`, `nbf` and `iat` "
        "numbers",
        "Correct the type of the claim in the JWT template",
    ),
    "timestamp-is-out-of-range": Explanation(
        "A time in the claims lies beyond the year 262142, as one in microseconds does",
        "Issue `exp`, `nbf` and `iat` in seconds",
    ),
    "issuer-claim-is-missing": Explanation(
        "The token has no `iss`, and Convex chooses the provider by it",
        "Send a token that Clerk issued: Clerk always sets `iss`",
    ),
    "no-provider-is-configured": Explanation(
        "The deployment has no providers: `auth.config` was never pushed, or a push without the "
        "file has removed them",
        "Put `auth.config.ts` into the functions folder and run `npx convex dev` or `deploy`",
    ),
    "audience-is-missing": Explanation(
        "The token has no `aud`, as a plain session token has none: the Convex integration is off, "
        "or the JWT template does not set it",
        'Activate the Convex integration in the Clerk dashboard, or add `"aud": "convex"` to '
        "the JWT template `convex`",
    ),
    "audience-is-spelled-otherwise": Explanation(
        "`applicationID` and `aud` differ in letter case or white space only",
        "Set `applicationID` to exactly `convex`",
    ),
    "audience-is-another": Explanation(
        "The token is for another audience than the provider's `applicationID`",
        "Set `applicationID` to the token's `aud`, which is `convex` for Clerk",
    ),
    "issuer-is-spelled-otherwise": Explanation(
        "The configured issuer means the token's, and Convex compares the text",
        "Set `domain` to the token's `iss`, character by character",
    ),
    "issuer-is-another": Explanation(
        "The token is of another Clerk instance than the configured one: development and "
        "production, or two applications",
        "Set the issuer on this deployment to the Frontend API URL of the instance whose "
        "publishable key the app uses",
    ),
    "issuer-claim-is-no-url": Explanation(
        "`iss` has no scheme. The choice of a provider forgives that, the fetching of its keys "
        "does not, and the answer is a bare 500",
        "Issue tokens with the whole URL as `iss`",
    ),
    "metadata-is-unreachable": Explanation(
        "The host of the issuer does not answer: no DNS record yet, TLS, or a private address, "
        "which Convex' cloud refuses to call",
        "Finish the DNS records of `clerk.<your domain>` in the Clerk dashboard",
    ),
    "metadata-has-another-status": Explanation(
        "The issuer's `/.well-known/openid-configuration` answers another status than 200. For "
        "404, 429 and 5xx the client shows no error at all and loads for ever",
        "Correct the issuer, or the proxy in front of it, until the URL answers 200",
    ),
    "metadata-is-no-json": Explanation(
        "What answers at `/.well-known/openid-configuration` is no JSON: a web page, mostly, since "
        "the issuer is a site and no Frontend API",
        "Set the issuer to the Frontend API URL of the Clerk instance",
    ),
    "metadata-is-incomplete": Explanation(
        "The provider metadata lacks `issuer` or `jwks_uri`, or a member is of another type",
        "Serve metadata as OpenID Connect Discovery has it",
    ),
    "metadata-names-another-issuer": Explanation(
        "Here, unlike in the choice of a provider, a slash at the end counts: the provider's own "
        "`issuer` and the token's `iss` must be equal",
        "Point the issuer at the host that the metadata names, and not at a proxy of it",
    ),
    "key-set-is-unreachable": Explanation(
        "The key set's URL does not answer",
        "Correct the URL of the key set, or open its host to the internet",
    ),
    "key-set-has-another-status": Explanation(
        "The key set's URL answers another status than 200. The message names the issuer only",
        "Correct the URL of the key set until it answers 200",
    ),
    "key-set-is-no-json": Explanation(
        "The key set is served with a content type that Convex does not take",
        "Serve the key set as `application/json`",
    ),
    "key-set-is-unreadable": Explanation(
        "The key set is no JSON object with a list called `keys`. For a customJwt provider, one "
        "key that Convex does not know spoils the whole set",
        "Serve a JWK Set with keys of known types and algorithms only",
    ),
    "key-set-url-is-none": Explanation(
        "`jwks` of a customJwt provider is accepted by a push whatever it is, and fails with each "
        "token",
        "Set `jwks` to the https URL of the key set",
    ),
    "token-has-other-parts": Explanation(
        "A token has three parts. The choice of a provider needs only the second",
        "Send the whole token",
    ),
    "token-is-not-bare": Explanation(
        "A part of the token is not base64url: there is `Bearer `, a quote, a blank or a line "
        "break around it, or it was cut",
        "Send the token bare and whole",
    ),
    "header-is-unreadable": Explanation(
        "The first part of the token is no JOSE header",
        "Send a token that Clerk issued, unchanged",
    ),
    "algorithm-is-unknown": Explanation(
        "The header names an algorithm that Convex does not know",
        "Sign with RS256, Clerk's default",
    ),
    "claim-is-missing": Explanation(
        "An ID token has `sub`, `exp` and `iat`; a customJwt has `sub` and `exp`",
        "Send a token that Clerk issued: Clerk sets all three",
    ),
    "claim-has-another-type": Explanation(
        "A standard claim is of another type than OpenID Connect has it, and that refuses the "
        "whole token: `email_verified` as text, `address` as text",
        "Correct the claim in the JWT template, or give it another name",
    ),
    "type-is-not-jwt": Explanation(
        "`typ` in the header is something else than `JWT`: an access token, for instance",
        "Send a session token or a token of a JWT template",
    ),
    "token-is-nested": Explanation(
        "The header has `cty`, as a token inside a token has",
        "Send the inner token",
    ),
    "header-has-crit": Explanation(
        "The header demands extensions (`crit`), and Convex knows none",
        "Issue tokens without `crit`",
    ),
    "token-is-encrypted": Explanation(
        "The token is encrypted (a JWE), and Convex has no key for it",
        "Issue signed tokens",
    ),
    "audience-is-not-alone": Explanation(
        "An OIDC provider's token may have no other audience beside the `applicationID`. A "
        "customJwt's may",
        "Remove the other values of `aud` from the session claims or the JWT template",
    ),
    "token-is-unsigned": Explanation(
        "`alg` is `none`",
        "Send a token that Clerk signed",
    ),
    "algorithm-is-not-allowed": Explanation(
        "An OIDC provider's token is signed with RS256 or Ed25519. HS256 comes from a custom "
        "signing key of a JWT template",
        "Turn off the custom signing key of the JWT template",
    ),
    "algorithm-disagrees": Explanation(
        "`algorithm` in `auth.config`, `alg` in the header and `alg` of the key are not the same",
        "Set `algorithm` to what the issuer signs with",
    ),
    "key-id-is-missing": Explanation(
        "The header has no `kid`, and a customJwt provider's key is found by it alone",
        "Issue tokens with the `kid` of a published key",
    ),
    "key-is-not-published": Explanation(
        "The key set has no key with the token's `kid`: the token is of another instance, or the "
        "keys were rotated and one side still has the old ones",
        "Send a fresh token; if it stays so, compare the token's instance with the issuer",
    ),
    "key-is-ambiguous": Explanation(
        "More than one key of the set fits the token, and Convex then takes none",
        "Publish each key once and put its `kid` into the tokens' headers",
    ),
    "key-is-unusable": Explanation(
        "The key with the token's `kid` is of another type, use or algorithm, or is broken",
        "Publish the key as a public RSA key for RS256 with `use` `sig`",
    ),
    "signature-is-another": Explanation(
        "The signature does not fit: the token was changed or cut, or signed with another key",
        "Send the token unchanged; compare its instance with the issuer's",
    ),
    "token-has-expired": Explanation(
        "The token is too old. Clerk's session tokens live for 60 seconds; an OIDC provider's "
        "allow no difference of clocks, a customJwt's 5 seconds",
        "Call `getToken()` for every request instead of keeping its result",
    ),
    "token-is-not-yet-valid": Explanation(
        "`nbf` or `iat` is more than 5 seconds ahead of Convex' clock",
        "Correct the clock of the machine that issued the token",
    ),
}
