"""auth.config: that there is one where Convex looks, and that a push takes it as it is meant."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Problem, Unknown, check
from clerkdoctor.checks.convex_trust import (
    CONFIG,
    CONFIG_DOCS,
    DOCS,
    ENV_DOCS,
    about,
    clerk_providers,
)
from clerkdoctor.convex.explanations import explain
from clerkdoctor.convex.refusal import Refused, printable
from clerkdoctor.facts.convex import AuthConfig, ConvexFiles, VariableRead
from clerkdoctor.facts.place import Place

_ISSUER_REASONS = ("issuer-is-", "issuer-scheme-", "issuer-has-")
_FILE = """import type { AuthConfig } from "convex/server";

export default {
  providers: [
    { domain: process.env.CLERK_JWT_ISSUER_DOMAIN!, applicationID: "convex" },
  ],
} satisfies AuthConfig;"""


@check(
    "Convex has an auth.config",
    fix=f"Create `convex/auth.config.ts`, and run `npx convex dev`:\n{_FILE}",
    references=(DOCS,),
    symptoms=("(no providers configured). Check convex/auth.config.ts",),
    follows=("convex-auth-config-is-where-convex-looks",),
)
def convex_auth_config_exists(files: ConvexFiles) -> Iterator[Finding]:
    """Without the file a push stores an empty list of providers, silently, and takes away those
    that were there. Then Convex accepts nobody's token: `getUserIdentity()` is null for everybody.
    """
    if files.configs or files.legacy:
        return
    if not files.relying and not files.misplaced:
        yield Inapplicable("no code here has Convex accept Clerk's tokens")
        return
    there = f"; `{files.misplaced[0].place.path}` is not read" if files.misplaced else ""
    what, at = files.relying[0] if files.relying else ("A file", files.misplaced[0].place)
    uses = f"{what} needs one" if files.relying else "One was written"
    yield Problem(
        f"{uses}, and there is no `{files.folder}/auth.config.ts`{there}",
        at,
        f"Create `{files.folder}/auth.config.ts`, and run `npx convex dev`:\n{_FILE}",
        about=CONFIG,
    )


@check(
    "auth.config is where Convex looks",
    fix="Move the file to `convex/auth.config.ts`",
    references=(CONFIG_DOCS,),
    symptoms=("choose one.", "Cannot set auth config in both auth config file and"),
)
def convex_auth_config_is_where_convex_looks(files: ConvexFiles) -> Iterator[Finding]:
    """Convex bundles `auth.config.ts` or `auth.config.js` right in the functions folder, and
    nothing else: a file beside it, below it or of another ending is passed over without a word.
    """
    if not files.configs and not files.misplaced:
        yield Inapplicable("no file is called auth.config")
        return
    if len(files.configs) > 1:
        names = " and ".join(f"`{place.path}`" for place in files.configs)
        yield Problem(
            f"There are {names}; Convex wants one of them and refuses the push",
            files.configs[1],
            f"Delete `{files.configs[1].path}`",
            about=CONFIG,
        )
    if files.configs and files.legacy:
        yield Problem(
            "`authInfo` in `convex.json` stands beside auth.config; Convex takes one of the two",
            files.legacy,
            "Remove `authInfo` from `convex.json`",
            about=CONFIG,
        )
    for one in files.misplaced:
        yield Problem(
            f"`{one.place.path}` {one.reason}",
            one.place,
            f"Move the file, and push it with `npx convex dev`:\n"
            f"mv {one.place.path} {files.folder}/auth.config.ts",
            about=CONFIG,
            level="warning" if files.configs else None,
        )


@check(
    "Convex takes the providers as they are written",
    fix='Write each provider as `{ domain: …, applicationID: "convex" }`',
    references=(DOCS, CONFIG_DOCS),
    symptoms=(
        "auth config file must include a list of provider credentials",
        "data did not match any variant of untagged enum SerializedAuthInfo",
        "auth config file is missing default export",
        "The pushed auth config is invalid",
    ),
)
def convex_providers_are_complete(config: AuthConfig) -> Iterator[Finding]:
    """A push evaluates the default export and takes nothing but a list of whole providers, spelled
    its way. For most faults it has one and the same sentence, which names neither the provider nor
    the property.
    """
    refused = config.refused
    if refused is not None and not refused.reason.startswith(_ISSUER_REASONS):
        yield Problem(
            f"{refused.cause}; a push answers `{_answer(refused)}`",
            _place(config, refused),
            _fix(refused),
            about=CONFIG,
        )
    elif config.unknown:
        yield Unknown(f"not all providers are statically known: {config.unknown}", config.file)
    elif not config.providers and refused is None:
        yield Problem(
            "`providers` is empty; Convex accepts nobody's token",
            config.file,
            "Add Clerk's provider to the list:\n"
            '{ domain: process.env.CLERK_JWT_ISSUER_DOMAIN!, applicationID: "convex" },',
            about=CONFIG,
        )


def _answer(refused: Refused) -> str:
    """Convex' own words, without the sentence that all of them begin with."""
    text = refused.message.removeprefix("The pushed auth config is invalid: ").strip()
    return printable(text, 160).replace("`", "'")


