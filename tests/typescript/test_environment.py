import pytest

from tests.typescript.reading import module


def reads(source: str, path: str = "a.tsx") -> list[str]:
    """Each read as its name and marks: `?` fallback, `!` asserted, `~` tested, `*` not direct."""
    found = []
    for read in module(source, path).env_reads():
        marks = "?" * read.has_fallback + "!" * read.is_asserted + "~" * read.is_tested
        found.append(read.name + marks + "*" * (not read.is_direct))
    return found


def dynamic(source: str) -> list[str]:
    return [one.reason for one in module(source).dynamic_env_reads()]


WHOLE = "the whole of `process.env` is passed on"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # Ways to spell it
        ("process.env.A", ["A"]),
        ("process.env['A']", ["A"]),
        ('process.env["A_B"]', ["A_B"]),
        ("process.env[`A`]", ["A"]),
        (r"process.env['\x41']", ["A"]),
        ("process.env?.A", ["A"]),
        ("process?.env.A", ["A*"]),
        ("process.env?.['A']", ["A"]),
        ("process['env'].A", ["A*"]),
        ("process\n  .env\n  .A", ["A*"]),
        ("(process.env).A", ["A*"]),
        ("(process.env as any).A", ["A*"]),
        ("process.env!.A", ["A*"]),
        ("globalThis.process.env.A", ["A*"]),
        ("global.process?.env?.A", ["A*"]),
        ("(globalThis as any).process.env.A", ["A*"]),
        ("const N = 'A'; process.env[N]", ["A*"]),
        ("const P = 'A_', N = `${P}B`; process.env[N]", ["A_B*"]),
        # Assertions and fallbacks
        ("process.env.A!", ["A!"]),
        ("(process.env.A as string)!", ["A!"]),
        ("process.env.A ?? 'd'", ["A?"]),
        ("process.env.A || 'd'", ["A?"]),
        ("process.env.A! ?? 'd'", ["A?!"]),
        ("process.env.A ?? process.env.B", ["A?", "B"]),
        ("process.env.A ?? process.env.B ?? 'd'", ["A?", "B?"]),
        ("(process.env.A || process.env.B)!", ["A?!", "B!"]),
        ("process.env.A && 'x'", ["A~"]),
        ("x && process.env.A", ["A"]),
        ("process.env.A ? process.env.A : 'd'", ["A?~", "A?"]),
        ("process.env.A !== undefined ? process.env.A : 'd'", ["A~", "A?"]),
        ("process.env.A ??= 'd'", ["A?"]),
        ("process.env.A ||= 'd'", ["A?"]),
        ("process.env.A += 'd'", ["A"]),
        ("f(process.env.A, 'd')", ["A"]),
        ("`https://${process.env.A}/x`", ["A"]),
        ("process.env.A.trim()", ["A"]),
        ("new URL(process.env.A!)", ["A!"]),
        ("<P k={process.env.A} l={process.env.B ?? ''} />", ["A", "B?"]),
        # Only looked at
        ("if (!process.env.A) throw new Error('x')", ["A~"]),
        ("if (process.env.A) f()", ["A~"]),
        ("if (process.env.A && process.env.B) f()", ["A~", "B~"]),
        ("typeof process.env.A === 'string'", ["A~"]),
        ("process.env.NODE_ENV === 'production'", ["NODE_ENV~"]),
        ("'A' in process.env", ["A~*"]),
        ("!!process.env.A", ["A~"]),
        # Destructuring and names that stand for it
        ("const { A } = process.env", ["A*"]),
        ("const { A, B: b, 'C-D': c } = process.env", ["A*", "B*", "C-D*"]),
        ("const { A = 'd', B: b = 'e' } = process.env", ["A?*", "B?*"]),
        ("const { env: { A } } = process", ["A*"]),
        ("const { env } = process; env.A", ["A*"]),
        ("const env = process.env; env.A; env['B']; const { C } = env", ["A*", "B*", "C*"]),
        ("const a = process.env, b = a, c = b; c.A", ["A*"]),
        ("const p = process; p.env.A", ["A*"]),
        ("let A; ({ A } = process.env)", ["A*"]),
        ("const env = process.env ?? {}; env.A", ["A*"]),
        ("const env = typeof process === 'undefined' ? {} : process.env; env.A", ["A*"]),
        ("import { env } from 'node:process'; env.A", ["A*"]),
        ("import { env as e } from 'process'; e.A!", ["A!*"]),
        ("import process from 'node:process'; process.env.A", ["A"]),
        ("import * as p from 'process'; p.env.A", ["A*"]),
        ("const { env } = require('node:process'); env.A", ["A*"]),
        ("import { process } from 'std-env'; process.env.A", ["A"]),
        ("declare const process: { env: any };\nexport default process.env.A", ["A"]),
        ("declare global { const process: any }\nprocess.env.A", ["A"]),
        # No reads
        ("process.env.A = 'x'", []),
        ("delete process.env.A", []),
        ("// process.env.A\n/* process.env.B */", []),
        ("const s = 'process.env.A', t = `process.env.B`, r = /process.env.C/", []),
        ("const e = <p title='process.env.A'>process.env.B</p>", []),
        ("const t = `${process.env.A} process.env.B`", ["A"]),
        ("function f(process) { return process.env.A }", []),
        ("function f() { const process = g(); process.env.A }\nprocess.env.B", ["B"]),
        ("import process from './fake'; process.env.A", []),
        ("foo.process.env.A; foo.env.A; env.A; processes.env.A; process.environment.A", []),
        ("const env = process.env; function f(env) { env.A }\nenv.B", ["B*"]),
        ("({ process: { env: 1 } }); type T = typeof process.env.A", []),
        ("process.cwd(); process.argv[2]; process", []),
    ],
)  # fmt: skip
def test_reads(source: str, expected: list[str]) -> None:
    assert reads(source) == expected
    assert dynamic(source) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("process.env[name]", ["`process.env[name]` reads a variable by a computed name"]),
        ("for (const k of ks) process.env[`A_${k}`]",
         ["`process.env[`A_${k}`]` reads a variable by a computed name"]),
        ("let n = 'A'; n = 'B'; process.env[n]",
         ["`process.env[n]` reads a variable by a computed name"]),
        ("schema.parse(process.env)", [WHOLE]),
        ("createEnv({ runtimeEnv: process.env })", [WHOLE]),
        ("const all = { ...process.env }", [WHOLE]),
        ("const { A, ...rest } = process.env", [WHOLE]),
        ("Object.keys(process.env)", [WHOLE]),
        ("export default process.env", [WHOLE]),
        ("export const env = process.env", [WHOLE]),
        ("const f = () => process.env", [WHOLE]),
        ("name in process.env", [WHOLE]),
        ("const env = process.env; f(env); g(env)", [WHOLE, WHOLE]),
        ("function f() { return process.env }", [WHOLE]),
        ("if (process.env) f(); typeof process.env; process.env;", []),
        ("f(process)", []),
    ],
)  # fmt: skip
def test_reads_of_what_is_not_named(source: str, expected: list[str]) -> None:
    assert dynamic(source) == expected


def test_places() -> None:
    source = "const é = process.env.A,\n  { B, C: c } = process.env\n"
    assert [str(read.place) for read in module(source).env_reads()] == [
        "a.tsx:1:11", "a.tsx:2:5", "a.tsx:2:11",
    ]  # fmt: skip


def test_a_name_mentioned_twice_is_read_twice() -> None:
    assert reads("process.env.A; process.env.A") == ["A", "A"]
