"""The chain on a page of 80 columns, with and without what a terminal may lack."""

from typing import Any

import pytest

from clerkdoctor.render.chain import chain_lines
from clerkdoctor.render.lines import Lines, Screen


def link(name: str, status: str, seen: str, at: str | None = None, why: str | None = None) -> Any:
    return {"link": name, "status": status, "seen": seen, "at": at, "why": why}


DATA: dict[str, Any] = {
    "headline": "The chain breaks at «provider domain, prod»: `CLERK_JWT_ISSUER_DOMAIN` is not set"
    " on the prod deployment `calm-cow-456`",
    "chain": [
        link("publishable key", "pass", "`pk_test_…` in `NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY`", ".env.local:2:1"),
        link("issuer in discovery", "unknown", "not asked", None, "give --online"),
        link("provider domain, prod", "fail", "none", "https://calm-cow-456.convex.cloud", "`CLERK_JWT_ISSUER_DOMAIN` is not set on the prod deployment `calm-cow-456`"),
        link("provider nesting", "not_applicable", "`<ConvexProviderWithClerk>`", "app/p.tsx:3:1"),
        link("a link whose name is longer than the column allows", "pass", "x"),
    ],
    "providers": [],
}  # fmt: skip


def rendered(data: Any, **screen: Any) -> str:
    lines = Lines(Screen(**screen))
    return lines.text(chain_lines(lines, data))


def test_it_fits_the_width() -> None:
    text = rendered(DATA)
    assert max(map(len, text.splitlines())) <= 80
    assert (
        text
        == """
chain  from Clerk's key to an identity in Convex
       The chain breaks at «provider domain, prod»: `CLERK_JWT_ISSUER_DOMAIN` is
       not set on the prod deployment `calm-cow-456`

✓ pass     publishable key             `pk_test_…` in
                                       `NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY`
                                       .env.local:2:1
? unknown  issuer in discovery         not asked
✗ error    provider domain, prod       none
                                       https://calm-cow-456.convex.cloud
                                       `CLERK_JWT_ISSUER_DOMAIN` is not set on
                                       the prod deployment `calm-cow-456`
– n/a      provider nesting            `<ConvexProviderWithClerk>`
✓ pass     a link whose name is longer than the column allows
                                       x

"""
    )


@pytest.mark.parametrize("width", [24, 40, 60, 80, 200])
def test_it_is_whole_on_any_screen(width: int) -> None:
    text = rendered(DATA, width=width)
    assert "provider" in text
    assert "error" in text


def test_words_stand_where_a_terminal_has_no_signs() -> None:
    text = rendered(DATA, encoding="ascii")
    assert text.isascii()
    assert "x error" in text
    assert "+ pass" in text


def test_colour_carries_nothing_alone() -> None:
    import re

    plain = rendered(DATA)
    coloured = rendered(DATA, color=True)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_hostile_text_is_made_visible() -> None:
    data = DATA | {"chain": [link("audience", "fail", "\x1b[2Jx\u202e", "a\nb", "[red]no\x07")]}
    text = rendered(data)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\\x1b[2Jx\\u{202e}" in text
    assert "[red]no\\x07" in text


def test_several_apps_have_a_page_each() -> None:
    text = rendered({"apps": [{"app": "apps/web", **DATA}, {"app": "apps/admin", **DATA}]})
    assert text.count("from Clerk's key to an identity in Convex of apps/") == 2


def test_without_a_chain_nothing_is_drawn() -> None:
    assert rendered({"headline": None, "chain": [], "providers": []}) == ""
