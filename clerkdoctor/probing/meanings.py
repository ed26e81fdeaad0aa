"""What an answer to a delivery means: who gave it, why, and what mends it.

The rules are those of what stands before a handler (Next.js, Clerk's middleware, Vercel,
Cloudflare, ngrok, Convex), in the order in which one can tell them apart.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple
from urllib.parse import SplitResult, urljoin, urlsplit

from clerkdoctor.probing.answers import Answer, NoAnswer

Outcome = Literal["accepted", "refused", "blocked", "failed"]


class Meaning(NamedTuple):
    """`code` names the cause; `words` complete "The endpoint …"; `fix` is an instruction.

    An answer is `accepted` (2xx) or `refused` (the handler said no) by what was asked; it is
    `blocked` where the handler was not reached, and `failed` where it broke or did not answer.
    `cause` is a sentence about the endpoint, "it", where its answer tells more than that.
    """

    outcome: Outcome
    code: str
    words: str
    fix: str = ""
    cause: str = ""


_PUBLIC = 'Add the path to the public routes of the middleware, as in "/api/webhooks(.*)"'
_CONFIGURED = "Configure the webhook with the very URL that answers"


def meaning(answer: Answer | NoAnswer, url: str) -> Meaning:
    """What an answer of the endpoint at `url` says."""
    if isinstance(answer, NoAnswer):
        return _no_answer(answer)
    return next(_meanings(answer, urlsplit(url), url))


def _meanings(answer: Answer, asked: SplitResult, url: str) -> Iterator[Meaning]:
    """The first that fits counts; the last always does."""
    yield from _platform(answer)
    if 300 <= answer.status < 400:
        yield _redirect(answer, asked, url)
    yield from _clerk(answer)
    yield from _missing(answer)
    yield from _handlers(answer)


def _platform(answer: Answer) -> Iterator[Meaning]:
    """Vercel, Cloudflare and ngrok, which answer in the endpoint's name."""
    headers, text = answer.headers, answer.text
    location = headers.get("location", "")
    if (
        location.startswith("https://vercel.com/sso-api")
        or headers.get("x-vercel-error") == "UNAUTHORIZED"
        or (answer.status == 401 and ("_vercel_sso_nonce" in headers.get("set-cookie", "")
            or "Protected deployment" in text or "Vercel Authentication" in text))
    ):  # fmt: skip
        yield Meaning(
            "blocked",
            "vercel-protection",
            f"is behind Vercel's Deployment Protection ({answer.status})",
            "Use the production domain, or add the bypass secret to the webhook's URL:"
            " ?x-vercel-protection-bypass=SECRET",
        )
    if headers.get("cf-mitigated") == "challenge" or (
        answer.status in (403, 429, 503) and "Just a moment" in text
    ):
        yield Meaning(
            "blocked",
            "cloudflare-challenge",
            f"is behind a Cloudflare challenge ({answer.status})",
            "Skip bot protection for the webhook's path, or leave that host unproxied",
        )
    for code, words, fix in _NGROK:
        if code in text or code in headers.get("ngrok-error-code", ""):
            yield Meaning("blocked", code.lower().replace("_", "-"), words, fix)


_NGROK = (
    ("ERR_NGROK_3200", "is an ngrok tunnel whose agent is not running", "Start the tunnel anew"),
    (
        "ERR_NGROK_8012",
        "is an ngrok tunnel that cannot reach the app behind it",
        "Start the app, on the port that the tunnel forwards to",
    ),
    (
        "ERR_NGROK_3204",
        "is an ngrok tunnel that refused the signature itself",
        "Give ngrok the endpoint's signing secret, or turn its webhook verification off",
    ),
)


