"""Where an app states its Content-Security-Policy."""

from pathlib import Path

from clerkdoctor.evidence import Absent, Unavailable
from clerkdoctor.facts.content_security import ContentSecurity
from clerkdoctor.facts.next_config import Header, NextConfig
from clerkdoctor.facts.place import Place
from clerkdoctor.gather.content_security import content_security
from tests.typescript.reading import module, sources

NOTHING = sources({})


def test_none(tmp_path: Path) -> None:
    assert isinstance(content_security(tmp_path, NextConfig(), None, NOTHING), Absent)


def test_next_config_and_vercel_json(tmp_path: Path) -> None:
    (tmp_path / "vercel.json").write_text(
        '{"headers": [{"source": "/(.*)", "headers": ['
        '{"key": "content-security-policy", "value": "default-src *"},'
        '{"key": "Content-Security-Policy-Report-Only", "value": "x"}, {"key": 1}]}, 2]}'
    )
    rule = Header("/(.*)", "Content-Security-Policy", "img-src 'self'", Place("next.config.ts", 4))
    found = content_security(tmp_path, NextConfig(headers=(rule,)), None, NOTHING)
    assert isinstance(found, ContentSecurity)
    assert [one.text for one in found.policies] == ["img-src 'self'", "default-src *"]


def test_a_vercel_json_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "vercel.json").write_text("{")
    assert isinstance(content_security(tmp_path, NextConfig(), None, NOTHING), Unavailable)


def test_the_middleware_sets_it(tmp_path: Path) -> None:
    source = module(
        "export default clerkMiddleware(async () => {\n"
        "  const csp = `default-src 'self'; script-src 'nonce-${nonce}'`\n"
        '  response.headers.set("Content-Security-Policy", csp)\n'
        '  response.headers.set("x-nonce", nonce)\n'
        "  return response\n"
        "})\n",
        "proxy.ts",
    )
    found = content_security(tmp_path, NextConfig(), source, NOTHING)
    assert isinstance(found, ContentSecurity)
    (policy,) = found.policies
    assert policy.text == "default-src 'self'; script-src 'nonce-'"
    assert not policy.is_whole
    assert str(policy.place) == "proxy.ts:3:51"


def test_clerk_states_it(tmp_path: Path) -> None:
    source = module("export default clerkMiddleware({ contentSecurityPolicy: {} })", "proxy.ts")
    assert content_security(tmp_path, NextConfig(), source, NOTHING) == ContentSecurity((), True)


def test_a_meta_tag_states_it(tmp_path: Path) -> None:
    layout = (
        "const csp = `default-src 'self'`\n"
        "export default ({ children }) => <html><head>\n"
        '<meta charSet="utf-8" />\n'
        '<meta httpEquiv="Content-Security-Policy" content={csp} />\n'
        "</head><body>{children}</body></html>\n"
    )
    read = sources({"app/layout.tsx": layout})
    found = content_security(tmp_path, NextConfig(), None, read, ["app/layout.tsx"])
    assert isinstance(found, ContentSecurity)
    (policy,) = found.policies
    assert (policy.text, str(policy.place)) == ("default-src 'self'", "app/layout.tsx:4:1")
