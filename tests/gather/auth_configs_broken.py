"""Convex folders in which one thing is wrong, and the checks that say so.

The sources are ours; the mistakes are those of public repositories and of Convex' own messages.
"""

from collections.abc import Mapping
from typing import NamedTuple

DEV = "https://clean-mayfly-62.clerk.accounts.dev"
OTHER = "https://quick-otter-42.clerk.accounts.dev"
LIVE = "https://clerk.acme.io"


class Broken(NamedTuple):
    """`config` is the text of auth.config.ts, None where there is none; `files` stand beside it.

    `failed` are the checks that fail, `says` are words of their first problem.
    """

    name: str
    config: str | None
    failed: dict[str, str]
    says: str
    files: Mapping[str, str] = {}
    at: str = "convex/auth.config.ts"
    convex: str = "1.48.0"


def one(fields: str) -> str:
    """A file with one provider of these fields."""
    return f"export default {{\n  providers: [\n    {{\n      {fields}\n    }},\n  ],\n}};\n"


_COMPLETE = {"convex-providers-are-complete": "error"}
_ORIGIN = {"convex-issuer-is-an-origin": "error"}
_AUDIENCE = {"convex-application-id-is-the-audience": "error"}
_WHERE = {"convex-auth-config-is-where-convex-looks": "error"}
_CLERK = 'domain: process.env.CLERK_JWT_ISSUER_DOMAIN!, applicationID: "convex"'

