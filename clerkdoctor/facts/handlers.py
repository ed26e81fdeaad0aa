"""The handlers of Clerk's webhooks in the project's code, and what they do with a delivery.

What a handler answers is read from its source, by following what it does with a given delivery as
far as that is told by constants. Where it is not told, the fact says so and why.
"""

from typing import Literal, NamedTuple

from clerkdoctor.facts.place import Place

Router = Literal["app", "pages", "convex"]
By = Literal["verifyWebhook", "svix", "standardwebhooks"]

Body = Literal[
    "raw", "request", "reserialised", "indented", "quoted", "parsed", "stream", "node-body",
    "node-restringified", "node-stream", "unknown",
]  # fmt: skip
"""What is verified: the body's own text (`raw`, or the web `request` that holds it); JSON that was
parsed and written again (`reserialised`), with indents (`indented`), or a text that was written as
JSON (`quoted`); the `parsed` object; the body's `stream`; of Node.js' request `req.body`
(`node-body`), that as JSON (`node-restringified`), or what is read from the request itself
(`node-stream`).
"""

Headers = Literal["plain", "object", "incomplete", "foreign", "request", "unknown"]
"""What the signature's headers come in: a `plain` object that has all three, a `Headers` `object`,
a plain one that lacks one (`incomplete`), one with the names of another library (`foreign`), or
the `request` as a whole.
"""


class Secret(NamedTuple):
    """Where the signing secret comes from: the variables, in the order in which they are tried.

    `literal`: a secret that stands in the code is used where no variable is set. Neither: unknown.
    """

    names: tuple[str, ...] = ()
    literal: bool = False


class Verification(NamedTuple):
    """A call that verifies a delivery.

    `fault` says what is wrong with the headers, as the predicate of a sentence. `result` is what
    becomes of the call's result. `awaited` is False for a call of `verifyWebhook` whose promise
    nobody waits for. `name` is the variable that holds the body, empty where none does.
    """

    by: By
    place: Place
    body: Body
    headers: Headers
    secret: Secret
    fault: str = ""
    result: Literal["used", "unused"] = "used"
    awaited: bool = True
    name: str = ""


class Answer(NamedTuple):
    """How a handler answers.

    `kind`: with a `status`; by an error that nobody catches (`error`), which becomes a 500; by
    nothing at all (`none`), which Next.js makes a 500 of; or it is not told (`unknown`), and
    `reason` says why. `crash` names an expression that throws on the way, and `at` where that, or
    the answer, stands.
    """

    kind: Literal["status", "error", "none", "unknown"]
    status: int | None = None
    at: Place | None = None
    crash: str = ""
    reason: str = ""

    @property
    def code(self) -> int | None:
        """The HTTP status that the sender sees; None where it is not known."""
        return {"status": self.status, "error": 500, "none": 500, "unknown": None}[self.kind]


class Write(NamedTuple):
    """A change of the database that fails when it is made again, or made too early.

    `call` is its source; `why` completes "which …"; `instead` is what to call.
    """

    event: str
    call: str
    why: str
    instead: str
    place: Place


class Handler(NamedTuple):
    """Code that receives Clerk's webhooks.

    `place` is its file, at the function. `router` is what serves it. `methods` are those that a
    route file exports, or that a Convex route names; None where that is not told.

    `unsigned` is set where nothing verifies a delivery, to where the handler begins; `unfollowed`
    says why its verification cannot be judged. `bad_signature` is its answer where verification
    fails, `no_secret` where no secret is set, with `unverified` saying that it got past the place
    where verification stands. `others` is its answer to an event that it does not know,
    `deleted` to a bare `user.deleted`.

    `events` are the event types that it tells apart. `writes` are those that make a repeated or an
    early delivery fail. `body_parser` is the Pages Router's, None where it is not told.
    `is_http_action` is None likewise. `public_functions` are those that a Convex handler calls and
    anybody else can call, too. `request` is what it calls the request, empty where it has no name.
    """

    place: Place
    router: Router
    path: str | None = None
    methods: tuple[str, ...] | None = None
    exports: tuple[str, ...] = ()
    verifications: tuple[Verification, ...] = ()
    unsigned: Place | None = None
    unfollowed: str = ""
    goes_on: Place | None = None
    bad_signature: Answer | None = None
    no_secret: Answer | None = None
    unverified: bool = False
    others: Answer | None = None
    deleted: Answer | None = None
    events: tuple[str, ...] = ()
    writes: tuple[Write, ...] = ()
    unawaited_headers: Place | None = None
    read_twice: Place | None = None
    body_parser: bool | None = True
    is_http_action: bool | None = None
    public_functions: tuple[tuple[str, Place], ...] = ()
    request: str = ""

    @property
    def is_reached(self) -> bool:
        """Whether its router calls it for a `POST`, as far as that is told."""
        if self.router == "pages":
            return "default" in self.exports
        return self.methods is None or "POST" in self.methods


class Stray(NamedTuple):
    """A file that verifies Clerk's webhooks as a route would, and that nothing serves.

    `expected` is where it has to stand, where that is known; `reason` says why it is none.
    """

    place: Place
    reason: str
    expected: str | None = None


class WebhookHandlers(NamedTuple):
    """All of them. `unread` are files that may be handlers and could not be read: path, reason.

    `convex_http` is the file whose routes Convex serves, where the app has one.
    """

    handlers: tuple[Handler, ...] = ()
    strays: tuple[Stray, ...] = ()
    unread: tuple[tuple[str, str], ...] = ()
    convex_http: str | None = None

    @property
    def reached(self) -> tuple[Handler, ...]:
        """Those that a delivery reaches, or may reach."""
        return tuple(one for one in self.handlers if one.is_reached)
