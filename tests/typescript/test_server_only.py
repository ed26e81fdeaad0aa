"""What only the server runs of a client component."""

import pytest

from tests.typescript.reading import module

READ = "process.env.CLERK_SECRET_KEY"


@pytest.mark.parametrize(
    "code",
    [
        f'if (typeof window === "undefined") {{ const s = {READ}; if (!s) throw 1; }}',
        f"if (on && typeof window === 'undefined') use({READ});",
        f"if (typeof window == `undefined`) use({READ});",
        f'if ("undefined" === typeof window) {{ use({READ}); }}',
        f'const s = typeof window === "undefined" ? {READ} : null;',
        f'const s = typeof window !== "undefined" ? null : {READ};',
        f'const s = typeof document === "undefined" && {READ};',
        f'if (typeof window !== "undefined") {{ a(); }} else {{ use({READ}); }}',
        f'function f() {{ if (typeof window !== "undefined") return null; return {READ}; }}',
        f'function f() {{ if (typeof window !== "undefined" || x) {{ throw 1; }} return {READ}; }}',
        f'if (typeof window === "undefined") {{ run(() => {{ use({READ}); }}); }}',
    ],
)
def test_no_browser_gets_there(code: str) -> None:
    (read,) = [one for one in module(code).env_reads() if one.name == "CLERK_SECRET_KEY"]
    assert read.is_server_only


@pytest.mark.parametrize(
    "code",
    [
        f"use({READ});",
        f'if (typeof window !== "undefined") use({READ});',
        f'if (on || typeof window === "undefined") use({READ});',
        f'if (typeof window === "undefined") {{ a(); }} else {{ use({READ}); }}',
        f'if (typeof window === "undefined") a(); use({READ});',
        f'function f() {{ if (typeof window === "undefined") return null; return {READ}; }}',
        f'function f() {{ if (typeof window !== "undefined") a(); return {READ}; }}',
        f'function f() {{ if (typeof window !== "undefined" && x) return; return {READ}; }}',
        f'if (typeof windows === "undefined") use({READ});',
        f'if (typeof window === "object") use({READ});',
        f'const s = typeof window === "undefined" || {READ};',
    ],
)
def test_a_browser_may_get_there(code: str) -> None:
    (read,) = [one for one in module(code).env_reads() if one.name == "CLERK_SECRET_KEY"]
    assert not read.is_server_only
