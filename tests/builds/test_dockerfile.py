"""Dockerfiles: instructions, stages, and what a variable holds where."""

import time

import pytest

from clerkdoctor.builds import dockerignore
from clerkdoctor.builds.dockerfile import exec_form, pairs, parse
from clerkdoctor.builds.dockerfile_scope import base_of, steps

FROM = "FROM node:22\n"


def held(text: str, name: str = "KEY") -> "str | None":
    """What the last RUN sees: `-` for nothing, `?` for what is given from outside."""
    file = parse(text)
    runs = [one for one in steps(file, file.stages[-1]) if one.instruction.name == "RUN"]
    found = runs[-1].scope.get(name)
    return "-" if found is None else "?" if found.value is None else found.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}RUN x", "-"),
        ("{}ARG KEY\nRUN x", "?"),
        ("{}ARG KEY=a\nRUN x", "a"),
        ("{}ARG KEY=\nRUN x", "?"),
        ("{}RUN x\nARG KEY", "-"),
        ("{}ENV KEY=a\nRUN x", "a"),
        ("{}ENV KEY a b\nRUN x", "a b"),
        ("{}ENV A=1 KEY='a b' C=2\nRUN x", "a b"),
        ('{}ENV KEY="a\\"b"\nRUN x', 'a"b'),
        ("{}ENV KEY=a\\ b\nRUN x", "a b"),
        ("{}ENV KEY=$KEY\nRUN x", ""),
        ("{}ARG KEY\nENV KEY=$KEY\nRUN x", "?"),
        ("{}ARG A=a\nENV KEY=${{A}}b\nRUN x", "ab"),
        ("{}ENV KEY='$A'\nRUN x", "$A"),
        ("{}ENV KEY=\\$A\nRUN x", "$A"),
        ("{}ENV KEY=${{A:-b}}\nRUN x", "b"),
        ("{}ENV KEY=${{A:+b}}\nRUN x", ""),
        ("{}ENV A=a\nENV KEY=${{A:+b}}\nRUN x", "b"),
        ("{}ENV KEY=a\nARG KEY\nRUN x", "a"),
        ("{}ENV A=a\nENV A=b KEY=$A\nRUN x", "a"),
        ("ARG KEY=a\n{}RUN x", "-"),
        ("ARG KEY=a\n{}ARG KEY\nRUN x", "a"),
        ("ARG KEY=a\n{}ARG KEY=b\nRUN x", "b"),
        ("FROM x AS a\nARG KEY\nFROM a\nRUN x", "?"),
        ("FROM x AS a\nARG KEY\nFROM x\nRUN x", "-"),
        ("FROM x AS a\nENV KEY=b\nFROM A AS c\nFROM c\nRUN x", "b"),
        ("FROM x AS a\nONBUILD ENV KEY=b\nFROM a\nRUN x", "b"),
        ("{}ONBUILD ENV KEY=b\nRUN x", "-"),
        ("{}env KEY=a\nrun x", "a"),
        ("{}ENV A=1 \\\n  # KEY=c\n\n  KEY=a\nRUN x", "a"),
        ("# escape=`\n{}ENV A=1 `\n  KEY=a\\b\nRUN x", "a\\b"),
        ("# a comment\n# escape=`\n{}ENV KEY=a\\ b\nRUN x", "a b"),
        ("{}ARG A \\\n KEY\\\n  B\nRUN x", "?"),
        ("\ufeff{}ARG KEY\r\nRUN x\r\n", "?"),
    ],
)
def test_what_a_run_sees(text: str, expected: str) -> None:
    assert held(text.format(FROM)) == expected


