import pytest

from clerkdoctor.typescript.fold import fold_alone
from clerkdoctor.typescript.values import (
    EnvRead,
    NotKnown,
    Object,
    env_reads_in,
    parts,
    why_not_static,
)
from tests.typescript.reading import exported, folded, module, show, sources

IF_ELSE = """
function f(a) {
  if (a) return 1
  else if (a === '') { return 2 }
  return 3
}
export const x = [f(1), f(''), f(0)]
"""
OTHER = "`other` is not defined in this file"


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        # Literals
        ('"a"', "'a'"),
        ("'it\\'s'", '"it\'s"'),
        ("'a\\\n  b'", "'a  b'"),
        (r"'/((?!.*\..*|_next).*)'", "'/((?!.*..*|_next).*)'"),
        (r"'/((?!.*\\..*|_next).*)'", r"'/((?!.*\\..*|_next).*)'"),
        ("`a`", "'a'"),
        ("`a${'b'}c${1}${true}${null}${undefined}`", "'abc1truenullundefined'"),
        ("`a\n${`b${`c`}`}`", "'a\\nbc'"),
        (r"String.raw`/\d+${1}\n`", r"'/\\d+1\\n'"),
        ("1", "1"), ("0x10", "16"), ("1_000.5", "1000.5"), ("-1", "-1"),
        ("10n", "?`10n` is a BigInt"),
        ("true", "true"), ("null", "null"), ("undefined", "undefined"), ("void 0", "undefined"),
        ("NaN", "NaN"), ("-Infinity", "-Infinity"),
        (r"/^\/api\/.*$/i", r"/^\/api\/.*$/i"), ("/a/", "/a/"),
        ("new RegExp('^/a', 'i')", "/^/a/i"), ("RegExp('a')", "/a/"),
        # Wrappers of TypeScript
        ("('a')", "'a'"), ("'a' as const", "'a'"), ("'a' as string", "'a'"),
        ("'a' satisfies string", "'a'"), ("'a'!", "'a'"), ("<const>'a'", "'a'"),
        ("(['a'] as const) satisfies readonly string[]", "['a']"),
        ("/* x */ 'a' /* y */", "'a'"), ("(1, 'a')", "'a'"), ("await 'a'", "'a'"),
        # Arrays
        ("[]", "[]"), ("['a', 1, ]", "['a', 1]"), ("['a', /* b */ 'c', // d\n]", "['a', 'c']"),
        ("[...['a'], ...['b', ...['c']]]", "['a', 'b', 'c']"),
        ("[...'ab']", "['a', 'b']"),
        ("[...new Set(['a', 'b', 'a'])]", "['a', 'b']"),
        ("['a', ...other]", "['a', ...<#other>]"),
        ("[1, , 2]", "[1, ...?is a hole in an array, 2]"),
        ("['a', 'b'][1]", "'b'"), ("['a'].length", "1"), ("['a'][5]", "undefined"),
        ("[...other, 'a'][0]", "?`other` is not defined in this file"),
        # Objects
        ("({})", "{}"), ("({ a: 1, 'b': 2, 3: 4, ['c' + 'd']: 5, })", "{3: 4, a: 1, b: 2, cd: 5}"),
        ("({ a: 1, a: 2 })", "{a: 2}"), ("({ b: 1, a: 2, b: 3 })", "{b: 3, a: 2}"),
        ("({ ...{ a: 1, b: 2 }, a: 3 })", "{a: 3, b: 2}"),
        ("({ a: 3, ...{ a: 1 } })", "{a: 1}"),
        ("({ ...null, ...undefined, ...false, ...['x'], ...'yz' })", "{0: 'y', 1: 'z'}"),
        ("({ f() {}, async g(a) {}, h: (b) => b, get i() { return 1 } })",
         "{f: f() => …, g: g(a) => …, h: (b) => …, i: ?`i` is computed by a getter}"),
        ("({ a: 1, ...other, b: 2 })",
         f"{{a: ?`a` may be overridden: {OTHER}, b: 2, ...?{OTHER}}}"),
        ("({ a: 1, [other]: 2 })",
         f"{{a: ?`a` may be overridden: {OTHER}, ...?{OTHER}}}"),
        ("({ __proto__: null, a: 1 })", "{a: 1, ...?`__proto__` is no plain property}"),
        ("({ a: { b: ['c'] } }).a.b[0]", "'c'"), ("({ a: 1 })['a']", "1"), ("({}).a", "undefined"),
        ("({}).toString", "?`toString` of an object"),
        ("({ ...other }).a", "?`other` is not defined in this file"),
        ("({ a: 1 })?.a", "1"), ("null?.a.b.c", "undefined"), ("undefined?.[0]", "undefined"),
        ("null.a", "?`null` is null"), ("({}).a.b", "?`({}).a` is undefined"),
        ("({})?.a.b", "?`({})?.a` is undefined"),
        ("'abc'.length", "3"), ("'abc'[1]", "'b'"), ("/a/i.source", "'a'"),
        # Operators
        ("'a' + 'b' + 1 + true + null", "'ab1truenull'"), ("1 + 2 + 'a'", "'3a'"),
        ("'a' + ['b', ['c']] + {}", "'ab,c[object Object]'"),
        ("1 + 2", "3"), ("7 % 3", "1"), ("-7 % 3", "-1"), ("2 ** 3", "8"), ("1 / 0", "Infinity"),
        ("1 << 2 | 1", "5"), ("-1 >>> 0", "4294967295"), ("~5", "-6"),
        ("!''", "true"), ("!![]", "true"), ("+'12'", "12"), ("-'a'", "NaN"), ("typeof 'a'", "'string'"),
        ("typeof null", "'object'"), ("typeof (() => 1)", "'function'"),
        ("1 === 1", "true"), ("'1' === 1", "false"), ("null == undefined", "true"),
        ("NaN === NaN", "false"), ("'a' !== 'b'", "true"), ("'a' < 'b'", "true"), ("2 > 10", "false"),
        ("({}) === ({})", "?`===` of values of different kinds"),
        ("true ? 'a' : other()", "'a'"), ("'' ? other() : 'b'", "'b'"),
        ("'a' || other()", "'a'"), ("'' || 'b'", "'b'"), ("0 ?? other()", "0"), ("null ?? 'b'", "'b'"),
        ("'a' && 'b'", "'b'"), ("0 && other()", "0"),
        # Methods and built-in functions
        ("['a', 'b'].join('|')", "'a|b'"), ("[1, null, undefined].join()", "'1,,'"),
        ("['a'].concat(['b'], 'c')", "['a', 'b', 'c']"),
        ("['a'].concat(other)", "['a', ...<#other>]"),
        ("['a', '', null, 'b'].filter(Boolean)", "['a', 'b']"),
        ("['/a', '/b'].map((r) => `${r}(.*)`)", "['/a(.*)', '/b(.*)']"),
        ("['/a', '/b'].map(function (r, i) { return r + i })", "['/a0', '/b1']"),
        ("[['a', 1]].map(([k, v]) => ({ [k]: v }))", "[{a: 1}]"),
        ("['a', 'b'].flatMap((r) => [r, r + '/x'])", "['a', 'a/x', 'b', 'b/x']"),
        ("[['a'], ['b']].flat()", "['a', 'b']"),
        ("['/a', '/b'].filter((r) => r !== '/a')", "['/b']"),
        ("['a', 'b'].includes('b')", "true"), ("['a', 'b'].some((x) => x === 'c')", "false"),
        ("['a', 'b'].find((x) => x > 'a')", "'b'"), ("['a', 'b', 'c'].slice(1)", "['b', 'c']"),
        ("[...other].map((x) => x)", "?`other` is not defined in this file"),
        ("'a/b'.split('/')", "['a', 'b']"), ("' a '.trim()", "'a'"), ("'Ab'.toLowerCase()", "'ab'"),
        ("'a.a'.replace('a', 'b')", "'b.a'"), ("'a.a'.replaceAll('a', 'b')", "'b.b'"),
        ("'a'.replace(/a/, 'b')", "?call of `.replace()`"),
        ("'a'.replace('a', '$&')", "?call of `.replace()`"),
        ("'abc'.slice(0, -1)", "'ab'"), ("'ab'.repeat(2)", "'abab'"), ("'ab'.at(-1)", "'b'"),
        ("'/a'.startsWith('/')", "true"), ("'a'.localeCompare('b')", "?call of `.localeCompare()`"),
        ("Object.freeze(['a'])", "['a']"), ("Object.keys({ a: 1, b: 2 })", "['a', 'b']"),
        ("Object.values({ b: '/b', 1: '/1' })", "['/1', '/b']"),
        ("Object.entries({ a: 1 })", "[['a', 1]]"),
        ("Object.assign({}, { a: 1 }, { b: 2 })", "{a: 1, b: 2}"),
        ("Object.fromEntries([['a', 1]])", "{a: 1}"),
        ("Array.from(new Set(['a', 'a']))", "['a']"), ("Array.from(['a'], (x) => x + x)", "['aa']"),
        ("String(1)", "'1'"), ("Number('0x10')", "16"), ("Boolean('')", "false"),
        # What is not the source's to say
        ("other", "<#other>"), ("fetch('x')", "<#fetch>('x')"),
        ("new URL('/a', 'https://b')", "new <#URL>('/a', 'https://b')"),
        ("() => 1", "() => …"), ("async (a, { b }) => 1", "(a, { b }) => …"),
        ("function f() {}", "f() => …"),
        ("this.x", "?`this` is known only when it is called"),
        ("class {}", "?`class {}` is a class"), ("(a = 1)", "?`a = 1` is an assignment"),
        ("import.meta.env.X", "?`import.meta` is known only when it runs"),
        ("[other()][0].x", "?`x` of the result of `other()`"),
        ("f`a`", "?call of the template tag `f`"),
        ("(() => 'a')()", "'a'"), ("(function (a) { return a })('b')", "'b'"),
    ],
)  # fmt: skip
def test_expressions(expression: str, value: str) -> None:
    assert folded(expression) == value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("process.env.A", "env.A"), ("process.env['A']", "env.A"), ("process.env?.A", "env.A"),
        ("process.env.A!", "env.A"), ("process.env[`A${1}`]", "env.A1"),
        ("globalThis.process.env.A", "env.A"), ("process.env[other]",
         "?`other` is not defined in this file"),
        ("process.env.A ?? 'd'", "env.A ?? 'd'"), ("process.env.A || 'd'", "env.A || 'd'"),
        ("process.env.A ?? process.env.B ?? 'd'", "env.A ?? env.B ?? 'd'"),
        ("process.env.A || process.env.B || 'd'", "env.A || env.B || 'd'"),
        ("(process.env.A || process.env.B)!", "env.A || env.B"),
        ("(process.env.A ?? '') || 'd'", "env.A || 'd'"),
        ("(process.env.A || 'd') ?? 'e'", "env.A || 'd'"),
        ("`https://${process.env.A}/x`", "`'https://' + env.A + '/x'`"),
        ("'https://' + process.env.A", "`'https://' + env.A`"),
        ("process.env.A + '/x' + '/y'", "`env.A + '/x/y'`"),
        ("`${process.env.A ?? 'd'}`", "`env.A ?? 'd'`"),
        ("process.env.A ? 'a' : 'b'", "(env.A ? 'a' : 'b')"),
        ("process.env.NODE_ENV === 'production' ? 'a' : 'b'",
         "(===(env.NODE_ENV, 'production') ? 'a' : 'b')"),
        ("!process.env.A", "!(env.A)"), ("typeof process.env.A", "typeof(env.A)"),
        ("process.env.A && ['x']", "(env.A ? ['x'] : env.A)"),
        ("process.env.A.trim()", ".trim()(env.A)"),
        ("process.env.A?.replace(/\\/$/, '')", ".replace()(env.A, /\\/$/, '')"),
        ("process.env.A.split(',')", ".split()(env.A, ',')"),
        ("[process.env.A, 'b'].filter(Boolean)", "[...(!!(env.A) ? [env.A] : []), 'b']"),
        ("['a', ...(process.env.A ? ['b'] : [])]", "['a', ...(env.A ? ['b'] : [])]"),
        ("({ a: 1, ...(process.env.A ? { b: 2 } : {}) })",
         "{a: 1, b: (env.A ? 2 : undefined)}"),
        ("({ a: 1, ...(process.env.A && { a: 2 }) })", "{a: (env.A ? 2 : 1)}"),
        ("(process.env.A ? { b: 1 } : { b: 2 }).b", "(env.A ? 1 : 2)"),
        ("other ? 'a' : 'b'", "(<#other> ? 'a' : 'b')"),
        ("other || 'a'", "(||(<#other>) ? <#other> : 'a')"),
        ("String(process.env.A)", "`env.A`"), ("Boolean(process.env.A)", "!!(env.A)"),
        ("process.env", "<#process.env>"), ("{ ...process.env }.A", "undefined"),
    ],
)  # fmt: skip
def test_the_environment_stays_in_the_value(expression: str, value: str) -> None:
    if expression.startswith("{"):
        expression = f"({expression})".replace("}.A)", "}).A")
        value = "?is the whole of `process.env`"
    assert folded(expression) == value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("process.env.A", "'a'"), ("process.env.UNSET", "undefined"), ("process.env.B", "env.B"),
        ("process.env.UNSET ?? 'd'", "'d'"), ("process.env.EMPTY ?? 'd'", "''"),
        ("process.env.EMPTY || 'd'", "'d'"), ("`https://${process.env.A}`", "'https://a'"),
        ("process.env.NODE_ENV === 'production' ? 1 : 2", "1"),
        ("process.env.A.toUpperCase()", "'A'"),
        ("`${process.env.UNSET}`", "'undefined'"),
        ("process.env.UNSET!.x", "?`process.env.UNSET!` is undefined"),
        ("[process.env.A, process.env.UNSET].filter(Boolean)", "['a']"),
    ],
)  # fmt: skip
def test_a_known_environment_is_filled_in(expression: str, value: str) -> None:
    known = {"A": "a", "UNSET": None, "EMPTY": "", "NODE_ENV": "production"}
    assert folded(expression, environment=known) == value


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("const r = ['/a']; export const x = r", "['/a']"),
        ("export const x = r; const r = ['/a']", "['/a']"),
        ("const a = '/a', r = [a, `${a}/b`]; export const x = r", "['/a', '/a/b']"),
        ("let r = '/a'; export const x = r", "'/a'"),
        ("var r = '/a'; export const x = r", "'/a'"),
        ("let r; export const x = r", "undefined"),
        ("const a = r; var r = 1; export const x = a", "?`r` may be read before it is set"),
        ("function f() { return r } var r = 1; export const x = f()",
         "?`r` may be read before it is set"),
        ("if (a) { var r = 1 } export const x = r", "?`r` is set inside a block"),
        ("function f() { var r = 1; return r } export const x = f()", "1"),
        ("export var r = 1; export const x = r", "1"),
        ("const r = ['a'], s = r; s.push('b'); export const x = r", "?`r` is changed at line 1"),
        ("let r = 1\nr = 2\nexport const x = r", "?`r` is reassigned at line 2"),
        ("const r = ['/a']\nr.push('/b')\nexport const x = r", "?`r` is changed at line 2"),
        ("const r = { a: 1 }\nr.a = 2\nexport const x = r.a", "?`r` is changed at line 2"),
        ("const r = 1; function f(r) { r = 2 } export const x = r", "1"),
        ("const a = b, b = a; export const x = a", "?`a` refers to itself"),
        ("const a = [a]; export const x = a", "[?`a` refers to itself]"),
        ("declare const r: string; export const x = r", "?`r` is declared without a value"),
        ("for (const r of y) { }\nexport const x = r", "<#r>"),
        ("const { a, b: [c], ...d } = { a: 1, b: [2], e: 3 }; export const x = [a, c, d]",
         "[1, 2, {e: 3}]"),
        ("const [a, , b = 'd', ...c] = [1, 2, undefined, 4, 5]; export const x = [a, b, c]",
         "[1, 'd', [4, 5]]"),
        ("const { a = 'd', b = 'e' } = { a: null }; export const x = [a, b]", "[null, 'e']"),
        ("const { A, B = 'd', C: c } = process.env; export const x = [A, B, c]",
         "[env.A, env.B ?? 'd', env.C]"),
        ("const env = process.env; export const x = env.A", "env.A"),
        ("const { env } = process; export const x = env.A", "env.A"),
        ("import { env } from 'node:process'; export const x = env.A", "env.A"),
        ("import process from 'process'; export const x = process.env.A", "env.A"),
        ("declare const process: any; export const x = process.env.A", "env.A"),
        ("function f(process) { return process.env.A } export const x = f({ env: { A: 1 } })", "1"),
        ("enum E { A, B, C = 10, D } export const x = [E.A, E.B, E.D]", "[0, 1, 11]"),
        ("enum E { A = '/a', B = `${'/b'}` } export const x = E.A + E.B", "'/a/b'"),
        ("const enum E { A = 1 << 2, B = A | 1 } export const x = [E.A, E['B']]", "[4, 5]"),
        ("enum E { A } export const x = E[0]", "'A'"),
        ("enum E { A = other(), B } export const x = E.B", "?`A` has no value"),
        # Functions
        ("const f = () => ['/a']; export const x = f()", "['/a']"),
        ("function f() { return '/a' } export const x = f()", "'/a'"),
        ("function f(a, b = '/b') { const c = a + b; return [c] } export const x = f('/a')",
         "['/a/b']"),
        ("const f = ({ a, b = 2 }, ...c) => [a, b, c]; export const x = f({ a: 1 }, 3, 4)",
         "[1, 2, [3, 4]]"),
        ("const f = (a) => () => a; export const x = f(1)()", "1"),
        ("const f = (a, h) => h ? h() : () => a; export const x = f(2, f(1))",
         "1"),
        ("function f(a, b = a + 1, c = [a, b]) { return c } export const x = f(1)", "[1, 2]"),
        ("const f = (a, h) => h ? h : () => a; const g = f(1); export const x = f(2, g)()", "1"),
        ("const f = (a) => ({ g: (b) => a + b }); export const x = [f(1).g(2), f(3).g(4)]",
         "[3, 7]"),
        ("const f = (a) => (b) => a + b; const g = f(1); export const x = g(2)", "3"),
        ("function f() { if (process.env.A) return 'a'; return 'b' } export const x = f()",
         "(env.A ? 'a' : 'b')"),
        ("function f() { if (!process.env.A) { throw E } return process.env.A } export const x = f()",
         "env.A"),
        (IF_ELSE, "[1, 2, 3]"),
        ("function f() {} export const x = f()", "undefined"),
        ("function f() { throw new Error() } export const x = f()", "?`f()` throws"),
        ("async function f() { return 1 } export const x = f()", "?`f()` is asynchronous"),
        ("function* f() { yield 1 } export const x = f()", "?`f()` is a generator"),
        ("const f = () => f(); export const x = f()", "?a function calls itself"),
        ("function f(n) { for (const a of n) { return a } } export const x = f([1])",
         "?`for (const a of n) { return a }` decides at run time"),
        ("function f(n) { for (const a of n) { g(a) } return 1 } export const x = f([1])", "1"),
        ("function f(a) { a = 2; return a } export const x = f(1)", "?`a` is reassigned at line 1"),
        ("function f(a) { return a } export const x = f(...other)",
         "?is one of an unknown number of arguments"),
        ("function f(p) { return g } export const x = f", "f(p) => …"),
        ("function f(routes) { routes.push('/b'); return routes } export const x = f(['/a'])",
         "?`routes` is changed at line 1"),
        # Packages
        ("import { a } from 'p'; export const x = a", "<p#a>"),
        ("import a from 'p'; export const x = a('b')", "<p#default>('b')"),
        ("import * as a from 'p'; export const x = a.b", "<p#b>"),
        ("import { z } from 'zod'; export const x = z.string()", "<zod#z.string>()"),
        ("import { z } from 'zod'; export const x = z.string().min(1)",
         "?call of `z.string().min()`"),
        ("import { a as b } from 'p'; export const x = b(['/a'], { c: () => 1 })",
         "<p#a>(['/a'], {c: () => …})"),
        ("const { a } = require('p'); export const x = a(1)", "<p#a>(1)"),
        ("import type { a } from 'p'; export const x = a", "?`a` is imported as a type"),
        ("import { createEnv } from 't3'; const e = createEnv({}); export const x = e.A",
         "?`A` of the result of `createEnv()` from the package `t3`"),
        ("import { auth } from 'p'; const { userId } = await auth(); export const x = userId",
         "?`userId` of the result of `auth()` from the package `p`"),
        # Broken code
        ("export const x = ;\nfoo()", "?`a.ts` cannot be parsed at line 1"),
        ("const r = 'a' @ b\nexport const x = r", "?`a.ts` cannot be parsed at line 1"),
        ("export const x = 'a'\nconst y = = 2", "'a'"),
        ("const r = []; r ) ( @ .push(1)\nexport const x = r",
         "?`r` is changed at line 1"),
        ("export type * from 'm'\nexport const x = 1", "1"),
    ],
)  # fmt: skip
def test_names(source: str, value: str) -> None:
    assert exported(source) == value


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("'a'", None),
        ("['a', { b: /c/ }]", None),
        ("process.env.A ?? 'd'", "depends on `process.env.A`"),
        ("[1, [`${process.env.B}`]]", "depends on `process.env.B`"),
        ("other", "`other` is not defined in this file"),
        ("getRoutes()", "call of `getRoutes()`"),
        ("new URL('x')", "call of `new URL()`"),
        ("[() => 1]", "is a function"),
        ("process.env", "is the whole of `process.env`"),
        ("({ a: 1, ...other })", "`a` may be overridden: `other` is not defined in this file"),
        ("other ? 1 : 2", "`other` is not defined in this file"),
    ],
)  # fmt: skip
def test_why_a_value_is_no_constant(expression: str, reason: str | None) -> None:
    value = sources({"a.ts": f"export const x = {expression}"}).exported("a.ts", "x")
    found = why_not_static(value)
    assert (found and found.reason) == reason


