"""The symptoms that the stack's documentation lists, each with its lines in their order."""

from typing import NamedTuple


class Line(NamedTuple):
    """One line of a checklist. `checks` are ids or beginnings of ids; `live` is the command that
    tells what no file tells, where there is one.
    """

    text: str
    checks: tuple[str, ...]
    live: str = ""


class Checklist(NamedTuple):
    title: str
    lines: tuple[Line, ...]


CHECKLISTS: dict[str, Checklist] = {
    "unauthenticated": Checklist(
        "“Unauthenticated” errors",
        (
            Line(
                "The JWT template's name matches the configuration",
                (
                    "jwt-template-", "convex-application-id-", "convex-providers-",
                    "convex-sdk-agrees-", "convex-provider-",
                ),
                "clerkdoctor verify-token TOKEN",
            ),
            Line(
                "`CLERK_JWT_ISSUER_DOMAIN` is set, and names this instance",
                (
                    "convex-issuer-", "convex-auth-config-", "variables-the-code-reads-are-set",
                    "keys-are-of-one-type", "convex-url-names-the-deployment",
                ),
                "clerkdoctor check-env --against convex",
            ),
            Line(
                "The middleware does not block the auth routes",
                (
                    "sign-in-routes-are-public", "sign-in-sub-routes-are-public",
                    "sign-in-page-is-a-catch-all", "clerk-middleware-exists",
                    "middleware-is-where-next-looks", "middleware-has-the-name-next-runs",
                    "middleware-matcher-", "route-patterns-", "public-pages-reach-their-apis",
                ),
                "clerkdoctor check-routes",
            ),
        ),
    ),
    "webhooks": Checklist(
        "Webhook failures",
        (
            Line(
                "The webhook secret is set, and not only locally",
                (
                    "webhook-secret-is-set", "webhook-secret-is-well-formed",
                    "handler-reads-the-secret-that-is-set",
                    "handler-refuses-to-run-without-a-secret", "values-have-no-stray-characters",
                ),
                "clerkdoctor check-env --against vercel:production",
            ),
            Line(
                "The webhook's URL is the canonical one, without redirects",
                ("webhook-file-is-a-route", "handler-exports-post", "the-endpoint-"),
                "clerkdoctor replay-webhook URL",
            ),
            Line(
                "`/api/webhooks/*` is public",
                (
                    "webhook-routes-are-public", "webhook-path-agrees-with-the-public-pattern",
                    "route-patterns-", "the-route-is-not-behind-auth",
                ),
                "clerkdoctor check-routes --path /api/webhooks/clerk",
            ),
            Line(
                "The handler verifies the raw body, with plain headers",
                (
                    "handler-verifies-", "handler-passes-plain-headers", "pages-router-body-is-raw",
                    "handler-answers-", "handler-does-not-use-",
                    "convex-webhook-is-an-http-action",
                ),
                "clerkdoctor verify-webhook --delivery FILE",
            ),
        ),
    ),
    "session": Checklist(
        "The session does not persist",
        (
            Line(
                "Cookies are set",
                (
                    "publishable-key-", "keys-are-of-one-type", "keyless-keys-agree-with-env",
                    "clerk-middleware-exists", "middleware-matcher-covers-", "cookies-are-",
                    "csp-admits-clerk", "clerk-provider-wraps-the-app",
                ),
                "clerkdoctor check-session URL",
            ),
            Line(
                "The domain configuration is right",
                (
                    "satellites-are-complete", "live-keys-stay-in-production",
                    "sign-in-urls-name-pages", "redirect-props-are-current",
                ),
                "clerkdoctor check-session URL",
            ),
            Line(
                "HTTPS in production, with production's keys",
                ("production-uses-live-keys", "https-is-enforced"),
                "clerkdoctor check-session URL",
            ),
        ),
    ),
}  # fmt: skip
"""Symptom → its checklist, in the words and the order of the documentation."""

ALIASES = {"webhook": "webhooks", "sessions": "session", "unauthorized": "unauthenticated"}
