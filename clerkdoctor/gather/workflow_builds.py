"""What GitHub workflows say of an app's build: whether `next build` sees the publishable key."""

import os
import posixpath
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from clerkdoctor.builds.commands import Run, run
from clerkdoctor.evidence import Absence, Absent
from clerkdoctor.facts.builds import WorkflowBuild, WorkflowBuilds
from clerkdoctor.gather.build_context import holds
from clerkdoctor.gather.build_ground import KEY, Ground, fit_to_show
from clerkdoctor.gather.files import Missing, Unreadable, read
from clerkdoctor.gather.run_time_keys import run_time_key
from clerkdoctor.nextjs.dotenv import dialect_of, env_file_names

if TYPE_CHECKING:
    from yaml import Node

# Actions that set no variable of the app: what they install or upload is known.
_HARMLESS = (
    "actions/checkout", "actions/setup-", "actions/cache", "actions/upload-", "pnpm/action-setup",
    "actions/configure-pages", "actions/deploy-pages", "actions/labeler", "oven-sh/setup-bun",
    "actions/dependency-review-action", "actions/create-github-app-token", "volta-cli/action",
    "denoland/setup-deno", "docker/", "bahmutov/npm-install", "nrwl/nx-set-shas",
    "codecov/codecov-action", "step-security/harden-runner", "dorny/paths-filter",
    "tj-actions/changed-files", "supabase/setup-cli", "github/codeql-action",
    "biomejs/setup-biome", "aws-actions/configure-aws-credentials", "google-github-actions/auth",
    "google-github-actions/setup-gcloud", "ruby/setup-ruby", "hashicorp/setup-terraform",
    "jlumbroso/free-disk-space", "ravsamhq/", "styfle/cancel-workflow-action",
    "rharkor/caching-for-turbo", "dtolnay/rust-toolchain", "gitleaks/gitleaks-action",
)  # fmt: skip
_LIMIT = 300_000
"""Bytes that a workflow may have: PyYAML takes a second for as many."""

# To read YAML takes long, so what names no build is left unread.
_BUILDS = rb"\b(next|npm|npx|pnpm|pnpx|yarn|bun|bunx|turbo|nx|lerna)\b[^\n#]*\bbuild"
_ENV_FILE = r"(^|[\s/=\"'>(:])\.env\b"


class _Step(NamedTuple):
    """A step, with the job that it is in and the env blocks that it sees, its own first."""

    node: "dict[str, Node]"
    job: "dict[str, Node]"
    name: str
    blocks: "tuple[Node, ...]"


def workflow_builds(here: Ground, paths: Sequence[Path]) -> WorkflowBuilds | Absence:
    """The steps of these workflows that build the app."""
    builds: list[WorkflowBuild] = []
    named, unread = [], []
    for path in paths:
        place = here.place(path)
        content = read(path, _LIMIT)
        if isinstance(content, Missing):
            continue
        if isinstance(content, Unreadable):
            unread.append(f"`{place.path}` {content.reason}")
            continue
        named.append(place.path)
        if not re.search(_BUILDS, content):
            continue
        node = _composed(content)
        if node is None:
            unread.append(f"`{place.path}` is not YAML")
            continue
        builds += _of_workflow(node, content.decode("utf-8", "replace"), path, here)
    if not named and not unread:
        return Absent("there is no GitHub workflow")
    return WorkflowBuilds(tuple(named), tuple(builds), tuple(unread))