def test_reasons_name_packages() -> None:
    source = "import a, { b } from 'p'; export const x = a, y = b, z = b()"
    project = sources({"a.ts": source})
    reasons = [why_not_static(project.exported("a.ts", name)) for name in "xyz"]
    assert [one and one.reason for one in reasons] == [
        "comes from the package `p`",
        "`b` comes from the package `p`",
        "call of `b()` from the package `p`",
    ]


def test_places_are_where_the_value_stands() -> None:
    project = sources({"a.ts": "const é = '/a'\nexport const x = [é, process.env.B, other]"})
    value = project.exported("a.ts", "x")
    assert [str(part.place) for part in parts(value)] == [
        "a.ts:2:18", "a.ts:1:11", "a.ts:2:22", "a.ts:2:37",
    ]  # fmt: skip


def test_a_value_tells_the_variables_it_depends_on() -> None:
    source = (
        "export const x = { a: process.env.A ?? process.env.B, ...(process.env.C ? { d: 1 } : {}) }"
    )
    value = sources({"a.ts": source}).exported("a.ts", "x")
    assert sorted(read.name for read in env_reads_in(value)) == ["A", "B", "C"]


def test_get_tells_absent_from_present() -> None:
    value = sources({"a.ts": "export const x = { a: 1, ...other }"}).exported("a.ts", "x")
    assert isinstance(value, Object)
    assert isinstance(value.get("a"), NotKnown)
    assert value.get("b") is None
    assert value.rest is not None


def test_a_file_alone_knows_its_own_constants() -> None:
    found = module("import { b } from './b'\nconst a = '/a'\nf([a, process.env.C, b])", "a.ts")
    array = next(found.nodes(frozenset({"array"})))
    assert show(fold_alone(found, array)) == ("['/a', env.C, ?`b` comes from another file, `./b`]")


def test_a_variable_read_is_a_value_with_its_place() -> None:
    value = sources({"a.ts": "export const x = process.env.A || 'b'"}).exported("a.ts", "x")
    assert isinstance(value, EnvRead)
    assert (value.name, value.operator, str(value.place)) == ("A", "||", "a.ts:1:18")
