"""What the source files of a project come to as facts."""

from pathlib import Path

import pytest

from clerkdoctor.facts.code import Code
from clerkdoctor.gather import tree
from clerkdoctor.gather.code import code
from clerkdoctor.gather.everything import project_sources
from clerkdoctor.gather.project import project as project_at
from tests.projects import project


def read(folder: Path, files: dict[str, str]) -> Code:
    found = project_at(project(folder, dict(files)))
    (app,) = found.apps  # type: ignore[union-attr]
    unread: list[tree.Skipped] = []
    paths = list(tree.sources(app.folder, unread))
    return code(app.folder, paths, "convex", project_sources(app), unread)


@pytest.mark.parametrize(
    ("path", "text", "side"),
    [
        ("app/a/page.tsx", "", "next-server"),
        ("app/a/page.tsx", '"use client"\n', "browser"),
        ("middleware.ts", "", "middleware"),
        ("src/proxy.ts", "", "middleware"),
        ("lib/middleware.ts", "", "next-server"),
        ("convex/users.ts", "", "convex"),
        ("app/test/page.tsx", "", "next-server"),
        ("tests/a.ts", "", "script"),
        ("lib/a.test.ts", "", "script"),
        ("scripts/seed.ts", "", "script"),
        ("playwright.config.ts", "", "script"),
        ("next.config.ts", "", "next-server"),
    ],
)
def test_a_read_is_on_the_side_where_its_file_runs(
    tmp_path: Path, path: str, text: str, side: str
) -> None:
    found = read(tmp_path, {path: f"{text}export const a = process.env.CLERK_OTHER!\n"})
    assert [(one.name, one.side, one.fallback) for one in found.env_reads] == [
        ("CLERK_OTHER", side, False)
    ]


def test_what_goes_on_without_the_variable_is_a_fallback(tmp_path: Path) -> None:
    source = """
import { z } from "zod"
const schema = z.object({ CLERK_A: z.string().optional(), CLERK_B: z.string() })
export const env = schema.parse({ CLERK_A: process.env.CLERK_A, CLERK_B: process.env.CLERK_B })
export const c = process.env.CLERK_C ?? "c"
if (process.env.CLERK_D) console.log("d")
// process.env.CLERK_E!
export const f = "process.env.CLERK_F"
"""
    found = read(tmp_path, {"lib/env.ts": source})
    assert {one.name: one.fallback for one in found.env_reads} == {
        "CLERK_A": True, "CLERK_B": False, "CLERK_C": True, "CLERK_D": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("source", "env"),
    [
        ("verifyWebhook(req)", "CLERK_WEBHOOK_SIGNING_SECRET"),
        ("verifyWebhook(req, {})", "CLERK_WEBHOOK_SIGNING_SECRET"),
        ("verifyWebhook(req, { signingSecret: process.env.MINE })", "MINE"),
        ("verifyWebhook(req, { signingSecret: secret })", "MINE"),
        ("verifyWebhook(req, options(req))", None),
        ("new Webhook(process.env.MINE!)", "MINE"),
        ("new Webhook(secret)", "MINE"),
        ("new Webhook(read())", None),
    ],
)
def test_a_webhooks_secret_is_followed_to_its_variable(
    tmp_path: Path, source: str, env: str | None
) -> None:
    text = (
        'import { verifyWebhook } from "@clerk/nextjs/webhooks"\nimport { Webhook } from "svix"\n'
        'import { secret } from "./secret"\n'
        f"export const POST = (req: Request) => {source}\n"
    )
    files = {"lib/hook.ts": text, "lib/secret.ts": "export const secret = process.env.MINE!\n"}
    assert [one.env for one in read(tmp_path, files).webhook_verifiers] == [env]


@pytest.mark.parametrize(
    ("source", "options"),
    [
        ("clerkMiddleware()", []),
        ("clerkMiddleware({ secretKey: process.env.A })", [("secretKey", "A")]),
        ("clerkMiddleware((auth) => {}, { publishableKey: key() })", [("publishableKey", None)]),
        ("clerkMiddleware((auth) => {}, (req) => ({ secretKey: process.env.A }))", [("secretKey", "A")]),
        ("clerkMiddleware((auth) => ({}))", []),
    ],
)  # fmt: skip
def test_keys_given_to_the_middleware_are_found(
    tmp_path: Path, source: str, options: list[tuple[str, str | None]]
) -> None:
    text = f'import {{ clerkMiddleware }} from "@clerk/nextjs/server"\nexport default {source}\n'
    found = read(tmp_path, {"proxy.ts": text})
    assert [(one.option, one.env) for one in found.key_options] == options


def test_authorized_parties_are_read_from_the_middleware(tmp_path: Path) -> None:
    text = (
        'import { clerkMiddleware } from "@clerk/nextjs/server"\n'
        'const origins = ["https://a.example", process.env.ORIGIN!]\n'
        "export default clerkMiddleware({ authorizedParties: [...origins, `https://b.example`] })\n"
    )
    found = read(tmp_path, {"proxy.ts": text})
    assert found.authorized_parties == ("https://a.example", "https://b.example")


LIVE = "sk_live_q8ZkT3vWm1RxYb6LcN0aHd5JeU2iKoPs7GfVwXtQyB"


def test_a_secret_in_any_source_file_has_its_place(tmp_path: Path) -> None:
    files = {
        "lib/größe.ts": f"// größe\nconst ä = 1; const key = '{LIVE}'\n",
        "lib/b.test.ts": f"const key = '{LIVE}'\n",
        "lib/c.ts": f"const key = '{LIVE}' // gitleaks:allow\n",
        "lib/d.ts": "const key = 'sk_live_your_key_here'\n",
    }
    found = read(tmp_path, files).literal_secrets
    assert [(str(one.place), one.in_test, one.mask) for one in found] == [
        ("lib/b.test.ts:1:14", True, "sk_live_…"),
        ("lib/größe.ts:2:27", False, "sk_live_…"),
    ]


def test_what_cannot_be_parsed_is_searched_and_named(tmp_path: Path) -> None:
    files = {"lib/deep.ts": "CLERK_X" + "[" * 3000 + f"'{LIVE}'"}
    found = read(tmp_path, files)
    (skipped,) = found.skipped
    assert (skipped.path, skipped.searched) == ("lib/deep.ts", True)
    assert not skipped.reason.startswith("`")
    assert len(found.literal_secrets) == 1
