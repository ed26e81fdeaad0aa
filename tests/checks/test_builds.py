"""Where images and workflows build the app."""

from typing import Any

import pytest

from clerkdoctor.checks.builds import (
    image_build_gets_the_publishable_key,
    no_secret_is_built_into_an_image,
    workflow_build_gets_the_publishable_key,
)
from clerkdoctor.facts.builds import (
    BuiltSecret,
    Declaration,
    ImageBuild,
    ImageBuilds,
    WorkflowBuild,
    WorkflowBuilds,
)
from clerkdoctor.facts.place import Place
from clerkdoctor.secret import Secret
from tests.checks.facts import (
    MIDDLEWARE,
    PROVIDER,
    PUBLISHABLE,
    SECRET,
    SK_LIVE,
    UNREADABLE,
    app,
    code,
    option,
    read,
)
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

I = image_build_gets_the_publishable_key  # noqa: E741
S = no_secret_is_built_into_an_image
W = workflow_build_gets_the_publishable_key

RENDERS = code(PROVIDER)
SIX = app("6.39.8")
AT = "Dockerfile:12"


def image(path: str = "Dockerfile", stage: str = "builder", **more: Any) -> ImageBuilds:
    return ImageBuilds((path,), (ImageBuild("npm run build", Place(path, 12), stage, **more),))


def declared(how: Any, line: int, stage: str = "", keyword: Any = "ARG") -> Declaration:
    return Declaration(keyword, Place("Dockerfile", line), how, stage)


def secret(**more: Any) -> ImageBuilds:
    found = BuiltSecret(SECRET, "ARG", Place("Dockerfile", 4))._replace(**more)
    return ImageBuilds(("Dockerfile",), secrets=(found,))


def workflow(**more: Any) -> WorkflowBuilds:
    path = "../../.github/workflows/ci.yml"
    return WorkflowBuilds((path,), (WorkflowBuild("pnpm build", Place(path, 21), "test", **more),))


LINES = (
    f"ARG {PUBLISHABLE}\nENV {PUBLISHABLE}=${PUBLISHABLE}\ndocker build --build-arg {PUBLISHABLE}"
)

