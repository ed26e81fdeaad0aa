"""The rules of `@next/env`, one by one; the parity run asks the peer itself."""

import re
from collections.abc import Mapping

import pytest

from clerkdoctor.nextjs.dotenv import (
    Assignment,
    Dialect,
    IgnoredLine,
    Mode,
    decode,
    dialect_of,
    env_file_names,
    load,
    parse,
    references,
)

NEW: Dialect = "dotenv-16"
OLD: Dialect = "dotenv-10"


def values(text: str, dialect: Dialect = NEW) -> dict[str, str]:
    return parse(text, dialect).values()


def one_file(
    text: str | bytes, process: Mapping[str, str] | None = None, dialect: Dialect = NEW
) -> Mapping[str, str]:
    """What one `.env` file gives after expansion."""
    return load([(".env", text)], process or {}, dialect).files[0].loaded


@pytest.mark.parametrize(
    ("mode", "names"),
    [
        ("development", ".env.development.local .env.local .env.development .env"),
        ("production", ".env.production.local .env.local .env.production .env"),
        ("test", ".env.test.local .env.test .env"),
    ],
)
def test_files_of_a_mode(mode: Mode, names: str) -> None:
    assert env_file_names(mode) == tuple(names.split())


@pytest.mark.parametrize(
    ("major", "dialect"),
    [(12, OLD), (13, OLD), (14, NEW), (15, NEW), (16, NEW), (17, NEW), (None, NEW), (9, OLD)],
)
def test_dialect_of_a_major(major: int | None, dialect: Dialect) -> None:
    assert dialect_of(major) == dialect


@pytest.mark.parametrize(
    ("text", "new", "old"),
    [
        # line ends and blanks
        ("A=1\r\nB=2\rC=3", {"A": "1", "B": "2", "C": "3"}, ...),
        ("\ufeffA=1", {"A": "1"}, ...),
        ("  \t\u00a0A \u3000= \ufeff1\u00a0 ", {"A": "1"}, ...),
        ("A=\u200b1\u0085", {"A": "\u200b1\u0085"}, ...),
        ("# c\u2028A=1", {"A": "1"}, {}),
        ("A=1\u2028B=2", {"A": "1\u2028B=2"}, {}),
        ("A=\u2028'x'\u2028", {"A": "x"}, {"A": "x"}),
        ("A=x\u2028'y'\u2028z", {"A": "x\u2028y\u2028z"}, {}),
        ("A=x\u2028'y'z'\u2029\"w\"", {"A": "x\u2028y'z\u2029w"}, {}),
        ("", {}, ...),
        ("\n\n \n# only\n", {}, ...),
        # names and separators
        ("export A=1\nexport\nB=2\nexport  C = 3", {"A": "1", "B": "2", "C": "3"}, {"B": "2"}),
        ("export=1", {"export": "1"}, ...),
        ("exportA=1", {"exportA": "1"}, ...),
        ("a.b-c_1=1", {"a.b-c_1": "1"}, ...),
        ("A B=1\n$A=1\n'A'=1\nÉ=1\nA\u200b=1\nA/B=1\nC", {}, ...),
        ("KEY: v\nB:v\nC : v\nD:\tv", {"KEY": "v", "D": "v"}, {}),
        ("A:\nB=1", {"A": "B=1"}, {"B": "1"}),
        ("A\n=1", {"A": "1"}, {}),
        ("A==x", {"A": "=x"}, ...),
        ("A=1;B=2", {"A": "1;B=2"}, ...),
        ("A=1\nA=2", {"A": "2"}, ...),
        ("A=1\nA", {"A": "1"}, ...),
        ("__proto__=1\nconstructor=2", {"constructor": "2"}, ...),
        # comments
        ("A=1 # c", {"A": "1"}, {"A": "1 # c"}),
        ("A=pa#ss", {"A": "pa"}, {"A": "pa#ss"}),
        ("A=https://x/#/y", {"A": "https://x/"}, {"A": "https://x/#/y"}),
        ("A=#c", {"A": ""}, {"A": "#c"}),
        ("A='a#b' # c", {"A": "a#b"}, {"A": "'a#b' # c"}),
        ("#A=1\n # B=2", {}, ...),
        # quotes
        ("A='x'\nB=\"y\"\nC=`z`", {"A": "x", "B": "y", "C": "z"}, {"A": "x", "B": "y", "C": "`z`"}),
        ("A= 'x' ", {"A": "x"}, {"A": "'x'"}),
        ("A='a' b", {"A": "'a' b"}, ...),
        ('A="pass#word', {"A": '"pass'}, {"A": '"pass#word'}),
        ('A="pass#word"', {"A": "pass#word"}, ...),
        ('A="a" "b"', {"A": 'a" "b'}, ...),
        ("A='it\\'s'", {"A": "it\\'s"}, ...),
        ("A='a\\'", {"A": "a\\"}, ...),
        ("A='a\\' 'b", {"A": "'a\\' 'b"}, ...),
        ("A='a\\'\nB=\\' x'y", {"A": "a\\", "B": "\\' x'y"}, ...),
        ('A="', {"A": '"'}, ...),
        ('A=""', {"A": ""}, ...),
        ('A="{"a":1}"', {"A": '{"a":1}'}, ...),
        ("A=\n'x'", {"A": "x"}, {"A": ""}),
        ("A=\n'x' y", {"A": ""}, ...),
        ('A="1\n2"\nB=3', {"A": "1\n2", "B": "3"}, {"A": '"1', "B": "3"}),
        ('A="1\r\n2"', {"A": "1\n2"}, {"A": '"1'}),
        ('A="1\nB=2"\nC=3', {"A": "1\nB=2", "C": "3"}, {"A": '"1', "B": '2"', "C": "3"}),
        ('A="1\nB="2"', {"A": '"1', "B": "2"}, ...),
        # escapes
        (r'A="a\nb\rc"', {"A": "a\nb\rc"}, {"A": "a\nb\\rc"}),
        (r"A='a\nb'", {"A": r"a\nb"}, ...),
        (r"A=a\nb", {"A": r"a\nb"}, ...),
        (r'A="C:\new"', {"A": "C:\new"}, ...),
        (r'A="a\\nb"', {"A": "a\\\nb"}, ...),
        (r'A="a\tb\"c\\"', {"A": r"a\tb\"c" + "\\\\"}, ...),
        (r'A="a\nb" c', {"A": '"a\nb" c'}, {"A": r'"a\nb" c'}),
    ],
)
def test_values_before_expansion(
    text: str, new: dict[str, str], old: dict[str, str] | object
) -> None:
    assert values(text, NEW) == new
    assert values(text, OLD) == (new if old is ... else old)