def _redirect(answer: Answer, asked: SplitResult, url: str) -> Meaning:
    """Svix follows no redirect: each is a failed delivery."""
    status, headers = answer.status, answer.headers
    target = urljoin(url, headers.get("location", ""))
    to = urlsplit(target)
    # Its query may hold what the asked URL's has, such as a bypass secret.
    shown = to._replace(query="…" if to.query else "", fragment="").geturl()
    if headers.get("x-clerk-redirect-to") or _is_sign_in(to):
        return Meaning(
            "blocked",
            "protected",
            f"redirects to a sign-in ({status}): the middleware protects its path",
            _PUBLIC,
        )
    plain = (to.scheme, to.netloc, to.path.rstrip("/"))
    if plain == (asked.scheme, asked.netloc, asked.path.rstrip("/")) and to.path != asked.path:
        slash = "with" if to.path.endswith("/") else "without"
        return Meaning(
            "blocked",
            "trailing-slash",
            f"redirects to the path {slash} a slash at its end ({status}): `{to.path}`",
            f"{_CONFIGURED}: `{shown}`",
        )
    if to.netloc == asked.netloc and (asked.scheme, to.scheme) == ("http", "https"):
        return Meaning(
            "blocked", "https", f"redirects to https ({status})", f"{_CONFIGURED}: `{shown}`"
        )
    if to.netloc and to.netloc != asked.netloc:
        return Meaning(
            "blocked",
            "other-host",
            f"redirects to another host ({status}): `{to.netloc}`",
            f"{_CONFIGURED}: `{shown}`",
        )
    if headers.get("x-clerk-auth-status") == "signed-out":
        return Meaning(
            "blocked",
            "protected",
            f"redirects whoever is not signed in ({status}) to `{to.path or shown}`",
            f"{_PUBLIC}; in Express, mount its route before `requireAuth()`",
        )
    return Meaning(
        "blocked",
        "redirect",
        f"redirects ({status}) to `{to.path or shown}`",
        f"{_CONFIGURED}, and let nothing redirect that path",
    )


def _is_sign_in(to: SplitResult) -> bool:
    named = any(word in to.path.lower() for word in ("sign-in", "signin", "login"))
    return "redirect_url=" in to.query or named


def _clerk(answer: Answer) -> Iterator[Meaning]:
    reason = answer.headers.get("x-clerk-auth-reason", "")
    if "protect-rewrite" in reason:
        yield Meaning(
            "blocked",
            "protected",
            f"answers {answer.status} from Clerk's middleware (`{reason}`): its path is protected",
            _PUBLIC,
        )
    if 200 <= answer.status < 300 and answer.is_page:
        yield Meaning(
            "blocked",
            "page",
            f"answers {answer.status} with an HTML page: that is a page, not a webhook handler",
            "Point the webhook at the route handler's path",
        )


def _missing(answer: Answer) -> Iterator[Meaning]:
    """Nothing there: the path, the method, the deployment."""
    text = answer.text
    if "does not have HTTP actions enabled" in text:
        yield Meaning(
            "blocked",
            "convex-no-http",
            "is a Convex deployment without HTTP actions",
            "Add `convex/http.ts` with a default export, and deploy it",
        )
    if answer.status == 404 and "No matching routes found" in text:
        yield Meaning(
            "blocked",
            "convex-no-route",
            "is a Convex deployment that has no such route for this method",
            'Add the route to `convex/http.ts` with `method: "POST"`, at this very path',
        )
    if answer.status == 404:
        yield Meaning(
            "blocked",
            "not-found",
            "has no such route (404)",
            "Correct the path: for `app/api/webhooks/clerk/route.ts` it is `/api/webhooks/clerk`",
        )
    if answer.status == 405:
        allowed = answer.headers.get("allow", "")
        names = f"; it allows {allowed}" if allowed else ""
        yield Meaning(
            "blocked",
            "method",
            f"does not take POST (405){names}",
            "Export a function named `POST` from the route handler",
        )


def _handlers(answer: Answer) -> Iterator[Meaning]:
    """What is the handler's own answer, as far as can be told."""
    status = answer.status
    if 200 <= status < 300:
        yield Meaning("accepted", "accepted", f"accepts it ({status})")
    for code, sign, words, fix in _TEXTS:
        if sign in answer.text:
            outcome: Outcome = "failed" if status >= 500 else "refused"
            yield Meaning(outcome, code, f"answers {status}: {words}", fix, words)
    if status == 413:
        yield Meaning(
            "failed", "too-large", "refuses a body of that size (413)", "Raise the parser's limit"
        )
    if status == 429:
        yield Meaning(
            "failed", "rate-limit", "limits the rate of requests (429)",
            "Leave Svix' addresses out of the rate limit",
        )  # fmt: skip
    if status in (502, 503, 504):
        yield Meaning(
            "failed", "upstream", f"answers {status}: what stands before it cannot reach it",
            "Start the app, or look at the platform's log of that request",
        )  # fmt: skip
    if status >= 500 and not answer.body.strip():
        yield Meaning(
            "failed",
            "crash",
            f"answers {status} with an empty body: the handler threw",
            "Await `headers()` (Next.js 15 and later), and catch the error of the verification",
        )
    if status >= 500:
        yield Meaning(
            "failed", "crash", f"answers {status}: the handler threw",
            "Look at the server's log of that request",
        )  # fmt: skip
    yield Meaning("refused", "refused", f"refuses it ({status})")


