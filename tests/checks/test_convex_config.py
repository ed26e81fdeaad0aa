"""auth.config: that there is one where Convex looks, and that a push takes it."""

import pytest

from clerkdoctor.checks.convex_config import (
    convex_auth_config_does_not_branch_on_node_env,
    convex_auth_config_exists,
    convex_auth_config_has_no_fallback,
    convex_auth_config_is_where_convex_looks,
    convex_custom_jwt_names_an_audience,
    convex_generated_code_is_there_for_the_build,
    convex_http_is_mounted,
    convex_providers_are_complete,
)
from clerkdoctor.facts.convex import (
    GeneratedCode,
    HttpFile,
    HttpRouter,
    Misplaced,
    VariableRead,
)
from clerkdoctor.facts.place import Place
from tests.checks.auth_config_facts import (
    DEV,
    FILE,
    RELYING,
    VARIABLE,
    config,
    files,
    provider,
    refused,
)
from tests.checks.facts import place
from tests.checks.table import (
    Row,
    error,
    fails,
    holds,
    inapplicable,
    note,
    passes,
    unknown,
    warning,
)

MISPLACED = Misplaced(Place("src/auth.config.ts"), "stands outside of `convex/`, the folder")
ROUTER = HttpRouter(place("convex/routes.ts:3:14"))
GENERATED = "convex/_generated"
USED = place("components/list.tsx:4:10")
JS = Place("convex/auth.config.js")


def read(operator: str = "", fallback: str | None = None) -> VariableRead:
    return VariableRead(VARIABLE, place(f"{FILE}:4:15"), operator, fallback)