def test_here_documents_are_no_instructions() -> None:
    text = (
        FROM + "RUN <<EOF\nARG KEY\nFROM x\nEOF\nCOPY <<-'A' <<B /x\n\ta\n\tA\nb\nB\nRUN x <<< y\n"
    )
    file = parse(text)
    (stage,) = file.stages
    run, copy, last = stage.instructions
    assert [(one.name, one.content, one.line) for one in run.heredocs] == [
        ("EOF", "ARG KEY\nFROM x", 3)
    ]
    assert [(one.name, one.content) for one in copy.heredocs] == [("A", "a"), ("B", "b")]
    assert (last.line, last.heredocs, file.unended) == (11, (), None)
    assert parse(FROM + "RUN <<EOF\nls\n").unended == 2
    assert (
        parse(FROM + 'RUN ["sh", "-c", "cat <<EOF"]\nEOF\n').stages[0].instructions[0].heredocs
        == ()
    )


def test_flags_and_the_exec_form() -> None:
    text = FROM + 'RUN --mount=type=cache,target=/x --network=none -- ["a b", "c"]\nRUN [x]\n'
    run, shell = parse(text).stages[0].instructions
    assert run.flags == ("--mount=type=cache,target=/x", "--network=none")
    assert (exec_form(run), exec_form(shell)) == (["a b", "c"], None)


def test_stages_and_their_images() -> None:
    file = parse("ARG V=22\nARG I\nFROM node:${V}-slim AS A\nFROM a AS b\nFROM --platform=x $I\n")
    assert [(one.name, one.parent, base_of(file, one)) for one in file.stages] == [
        ("a", None, "node:22-slim"),
        ("b", 0, "node:22-slim"),
        (None, None, None),
    ]
    assert [getattr(file.stage(one), "number", None) for one in ("B", "0", "9", "x")] == [
        1, 0, None, None,
    ]  # fmt: skip


def test_a_name_is_the_nearest_stage_above() -> None:
    file = parse("FROM a AS a\nFROM a AS a\nFROM a\n")
    assert [one.parent for one in file.stages] == [None, 0, 1]


def test_pairs_of_odd_lines() -> None:
    file = parse(FROM + "ENV\nENV A\nENV A=1 B\nARG =x\nENV A='b c\nARG A='b \\\n")
    found = [pairs(one, file.escape) for one in file.stages[0].instructions]
    assert found == [[], [], [("A", "1")], [("", "x")], [("A", "'b c")], [("A", "'b")]]


@pytest.mark.parametrize(
    "text",
    [
        FROM + "RUN a\n" * 30_000,
        FROM + "ENV A=b\n" * 20_000,
        FROM + "".join(f"ENV A{n}=$A{n - 1}\n" for n in range(10_000)),
        "".join(f"FROM s{n} AS s{n + 1}\nRUN x\n" for n in range(3_000)),
        FROM + "RUN \\\n" * 30_000,
        FROM + "ENV A=" + "${" * 20_000,
        FROM + "RUN <<A <<B" + " <<C" * 5_000,
    ],
    ids=range(7),
)
def test_a_hostile_file_takes_no_longer(text: str) -> None:
    started = time.perf_counter()
    file = parse(text)
    for _ in steps(file, file.stages[-1]):
        pass
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    ("text", "path", "out"),
    [
        (".env*", ".env.local", True),
        (".env*", "apps/web/.env.local", False),
        ("**/.env*", "apps/web/.env.local", True),
        ("*\n!.env", ".env", False),
        ("apps", "apps/web/.env", True),
        ("apps\n!apps/web/.env", "apps/web/.env", False),
        ("# .env", ".env", False),
        (" .env ", ".env", True),
        ("/.env", ".env", True),
        ("./x/../.env", ".env", True),
        (".en[vw]", ".env", True),
        ("**", "a/b", True),
        ("a/**/b", "a/b", True),
        ("[", ".env", False),
    ],
)
def test_what_a_context_leaves_out(text: str, path: str, out: bool) -> None:
    assert dockerignore.leaves_out(dockerignore.parse(text), path) is out


def test_a_hostile_pattern_takes_no_longer() -> None:
    path = "/".join(["a" * 40] * 20) + "/.env.production.local"
    started = time.perf_counter()
    for pattern in ("*a" * 40 + "b", "**/a" * 40 + "b", "?*" * 40 + "[b]", "[a]*" * 40 + "b"):
        assert not dockerignore.leaves_out(dockerignore.parse(pattern), path)
    assert time.perf_counter() - started < 5
