"""What claims and headers can hold, as values and as texts that are nearly JSON."""

from typing import Any

from tests.parity.clerk_keys_minted import UNPRINTABLE

AUDIENCES: tuple[Any, ...] = ("convex", "api", "", "https://api.acme.io", "conv")
PARTIES = ("https://acme.io", "http://localhost:3000", "acme.io", "https://acme.io/", "", "5")
ISSUERS = (
    "https://clerk.acme.io",
    "https://clerk.acme.io/",
    "https://foo-bar-13.clerk.accounts.dev",
)
ODD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, "", "text", [], {}, [[]], ["a"], [None], [1, "a"], {"a": 1},
    UNPRINTABLE, [UNPRINTABLE], "\ud83d", "é😀", 1e21, 0.1, [[["x"]]], {"__proto__": "x"},
)  # fmt: skip
# Below what V8's stack bears by a factor, and above it.
DEEP_VALUES = tuple(
    opening * depth + "1" + closing * depth
    for opening, closing in (("[", "]"), ('{"a":', "}"), ("[{}, null,", "]"))
    for depth in (1_200, 20_000)
)
# Numbers that Python would not write.
ODD_NUMBERS = (
    "1e400", "-1e400", "8640000000000", "8640000000001", "-8640000000000", "-8640000000001",
    "9007199254740993", "-0", "0", "-1", "0.9", "-0.9", "1e15", "1e-400", "17e8", "1.7e9", "1.7E+9",
    "1" + "0" * 400, "1" + "0" * 350, "-1" + "0" * 350, "9" * 5000, "-" + "9" * 5000, "4294967296", "253402300800", "1e12", "5e-324",
)  # fmt: skip
NOT_JSON = (
    "", " ", "nul", "{", "[1,]", "{,}", "{'a':1}", "NaN", "Infinity", "-Infinity", "01", "+1", ".5", "1.",
    '"\t"', '"\\x41"', '"\\u12"', "{}x", "{} {}", "\ufeff{}", "undefined", "tru", '{"a":NaN}', "--1",
    '{"a" 1}', "/**/{}", "\u00a0{}", "\x00", '{"a":1,}', "\v{}", '"\\u{41}"', "[1 2]", "0x10", "1e",
    '{"sub":"user_1","exp":Infinity}', "١", '{"a":١}',
)  # fmt: skip
CATEGORIES = ("cl_B7d4PD111AAA", "cl_B7d4PD222AAA", "cl_B7d4PD333AAA", "cl_I7d4PD111III")
# What `Object.getOwnPropertyNames(Object.prototype)` gives.
INHERITED_NAMES = (
    "constructor", "__defineGetter__", "__defineSetter__", "hasOwnProperty", "__lookupGetter__",
    "__lookupSetter__", "isPrototypeOf", "propertyIsEnumerable", "toString", "valueOf", "__proto__",
    "toLocaleString",
)  # fmt: skip
