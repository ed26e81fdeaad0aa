import pytest

from clerkdoctor.render.text import encodable, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain `CLERK_SECRET_KEY`", "plain `CLERK_SECRET_KEY`"),
        ("größer 漢字 👩‍👩‍👧", "größer 漢字 👩\\u{200d}👩\\u{200d}👧"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("a\nb\r\tc", "a\\nb\\r\\tc"),
        ("\x9b31m", "\\x9b31m"),
        ("\x7f\x00\x07", "\\x7f\\x00\\x07"),
        ("\u202egnp.exe", "\\u{202e}gnp.exe"),
        ("\u2066x\u2069", "\\u{2066}x\\u{2069}"),
        ("\ufeffKEY\u200b\u00ad", "\\u{feff}KEY\\u{200b}\\xad"),
        ("\ud83d", "\\u{d83d}"),
        ("[bold]no markup[/bold] :smile:", "[bold]no markup[/bold] :smile:"),
        ("\U000e0041", "\\u{e0041}"),
    ],
)
def test_what_could_steer_a_terminal_is_escaped(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    ("text", "encoding", "shown"),
    [
        ("✗ …", "utf-8", "✗ …"),
        ("sk_test_… → x", "ascii", "sk_test_... -> x"),
        ("größer", "latin-1", "größer"),
        ("漢", "cp1252", "\\u6f22"),
        ("漢", None, "漢"),
        ("漢…", "no-such-encoding", "\\u6f22..."),
    ],
)
def test_the_stream_gets_only_what_it_can_encode(
    text: str, encoding: str | None, shown: str
) -> None:
    assert encodable(text, encoding) == shown
