"""What is said about a value, and about which values nothing is."""

import pytest

from clerkdoctor.nextjs.dotenv import Dialect, load, parse
from clerkdoctor.nextjs.dotenv_explain import why_changed

NEW: Dialect = "dotenv-16"
OLD: Dialect = "dotenv-10"

COMMENT = "an unquoted `#` ends the value"
COMMENT_STAYS = "a `#` comment behind a value is part of it in Next.js 12 and 13"
TEXT_FOLLOWS = "quotes stay in the value because text follows them"
BLANK_FOLLOWS = "quotes stay in the value because a blank follows them"
UNCLOSED = "an opening quote stays in the value because nothing closes it"
BACKTICKS = "backticks are no quotes in Next.js 12 and 13 and stay in the value"
BACKSLASH = "the backslash before a quote stays in the value"
TWO_BACKSLASHES = r"`\\` in double quotes stays two backslashes"
NEWLINE = r"`\n` in double quotes becomes a newline"
BACKSLASH_NEWLINE = r"`\\n` in double quotes becomes a backslash and a newline"
R_STAYS = r"`\r` stays a backslash and a letter in Next.js 12 and 13"
NEXT_LINE = "the value is taken from a following line"
SWALLOWED = "the quoted text runs over the following lines and takes in their assignments"
SINGLE = "`$NAME` is expanded, also inside single quotes"
DIGIT = "`$` and a digit are taken for a reference"
NOTHING = "a reference finds nothing and becomes empty text"
ADJACENT = "what replaces a `$NAME` is read as part of the `$NAME` right before it"
BRACES = "only `${NAME}` and `${NAME:-default}` are understood between braces"
BRACE_LOST = "a `}` right behind `$NAME` is taken for a part of the reference"
LAST_DOLLAR = "nothing is expanded because the last `$` starts no reference"
DEFAULT_TAKES = "a `:-default` takes the next reference away in Next.js 12 and 13"
NUL = "the value ends at its first NUL character"
BYTES = "bytes that are not UTF-8 have become U+FFFD"

PEM = "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkq/hkiG9w0B+AQ\nexport==\nAQAB=\n-----END PUBLIC KEY-----"
ESCAPED_PEM = PEM.replace("\n", "\\n")


def reasons(text: str | bytes, process: dict[str, str], dialect: Dialect) -> tuple[str, ...]:
    """What is said about the file's last assignment."""
    [file] = load([(".env", text)], process, dialect).files
    assert file.discarded is None
    last = file.parsed.assignments[-1]
    return why_changed(last, file.loaded[last.name], dialect)


@pytest.mark.parametrize("dialect", [NEW, OLD])
@pytest.mark.parametrize(
    "text",
    [
        "A=x",
        'A="x"',
        "A='x'",
        "A=",
        'A=""',
        "A = x ",
        "A=\u00a0x\u3000",
        "CLERK_SECRET_KEY=sk_test_abc\r\n",
        "A=two words; three, four!",
        "A=it's",
        'A={"a": "b"}',
        'A="{"a": "b"}"',
        'A=\'{"a": "b"}\'',
        "A=postgres://u:p@h:5432/db?a=b&c=d",
        f'CLERK_JWT_KEY="{ESCAPED_PEM}"',
        f'CLERK_JWT_KEY="{ESCAPED_PEM}\\n"',
        f"CLERK_JWT_KEY={ESCAPED_PEM}",
        f"CLERK_JWT_KEY='{ESCAPED_PEM}'",
        r'A="first\nsecond"',
        r"A=C:\new",
        r"A='C:\new'",
        r'A="C:\temp"',
        r'A="\\server\share"',
        r"A=\$5",
        r'A="\${X}"',
        "BASE=https://x\nURL=${BASE}/x",
        'BASE=https://x\nURL="${BASE}/x/${BASE}"',
        "BASE=https://x\nURL=$BASE/x",
        "A=${BASE:-none}",
        "A=${BASE:-}",
        "A=é日本😀",
    ],
)
def test_what_is_read_as_written(text: str, dialect: Dialect) -> None:
    assert reasons(text, {}, dialect) == ()


