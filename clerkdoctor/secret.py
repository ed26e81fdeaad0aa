"""A value that cannot print itself."""

from typing import Never, Self


class Secret:
    """A text that shows as a mask and a fingerprint wherever it is printed.

    `str()`, `repr()`, formatting and logging all give the mask; pickling and JSON refuse it.
    Two equal secrets have equal fingerprints, so they can be compared without being seen.
    Only `reveal()` gives the text, and only a judgement or `--reveal` may ask for it.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    @classmethod
    def of(cls, value: "str | Secret") -> "Secret":
        return value if isinstance(value, Secret) else cls(value)

    def reveal(self) -> str:
        """The text itself. Never put it into a message."""
        return self._text

    @property
    def mask(self) -> str:
        """`sk_test_…` where the prefix is well known, else `…`; `(empty)` for nothing."""
        return mask(self._text)

    @property
    def fingerprint(self) -> str:
        """Eight hexadecimal digits that are equal for equal texts."""
        import hashlib

        salted = b"clerkdoctor:" + self._text.encode("utf-8", "surrogatepass")
        return hashlib.sha256(salted).hexdigest()[:8]

    def __str__(self) -> str:
        return self.mask

    def __repr__(self) -> str:
        return f"Secret({self.mask!r})"

    def __format__(self, spec: str) -> str:
        return format(self.mask, spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __bool__(self) -> bool:
        return bool(self._text)

    def __len__(self) -> int:
        return len(self._text)

    def __reduce__(self) -> Never:
        raise TypeError("a secret is not pickled")

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _memo: object) -> Self:
        return self


_SHOWN = (
    "sk_test_", "sk_live_", "pk_test_", "pk_live_", "whsec_", "ak_", "mt_", "oat_",
    "prod:", "dev:", "preview:", "project:", "https://", "http://", "-----BEGIN ",
)  # fmt: skip


def mask(text: str) -> str:
    """What may be shown of a secret: its well-known prefix, and that there is more."""
    if not text:
        return "(empty)"
    for prefix in _SHOWN:
        if text.startswith(prefix):
            return f"{prefix}…"
    return "…"
