"""Builds in GitHub workflows, gathered and judged as a user would."""

from pathlib import Path

import pytest

from tests.gather.build_projects import KEY, WORKFLOW, app, said, workspace

PATH = ".github/workflows/ci.yml"
SECRET = "${{ secrets.X }}"
CI = """name: CI
on: [push]
{top}jobs:
  build:
    runs-on: ubuntu-latest
{job}    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
{before}      - run: npm ci
      - name: Build
        run: {run}
{step}"""


def ci(
    run: str = "npm run build", *, top: str = "", job: str = "", before: str = "", step: str = ""
) -> str:
    return CI.format(run=run, top=top, job=job, before=before, step=step)


def env(indent: int, name: str = KEY, value: str = SECRET) -> str:
    return f"{' ' * indent}env:\n{' ' * indent}  {name}: {value}\n"


GIVEN = {
    "to the step": ci(step=env(8)),
    "to the job": ci(job=env(4)),
    "to the workflow": ci(top=env(0)),
    "as a literal": ci(step=env(8, value="pk_test_x")),
    "in front of the command": ci(f"{KEY}=pk_test_x npm run build"),
    "by export": ci(f"|\n          export {KEY}=pk_test_x\n          npm run build"),
    "by an anchor": ci(
        before=f"      - run: npm test\n        env: &keys\n          {KEY}: {SECRET}\n",
        step="        env: *keys\n",
    ),
    "in flow style": ci(step=f"        env: {{ {KEY}: pk_test_x }}\n"),
    "with quotes": ci(step=f'        env:\n          "{KEY}": "{SECRET}"\n'),
}


@pytest.mark.parametrize("case", GIVEN)
def test_a_step_that_is_given_the_key(tmp_path: Path, case: str) -> None:
    result = said(tmp_path, WORKFLOW, {**app(), PATH: GIVEN[case]})
    assert result.status == "pass", (result.reason, result.problems)