@pytest.mark.parametrize(
    "text",
    [
        "A=x # comment",
        "A='x' # it's",
        'A="x"#comment',
        "A= # not set",
        "A=# not set",
        "A=#",
        "A=x #",
        "CONVEX_DEPLOYMENT=dev:happy-animal-123 # team: x, project: y",
        "export A=`x`",
        "A: x",
        f'CLERK_JWT_KEY="{PEM}"',
        f"CLERK_JWT_KEY='{PEM}' # key",
        f"A=`{PEM}`\r\n",
        "A=${X:-${Y:-z}}",
    ],
)
def test_what_is_read_as_written_from_next_14(text: str) -> None:
    assert reasons(text, {}, NEW) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A=pa#ss", (COMMENT,)),
        ("A=#fff", (COMMENT,)),
        ("A=https://x/#/y # comment", (COMMENT,)),
        ('A="pass#word', (UNCLOSED, COMMENT)),
        ('A="pass" # word', ()),
        ("A='a' b", (TEXT_FOLLOWS,)),
        ('A="a";', (TEXT_FOLLOWS,)),
        ('A="a" b # "c"', (TEXT_FOLLOWS,)),
        ("A='it's #1'", (TEXT_FOLLOWS,)),
        ('A="', (UNCLOSED,)),
        ('A="a\\"', ()),
        ('A="{\\"a\\":1}"', (BACKSLASH,)),
        ("A='it\\'s'", (BACKSLASH,)),
        ("A=`a\\`b`", (BACKSLASH,)),
        (r'A="^\\d+"', (TWO_BACKSLASHES,)),
        (r'A="C:\new"', (NEWLINE,)),
        (r'A="C:\red"', (NEWLINE,)),
        (r'A="\\server\new"', (NEWLINE,)),
        (r'A="a\\nb"', (BACKSLASH_NEWLINE,)),
        (r'A="{"key":"-----BEGIN\nM"}"', (NEWLINE,)),
        (r'A="{\"key\":\"-----BEGIN\nM\"}"', (BACKSLASH, NEWLINE)),
        ('A="{\n  \\"a\\": 1\n}"', (BACKSLASH,)),
        ("A=\n'x'", (NEXT_LINE,)),
        ("A:\nB=1", (NEXT_LINE,)),
        ("A\n=1", (NEXT_LINE,)),
        ('A=\n"x\ny"', (NEXT_LINE,)),
        ('A="x\nB=y"', (SWALLOWED,)),
        ("A='x\n  export B=y\nC=z'", (SWALLOWED,)),
        ("A=pa$word", (NOTHING,)),
        ("A=p@$$w0rd!", (NOTHING,)),
        ("A=${NOBODY}/x", (NOTHING,)),
        ("B=1\nA=${B}/${NOBODY}/x", (NOTHING,)),
        ("B=1\nA=${B}${NOBODY:-}", ()),
        ("B=1\nA='$B'", (SINGLE,)),
        ("A='pa$word'", (SINGLE, NOTHING)),
        ("A=$2b$10$N9qo8uLOickgx2ZMRZoMye", (DIGIT, NOTHING, ADJACENT)),
        ("B=1\nC=2\nA=$B$C", (NOTHING, ADJACENT)),
        ("B=1\nC=-2\nA=$B$C", ()),
        ("B=1\nA=${B-d}", (BRACES,)),
        ("B=1\nA=${B.c}", (BRACES,)),
        ("B=1\nA={x:$B}", (BRACE_LOST,)),
        ("B=1\nA=${B}/x$", (LAST_DOLLAR,)),
        ("A=pa$", ()),
        ("A=$(whoami)", ()),
        ("A=x\0y", (NUL,)),
        (b"A=caf\xe9", (BYTES,)),
    ],
)
def test_why_changed(text: str | bytes, expected: tuple[str, ...]) -> None:
    assert reasons(text, {}, NEW) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A=pa#ss", ()),
        ("CONVEX_DEPLOYMENT=dev:happy-animal-123 # team: x", (COMMENT_STAYS,)),
        ("A='x' # c", (TEXT_FOLLOWS, COMMENT_STAYS)),
        ("A='x # c'", ()),
        ("A='x' ", (BLANK_FOLLOWS,)),
        ("A=`x`", (BACKTICKS,)),
        (f'CLERK_JWT_KEY="{PEM.splitlines()[0]}', (UNCLOSED,)),
        (r'A="a\r\nb"', (R_STAYS,)),
        (r'A="C:\red"', ()),
        (r'A="C:\new"', (NEWLINE,)),
        ("B=1\nC=2\nA=$B$C", ()),
        ("A=pa$word", (NOTHING,)),
        ("B=1\nA='$B'", (SINGLE,)),
        ("B=1\nC=2\nA=${B:-d}${C}", (DEFAULT_TAKES,)),
        ("A=${B:-a b}", (BRACES,)),
    ],
)
def test_why_changed_before_next_14(text: str, expected: tuple[str, ...]) -> None:
    assert reasons(text, {}, OLD) == expected


def test_a_reference_to_the_process_is_meant() -> None:
    for dialect in (NEW, OLD):
        assert reasons('URL="https://${HOST}/${HOST}x"', {"HOST": "h/x"}, dialect) == ()
        assert reasons("URL=${HOST}/x", {"HOST": ""}, dialect) == (NOTHING,)


def test_no_reason_has_a_part_of_the_value() -> None:
    text = "CLERK_SECRET_KEY='sk_test_$CANARY$2CANARY${CANARY-CANARY}#CANARY' CANARY"
    [assignment] = parse(text, NEW).assignments
    said = " ".join(why_changed(assignment, "'sk_test_", NEW))
    assert said
    assert "CANARY" not in said


def test_hostile_values_are_explained_in_time() -> None:
    for piece in ("$A", "${A}x", "'", '"\\', "\\n", "#", " #", "\nA=x", "A", "\\$", "{", "$1$"):
        for opening in ("", "'", '"'):
            text = f"Z={opening}{piece * 50_000}{opening}"
            for dialect in (NEW, OLD):
                for assignment in parse(text, dialect).assignments[:1]:
                    assert isinstance(why_changed(assignment, assignment.parsed, dialect), tuple)
