"""Captured deliveries: every byte of the body is kept, and what is no capture is named."""

import base64
import json
from typing import Any

import pytest

from clerkdoctor.errors import Trouble
from clerkdoctor.facts.delivery import Delivery
from clerkdoctor.gather.delivery import deliveries, header
from tests.svix.signing import BODY, headers, signature

GIVEN = headers(signature())
ODD = b'\xef\xbb\xbf{"a":"\xff\r\n"}\r\n\n'


def listened(body: bytes = BODY, **more: Any) -> dict[str, Any]:
    """As `clerk webhooks listen --json` writes a delivery."""
    line = {
        "type": "event", "svix_id": GIVEN["svix-id"], "event_type": "user.created", "headers": GIVEN,
        "body_b64": base64.b64encode(body).decode(), "forward_status": 200, "latency_ms": 12,
    }  # fmt: skip
    return line | more


def entry(body: str | None = BODY.decode(), **more: Any) -> dict[str, Any]:
    """An entry of a HAR."""
    request = {
        "method": "POST", "url": "https://acme.io/api/webhooks", "httpVersion": "HTTP/1.1",
        "headers": [{"name": name.title(), "value": value} for name, value in GIVEN.items()],
        "bodySize": len(body or ""),
    } | more  # fmt: skip
    if body is not None and "postData" not in request:
        request["postData"] = {"mimeType": "application/json", "text": body}
    return {"startedDateTime": "2026-11-18T12:06:40.000+01:00", "request": request}


def har(*entries: Any) -> bytes:
    return json.dumps({"log": {"version": "1.2", "entries": entries}}).encode()


def read(content: bytes | dict[str, Any]) -> tuple[Delivery, ...]:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return deliveries(data, "`capture`")


def trouble(content: bytes | dict[str, Any]) -> str:
    with pytest.raises(Trouble) as caught:
        read(content)
    assert caught.value.hint
    assert not caught.value.message.endswith(".")
    return caught.value.message


def test_a_line_of_the_clerk_cli_is_read_to_the_byte() -> None:
    (found,) = read(listened(ODD))
    assert found == Delivery(tuple(GIVEN.items()), ODD, "`capture`")
    assert found.named == GIVEN


def test_of_many_lines_the_deliveries_count() -> None:
    lines = [
        {"type": "ready", "relay_url": "https://webhooks.example.com/in/c_x/"},
        listened(),
        {"type": "reconnecting"},
        listened(ODD),
    ]
    content = "\r\n".join(map(json.dumps, lines)).encode() + b"\n\n"
    found = read(content)
    assert [one.body for one in found] == [BODY, ODD]
    assert [one.source for one in found] == ["`capture`, line 2", "`capture`, line 4"]


def test_powershell_writes_utf_16() -> None:
    (found,) = read(json.dumps(listened()).encode("utf-16"))
    assert found.body == BODY


def test_a_har_gives_the_requests_with_svix_headers() -> None:
    other = {"request": {"method": "GET", "url": "https://acme.io/", "headers": []}}
    found = read(har(other, entry(), "no entry", entry("é\r\n")))
    assert [one.body for one in found] == [BODY, "é\r\n".encode()]
    assert [one.source for one in found] == ["`capture`, entry 2", "`capture`, entry 4"]
    assert found[0].captured_at == 1_795_000_000
    assert found[0].headers[0] == ("Svix-Id", GIVEN["svix-id"])
    assert found[0].named["svix-id"] == GIVEN["svix-id"]


def test_an_entry_of_a_har_may_stand_alone() -> None:
    assert read(entry())[0].body == BODY
    assert read(entry()["request"])[0].body == BODY
    assert read(json.dumps([entry(), entry("x")]).encode())[1].body == b"x"
    # The only request is meant, whatever headers it has.
    bare = entry(headers=[{"name": "Stripe-Signature", "value": "t=1"}])
    assert read(har(bare))[0].headers == (("Stripe-Signature", "t=1"),)


@pytest.mark.parametrize("key", ["encoding", "_encoding"])
def test_a_har_may_hold_its_body_as_base64(key: str) -> None:
    coded = {"mimeType": "", "text": base64.b64encode(ODD).decode(), key: "base64"}
    assert read(har(entry(postData=coded)))[0].body == ODD


def test_what_a_har_says_of_time_counts_where_it_names_the_zone() -> None:
    for text in ("2026-11-18T11:06:40", "yesterday", 7):
        assert read(entry() | {"startedDateTime": text})[0].captured_at is None


def test_a_har_text_with_half_a_character_is_read_as_javascript_would() -> None:
    assert read(entry("\ud83d"))[0].body == "\ufffd".encode()


def test_cloud_functions_get_headers_and_a_body() -> None:
    event = {"headers": GIVEN, "body": BODY.decode(), "isBase64Encoded": False}
    assert read(event)[0].body == BODY
    event |= {"body": base64.b64encode(ODD).decode(), "isBase64Encoded": True}
    assert read(event)[0].body == ODD
    several = {"headers": {"svix-id": ["a", "b", 3]}, "body": ""}
    assert read(several)[0].named == {"svix-id": "a, b"}


