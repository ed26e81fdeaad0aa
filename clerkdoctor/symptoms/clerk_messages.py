"""What Clerk's SDKs print: @clerk/nextjs, @clerk/clerk-react and clerk-js."""

SOURCE = "Clerk: SDK"

ROWS = (
    ("auth() was called but Clerk can't detect usage of clerkMiddleware()", ("No middleware of"
     " Clerk's ran for this request: its file is missing, elsewhere or misnamed, or its matcher"
     " leaves this route out"),
     ("clerk-middleware-exists middleware-is-where-next-looks middleware-has-the-name-next-runs"
     " middleware-exports-a-handler middleware-matcher-covers-routes-that-use-auth"
     " middleware-matcher-keeps-dotted-paths root-layout-survives-a-404")),
    ("getAuth() was called but Clerk can't detect usage of clerkMiddleware()", ("No middleware of"
     " Clerk's ran for this request"),
     ("clerk-middleware-exists middleware-is-where-next-looks middleware-has-the-name-next-runs"
     " middleware-matcher-covers-api-routes")),
    ("looks like you aren't using authMiddleware in your middleware file", ("No middleware of"
     " Clerk's ran for this request, which a release before 6 says this way"),
     "clerk-middleware-exists middleware-is-where-next-looks removed-apis-are-not-used"),
    ("clerkMiddleware() was not run, your middleware file might be misplaced", ("The middleware's"
     " file is not where Next.js looks for it"),
     "middleware-is-where-next-looks middleware-has-the-name-next-runs"),
    ("Missing publishableKey",
     ("The publishable key is not set where this code runs, or not under a"
     " name that it reads"),
     ("publishable-key-is-set variables-have-names-that-are-read env-files-are-kept"
     " browser-code-reads-public-variables turbo-passes-the-variables")),
    ("Publishable key is missing. Ensure that your publishable key is correctly configured",
     "The publishable key is not set where this code runs",
     "publishable-key-is-set variables-have-names-that-are-read"),
    ("Clerk keys are missing from your environment", "Neither key is set where this code runs",
     "publishable-key-is-set secret-key-is-set"),
    ("Missing secretKey", "The secret key is not set on the server",
     "secret-key-is-set variables-have-names-that-are-read turbo-passes-the-variables"),
    ("Missing Clerk Secret Key or API Key", "The secret key is not set on the server",
     "secret-key-is-set variables-have-names-that-are-read"),
    ("Publishable key not valid", ("The publishable key does not decode to a host: cut off, a"
     " placeholder, or with characters that do not belong to it"),
     ("publishable-key-is-well-formed values-are-not-placeholders values-have-no-stray-characters"
     " values-are-read-as-written")),
    ("The publishableKey passed to Clerk is invalid", ("The publishable key does not decode to a"
     " host"), "publishable-key-is-well-formed values-are-not-placeholders"),
    ("encryption_key_missing", ("The middleware is given a secret key and there is no"
     " `CLERK_ENCRYPTION_KEY` to hand it on with"), "encryption-key-is-set"),
    ("Missing `CLERK_ENCRYPTION_KEY`. Required for propagating `secretKey`", ("The middleware is"
     " given a secret key and there is no `CLERK_ENCRYPTION_KEY`"), "encryption-key-is-set"),
    ("encryption_key_invalid", "The encryption key differs between the middleware and the server",
     "encryption-key-is-set shell-agrees-with-env-files variables-are-stated-once"),
    ("Unable to decrypt request data", ("The encryption key differs between the middleware and the"
     " server, or the server runs with an older one"), "encryption-key-is-set"),
    ("auth_signature_invalid", "The middleware and the server run with different secret keys",
     ("shell-agrees-with-env-files variables-are-stated-once secret-key-is-well-formed"
     " middleware-leaves-api-routes-alone")),
    ("auth() and currentUser() are only supported in App Router", ("`auth()` is called in the pages"
     " directory, at module level, or where no request is"),
     "auth-runs-inside-a-request server-helpers-come-from-the-server-module"),
    ('auth() and currentUser() cannot be called inside a "use cache" function', ("A cached function"
     " has no request to read"), "auth-runs-inside-a-request"),
    ("Missing domain and proxyUrl. A satellite application needs", ("A satellite has neither its"
     " domain nor a proxy"), "satellites-are-complete"),
    ("Invalid signInUrl. A satellite application requires a signInUrl",
     ("A satellite in development"
     " has no absolute sign-in URL of its primary domain"), "satellites-are-complete"),
    ("can only be used within the <ClerkProvider /> component", ("A hook or component of Clerk's is"
     " outside of the provider, or comes from a second copy of the SDK"),
     "clerk-provider-wraps-the-app clerk-packages-are-not-mixed clerk-version-fits-next"),
    ("called in static mode, wrap this component in <ClerkProvider dynamic>", ("`useAuth()` runs"
     " while a page is rendered statically"), "clerk-provider-wraps-the-app"),
    ("The <SignIn/> component is not configured correctly", ("The sign-in page is no catch-all"
     " route, or the middleware protects it"),
     "sign-in-page-is-a-catch-all sign-in-routes-are-public sign-in-sub-routes-are-public"),
    ("The <SignUp/> component is not configured correctly", ("The sign-up page is no catch-all"
     " route, or the middleware protects it"),
     "sign-in-page-is-a-catch-all sign-in-routes-are-public sign-in-sub-routes-are-public"),
    ("The <SignUp/> and <SignIn/> components cannot render when a user is already signed in",
     "A signed-in user is sent to the sign-in page: the server does not know the session",
     "keys-are-of-one-type keys-name-one-instance publishable-key-is-canonical"),
    ("The prop … is deprecated and should be replaced", ("A redirect prop has a name of before"
     " version 6"), "redirect-props-are-current"),
    ("Failed to load Clerk", ("The browser did not get Clerk's script: a content security policy, a"
     " key of another domain, or DNS"),
     "csp-admits-clerk publishable-key-is-well-formed production-uses-live-keys"),
    ("failed_to_load_clerk_js", "The browser did not get Clerk's script",
     "csp-admits-clerk publishable-key-is-well-formed"),
    ("Failed to initialize component renderer: ChunkLoadError", ("The browser did not get a part of"
     " Clerk's script"), "csp-admits-clerk"),
    ("Production Keys are only allowed for domain", ("Live keys are used on localhost, a preview or"
     " another domain than the instance's"), "live-keys-stay-in-production"),
    ("Clerk has been loaded with development keys", ("A deployed site runs with the keys of a"
     " development instance"), "production-uses-live-keys shell-agrees-with-env-files"),
    ("cannot be deployed to vercel.app with production keys",
     ("A production instance needs a domain"
     " of one's own"), "live-keys-stay-in-production"),
    ("is not on one of the allowedRedirectOrigins", ("A redirect leads to an origin that the"
     " provider does not allow"), "satellites-are-complete redirect-props-are-current"),
    ("Cannot initialize Smart CAPTCHA widget because the … DOM element was not found", ("A sign-up"
     " form of one's own lacks the element that the CAPTCHA goes into"),
     "custom-sign-up-has-a-captcha"),
    ("captcha_invalid", ("The CAPTCHA of a sign-up was not solved, often since its element is"
     " missing"), "custom-sign-up-has-a-captcha csp-admits-clerk"),
    ("The request to … is being redirected because there is no signed-in user", ("`authMiddleware`"
     " protects every path that it is not told of"),
     "removed-apis-are-not-used webhook-routes-are-public public-pages-are-public"),
    ("is being protected (401) because there is no signed-in user",
     ("`authMiddleware` protects this"
     " API route"), "webhook-routes-are-public removed-apis-are-not-used"),
    ("createRouteMatcher is deprecated", ("`createRouteMatcher` is on its way out: a check belongs"
     " where the data is read"), "create-route-matcher-is-on-its-way-out"),
    ("signedin-is-not-available-in-clerk-nextjs", ("`<SignedIn>` is gone in version 7, where"
     " `<Show>` replaces it"), "removed-apis-are-not-used"),
    ("clerk_offline", "The browser had no network when a token was asked for",
     "csp-admits-clerk"),
    ("auth(...).protect is not a function", "`protect` moved: `auth.protect()` since version 6",
     "protect-is-called-the-way-the-version-has-it"),
    ("auth.protect is not a function", "`auth.protect()` came with version 6",
     "protect-is-called-the-way-the-version-has-it"),
    ("clerkClient is not a function", "`clerkClient` is an object up to version 5",
     "clerk-client-is-called"),
    ("clerkClient.users is undefined", "`clerkClient` is an async function from version 6 on",
     "clerk-client-is-called"),
    ("Cannot read properties of undefined (reading 'getUser')",
     ("`clerkClient` is an async function"
     " from version 6 on"), "clerk-client-is-called"),
    ("Property … does not exist on type 'Promise<SessionAuth", ("`auth()` gives a promise since"
     " version 6"), "auth-is-awaited"),
    ("Property 'protect' does not exist on type", "`protect` is elsewhere in this version",
     "protect-is-called-the-way-the-version-has-it"),
    ("authMiddleware) is not a function", "`authMiddleware` is gone in this version",
     "removed-apis-are-not-used"),
    ("has no exported member 'authMiddleware'", "`authMiddleware` is gone in this version",
     "removed-apis-are-not-used"),
    ("is not exported from '@clerk/nextjs'", ("The server's helpers come from"
     " `@clerk/nextjs/server`"), ("server-helpers-come-from-the-server-module"
     " removed-apis-are-not-used")),
    ("Can't resolve '@clerk/clerk-react'", "A second SDK of Clerk's is imported and not installed",
     "clerk-packages-are-not-mixed"),
)  # fmt: skip