def test_names_are_walked_as_javascript_walks_them() -> None:
    text = "b=1\n10=2\na=3\n9=4\n01=5\n4294967295=6\n4294967294=7\nb=8"
    for dialect in (NEW, OLD):
        names = ["9", "10", "4294967294", "b", "a", "01", "4294967295"]
        assert list(values(text, dialect)) == names
        assert values(text, dialect)["b"] == "8"


def test_an_assignment_says_where_and_how_it_stands() -> None:
    text = (
        "\ufeffA=1 # one\r\n\r\n  export B = \"x\ny\"  # two\nC:\n 'z'\nD=\n\nE='a' b#c\nA=`2`"
        "\n F\n=\t3"
    )
    assert parse(text, NEW).assignments == (
        Assignment("A", "1 # one", "1", 1, 1, 1, ""),
        Assignment("B", ' "x\ny"  # two', "x\ny", 3, 10, 4, '"'),
        Assignment("C", " 'z'", "z", 5, 1, 6, "'"),
        Assignment("D", "", "", 7, 1, 7, ""),
        Assignment("E", "'a' b#c", "'a' b", 9, 1, 9, ""),
        Assignment("A", "`2`", "2", 10, 1, 10, "`"),
        Assignment("F", "\t3", "3", 11, 2, 12, ""),
    )
    assert parse("\ufeffA = 'x' \r\n\r B=\"y\"", OLD).assignments == (
        Assignment("A", " 'x' ", "'x'", 1, 1, 1, ""),
        Assignment("B", '"y"', "y", 3, 2, 3, '"'),
    )


