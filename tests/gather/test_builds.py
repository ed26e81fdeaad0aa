"""Builds in images and workflows: written to a folder, gathered and judged as a user would."""

import time
from pathlib import Path

import pytest

from tests.gather.build_projects import IGNORED, IMAGE, KEY, app, said, workspace

ARG = f"ARG {KEY}\nENV {KEY}=${KEY}\n"
NODE = "FROM node:22-alpine\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\n"
BUILD = "RUN npm run build\n"
STANDALONE = """FROM node:22-alpine AS base
FROM base AS deps
WORKDIR /app
COPY package.json package-lock.json* ./
RUN npm ci

FROM base AS builder
WORKDIR /app
COPY --from=deps /app/node_modules ./node_modules
COPY . .
{builder}
FROM base AS runner
WORKDIR /app
ENV NODE_ENV=production
{runner}COPY --from=builder /app/public ./public
COPY --from=builder --chown=nextjs:nodejs /app/.next/standalone ./
CMD ["node", "server.js"]
"""
LOCKS = """RUN \\
  if [ -f yarn.lock ]; then yarn run build; \\
  elif [ -f package-lock.json ]; then npm run build; \\
  elif [ -f pnpm-lock.yaml ]; then corepack enable pnpm && pnpm run build; \\
  else echo "Lockfile not found." && exit 1; \\
  fi
"""
PRUNED = """FROM node:22-alpine AS base
FROM base AS pruner
WORKDIR /app
COPY . .
RUN npx turbo prune @acme/web --docker
FROM base AS installer
WORKDIR /app
COPY --from=pruner /app/out/json/ .
RUN npm install
COPY --from=pruner /app/out/full/ .
{}RUN npx turbo run build --filter=@acme/web...
FROM base AS runner
CMD node apps/web/server.js
"""

# Each holds no problem: the key is there.
GIVEN = {
    "ARG and ENV above": NODE + ARG + BUILD,
    "ARG alone": NODE + f"ARG {KEY}\n" + BUILD,
    "ARG with a default": NODE + f"ARG {KEY}=pk_test_x\n" + BUILD,
    "several names in one ARG": NODE + f"ARG NEXT_PUBLIC_URL \\\n    {KEY} \\\n    OTHER\n" + BUILD,
    "several in one ENV": NODE + f"ARG {KEY}\nENV A=1 \\\n    {KEY}=${{{KEY}}} B=2\n" + BUILD,
    "ENV with a literal": NODE + f'ENV {KEY}="pk_test_x"\n' + BUILD,
    "ENV in the old form": NODE + f"ENV {KEY} pk_test_x\n" + BUILD,
    "ENV of another ARG": NODE + f"ARG CLERK_PK\nENV {KEY}=$CLERK_PK\n" + BUILD,
    "ENV with a fallback": NODE + f"ARG {KEY}\nENV {KEY}=${{{KEY}:-}}\n" + BUILD,
    "ENV with a fallback and no ARG": NODE + f"ENV {KEY}=${{{KEY}:-pk_test_x}}\n" + BUILD,
    "in small letters": NODE.lower() + f"arg {KEY}\nrun npm run build\n",
    "in the builder's stage": STANDALONE.format(builder=ARG + BUILD, runner=""),
    "inherited from a stage": f"FROM node:22 AS base\nARG {KEY}\nFROM base AS b\nCOPY . .\n"
    + BUILD,
    "inherited ENV": f"FROM node:22 AS base\nENV {KEY}=pk\nFROM BASE AS b\nCOPY . .\n" + BUILD,
    "redeclared": f"ARG {KEY}\n" + NODE + f"ARG {KEY}\n" + BUILD,
    "redeclared with a default": f"ARG {KEY}=pk_test_x\n" + NODE + f"ARG {KEY}\n" + BUILD,
    "inline": NODE + f"ARG X\nRUN {KEY}=$X npm run build\n",
    "export": NODE + f"RUN export {KEY}=pk_test_x && npm run build\n",
    "env": NODE + f"RUN env {KEY}=pk_test_x npm run build\n",
    "cross-env": NODE + f"RUN npx cross-env {KEY}=pk_test_x next build\n",
    "a secret mount": NODE + f"RUN --mount=type=secret,id=pk,env={KEY} npm run build\n",
    "in a here-document": NODE + f"RUN <<EOF\nexport {KEY}=pk_test_x\nnpm run build\nEOF\n",
    "escaped with backticks": "# escape=`\n" + NODE + f"ARG A `\n  {KEY}\n" + BUILD,
    "triggered": f"FROM node:22 AS base\nONBUILD ARG {KEY}\nFROM base\nCOPY . .\n" + BUILD,
    "a comment within": NODE + f"ARG A \\\n# of Clerk\n\n  {KEY}\n" + BUILD,
    "by the lock file": STANDALONE.format(builder=ARG + LOCKS, runner=""),
}


