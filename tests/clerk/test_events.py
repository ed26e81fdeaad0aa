"""The sample events: what they tell, how they are changed, and the bytes that they become."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from clerkdoctor.clerk.events import (
    DESCRIPTIONS,
    EVENT_TYPES,
    GROUPS,
    PROBE_TYPE,
    SDK_ONLY,
    BadChange,
    UnknownEvent,
    absent_user,
    as_body,
    changed,
    event_types,
    nearest_type,
    probe_event,
    sample,
)
from clerkdoctor.clerk.stringify import go_escaped

NOW = 1_795_000_000_000
ALL = (*EVENT_TYPES, *SDK_ONLY)
ENVELOPE = ["data", "event_attributes", "instance_id", "object", "timestamp", "type"]
ID = re.compile(r"[a-z]+(?:_[a-z]+)*_[0-9A-Za-z]{27}")
# Beginnings of ids, by the kind of object.
PREFIXES = {
    "user": "user_", "email_address": "idn_", "session": "sess_", "email": "ema_",
    "sms_message": "sms_", "organization": "org_", "organization_membership": "orgmem_",
    "organization_invitation": "orginv_", "organization_domain": "orgdmn_", "role": "role_",
    "permission": "perm_", "waitlist_entry": "wle_", "commerce_subscription": "csub_",
    "commerce_subscription_item": "csub_item_", "commerce_payer": "cpayer_", "invitation": "inv_",
    "session_activity": "sess_activity_",
}  # fmt: skip


def walk(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value in an event with its path, from the outside in."""
    yield path, value
    if isinstance(value, dict):
        for key, member in value.items():
            yield from walk(member, f"{path}.{key}")
    elif isinstance(value, list):
        for item in value:
            yield from walk(item, f"{path}[]")


def objects(event: Any) -> Iterator[dict[str, Any]]:
    return (value for _, value in walk(event) if isinstance(value, dict))


def test_there_are_45_types_each_described_in_words_of_its_own() -> None:
    assert len(EVENT_TYPES) == 45
    assert len(set(DESCRIPTIONS.values())) >= 44
    assert tuple(dict.fromkeys(name.partition(".")[0] for name in EVENT_TYPES)) == GROUPS
    for text in DESCRIPTIONS.values():
        assert text[0].islower()
        assert not text.endswith(".")
        assert len(text) < 90


@pytest.mark.parametrize("event_type", ALL)
def test_an_event_has_the_envelope_that_clerk_sends(event_type: str) -> None:
    event = sample(event_type, now_ms=NOW)
    assert list(event) == ENVELOPE
    assert event["object"] == "event"
    assert event["type"] == event_type
    assert isinstance(event["data"], dict)
    assert event["instance_id"].startswith("ins_2")
    assert list(event["event_attributes"]["http_request"]) == ["client_ip", "user_agent"]


@pytest.mark.parametrize("event_type", ALL)
def test_keys_are_in_alphabetical_order(event_type: str) -> None:
    for one in objects(sample(event_type, now_ms=NOW)):
        assert list(one) == sorted(one)


@pytest.mark.parametrize("event_type", ALL)
def test_ids_have_clerk_s_shape(event_type: str) -> None:
    for one in objects(sample(event_type, now_ms=NOW, seed="any")):
        if one.get("object") in PREFIXES and "id" in one:
            assert one["id"].startswith(PREFIXES[one["object"]] + "2")
        for key, value in one.items():
            if (key == "id" or key.endswith("_id")) and value and "external" not in key:
                assert ID.fullmatch(value), (key, value)


@pytest.mark.parametrize("event_type", ALL)
def test_times_are_milliseconds_and_go_forward(event_type: str) -> None:
    event = sample(event_type, now_ms=NOW)
    assert NOW - 2_000 <= event["timestamp"] <= NOW
    for one in objects(event):
        if "created_at" in one:
            assert NOW - 2_000 <= one["created_at"] <= one["updated_at"] <= event["timestamp"]
        for key, value in one.items():
            if isinstance(value, int) and value > 100_000:
                assert abs(value - NOW) < 61 * 24 * 3600 * 1000, key