BROKEN = [
    # The providers
    Broken("applicationId", one(f'domain: "{DEV}", applicationId: "convex",'),
           _COMPLETE | {"convex-issuer-is-not-fixed-to-development": "error"}, "has `applicationId`"),
    Broken("no application id", one("domain: process.env.CLERK_JWT_ISSUER_DOMAIN!,"), _COMPLETE,
           "has no `applicationID`"),
    Broken("no domain", one('applicationID: "convex",'), _COMPLETE, "has no `domain`"),
    Broken("domain and application id apart", """export default {
  providers: [
    { domain: process.env.CLERK_JWT_ISSUER_DOMAIN! },
    { applicationID: "convex" },
  ],
};
""", _COMPLETE, "Provider at index 0 has no `applicationID`"),
    Broken("type clerk", one(f'type: "clerk", {_CLERK},'), _COMPLETE, "has the type `clerk`"),
    Broken("issuer for domain",
           one('issuer: process.env.CLERK_JWT_ISSUER_DOMAIN!, applicationID: "convex",'), _COMPLETE,
           "has an `issuer` and is no customJwt"),
    Broken("customJwt with a domain",
           one(f'type: "customJwt", {_CLERK}, issuer: process.env.CLERK_ISSUER!, jwks: "{LIVE}/j", algorithm: "RS256",'),
           _COMPLETE, "is a customJwt with a `domain`"),
    Broken("customJwt with HS256",
           one(f'type: "customJwt", issuer: process.env.CLERK_JWT_ISSUER_DOMAIN!, jwks: "{LIVE}/j", algorithm: "HS256", applicationID: "convex",'),
           _COMPLETE, 'has the algorithm `"HS256"`'),
    Broken("customJwt without a key set",
           one('type: "customJwt", issuer: process.env.CLERK_JWT_ISSUER_DOMAIN!, algorithm: "RS256", applicationID: "convex",'),
           _COMPLETE, "has no `jwks`"),
    Broken("customJwt without an audience",
           one(f'type: "customJwt", issuer: process.env.CLERK_JWT_ISSUER_DOMAIN!, jwks: "{LIVE}/j", algorithm: "RS256",'),
           {"convex-custom-jwt-names-an-audience": "warning"}, "without `applicationID`"),
    Broken("a number for an application id",
           one("domain: process.env.CLERK_JWT_ISSUER_DOMAIN!, applicationID: 42,"), _COMPLETE,
           "has a number as its `applicationID`"),
    Broken("an empty list", "export default { providers: [] };\n", _COMPLETE, "`providers` is empty"),
    Broken("no list", "export default {};\n", _COMPLETE, "There is no `providers`"),
    Broken("the list itself", f"export default [{{ {_CLERK} }}];\n", _COMPLETE,
           "The default export is an array"),
    Broken("an object for a list", f"export default {{ providers: {{ {_CLERK} }} }};\n", _COMPLETE,
           "`providers` is an object"),
    Broken("no default export", f"export const config = {{ providers: [{{ {_CLERK} }}] }};\n",
           _COMPLETE, "The file has no default export"),
    # The issuer
    Broken("the URL of the key set", one(f'domain: "{LIVE}/.well-known/jwks.json", applicationID: "convex",'),
           _ORIGIN, "is the URL of a key set"),
    Broken("the key set behind the variable",
           one('domain: `${process.env.CLERK_JWT_ISSUER_DOMAIN}/.well-known/jwks.json`, applicationID: "convex",'),
           _ORIGIN, "is the URL of a key set"),
    Broken("the metadata", one(f'domain: "{LIVE}/.well-known/openid-configuration", applicationID: "convex",'),
           _ORIGIN, "is the URL of provider metadata"),
    Broken("a path", one(f'domain: "{LIVE}/v1", applicationID: "convex",'), _ORIGIN, "has a path"),
    Broken("capital letters", one('domain: "https://Clerk.acme.io", applicationID: "convex",'), _ORIGIN,
           "holds capital letters"),
    Broken("a port", one(f'domain: "{LIVE}:443", applicationID: "convex",'), _ORIGIN, "has a port"),
    Broken("http", one('domain: "http://clerk.acme.io", applicationID: "convex",'), _ORIGIN,
           "begins with `http://`"),
    Broken("white space at the end", one(f'domain: "{LIVE} ", applicationID: "convex",'), _ORIGIN,
           "ends with white space"),
    Broken("quotes that do not interpolate",
           one("domain: '${process.env.CLERK_JWT_ISSUER_DOMAIN}', applicationID: \"convex\","),
           _ORIGIN, "in plain quotes"),
    Broken("the publishable key", one('domain: "pk_test_Y2xlYW4tbWF5Zmx5LTYyLmNsZXJrLmFjY291bnRzLmRldiQ", applicationID: "convex",'),
           _ORIGIN, "is a publishable key"),
    Broken("the Account Portal", one('domain: "https://clean-mayfly-62.accounts.dev", applicationID: "convex",'),
           _ORIGIN, "is the Account Portal"),
    Broken("fixed to development", one(f'domain: "{DEV}", applicationID: "convex",'),
           {"convex-issuer-is-not-fixed-to-development": "error"}, "on every deployment"),
    Broken("another instance", one(f'domain: "{LIVE}", applicationID: "convex",'),
           {"convex-issuer-is-the-frontend-api": "error"}, f"names `{DEV}`"),
    Broken("development beside production", f"""export default {{
  providers: [
    {{ domain: "{LIVE}", applicationID: "convex" }},
    {{ domain: "{DEV}", applicationID: "convex" }},
  ],
}};
""", {"convex-issuer-is-not-fixed-to-development": "warning"}, "on every deployment"),
    Broken("a branch on NODE_ENV", f"""const isProduction = process.env.NODE_ENV === "production";
export default {{
  providers: [
    {{ domain: isProduction ? "{LIVE}" : process.env.CLERK_DEV_ISSUER!, applicationID: "convex" }},
  ],
}};
""", {"convex-auth-config-does-not-branch-on-node-env": "error", "convex-issuer-is-the-frontend-api": "error"},
           "`process.env.NODE_ENV` decides here"),
    Broken("a fallback", one(f'domain: process.env.CLERK_JWT_ISSUER_DOMAIN ?? "{LIVE}", applicationID: "convex",'),
           {"convex-auth-config-has-no-fallback": "warning"}, 'CLERK_JWT_ISSUER_DOMAIN ?? "https://clerk.acme.io"'),
    Broken("a fallback to another variable",
           one('domain: process.env.CLERK_ISSUER || process.env.CLERK_JWT_ISSUER_DOMAIN, applicationID: "convex",'),
           {"convex-auth-config-has-no-fallback": "warning"}, "CLERK_ISSUER || …"),
    Broken("a variable called a key", one('domain: process.env.CLERK_SECRET_KEY!, applicationID: "convex",'),
           {"convex-issuer-variable-names-an-issuer": "warning"}, "whose name says `SECRET`"),
    # The audience
    Broken("Convex", one('domain: process.env.CLERK_JWT_ISSUER_DOMAIN!, applicationID: "Convex",'), _AUDIENCE,
           "is `Convex`"),
    Broken("a blank behind it", one('domain: process.env.CLERK_JWT_ISSUER_DOMAIN!, applicationID: "convex ",'),
           _AUDIENCE, "is `convex `"),
    Broken("the id of Clerk's application",
           one('domain: process.env.CLERK_JWT_ISSUER_DOMAIN!, applicationID: "app_2abcDEF",'), _AUDIENCE,
           "Clerk's is `convex`"),
    Broken("another audience", one('domain: process.env.CLERK_JWT_ISSUER_DOMAIN!, applicationID: "my-app",'),
           {"convex-application-id-is-the-audience": "warning"}, "is `my-app`"),
    # The place
    Broken("none", None, {"convex-auth-config-exists": "error"}, "there is no `convex/auth.config.ts`",
           at="components/providers.tsx"),
    Broken("in src", None, _WHERE, "stands outside of `convex/`",
           {"src/auth.config.ts": f"export default {{ providers: [{{ {_CLERK} }}] }};\n"}, "src/auth.config.ts"),
    Broken("in a folder of its own", None, _WHERE, "stands in a folder of its own",
           {"convex/auth/auth.config.ts": f"export default {{ providers: [{{ {_CLERK} }}] }};\n"},
           "convex/auth/auth.config.ts"),
    Broken("of another ending", None, _WHERE, "ends with `.mts`",
           {"convex/auth.config.mts": f"export default {{ providers: [{{ {_CLERK} }}] }};\n"},
           "convex/auth.config.mts"),
    Broken("of another name", None, _WHERE, "is called `authConfig.ts`",
           {"convex/authConfig.ts": f"export default {{ providers: [{{ {_CLERK} }}] }};\n"}, "convex/authConfig.ts"),
    Broken("both endings", one(f"{_CLERK},"), _WHERE, "Convex wants one of them",
           {"convex/auth.config.js": f"export default {{ providers: [{{ {_CLERK} }}] }};\n"}, "convex/auth.config.js"),
    # What stands around it
    Broken("a router in routes.ts", one(f"{_CLERK},"), {"convex-http-is-mounted": "error"},
           "there is no `convex/http.ts`",
           {"convex/routes.ts": 'import { httpRouter } from "convex/server";\nconst http = httpRouter();\nexport default http;\n'},
           "convex/routes.ts"),
    Broken("a router that is not exported", one(f"{_CLERK},"), {"convex-http-is-mounted": "error"},
           "has no default export",
           {"convex/http.ts": 'import { httpRouter } from "convex/server";\nexport const http = httpRouter();\n'},
           "convex/http.ts"),
    Broken("convex 1.33.0", one(f"{_CLERK},"), {"convex-sdk-agrees-with-the-token-source": "warning"},
           "sends the session token and never the template's", at="package.json", convex="1.33.0"),
    Broken("convex 1.33.0 and the template", one(f"{_CLERK},"),
           {"convex-sdk-agrees-with-the-token-source": "error"}, "sends the session token and never the template's",
           {"lib/token.ts": 'import { auth } from "@clerk/nextjs/server";\nexport async function token() {\n  return (await auth()).getToken({ template: "convex" });\n}\n'},
           "package.json", "1.33.0"),
]  # fmt: skip