@pytest.mark.parametrize("case", GIVEN)
def test_an_image_that_is_given_the_key(tmp_path: Path, case: str) -> None:
    files = {**app(), "Dockerfile": GIVEN[case], ".dockerignore": IGNORED}
    result = said(tmp_path, IMAGE, files)
    assert result.status == "pass", (result.reason, result.problems)


# Each is not given the key, as far as the Dockerfile says: words of the message, the line.
ABSENT = {
    "no ARG": (NODE + BUILD, "expected an `ARG` of that name above it", 6),
    "only npm ci is given it": (
        f"FROM node:22\nCOPY . .\nRUN {KEY}=pk npm ci\n" + BUILD, "does not get", 4,
    ),
    "below": (NODE + BUILD + ARG, "comes after `RUN npm run build` (line 6)", 7),
    "before FROM": (f"ARG {KEY}\n" + NODE + BUILD, "stands before the first `FROM`", 1),
    "in the runner's stage": (
        STANDALONE.format(builder=BUILD, runner=ARG), "stands in the stage `runner`", 16,
    ),
    "ENV in the runner's stage": (
        STANDALONE.format(builder=BUILD, runner=f"ENV {KEY}=pk_test_x\n"), "`ENV NEXT_", 16,
    ),
    "in the stage of the dependencies": (
        STANDALONE.replace("RUN npm ci", f"ARG {KEY}\nRUN npm ci").format(builder=BUILD, runner=""),
        "stands in the stage `deps`", 5,
    ),
    "ENV of nothing": (NODE + f"ENV {KEY}=${KEY}\n" + BUILD, "is empty when", 6),
    "ENV of an ARG before FROM": (
        f"ARG {KEY}\n" + NODE + f"ENV {KEY}=${KEY}\n" + BUILD, "before the first `FROM`", 1,
    ),
    "ENV that is empty": (NODE + f'ENV {KEY}=""\n' + BUILD, "is empty when", 6),
    "a misspelt name": (NODE + "ARG NEXT_PUBLIC_CLERK_KEY\n" + BUILD, "does not get", 7),
    "commented out": (NODE + f"# ARG {KEY}\n" + BUILD, "does not get", 7),
    "commented out within": (
        NODE + f"ARG A \\\n  # {KEY}\n  B\n" + BUILD, "does not get", 9,
    ),
    "the exec form": (NODE + 'RUN ["npm", "run", "build"]\n', "`RUN npm run build`", 6),
    "a shell's exec form": (NODE + 'RUN ["sh", "-c", "npm run build"]\n', "does not get", 6),
    "by the lock file": (STANDALONE.format(builder=LOCKS, runner=""), "in the stage `builder`", 11),
    "a here-document": (NODE + "RUN <<EOF\nset -e\nnpm run build\nEOF\n", "does not get", 6),
    "a shell that nobody exports from": (
        NODE + f"RUN export {KEY}=pk_test_x\n" + BUILD, "does not get", 7,
    ),
    "next build itself": (NODE + "RUN npx next build\n", "`RUN npx next build`", 6),
    "Bun": ("FROM oven/bun:1\nCOPY . .\nRUN bun run build\n", "`RUN bun run build`", 3),
    "a secret mount of another": (
        NODE + "RUN --mount=type=secret,id=CLERK_SECRET_KEY,env=CLERK_SECRET_KEY npm run build\n",
        "does not get", 6,
    ),
    "a cache mount": (
        NODE + "RUN --mount=type=cache,target=/app/.next/cache npm run build\n", "does not get", 6,
    ),
    "an ARG image": (
        "ARG NODE=22\nFROM node:${NODE}-slim\nCOPY . .\n" + BUILD, "does not get", 4,
    ),
    "a trigger": (f"FROM node:22\nONBUILD ARG {KEY}\nCOPY . .\n" + BUILD, "does not get", 4),
}  # fmt: skip