def test_lines_that_nothing_is_taken_from() -> None:
    text = "A=1\n  # comment\n\n oops \r\nexport\u00a0B\n- C=1\nD='x\ny\u2028'z\n"
    assert parse(text, NEW).ignored == (
        IgnoredLine(4, "oops"),
        IgnoredLine(5, "export\u00a0B"),
        IgnoredLine(6, "- C=1"),
        IgnoredLine(8, "y"),
        IgnoredLine(8, "'z"),
    )
    assert parse("A=1\nexport B=2\nC: 3\n# 4\n\nD=x\u2028y", OLD).ignored == (
        IgnoredLine(2, "export B=2"),
        IgnoredLine(3, "C: 3"),
        IgnoredLine(6, "D=x\u2028y"),
    )


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"A=caf\xe9\nB=1", "A=caf\ufffd\nB=1"),
        (b"\xef\xbb\xbfA=1", "\ufeffA=1"),
        (b"\xed\xa0\x80", "\ufffd\ufffd\ufffd"),
        (b"\xf0\x9f\x98A", "\ufffdA"),
        (b"\xf4\x90\x80\x80", "\ufffd" * 4),
    ],
)
def test_bytes_are_decoded_as_node_does(content: bytes, text: str) -> None:
    assert decode(content) == text


def test_a_file_that_is_not_utf_8_keeps_its_other_names() -> None:
    assert one_file(b"A=caf\xe9\nB=1") == {"A": "caf\ufffd", "B": "1"}
    assert one_file("A=1".encode("utf-16")) == {}


@pytest.mark.parametrize(
    ("text", "process", "new", "old"),
    [
        ("A=$X", {"X": "1"}, {"A": "1"}, ...),
        ("A='$X'\nB=`${X}`", {"X": "1"}, {"A": "1", "B": "1"}, {"A": "1", "B": "`1`"}),
        ("A=pa$word", {}, {"A": "pa"}, ...),
        ("A='$2b$10$N9qo'", {}, {"A": ""}, ...),
        ("A=\\$X\nB=\\${X}", {"X": "1"}, {"A": "$X", "B": "${X}"}, ...),
        ("B=1\nA=${B}x", {}, {"B": "1", "A": "1x"}, ...),
        ("A=${B}x\nB=1", {}, {"A": "1x", "B": "1"}, ...),
        ("A=${X:-d}", {"X": ""}, {"A": "d"}, {"A": ""}),
        ("A=${X:-d e}", {}, {"A": "d e"}, {"A": "d e}"}),
        ("B=1\nA=${B:-d}", {}, {"B": "1", "A": "d"}, {"B": "1", "A": "1"}),
        ("A=${X:-${Y:-z}}", {}, {"A": "z"}, ...),
        ("A=${X:-${Y}}", {"Y": "y"}, {"A": "y"}, ...),
        ("A=${A:-x}", {}, {"A": "x"}, None),
        ("B=1\nC=2\nA=$B$C", {}, {"B": "1", "C": "2", "A": ""}, {"B": "1", "C": "2", "A": "12"}),
        ("B=1\nC=2\nA=${B}${C}", {}, {"B": "1", "C": "2", "A": "12"}, ...),
        ("A=$$X", {"X": "Y", "Y": "y"}, {"A": "y"}, {"A": "$Y"}),
        ("A=$X $", {"X": "1"}, {"A": "$X $"}, None),
        ("A=$(x)", {}, {"A": "$(x)"}, None),
        ("A=a$", {}, {"A": "a$"}, None),
        ("A=${X-d}", {"X": "1"}, {"A": "1-d}"}, ...),
        ("A=${X.y}", {"X": "1"}, {"A": "1.y}"}, ...),
        ('A={"a":$X}', {"X": "1"}, {"A": '{"a":1'}, ...),
        ("A=\\$X$X", {"X": "1"}, {"A": "\\11"}, {"A": "1$X"}),
        ("A=<$X>b", {"X": "[$&$`$'$$]"}, {"A": "<[$X<>b$]>b"}, None),
        ("B=\\$X\nA=$B", {"X": "1"}, {"B": "$X", "A": "1"}, ...),
        ("A=$B\nB=\\$X", {"X": "1"}, {"A": "$X", "B": "$X"}, ...),
        ("A=$toString", {}, {"A": "[object Undefined]"}, None),
        ("A=$valueOf", {}, None, None),
        ("A=$toString", {"toString": "x"}, {"A": "x"}, ...),
        ("B=1\nA=x${B:-y} undefined", {}, {"B": "1", "A": "xy undefined"}, {"B": "1", "A": "x1 "}),
        ("B=1\nA=${B:-x}😀$B", {}, {"B": "1", "A": "x😀1"}, {"B": "1", "A": "1\ud83d"}),
        # references that never end
        ("A=$A\nB=1", {}, None, None),
        ("A=$B\nB=$A", {}, None, None),
        ("PATH=$PATH:x", {}, None, None),
        ("PATH=$PATH:x", {"PATH": "/bin"}, {"PATH": "/bin"}, ...),
    ],
)
def test_expansion(
    text: str,
    process: dict[str, str],
    new: dict[str, str] | None,
    old: dict[str, str] | object | None,
) -> None:
    for dialect, expected in ((NEW, new), (OLD, new if old is ... else old)):
        [file] = load([(".env", text)], process, dialect).files
        assert (None if file.discarded else file.loaded) == expected


