"""What is open to everybody on purpose, as far as its names say."""

from clerkdoctor.facts.own_checks import Touched, Unasked, is_private
from clerkdoctor.words import words_of

_OPEN = frozenset(
    ("contact", "contacts", "newsletter", "newsletters", "subscribe", "subscriber", "subscribers",
     "unsubscribe", "waitlist", "wait", "feedback", "signup", "signin", "register", "registration",
     "login", "logout", "track", "tracking", "tracker", "analytics", "view", "views", "visit",
     "visits", "visitor", "visitors", "event", "events", "log", "logs", "ping", "health",
     "healthz", "healthcheck", "heartbeat", "status", "cron", "crons", "webhook", "webhooks",
     "hook", "hooks", "callback", "callbacks", "oauth", "oauth2", "sso", "uploadthing", "trpc",
     "inngest", "graphql", "counter", "count", "hit", "hits", "like", "likes", "vote", "votes",
     "poll", "rsvp", "lead", "leads", "inquiry", "inquiries", "enquiry", "enquiries", "quote",
     "quotes", "support", "public", "demo", "guest", "guests", "guestbook", "revalidate", "draft",
     "preview", "search", "metrics", "telemetry", "survey", "surveys", "cart", "carts", "booking",
     "bookings", "reservation", "reservations", "appointment", "appointments", "donate",
     "donation", "donations", "invite", "invites", "invitation", "invitations", "share", "shared",
     "apply", "application", "applications", "unfurl", "og", "anonymous", "trial", "verify",
     "verification", "password", "otp", "queue", "queues", "job", "jobs", "worker", "workers",
     "task", "ingest", "mcp", "proxy", "error", "errors", "report", "revalidation", "locale",
     "theme", "comment", "comments", "review", "reviews", "ask", "auth", "payload", "sync",
     "order", "orders", "rate", "limit", "cache")
)  # fmt: skip
# Left over from building the app, whatever folder they stand in.
_LEFT_OVER = frozenset(("test", "tests", "debug", "seed", "seeds"))


def is_open_by_design(path: str, one: Unasked, touched: Touched) -> bool:
    """Whether the names of a route or an action say that strangers are meant to use it.

    What lies in a private folder, and what was left from a test, is not meant so.
    """
    words = frozenset(words_of(path))
    if not words.isdisjoint(_LEFT_OVER):
        return False
    if is_private(path):
        return not words.isdisjoint(("webhook", "webhooks", "callback", "cron", "login"))
    names = words.union(words_of(one.name), words_of(touched.what))
    if one.answers == "action":
        names |= set(words_of(one.place.path.rpartition("/")[2].partition(".")[0]))
    return not names.isdisjoint(_OPEN)
