"""Paths that stand for a route."""

import pytest

from clerkdoctor.nextjs.routes import routes
from clerkdoctor.nextjs.samples import dotted_sample, samples


@pytest.mark.parametrize(
    ("file", "paths"),
    [
        ("app/page.tsx", ("/",)),
        ("app/(shop)/cart/page.tsx", ("/cart",)),
        ("app/blog/[slug]/page.tsx", ("/blog/1", "/blog/some-slug")),
        ("app/[locale]/about/page.tsx", ("/en/about",)),
        ("app/docs/[...path]/page.tsx", ("/docs/some-path/1",)),
        ("app/sign-in/[[...sign-in]]/page.tsx", ("/sign-in", "/sign-in/some-sign-in/1")),
        ("app/[a]/[b]/page.tsx", ("/1/1", "/1/some-b", "/some-a/1", "/some-a/some-b")),
        ("app/[a]/[b]/[c]/page.tsx", ("/1/1/1", "/1/1/some-c", "/1/some-b/1", "/1/some-b/some-c")),
    ],
)
def test_a_route(file: str, paths: tuple[str, ...]) -> None:
    (route,) = routes([file], app_dir="app", pages_dir=None)
    assert samples(route) == paths


def test_the_apps_own_locale_is_taken() -> None:
    (route,) = routes(["app/[lang]/page.tsx"], app_dir="app", pages_dir=None)
    assert samples(route, ("pt-BR", "en")) == ("/pt-BR",)


@pytest.mark.parametrize(
    ("file", "path"),
    [
        ("app/page.tsx", None),
        ("app/blog/[slug]/page.tsx", "/blog/v1.2"),
        ("app/blog/[slug]/edit/page.tsx", "/blog/v1.2/edit"),
        ("app/[locale]/about/page.tsx", None),
        ("app/[locale]/[id]/page.tsx", "/en/v1.2"),
        ("app/[a]/[b]/page.tsx", "/some-a/v1.2"),
        ("app/docs/[...path]/page.tsx", "/docs/some/v1.2"),
        ("app/sign-in/[[...sign-in]]/page.tsx", "/sign-in/some/v1.2"),
    ],
)
def test_a_parameter_with_a_dot(file: str, path: str | None) -> None:
    (route,) = routes([file], app_dir="app", pages_dir=None)
    assert dotted_sample(route) == path