def _composed(content: bytes) -> "Node | None":
    """The file's nodes, which know their lines. The import takes 9 ms."""
    import yaml

    try:
        return yaml.compose(content, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None


def _kind(node: "Node | None") -> str:
    """`mapping`, `sequence` or `scalar`."""
    return str(getattr(node, "id", ""))


def _members(node: "Node | None") -> "dict[str, Node]":
    """A mapping's values by their keys; aliases stand for what they name."""
    if node is None or _kind(node) != "mapping":
        return {}
    return {key.value: value for key, value in node.value if _kind(key) == "scalar"}


def _items(node: "Node | None") -> "list[Node]":
    return list(node.value) if node is not None and _kind(node) == "sequence" else []


def _text(node: "Node | None") -> str:
    return str(node.value) if node is not None and _kind(node) == "scalar" else ""


def _of_workflow(top: "Node", text: str, path: Path, here: Ground) -> Iterator[WorkflowBuild]:
    workflow = _members(top)
    by_text = _brought_by(text)
    stated = list(_stated_blocks(workflow))
    for job_name, node in _members(workflow.get("jobs")).items():
        job = _members(node)
        outer = [one for one in (job.get("env"), workflow.get("env")) if one is not None]
        before: list[_Step] = []
        doubt = None
        for one in _items(job.get("steps")):
            members = _members(one)
            own = [members["env"]] if "env" in members else []
            step = _Step(members, job, job_name, (*own, *outer))
            script = _text(members.get("run"))
            done = _done(script, step, workflow, path, here) if script else Run()
            if done.command is not None:
                found = _build(done, doubt or by_text, step, before, path, here)
                line = next((line for block, line in stated if block not in step.blocks), None)
                at = here.place(path, line) if line else None
                yield found if found.given else found._replace(elsewhere=at)
                break
            doubt = doubt or done.doubt
            before.append(step)


def _done(script: str, step: _Step, workflow: "dict[str, Node]", path: Path, here: Ground) -> Run:
    folder = next(
        (
            found
            for one in (step.node, _defaults(step.job), _defaults(workflow))
            if (found := _text(one.get("working-directory")))
        ),
        ".",
    )
    if "${{" in folder:
        folder = re.sub(r"\$\{\{\s*github\.workspace\s*\}\}/?", "./", folder)
    top = path.parent.parent.parent
    inside = os.path.relpath(top, here.root).replace(os.sep, "/")
    return run(script, posixpath.normpath(posixpath.join(inside, folder)), here.repository, KEY)


def _defaults(node: "dict[str, Node]") -> "dict[str, Node]":
    return _members(_members(node.get("defaults")).get("run"))


def _build(
    done: Run,
    doubt: str | None,
    step: _Step,
    before: Sequence[_Step],
    path: Path,
    here: Ground,
) -> WorkflowBuild:
    script = step.node["run"]
    line = script.start_mark.line + 1 + done.line + (getattr(script, "style", None) in ("|", ">"))
    built = WorkflowBuild(
        fit_to_show(done.command or ""), here.place(path, line), fit_to_show(step.name)
    )
    for block in step.blocks:
        given = _members(block).get(KEY)
        if given is not None:
            if _text(given):
                return built._replace(given=f"`env` at line {given.start_mark.line + 1}")
            break
    if done.given:
        return built._replace(given="the command")
    doubt = done.doubt or doubt or _brought(step, before)
    doubt = (
        f"{doubt} may bring it along"
        if doubt
        else _stated(here) or run_time_key(here.app, KEY, here.provider, here.sources)
    )
    return built._replace(doubt=doubt)


def _brought_by(text: str) -> str | None:
    """What any part of the workflow may set the variable with."""
    lines = [one for one in text.split("\n") if not one.lstrip().startswith("#")]
    if "GITHUB_ENV" in text:
        return "what is written to `$GITHUB_ENV`"
    if any(re.search(_ENV_FILE, one) for one in lines):
        return "an env file that the workflow names"
    return None


def _brought(step: _Step, before: Sequence[_Step]) -> str | None:
    """What in the job, but for commands in front of the build, may set the variable."""
    if any(_kind(block) != "mapping" for block in step.blocks):
        return "an expression in place of `env`"
    if "container" in step.job:
        return "the image of the job's container"
    if "self-hosted" in _all_text(step.job.get("runs-on")):
        return "a runner of one's own"
    if any(KEY in _text(one.node.get("run")) for one in (*before, step)):
        return "a command that names it"
    for one in before:
        action = _text(one.node.get("uses"))
        if action and not action.lower().startswith(_HARMLESS):
            return f"the action `{fit_to_show(action)}`"
        if action and "repository" in _members(one.node.get("with")):
            return "another repository that is checked out"
    return None


def _all_text(node: "Node | None") -> str:
    return " ".join([_text(node), *(_text(one) for one in _items(node))])


def _stated(here: Ground) -> str | None:
    """The env file that may be in every checkout, since its name is not a local one's."""
    dialect = dialect_of(here.app.versions.major("next"))
    for name in env_file_names("production"):
        if not name.endswith(".local") and holds(here.app.folder / name, KEY, dialect):
            return f"`{name}` here holds it, and may be part of the checkout"
    return None


def _stated_blocks(workflow: "dict[str, Node]") -> "Iterator[tuple[Node, int]]":
    """The `env` blocks of jobs and steps that state the variable, each with the line."""
    for job in _members(workflow.get("jobs")).values():
        blocks = [_members(job).get("env")]
        blocks += [_members(one).get("env") for one in _items(_members(job).get("steps"))]
        for block in blocks:
            found = _members(block).get(KEY)
            if block is not None and found is not None and _text(found):
                yield block, found.start_mark.line + 1
