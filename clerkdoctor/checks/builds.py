"""Where images and workflows build the app: the publishable key is there, the secrets are not."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Problem, Unknown, check
from clerkdoctor.checks.key_presence import PUBLISHABLE
from clerkdoctor.checks.shell import quoted
from clerkdoctor.facts.builds import (
    BuiltSecret,
    Declaration,
    ImageBuild,
    ImageBuilds,
    WorkflowBuild,
    WorkflowBuilds,
)
from clerkdoctor.facts.code import Code
from clerkdoctor.facts.project import App
from clerkdoctor.variables import variable as known

NEXT_ENV = "https://nextjs.org/docs/app/guides/environment-variables"
BUILD_ARGS = "https://docs.docker.com/build/building/variables/"
BUILD_SECRETS = "https://docs.docker.com/build/building/secrets/"
SECRETS_CHECK = "https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/"
GITHUB_ENV = "https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/use-variables"
MISSING = (
    "Missing publishableKey. You can get your key at"
    " https://dashboard.clerk.com/last-active?path=api-keys"
)

_EMPTY_KEYS_SINCE = 7
"""The major of @clerk/nextjs that no longer stops a build without a key."""

_LINES = f"ARG {PUBLISHABLE}\nENV {PUBLISHABLE}=${PUBLISHABLE}"


@check(
    "The image's build gets the publishable key",
    fix="Add the lines to the stage, above the `RUN` that builds the app, and give the key to the"
    f" build:\n{_LINES}\ndocker build --build-arg {PUBLISHABLE} .",
    references=(NEXT_ENV, BUILD_ARGS),
    symptoms=(MISSING, "Error occurred prerendering page"),
)
def image_build_gets_the_publishable_key(
    builds: ImageBuilds, code: Code, app: App
) -> Iterator[Finding]:
    """`next build` writes `NEXT_PUBLIC_` variables into the code that browsers load. A variable
    that is given to the container when it starts (`docker run -e`, `environment` of Compose) comes
    too late for them, though `docker inspect` shows it. With @clerk/nextjs 6 the build stops at the
    first page that it prerenders; with 7 it goes through, and those pages have an empty key.

    A `RUN` sees the ARG and ENV lines above it in its own stage, and in the stages that it starts
    from. An ARG before the first FROM is for FROM lines alone.
    """
    if not builds.builds:
        yield from _unread(builds.unread)
        if not builds.unread:
            files = ", ".join(f"`{one}`" for one in builds.paths)
            yield Inapplicable(f"no stage of {files} builds this app")
        return
    excuse = _not_needed(code, app)
    if excuse:
        yield excuse
        return
    stops = builds.in_browser or (builds.around_all and _stops_without(app))
    sure = stops and not _goes_on_without(code)
    for build in builds.builds:
        if build.given:
            continue
        if build.doubt:
            yield Unknown(_doubtful(build), build.place)
            continue
        yield Problem(
            _without_key(build) + ("" if stops else "; pages that are prerendered have no key"),
            build.declared.place if build.declared else build.place,
            _declare(build),
            about=PUBLISHABLE,
            level=None if sure else "warning",
        )
    yield from _unread(builds.unread)


def _doubtful(build: ImageBuild | WorkflowBuild) -> str:
    return f"`{build.command}` gets no `{PUBLISHABLE}` here, but {build.doubt}"


def _unread(reasons: tuple[str, ...]) -> Iterator[Finding]:
    return (Unknown(reason) for reason in reasons)


def _without_key(build: ImageBuild) -> str:
    what = f"`RUN {build.command}`" + (f" in the stage `{build.stage}`" if build.stage else "")
    declared = build.declared
    if declared is None:
        return (
            f"{what} does not get `{PUBLISHABLE}`, which is to be written into the code that"
            " browsers load; expected an `ARG` of that name above it"
        )
    if declared.how == "misnamed":
        return (
            f"{what} does not get `{PUBLISHABLE}`, but `{declared.name}` (line"
            f" {declared.place.line}), which is not built in"
        )
    name = f"`{declared.keyword} {PUBLISHABLE}`"
    line = build.place.line
    if declared.how == "shared":
        return (
            f"{name} stands before the first `FROM`, where no stage sees it; expected it again in"
            f" the stage of {what} (line {line})"
        )
    if declared.how == "late":
        return f"{name} comes after {what} (line {line}), which does not see it; expected it above"
    if declared.how == "hollow":
        why = f": no `ARG` in this stage declares `{declared.name}`" if declared.name else ""
        return f"{name} is empty when {what} runs (line {line}){why}"
    return (
        f"{name} stands in {_stage(declared)}, which {what} (line {line}) does not see; expected it"
        " above that line"
    )


def _stage(declared: Declaration) -> str:
    return f"the stage `{declared.stage}`" if declared.stage else "another stage"


def _declare(build: ImageBuild) -> str:
    lines, argument, declared = _LINES, PUBLISHABLE, build.declared
    where = f"Add the lines above line {build.place.line}"
    if declared and declared.how == "hollow" and declared.name:
        argument = declared.name
        where, lines = f"Add the line above line {declared.place.line}", f"ARG {argument}"
    elif declared and declared.how == "hollow":
        where = f"Write in place of line {declared.place.line}"
    elif declared and declared.how == "misnamed":
        argument = declared.name
        where = f"Add the line above line {build.place.line}"
        lines = f"ENV {PUBLISHABLE}=${argument}"
    elif declared and declared.how == "late":
        where = f"Move the declaration above line {build.place.line}"
    path = build.place.path
    file = "" if path == "Dockerfile" else f" -f {quoted(path)}"
    return (
        f"{where} of `{_bare(path)}`, and give the key to the build:\n{lines}\n"
        f"docker build --build-arg {argument}{file} ."
    )


def _bare(path: str) -> str:
    return path.replace("`", "'")


def _not_needed(code: Code, app: App) -> Finding | None:
    """Why no key has to be there at build time, or why that is not known."""
    given = [
        one
        for one in code.key_options
        if one.option == "publishableKey" and one.of == "ClerkProvider" and one.env != PUBLISHABLE
    ]
    if given and given[0].env:
        taken = f"`<ClerkProvider>` takes its key from `{given[0].env}`"
        if given[0].env.startswith("NEXT_PUBLIC_"):
            return Unknown(
                f"{taken}; whether the build gets that one is not judged", given[0].place
            )
        return Inapplicable(f"{taken} at run time")
    if given:
        return Unknown("the code passes `publishableKey` itself, from where is not known",
                       given[0].place)  # fmt: skip
    if any(one.name in ("ClerkProvider", "*", "default") and _is_react(one.module)
           for one in code.imports):  # fmt: skip
        return None
    if code.skipped or app.workspace_root is not None or _is_brought_along(app):
        return Unknown("no code that was read here renders `<ClerkProvider>`; other code may")
    return Inapplicable("no code here renders `<ClerkProvider>`, so that no key is built in")


def _is_react(module: str) -> bool:
    return module.startswith(("@clerk/nextjs", "@clerk/clerk-react", "@clerk/react"))


def _is_brought_along(app: App) -> bool:
    return app.versions.get("@clerk/nextjs") is not None and not app.uses("@clerk/nextjs")


_SWITCHES = ("ENABLE", "DISABLE", "SKIP", "BYPASS", "PROVIDER", "MODE", "USE")


def _goes_on_without(code: Code) -> bool:
    """Whether the app's own code tests for the key, or has a switch for all of Clerk, and so may be
    built without a key on purpose.
    """
    return any(
        _is_switch(one.name) or (one.name == PUBLISHABLE and one.fallback and one.side != "script")
        for one in code.env_reads
    )


def _stops_without(app: App) -> bool:
    """Whether the build stops at the first page that it prerenders inside of `<ClerkProvider>`.

    6.39.8 does, 7.9.17 builds pages with an empty key.
    """
    major = app.versions.major("@clerk/nextjs")
    return major is not None and major < _EMPTY_KEYS_SINCE


def _is_switch(name: str) -> bool:
    words = name.split("_")
    is_of_clerk = "CLERK" in words or "AUTH" in words
    named = any(word.startswith(_SWITCHES) for word in words)
    return is_of_clerk and named and known(name) is None


@check(
    "No secret is built into an image",
    fix="Mount the secret for the one command that needs it:\n"
    "RUN --mount=type=secret,id=CLERK_SECRET_KEY,env=CLERK_SECRET_KEY npm run build\n"
    "docker build --secret id=CLERK_SECRET_KEY,env=CLERK_SECRET_KEY .",
    references=(BUILD_SECRETS, SECRETS_CHECK),
    level="warning",
    symptoms=("SecretsUsedInArgOrEnv", "Do not use ARG or ENV instructions for sensitive data"),
)  # fmt: skip
def no_secret_is_built_into_an_image(builds: ImageBuilds) -> Iterator[Finding]:
    """What an ARG or ENV holds stays with the image: `docker history` and `docker inspect` show it
    to whoever can pull it. The values of another stage stay in the build cache and in the
    provenance that is published with the image.

    At run time the secret comes from the container's environment; a build that needs one gets it
    as a mount, which leaves nothing behind.
    """
    if not builds.secrets and not builds.paths:
        yield from _unread(builds.unread)
        return
    for secret in builds.secrets:
        yield Problem(
            _kept(secret),
            secret.place,
            _mount(secret),
            about=secret.name,
            level="error" if secret.value else None if secret.in_image else "note",
        )
    yield from _unread(builds.unread)


def _kept(secret: BuiltSecret) -> str:
    name = f"`{secret.keyword} {secret.name}`"
    if secret.value:
        return (
            f"{name} states the secret itself (`{secret.value.mask}`), in the Dockerfile and in"
            " every image; expected a secret mount"
        )
    if secret.in_image:
        return (
            f"{name} stays in the image, where `docker history` shows it; expected a secret mount"
        )
    return (
        f"{name} is in no layer of the last stage, but stays in the build cache and in the build's"
        " provenance; expected a secret mount"
    )


def _mount(secret: BuiltSecret) -> str:
    name = quoted(secret.name)
    first = "Replace the line by a mount for the one command that needs the secret"
    if secret.value:
        first = (
            f"Make a new secret, delete line {secret.place.line}, and mount it where it is needed"
        )
    return (
        f"{first}:\nRUN --mount=type=secret,id={name},env={name} npm run build\n"
        f"docker build --secret id={name},env={name} ."
    )


@check(
    "The workflow's build gets the publishable key",
    fix=f"Add the variable to the step that builds the app:\nenv:\n  {PUBLISHABLE}:"
    f" ${{{{ secrets.{PUBLISHABLE} }}}}",
    references=(NEXT_ENV, GITHUB_ENV),
    level="warning",
    symptoms=(MISSING, "Error occurred prerendering page"),
)
def workflow_build_gets_the_publishable_key(
    builds: WorkflowBuilds, code: Code, app: App
) -> Iterator[Finding]:
    """A runner of GitHub has no env file that git ignores: what `next build` is to write into the
    browser's code, the workflow has to state. With @clerk/nextjs 6 the build stops at the first
    page that it prerenders inside of `<ClerkProvider>`. With 7 it goes through: harmless where the
    build is a test, and an empty key where it is deployed.
    """
    if not builds.builds:
        yield from _unread(builds.unread)
        if not builds.unread:
            yield Inapplicable("no step of the workflows builds this app")
        return
    excuse = _not_needed(code, app)
    if excuse:
        yield excuse
        return
    goes_on = _goes_on_without(code)
    for build in builds.builds:
        if build.given:
            continue
        if build.doubt or goes_on:
            doubt = build.doubt or "the code goes on without it"
            yield Unknown(_doubtful(build._replace(doubt=doubt)), build.place)
            continue
        line = build.elsewhere.line if build.elsewhere else None
        stated = f"; line {line} states it for another step" if line else ""
        yield Problem(
            f"`{build.command}` in the job `{build.job}` does not get `{PUBLISHABLE}`, which is to"
            f" be written into the code that browsers load{stated}",
            build.place,
            f"Add the variable to the step at line {build.place.line}:\nenv:\n  {PUBLISHABLE}:"
            f" ${{{{ secrets.{PUBLISHABLE} }}}}",
            about=PUBLISHABLE,
            level=None if _stops_without(app) else "note",
        )
    yield from _unread(builds.unread)
