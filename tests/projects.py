"""Small projects for tests, made from a few lines."""

import json
from collections.abc import Mapping
from pathlib import Path

PUBLISHABLE = "pk_test_Y2xlYW4tbWF5Zmx5LTYyLmNsZXJrLmFjY291bnRzLmRldiQ"
SECRET = "sk_test_q8ZkT3vWm1RxYb6LcN0aHd5JeU2iKoPs7GfVwXtQyB"
ENV = f"NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY={PUBLISHABLE}\nCLERK_SECRET_KEY={SECRET}\n"
PAGE = "export default function Page() {\n  return <p>Hello</p>\n}\n"


def project(folder: Path, files: Mapping[str, str | bytes] | None = None, **versions: str) -> Path:
    """A Next.js app with Clerk in this folder: its keys in `.env.local`, and these files."""
    wanted = {"next": "16.4.6", "react": "19.2.0", "@clerk/nextjs": "7.9.17"} | versions
    stated: dict[str, str | bytes] = {
        "package.json": json.dumps({"name": "app", "dependencies": wanted}, indent=2),
        "app/page.tsx": PAGE,
        ".env.local": ENV,
        ".gitignore": ".env*\nnode_modules\n",
        **(files or {}),
    }
    for path, content in stated.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder
