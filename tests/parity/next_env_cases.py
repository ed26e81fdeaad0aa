"""Env files as people and tools write them, and as nobody would, seeded."""

import base64
from collections.abc import Callable
from random import Random
from typing import NamedTuple

NAMES = (
    "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", "CLERK_SECRET_KEY", "CLERK_WEBHOOK_SIGNING_SECRET",
    "CLERK_JWT_KEY", "CONVEX_DEPLOYMENT", "NEXT_PUBLIC_CONVEX_URL", "DATABASE_URL", "A", "B", "C",
    "X", "REAL", "EMPTY", "HOME_URL", "a.b", "a-b", "lower", "_",
)  # fmt: skip
ODD_NAMES = (
    "0", "1", "10", "01", "2147483648", "4294967294", "4294967295", "1e3", "-1", "-", ".",
    "__proto__", "constructor", "toString", "valueOf", "hasOwnProperty", "isPrototypeOf",
    "__defineGetter__", "export", "exportA", "NODE_ENV", "__NEXT_PROCESSED_ENV",
    "__NEXT_PRIVATE_A", "undefined", "é", "Ключ", "A B", "$A", "[A]", "A\u200b", "'A'", '"A"',
    "A/B", "A@", "A!", "A\u2011B", "",
)  # fmt: skip
# For values and for the process: what can be looked up, and what cannot.
REFERRED = ("A", "B", "C", "X", "REAL", "EMPTY", "NOBODY", "CLERK_SECRET_KEY", "1", "0")
ODD_REFERRED = (
    "", "é", "constructor", "toString", "__proto__", "valueOf", "isPrototypeOf", "_", "a.b", "a-b",
    "__NEXT_PROCESSED_ENV", "undefined", "2b", "DOLLAR",
)  # fmt: skip
PEM = "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkq/hkiG9w0B+AQEFAAOCAQ8A\nAQAB==\n-----END PUBLIC KEY-----"
VALUES = (
    "", "1", "true", "x", "x y", "pk_test_Y2xlcmsuZXhhbXBsZS5jb20k",
    "sk_test_abcDEF0123456789", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "undefined", "null",
    "https://happy-animal-123.convex.cloud", "https://x.test/#/sign-in?a=1&b=2",
    "postgres://u:pa#ss@h:5432/db?sslmode=require", "dev:happy-animal-123", "pa$word",
    "$2b$10$N9qo8uLOickgx2ZMRZoMye", "p@$$w0rd!", "a$", "$ 5", "$(whoami)", "`whoami`",
    "C:\\new\\red", "a\\nb\\rc\\td\\\\ne", "it's", 'say "hi"', "\\$5", "\\\\$A", "\\", "\\'", '\\"',
    '{"a": 1, "b": "$A", "c": ["#"]}', '{"private_key":"' + PEM.replace("\n", "\\n") + '\\n"}',
    PEM, PEM.replace("\n", "\\n"), PEM.replace("\n", "\r\n"), "a=b", "a = b # c", "#fff", " ",
    "\t", "\u00a0x\u3000", "\ufeffx\ufeff", "\u0085x\x1c", "é", "日本", "😀", "😀$A", "💀${A:-x}💀$B",
    "a\u2028b", "'q'\u2029\"r\"\u2028`s`", "a\0b", "\u200bx\u200b", "x\\", "-----", "a;b", "a,b",
)  # fmt: skip
SEPARATORS = ("=", "=", "=", "=", "=", " = ", "= ", " =", "\t=\t", ": ", ":\t")
ODD_SEPARATORS = (":", " : ", " :", "==", "=:", ":=", "\n=", "=\n", ":\n", ": \n", "\u00a0=\u00a0",
                  "\v=\f", "=\u2028", "\u2028=", "", " ", "=\n\n  ")  # fmt: skip
LINE_ENDS = ("\n", "\n", "\n", "\r\n", "\r", "\n\n", "\n \t\n")
ODD_LINE_ENDS = ("\u2028", "\u2029", "\u0085", "\v", "\f", "", " ", "\n\r", "\0", ";")
LEADS = ("", "", "", "", "export ", "  ", "\t")
ODD_LEADS = ("export\n", "export\t", "export  export ", "Export ", "set ", "\ufeff", "\u00a0",
             "- ", "# ", "#", "//", ";", "export", "\u2028", "export\u00a0", "$", "\u200b")  # fmt: skip
COMMENTS = (
    "# Deployment used by `npx convex dev`", "#A=1", "# it's a \"test\"", "#", "# é 😀", "#\u2028A=2",
    "# Created by Vercel CLI", "  # indented", "// no comment", "not an assignment", "key only",
    "A", "A B=C", "---", "}", "'", '"', "`", "\\", "=", "=x", ":", "\0", "<<<<<<< HEAD",
)  # fmt: skip
LOOPS = (
    "A=$A", "A=${A}", "A=x$A", "A=$A:x", "A='$B'\nB=\"$A\"", "A=$B\nB=${C}\nC=$A", "A=${A:-x}",
    "B=$A$A", "A=$A$B", "X=$REAL\nREAL=$X", "EMPTY=$EMPTY", "A=\\$A",
)  # fmt: skip
TAILS = ("", "", "", "", " # team: my-team, project: app", " #", "#", " ", "\t", " x", "x", ";",
         " 'y'", ' "y"', "\\", " # it's", ' # "', "\u00a0", " \u2028 ", "'", '"', "`")  # fmt: skip
SOUP = (
    "A", "B", "=", "=", "=", "\n", "\n", "\n", "\r", "\r\n", "'", '"', "`", "\\", "\\'", '\\"', "\\`",
    "\\n", "\\r", "\\\\", "#", " ", " ", "\t", "$", "${", "}", ":-", ":", ": ", "-", ".", "_", "export ",
    "$A", "${B}", "${A:-", "${X:-d}", "$B$A", "\\$", "\\${A}", "$$", "$&", "$`", "$'", "$1", "x", "1",
    "\u2028", "\u2029", "\u00a0", "\ufeff", "\u0085", "\u200b", "\0", "é", "😀", "undefined", "{", "(",
    "constructor", "__proto__",
)  # fmt: skip
REAL_FILES = (
    """# Created by Vercel CLI
CLERK_SECRET_KEY="sk_test_abc\\n"
NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY="pk_test_Y2xlcmsu"
TURBO_CACHE="remote:rw"
VERCEL="1"
VERCEL_ENV="development"
VERCEL_OIDC_TOKEN="ey.J.x"
""",
    """# Deployment used by `npx convex dev`
CONVEX_DEPLOYMENT=dev:happy-animal-123 # team: my-team, project: app

NEXT_PUBLIC_CONVEX_URL=https://happy-animal-123.convex.cloud
""",
    """NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY=pk_test_Y2xlcmsu
CLERK_SECRET_KEY=sk_test_abc

NEXT_PUBLIC_CLERK_SIGN_IN_URL=/sign-in
NEXT_PUBLIC_CLERK_SIGN_UP_URL=/sign-up
""",
    f"""CLERK_JWT_KEY="{PEM}"
export A=1
B="${{A}}/x"
C='$A'
X=`a "b" 'c'`
""",
    f"""CLERK_JWT_KEY='{PEM}'\r
A="{PEM}\\n"\r
B=${{A:-none}} # fallback\r
C=\\$A\r
""",
    """DATABASE_URL="postgresql://user:pa$$word@localhost:5432/db?schema=public"
A: 1
B = two words
C='single'   # why
X=${REAL}-${B}
""",
    """A={"type":"service_account","key":"-----BEGIN\\n"}
B="{\\"a\\":\\"b\\"}"
C='{"a":"$A"}'
""",
)
FILE_NAMES = (
    ".env", ".env", ".env", ".env.local", ".env.local", ".env.development", ".env.production",
    ".env.development.local", ".env.production.local", ".env.test", ".env.test.local",
    ".env.staging",
)  # fmt: skip


class Case(NamedTuple):
    """Env files by name, the process' variables, and whether it is `next dev`."""

    files: dict[str, bytes]
    process: dict[str, str]
    dev: bool

    def message(self) -> dict[str, object]:
        files = [[name, base64.b64encode(each).decode()] for name, each in self.files.items()]
        return {"files": files, "process": self.process, "dev": self.dev}


class Writer:
    """One seeded stream of cases."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def case(self) -> Case:
        pick = self.random
        names = {pick.choice(FILE_NAMES) for _ in range(pick.choice((1, 1, 1, 2, 3, 5)))}
        process = self._process()
        if pick.random() < 0.15:
            process["NODE_ENV"] = pick.choice(("test", "production", "development", "staging", ""))
        return Case({name: self._file() for name in sorted(names)}, process, pick.random() < 0.6)

    def _odd(self, usual: tuple[str, ...], odd: tuple[str, ...]) -> str:
        return self.random.choice(odd if self.random.random() < 0.12 else usual)

    def _process(self) -> dict[str, str]:
        pick = self.random
        if pick.random() < 0.3:
            return {}
        values = (lambda: "", lambda: "real", lambda: "p$A", self._value, self._reference)
        names = [self._odd(NAMES, ODD_NAMES) for _ in range(pick.randrange(4))]
        process = {
            name: pick.choice(values)().replace("\0", "")
            for name in names
            if name and not name.isdigit()  # an index cannot be set from inside a process
        }
        if pick.random() < 0.5:
            process |= {"REAL": "r", "EMPTY": ""}
        if pick.random() < 0.1:
            process["DOLLAR"] = pick.choice(("$", "$$", "$&", "$`", "$'", "\\$A", "$A", "$1$0"))
        if pick.random() < 0.98:
            process.pop("__NEXT_PROCESSED_ENV", None)
        return process

    def _file(self) -> bytes:
        kinds: tuple[Callable[[], str], ...] = (
            self._lines, self._lines, self._lines, self._soup, self._mutated,
        )  # fmt: skip
        text = self.random.choice(kinds)()
        if self.random.random() < 0.05:
            text = "\ufeff" + text
        return self._bytes(text)

    def _lines(self) -> str:
        pick = self.random
        parts: list[str] = []
        for _ in range(pick.choice((1, 1, 2, 3, 4, 6, 12))):
            line = pick.choice(COMMENTS) if pick.random() < 0.15 else self._assignment()
            parts += [line, self._odd(LINE_ENDS, ODD_LINE_ENDS)]
        return "".join(parts)

    def _assignment(self) -> str:
        pick = self.random
        if pick.random() < 0.01:
            return pick.choice(LOOPS)
        value = pick.choice((self._value, self._value, self._reference))()
        if pick.random() < 0.1:
            value += self._reference() + self._value()
        quote = pick.choice(("", "", "'", '"', '"', "`"))
        if quote and pick.random() < 0.3:
            value = value.replace(quote, "\\" + quote)
        wrapped = quote + value + (quote if pick.random() < 0.93 else "")
        return (
            self._odd(LEADS, ODD_LEADS)
            + self._odd(NAMES, ODD_NAMES)
            + self._odd(SEPARATORS, ODD_SEPARATORS)
            + wrapped
            + pick.choice(TAILS)
        )

    def _value(self) -> str:
        return self.random.choice(VALUES)

    def _reference(self) -> str:
        pick = self.random
        name = self._odd(REFERRED, ODD_REFERRED)
        inner = pick.choice(
            ("", "d", "d d", "${B}", "$C", "${B:-${C:-e}}", "#", "\\", "'", "undefined")
        )
        forms = (
            f"${name}", f"${{{name}}}", f"${{{name}}}/x", f"${{{name}:-{inner}}}", f"\\${name}",
            f"\\${{{name}}}", f"$${name}", f"${{{name}", f"${name}}}", f"${{{name}-{inner}}}",
            f"${{{name}:={inner}}}", f"${{ {name} }}", f"x${name}", f"${name}:-{inner}", f"${{{{{name}}}}}",
            f"${name}${pick.choice(REFERRED)}", f"{pick.choice(VALUES)}${name}", f"${name}{pick.choice(VALUES)}",
        )  # fmt: skip
        return "".join(pick.choice(forms) for _ in range(pick.choice((1, 1, 1, 2, 3))))

    def _soup(self) -> str:
        pick = self.random
        few = pick.sample(SOUP, pick.randrange(4, len(SOUP)))
        start = "Z=" if pick.random() < 0.6 else ""
        return start + "".join(pick.choice(few) for _ in range(pick.randrange(1, 40)))

    def _mutated(self) -> str:
        pick = self.random
        text = pick.choice(REAL_FILES)
        if pick.random() < 0.3:
            text += pick.choice(REAL_FILES)
        for _ in range(pick.choice((0, 1, 1, 2, 4, 8))):
            at, to = sorted((pick.randrange(len(text) + 1), pick.randrange(len(text) + 1)))
            to = min(to, at + pick.choice((0, 1, 1, 2, 10)))
            new = pick.choice(("", "", pick.choice(SOUP), text[at:to] * 2, self._reference()))
            text = text[:at] + new + text[to:]
        return text

    def _bytes(self, text: str) -> bytes:
        pick = self.random
        content = text.encode()
        if pick.random() < 0.9:
            return content
        kind = pick.randrange(5)
        if kind == 0:
            return text.encode("latin-1", "replace")
        if kind == 1:
            return text.encode(pick.choice(("utf-16", "utf-16-be", "utf-32")))
        broken = bytearray(content)
        for _ in range(pick.randrange(1, 6)):
            at = pick.randrange(len(broken) + 1)
            if kind == 2:
                broken[at : at + 1] = b""
            elif kind == 3:
                broken[at:at] = pick.randbytes(pick.randrange(1, 4))
            else:
                broken[at:at] = pick.choice(
                    (b"\xed\xa0\x80", b"\xf0\x9f\x98", b"\xc0\x80", b"\xf4\x90\x80\x80", b"\xe2\x80",
                     b"\xff\xfe", b"\xf8\x88\x80\x80\x80", b"\x80", b"\xe0\x9f\x80")
                )  # fmt: skip
        return bytes(broken)
