import pytest

from tests.typescript.reading import module


def exports(source: str) -> list[str]:
    return [
        f"{one.kind} {one.name} {one.local or '-'}"
        + (f" {one.source}" if one.source else "")
        + (" type" if one.is_type else "")
        for one in module(source, "a.ts").exports
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("export const a = 1, b = 2", ["declaration a a", "declaration b b"]),
        ("export let a; export var b", ["declaration a a", "declaration b b"]),
        ("export const { a, b: c, ...d } = e, [f] = g",
         ["declaration a a", "declaration c c", "declaration d d", "declaration f f"]),
        ("export function a() {}", ["declaration a a"]),
        ("export async function* a() {}", ["declaration a a"]),
        ("export class A {}", ["declaration A A"]),
        ("export abstract class A {}", ["declaration A A"]),
        ("export enum A { B }", ["declaration A A"]),
        ("export const enum A { B }", ["declaration A A"]),
        ("export namespace A {}", ["declaration A A"]),
        ("export declare const a: string", ["declaration a a type"]),
        ("export type A = string", ["declaration A A type"]),
        ("export interface A {}", ["declaration A A type"]),
        ("const a = 1; export { a }", ["name a a"]),
        ("export { a as b, c as default, type D }", ["name b a", "name default c", "name D D type"]),
        ("export type { A }", ["name A A type"]),
        ("export { a as 'b c' }", ["name b c a"]),
        ("export { a, b as c } from 'm'", ["from a a m", "from c b m"]),
        ("export { default } from 'm'", ["from default default m"]),
        ("export { default as a } from 'm'", ["from a default m"]),
        ("export * from 'm'", ["from * * m"]),
        ("export * as a from 'm'", ["from a * m"]),
        ("export type * from 'm'", ["from * * m type"]),
        ("export default 1", ["expression default -"]),
        ("export default a", ["name default a"]),
        ("export default { a: 1 } satisfies B", ["expression default -"]),
        ("export default function () {}", ["expression default -"]),
        ("export default function a() {}", ["declaration default a"]),
        ("export default async (a) => {}", ["expression default -"]),
        ("export default class {}", ["expression default -"]),
        ("export default class A {}", ["declaration default A"]),
        ("export default interface A {}", ["expression default - type"]),
        ("export = a", ["commonjs default -"]),
        ("module.exports = { a }", ["commonjs default -"]),
        ("exports.a = 1; module.exports.b = 2; exports['c'] = 3",
         ["commonjs a -", "commonjs b -", "commonjs c -"]),
        ("Object.defineProperty(exports, '__esModule', { value: true }); exports.default = f()",
         ["commonjs default -"]),
        ("exports.a.b = 1; x.exports = 1; exports = 2; foo(exports); y.module.exports.z = 1", []),
        ("// export const a = 1\nconst s = 'export default 1'", []),
        ("", []),
    ],
)  # fmt: skip
def test_exports(source: str, expected: list[str]) -> None:
    assert exports(source) == expected


def test_the_node_is_what_is_exported() -> None:
    found = module("export default { a: 1 }\nexport const b = 2, c = 3\nmodule.exports = d").exports
    assert [(one.node.type, str(one.place)) for one in found] == [
        ("object", "a.tsx:1:16"),
        ("variable_declarator", "a.tsx:2:14"),
        ("variable_declarator", "a.tsx:2:21"),
        ("identifier", "a.tsx:3:8"),
    ]