@pytest.mark.parametrize("case", ABSENT)
def test_an_image_that_is_built_without_the_key(tmp_path: Path, case: str) -> None:
    text, words, line = ABSENT[case]
    files = {**app(), "Dockerfile": text, ".dockerignore": IGNORED}
    result = said(tmp_path, IMAGE, files)
    assert result.status == "fail", result.reason
    assert result.level == "error"
    (problem,) = result.problems
    assert words in problem.message
    assert str(problem.at) == f"Dockerfile:{line}"
    assert f"docker build --build-arg {KEY} ." in (problem.fix or "")


# Something else may bring the key: the script of `build`, the lines above `npm run build`, why.
DOUBTS = {
    "an env file is copied under another name": ("COPY docker.env .env\n" + BUILD, "docker.env"),
    "an env file is written": (f'RUN echo "{KEY}=x" >> .env\n' + BUILD, "names an env file"),
    "an example is copied": ("RUN cp .env.example .env && npm run build\n", "names an env file"),
    "an env file is read": ("RUN . ./build-env && npm run build\n", "`.`"),
    "exported from a file": ("RUN export $(cat vars | xargs) && npm run build\n", "`export`"),
    "doppler": ("RUN doppler run -- npm run build\n", "`doppler`"),
    "infisical": ("RUN npx infisical run -- npm run build\n", "`infisical`"),
    "1Password": ("RUN op run --env-file=x -- npm run build\n", "`op`"),
    "vercel pull": ("RUN npx vercel pull && npm run build\n", "`vercel`"),
    "a script": ("RUN ./scripts/env.sh && npm run build\n", "a script of the repository"),
    "a script above": ("RUN node scripts/env.mjs\n" + BUILD, "a script of the repository"),
    "make": ("RUN make env\n" + BUILD, "a script of the repository"),
    "a secret mount": ("RUN --mount=type=secret,id=env,target=/app/.env npm run build\n", "secret"),
    "a bind mount": ("RUN --mount=type=bind,source=.,target=. npm run build\n", "a bind mount"),
}


@pytest.mark.parametrize("case", DOUBTS)
def test_what_may_bring_the_key_leaves_it_unknown(tmp_path: Path, case: str) -> None:
    lines, words = DOUBTS[case]
    files = {**app(), "Dockerfile": NODE + lines, ".dockerignore": IGNORED}
    result = said(tmp_path, IMAGE, files)
    assert result.status == "unknown", result.problems
    assert words in (result.reason or "")


@pytest.mark.parametrize(
    ("script", "status", "words"),
    [
        ("next build", "fail", ""),
        ("prisma generate && next build", "fail", ""),
        ("convex deploy --cmd 'next build'", "fail", ""),
        ("run-s lint compile", "fail", ""),
        ("dotenv -e .env.docker -- next build", "unknown", "`dotenv`"),
        ("doppler run -- next build", "unknown", "`doppler`"),
        ("node scripts/env.js && next build", "unknown", "a script of the repository"),
        (f"{KEY}=pk_test_x next build", "pass", ""),
        ("vite build", "not_applicable", "builds this app"),
    ],
)
def test_the_script_decides(tmp_path: Path, script: str, status: str, words: str) -> None:
    files = app(build=script, lint="eslint .", compile="next build")
    result = said(tmp_path, IMAGE, {**files, "Dockerfile": NODE + BUILD, ".dockerignore": ".env*"})
    assert result.status == status, (result.reason, result.problems)
    assert words in (result.reason or "")