ROWS: list[Row] = [
    passes("given", I, RENDERS, image(given="`ARG` at line 11")),
    fails(
        "missing altogether",
        I,
        RENDERS,
        SIX,
        image(),
        error(
            f"`RUN npm run build` in the stage `builder` does not get `{PUBLISHABLE}`, which is to"
            " be written into the code that browsers load; expected an `ARG` of that name above it",
            at=AT,
            fix=f"Add the lines above line 12 of `Dockerfile`, and give the key to the build:\n{LINES} .",
        ),
    ),
    fails(
        "in a file of another name, in a stage without one",
        I,
        RENDERS,
        SIX,
        image("../../docker/web app.Dockerfile", ""),
        error(
            f"`RUN npm run build` does not get `{PUBLISHABLE}`",
            at="../../docker/web app.Dockerfile:12",
            fix="-f '../../docker/web app.Dockerfile' .",
        ),
    ),
    fails(
        "before the first FROM",
        I,
        RENDERS,
        SIX,
        image(declared=declared("shared", 1)),
        error(
            f"`ARG {PUBLISHABLE}` stands before the first `FROM`, where no stage sees it; expected"
            " it again in the stage of `RUN npm run build` in the stage `builder` (line 12)",
            at="Dockerfile:1",
            fix=f"Add the lines above line 12 of `Dockerfile`, and give the key to the build:\n{LINES}",
        ),
    ),
    fails(
        "too late",
        I,
        RENDERS,
        SIX,
        image(declared=declared("late", 15)),
        error(
            f"`ARG {PUBLISHABLE}` comes after `RUN npm run build` in the stage `builder` (line 12),"
            " which does not see it; expected it above",
            at="Dockerfile:15",
            fix="Move the declaration above line 12 of `Dockerfile`",
        ),
    ),
    fails(
        "in another stage",
        I,
        RENDERS,
        SIX,
        image(declared=declared("elsewhere", 20, "runner", "ENV")),
        error(
            f"`ENV {PUBLISHABLE}` stands in the stage `runner`, which `RUN npm run build` in the"
            " stage `builder` (line 12) does not see; expected it above that line",
            at="Dockerfile:20",
            fix=LINES,
        ),
    ),
    fails(
        "in another stage without a name",
        I,
        RENDERS,
        SIX,
        image(declared=declared("elsewhere", 20)),
        error("stands in another stage, which", at="Dockerfile:20", fix=LINES),
    ),
    fails(
        "made of nothing",
        I,
        RENDERS,
        SIX,
        image(declared=declared("hollow", 9, keyword="ENV")._replace(name="CLERK_PK")),
        error(
            f"`ENV {PUBLISHABLE}` is empty when `RUN npm run build` in the stage `builder` runs"
            " (line 12): no `ARG` in this stage declares `CLERK_PK`",
            at="Dockerfile:9",
            fix="Add the line above line 9 of `Dockerfile`, and give the key to the build:\n"
            "ARG CLERK_PK\ndocker build --build-arg CLERK_PK .",
        ),
    ),
    fails(
        "set to nothing",
        I,
        RENDERS,
        SIX,
        image(declared=declared("hollow", 9, keyword="ENV")),
        error(
            f"`ENV {PUBLISHABLE}` is empty when `RUN npm run build` in the stage `builder` runs"
            " (line 12)",
            at="Dockerfile:9",
            fix="Write in place of line 9 of `Dockerfile`, and give the key to the build:\nARG",
        ),
    ),
    fails(
        "under another name",
        I,
        RENDERS,
        SIX,
        image(declared=declared("misnamed", 10)._replace(name="CLERK_PUBLISHABLE_KEY")),
        error(
            f"`RUN npm run build` in the stage `builder` does not get `{PUBLISHABLE}`, but"
            " `CLERK_PUBLISHABLE_KEY` (line 10), which is not built in",
            at="Dockerfile:10",
            fix="Add the line above line 12 of `Dockerfile`, and give the key to the build:\n"
            f"ENV {PUBLISHABLE}=$CLERK_PUBLISHABLE_KEY\n"
            "docker build --build-arg CLERK_PUBLISHABLE_KEY .",
        ),
    ),
    fails(
        "a release that builds without a key",
        I,
        RENDERS,
        image(),
        warning(
            "expected an `ARG` of that name above it; pages that are prerendered have no key",
            at=AT,
            fix=LINES,
        ),
    ),
    fails(
        "a provider around some of the pages",
        I,
        RENDERS,
        SIX,
        image()._replace(around_all=False),
        warning("; pages that are prerendered have no key", at=AT, fix=LINES),
    ),
    fails(
        "a provider in the browser's code",
        I,
        RENDERS,
        image()._replace(in_browser=True),
        error("expected an `ARG` of that name above it", at=AT, fix=LINES),
    ),
    fails(
        "an app that goes on without a key",
        I,
        code(PROVIDER, read(PUBLISHABLE, fallback=True)),
        SIX,
        image(),
        warning("does not get", at=AT, fix="ARG"),
    ),
    fails(
        "an app with a switch for Clerk",
        I,
        code(PROVIDER, read("NEXT_PUBLIC_ENABLE_CLERK_AUTH")),
        SIX,
        image(),
        warning("does not get", at=AT, fix="ARG"),
    ),
    fails(
        "the SDK's own switches say nothing of the key",
        I,
        code(PROVIDER, read("NEXT_PUBLIC_CLERK_TELEMETRY_DISABLED")),
        SIX,
        image(),
        error("does not get", at=AT, fix="ARG"),
    ),
    unknown("in doubt", I, "but `doppler` may bring it along", RENDERS, image(doubt="`doppler` may bring it along")),
    unknown("a file that cannot be read", I, "`Dockerfile` is 2 MB", RENDERS, ImageBuilds((), unread=("`Dockerfile` is 2 MB",))),
    unknown("one of two", I, "`b` is x", RENDERS, image(given="x")._replace(unread=("`b` is x",))),
    inapplicable("no build", I, "no stage of `Dockerfile` builds this app", ImageBuilds(("Dockerfile",))),
    inapplicable("no provider", I, "renders `<ClerkProvider>`", code(MIDDLEWARE), image()),
    unknown("the provider of another package", I, "other code may", code(MIDDLEWARE), app(workspace_root="../.."), image()),
    unknown("a file that was not read", I, "other code may", code(MIDDLEWARE, skipped=[UNREADABLE]), image()),
    inapplicable(
        "a key at run time", I, "from `CLERK_PK` at run time",
        code(PROVIDER, option("publishableKey", "CLERK_PK", "ClerkProvider")), image(),
    ),
    unknown(
        "a key of another public name", I, "takes its key from `NEXT_PUBLIC_PK`",
        code(PROVIDER, option("publishableKey", "NEXT_PUBLIC_PK", "ClerkProvider")), image(),
    ),
    unknown(
        "a key from elsewhere", I, "from where is not known",
        code(PROVIDER, option("publishableKey", None, "ClerkProvider")), image(),
    ),
    fails(
        "the same variable by hand",
        I,
        code(PROVIDER, option("publishableKey", PUBLISHABLE, "ClerkProvider")),
        SIX,
        image(),
        error("does not get", at=AT, fix="ARG"),
    ),
    passes("no secrets", S, ImageBuilds(("Dockerfile",))),
    fails(
        "an ARG of the last stage",
        S,
        secret(),
        warning(
            f"`ARG {SECRET}` stays in the image, where `docker history` shows it; expected a secret"
            " mount",
            at="Dockerfile:4",
            fix=f"RUN --mount=type=secret,id={SECRET},env={SECRET} npm run build\n"
            f"docker build --secret id={SECRET},env={SECRET} .",
        ),
    ),
    fails(
        "an ENV of another stage",
        S,
        secret(keyword="ENV", in_image=False),
        note(f"`ENV {SECRET}` is in no layer of the last stage", at="Dockerfile:4", fix="Replace"),
    ),
    fails(
        "the secret itself",
        S,
        secret(keyword="ENV", value=Secret(SK_LIVE)),
        error(
            f"`ENV {SECRET}` states the secret itself (`sk_live_…`), in the Dockerfile and in every"
            " image; expected a secret mount",
            at="Dockerfile:4",
            fix="Make a new secret, delete line 4, and mount it where it is needed",
        ),
    ),
    unknown("a Dockerfile that cannot be read", S, "`Dockerfile` is", ImageBuilds((), unread=("`Dockerfile` is 2 MB",))),
    passes("given by env", W, RENDERS, workflow(given="`env` at line 3")),
    fails(
        "no env",
        W,
        RENDERS,
        SIX,
        workflow(),
        warning(
            f"`pnpm build` in the job `test` does not get `{PUBLISHABLE}`, which is to be written"
            " into the code that browsers load",
            at="../../.github/workflows/ci.yml:21",
            fix=f"Add the variable to the step at line 21:\nenv:\n  {PUBLISHABLE}:"
            f" ${{{{ secrets.{PUBLISHABLE} }}}}",
        ),
    ),
    fails(
        "no env, and a release that builds without a key",
        W,
        RENDERS,
        workflow(),
        note("does not get", at="../../.github/workflows/ci.yml:21", fix="Add"),
    ),
    fails(
        "env of another step",
        W,
        RENDERS,
        SIX,
        workflow(elsewhere=Place("../../.github/workflows/ci.yml", 40)),
        warning("; line 40 states it for another step", at="../../.github/workflows/ci.yml:21", fix="Add"),
    ),
    unknown("the doubtful", W, "but `vercel` may bring it along", RENDERS, workflow(doubt="`vercel` may bring it along")),
    unknown(
        "goes on without", W, "the code goes on without it",
        code(PROVIDER, read(PUBLISHABLE, fallback=True)), workflow(),
    ),
    unknown("a workflow that is none", W, "`a.yml` is not YAML", RENDERS, WorkflowBuilds((), unread=("`a.yml` is not YAML",))),
    inapplicable("no step", W, "no step of the workflows builds this app", WorkflowBuilds(("a.yml",))),
    inapplicable("no provider here", W, "renders `<ClerkProvider>`", code(MIDDLEWARE), workflow()),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_builds(row: Row) -> None:
    holds(row)
