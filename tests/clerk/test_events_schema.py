"""The sample events against the schema that Clerk publishes, where it is at hand."""

import copy
from functools import cache
from typing import Any

import pytest

from clerkdoctor.clerk.events import EVENT_TYPES, absent_user, sample
from clerkdoctor.clerk.events.changes import _OPTIONAL
from tests.command import ROOT

SCHEMA = ROOT.parent / "shared" / "specs" / "clerk-webhooks.yml"
NOW = 1_795_000_000_000

# Each forbids a field that another part of the same schema requires.
CONTRADICTING = ("Session", "OrganizationInvitation")
UNSATISFIABLE = {
    "organizationInvitation.accepted", "session.created", "session.pending", "session.ended",
    "session.removed", "session.revoked",
}  # fmt: skip


@cache
def document() -> dict[str, Any]:
    import yaml

    if not SCHEMA.exists():
        pytest.skip("Clerk's published schema is not in ../shared/specs")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loaded: dict[str, Any] = yaml.load(SCHEMA.read_bytes(), Loader=loader)
    return loaded


def as_json_schema(schema: Any) -> Any:
    """OpenAPI 3.0's dialect as draft 4 has it: `nullable` makes null one of the types."""
    if isinstance(schema, list):
        return [as_json_schema(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: as_json_schema(value) for key, value in schema.items() if key != "example"}
    # In `properties`, `nullable` and `type` are names of fields.
    if schema.get("nullable") is True and isinstance(schema.get("type"), str):
        made["type"] = [schema["type"], "null"]
        if "enum" in schema and None not in schema["enum"]:
            made["enum"] = schema["enum"]
    return made


@cache
def validators(relaxed: bool) -> dict[str, Any]:
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    components = copy.deepcopy(document()["components"])
    if relaxed:
        for name in CONTRADICTING:
            assert components["schemas"][name].pop("additionalProperties") is False
    components = {"schemas": as_json_schema(components["schemas"])}
    made = {}
    for event_type, entry in document()["x-webhooks"].items():
        schema = entry["post"]["requestBody"]["content"]["application/json"]["schema"]
        whole = {**as_json_schema(schema), "components": components}
        made[event_type] = jsonschema.Draft4Validator(
            whole, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER
        )
    return made


def errors(event: Any, *, relaxed: bool = False) -> list[str]:
    found = validators(relaxed)[event["type"]].iter_errors(event)
    return [f"{error.json_path}: {error.message[:200]}" for error in found]


def test_the_list_of_types_is_the_published_one() -> None:
    assert tuple(document()["x-webhooks"]) == EVENT_TYPES


@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_a_sample_is_valid(event_type: str) -> None:
    event = sample(event_type, now_ms=NOW, seed="any")
    assert errors(event, relaxed=event_type in UNSATISFIABLE) == []


def test_what_is_relaxed_cannot_be_satisfied_otherwise() -> None:
    """39 of 45 are valid as published; each of the other six is refused in one point alone."""
    strictly = {name for name in EVENT_TYPES if not errors(sample(name, now_ms=NOW))}
    relaxed = {name for name in EVENT_TYPES if not errors(sample(name, now_ms=NOW), relaxed=True)}
    assert (len(strictly), len(relaxed), len(EVENT_TYPES)) == (39, 45, 45)
    assert set(EVENT_TYPES) - strictly == UNSATISFIABLE
    for name in UNSATISFIABLE:
        (error,) = errors(sample(name, now_ms=NOW))
        assert "Additional properties are not allowed" in error


@pytest.mark.parametrize("event_type", ["user.created", "user.updated", "user.deleted"])
def test_an_absent_user_is_valid(event_type: str) -> None:
    assert errors(absent_user(event_type, now_ms=NOW)) == []


def test_what_may_be_added_is_a_field_of_the_schema() -> None:
    fields = {
        name
        for schema in document()["components"]["schemas"].values()
        for name in schema.get("properties", {})
    }
    assert fields >= _OPTIONAL


@pytest.mark.parametrize(
    ("event_type", "spoil"),
    [
        ("user.created", lambda data: data.pop("banned")),
        ("user.created", lambda data: data.update(banned=None)),
        ("user.created", lambda data: data.update(livemode=True)),
        ("user.created", lambda data: data["email_addresses"][0].update(verification={})),
        ("user.deleted", lambda data: data.update(slug=None)),
        ("session.created", lambda data: data.update(status="pending")),
        ("waitlistEntry.created", lambda data: data.update(object="waitlistEntry")),
        ("paymentAttempt.created", lambda data: data.update(failed_reason=None)),
    ],
)
def test_the_schema_refuses_what_is_wrong(event_type: str, spoil: Any) -> None:
    """A test of this test: the dialect is translated so that it still forbids."""
    event = sample(event_type, now_ms=NOW)
    spoil(event["data"])
    assert errors(event, relaxed=True)