@pytest.mark.parametrize(
    ("ignored", "env", "copies", "status"),
    [
        ("", {}, "COPY . .", "unknown"),
        ("node_modules\n.git\n", {}, "COPY . .", "unknown"),
        ("", {".env.production": f"{KEY}=pk_test_x"}, "COPY . .", "pass"),
        ("", {".env.local": f"{KEY}=pk_test_x"}, "ADD . /app/", "pass"),
        ("", {".env": "OTHER=1"}, "COPY . .", "unknown"),
        ("", {".env.development": f"{KEY}=pk_test_x"}, "COPY . .", "unknown"),
        ("", {".env.production": f"{KEY}="}, "COPY . .", "unknown"),
        (".env*", {".env.production": f"{KEY}=pk_test_x"}, "COPY . .", "fail"),
        (".env\n.env.*\n", {".env.local": f"{KEY}=pk_test_x"}, "COPY . .", "fail"),
        ("**/.env*\n!.env.production\n", {}, "COPY . .", "unknown"),
        (".env*\n!.env.production\n", {".env.production": f"{KEY}=x"}, "COPY . .", "pass"),
        ("*\n!app\n!package*.json\n", {}, "COPY . .", "fail"),
        ("#.env*\n", {}, "COPY . .", "unknown"),
        (".env.local\n", {}, "COPY . .", "unknown"),
        ("", {}, "COPY app ./app", "fail"),
        ("", {}, "COPY app package.json next.config.* tsconfig.json ./", "fail"),
        ("", {".env.production": f"{KEY}=x"}, "COPY .env.production ./", "pass"),
        ("", {".env.prod": f"{KEY}=x"}, "COPY .env.prod .env.production", "pass"),
        ("", {}, "COPY --exclude=.env* . .", "fail"),
        ("", {}, 'COPY ["./", "./"]', "unknown"),
    ],
)
def test_an_env_file_comes_with_the_context(
    tmp_path: Path, ignored: str, env: dict[str, str], copies: str, status: str
) -> None:
    text = f"FROM node:22\nWORKDIR /app\n{copies}\nRUN npm run build\n"
    files = {**app(), "Dockerfile": text, ".dockerignore": ignored, **env}
    result = said(tmp_path, IMAGE, files)
    assert result.status == status, (result.reason, result.problems)


def test_a_dockerfile_has_patterns_of_its_own(tmp_path: Path) -> None:
    files = {**app(), "prod.Dockerfile": NODE + BUILD, ".dockerignore": "node_modules"}
    assert said(tmp_path, IMAGE, files).status == "unknown"
    files["prod.Dockerfile.dockerignore"] = ".env*"
    assert said(tmp_path, IMAGE, files).status == "fail"


