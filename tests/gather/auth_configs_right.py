"""Convex folders that are as they are to be, in the styles in which people write them.

The sources are ours, their shapes those of public repositories.
"""

LIVE = "https://clerk.acme.io"

CONFIGS = {
    "typed with satisfies": """import { AuthConfig } from "convex/server";
export default {
  providers: [{ domain: process.env.CLERK_JWT_ISSUER_DOMAIN!, applicationID: "convex" }],
} satisfies AuthConfig;
""",
    "untyped": """export default {
  providers: [
    {
      domain: process.env.CLERK_JWT_ISSUER_DOMAIN,
      applicationID: "convex",
    },
  ]
}
""",
    "a constant of its own": """const authConfig = {
  providers: [{ domain: process.env.CLERK_FRONTEND_API_URL, applicationID: 'convex' }],
};

export default authConfig;
""",
    "a typed constant": """import type { AuthConfig } from "convex/server";
const config: AuthConfig = {
  providers: [{ domain: process.env["CLERK_ISSUER_URL"] as string, applicationID: `convex` }],
};
export default config;
""",
    "a declared process and a guard": """declare const process: { env: Record<string, string | undefined> };
const domain = process.env.CLERK_JWT_ISSUER_DOMAIN;
if (!domain) {
  throw new Error("CLERK_JWT_ISSUER_DOMAIN is missing");
}
export default { providers: [{ domain, applicationID: "convex" }] };
""",
    "a helper that throws": """function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is missing`);
  return value;
}
export default { providers: [{ domain: required("CLERK_JWT_ISSUER_DOMAIN"), applicationID: "convex" }] };
""",
    "a function called at once": """export default {
  providers: [
    {
      domain: (() => {
        const domain = process.env.CLERK_JWT_ISSUER_DOMAIN;
        if (!domain) {
          throw new Error("set it on the deployment");
        }
        return domain;
      })(),
      applicationID: "convex",
    },
  ],
};
""",
    "a template around the variable": """export default {
  providers: [{ domain: `${process.env.CLERK_JWT_ISSUER_DOMAIN}`, applicationID: "convex" }],
};
""",
    "the scheme in front of the variable": """export default {
  providers: [{ domain: "https://" + process.env.CLERK_DOMAIN, applicationID: "convex" }],
};
""",
    "a trimmed variable": """export default {
  providers: [{ domain: process.env.CLERK_JWT_ISSUER_DOMAIN!.trim(), applicationID: "convex" }],
};
""",
    "another file": """import { clerk } from "./authProviders";
export default { providers: [clerk("convex")] };
""",
    "a spread": """const shared = { applicationID: "convex" };
export default { providers: [{ ...shared, domain: process.env.CLERK_JWT_ISSUER_DOMAIN! }] };
""",
    "CommonJS": """module.exports = {
  providers: [{ domain: process.env.CLERK_JWT_ISSUER_DOMAIN, applicationID: "convex" }],
};
""",
    "a production instance, written out": f"""export default {{
  providers: [{{ domain: "{LIVE}", applicationID: "convex" }}],
}};
""",
    "a slash at the end": f"""export default {{
  providers: [{{ domain: "{LIVE}/", applicationID: "convex" }}],
}};
""",
    "no scheme": """export default {
  providers: [{ domain: "clerk.acme.io", applicationID: "convex" }],
};
""",
    "Convex Auth beside Clerk": """export default {
  providers: [
    { domain: process.env.CONVEX_SITE_URL, applicationID: "convex" },
    { domain: process.env.CLERK_JWT_ISSUER_DOMAIN!, applicationID: "convex" },
  ],
};
""",
    "guests with tokens of one's own": """import type { AuthConfig } from "convex/server";
export default {
  providers: [
    { domain: process.env.CLERK_JWT_ISSUER_DOMAIN!, applicationID: "convex" },
    {
      type: "customJwt",
      issuer: process.env.GUEST_ISSUER!,
      jwks: `${process.env.GUEST_ISSUER}/.well-known/jwks.json`,
      algorithm: "ES256",
      applicationID: "guests",
    },
  ],
} satisfies AuthConfig;
""",
    "Clerk as a customJwt": """const issuer = process.env.CLERK_JWT_ISSUER_DOMAIN!;
export default {
  providers: [
    {
      type: "customJwt",
      issuer,
      jwks: `${issuer}/.well-known/jwks.json`,
      algorithm: "RS256",
      applicationID: "convex",
    },
  ],
};
""",
    "a neutral name for the variable": """export default {
  providers: [{ domain: process.env.AUTH_DOMAIN!, applicationID: "convex" }],
};
""",
    "a provider only where its variable is filled": """const issuer = process.env.CLERK_JWT_ISSUER_DOMAIN;
export default {
  providers: issuer ? [{ domain: issuer, applicationID: "convex" }] : [],
};
""",
    "an application id from a variable": """export default {
  providers: [
    { domain: process.env.CLERK_JWT_ISSUER_DOMAIN!, applicationID: process.env.CLERK_APPLICATION_ID! },
  ],
};
""",
    "several issuers in a variable": """const domains = (process.env.CLERK_ISSUERS ?? "")
  .split(",")
  .map((one) => one.trim())
  .filter(Boolean);
export default { providers: domains.map((domain) => ({ domain, applicationID: "convex" })) };
""",
    "a provider that is pushed": """const providers = [
  { domain: process.env.CLERK_JWT_ISSUER_DOMAIN!, applicationID: "convex" },
];
if (process.env.GUEST_ISSUER) {
  providers.push({ domain: process.env.GUEST_ISSUER, applicationID: "guests" });
}
export default { providers };
""",
    "a package's provider": """import { getAuthConfigProvider } from "@convex-dev/better-auth/auth-config";
export default {
  providers: [
    getAuthConfigProvider(),
    { domain: process.env.CLERK_JWT_ISSUER_DOMAIN!, applicationID: "convex" },
  ],
};
""",
    "the branch by a variable of one's own": """const isStaging = process.env.APP_STAGE === "staging";
export default {
  providers: [
    {
      domain: isStaging ? process.env.CLERK_STAGING_ISSUER! : process.env.CLERK_JWT_ISSUER_DOMAIN!,
      applicationID: "convex",
    },
  ],
};
""",
}
"""By style, the text of `convex/auth.config.ts`."""