_HEADERS = "Look whether what stands before the handler leaves the `svix-*` headers out"
_RAW = "Verify the body as it came: `await request.text()`, before anything parses it"

# Code, what stands in the answer, and what that tells: the texts of the verifiers.
_TEXTS = (
    ("headers", "Missing required headers", "its verifier gets no `svix-*` headers",
     "Pass plain headers: Object.fromEntries(request.headers)"),
    ("headers", "Missing required Svix headers", "its verifier gets no `svix-*` headers",
     "Pass the request itself to `verifyWebhook`"),
    ("headers", "Missing required webhook headers", "its verifier gets no `svix-*` headers",
     "Pass the request itself to `verifyWebhook`"),
    ("headers", "issing Svix headers", "its code finds no `svix-*` headers", _HEADERS),
    ("headers", "no svix headers", "its code finds no `svix-*` headers", _HEADERS),
    ("no-keys", "ublishable key is missing", "Clerk's middleware there has no publishable key",
     "Set Clerk's publishable key and secret key where the app runs, and deploy"),
    ("await", ".get is not a function", "it reads `headers()` without awaiting it",
     "Await the headers: const list = await headers()"),
    ("result", "reading 'type'", "it reads the event from what is `undefined`",
     "Parse the body yourself after `verify()`: from svix 2.2 on, it returns nothing"),
    ("result", "reading 'data'", "it reads the event from what is `undefined`",
     "Parse the body yourself after `verify()`: from svix 2.2 on, it returns nothing"),
    ("clock", "Message timestamp too old", "its clock is ahead of ours, or the delivery is old",
     "Set the server's clock"),
    ("clock", "Message timestamp too new", "its clock is behind ours",
     "Set the server's clock"),
    ("no-secret", "Missing webhook signing secret", "it has no signing secret",
     "Set `CLERK_WEBHOOK_SIGNING_SECRET` where the handler runs, and deploy"),
    ("bad-secret", "Base64Coder", "its signing secret is no base64 text",
     "Copy the endpoint's signing secret anew, without quotes and line breaks"),
    ("no-secret", "Secret can't be empty", "its signing secret is empty",
     "Set the signing secret where the handler runs, and deploy"),
    ("parsed", "Expected payload to be of type string or Buffer",
     "its verifier gets a body that is parsed already", _RAW),
    ("no-body", "reading 'constructor'", "its verifier gets no body", _RAW),
    ("body-used", "Body is unusable", "it reads the body twice",
     "Read the body once, as text, and verify that"),
    ("body-used", "body used already", "it reads the body twice",
     "Read the body once, as text, and verify that"),
    ("signature", "No matching signature found", "no signature fits its secret and the body",
     "Compare the last characters of its secret with those in Clerk's dashboard"),
)  # fmt: skip

_NO_ANSWER = {
    "no-host": ("cannot be found: its host has no address",
                "Correct the host, or wait until its DNS record is there"),
    "refused": ("refuses the connection: nothing listens there",
                "Start the app, on this host and port"),
    "reset": ("closes the connection without an answer",
              "Look at the server's log: it, or a proxy before it, broke off"),
    "timeout": ("does not answer in time", "Answer first, and do the work afterwards"),
    "certificate": ("has a certificate that is not trusted, so that Svix does not deliver",
                    "Install a certificate of a public authority, with its whole chain"),
    "tls": ("breaks off the TLS handshake", "Check that the port speaks https"),
    "not-http": ("does not answer in HTTP", "Check the port, and whether it speaks https"),
    "unreachable": ("cannot be reached", "Check the host, the port and the network"),
}  # fmt: skip


def _no_answer(answer: NoAnswer) -> Meaning:
    words, fix = _NO_ANSWER[answer.why]
    after = f" ({answer.elapsed:.1f} s)" if answer.why == "timeout" else ""
    said = f" (`{answer.detail}`)" if answer.why not in ("timeout", "refused") else ""
    return Meaning("failed", answer.why, f"{words}{after}{said}", fix)


def instance_type(answer: Answer) -> str | None:
    """The type of the keys that Clerk's middleware runs with, where its headers tell."""
    reason = answer.headers.get("x-clerk-auth-reason", "")
    if "dev-browser-missing" in reason:
        return "development"
    if "session-token-and-uat-missing" in reason:
        return "production"
    return None
