import pytest

from clerkdoctor.typescript.literals import cook, jsx_text, number, number_text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("plain", "plain"),
        ("", ""),
        (r"\n\t\r\b\f\v\0", "\n\t\r\b\f\v\0"),
        (r"\'\"\\\`", "'\"\\`"),
        (r"/((?!.*\..*|_next).*)", "/((?!.*..*|_next).*)"),
        (r"/((?!.*\\..*|_next).*)", r"/((?!.*\..*|_next).*)"),
        (r"\.\d\w\-\/\q\é", ".dw-/qé"),
        (r"\x41\xff", "Aÿ"),
        (r"\u0041\u00e9", "Aé"),
        (r"\u{41}\u{1F600}\u{0}\u{10FFFF}\u{000041}", "A😀\0\U0010ffffA"),
        (r"\ud83d\ude00", "😀"),
        (r"\u{d83d}\u{de00}", "😀"),
        (r"\ud83d", "\ud83d"),
        (r"\ude00\ud83d", "\ude00\ud83d"),
        ("a\\\nb", "ab"),
        ("a\\\r\nb", "ab"),
        ("a\\\rb", "ab"),
        ("a\\\u2028b\\\u2029c", "abc"),
        (r"\1\12\377\400\08\8", "\x01\n\xff\x200\x0088"),
        ("tab\tand é漢😀", "tab\tand é漢😀"),
    ],
)
def test_escapes_are_cooked_as_javascript_does(raw: str, text: str) -> None:
    assert cook(raw) == text


@pytest.mark.parametrize("raw", [r"\x4", r"\xg0", r"\u00", r"\u{}", r"\u{110000}", r"\u{zz}", "\\"])
def test_malformed_escapes_are_no_text(raw: str) -> None:
    assert cook(raw) is None


def test_templates_normalise_newlines_and_refuse_octal_escapes() -> None:
    assert cook("a\r\nb\rc", template=True) == "a\nb\nc"
    assert cook("a\r\nb") == "a\r\nb"
    assert cook(r"\0", template=True) == "\0"
    assert cook(r"\1", template=True) is None
    assert cook(r"\08", template=True) is None


def test_jsx_text_knows_references_and_no_backslash() -> None:
    assert jsx_text(r"a\nb &amp; &#x41;&#66; &quot;&nbsp;") == 'a\\nb & AB "\xa0'
    assert jsx_text("a & b &amp c") == "a & b &amp c"


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("0", 0), ("42", 42), ("1_000", 1000), ("0x1F", 31), ("0b101", 5), ("0o17", 15),
        ("017", 15), ("089", 89), (".5", 0.5), ("5.", 5), ("1e3", 1000), ("1E-7", 1e-7),
        ("1e400", float("inf")), ("0xFFFFFFFFFFFFFFFFF", float(0xFFFFFFFFFFFFFFFFF)),
        ("10n", None), ("0x1fn", None), ("zz", None), ("", None), ("infinity", None), ("nan", None),
    ],
)  # fmt: skip
def test_numbers(raw: str, value: float | None) -> None:
    assert number(raw) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"), (-0.0, "0"), (1.0, "1"), (-1.5, "-1.5"), (100.0, "100"), (1e21, "1e+21"),
        (123456789012345680000.0, "123456789012345680000"), (1e-7, "1e-7"), (1e-6, "0.000001"),
        (1.5e-9, "1.5e-9"), (2**53, "9007199254740992"), (0.1 + 0.2, "0.30000000000000004"),
        (5e-324, "5e-324"), (1.7976931348623157e308, "1.7976931348623157e+308"),
        (float("nan"), "NaN"), (float("inf"), "Infinity"), (float("-inf"), "-Infinity"),
        (12345.678, "12345.678"), (1e20, "100000000000000000000"),
    ],
)  # fmt: skip
def test_numbers_as_text(value: float, text: str) -> None:
    assert number_text(value) == text