@pytest.mark.parametrize(
    ("text", "dialect", "reason"),
    [
        ("B=1\nA=x${A}", NEW, "`A` refers to itself"),
        ("B=1\nA=x${A}", OLD, "`A` refers to itself"),
        ("C=$A\nA=$B\nB=$A", NEW, "`A` and `B` refer to each other"),
        ("C=$A\nA=$B\nB=$A", OLD, "`A` and `B` refer to each other"),
        ("A=$B\nB=$C\nC=$A", NEW, "`A`, `B` and `C` refer to each other in a circle"),
        ("A=$B$\nB=1", OLD, "`A` has a `$` that starts no reference"),
        ("A=$constructor", OLD, "`A` refers to `constructor`, a member of JavaScript's objects"),
        ("A=$valueOf", NEW, "`A` refers to `valueOf`, a member of JavaScript's objects"),
        (
            "".join(f"A{i}=$A{i + 1}\n" for i in range(9)) + "A9=$A0",
            NEW,
            "`A0`, `A1`, `A2`, `A3` and 6 more refer to each other in a circle",
        ),
    ],
)
def test_why_a_file_is_discarded(text: str, dialect: Dialect, reason: str) -> None:
    loaded = load([(".env.local", text), (".env", "B=2")], {}, dialect)
    assert loaded.files[0].discarded == reason
    assert loaded.files[0].loaded == {}
    assert loaded.effective["B"] == "2"
    assert loaded.origin["B"] == ".env"


def test_the_first_file_and_the_process_win() -> None:
    loaded = load(
        [(".env.local", "A=local\nE=\nR=file"), (".env", "A=low\nB=low\nE=low\nN=low\nR=low")],
        {"R": "real", "N": "", "S": "p$A"},
        NEW,
    )
    assert loaded.effective == {
        "A": "local", "B": "low", "E": "", "N": "", "R": "real", "S": "p$A",
        "__NEXT_PROCESSED_ENV": "true",
    }  # fmt: skip
    assert loaded.origin == {
        "A": ".env.local", "B": ".env", "E": ".env.local", "N": None, "R": None, "S": None,
        "__NEXT_PROCESSED_ENV": None,
    }  # fmt: skip


@pytest.mark.parametrize("dialect", [NEW, OLD])
def test_a_file_sees_files_above_it_and_not_below(dialect: Dialect) -> None:
    loaded = load([(".env.local", "B=x$A\nC=1"), (".env", "A=1\nD=$C")], {}, dialect)
    assert loaded.effective["B"] == "x"
    assert loaded.effective["D"] == "1"


@pytest.mark.parametrize("dialect", [NEW, OLD])
def test_a_file_corrupts_a_variable_of_the_process_that_it_names(dialect: Dialect) -> None:
    process = {"A": "pa$word"}
    assert load([(".env", "B=1")], process, dialect).effective["A"] == "pa$word"
    loaded = load([(".env", "A=placeholder")], process, dialect)
    assert loaded.effective["A"] == "pa"
    assert loaded.origin["A"] is None
    assert loaded.files[0].loaded == {"A": "pa"}


def test_a_value_is_not_expanded_again_by_a_lower_file() -> None:
    loaded = load([(".env.local", "A=\\$B"), (".env", "A=x\nB=1")], {}, NEW)
    assert loaded.effective["A"] == "$B"
    assert loaded.files[1].loaded["A"] == "1"


def test_names_that_every_object_has_are_set_but_do_not_win() -> None:
    loaded = load([(".env.local", "constructor=a$X\nX=1"), (".env", "X=2")], {}, NEW)
    assert loaded.effective["constructor"] == "a1"
    assert loaded.origin["constructor"] == ".env.local"


def test_what_the_environment_cannot_hold() -> None:
    loaded = load([(".env", "A=x\0y\nB=$A\n1=x\0y")], {"2": "unseen", "C": "caf\udce9"}, NEW)
    assert loaded.files[0].loaded == {"1": "x\0y", "A": "x\0y", "B": "x\0y"}
    assert loaded.effective == {
        "A": "x", "B": "x", "1": "x\0y", "C": "caf\ufffd", "__NEXT_PROCESSED_ENV": "true",
    }  # fmt: skip


