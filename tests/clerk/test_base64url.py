"""Base64url as the SDK reads a token's parts, and as Node.js reads a key's numbers."""

import pytest

from clerkdoctor.clerk.base64url import NotBase64url, decode, decode_like_node


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("", b""), ("=", b""), ("AA", b"\0"), ("AA======", b"\0"), ("AAA", b"\0\0"),
        ("-_-_", b"\xfb\xff\xbf"), ("_w", b"\xff"),
    ],
)  # fmt: skip
def test_padding_is_optional(text: str, data: bytes) -> None:
    assert decode(text) == data


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("A", "has 1 characters, a number that base64url never has"),
        ("AAAAA", "has 5 characters, a number that base64url never has"),
        ("AB", "ends with bits that belong to no byte: it was cut or changed"),
        ("AAB", "ends with bits that belong to no byte: it was cut or changed"),
        ("A+AA", "holds `+`, which base64url does not use"),
        ("A/AA", "holds `/`, which base64url does not use"),
        ("A=AA", "holds `=`, which base64url does not use"),
        ("AA\n", "holds U+000A, which base64url does not use"),
        ("\ud83d", "holds U+D83D, which base64url does not use"),
        ("AA~", "holds `~`, which base64url does not use"),
    ],
)
def test_anything_else_is_refused(text: str, reason: str) -> None:
    with pytest.raises(NotBase64url) as error:
        decode(text)
    assert str(error.value) == reason


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("", b""), ("A", b""), ("_w", b"\xff"), ("/w==", b"\xff"), ("+/-_", b"\xfb\xff\xbf"),
        ("_\n w!", b"\xff"), ("_w=_w", b"\xff"), ("=_w", b""), ("AAAAA", b"\0\0\0"),
        ("_\u0177", b"\xff"), ("_é\u0177", b"\xff"), ("_w😀_w", b"\xff"), ("\ud83d_w", b""),
    ],
)  # fmt: skip
def test_node_takes_nearly_everything(text: str, data: bytes) -> None:
    assert decode_like_node(text) == data
