"""The chain from a key to an identity: its links, their order, and the first that breaks."""

from clerkdoctor.check import Check
from clerkdoctor.checks import convex_audience, convex_config, convex_deployment, convex_issuer
from clerkdoctor.convex.providers import OidcProvider
from clerkdoctor.evidence import Absent, Declined, Evidence
from clerkdoctor.facts.convex import (
    AuthConfig,
    ClerkIssuer,
    ConvexClients,
    ConvexDeployments,
    ConvexFiles,
    ConvexToken,
    SeenDeployments,
    TokenProbe,
    TokenSource,
)
from clerkdoctor.facts.key_sets import ProviderMetadata
from clerkdoctor.judge import judge
from clerkdoctor.token_chain import Link, chain, document, headline
from tests.checks.auth_config_facts import (
    CLOUD,
    DEV,
    LIVE,
    VARIABLE,
    clients,
    config,
    deployment,
    files,
    issuer,
    provider,
    source,
    token,
)

CHECKS = [
    ("convex", one)
    for module in (convex_config, convex_issuer, convex_audience, convex_deployment)
    for one in vars(module).values()
    if isinstance(one, Check)
]
NOT = Declined("no token is at hand; give one with --token")


def seen(*facts: object) -> Evidence:
    """A project whose file reads a variable, and these facts."""
    evidence = Evidence()
    for plain in (files(), config(), issuer(), clients(), source()):
        evidence.found(plain)
    evidence.found(SeenDeployments((), "no deployment was asked"))
    for kind in (ConvexToken, TokenProbe, ProviderMetadata, ConvexDeployments):
        evidence.missing(kind, NOT)
    for fact in facts:
        evidence.found(fact)
        if isinstance(fact, SeenDeployments) and fact.deployments:
            evidence.found(ConvexDeployments(fact.deployments))
    return evidence


def links(*facts: object) -> list[Link]:
    evidence = seen(*facts)
    results, crashes = judge(CHECKS, {None: evidence})
    assert crashes == ()
    return chain(evidence, results)


def statuses(found: list[Link]) -> dict[str, str]:
    return {one.link: one.status for one in found}


def test_without_anything_but_files_much_is_not_seen() -> None:
    found = links()
    assert statuses(found) == {
        "publishable key": "not_applicable",
        "Frontend API": "pass",
        "issuer in discovery": "not_applicable",
        "`iss` of the token": "unknown",
        "auth.config": "pass",
        "provider domain": "unknown",
        "audience": "pass",
        "token source": "not_applicable",
        "version of convex": "pass",
        "provider nesting": "not_applicable",
    }
    assert headline(found) == "No link is broken, as far as it is seen; 2 of 10 are not seen"


def test_each_deployment_is_a_link_of_its_own() -> None:
    there = SeenDeployments(
        (deployment(), deployment("calm-cow-456", "prod", variables={VARIABLE: LIVE}))
    )
    found = {one.link: one for one in links(there)}
    assert found["provider domain, dev"].seen == f"`{DEV}` for `convex`"
    assert found["provider domain, prod"].seen == f"`{LIVE}` for `convex`"
    assert found["provider domain, dev"].status == "pass"
    assert str(found["provider domain, dev"].at) == CLOUD


def test_the_first_broken_link_is_the_headline() -> None:
    wrong = SeenDeployments((deployment(variables={VARIABLE: LIVE}),))
    found = links(wrong, token(aud="books"), source(audiences=("books",), because="the token"))
    broken = [one.link for one in found if one.status == "fail"]
    assert broken == ["provider domain, dev", "audience"]
    assert headline(found).startswith(
        "The chain breaks at «provider domain, dev»: The dev deployment"
    )


def test_a_deployment_without_the_variable_says_why() -> None:
    there = deployment(variables={}, has=(), not_evaluated="")
    (link,) = [one for one in links(SeenDeployments((there,))) if "domain" in one.link]
    assert link.status == "fail"
    assert link.seen == "none"
    assert f"`{VARIABLE}` is not set on" in (link.why or "")


def test_a_deployment_of_which_nothing_is_known_is_not_seen() -> None:
    there = deployment(evaluated=None, deployed=None, not_evaluated="the key may not read this")
    (link,) = [one for one in links(SeenDeployments((there,))) if "domain" in one.link]
    assert (link.status, link.why) == ("unknown", "the key may not read this")


def test_without_convex_there_is_no_chain() -> None:
    evidence = seen()
    for kind in (ConvexFiles, AuthConfig, ConvexClients, ClerkIssuer, TokenSource):
        evidence.missing(kind, Absent("nothing here uses Convex"))
    assert chain(evidence, ()) == []


def test_the_document_lists_links_and_providers() -> None:
    evidence = seen(SeenDeployments((deployment(has=(OidcProvider("convex", LIVE),)),)))
    results, _ = judge(CHECKS, {None: evidence})
    data = document(evidence, chain(evidence, results))
    assert list(data) == ["headline", "chain", "providers"]
    assert list(data["chain"][0]) == ["link", "status", "seen", "at", "why"]
    assert data["providers"] == [
        {
            "source": "convex/auth.config.ts:5:5",
            "type": "oidc",
            "domain": f"process.env.{VARIABLE}",
            "applicationID": "convex",
        },
        {
            "source": "convex:happy-animal-123",
            "type": "oidc",
            "domain": LIVE,
            "applicationID": "convex",
        },
    ]


def test_a_secret_in_an_issuers_place_is_not_in_the_document() -> None:
    key = "sk_test_abcdefghijklmnopqrstuvwxyz"
    evidence = seen(
        SeenDeployments(
            (deployment(variables={VARIABLE: key}, has=(OidcProvider("convex", key),)),)
        )
    )
    results, _ = judge(CHECKS, {None: evidence})
    data = document(evidence, chain(evidence, results))
    assert key not in str(data)
    assert "a secret key" in str(data)


def test_a_literal_provider_is_shown_as_it_stands() -> None:
    found = {one.link: one for one in links(config(provider(DEV)))}
    assert found["provider domain"].seen == f"`{DEV}`"
    assert found["provider domain"].status == "fail"
    assert "on every deployment" in (found["provider domain"].why or "")