@pytest.mark.parametrize("event_type", ALL)
def test_nobody_is_real(event_type: str) -> None:
    """Addresses that lead nowhere, numbers of fiction, networks of documentation."""
    for path, value in walk(sample(event_type, now_ms=NOW)):
        if not isinstance(value, str):
            continue
        if "@" in value:
            assert re.fullmatch(r"[\w.]+\+clerk_test@(?:[\w-]+\.)?example\.com", value), path
        if "://" in value:
            assert value.startswith(("https://accounts.example.com/", "https://www.example.com",
                                     "https://img.clerk.com/sample")), path  # fmt: skip
        if value.startswith("+"):
            assert re.fullmatch(r"\+120155501\d\d", value), path
    assert sample(event_type, now_ms=NOW)["event_attributes"]["http_request"][
        "client_ip"
    ].startswith("203.0.113.")


def test_the_same_seed_gives_the_same_event_and_another_seed_another() -> None:
    for event_type in ALL:
        first = sample(event_type, now_ms=NOW, seed="run 1")
        assert first == sample(event_type, now_ms=NOW, seed="run 1")
        other = sample(event_type, now_ms=NOW, seed="run 2")
        assert first["instance_id"] != other["instance_id"]
        # What has no id of its own is told by those around it.
        assert first["data"]["id"] != other["data"]["id"]
    assert sample("user.created", now_ms=NOW, seed=7) == sample(
        "user.created", now_ms=NOW, seed="7"
    )


def test_what_is_given_out_is_not_shared() -> None:
    first = sample("user.created", now_ms=NOW)
    first["data"]["email_addresses"].clear()
    first["data"]["public_metadata"]["x"] = 1
    assert sample("user.created", now_ms=NOW)["data"]["email_addresses"]
    assert sample("user.created", now_ms=NOW)["data"]["public_metadata"] == {}


def test_the_events_of_one_run_tell_of_the_same_things() -> None:
    def data(event_type: str, later: int = 0) -> Any:
        return sample(event_type, now_ms=NOW + later, seed="run")["data"]

    user = data("user.created")
    assert data("user.updated", 60_000)["id"] == data("user.deleted", 90_000)["id"] == user["id"]
    assert data("user.updated")["email_addresses"] == user["email_addresses"]
    assert user["primary_email_address_id"] == user["email_addresses"][0]["id"]
    assert data("session.created")["user_id"] == data("session.created")["user"]["id"] == user["id"]
    assert data("email.created")["to_email_address"] == user["email_addresses"][0]["email_address"]
    assert data("organization.created")["created_by"] == user["id"]
    member = data("organizationMembership.created")
    assert member["organization"]["id"] == data("organization.deleted")["id"]
    assert member["public_user_data"]["user_id"] == user["id"]
    assert data("organizationMembership.deleted")["id"] == member["id"]
    accepted = data("organizationInvitation.accepted")
    assert accepted["id"] == data("organizationInvitation.created")["id"]
    assert accepted["user_id"] != accepted["inviter_id"] == user["id"]
    assert data("role.created")["permissions"] == [data("permission.created")]
    item = data("subscriptionItem.active")
    assert data("subscription.created")["items"][0]["id"] == item["id"]
    assert data("subscription.created")["id"] == item["subscription_id"]
    assert data("subscription.created")["payer"]["user_id"] == user["id"]
    assert data("paymentAttempt.updated")["id"] == data("paymentAttempt.created")["id"]
    assert (
        data("waitlistEntry.updated")["invitation"]["email_address"]
        == (data("waitlistEntry.created")["email_address"])
    )


def test_the_events_of_one_thing_are_told_in_their_order() -> None:
    def at(event_type: str) -> int:
        return int(sample(event_type, now_ms=NOW)["timestamp"])

    assert at("user.created") < at("user.updated") < at("user.deleted")
    assert at("session.created") < at("session.ended")
    assert at("paymentAttempt.created") < at("paymentAttempt.updated")


def test_an_update_shows_a_change() -> None:
    for group in GROUPS:
        if f"{group}.created" in EVENT_TYPES and f"{group}.updated" in EVENT_TYPES:
            created, updated = (
                sample(f"{group}.{event}", now_ms=NOW)["data"] for event in ("created", "updated")
            )
            assert created["id"] == updated["id"]
            assert created["updated_at"] < updated["updated_at"]


def test_a_deleted_user_is_told_by_three_fields() -> None:
    assert list(sample("user.deleted", now_ms=NOW)["data"]) == ["deleted", "id", "object"]


def test_a_probe_is_of_no_type_that_clerk_has() -> None:
    event = probe_event(now_ms=NOW)
    assert event["type"] == PROBE_TYPE == "clerkdoctor.probe"
    assert PROBE_TYPE not in ALL
    assert list(event) == ENVELOPE
    assert event["timestamp"] <= NOW
    assert event["data"]["id"].startswith("probe_00000")