ROWS: list[Row] = [
    passes("there is one", convex_auth_config_exists, files(relying=RELYING)),
    passes(
        "the old place in convex.json",
        convex_auth_config_exists,
        files(configs=(), legacy=Place("convex.json", 3), relying=RELYING),
    ),
    fails(
        "there is none, and the provider needs it",
        convex_auth_config_exists,
        files(configs=(), relying=RELYING),
        error(
            "`<ConvexProviderWithClerk>` needs one, and there is no `convex/auth.config.ts`",
            at="components/providers.tsx:9:10",
            fix="npx convex dev",
        ),
    ),
    fails(
        "there is one elsewhere",
        convex_auth_config_exists,
        files(configs=(), misplaced=(MISPLACED,)),
        error(
            "One was written, and there is no `convex/auth.config.ts`; `src/auth.config.ts` is not",
            at="src/auth.config.ts",
            fix="Create `convex/auth.config.ts`",
        ),
    ),
    inapplicable("nothing needs one", convex_auth_config_exists, "no code here", files(configs=())),
    passes("it is in its place", convex_auth_config_is_where_convex_looks, files()),
    fails(
        "it is beside its place",
        convex_auth_config_is_where_convex_looks,
        files(configs=(), misplaced=(MISPLACED,)),
        error(
            "`src/auth.config.ts` stands outside of `convex/`",
            at="src/auth.config.ts",
            fix="mv src/auth.config.ts convex/auth.config.ts",
        ),
    ),
    fails(
        "another one is beside the right one",
        convex_auth_config_is_where_convex_looks,
        files(misplaced=(MISPLACED,)),
        warning("stands outside", at="src/auth.config.ts", fix="mv src/auth.config.ts"),
    ),
    fails(
        "there are two, and the old place too",
        convex_auth_config_is_where_convex_looks,
        files(configs=(Place(FILE), JS), legacy=Place("convex.json", 3)),
        error("Convex wants one of them", at="convex/auth.config.js", fix="Delete"),
        error("`authInfo` in `convex.json`", at="convex.json:3", fix="Remove `authInfo`"),
    ),
    inapplicable(
        "there is none",
        convex_auth_config_is_where_convex_looks,
        "no file is called auth.config",
        files(configs=()),
    ),
    passes("a whole provider", convex_providers_are_complete, config()),
    fails(
        "the application id is misspelt",
        convex_providers_are_complete,
        config(
            provider(),
            provider(line=9),
            refused=refused(
                {
                    "providers": [
                        {"domain": DEV, "applicationID": "convex"},
                        {"domain": DEV, "applicationId": "convex"},
                    ]
                }
            ),
        ),
        error(
            "Provider at index 1 has `applicationId`; a push answers `auth config file must include"
            " a list of provider credentials: Provider at index 1 must have applicationID",
            at=f"{FILE}:9:5",
            fix="Rename the property to `applicationID`",
        ),
    ),
    fails(
        "the list is empty",
        convex_providers_are_complete,
        config(providers=()),
        error("`providers` is empty", at=FILE, fix="applicationID"),
    ),
    passes(
        "an issuer that is refused has a check of its own",
        convex_providers_are_complete,
        config(
            provider("undefined"),
            refused=refused({"providers": [{"domain": "undefined", "applicationID": "convex"}]}),
        ),
    ),
    unknown(
        "the list is computed",
        convex_providers_are_complete,
        "not all providers are statically known: call of `f()`",
        config(providers=(), unknown="call of `f()`"),
    ),
    passes("no branch", convex_auth_config_does_not_branch_on_node_env, config()),
    fails(
        "a branch on NODE_ENV",
        convex_auth_config_does_not_branch_on_node_env,
        config(node_env=(place(f"{FILE}:2:17"),)),
        error(
            "Convex makes it `production` for every deployment",
            at=f"{FILE}:2:17",
            fix="npx convex env set NAME VALUE",
        ),
    ),
    fails(
        "NODE_ENV, on which the providers do not depend",
        convex_auth_config_does_not_branch_on_node_env,
        config(node_env_beside=(place(f"{FILE}:9:7"),)),
        note("the providers do not depend on it", at=f"{FILE}:9:7", fix="Remove the test"),
    ),
    passes("no fallback", convex_auth_config_has_no_fallback, config(reads=(read(),))),
    fails(
        "a fallback",
        convex_auth_config_has_no_fallback,
        config(reads=(read("??", DEV),)),
        warning(
            f'`process.env.{VARIABLE} ?? "{DEV}"` reads as if',
            at=f"{FILE}:4:15",
            fix=f"npx convex env set {VARIABLE}",
        ),
    ),
    fails(
        "a fallback that is no URL is not repeated",
        convex_auth_config_has_no_fallback,
        config(reads=(read("||", "sk_test_verysecretindeed"),)),
        warning(f"`process.env.{VARIABLE} || …` reads", at=f"{FILE}:4:15", fix="Remove"),
    ),
    fails(
        "a fallback for the audience",
        convex_auth_config_has_no_fallback,
        config(
            provider(DEV, f"${VARIABLE}"),
            reads=(read("??", "convex"),),
        ),
        warning(
            f'`process.env.{VARIABLE} ?? "convex"` reads',
            at=f"{FILE}:4:15",
            fix=f"npx convex env set {VARIABLE} convex",
        ),
    ),
    passes(
        "Convex sets this variable itself",
        convex_auth_config_has_no_fallback,
        config(reads=(VariableRead("CONVEX_SITE_URL", place(f"{FILE}:4:15"), "??", "x"),)),
    ),
    passes(
        "an audience is named",
        convex_custom_jwt_names_an_audience,
        config(provider(kind="customJwt")),
    ),
    fails(
        "no audience is named",
        convex_custom_jwt_names_an_audience,
        config(provider(application_id=None, kind="customJwt")),
        warning(
            "Provider at index 0 is a `customJwt` without `applicationID`",
            at=f"{FILE}:5:5",
            fix='Add `applicationID: "convex"`',
        ),
    ),
    inapplicable("an OIDC provider", convex_custom_jwt_names_an_audience, "no provider", config()),
    passes(
        "http.ts exports the router",
        convex_http_is_mounted,
        files(routers=(ROUTER,), http=HttpFile(Place("convex/http.ts"), True)),
    ),
    fails(
        "there is no http.ts",
        convex_http_is_mounted,
        files(routers=(ROUTER,)),
        error(
            "called in `convex/routes.ts`, and there is no `convex/http.ts`",
            at="convex/routes.ts:3:14",
            fix="mv convex/routes.ts convex/http.ts",
        ),
    ),
    fails(
        "the router is not the default export",
        convex_http_is_mounted,
        files(routers=(ROUTER,), http=HttpFile(Place("convex/http.ts"), False)),
        error("has no default export", at="convex/http.ts", fix="export default http;"),
    ),
    unknown(
        "http.ts cannot be parsed",
        convex_http_is_mounted,
        "`convex/http.ts` cannot be read",
        files(routers=(ROUTER,), http=HttpFile(Place("convex/http.ts"), None)),
    ),
    inapplicable("no router", convex_http_is_mounted, "no code here calls", files()),
    passes(
        "it is committed",
        convex_generated_code_is_there_for_the_build,
        files(generated=GeneratedCode(GENERATED, True, True, USED)),
    ),
    passes(
        "the build makes it",
        convex_generated_code_is_there_for_the_build,
        files(generated=GeneratedCode(GENERATED, False, None, USED, Place("package.json", 7))),
    ),
    fails(
        "git ignores it",
        convex_generated_code_is_there_for_the_build,
        files(
            generated=GeneratedCode(GENERATED, True, False, USED, ignored=Place(".gitignore", 9))
        ),
        note(
            "`convex/_generated` is ignored by git (`.gitignore:9`)",
            at="components/list.tsx:4:10",
            fix="npx convex deploy --cmd",
        ),
    ),
    fails(
        "git does not track it",
        convex_generated_code_is_there_for_the_build,
        files(generated=GeneratedCode(GENERATED, True, False, USED)),
        note("is not tracked by git", at="components/list.tsx:4:10", fix="Add"),
    ),
    unknown(
        "git says nothing",
        convex_generated_code_is_there_for_the_build,
        "whether `convex/_generated` is committed is not known",
        files(generated=GeneratedCode(GENERATED, True, None, USED)),
    ),
    inapplicable(
        "nothing imports it",
        convex_generated_code_is_there_for_the_build,
        "no code of the app imports",
        files(generated=GeneratedCode(GENERATED, True, True, None)),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_row_holds(row: Row) -> None:
    holds(row)
