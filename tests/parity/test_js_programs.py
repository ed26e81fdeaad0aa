"""Names, scopes, destructuring and functions against Node.js' evaluation of the same programs."""

import pytest

from tests.parity.test_js_strings import Expressions, compare

CASES = 6_000
SEED = 7_061


class Programs(Expressions):
    """Random programs: a few declarations, some of them changed later, and what uses them."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed, malformed=False)
        self.names: list[str] = []
        self.functions: list[str] = []
        self.counter = 0

    def program(self) -> tuple[str, str]:
        self.names, self.functions, self.counter = [], [], 0
        statements = [self.statement() for _ in range(self.random.randrange(2, 9))]
        if self.random.random() < 0.1:
            self.random.shuffle(statements)
        uses = [self.use() for _ in range(self.random.randrange(1, 4))]
        return "\n".join(statements), "[" + ", ".join(uses) + "]"

    def fresh(self) -> str:
        self.counter += 1
        return f"n{self.counter}"

    def use(self) -> str:
        """An expression over the names that exist."""
        pick = self.random.random()
        if pick < 0.25 and self.functions:
            arguments = ", ".join(self.value() for _ in range(self.random.randrange(3)))
            return f"{self.random.choice(self.functions)}({arguments})"
        if pick < 0.75 and self.names:
            name = self.random.choice(self.names)
            return name + self.random.choice(["", "", "", "[0]", ".a", "?.a", ".length", " + 'x'"])
        return self.any(1)

    def value(self) -> str:
        pick = self.random.random()
        if pick < 0.4:
            return self.use()
        if pick < 0.55:
            return f"[{self.use()}, ...[{self.use()}]]"
        if pick < 0.7:
            return f"({{ a: {self.use()}, b: [{self.use()}], ...({{ c: {self.use()} }}) }})"
        if pick < 0.8:
            return f"`${{{self.use()}}}/x`"
        if pick < 0.9:
            return f"({self.use()} ? {self.use()} : {self.use()})"
        return self.any(1)

    def statement(self) -> str:
        kinds = [
            self.declaration, self.declaration, self.declaration, self.pattern, self.function,
            self.arrow, self.change, self.block, self.mapped,
        ]  # fmt: skip
        return self.random.choice(kinds)()

    def declaration(self) -> str:
        value, name = self.value(), self.fresh()
        self.names.append(name)
        return f"{self.random.choice(['const', 'const', 'let', 'var'])} {name} = {value};"

    def pattern(self) -> str:
        a, b, c = self.fresh(), self.fresh(), self.fresh()
        default = self.random.choice(["", f" = {self.value()}"])
        rest = self.random.choice(["", f", ...{c}"])
        if self.random.random() < 0.5:
            taken, target = self.value(), f"{{ a: {a}{default}, b: [{b}] = [1]{rest} }}"
            text = f"const {target} = {{ a: {taken}, b: [{self.value()}], d: 1 }};"
        else:
            text = f"let [{a}{default}, , {b} = 'z'{rest}] = [{self.value()}, 1, undefined, 2, 3];"
        self.names += [a, b] + ([c] if rest else [])
        return text

    def function(self) -> str:
        name, outer = self.fresh(), list(self.names)
        parameter, other, local = self.fresh(), self.random.choice(["n1", "n2", "q"]), self.fresh()
        other = "q" if other == parameter else other
        self.names += [parameter, other]
        first = f"const {local} = {self.value()};"
        self.names.append(local)
        condition = self.random.choice([
            "", f"if ({self.use()}) return {self.value()};",
            f"if ({self.use()}) {{ return {self.use()} }} else if (!{parameter}) return 'e';",
            f"if (!{parameter}) throw new Error();", f"{parameter} = {self.use()};",
            "for (const i of [1]) { void i }", f"{{ const {other} = 'shadow'; void {other} }}",
        ])  # fmt: skip
        result = self.value()
        self.names = outer
        text = f"function {name}({parameter}, {other} = {parameter}) {{ {first} {condition} "
        self.functions.append(name)
        return text + f"return {result} }}"

    def arrow(self) -> str:
        name, outer, a, b = self.fresh(), list(self.names), self.fresh(), self.fresh()
        self.names += [a, b]
        body = self.value()
        self.names = outer
        self.functions.append(name)
        if self.random.random() < 0.2:
            return f"const {name} = ({a}) => (({b}) => [{a}, {b}, {body}])({a});"
        return f"const {name} = ({a}, {{ a: {b} = 1 }} = {{}}) => ({body});"

    def change(self) -> str:
        if not self.names:
            return ";"
        name = self.random.choice(self.names)
        return self.random.choice([
            f"try {{ {name} = {self.value()} }} catch {{}}", f"try {{ {name}.push(1) }} catch {{}}",
            f"try {{ {name}.a = 1 }} catch {{}}", f"try {{ {name}++ }} catch {{}}",
            f"try {{ [{name}] = [1] }} catch {{}}",
            f"function {self.fresh()}() {{ {name} = 1 }}",
            f"const {self.fresh()} = ({name}) => {{ {name} = 1 }};",
        ])  # fmt: skip

    def block(self) -> str:
        if not self.names:
            return ";"
        name = self.random.choice(self.names)
        kind = self.random.choice(["const", "let"])
        return f"{{ {kind} {name} = 'inner'; void [{name}] }}"

    def mapped(self) -> str:
        name, a, outer = self.fresh(), self.fresh(), list(self.names)
        self.names.append(a)
        body = self.value()
        self.names = outer
        items = ", ".join(self.value() for _ in range(3))
        self.names.append(name)
        how = self.random.choice(["map", "filter", "flatMap", "some", "find"])
        return f"const {name} = [{items}].{how}(({a}) => ({body}));"


@pytest.mark.long
def test_programs_give_what_node_gives() -> None:
    made = Programs(SEED)
    valid, known = compare([made.program() for _ in range(CASES)])
    assert valid >= CASES * 0.5, valid
    assert known >= valid * 0.4, f"{known} of {valid} valid programs are known"
