"""What Convex' backend, client and command line say."""

SOURCE = "Convex"

_ISSUER = "convex-issuer- convex-application-id- convex-providers- jwt-template-"
_PUSHED = "convex-auth-config- convex-providers- convex-issuer-"

ROWS = (
    ("No auth provider found matching the given token", ("The token's issuer or audience is none of"
     " those in `convex/auth.config.ts`, as it was pushed: another Clerk instance, no template, or"
     " a template without `aud`"),
     (f"{_ISSUER} token-is-accepted-by-convex token-issuer-is-the-frontend-api keys-are-of-one-type"
     " convex-url-names-the-deployment")),
    ("No auth provider found matching the given token (no providers configured)",
     "This deployment has no auth.config: it is missing, or it was not pushed",
     "convex-auth-config- convex-url-names-the-deployment"),
    ("NoAuthProvider", "The token's issuer or audience is none of those in auth.config",
     f"{_ISSUER} token-is-accepted-by-convex"),
    ("Failed to authenticate: … check your server auth config", ("Convex refused the token that"
     " Clerk issued, and the client goes on without an identity"),
     f"{_ISSUER} token-is-accepted-by-convex"),
    ("AuthProviderDiscoveryFailed", ("Convex could not read the issuer's"
     " `/.well-known/openid-configuration`: the host has no DNS record, or is another one's"),
     "convex-issuer- provider-metadata-names-the-issuer key-set-url-answers"),
    ("Auth provider discovery of … failed", "Convex could not read the issuer's provider metadata",
     "convex-issuer- provider-metadata-names-the-issuer key-set-url-answers"),
    ("InvalidAuthHeader", "Convex could not read or verify the token",
     "token-is-accepted-by-convex token-is-bare token-has-three-parts"),
    ("Could not parse JWT payload", "What was sent to Convex is no JWT",
     "token-has-three-parts token-is-bare token-standard-claims-have-their-types"),
    ("Missing issuer claim ('iss') in JWT payload", ("The token that was sent to Convex names no"
     " issuer"), "token-issuer-is-the-frontend-api"),
    ("Could not parse as OIDC ID token", ("The token is no OIDC ID token: a standard claim has a"
     " type of its own, as `email_verified` as text"),
     "token-standard-claims-have-their-types token-is-bare"),
    ("Could not verify OIDC token claim", ("The signature, the expiry or a second audience is what"
     " Convex refuses"),
     ("token-signature-verifies token-has-not-expired token-has-one-audience"
     " token-is-accepted-by-convex")),
    ("Could not decode token", "The token's `kid` is none of the provider's key set",
     "token-key-is-published token-signature-verifies convex-issuer-"),
    ("does this key match any key in the provider's JWKS", ("The token was signed by another"
     " instance than the provider's"),
     "token-key-is-published keys-are-of-one-type convex-issuer-"),
    ("JWT may be missing a 'kid'", "The token names no key: it is signed by a key of one's own",
     "token-key-is-published"),
    ("Could not fetch JWKS from URL", ("Convex cannot reach the `jwks` address of a customJwt"
     " provider"), "key-set-url-answers convex-providers-"),
    ("Invalid Content-Type … when fetching JWKS", "The address of the key set answers with no JSON",
     "key-set-is-json convex-providers-"),
    ("Invalid JWKS response body", "The address of the key set answers with no key set",
     "key-set-is-json key-set-holds-a-signing-key"),
    ("Could not validate token: Token expired", ("The token was past its expiry, for which Convex"
     " has no tolerance"), "token-has-not-expired clock-agrees-with-the-server"),
    ("Could not validate token: Token will be valid in", ("The token is not valid yet: a clock is"
     " off"), "token-is-active clock-agrees-with-the-server"),
    ("Could not verify token claim", "A claim of a customJwt token is not what the provider names",
     "token-is-accepted-by-convex convex-providers-"),
    ("Convex token identity expired", ("The token ran out while the client was connected; it is"
     " fetched anew"), "token-has-not-expired"),
    ("Auth token is not a valid JWT, cannot refetch the token", ("What `fetchAccessToken` gives is"
     " no JWT"), "token-has-three-parts convex-provider-"),
    ("Auth token does not live long enough", "The template's lifetime is two seconds or less",
     "jwt-template-"),
    ("is used in auth config file but its value was not set", ("The variable is not set on this"
     " Convex deployment, which never reads `.env.local`"),
     "convex-issuer-variable- convex-issuer- variables-the-code-reads-are-set"),
    ("AuthConfigMissingEnvironmentVariable", ("A variable that auth.config reads is not set on this"
     " Convex deployment"), "convex-issuer-variable- convex-issuer-"),
    ("InvalidAuthConfig", "Convex refused auth.config when it was pushed", _PUSHED),
    ("auth config file is missing default export", "auth.config exports nothing by default",
     _PUSHED),
    ("auth config file must include a list of provider credentials", ("A provider in auth.config"
     " lacks its `domain` or `applicationID`, or spells it otherwise"), _PUSHED),
    ("must have applicationID property spelled lowercase", "`applicationID` is spelled otherwise",
     _PUSHED),
    ("data did not match any variant of untagged enum SerializedAuthInfo", ("A provider lacks its"
     " `domain` or `applicationID`, or one of them is no text"), _PUSHED),
    ("Invalid provider domain URL", ("The provider's `domain` is no URL: quotes around it, no host,"
     " or no scheme"), "convex-issuer- values-have-no-stray-characters"),
    ('starts with a double quote (")', "The variable was set on the deployment with its quotes",
     "convex-issuer- values-have-no-stray-characters"),
    ("Does not look like a URL (must have a scheme or end with a top-level domain)",
     "The provider's `domain` is no URL, as a variable's name is in quotes", "convex-issuer-"),
    ("getUserIdentity() is null", "Convex got no token, or one that it refused",
     f"{_ISSUER} convex- token-is-accepted-by-convex"),
    ("getUserIdentity() returns null", "Convex got no token, or one that it refused",
     f"{_ISSUER} convex- token-is-accepted-by-convex"),
    ("Not authenticated", ("A function that needs an identity ran before Convex had one, or without"
     " a token"), "convex-queries- convex-server-calls- convex-provider-"),
    ("Unauthenticated", "Convex or a function of one's own found no identity",
     "convex- token-is-accepted-by-convex"),
    ("No address provided to ConvexReactClient", ("`NEXT_PUBLIC_CONVEX_URL` was not set when the"
     " code was built"), "variables-the-code-reads-are-set browser-code-reads-public-variables"),
    ("Client created with undefined deployment address",
     ("`NEXT_PUBLIC_CONVEX_URL` was not set when"
     " the code was built"), "variables-the-code-reads-are-set"),
    ("Invalid deployment address", "The Convex URL is not that of a deployment's functions",
     "convex-url-names-the-deployment"),
    ("build environment detected but CONVEX_DEPLOY_KEY is not set", ("The build on Vercel has no"
     " deploy key for this environment"), "convex-deployments-are-named convex-"),
    ("build environment detected but no Convex deployment configuration found",
     "The build has neither a deploy key nor a deployment",
     "convex-deployments-are-named turbo-passes-the-variables"),
    ("The provided deploy key was invalid for deployment", ("The deploy key belongs to another"
     " deployment"), "convex-deployments-are-named convex-url-names-the-deployment"),
    ("BadAdminKey", "The admin key belongs to another deployment", "convex-deployments-are-named"),
    ("Can't resolve '…convex/_generated/api'", ("The code that Convex generates is not committed,"
     " and was not made before the build"), "convex-generated-"),
    ("This Convex deployment does not have HTTP actions enabled", ("The deployment has no"
     " `convex/http.ts` with a default export"),
     "convex-http- the-route-takes-deliveries convex-webhook-is-an-http-action"),
    ("No matching routes found", "`convex/http.ts` has no route for this path and method",
     "convex-http- the-route-takes-deliveries convex-webhook-is-an-http-action"),
    ("Could not find Convex client! `useQuery` must be used", ("A hook of Convex' is outside of its"
     " provider"), "convex-provider-"),
    ("WebSocket closed with code 1013: AuthProviderDiscoveryFailed", ("Convex cannot reach the"
     " issuer and the client reconnects for ever"), "convex-issuer- key-set-url-answers"),
)  # fmt: skip
