"""What a project says of its proxy and its satellite domain: in its code, else in its env files."""

from pathlib import Path

import pytest

from clerkdoctor.gather.session_project import session_project
from clerkdoctor.session.frontend import FrontendOptions
from tests.projects import ENV, project

SATELLITE = (
    "NEXT_PUBLIC_CLERK_IS_SATELLITE=true\nNEXT_PUBLIC_CLERK_DOMAIN=shop.io\n"
    "NEXT_PUBLIC_CLERK_SIGN_IN_URL=https://acme.io/sign-in\n"
)
MIDDLEWARE = 'import { clerkMiddleware } from "@clerk/nextjs/server";\nexport default clerkMiddleware(%s);\n'  # fmt: skip


def frontend(folder: Path, files: dict[str, str], **versions: str) -> FrontendOptions:
    return session_project(project(folder, dict(files), **versions), "development").frontend


def text(stated: object) -> object:
    return getattr(stated, "text", None)


def test_the_variables(tmp_path: Path) -> None:
    env = f"{ENV}{SATELLITE}NEXT_PUBLIC_CLERK_PROXY_URL=/__clerk\n"
    found = frontend(tmp_path, {".env.local": env})
    assert text(found.proxy_url) == "/__clerk"
    assert text(found.domain) == "shop.io"
    assert text(found.sign_in_url) == "https://acme.io/sign-in"
    assert found.satellite is not None
    assert str(found.satellite.at) == ".env.local:3:1"
    assert found.syncs == "asked"
    assert found.has_auto_proxy


def test_nothing_is_stated(tmp_path: Path) -> None:
    assert frontend(tmp_path, {}) == FrontendOptions(has_auto_proxy=True)
    assert not frontend(
        tmp_path, {".env.local": f"{ENV}CLERK_DISABLE_AUTO_PROXY=1\n"}
    ).has_auto_proxy


def test_no_project_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = session_project(None, "development")
    assert found.settings.publishable is None
    assert found.frontend == FrontendOptions()


def test_the_code_comes_before_the_variables(tmp_path: Path) -> None:
    options = '{ isSatellite: true, domain: "store.io", satelliteAutoSync: true }'
    found = frontend(
        tmp_path, {".env.local": ENV + SATELLITE, "proxy.ts": MIDDLEWARE % options}
    )  # fmt: skip
    assert text(found.domain) == "store.io"
    assert str(getattr(found.satellite, "at", "")).startswith("proxy.ts:2")
    assert text(found.sign_in_url) == "https://acme.io/sign-in"
    assert found.syncs == "first"


def test_what_the_code_says_of_a_request_is_not_known(tmp_path: Path) -> None:
    options = '{ isSatellite: (url) => url.host === "a.io", domain: (url) => url.host }'
    found = frontend(
        tmp_path, {".env.local": ENV + SATELLITE, "proxy.ts": MIDDLEWARE % options}
    )  # fmt: skip
    assert found.satellite is None
    assert found.domain is None


def test_a_providers_proxy_counts(tmp_path: Path) -> None:
    layout = (
        'import { ClerkProvider } from "@clerk/nextjs";\n'
        "export default function Layout({ children }) {\n"
        '  return <ClerkProvider proxyUrl="https://id.acme.io"><html><body>{children}</body>'
        "</html></ClerkProvider>;\n}\n"
    )
    found = frontend(tmp_path, {"app/layout.tsx": layout})
    assert text(found.proxy_url) == "https://id.acme.io"


@pytest.mark.parametrize(
    ("version", "syncs", "has_auto_proxy"),
    [("6.39.6", "always", False), ("7.2.7", "asked", False), ("7.2.8", "asked", True)],
)
def test_what_a_release_does(
    tmp_path: Path, version: str, syncs: str, has_auto_proxy: bool
) -> None:
    found = frontend(tmp_path, {".env.local": ENV + SATELLITE}, **{"@clerk/nextjs": version})
    assert (found.syncs, found.has_auto_proxy) == (syncs, has_auto_proxy)
