"""What Dockerfiles say of the build of an app: whether `next build` sees the publishable key."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from clerkdoctor.builds.commands import Run, run
from clerkdoctor.builds.dockerfile import Dockerfile, Instruction, Stage, exec_form, pairs, parse
from clerkdoctor.builds.dockerfile_scope import Step, base_of, steps
from clerkdoctor.evidence import Absence, Absent
from clerkdoctor.facts.builds import BuiltSecret, Declaration, ImageBuild, ImageBuilds
from clerkdoctor.facts.place import Place
from clerkdoctor.gather.build_context import contexts, copied, copies_no_env, sources_of
from clerkdoctor.gather.build_ground import KEY, Ground, fit_to_show
from clerkdoctor.gather.build_secrets import built_secrets
from clerkdoctor.gather.files import Missing, Unreadable, read
from clerkdoctor.gather.run_time_keys import run_time_key
from clerkdoctor.nextjs.dotenv import dialect_of
from clerkdoctor.variables import near_miss

# Images that hold Node.js or a system, and nobody's publishable key.
_WELL_KNOWN = ("node", "bun", "alpine", "debian", "ubuntu", "pnpm", "ubi", "playwright", "deno",
               "amazonlinux", "fedora", "centos", "wolfi", "javascript", "typescript", "buildpack",
               "lambda", "puppeteer", "turbo", "scratch", "python")  # fmt: skip
_PUBLIC_HOSTS = ("docker.io", "index.docker.io", "public.ecr.aws", "mcr.microsoft.com", "quay.io",
                 "cgr.dev", "gcr.io/distroless", "registry.access.redhat.com", "docker.mirror",
                 "ghcr.io/puppeteer", "registry.k8s.io")  # fmt: skip

_LIMIT = 100_000
"""Bytes that a Dockerfile may have."""
_STAGES = 40
_INSTRUCTIONS = 20_000
_SHORT = 200
"""Characters of a value that selects something: a package, a folder."""

# What selects a package of a workspace.
_WHOLE = r"(^|\s)(--filter|-F|--workspace|-w|workspace|turbo|nx|lerna|-r|--recursive)\b"


def image_builds(here: Ground, paths: Sequence[Path]) -> ImageBuilds | Absence:
    """What these Dockerfiles say, those that build this app and those that stand in its folder."""
    app = here.app
    builds: list[ImageBuild] = []
    secrets: list[BuiltSecret] = []
    named = []
    unread = []
    for path in paths:
        place = here.place(path)
        content = read(path, _LIMIT)
        if isinstance(content, Missing):
            continue
        if isinstance(content, Unreadable):
            unread.append(f"`{place.path}` {content.reason}")
            continue
        file = parse(content.decode("utf-8", "replace"))
        if len(file.stages) > _STAGES or _length(file) > _INSTRUCTIONS:
            unread.append(
                f"`{place.path}` is longer than {_STAGES} stages or {_INSTRUCTIONS} instructions"
            )
            continue
        found = list(_Image(file, path, here).builds())
        builds += found
        if found or app.folder in (path.parent, path.parent.parent):
            named.append(place.path)
            secrets += built_secrets(file, content.decode("utf-8", "replace"), place.path)
    if not named and not unread:
        return Absent("no Dockerfile at the root of the workspace builds this app")
    certain = here.provider.in_browser, here.provider.around_all
    return ImageBuilds(tuple(named), tuple(builds), tuple(secrets), tuple(unread), *certain)


def _length(file: Dockerfile) -> int:
    """How many instructions run for all stages together, those that they inherit counted again."""
    lengths: list[int] = []
    for stage in file.stages:
        inherited = lengths[stage.parent] if stage.parent is not None else 0
        lengths.append(len(stage.instructions) + inherited)
    return sum(lengths)


class _Image:
    """One Dockerfile, as far as it builds the app."""

    def __init__(self, file: Dockerfile, path: Path, here: Ground) -> None:
        self._file = file
        self._path = path
        self._here = here
        # What is copied from the context, by stage.
        self._taken = [sources_of(file, stage) for stage in file.stages]
        self._known: dict[tuple[int, str], Run] = {}
        self._doubts: dict[int, str | None] = {}

    def builds(self) -> Iterator[ImageBuild]:
        """The first RUN of each stage that builds the app."""
        for stage in self._file.stages:
            before: list[Step] = []
            doubt = None
            for step in steps(self._file, stage):
                if step.instruction.name == "RUN":
                    done = self._run(step, stage)
                    if done.command is not None:
                        if step.stage == stage:
                            yield self._build(stage, step, before, done, doubt)
                        break
                    doubt = doubt or done.doubt
                elif doubt is None and step.instruction.name == "COPY":
                    doubt = self._doubt_of_origin(step)
                before.append(step)

    def _run(self, step: Step, stage: Stage) -> Run:
        folder = _folder(step, self._taken[stage.number], self._path, self._here)
        known = (step.instruction.line, folder)
        if known not in self._known:
            script = _script(step)
            self._known[known] = run(script, folder, self._here.repository, KEY)
        return self._known[known]

    def _doubt_of_origin(self, step: Step) -> str | None:
        """What a RUN of the stage may have written that a COPY takes from."""
        origin = self._file.stage(step.instruction.flag("from") or "")
        if origin is None or copies_no_env(self._file, step):
            return None
        if origin.number not in self._doubts:
            runs = (one for one in steps(self._file, origin) if one.instruction.name == "RUN")
            doubts = (self._run(one, origin).doubt for one in runs)
            self._doubts[origin.number] = next((doubt for doubt in doubts if doubt), None)
        return self._doubts[origin.number]

    def _build(
        self, stage: Stage, step: Step, before: Sequence[Step], done: Run, doubt: str | None
    ) -> ImageBuild:
        here = self._here
        place = self._place(step.instruction.line)
        shown = fit_to_show(done.command or "")
        built = ImageBuild(shown, place, fit_to_show(stage.name or ""))
        given = _given(step, done)
        if given:
            return built._replace(given=given)
        dialect = dialect_of(here.app.versions.major("next"))
        whole = re.search(_WHOLE, done.command or "") is not None
        taken = frozenset().union(*self._taken)
        likely = contexts(self._path, here.root, here.app.folder, taken, whole=whole)
        files = copied(self._file, before, likely, KEY, dialect)
        if files.holds:
            return built._replace(given=f"`{fit_to_show(files.holds)}`")
        doubt = done.doubt or doubt or _mounted(step) or _based(self._file, stage)
        if doubt:
            doubt = f"{doubt} may bring it along"
        elif files.would:
            would = fit_to_show(files.would)
            doubt = f"it would copy an env file such as `{would}`, and none that holds it is here"
        doubt = doubt or run_time_key(here.app, KEY, here.provider, here.sources)
        return built._replace(doubt=doubt, declared=self._declared(stage, step))

    def _declared(self, stage: Stage, step: Step) -> Declaration | None:
        """Where the Dockerfile declares the variable all the same, or what is meant for it."""
        for one in self._file.arguments:
            if self._names(one):
                return Declaration("ARG", self._place(one.line), "shared")
        held = step.scope.get(KEY)
        if held:
            name = held.sources[0] if held.sources else ""
            return Declaration(held.kind, self._place(held.line), "hollow", name=name)
        for other in (stage, *(one for one in self._file.stages if one != stage)):
            for one in other.instructions:
                if one.name in ("ARG", "ENV") and self._names(one):
                    keyword: Literal["ARG", "ENV"] = "ARG" if one.name == "ARG" else "ENV"
                    place = self._place(one.line)
                    if other == stage:
                        return Declaration(keyword, place, "late")
                    return Declaration(keyword, place, "elsewhere", fit_to_show(other.name or ""))
        seen = [name for name in step.scope.history if step.scope.get(name)]
        similar = near_miss(KEY, seen)
        meant = step.scope.get(similar) if similar else None
        if similar is None or meant is None:
            return None
        return Declaration(meant.kind, self._place(meant.line), "misnamed", name=similar)

    def _names(self, instruction: Instruction) -> bool:
        return any(name == KEY for name, _ in pairs(instruction, self._file.escape))

    def _place(self, line: int) -> Place:
        return self._here.place(self._path, line)


def _script(step: Step) -> str:
    """The script of a RUN, with the variables replaced that the Dockerfile itself settles."""
    import shlex

    one = step.instruction
    form = exec_form(one)
    if form is not None:
        return shlex.join(form)
    bare = re.sub(r"^(\S*/)?(sh|bash|ash)?( -\w+)*\s*<<-?\s*['\"]?\w+['\"]?$", "", one.arguments)
    script = "\n".join([bare, *(heredoc.content for heredoc in one.heredocs)])

    def replaced(match: "re.Match[str]") -> str:
        held = step.scope.get(match[1] or match[2])
        value = held.value if held else None
        return value if value is not None and len(value) < _SHORT else match[0]

    return re.sub(r"\$(?:\{(\w+)\}|(\w+))", replaced, script)


def _folder(step: Step, taken: set[str], path: Path, here: Ground) -> str:
    """The folder of the repository that a RUN is started in, by its WORKDIR and what was copied."""
    members = sorted((one.path for one in here.repository.packages if one.path != "."), key=len)
    if not members:
        return "."
    for member in reversed(members):
        deep = step.folder.endswith(f"/{member}") and step.folder != f"/{member}"
        alone = step.folder == f"/{member}" and "." not in taken
        if deep or alone:
            return member
    if here.repository.app != "." and path.parent == here.app.folder:
        return here.repository.app
    entered = {
        member
        for member in members
        for one in taken
        if one == member or one.startswith(f"{member}/")
    }
    if len(entered) == 1 and "." not in taken and here.repository.at(".") is None:
        return entered.pop()
    return "."


def _given(step: Step, done: Run) -> str | None:
    held = step.scope.get(KEY)
    if held and held.may_hold:
        return f"`{held.kind}` at line {held.line}"
    for flag in step.instruction.flags:
        mount = _mount(flag)
        if mount.get("type") == "secret" and mount.get("env") == KEY:
            return "a secret mount"
    return "the command" if done.given else None


def _mounted(step: Step) -> str | None:
    for flag in step.instruction.flags:
        mount = _mount(flag)
        kind = mount.get("type", "bind") if mount else ""
        if kind == "secret" and not _is_of_a_tool(mount):
            return "a secret mount"
        if kind == "bind" and not _is_narrow(mount):
            return "a bind mount"
    return None


def _is_of_a_tool(mount: dict[str, str]) -> bool:
    """Whether a secret mount is for something else: a variable of its own, a registry's token."""
    if mount.get("env") and not mount.get("target"):
        return True
    told = f"{mount.get('id')} {mount.get('target')}".lower()
    return any(one in told for one in ("npmrc", "npm_token", "netrc", "sentry", "yarnrc"))