@pytest.mark.parametrize("event_type", ["user.created", "user.updated", "user.deleted"])
def test_an_absent_user_cannot_be(event_type: str) -> None:
    """The first five digits of the id are zeros: it would have been made in May 2014."""
    event = absent_user(event_type, now_ms=NOW, seed="run")
    assert re.fullmatch(r"user_00000[0-9A-Za-z]{22}", event["data"]["id"])
    whole = sample(event_type, now_ms=NOW, seed="run")
    assert whole["data"]["id"] != event["data"]["id"]
    assert list(event["data"]) == list(whole["data"])
    assert whole["data"]["id"].encode() not in as_body(event)
    for email in event["data"].get("email_addresses", []):
        assert email["id"] == event["data"]["primary_email_address_id"]
        assert email["email_address"] == "nobody+clerk_test@example.com"


@pytest.mark.parametrize(
    ("name", "types"),
    [
        ("user.created", ("user.created",)),
        ("user", ("user.created", "user.updated", "user.deleted")),
        ("waitlistEntry.*", ("waitlistEntry.created", "waitlistEntry.updated")),
        ("sms", ("sms.created",)),
        ("subscriptionItem.created", ("subscriptionItem.created",)),
    ],
)
def test_a_name_is_a_type_or_a_group(name: str, types: tuple[str, ...]) -> None:
    assert event_types(name) == types


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("user.create", "user.created"),
        ("user_created", "user.created"),
        ("users.created", "user.created"),
        ("User.Created", "user.created"),
        ("userCreated", "user.created"),
        ("user.delete", "user.deleted"),
        ("organisation.created", "organization.created"),
        ("org.created", "organization.created"),
        ("organization_membership.created", "organizationMembership.created"),
        ("organization.membership.deleted", "organizationMembership.deleted"),
        ("subscription_item.past_due", "subscriptionItem.pastDue"),
        ("subscriptionItem.freetrialending", "subscriptionItem.freeTrialEnding"),
        ("payment.updated", "paymentAttempt.updated"),
        ("waitlist.created", "waitlistEntry.created"),
        ("sessions", "session"),
        ("user.banned", "user.created"),
        ("invoice.paid", None),
        ("", None),
        ("...", None),
        ("\ud800", None),
        ("x" * 10_000, None),
    ],
)
def test_a_mistyped_name_is_told_the_nearest(name: str, near: str | None) -> None:
    assert nearest_type(name) == near
    with pytest.raises(UnknownEvent) as caught:
        event_types(name)
    assert (f"the nearest is `{near}`" if near else "there are 45 of them") in str(caught.value)
    with pytest.raises(UnknownEvent):
        sample(name, now_ms=NOW)


def test_a_group_is_no_type() -> None:
    with pytest.raises(UnknownEvent):
        sample("user", now_ms=NOW)


@pytest.mark.parametrize(
    ("change", "path", "value"),
    [
        ("data.id=user_x", ("data", "id"), "user_x"),
        ("type=user.banned", ("type",), "user.banned"),
        ("timestamp=1716883200", ("timestamp",), 1_716_883_200),
        ("data.banned=true", ("data", "banned"), True),
        ("data.username=null", ("data", "username"), None),
        ('data.username="null"', ("data", "username"), "null"),
        ("data.username=", ("data", "username"), ""),
        ("data.first_name=a=b", ("data", "first_name"), "a=b"),
        ("data.first_name={", ("data", "first_name"), "{"),
        ("data.first_name=NaN", ("data", "first_name"), "NaN"),
        ("data.first_name= é ", ("data", "first_name"), " é "),
        ("data.email_addresses=[]", ("data", "email_addresses"), []),
        ("data.email_addresses.0.id=x", ("data", "email_addresses", 0, "id"), "x"),
        ("data.email_addresses[0].id=x", ("data", "email_addresses", 0, "id"), "x"),
        ('data.email_addresses.1={"a":1}', ("data", "email_addresses", 1), {"a": 1}),
        ("data.public_metadata.role=admin", ("data", "public_metadata", "role"), "admin"),
        ("data.public_metadata.a.b=1", ("data", "public_metadata", "a", "b"), 1),
        ("data.external_id=42", ("data", "external_id"), 42),
        ("data.scim=null", ("data", "scim"), None),
        ('data={"id":"x"}', ("data",), {"id": "x"}),
    ],
)
def test_a_field_is_set(change: str, path: tuple[str | int, ...], value: object) -> None:
    before = sample("user.created", now_ms=NOW)
    event = changed(before, change)
    assert before == sample("user.created", now_ms=NOW)
    found: Any = event
    for key in path:
        found = found[key]
    assert found == value
    assert type(found) is type(value)