def test_nothing_is_loaded_where_next_js_has_loaded_before() -> None:
    process = {"__NEXT_PROCESSED_ENV": "true", "A": "p"}
    loaded = load([(".env", "B=1")], process, NEW)
    assert loaded.effective == process
    assert "`__NEXT_PROCESSED_ENV` is set" in (loaded.files[0].discarded or "")
    assert load([], {"A": "p"}, NEW).effective == {"A": "p"}


@pytest.mark.parametrize(
    ("value", "new", "old"),
    [
        ("plain", (), ...),
        ("$A", ("A",), ...),
        ("${A}/$B-${A}", ("A", "B"), ...),
        ("\\$A", (), ...),
        ("\\$A$B", ("B",), ...),
        ("${A:-d}", ("A",), ...),
        ("${A:-${B:-$C}}", ("A", "B", "C"), ...),
        ("$A $", (), ("A",)),
        ("$1$2b", ("1", "2b"), ...),
        ("$(x) ${}", (), ...),
        ("$:-x", (), ...),
    ],
)
def test_references(value: str, new: tuple[str, ...], old: tuple[str, ...] | object) -> None:
    assert references(value, NEW) == new
    assert references(value, OLD) == (new if old is ... else old)


SIZE = 200_000


def many(piece: str) -> str:
    return piece * (SIZE // len(piece))


HOSTILE = {
    "blank lines": many("\n"),
    "open quotes": many("A='x\n"),
    "open quotes of three kinds": many("A='x\nB=\"y\nC=`z\n"),
    "escaped quotes": "A='" + many("\\'"),
    "escaped quotes before text": "A='" + many("\\' x") + "' y",
    "a blank for each": "A='" + many("\\'   ") + "x",
    "line separators": many("A=1#\u2028"),
    "quotes between line separators": "A=" + many("'a\u2028") + "z",
    "names without a value": many("A \n"),
    "export": many("export\n"),
    "dollars": "A=" + many("$"),
    "references": "A=" + many("$B "),
    "a default that does not end": "A=" + many("${B:-"),
    "escaped dollars": "A=" + many("\\$") + "$B " * 3_000,
    "a chain": "".join(f"A{i}=$A{i + 1}\n" for i in range(SIZE // 16)),
    "a chain from its end": "".join(f"A{i + 1}=$A{i}\n" for i in range(SIZE // 16)),
    "a circle": "".join(f"A{i}=$A{i + 1}\n" for i in range(5_000)) + "A5000=$A0",
    "doubling": "".join(f"A{i}=${{A{i + 1}}}${{A{i + 1}}}\n" for i in range(60)) + "A60=lol",
    "doubling nothing": "".join(f"A{i}=${{A{i + 1}}}${{A{i + 1}}}\n" for i in range(60)),
    "doubling from the end": "A60=lol\n"
    + "".join(f"A{i}=${{A{i + 1}}}${{A{i + 1}}}\n" for i in range(59, -1, -1)),
    "codes that double": "B='$`$`'\nA='$B$A'",
    "NUL": many("\0"),
}


@pytest.mark.parametrize("dialect", [NEW, OLD])
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_has_an_answer(text: str, dialect: Dialect) -> None:
    """These would take hours, or all memory, if the peers' expressions were used as they are."""
    [file] = load([(".env", text)], {}, dialect).files
    assert file.discarded is None or re.fullmatch(
        r"`[A-Z]\d*` (needs more replacements than .*|grows beyond .* characters"
        r"|has a `\$` that starts no reference|refers to itself"
        r"|, .* refer to each other in a circle)"
        r"|`A0`, .* refer to each other in a circle",
        file.discarded,
    )
    assert sum(map(len, file.loaded.values())) < 1 << 26
    for assignment in file.parsed.assignments[:10]:
        assert isinstance(references(assignment.parsed, dialect), tuple)


@pytest.mark.parametrize("dialect", [NEW, OLD])
def test_depth_does_not_depend_on_the_stack_of_python(dialect: Dialect) -> None:
    deep = {f"A{i}": f"$A{i + 1}" for i in range(2_000)} | {"A2000": "end"}
    assert one_file("A=$A0", deep, dialect) == {"A": "end"}
