"""JWT templates: in which forms they come, and what Clerk makes of their claims."""

from typing import Any

import pytest

from clerkdoctor.clerk.jwt_template import (
    DEFAULT_CLAIMS,
    SESSION_CLAIMS,
    JwtTemplate,
    read_templates,
    reserved_claims,
    shortcode_faults,
    shortcodes_in,
    whole_objects,
    whole_shortcode,
)
from clerkdoctor.convex.template_claims import template_faults

LISTED: dict[str, Any] = {
    "object": "jwt_template", "id": "jtmp_1", "name": "convex", "claims": {"aud": "convex"},
    "lifetime": 60, "allowed_clock_skew": 5, "custom_signing_key": False,
    "signing_algorithm": "RS256", "created_at": 1, "updated_at": 2,
}  # fmt: skip
READ = JwtTemplate({"aud": "convex"}, "convex", 60, 5, False, "RS256")


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (LISTED, (READ,)),
        ([LISTED], (READ,)),
        ({"data": [LISTED], "total_count": 1}, (READ,)),
        ([], ()),
        ({"name": "convex", "claims": {}}, (JwtTemplate({}, "convex"),)),
        ({"aud": "convex"}, (JwtTemplate({"aud": "convex"}),)),
        ({"aud": "convex", "data": ["x"]}, (JwtTemplate({"aud": "convex", "data": ["x"]}),)),
        ({}, (JwtTemplate({}),)),
        (
            {"claims": {}, "lifetime": True, "custom_signing_key": "yes", "name": 5},
            (JwtTemplate({}),),
        ),
    ],
)
def test_a_template_comes_in_several_forms(
    document: object, expected: tuple[JwtTemplate, ...]
) -> None:
    assert read_templates(document) == expected


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (None, "is no JSON object"),
        ("convex", "is no JSON object"),
        ([LISTED, 5], "lists something that is no JWT template"),
        ([{"name": "x"}], "lists something that is no JWT template"),
        ({"errors": [{"code": "x"}]}, "is an error of Clerk's"),
        ({"object": "jwt_template"}, "lists something that is no JWT template"),
    ],
)
def test_what_is_none_is_said_why(document: object, words: str) -> None:
    found = read_templates(document)
    assert isinstance(found, str)
    assert words in found


def test_reserved_claims_are_all_that_clerk_sets() -> None:
    claims: dict[str, object] = dict.fromkeys((*DEFAULT_CLAIMS, *SESSION_CLAIMS, "aud", "email"))
    found = reserved_claims(claims)
    assert [one.path for one in found] == [*DEFAULT_CLAIMS, *SESSION_CLAIMS]
    assert reserved_claims({"aud": "convex", "email": "x", "SUB": 1}) == []


@pytest.mark.parametrize(
    "value",
    [
        "{{user.id}}",
        "{{ user.id }}",
        "{{user.first_name}} {{user.last_name}}",
        "{{user.public_metadata.role}}",
        "{{user.public_metadata['a b'].c}}".replace("['a b']", "[0]"),
        "{{user.public_metadata.role || user.unsafe_metadata.role || 'guest'}}",
        "{{user.two_factor_enabled || false}}",
        "{{org.id || 0}}",
        "{{org_membership.public_metadata}}",
        "plain text with one { and } in it",
        "{}",
        "",
        ["{{org.slug}}", 5, None, {"deep": "{{session.actor}}"}],
        5,
        True,
        None,
    ],
)
def test_what_clerk_documents_has_no_fault(value: object) -> None:
    assert shortcode_faults({"claim": value}) == []


@pytest.mark.parametrize(
    ("value", "kind", "words"),
    [
        ("{{user.ID_}}", "near", "`{{user.id}}` is one"),
        ("{{user.primary_email_adress}}", "near", "`{{user.primary_email_address}}` is one"),
        ("{{user.private_metadata}}", "unknown", "is no shortcode that Clerk documents"),
        ("{{}}", "unknown", "`{{}}`"),
        ("{{user.id}", "unclosed", "without the other"),
        ("user.id}}", "unclosed", "without the other"),
        ("${user.id}", "one brace", "has one pair of braces"),
        ("{user.id}", "one brace", "has one pair of braces"),
    ],
)
def test_what_comes_to_nothing_is_said_how(value: str, kind: str, words: str) -> None:
    (fault,) = shortcode_faults({"claim": value})
    assert (fault.path, fault.kind) == ("claim", kind)
    assert words in fault.words


def test_a_fault_is_found_however_deep_and_not_more_than_is_read() -> None:
    (fault,) = shortcode_faults({"a": {"b": ["x", {"c": "{{user.name}}"}]}})
    assert fault.path == "a.b[1].c"
    (key,) = shortcode_faults({"{{user.id}}": 1})
    assert key.kind == "in a key"
    many = {f"c{n}": "{{nothing}}" for n in range(10_000)}
    assert len(shortcode_faults(many)) == 20


def test_a_value_keeps_its_type_where_it_is_a_shortcode_alone() -> None:
    assert whole_shortcode("{{ user.email_verified }}") == "user.email_verified"
    assert whole_shortcode("is {{user.email_verified}}") is None
    assert whole_shortcode("{{user.id}}{{org.id}}") is None
    assert whole_shortcode(True) is None
    assert shortcodes_in({"a": "{{user.id}}", "b": ["{{org.id}}"]}) == ("user.id", "org.id")
    assert whole_objects({"a": "{{user.unsafe_metadata}}", "b": "{{user.unsafe_metadata.x}}"}) == [
        ("a", "user.unsafe_metadata")
    ]


@pytest.mark.parametrize(
    ("claims", "faulty"),
    [
        ({"aud": "convex", "email_verified": "{{user.email_verified}}"}, []),
        ({"aud": "convex", "updated_at": "{{user.updated_at}}"}, []),
        ({"aud": "convex", "email_verified": "{{user.public_metadata.ok}}"}, []),
        ({"aud": "convex", "phone_number_verified": "{{user.primary_phone_number}}"},
         ["phone_number_verified"]),
        ({"aud": "convex", "email_verified": "{{user.email_verified}}!"}, ["email_verified"]),
        ({"aud": "convex", "address": "{{user.unsafe_metadata}}"}, []),
        ({"aud": "convex", "name": {"first": "x"}}, ["name"]),
        ({"email": "x"}, ["aud"]),
        ({"aud": "convex", "sub": "{{user.id}}", "iss": "x", "exp": "soon"}, []),
    ],
)  # fmt: skip
def test_convex_refuses_what_will_stand_in_the_token(
    claims: dict[str, object], faulty: list[str]
) -> None:
    codes = {
        name: whole_shortcode(value) if shortcodes_in(value) else ""
        for name, value in claims.items()
    }
    assert [one.claim for one in template_faults(claims, codes, "convex")] == faulty