def _place(config: AuthConfig, refused: Refused) -> Place:
    """The provider that is meant, where one is."""
    words = refused.cause.split()
    if words[:3] == ["Provider", "at", "index"] and words[3].isdigit():
        index = int(words[3])
        if index < len(config.providers):
            return config.providers[index].place
    return config.file


def _fix(refused: Refused) -> str:
    known = explain(refused.reason)
    return known.fix if known else "Correct the provider that the message names"


@check(
    "auth.config does not branch on NODE_ENV",
    fix="Read one variable, and set it on each deployment: `npx convex env set NAME VALUE`",
    references=(ENV_DOCS,),
    symptoms=("Failed to authenticate", "No auth provider found matching the given token"),
)
def convex_auth_config_does_not_branch_on_node_env(config: AuthConfig) -> Iterator[Finding]:
    """The Convex CLI bundles auth.config with `process.env.NODE_ENV` replaced by `"production"`,
    for every deployment. The development branch is never taken, so the dev deployment trusts the
    production instance alone and refuses every token of the development one.
    """
    for place in config.node_env:
        yield Problem(
            "`process.env.NODE_ENV` decides here, and Convex makes it `production` for every"
            " deployment",
            place,
            about=f"NODE_ENV at {place}",
        )
    for place in config.node_env_beside:
        yield Problem(
            "`process.env.NODE_ENV` is `production` here for every deployment; the providers do not"
            " depend on it, and a push stops anyway where a variable that is read is not set",
            place,
            "Remove the test of NODE_ENV",
            about=f"NODE_ENV at {place}",
            level="note",
        )


@check(
    "auth.config has no fallback that never applies",
    fix="Remove the fallback, and set the variable on each deployment",
    references=(ENV_DOCS,),
    level="warning",
    symptoms=("is used in auth config file but its value was not set",),
)
def convex_auth_config_has_no_fallback(config: AuthConfig) -> Iterator[Finding]:
    """Convex stops a push at the first read of a variable that is not set, so what stands behind
    `??` is never reached. Who counts on it deploys to a deployment without the variable, and fails.
    """
    for read in config.reads:
        if read.operator and not read.name.startswith("CONVEX_"):
            instead = _shown(read.fallback or "")
            value = _value_of(config, read)
            yield Problem(
                f"`process.env.{read.name} {read.operator} {instead}` reads as if the variable"
                " could be absent; Convex refuses the push where it is",
                read.place,
                f"Remove the fallback, and set the variable where it is missing:\n"
                f"npx convex env set {read.name} {value}",
                about=read.name,
            )


# What each property of a provider wants, where it is no issuer.
_VALUES = {
    "applicationID": "convex",
    "jwks": "https://…/.well-known/jwks.json",
    "algorithm": "RS256",
    "type": "customJwt",
}


def _value_of(config: AuthConfig, read: VariableRead) -> str:
    """What to set a variable to, by the property that it stands for."""
    fields = (field for one in config.providers for field in one.fields)
    name = next((one.name for one in fields if one.variable == read.name), "")
    return _VALUES.get(name, "https://…")