def raw(
    body: bytes = BODY, line: str = "POST /api/webhooks HTTP/1.1", end: str = "\r\n", **more: str
) -> bytes:
    given = {"Host": "acme.io", **{name.title(): value for name, value in GIVEN.items()}, **more}
    head = [*([line] if line else []), *(f"{name}: {value}" for name, value in given.items())]
    return end.join([*head, "", ""]).encode() + body


@pytest.mark.parametrize("end", ["\r\n", "\n"])
@pytest.mark.parametrize("line", ["POST /api/webhooks HTTP/1.1", "POST https://acme.io/x", ""])
def test_a_raw_request_is_read_to_the_byte(line: str, end: str) -> None:
    for body in (BODY, ODD, b"", b"\r\n\r\n", b"a\n\nb\r\n\r\nc"):
        (found,) = read(raw(body, line, end))
        assert found.body == body
        assert found.named["svix-signature"] == GIVEN["svix-signature"]
        assert found.headers[0] == ("Host", "acme.io")


def test_headers_are_read_as_node_reads_them() -> None:
    request = (
        b"POST / HTTP/1.1\r\nX-A:  b \t\r\nX-Fold: a\r\n\t b\r\nX-Utf8: \xc3\xa9\r\nX-Empty:\r\n"
        b":authority: acme.io\r\n\r\n"
    )
    assert read(request)[0].named == {
        "x-a": "b", "x-fold": "a b", "x-utf8": "Ã©", "x-empty": "", ":authority": "acme.io",
    }  # fmt: skip


def test_a_line_break_behind_the_stated_length_is_the_files() -> None:
    length = str(len(BODY))
    assert read(raw(BODY + b"\n", **{"Content-Length": length}))[0].body == BODY
    assert read(raw(BODY + b"\r\n", **{"Content-Length": length}))[0].body == BODY
    # Anything else stays, so that it can be told what was changed.
    for body in (BODY + b"\n\n", BODY + b"x", BODY[:-1]):
        assert read(raw(body, **{"Content-Length": length}))[0].body == body
    assert read(raw(BODY + b"\n"))[0].body == BODY + b"\n"
    assert read(raw(BODY + b"\n", **{"Content-Length": "9" * 40}))[0].body == BODY + b"\n"


def test_chunks_are_put_together() -> None:
    chunked = {"Transfer-Encoding": "chunked"}
    body = b"5;x=1\r\n{\r\n\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n"
    assert read(raw(body, **chunked))[0].body == b"{\r\n\r\n0123456789"
    assert "is said to be in chunks" in trouble(raw(BODY, **chunked))
    assert "ends within a chunk" in trouble(raw(b"ff\r\nabc", **chunked))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \n", "is empty"),
        (b"{", "is not JSON: it ends too early"),
        (b'{"type":"ready"}\n{"a"', "line 2, is not JSON"),
        (b'{"a":"\xff"}', "is not UTF-8"),
        (b"[1]", "is no JSON object"),
        (b"{}", "is JSON of another kind"),
        (b'{"type":"user.created","data":{}}', "is an event alone, without the headers"),
        (b'{"type":"ready"}', "holds no delivery"),
        (b'{"type":"event"}', "has no `body_b64`"),
        (b'{"type":"event","body_b64":""}', "has no `headers`"),
        (b'{"body_b64":"e30","headers":{}}', "no base64"),
        (b'{"body_b64":"e3 0=","headers":{}}', "no base64"),
        (b'{"headers":{},"body":{}}', "has its body parsed"),
        (b'{"log":{"entries":[]}}', "is a HAR without entries"),
        (har({"request": {}}, {"request": {}}), "has 2 requests, and none of them has a header"),
        (har(entry(None, bodySize=812)), "entry 1 has no body, which had 812 bytes"),
        (har(entry(postData={"params": [{"name": "a"}]})), "as form fields"),
        (b"HTTP/1.1 200 OK\r\n\r\n", "is the answer"),
        (b"POST / HTTP/1.1\r\nsvix-id: a\r\n", "has no empty line"),
        (b"POST / HTTP/1.1\r\nsvix-id\r\n\r\n", "line 2, is no header"),
        (b"curl -X POST\n\n", "line 1, is no header"),
        (b"\x89PNG\r\n\x1a\n\n\n", "line 1, is no header"),
    ],
)
def test_what_is_no_capture_is_named(content: bytes, words: str) -> None:
    message = trouble(content)
    assert words in message
    assert message.startswith("`capture`")


def test_a_request_without_a_body_is_one() -> None:
    assert read(har(entry(None, bodySize=0)))[0].body == b""
    assert read(har(entry(None, bodySize=-1)))[0].body == b""
    assert read(raw(b""))[0].body == b""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("svix-id: msg_1", ("svix-id", "msg_1")),
        ("svix-id:  msg_1 ", ("svix-id", " msg_1 ")),
        ("X: a: b", ("X", "a: b")),
        ("svix-id: ", ("svix-id", "")),
        ("svix-id:msg_1", None),
        ("svix-id", None),
        (": x", None),
        (" a: x", None),
    ],
)
def test_an_option_is_a_name_and_what_follows_the_first_colon(
    text: str, found: tuple[str, str] | None
) -> None:
    assert header(text) == found
