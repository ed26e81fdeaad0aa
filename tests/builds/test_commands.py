"""Which commands build an app, by package.json's scripts."""

import time

import pytest

from clerkdoctor.builds.commands import run
from clerkdoctor.builds.package_scripts import Package, Repository
from clerkdoctor.builds.shell_script import Command, commands

KEY = "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY"
ALONE = Repository(
    (
        Package(".", "web", {
            "build": "next build", "ci": "npm run lint && npm run build", "lint": "eslint .",
            "deep": "run-s lint build", "convex": "convex deploy --cmd 'npm run build'",
            "preset": "x", "set": "next build", "loop": "npm run loop", "docs": "vite build",
            "tool": "dotenv -e x -- next build",
        }),
    ),
    ".",
)  # fmt: skip
MANY = Repository(
    (
        Package(".", "root", {"build": "turbo build", "web": "pnpm --filter web build"}),
        Package("apps/web", "@acme/web", {"build": "next build"}),
        Package("apps/api", "@acme/api", {}),
    ),
    "apps/web",
)


@pytest.mark.parametrize(
    "script",
    [
        "next build", "npx next build", "npx --yes next build --turbopack", "bunx next build",
        "pnpm next build", "pnpm exec next build", "yarn next build", "npm exec -- next build",
        "./node_modules/.bin/next build", "node node_modules/next/dist/bin/next build",
        "npm run build", "npm run-script build", "npm run build --if-present", "pnpm build",
        "pnpm run build", "yarn build", "yarn run build", "bun run build", "bun --bun run build",
        "corepack yarn build", "npx pnpm@9 build", "NODE_ENV=production npm run build",
        "env CI=1 npm run build", "npx cross-env A=1 npm run build", "time npm run build",
        "sh -c 'npm run build'", 'bash -lc "npm ci && npm run build"', "npm run ci", "yarn deep",
        "npm run convex", "npm run set", "npx convex deploy --cmd='npm run build'",
        "if [ -f x ]; then npm run build; else exit 1; fi", "npm ci && (npm run build)",
        "npm ci; npm run build | tee log", "npm run build || exit 1", "turbo run build", "nx build web",
        "npm --loglevel error run build", "npm ci # c\nnpm run build", "npx turbo build",
    ],
)  # fmt: skip
def test_what_builds_an_app_alone(script: str) -> None:
    found = run(script, ".", ALONE, KEY)
    assert (found.command is not None, found.given, found.doubt) == (True, False, None)


@pytest.mark.parametrize(
    "script",
    [
        "npm ci", "npm install", "npm run docs", "npm run nothing", "bun build", "next start",
        "next lint", "npm build", "echo npm run build", "echo 'npm run build'", "# npm run build",
        "npm run loop", "cd docs && npm run build", "cat <<EOF\nnpm run build\nEOF", "npm test",
        "turbo prune web", "docker build .", "npx prisma generate", "cd $X && npm run build",
    ],
)  # fmt: skip
def test_what_does_not_build_it(script: str) -> None:
    assert run(script, ".", ALONE, KEY).command is None