def _shown(fallback: str) -> str:
    """A fallback as it stands in the source; what is no URL is not repeated."""
    is_url = fallback.startswith(("https://", "http://")) and "`" not in fallback
    is_shown = is_url or fallback in _VALUES.values()
    return f'"{printable(fallback, 80)}"' if is_shown else "…"


@check(
    "A customJwt provider names the audience that it accepts",
    fix='Add `applicationID: "convex"` to the provider',
    references=(CONFIG_DOCS,),
    level="warning",
)
def convex_custom_jwt_names_an_audience(config: AuthConfig) -> Iterator[Finding]:
    """Without `applicationID` Convex does not look at `aud`, and takes every token of the issuer:
    of each JWT template, and the plain session token that is meant for other services.
    """
    custom = [(index, one) for index, one in clerk_providers(config) if one.is_custom]
    if not custom:
        yield Inapplicable("no provider of Clerk's is a `customJwt`")
    for index, one in custom:
        stated = one.field("applicationID")
        issuer = one.issuer
        if stated is None and issuer is not None and one.unknown is None:
            yield Problem(
                f"Provider at index {index} is a `customJwt` without `applicationID`; it accepts"
                " tokens of its issuer for any audience",
                one.place,
                about=about(index, issuer),
            )


@check(
    "HTTP actions are mounted",
    fix="Export the router as the default of `convex/http.ts`",
    references=("https://docs.convex.dev/functions/http-actions",),
    symptoms=(
        "This Convex deployment does not have HTTP actions enabled",
        "HTTP action routes will not be imported from this file",
    ),
)
def convex_http_is_mounted(files: ConvexFiles) -> Iterator[Finding]:
    """Convex mounts what `http.ts` in the functions folder exports as its default, and no other
    router. Elsewhere it is dead code: every webhook that is sent to it gets a 404.
    """
    if not files.routers:
        yield Inapplicable("no code here calls `httpRouter()`")
        return
    at = files.routers[0].place
    if files.http is None:
        yield Problem(
            f"`httpRouter()` is called in `{at.path}`, and there is no `{files.folder}/http.ts`",
            at,
            f"Move the router there, or export it from there:\nmv {at.path} {files.folder}/http.ts",
            about="http",
        )
    elif files.http.has_default is None:
        yield Unknown(f"`{files.http.place}` cannot be read")
    elif not files.http.has_default:
        yield Problem(
            f"`{files.http.place}` has no default export, which is what Convex mounts",
            files.http.place,
            "Export the router:\nexport default http;",
            about="http",
        )


@check(
    "The code that Convex generates is there for the build",
    fix="Add `convex/_generated` to git, or build with `npx convex deploy --cmd 'next build'`",
    references=("https://docs.convex.dev/production/hosting/vercel",),
    level="note",
    symptoms=(
        "Can't resolve '@/convex/_generated/api'",
        "Cannot find module '../convex/_generated",
    ),
)
def convex_generated_code_is_there_for_the_build(files: ConvexFiles) -> Iterator[Finding]:
    """The app imports `_generated/api`, which `npx convex dev` writes on this machine. A build
    elsewhere has it only if it is committed or if the build runs Convex first; the platform's own
    build command, which is not seen here, may do that.
    """
    found = files.generated
    if found is None or found.used is None:
        yield Inapplicable("no code of the app imports what Convex generates")
        return
    if found.made_by is not None or found.is_tracked:
        return
    if found.is_tracked is None:
        yield Unknown(f"whether `{found.folder}` is committed is not known: git does not tell")
        return
    rule = f" (`{found.ignored}`)" if found.ignored else ""
    why = f"is ignored by git{rule}" if found.ignored else "is not tracked by git"
    yield Problem(
        f"`{found.folder}` {why}, it is imported here, and no script of package.json makes it",
        found.used,
        f"Add `{found.folder}` to git, or let the build make it:\n"
        "npx convex deploy --cmd 'npm run build'",
        about="generated",
    )
