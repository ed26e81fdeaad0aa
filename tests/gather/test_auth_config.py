"""The providers that a token is held against, of an auth.config whose variables are right."""

from pathlib import Path

import pytest

from clerkdoctor.convex.providers import OidcProvider
from clerkdoctor.gather.auth_config import Providers, auth_config_providers
from tests.gather.test_convex_config import app

ISSUER = "https://clerk.acme.io"


def config(domain: str, before: str = "") -> str:
    return (
        f"{before}export default {{ providers: [{{ domain: {domain}, "
        'applicationID: "convex" }] };\n'
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (config('"https://clerk.acme.io"'), "from `convex/auth.config.ts`"),
        (config("process.env.CLERK_JWT_ISSUER_DOMAIN"), "with `CLERK_JWT_ISSUER_DOMAIN` taken"),
        (config("process.env.CLERK_JWT_ISSUER_DOMAIN!"), "with `CLERK_JWT_ISSUER_DOMAIN` taken"),
        (config('process.env.A ?? "https://other.io"'), "with `A` taken to be `https://clerk."),
        (config("`https://${process.env.CLERK_HOST}`"), "with `CLERK_HOST` taken to be"),
        (config("domain", "const domain = `${process.env.A}`;\n"), "with `A` taken to be"),
        (
            config("domain", 'const domain = process.env.A;\nif (!domain) throw new Error("A");\n'),
            "with `A` taken to be",
        ),
    ],
)
def test_a_variable_is_taken_to_hold_what_it_is_to(tmp_path: Path, text: str, words: str) -> None:
    found = auth_config_providers(app(tmp_path, text), ISSUER)
    assert isinstance(found, Providers), found
    assert found.providers == (OidcProvider("convex", ISSUER),)
    assert words in found.words


@pytest.mark.parametrize(
    ("text", "issuer", "why"),
    [
        (config("process.env.A"), None, "`A` stands on the deployment; give the issuer"),
        (config("find()"), ISSUER, "is not statically known"),
        ("export default { providers: [{ domain: 1 }] };\n", ISSUER, "Convex refuses"),
    ],
)
def test_what_is_not_known_is_said(tmp_path: Path, text: str, issuer: str | None, why: str) -> None:
    found = auth_config_providers(app(tmp_path, text), issuer)
    assert isinstance(found, str)
    assert why in found
