"""next.config as people write it."""

from clerkdoctor.facts.next_config import NextConfig
from clerkdoctor.facts.project import App
from clerkdoctor.gather.next_config import next_config
from tests.checks.facts import app as plain_app
from tests.typescript.reading import sources as project


def read(text: str, name: str = "next.config.ts", **others: str) -> NextConfig:
    app: App = plain_app()._replace(next_configs=(name,))
    return next_config(app, project({name: text, **others}))


def test_no_file_is_the_defaults() -> None:
    found = next_config(plain_app(), project({}))
    assert found == NextConfig()
    assert found.base_path == ""


def test_a_typed_object() -> None:
    found = read(
        'import type { NextConfig } from "next"\n'
        "const nextConfig: NextConfig = {\n"
        '  basePath: "/docs", trailingSlash: true, output: "export",\n'
        '  i18n: { locales: ["en", "de"], defaultLocale: "en" },\n'
        '  pageExtensions: ["page.tsx", "ts"],\n'
        "}\n"
        "export default nextConfig\n"
    )
    assert (found.base_path, found.trailing_slash, found.output) == ("/docs", True, "export")
    assert (found.locales, found.default_locale) == (("en", "de"), "en")
    assert found.page_extensions == ("page.tsx", "ts")
    assert str(found.output_place) == "next.config.ts:3:51"
    assert found.unknown == ""


def test_commonjs_through_a_curried_wrapper() -> None:
    found = read(
        'const withNextIntl = require("next-intl/plugin")("./i18n.ts")\n'
        'module.exports = withNextIntl({ basePath: "/app" })\n',
        "next.config.js",
    )
    assert found.base_path == "/app"
    assert found.wrappers == ("*()",)


def test_wrappers_within_wrappers_take_the_first_argument() -> None:
    found = read(
        'import createNextIntlPlugin from "next-intl/plugin"\n'
        'import { withSentryConfig } from "@sentry/nextjs"\n'
        "const withNextIntl = createNextIntlPlugin()\n"
        "const config = { trailingSlash: true }\n"
        'export default withSentryConfig(withNextIntl(config), { org: "x", basePath: "/no" })\n',
        "next.config.mjs",
    )
    assert (found.trailing_slash, found.base_path) == (True, "")


def test_a_function_of_the_phase_is_asked_for_production() -> None:
    found = read(
        "export default async (phase) => {\n"
        '  if (phase === "phase-development-server") return { basePath: "/dev" }\n'
        '  return { basePath: "/live" }\n'
        "}\n"
    )
    assert found.base_path == "/live"


def test_what_the_environment_decides_is_not_known() -> None:
    found = read("export default { basePath: process.env.BASE, output: process.env.OUT }")
    assert (found.base_path, found.output) == (None, None)
    assert found.trailing_slash is False


def test_what_is_no_object_is_not_known_at_all() -> None:
    found = read("export default make()")
    assert found.base_path is None
    assert "`next.config.ts` is not statically known" in found.unknown


def test_headers_from_an_asynchronous_function() -> None:
    found = read(
        "const csp = `default-src 'self'; connect-src ${process.env.API};`\n"
        "export default {\n"
        "  async headers() {\n"
        '    const rules = [{ key: "X-Frame-Options", value: "DENY" },\n'
        '      { key: "Content-Security-Policy", value: csp.replace(/\\n/g, "") }]\n'
        '    return [{ source: "/(.*)", headers: rules }]\n'
        "  },\n"
        "  rewrites: async () => [],\n"
        "}\n"
    )
    frame, policy = found.headers
    assert (frame.key, frame.value, frame.is_whole) == ("X-Frame-Options", "DENY", True)
    assert policy.value == "default-src 'self'; connect-src ;"
    assert not policy.is_whole
    assert found.moves == ("rewrites",)
    assert policy.source == "/(.*)"
