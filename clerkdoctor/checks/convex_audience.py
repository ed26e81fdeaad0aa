"""The audience, and which of Clerk's two tokens the installed version of convex sends."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Level, Problem, Unknown, check
from clerkdoctor.checks.convex_trust import (
    CLERK_DOCS,
    DEBUG_DOCS,
    DOCS,
    NO_PROVIDER,
    about,
    clerk_providers,
    key_words,
    shown_issuer,
)
from clerkdoctor.clerk.shown import shown
from clerkdoctor.convex.issuer import same_issuer
from clerkdoctor.convex.token_source import TEMPLATE, Cell, TokenSource, behaviour, cell
from clerkdoctor.facts.convex import (
    AuthConfig,
    ClerkIssuer,
    ConvexClients,
    ConvexToken,
    Field,
)
from clerkdoctor.facts.convex import TokenSource as SeenSource
from clerkdoctor.facts.place import Place
from clerkdoctor.semver import Version

_USUAL = "convex"
_FIRST_GOOD = "1.42.2"
_SET_UPS: tuple[tuple[TokenSource, bool, bool], ...] = (
    ("template", True, False),
    ("integration", False, True),
    ("both", True, True),
)


@check(
    "The application ID is the token's audience",
    fix='Write `applicationID: "convex"`',
    references=(DOCS,),
    symptoms=(NO_PROVIDER,),
)
def convex_application_id_is_the_audience(
    config: AuthConfig, source: SeenSource
) -> Iterator[Finding]:
    """Convex takes a provider only if its `applicationID` is among the token's `aud`, letter by
    letter. Clerk's Convex integration and its template for Convex set `convex`; it is no id of an
    application or of a key.
    """
    providers = clerk_providers(config)
    fields = [(index, one.field("applicationID"), one.is_custom) for index, one in providers]
    stated = [(index, field) for index, field, _ in fields if field is not None]
    if not stated:
        yield (
            Unknown(f"the providers are not statically known: {config.unknown}", config.file)
            if config.unknown
            else Inapplicable("no provider of Clerk's states an `applicationID`")
        )
        return
    known = [(index, field) for index, field in stated if field.kind == "text"]
    if not known:
        _, field = stated[0]
        yield Unknown(f"`applicationID` is not statically known: {_why(field)}", field.place)
        return
    wanted = (_USUAL,) if source.audiences is None else source.audiences
    if any(field.text in wanted for _, field in known):
        return
    for index, field in known:
        yield _another(index, field, wanted, source)


def _why(field: Field) -> str:
    return f"depends on `process.env.{field.variable}`" if field.variable else field.text


def _another(index: int, field: Field, wanted: tuple[str, ...], source: SeenSource) -> Problem:
    is_seen = source.audiences is not None
    listed = ", ".join(shown(one) for one in wanted) or "absent"
    expected = f"the `aud` of {source.because} is {listed}" if is_seen else "Clerk's is `convex`"
    is_spelled = field.text.strip().lower() == _USUAL
    value = shown(field.text) if len(field.text) < 40 else shown_issuer(field.text)
    certain = is_seen or is_spelled or field.text.startswith(("pk_", "app_", "https://", "ins_"))
    words = "is empty" if value == "empty" else f"is {value}"
    return Problem(
        f"`applicationID` {words}; {expected}, and Convex compares letter by letter",
        field.place,
        f'Write the audience:\napplicationID: "{wanted[0] if wanted else _USUAL}"',
        about=about(index, field),
        level=None if certain else "warning",
    )


@check(
    "The token is of the instance that the publishable key names",
    fix="Give a token of the app that this publishable key belongs to",
    references=(DEBUG_DOCS,),
    symptoms=(NO_PROVIDER,),
)
def convex_token_is_of_this_instance(token: ConvexToken, issuer: ClerkIssuer) -> Iterator[Finding]:
    """A token's `iss` is the Frontend API of the instance that issued it. One of another instance
    tells nothing of this project: it was copied elsewhere, or the app runs with another key.
    """
    stated = token.claims.get("iss")
    if not isinstance(stated, str) or not same_issuer(issuer.issuer, stated):
        yield Problem(
            f"`iss` is {shown(stated)}; {key_words(issuer)} names `{issuer.issuer}`",
            token.at,
            about="iss",
        )


@check(
    "The installed version of convex sends the token that Clerk issues",
    fix="Install convex 1.42.2 or later: `npm install convex@latest`",
    references=(CLERK_DOCS, DOCS),
    symptoms=(NO_PROVIDER, "No JWT template exists with name: convex"),
    follows=("jwt-template-name-is-exact", "jwt-template-exists"),
)
def convex_sdk_agrees_with_the_token_source(
    clients: ConvexClients, source: SeenSource
) -> Iterator[Finding]:
    """`ConvexProviderWithClerk` sends the session token or that of the JWT template `convex`, by
    its version. Up to 1.32 it is the template's always, in 1.33.0 never; later ones look at `aud`,
    and before 1.42.2 at a stale one. The wrong choice shows as a signed-in user whom Convex does
    not know, mostly without any error.
    """
    if not clients.providers and not clients.requests:
        yield Inapplicable("no code here hands Clerk's tokens to Convex")
        return
    if clients.providers:
        if clients.version is None:
            stated = f": `{clients.version_text}`" if clients.version_text else ""
            yield Unknown(f"the version of convex is not known{stated}")
        else:
            yield from _by_version(clients, clients.version, source)
    yield from _by_hand(clients, source)


def _by_version(clients: ConvexClients, version: Version, source: SeenSource) -> Iterator[Finding]:
    asks = TEMPLATE in clients.templates
    possible = _possible(source, assume_template=asks)
    cells = {one: cell(version, one) for one in possible}
    bad = {one: found for one, found in cells.items() if found.outcome != "works"}
    at = clients.version_at or clients.providers[0]
    if not bad:
        return
    if "neither" in bad:
        yield Problem(
            f"convex {version} {bad['neither'].words}, and the integration is off: Clerk issues no"
            " token that Convex takes",
            at,
            "Activate the Convex integration in the Clerk dashboard",
            about=TEMPLATE,
        )
    elif len(bad) == len(cells):
        found = next(iter(bad.values()))
        yield _wrong(version, found, at, "warning" if found.outcome == "sometimes" else None)
    elif behaviour(version).request == "session":
        yield _wrong(version, next(iter(bad.values())), at, None if asks else "warning")
    else:
        words = next(iter(bad.values())).words
        yield Unknown(
            f"convex {version} {words}, if Clerk has the integration alone; which of the two it has"
            " is seen through a token (--token) or a template (--template)"
        )


def _possible(source: SeenSource, *, assume_template: bool) -> list[TokenSource]:
    """The set-ups that agree with what is seen. That there is neither is never assumed."""
    template = True if source.template is None and assume_template else source.template
    if template is False and source.integration is False:
        return ["neither"]
    return [
        one
        for one, has_template, has_integration in _SET_UPS
        if template in (None, has_template) and source.integration in (None, has_integration)
    ]


def _wrong(version: Version, found: Cell, at: Place, level: Level | None) -> Problem:
    return Problem(
        f"convex {version} {found.words}: {found.screen}",
        at,
        f"Install a version that looks at the audience, {_FIRST_GOOD} or later:\n"
        "npm install convex@latest",
        about="convex",
        level=level,
    )


def _by_hand(clients: ConvexClients, source: SeenSource) -> Iterator[Finding]:
    """Calls of `getToken` for Convex, where what is set up in Clerk is seen."""
    for one in clients.requests:
        if not one.for_convex or one.template is None:
            continue
        if one.template == "" and source.template and source.integration is False:
            yield Problem(
                "`getToken()` gives the session token, which has no `aud` here; Convex wants the"
                " template's",
                one.place,
                f'Ask for the template:\ngetToken({{ template: "{TEMPLATE}" }})',
                about=f"getToken at {one.place}",
                level="warning",
            )
        elif one.template == TEMPLATE and source.template is False and source.integration:
            yield Problem(
                f"`getToken` asks for the JWT template `{TEMPLATE}`, and Clerk has none; the"
                " session token has the audience",
                one.place,
                "Ask for the session token:\ngetToken()",
                about=f"getToken at {one.place}",
            )