BESIDE = {
    "another file": {
        "convex/authProviders.ts": """export const clerk = (applicationID: string) => ({
  domain: process.env.CLERK_JWT_ISSUER_DOMAIN!,
  applicationID,
});
"""
    },
}
"""By style, the files that stand beside it."""

LIVE_STYLES = ("a production instance, written out", "a slash at the end", "no scheme")
"""Styles that are right for the production key alone."""

_PLAIN = 'export default { providers: [{ domain: process.env.CLERK_JWT_ISSUER_DOMAIN!, applicationID: "convex" }] };\n'
_ROUTER = 'import { httpRouter } from "convex/server";\nconst http = httpRouter();\nexport default http;\n'

FOLDERS: dict[str, dict[str, str]] = {
    "auth.config.js": {"convex/auth.config.js": _PLAIN.replace("!", "")},
    "a folder of another name": {
        "convex.json": '{ "functions": "src/convex/" }\n',
        "src/convex/auth.config.ts": _PLAIN,
    },
    "NextAuth's file of the same name": {
        "convex/auth.config.ts": _PLAIN,
        "auth.config.ts": 'import type { NextAuthConfig } from "next-auth";\nexport const authConfig = { providers: [], pages: { signIn: "/login" } } satisfies NextAuthConfig;\n',
    },
    "webhooks in http.ts": {"convex/auth.config.ts": _PLAIN, "convex/http.ts": _ROUTER},
    "a router made elsewhere": {
        "convex/auth.config.ts": _PLAIN,
        "convex/http.ts": 'export { default } from "./routes/router";\n',
        "convex/routes/router.ts": _ROUTER,
    },
    "a component with routes of its own": {
        "convex/auth.config.ts": _PLAIN,
        "convex/components/mail/convex.config.ts": 'import { defineComponent } from "convex/server";\nexport default defineComponent("mail");\n',
        "convex/components/mail/http.ts": _ROUTER,
    },
    "the configuration's parts in a file that sounds like it": {
        "convex/auth.config.ts": 'import { providers } from "./authConfig";\nexport default { providers };\n',
        "convex/authConfig.ts": 'export const providers = [{ domain: process.env.CLERK_JWT_ISSUER_DOMAIN!, applicationID: "convex" }];\n',
    },
}
"""Folders whose files are all given."""