def _is_narrow(mount: dict[str, str]) -> bool:
    """Whether a bind mount shows one file that is no env file, such as package.json."""
    source = mount.get("source") or mount.get("src") or ""
    name = source.rpartition("/")[2]
    return name.endswith((".json", ".yaml", ".yml", ".lock", ".lockb", ".toml", "node_modules"))


def _mount(flag: str) -> dict[str, str]:
    if not flag.startswith("--mount="):
        return {}
    pairs = (one.partition("=") for one in flag.removeprefix("--mount=").split(","))
    return {name.strip().lower(): value for name, _, value in pairs}


def _based(file: Dockerfile, stage: Stage) -> str | None:
    """The image that a stage is built upon, where it is one of the owner's that may hold more."""
    image = base_of(file, stage)
    if image is None:
        return "an image that an `ARG` names"
    bare = image.partition("@")[0]
    host, slash, rest = bare.partition("/")
    has_host = bool(slash) and ("." in host or ":" in host or host == "localhost")
    name = (rest if has_host else bare).rpartition("/")[2].partition(":")[0]
    is_public = not has_host or bare.startswith(_PUBLIC_HOSTS)
    if is_public and any(one in name.lower() for one in _WELL_KNOWN):
        return None
    return f"the image `{fit_to_show(image)}`"