WORKSPACES = {
    "filtered": ("Dockerfile", PRUNED.format(""), "fail"),
    "filtered, given": ("Dockerfile", PRUNED.format(ARG), "pass"),
    "in the app's folder": ("apps/web/Dockerfile", PRUNED.format(""), "fail"),
    "in docker/": ("docker/web.Dockerfile", PRUNED.format(""), "fail"),
    "all of it": ("Dockerfile", NODE + BUILD, "fail"),
    "by -w": ("Dockerfile", NODE + "RUN npm run build -w apps/web\n", "fail"),
    "by WORKDIR": ("Dockerfile", NODE + "WORKDIR /app/apps/web\nRUN npm run build\n", "fail"),
    "by cd": ("Dockerfile", NODE + "RUN cd apps/web && npx next build\n", "fail"),
    "by an ARG": (
        "Dockerfile", NODE + "ARG APP=@acme/web\nRUN npx turbo build --filter=${APP}\n", "fail",
    ),
    "another app": ("Dockerfile", NODE + "RUN npx turbo build --filter=@acme/api\n", None),
    "another folder": ("Dockerfile", NODE + "WORKDIR /app/apps/api\nRUN npm run build\n", None),
    "what an ARG without a value says": (
        "Dockerfile", NODE + "ARG APP\nRUN npx turbo build --filter=${APP}\n", None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WORKSPACES)
def test_an_image_of_a_workspace(tmp_path: Path, case: str) -> None:
    path, text, status = WORKSPACES[case]
    result = said(tmp_path, IMAGE, {**workspace(), path: text, ".dockerignore": IGNORED})
    assert result.status == (status or "not_applicable"), (result.reason, result.problems)


def test_an_app_in_a_folder_of_its_own(tmp_path: Path) -> None:
    text = "FROM node:22\nWORKDIR /app\nCOPY frontend/ ./\nRUN npm run build\n"
    files = {**app("frontend/"), "Dockerfile": text, ".dockerignore": IGNORED}
    result = said(tmp_path, IMAGE, files)
    assert str(result.problems[0].at) == "Dockerfile:4"
    files = {"Dockerfile": text.replace("frontend/", "backend/")}
    assert said(tmp_path, IMAGE, files).status == "not_applicable"


@pytest.mark.parametrize(
    ("files", "status", "words"),
    [
        ({"next.config.mjs": f"export default {{ env: {{ {KEY}: 'pk' }} }}"}, "unknown", "may set"),
        (
            {"next.config.mjs": f"export default {{ env: {{ {KEY}: process.env.{KEY} }} }}"},
            "fail", "",
        ),
        ({"next.config.js": "require('dotenv').config()"}, "unknown", "`next.config.js` may set"),
        (
            {"app/layout.tsx": 'import { ClerkProvider } from "@clerk/nextjs";\n'
             "export const dynamic = 'force-dynamic';\nexport default () => <ClerkProvider />;\n"},
            "unknown", "rendered for each request",
        ),
        (
            {"app/layout.tsx": 'import { ClerkProvider } from "@clerk/nextjs";\n'
             "export default () => <ClerkProvider publishableKey={process.env.CLERK_PK} />;\n"},
            "not_applicable", "takes its key from `CLERK_PK`",
        ),
        (
            {"app/layout.tsx": 'import { ClerkProvider } from "@clerk/nextjs";\n'
             'import { key } from "@acme/env";\n'
             "export default () => <ClerkProvider publishableKey={key} />;\n"},
            "unknown", "passes `publishableKey` itself",
        ),
        ({"app/layout.tsx": "export default () => <html />;\n"}, "not_applicable", "renders"),
    ],
)  # fmt: skip
def test_an_app_that_needs_no_key_in_its_build(
    tmp_path: Path, files: dict[str, str], status: str, words: str
) -> None:
    files = {**app(), "Dockerfile": NODE + BUILD, ".dockerignore": IGNORED, **files}
    result = said(tmp_path, IMAGE, files)
    assert result.status == status, (result.reason, result.problems)
    assert words in (result.reason or "")


def test_a_base_image_of_ones_own_may_hold_it(tmp_path: Path) -> None:
    text = f"FROM registry.acme.dev/web-base:1\nCOPY app app\n{BUILD}"
    result = said(tmp_path, IMAGE, {**app(), "Dockerfile": text})
    assert "the image `registry.acme.dev/web-base:1` may bring it along" in (result.reason or "")


def test_without_a_dockerfile_nothing_is_said(tmp_path: Path) -> None:
    result = said(tmp_path, IMAGE, {**app(), "Dockerfile.md": "FROM x", "docker-compose.yml": "x"})
    assert (result.status, result.reason) == ("not_applicable", "there is no Dockerfile")


def test_what_is_started_in_the_container_is_no_build(tmp_path: Path) -> None:
    text = NODE + 'CMD ["npm", "run", "build"]\n'
    result = said(tmp_path, IMAGE, {**app(), "Dockerfile": text})
    assert result.status == "not_applicable"
    assert result.reason == "no stage of `Dockerfile` builds this app"


def test_what_another_stage_wrote_may_come_along(tmp_path: Path) -> None:
    text = (
        "FROM node:22 AS vars\nWORKDIR /app\nRUN doppler secrets download > x\n"
        "FROM node:22\nWORKDIR /app\nCOPY app app\nCOPY --from=vars {} ./\nRUN npm run build\n"
    )
    files = {**app(), "Dockerfile": text.format("/app")}
    assert "`doppler` may bring it along" in (said(tmp_path, IMAGE, files).reason or "")
    files = {"Dockerfile": text.format("/app/node_modules")}
    assert said(tmp_path, IMAGE, files).status == "fail"


@pytest.mark.long
@pytest.mark.parametrize(
    "text",
    [
        "FROM node\n" + "RUN npm ci\n" * 8_000 + BUILD,
        "FROM node AS a\n" + "RUN x\n" * 15_000 + "FROM a AS b\n" + BUILD + ("FROM b\n" + BUILD) * 30,
        "FROM node\nENV A0=x\n" + "".join(f"ENV A{n + 1}=$A{n}$A{n}\n" for n in range(4_000)) + BUILD,
        "FROM node AS a\n" + "COPY . .\n" * 5_000 + "FROM node\n" + "COPY --from=a . .\n" * 2_500 + BUILD,
        "".join(f"FROM node AS s{n}\nCOPY --from=s{n - 1} . .\n" for n in range(39)) + BUILD,
        "".join(f"FROM node AS s{n}\n" for n in range(5_000)) + BUILD,
    ],
    ids=range(6),
)  # fmt: skip
def test_a_hostile_dockerfile_takes_no_longer(tmp_path: Path, text: str) -> None:
    ignored = "**/*a*b*c*d*e*f*g\n" * 5_000
    started = time.perf_counter()
    said(tmp_path, IMAGE, {**app(), "Dockerfile": text, ".dockerignore": ignored})
    assert time.perf_counter() - started < 8


def test_names_that_would_break_out_are_shown_bare(tmp_path: Path) -> None:
    text = "FROM node AS `x\nRUN npm run build --x='`rm`\x1b[31m'\n"
    (problem,) = said(tmp_path, IMAGE, {**app(), "Dockerfile.a`b": text}).problems
    assert "`RUN npm run build --x='rm' [31m` in the stage `'x`" in problem.message
    assert (problem.fix or "").partition("\n")[0].count("`") == 2


def test_a_key_under_another_name_is_named(tmp_path: Path) -> None:
    text = NODE + "ARG CLERK_PUBLISHABLE_KEY\n" + BUILD
    files = {**app(), "Dockerfile": text, ".dockerignore": IGNORED}
    (problem,) = said(tmp_path, IMAGE, files).problems
    assert "but `CLERK_PUBLISHABLE_KEY` (line 6), which is not built in" in problem.message
    assert f"ENV {KEY}=$CLERK_PUBLISHABLE_KEY\n" in (problem.fix or "")


LAYOUT = 'import { ClerkProvider } from "@clerk/nextjs";\nexport default () => <ClerkProvider />;\n'
HEADER = 'import { auth } from "@clerk/nextjs/server";\nexport async function Header() {\n  await auth();\n}\n'


@pytest.mark.parametrize(
    ("version", "files", "status", "words"),
    [
        ("7.9.17", {}, "warning", ""),
        ("6.39.8", {}, "error", ""),
        ("5.7.6", {}, "unknown", "of @clerk/nextjs 5 hands it over at run time"),
        (
            "6.39.8",
            {"app/layout.tsx": "export default () => <html />;\n", "app/(in)/layout.tsx": LAYOUT},
            "warning",
            "",
        ),
        (
            "6.39.8",
            {
                "app/layout.tsx": "import P from './parts/p';\nexport default () => <P />;\n",
                "app/parts/p.tsx": LAYOUT,
            },
            "error",
            "",
        ),
        ("5.7.6", {"app/layout.tsx": f"// a\n/* b */\n'use client';\n{LAYOUT}"}, "error", ""),
        ("7.9.17", {"app/layout.tsx": f'"use client"\n{LAYOUT}'}, "error", ""),
        (
            "6.39.8",
            {"app/layout.tsx": f'import {{ Header }} from "@/ui/header";\n{LAYOUT}', "src/ui/header.tsx": HEADER,
             "tsconfig.json": '{"compilerOptions": {"paths": {"@/*": ["./src/*"]}}}'},
            "unknown", "`src/ui/header.tsx` may have its pages rendered for each request",
        ),
        (
            "6.39.8",
            {"app/layout.tsx": f'import {{ Header }} from "./header";\n{LAYOUT}', "app/header.tsx": f"'use client';\n{HEADER}"},
            "error", "",
        ),
        *(
            ("6.39.8", {"app/layout.tsx": f"{line}\n{LAYOUT}"}, status, "")
            for line, status in (
                ("export const dynamic = 'force-static';", "error"),
                ("// export const dynamic = 'force-dynamic'; await headers()", "error"),
                ("const text = 'headers()'; form.headers(); type Of = typeof headers;", "error"),
                ("export const revalidate = 60;", "error"),
                ("export const revalidate = 0;", "unknown"),
                ("export const dynamic = mode();", "unknown"),
                ("const found = await headers();", "unknown"),
                ("await auth.protect();", "unknown"),
                ("const found = session.auth;", "error"),
            )
        ),
        *(
            ("6.39.8", {"app/layout.tsx": LAYOUT.replace(" />", f" {given} />")}, status, "")
            for given, status in (
                ("dynamic={false}", "error"),
                ("appearance={{ dynamic: 1 }}", "error"),
                ("dynamic", "unknown"),
                ("dynamic={isDynamic}", "unknown"),
                ("{...given}", "unknown"),
            )
        ),
        *(
            ("6.39.8", {"next.config.mjs": f"{line}\nexport default {{}};\n"}, status, "")
            for line, status in (
                (f"// {KEY} comes from dotenv", "error"),
                (f"export const env = {{ '{KEY}': process.env['{KEY}'] }};", "error"),
                (f"export const env = {{ '{KEY}': read() }};", "unknown"),
                (f"process.env.{KEY} = read();", "unknown"),
                (f"const name = `{KEY}`;", "unknown"),
                ("import { loadEnvConfig as load } from '@next/env';", "unknown"),
                ("import 'dotenv/config';", "unknown"),
                ("import { config } from '@dotenvx/dotenvx';", "unknown"),
            )
        ),
    ],
)  # fmt: skip
def test_the_release_and_the_place_of_the_provider_decide(
    tmp_path: Path, version: str, files: dict[str, str], status: str, words: str
) -> None:
    """@clerk/nextjs 5.7.6, 6.39.8 and 7.9.17 were built without a key and started with one."""
    given = {**app(), "Dockerfile": NODE + BUILD, ".dockerignore": IGNORED, **files}
    given["package.json"] = given["package.json"].replace("6.39.8", version)
    result = said(tmp_path, IMAGE, given)
    assert (result.level if result.status == "fail" else result.status) == status, result
    assert words in (result.reason or "")


def test_an_app_of_the_pages_router_has_only_what_is_built_in(tmp_path: Path) -> None:
    files = {
        "package.json": app()["package.json"].replace("6.39.8", "5.7.6"),
        "pages/_app.tsx": LAYOUT,
    }
    result = said(tmp_path, IMAGE, {**files, "Dockerfile": NODE + BUILD, ".dockerignore": IGNORED})
    assert (result.status, result.level) == ("fail", "error")
