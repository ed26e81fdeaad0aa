"""Secrets in Dockerfiles."""

from pathlib import Path

import pytest

from tests.checks.facts import SK_LIVE, SK_TEST, WHSEC
from tests.gather.build_projects import SECRETS, app, said

FROM = "FROM node:22\nCOPY . .\n"
RUN = "RUN npm run build\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{FROM}ARG CLERK_SECRET_KEY\n{RUN}", [("warning", 3, "ARG")]),
        (f"{FROM}ARG CLERK_SECRET_KEY\nENV CLERK_SECRET_KEY=$CLERK_SECRET_KEY\n",
         [("warning", 4, "ENV")]),
        (f"{FROM}ENV CLERK_SECRET_KEY={SK_LIVE}\n{RUN}", [("error", 3, "ENV")]),
        (f"{FROM}ENV A=1 CLERK_WEBHOOK_SIGNING_SECRET='{WHSEC}'\n", [("error", 3, "ENV")]),
        (f"{FROM}ARG CLERK_SECRET_KEY={SK_TEST}\n", [("error", 3, "ARG")]),
        (f"{FROM}env CLERK_SECRET_KEY {SK_TEST}\n", [("error", 3, "ENV")]),
        (f"FROM node AS b\nARG CLERK_SECRET_KEY\n{RUN}FROM node\nCMD x\n", [("note", 2, "ARG")]),
        (f"FROM node AS b\nARG CLERK_SECRET_KEY\n{RUN}FROM b\nCMD x\n", [("warning", 2, "ARG")]),
        (f"FROM node AS b\nENV CLERK_SECRET_KEY={SK_TEST}\nFROM node\n", [("error", 2, "ENV")]),
        (f"{FROM}ARG CLERK_SECRET_KEY CONVEX_DEPLOY_KEY\n",
         [("warning", 3, "ARG"), ("warning", 3, "ARG")]),
        (f"{FROM}ENV CLERK_SECRET_KEY=sk_test_dummy\n{RUN}", []),
        (f"{FROM}ENV CLERK_SECRET_KEY=\n", []),
        (f"{FROM}ENV CLERK_SECRET_KEY=$CLERK_SECRET_KEY\n", []),
        (f"{FROM}RUN CLERK_SECRET_KEY=sk_test_dummy npm run build\n", []),
        (f"{FROM}RUN --mount=type=secret,id=CLERK_SECRET_KEY,env=CLERK_SECRET_KEY npm run x\n", []),
        (f"{FROM}ARG NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY\nENV CLERK_JWT_ISSUER_DOMAIN=https://x\n",
         []),
        (f"{FROM}# made up: gitleaks:allow\nENV CLERK_SECRET_KEY={SK_TEST}\n", []),
        (f"ARG CLERK_SECRET_KEY\n{FROM}", []),
        (f"{FROM}ARG STRIPE_SECRET_KEY\nENV DATABASE_PASSWORD=x\n", []),
    ],
)  # fmt: skip
def test_what_stays_in_an_image(
    tmp_path: Path, text: str, expected: list[tuple[str, int, str]]
) -> None:
    result = said(tmp_path, SECRETS, {**app(), "Dockerfile": text})
    shown = [(one.level or "warning", one.at, one.message.split()[0]) for one in result.problems]
    assert [(level, str(at), word) for level, at, word in shown] == [
        (level, f"Dockerfile:{line}", f"`{keyword}") for level, line, keyword in expected
    ]
    assert result.status == ("fail" if expected else "pass")
    for problem in result.problems:
        assert SK_LIVE not in problem.message + str(problem.fix)
        assert "RUN --mount=type=secret,id=C" in (problem.fix or "")
