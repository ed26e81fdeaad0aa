from typing import Any

import pytest

from clerkdoctor.jsonc import JsoncError, loads


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{}", {}),
        ('{"a": [1, 2.5, -3e2, true, false, null, "é\\n\\u00e9"]}',
         {"a": [1, 2.5, -300.0, True, False, None, "é\né"]}),
        ('// c\n{"a": 1 /* d */, // e\n "b": 2}', {"a": 1, "b": 2}),
        ('{"a": 1,}', {"a": 1}),
        ("[1, 2, /* last */ ]", [1, 2]),
        ("[1, // last\n]", [1]),
        ('{"a": [1,\n\t],\n}', {"a": [1]}),
        ('{"a": "// no /* comment */ ,] \\" // "}', {"a": '// no /* comment */ ,] " // '}),
        ('{"url": "https://x/*"}', {"url": "https://x/*"}),
        ("/**/1/***/", 1),
        ('{"a": 1, "a": 2}', {"a": 2}),
        ("\ufeff{}", {}),
        ('"\\\\"', "\\"),
    ],
)  # fmt: skip
def test_comments_and_trailing_commas_are_white_space(text: str, value: Any) -> None:
    assert loads(text) == value
    assert loads(text.encode()) == value


def test_a_byte_order_mark_is_left_out() -> None:
    assert loads(b"\xef\xbb\xbf[1]") == [1]


@pytest.mark.parametrize(
    ("text", "reason", "line", "column"),
    [
        ("", "expecting value", 1, 1),
        ("{", "expecting property name enclosed in double quotes", 1, 2),
        ('// é\n{"a": }', "expecting value", 2, 7),
        ('/* a\nb */ {"a" 1}', "expecting ':' delimiter", 2, 11),
        ("{'a': 1}", "expecting property name enclosed in double quotes", 1, 2),
        ("{a: 1}", "expecting property name enclosed in double quotes", 1, 2),
        ("[1] 2", "extra data", 1, 5),
        ('["NaN", // NaN\n  NaN]', "`NaN` is no JSON value", 2, 3),
        ("[-Infinity]", "`-Infinity` is no JSON value", 1, 2),
        ("[,]", "expecting value", 1, 2),
        ('["a\nb"]', "invalid control character at", 1, 4),
        ('["a', "unterminated string starting at", 1, 2),
        ("[1] /* never", "a comment is never closed", 1, 5),
        ("\n/*/", "a comment is never closed", 2, 1),
        ("[" * 100_000, "is nested too deeply", 1, 1),
        ("[1,,]", "expecting value", 1, 4),
    ],
)
def test_errors_have_a_reason_and_a_place(text: str, reason: str, line: int, column: int) -> None:
    with pytest.raises(JsoncError) as raised:
        loads(text)
    found = raised.value
    assert (found.reason, found.line, found.column) == (reason, line, column)
    assert str(found) == f"{reason} (line {line}, column {column})"


def test_bytes_that_are_not_utf_8() -> None:
    with pytest.raises(JsoncError) as raised:
        loads(b'{\n"a": "\xe9"}')
    assert (raised.value.reason, raised.value.line, raised.value.column) == ("is not UTF-8", 2, 7)


@pytest.mark.parametrize("text", ["," * 200_000, '"' * 200_001, "/*" * 100_000, "/" * 200_000,
                                  "[1" + ", \n" * 100_000 + "]", "\\" * 100_000])  # fmt: skip
def test_hostile_documents_end_quickly(text: str) -> None:
    with pytest.raises(JsoncError):
        loads(text)