def test_metadata_that_is_null_takes_fields() -> None:
    event = changed(sample("user.created", now_ms=NOW), "data.private_metadata=null")
    event = changed(event, "data.private_metadata.a=1")
    assert event["data"]["private_metadata"] == {"a": 1}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("data.id", "`data.id` sets nothing; a change is written as `data.id=VALUE`"),
        ("=x", "`=x` sets nothing"),
        ("", "`` sets nothing"),
        ("data.user_name=x", "no field `data.user_name`; the nearest is `data.username`"),
        ("data.firstname=x", "no field `data.firstname`; the nearest is `data.first_name`"),
        ("data.email=x", "no field `data.email`; the nearest is `data.email_addresses`"),
        ("date.id=x", "no field `date`; the nearest is `data`"),
        ("id=x", "there is no field `id`; the nearest is `instance_id`"),
        ("data.zzzzzzzzz=x", "`data` has `backup_code_enabled`, `banned`, "),
        ("zzzzzzzzz=x", "`the event` has `data`, "),
        ("data..id=x", "there is no field `data.`"),
        ("data.id.x=1", "`data.id` is a text, which has no fields; set it as a whole"),
        ("data.username.x=1", "`data.username` is null, which has no fields"),
        ("data.banned.x=1", "`data.banned` is a number or a boolean, which"),
        ("data.email_addresses.2.id=x", "is a list of 1 item, and `2` is none from 0 to 1"),
        ("data.email_addresses.id=x", "is a list of 1 item, and `id` is none from 0 to 1"),
        ("data.phone_numbers.-1=x", "is a list of 0 items, and `-1` is none"),
        ("data.phone_numbers.²=x", "and `²` is none"),
        ("data.external_id.x=1", "`data.external_id` is null"),
        ("data.unsafe_metadata=" + "[" * 5_000 + "]" * 5_000, "nested more than 100 deep"),
    ],
)
def test_what_is_no_field_is_told_the_nearest(change: str, message: str) -> None:
    with pytest.raises(BadChange) as caught:
        changed(sample("user.created", now_ms=NOW), change)
    assert message in str(caught.value)


@pytest.mark.parametrize("event_type", ALL)
def test_a_body_is_compact_json_of_the_event(event_type: str) -> None:
    event = sample(event_type, now_ms=NOW)
    body = as_body(event)
    assert json.loads(body) == event
    assert body == json.dumps(event, separators=(",", ":"), ensure_ascii=False).encode()
    assert len(body) < 10_000


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "10": 2, "9": 3, "01": 4, "a": 5}, '{"9":3,"10":2,"b":1,"01":4,"a":5}'),
        ({"4294967295": 1, "4294967294": 2}, '{"4294967294":2,"4294967295":1}'),
        ([1.0, -0.0, 100.0, 1e21, 1e-7, 0.1], "[1,0,100,1e+21,1e-7,0.1]"),
        ([2**53, 2**53 + 1, 12345678901234567890], "[9007199254740992,9007199254740992,12345678901234567000]"),
        ([float("inf"), float("nan"), 10**400], "[null,null,null]"),
        ([True, False, None], "[true,false,null]"),
        ("é 😀 \u2028 < & \x7f", '"é 😀 \u2028 < & \x7f"'),
        ('\n\t\b\f\r\x00\x1f"\\/', '"\\n\\t\\b\\f\\r\\u0000\\u001f\\"\\\\/"'),
        ("\ud83d\ude00", '"😀"'),
        ("\ude00\ud83d", '"\\ude00\\ud83d"'),
        ({"\ud800": "\udfff"}, '{"\\ud800":"\\udfff"}'),
        ({}, "{}"),
        ([], "[]"),
    ],
)  # fmt: skip
def test_values_are_written_as_javascript_writes_them(value: object, text: str) -> None:
    assert as_body(value).decode() == text


def test_go_writes_a_few_characters_otherwise() -> None:
    body = as_body(sample("email.created", now_ms=NOW)).decode()
    assert "<b>424242</b>" in body
    escaped = go_escaped(body)
    assert "\\u003cb\\u003e424242\\u003c/b\\u003e" in escaped
    assert "Sample \\u0026amp; Example" in escaped
    assert json.loads(escaped) == json.loads(body)
    assert go_escaped('"\u2028\u2029"') == '"\\u2028\\u2029"'
    plain = as_body(sample("user.created", now_ms=NOW)).decode()
    assert go_escaped(plain) == plain
