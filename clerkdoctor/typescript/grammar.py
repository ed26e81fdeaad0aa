"""Source bytes to a syntax tree, within limits that keep every file cheap.

The parser is loaded when the first file is parsed, and then only the grammar that the file needs.
A tree costs about 60 µs per kilobyte; what the limits below refuse would cost seconds or hours (an
error makes the parser try many ways to recover: 64 kB of `>-` keep it busy for ten minutes) or,
nested a hundred thousand levels deep, the process.
"""

from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

    from tree_sitter import Parser, Tree

LARGEST = 256_000
"""Bytes. Seven thousand lines as people write them; larger files are generated."""

DEEPEST = 1_000
"""Brackets inside brackets."""

UNCLOSED_COMMENTS = 20
"""`/*` with no `*/` after it: each makes the parser read to the end of the file."""

LANGUAGES = {
    "ts": "ts", "mts": "ts", "cts": "ts",
    "tsx": "tsx", "jsx": "jsx", "js": "js", "mjs": "mjs", "cjs": "cjs",
}  # fmt: skip

WORK_PER_BYTE, WORK_ANYWAY = 10, 20_000
"""Steps of the parser. Of 31,540 files of npm packages, minified ones too, none took 2.6 a byte."""

SMALL = 64_000
"""Bytes. Up to this size the number of steps bounds the time well enough."""

MOST_SECONDS = 4
"""For a larger file, which takes 0.05. Some broken code makes the single steps slow (`*/` fifty
thousand times), so that their number does not tell: the one clock in this room."""

_STEPS_PER_REPORT = 100

_OPENING, _CLOSING = b"([{", b")]}"
_NO_BRACKETS = bytes(byte for byte in range(256) if byte not in _OPENING + _CLOSING)
_STEP = bytes.maketrans(_OPENING + _CLOSING, b"\x01\x01\x01\xff\xff\xff")

_parsers: "dict[str, Parser]" = {}


def language_of(path: str) -> str | None:
    """`ts`, `tsx`, `jsx`, `js`, `mjs` or `cjs` (`mts` and `cts` are `ts`), or None."""
    return LANGUAGES.get(path.rpartition(".")[2].lower())


def refusal(source: bytes) -> str | None:
    """Why a file is not parsed, as a clause after its name; None where it can be."""
    if len(source) > LARGEST:
        return f"is larger than {LARGEST // 1000} kB"
    if b"\0" in source:
        return "is binary"
    try:
        source.decode()
    except UnicodeDecodeError as error:
        return f"is not UTF-8 (byte {error.start + 1} is 0x{source[error.start]:02x})"
    if _nesting_exceeds(source, DEEPEST):
        return f"is nested more than {DEEPEST:,} brackets deep"
    if source.count(b"/*", source.rfind(b"*/") + 1) > UNCLOSED_COMMENTS:
        return "has a `/*` that is never closed"
    return None


def parse(source: bytes, language: str) -> "Tree | None":
    """The tree of a source that `refusal` has let through; None where it is too much work.

    Broken code has a tree too, with error nodes.
    """
    # JavaScript is read as TSX: JSX is allowed there, and `<T>x` casts are TypeScript's alone.
    grammar = "typescript" if language == "ts" else "tsx"
    parser = _parsers.get(grammar)
    if parser is None:
        parser = _parsers[grammar] = _load(grammar)
    from time import monotonic

    reports, deadline = 0, monotonic() + MOST_SECONDS
    most = (WORK_PER_BYTE * len(source) + WORK_ANYWAY) // _STEPS_PER_REPORT
    is_small = len(source) <= SMALL

    def is_too_much(_at: int, _has_error: bool) -> bool:
        nonlocal reports
        reports += 1
        return reports > most or not (is_small or monotonic() < deadline)

    try:
        return parser.parse(
            lambda at, _: source[at:], encoding="utf8", progress_callback=is_too_much
        )
    except ValueError:  # stopped
        parser.reset()
        return None


def _nesting_exceeds(source: bytes, limit: int) -> bool:
    """Brackets in texts and comments count too: this bounds the stack, it does not understand."""
    if sum(map(source.count, (b"(", b"[", b"{"))) <= limit:
        return False
    steps = memoryview(source.translate(_STEP, _NO_BRACKETS)).cast("b")
    lowest = 0
    for depth in accumulate(steps):
        if depth < lowest:  # a closing bracket in a text or in broken code
            lowest = depth
        elif depth - lowest > limit:
            return True
    return False


def _load(grammar: str) -> "Parser":
    from tree_sitter import Language, Parser

    return Parser(Language(getattr(_binding(), f"language_{grammar}")()))


def _binding() -> "ModuleType":
    """The grammars' shared object, without its package: that imports importlib.resources (8 ms)."""
    from importlib.machinery import (
        EXTENSION_SUFFIXES,
        ExtensionFileLoader,
        FileFinder,
        PathFinder,
    )

    package = PathFinder.find_spec("tree_sitter_typescript")
    for folder in (package and package.submodule_search_locations) or ():
        finder = FileFinder(folder, (ExtensionFileLoader, EXTENSION_SUFFIXES))
        spec = finder.find_spec("_binding")
        if spec is not None and isinstance(spec.loader, ExtensionFileLoader):
            module = spec.loader.create_module(spec)
            spec.loader.exec_module(module)
            return module
    import tree_sitter_typescript

    return tree_sitter_typescript