ABSENT = {
    "no env": (ci(), 13, "does not get"),
    "other variables": (ci(step=env(8, "NEXT_PUBLIC_APP_URL")), 13, "does not get"),
    "an empty text": (ci(step=env(8, value='""')), 13, "does not get"),
    "in another step": (
        ci(before="      - run: npm test\n" + env(8)), 16, "line 13 states it for another step",
    ),
    "of several lines": (ci("|\n          npm run lint\n          npm run build"), 15, "`npm run b"),
    "next build itself": (ci("npx next build"), 13, "`npx next build`"),
    "in a job of its own": (
        ci("npm test", step="  image:\n    runs-on: ubuntu-24.04\n    steps:\n"
           "      - uses: actions/checkout@v4\n      - run: npm ci && npm run build\n"),
        18, "in the job `image`",
    ),
    "beside known actions": (
        ci(before="      - uses: actions/cache@v4\n      - uses: pnpm/action-setup@v4\n"), 15,
        "does not get",
    ),
    "a matrix": (
        ci(job="    strategy:\n      matrix:\n        node: [20, 22]\n"), 16, "does not get",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", ABSENT)
def test_a_step_that_builds_without_the_key(tmp_path: Path, case: str) -> None:
    text, line, words = ABSENT[case]
    result = said(tmp_path, WORKFLOW, {**app(lint="eslint ."), PATH: text})
    assert result.status == "fail", result.reason
    assert result.level == "warning"
    (problem,) = result.problems
    assert words in problem.message
    assert str(problem.at) == f"{PATH}:{line}"
    assert f"{KEY}: ${{{{ secrets.{KEY} }}}}" in (problem.fix or "")


DOUBTS = {
    "an env file is written": (
        ci(before=f"      - run: echo '{KEY}=x' > .env.production\n"), "names an env file",
    ),
    "an env file is copied": (ci(before="      - run: cp ci.env .env\n"), "names an env file"),
    "GITHUB_ENV": (ci(before=f'      - run: echo "{KEY}=x" >> $GITHUB_ENV\n'), "$GITHUB_ENV"),
    "GITHUB_ENV in PowerShell": (
        ci(before=f'      - run: "{KEY}=x" | Out-File $env:GITHUB_ENV\n'.replace('"', "")),
        "$GITHUB_ENV",
    ),
    "vercel pull": (ci(before="      - run: vercel pull --yes\n"), "`vercel`"),
    "doppler": (ci("doppler run -- npm run build"), "`doppler`"),
    "an unknown action": (ci(before="      - uses: acme/load-env@v1\n"), "acme/load-env@v1"),
    "an action of the repository": (
        ci(before="      - uses: ./.github/actions/prepare\n"), "`./.github/actions/prepare`",
    ),
    "an artifact": (ci(before="      - uses: actions/download-artifact@v4\n"), "download-artifact"),
    "another repository": (
        ci(before="      - uses: actions/checkout@v4\n        with:\n"
           "          repository: acme/env\n"),
        "another repository",
    ),
    "a script": (ci(before="      - run: ./scripts/env.sh\n"), "a script of the repository"),
    "an expression": (ci(job="    env: ${{ fromJSON(vars.ENV) }}\n"), "an expression"),
    "a container": (ci(job="    container: acme/ci:1\n"), "container"),
    "a runner of one's own": (
        CI.replace("ubuntu-latest", "[self-hosted, linux]").format(
            run="npm run build", top="", job="", before="", step=""
        ),
        "a runner of one's own",
    ),
    "a command that names it": (
        ci(before=f'      - run: node -v; setx "{KEY}" x\n'), "a command that names it",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", DOUBTS)
def test_what_may_bring_the_key_leaves_it_unknown(tmp_path: Path, case: str) -> None:
    text, words = DOUBTS[case]
    result = said(tmp_path, WORKFLOW, {**app(), PATH: text})
    assert result.status == "unknown", result.problems
    assert words in (result.reason or "")


NONE = {
    "no build": ci("npm test"),
    "another build": ci("npm run build:docs"),
    "a reusable workflow": "on: push\njobs:\n  build:\n    uses: acme/ci/.github/workflows/b.yml@v1\n"
    "# run: npm run build\n",
    "a command of the matrix": ci("${{ matrix.build }}"),
    "another folder": ci("npm run build", step="        working-directory: docs\n"),
    "an image": ci("docker build ."),
    "vercel build": ci("vercel build"),
    "odd": "jobs: [1, {steps: build}]\nrun: build\n",
    "steps that are none": ci("x").replace("- run: npm ci", "- run: [npm run build]"),
}


@pytest.mark.parametrize("case", NONE)
def test_a_workflow_that_does_not_build_the_app(tmp_path: Path, case: str) -> None:
    result = said(tmp_path, WORKFLOW, {**app(), PATH: NONE[case]})
    assert result.status == "not_applicable", (result.reason, result.problems)


@pytest.mark.parametrize(
    ("run", "step", "job", "status"),
    [
        ("npm run build", "", "", "fail"),
        ("npx turbo run build --filter=@acme/web", "", "", "fail"),
        ("npm run build", "        working-directory: apps/web\n", "", "fail"),
        ("npm run build", "        working-directory: ./apps/web/\n", "", "fail"),
        (
            "npm run build", "",
            "    defaults:\n      run:\n        working-directory: apps/web\n", "fail",
        ),
        ("cd apps/web && npm run build", "", "", "fail"),
        ("npm run build", "        working-directory: apps/api\n", "", "not_applicable"),
        ("npx turbo run build --filter=@acme/api", "", "", "not_applicable"),
        ("npm run build", "        working-directory: ${{ matrix.app }}\n", "", "not_applicable"),
        ("npm run build -w @acme/web", env(8), "", "pass"),
    ],
)  # fmt: skip
def test_a_workflow_of_a_workspace(
    tmp_path: Path, run: str, step: str, job: str, status: str
) -> None:
    text = ci(run, step=step, job=job)
    result = said(tmp_path, WORKFLOW, {**workspace(), PATH: text})
    assert result.status == status, (result.reason, result.problems)
    for problem in result.problems:
        assert str(problem.at) == f"{PATH}:{16 if job else 13}"


def test_an_env_file_that_may_be_in_the_checkout(tmp_path: Path) -> None:
    files = {**app(), PATH: ci(), ".env.production": f"{KEY}=pk_test_x\n"}
    result = said(tmp_path, WORKFLOW, files)
    assert "`.env.production` here holds it" in (result.reason or "")
    (tmp_path / ".env.production").rename(tmp_path / ".env.local")
    assert said(tmp_path, WORKFLOW, {}).status == "fail"


@pytest.mark.parametrize(
    ("text", "words"),
    [("run: npm run build\n\t- x: [", "is not YAML"), ("run: npm run build\n&a [*a", "YAML")],
)
def test_a_file_that_is_no_yaml_is_unknown(tmp_path: Path, text: str, words: str) -> None:
    result = said(tmp_path, WORKFLOW, {**app(), PATH: text})
    assert result.status == "unknown"
    assert words in (result.reason or "")


def test_without_a_workflow_nothing_is_said(tmp_path: Path) -> None:
    result = said(tmp_path, WORKFLOW, app())
    assert (result.status, result.reason) == ("not_applicable", "there is no GitHub workflow")