@pytest.mark.parametrize(
    ("script", "folder", "builds"),
    [
        ("npm run build", ".", True),
        ("npm run web", ".", True),
        ("npm run build -w apps/web", ".", True),
        ("npm run build --workspace=@acme/web", ".", True),
        ("npm --workspace @acme/api run build", ".", False),
        ("npm --prefix apps/web run build", ".", True),
        ("npm run build", "apps/web", True),
        ("npm run build", "apps/api", False),
        ("pnpm -r build", ".", True),
        ("pnpm --filter web build", ".", True),
        ("pnpm --filter @acme/web... run build", ".", True),
        ("pnpm -F './apps/*' build", ".", True),
        ("pnpm --filter '{apps/web}' build", ".", True),
        ("pnpm --filter '!@acme/web' -r build", ".", False),
        ("pnpm --filter web^... build", ".", False),
        ("pnpm -C apps/web build", ".", True),
        ("pnpm -w build", "apps/api", True),
        ("yarn workspace @acme/web build", ".", True),
        ("yarn workspace @acme/api build", ".", False),
        ("yarn workspaces foreach -A run build", ".", True),
        ("yarn --cwd apps/web build", ".", True),
        ("bun run --filter @acme/web build", ".", True),
        ("bun --filter '*' build", ".", True),
        ("turbo build", ".", True),
        ("turbo build", "apps/api", False),
        ("turbo run build --filter=web", "apps/api", True),
        ("turbo run lint build -F @acme/web...", ".", True),
        ("turbo build --filter=api", ".", False),
        ("turbo run web#build", ".", True),
        ("turbo run api#build", ".", False),
        ("npm run build -- --filter=@acme/api", ".", False),
        ("npm run build -- --filter=@acme/web", ".", True),
        ("pnpm build --filter='./packages/*'", ".", False),
        ("nx build web", ".", True),
        ("nx run web:build:production", ".", True),
        ("nx run-many -t build -p web", ".", True),
        ("nx run-many --target=build", ".", True),
        ("nx build api", ".", False),
        ("lerna run build --scope @acme/web", ".", True),
        ("lerna run build --scope @acme/api", ".", False),
        ("next build apps/web", ".", True),
        ("next build", ".", False),
        ("cd apps/web && next build", ".", True),
        ("cd apps/api && cd ../web && npm run build", ".", True),
    ],
)
def test_which_package_of_a_workspace_is_built(script: str, folder: str, builds: bool) -> None:
    assert (run(script, folder, MANY, KEY).command is not None) is builds


@pytest.mark.parametrize(
    ("script", "given", "doubt"),
    [
        (f"{KEY}=x npm run build", True, None),
        (f"{KEY}= npm run build", False, None),
        (f"export {KEY}=x; npm run build", True, None),
        (f"export A=1 {KEY}=$X && npm run build", True, None),
        (f"env {KEY}=x npm run build", True, None),
        (f"{KEY}=x npm ci && npm run build", False, None),
        ("npm run tool", False, "`dotenv`"),
        ("export A=$(cat a) && npm run build", False, None),
        ("export $(cat vars | xargs) && npm run build", False, "`export`"),
        ("source ./x && npm run build", False, "`source`"),
        ("printenv > .env && npm run build", False, "a command that names an env file"),
        ("rm -f .env.local && npm run build", False, None),
        ("echo $process.env && npm run build", False, None),
        ("$SETUP && npm run build", False, "a command that a variable names"),
        ("node -v && npm run build", False, None),
        ("python3 gen.py && npm run build", False, "a script of the repository"),
    ],
)
def test_what_gives_the_variable(script: str, given: bool, doubt: str | None) -> None:
    found = run(script, ".", ALONE, KEY)
    assert found.command is not None
    assert (found.given, found.doubt) == (given, doubt)


def test_commands_and_their_lines() -> None:
    script = (
        "A=1 x \"a b\" 'c d' >f 2>&1 \\\n  y # z\ncat <<'E' > .env\n&& x\nE\n${{ a && b }} `c d`"
    )
    assert commands(script) == (
        Command(("x", "a b", "c d", "y"), (("A", "1"),), ("f", "1"), 0),
        Command(("cat",), (), (".env",), 2),
        Command(("${{ a && b }}", "`c d`"), (), (), 5),
    )


@pytest.mark.parametrize(
    "scripts",
    [
        {f"s{n}": f"npm run s{n + 1} && npm run s{n + 1}" for n in range(200)},
        {"s0": "npm run s0 && " * 2_000},
        {"s0": "sh -c '" * 500 + "x" + "'" * 500},
        {"s0": "npx " * 50_000 + "x"},
        {"s0": "$(" * 20_000},
        {"s0": "pnpm " * 3_000 + "x"},
    ],
    ids=range(6),
)
def test_hostile_scripts_end(scripts: dict[str, str]) -> None:
    started = time.perf_counter()
    repository = Repository((Package(".", "web", scripts),), ".")
    assert run("npm run s0", ".", repository, KEY).command is None
    assert time.perf_counter() - started < 5
