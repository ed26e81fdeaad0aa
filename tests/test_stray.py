"""Characters that came into a value by accident."""

import pytest

from clerkdoctor.stray import stray_characters, without_stray


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", None),
        ("sk_test_abc", None),
        ("a b", None),
        ("it's", None),
        ("'", None),
        ("C:\\new", None),
        ("naïve", None),
        ("漢字", None),
        (" ", "is nothing but white space"),
        ("\n", "is nothing but white space"),
        ("a\n", "ends with a line break"),
        ("a\r", "ends with a line break"),
        ("a ", "ends with white space"),
        ("a\t", "ends with white space"),
        (" a", "begins with white space"),
        ("a\nb", "holds a line break"),
        ("a\\n", "ends with the two characters `\\n`"),
        ('"a"', "stands in quotes that are part of the value"),
        ("'a'", "stands in quotes that are part of the value"),
        ("“a”", "stands in quotes that are part of the value"),
        ('"a', 'begins with a quote (`"`) that is part of the value'),
        ('a"', 'ends with a quote (`"`) that is part of the value'),
        ("a\u00a0", "holds a non-breaking space (U+00A0)"),
        ("a\u200bb", "holds a zero-width space (U+200B)"),
        ("\ufeffa", "holds a byte order mark (U+FEFF)"),
        ("a\u202eb", "holds an invisible character (U+202E)"),
        ("a\x1b[31m", "holds a control character (U+001B)"),
        ("a\0", "holds a control character (U+0000)"),
        ("a\u2003", "holds a space that is no ordinary one (U+2003)"),
        ("a\ufffd", "holds a replacement character, which stands for bytes that are not UTF-8"),
        ("a\ud800", "holds half a character (U+D800)"),
    ],
)
def test_stray_characters(text: str, reason: str | None) -> None:
    found = stray_characters(text)
    assert found is None if reason is None else found and found.startswith(reason)


@pytest.mark.parametrize(
    "text",
    [
        "key",
        " key\n",
        '"key"',
        "'\"key\"'\n",
        "key\\n",
        "\ufeffkey\u200b",
        '"key\\n"',
        "key\\r\\n ",
    ],
)
def test_without_stray_is_what_was_meant(text: str) -> None:
    assert without_stray(text) == "key"
