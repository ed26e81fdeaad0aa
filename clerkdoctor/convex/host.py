"""Hosts of URLs by the URL Standard: domains, IPv4 in all its spellings, IPv6."""

import re
from typing import NamedTuple

# What no domain may hold, once it is decoded.
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f#/:<>?@\[\\\]^|%]")
_FORBIDDEN_OPAQUE = re.compile(r"[\x00\t\n\r #/:<>?@\[\\\]^|]")
_NOT_INTERNATIONAL = "invalid international domain name"


class InvalidHost(NamedTuple):
    """`message` is that of Rust's `url` crate."""

    message: str


def parse_host(text: str) -> str | InvalidHost:
    """The host of a URL whose scheme is http or the like, in lower case and punycode."""
    if text.startswith("["):
        return _ipv6(text)
    from urllib.parse import unquote_to_bytes

    try:
        decoded = unquote_to_bytes(text).decode() if "%" in text else text
    except UnicodeDecodeError:
        return InvalidHost(_NOT_INTERNATIONAL)
    domain = _to_ascii(decoded)
    if domain is None or _FORBIDDEN.search(domain):
        return InvalidHost(_NOT_INTERNATIONAL)
    if not domain:
        return InvalidHost("empty host")
    return _ipv4(domain) if _ends_in_a_number(domain) else domain


def parse_opaque_host(text: str) -> str | InvalidHost:
    """The host of any other scheme: kept as it is."""
    if text.startswith("["):
        return _ipv6(text)
    forbidden = _FORBIDDEN_OPAQUE.search(text)
    return InvalidHost("invalid domain character") if forbidden else text


def _to_ascii(domain: str) -> str | None:
    """UTS 46, non-transitional; the tables of what is unassigned or disallowed are Python's."""
    if domain.isascii():
        domain = domain.lower()
        if "xn--" not in domain:
            return domain
    else:
        mapped = _mapped(domain)
        if mapped is None:
            return None
        domain = mapped
    labels = [_label(label) for label in domain.split(".")]
    return None if None in labels else ".".join(label for label in labels if label is not None)


def _mapped(domain: str) -> str | None:
    from unicodedata import normalize

    domain = re.sub("[\u3002\uff0e\uff61]", ".", domain)
    if any("." in normalize("NFKC", char) for char in domain if char != "."):
        return None
    domain = re.sub("[\u00ad\u200b\u2060\ufeff\u034f\u180b-\u180d\ufe00-\ufe0f]", "", domain)
    return normalize("NFKC", normalize("NFKC", domain).lower())


def _label(label: str) -> str | None:
    if label.isascii() and not label.startswith("xn--"):
        return label
    if label.startswith("xn--") and not label.isascii():
        return None
    from unicodedata import category, normalize

    try:
        shown = label[4:].encode("ascii").decode("punycode") if label.isascii() else label
        written = f"xn--{shown.encode('punycode').decode('ascii')}"
    except (UnicodeError, ValueError, OverflowError):
        return None
    if not shown or shown.isascii() or normalize("NFC", shown) != shown or _mapped(shown) != shown:
        return None
    kinds = [category(char) for char in shown]
    if (
        "\ufffd" in shown
        or kinds[0].startswith("M")
        or any(kind in {"Cc", "Cn", "Co", "Cs", "Zs"} for kind in kinds)
    ):
        return None
    return written


def _ends_in_a_number(domain: str) -> bool:
    labels = domain.split(".")
    if labels[-1] == "" and len(labels) > 1:
        labels.pop()
    return re.fullmatch(r"[0-9]+|0[xX][0-9A-Fa-f]*", labels[-1]) is not None


def _ipv4(domain: str) -> str | InvalidHost:
    labels = domain.removesuffix(".").split(".")
    numbers = [_number(label) for label in labels]
    invalid = InvalidHost("invalid IPv4 address")
    if len(labels) > 4:
        return invalid
    *first, last = (256**4 if number is None else number for number in numbers)
    if any(number > 255 for number in first) or last >= 256 ** (4 - len(first)):
        return invalid
    address = last + sum(number << 8 * (3 - place) for place, number in enumerate(first))
    return ".".join(str(address >> shift & 255) for shift in (24, 16, 8, 0))


def _number(label: str) -> int | None:
    """Decimal, octal with a leading zero, hexadecimal with `0x`."""
    if re.fullmatch(r"0[xX][0-9A-Fa-f]*", label):
        return int(label[2:] or "0", 16)
    if re.fullmatch(r"0[0-7]*", label):
        return int(label, 8)
    return int(label) if re.fullmatch(r"[1-9][0-9]{0,15}", label) else None


def _ipv6(text: str) -> str | InvalidHost:
    from ipaddress import AddressValueError, IPv6Address

    invalid = InvalidHost("invalid IPv6 address")
    if not text.endswith("]") or "%" in text or len(text) > 60:
        return invalid
    try:
        return f"[{IPv6Address(text[1:-1]).compressed}]"
    except AddressValueError:
        return invalid
