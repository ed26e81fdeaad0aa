"""Who gets in, against the real @clerk/nextjs: any difference fails.

The middleware of `styles` and of the two collections is run by Node.js with the SDK of its major,
with requests that carry no session. Where the guard says `unknown`, anything may happen.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from clerkdoctor.facts.routes import Outcome
from clerkdoctor.guard.guard import Guard
from tests import npm
from tests.guard.collections import collection
from tests.guard.reading import LATEST, guard
from tests.guard.styles import STYLES

SCRIPT = Path(__file__).with_name("middleware.mjs")
NEXT = {4: "13.5.11", 5: "14.2.35", 6: "15.5.9", 7: "16.0.10"}
MORE = (
    "/",
    "/zz",
    "/api/zz",
    "/dashboard/a/b",
    "/sign-in",
    "/sign-in/x",
    "/en/dashboard",
    "/a.png",
)

# Clerk sends the page requests of a satellite to its primary domain first.
SATELLITES = {"satellite", "satellite-incomplete"}


def packages(major: int) -> dict[str, str]:
    react = "19.2.0" if major >= 6 else "18.3.1"
    return {"next": NEXT[major], "@clerk/nextjs": LATEST[major], "react": react,
            "react-dom": react, "typescript": "5.9.3"}  # fmt: skip


def cases(major: int) -> list[tuple[str, dict[str, Any], Guard]]:
    found: list[tuple[str, dict[str, Any], Guard]] = []
    for style in STYLES:
        if style.peer and style.clerk == major:
            case = {"source": style.source, "name": style.export, "files": dict(style.files),
                    "paths": list(dict.fromkeys([*style.access, *MORE]))}  # fmt: skip
            read = guard(style.source, clerk=major, name=style.export, files=style.files)
            found.append((style.name, case, read))
    for written in [*collection("correct"), *collection("broken")]:
        if written.clerk == major and written.export and written.path.stem not in SATELLITES:
            paths = list(dict.fromkeys([*written.access, *MORE]))
            case = {"source": written.source, "name": written.export, "paths": paths}
            if written.sign_in:
                case["signIn"] = written.sign_in
            found.append((written.name, case, written.guard()))
    return found


def difference(predicted: Outcome, seen: dict[str, Any]) -> str | None:
    """What of a prediction did not come true."""
    refused = "clerk_" in (seen.get("rewrite") or "")
    turned = seen["status"] >= 300 or refused
    if predicted.access == "unknown":
        return None
    if predicted.access == "protected" and not turned:
        return "it got in"
    if predicted.access == "public" and turned and predicted.means != "redirect":
        return "it did not get in"
    if predicted.means == "protect" and seen["status"] != 307:
        return "protect() redirects pages"
    if predicted.means in ("redirect", "response") and predicted.status != seen["status"]:
        return f"the status is not {predicted.status}"
    if predicted.to and predicted.to.startswith("/") and predicted.means == "redirect":
        path = urlsplit(seen["location"]).path
        return None if path == urlsplit(predicted.to).path else f"it goes to {path}"
    return None


@pytest.mark.parametrize("major", [4, 5, 6, 7])
@pytest.mark.long
def test_the_real_sdk_agrees(major: int) -> None:
    asked = cases(major)
    answers = npm.run(SCRIPT, packages(major), [case for _, case, _ in asked])
    wrong, compared = [], 0
    for (name, case, read), seen in zip(asked, answers, strict=True):
        for path, one in zip(case["paths"], seen, strict=True):
            predicted = read.signed_out(path)
            compared += predicted.access != "unknown"
            told = difference(predicted, one)
            if told is not None:
                wrong.append(f"{name} {path}: {told}: {predicted[:2]} {predicted[3:6]}, {one}")
    assert wrong == []
    assert compared > 40 * len(asked) // 10
