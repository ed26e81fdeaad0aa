"""What a user pasted, brought down to the token in it, with what was taken off said in words.

People paste what they have at hand: a header, a whole `Cookie` line, a URL, the answer of an
endpoint. The verifiers take none of that for the token itself, so nothing is removed in silence.
"""

import json
import re
from typing import NamedTuple

from clerkdoctor.clerk.cookies import (
    Chosen,
    NoSession,
    decode_uri_component,
    parse_cookies,
    session_cookie,
)
from clerkdoctor.clerk.javascript import WHITE_SPACE
from clerkdoctor.clerk.keys import PublishableKey
from clerkdoctor.clerk.opaque import NOTES, TokenKind, opaque

# Each removal makes the text shorter; nobody wraps a token more often than this.
_MOST_REMOVALS = 16

_INVISIBLE = "\u200b\u200c\u200d\u2060\u00ad"
_PARTS = re.compile(r"[A-Za-z0-9_-]+=*\.[A-Za-z0-9_-]+=*\.[A-Za-z0-9_-]*=*")
_COOKIE_NAME = (
    r"__session(?:_[\w-]{8})?|__client_uat(?:_[\w-]{8})?|__refresh_[\w-]{8}|__client|"
    r"__clerk_db_jwt(?:_[\w-]{8})?|__clerk_handshake|__clerk_handshake_nonce|__dev_session"
)
_PARAMETER = r"__clerk_ticket|__clerk_testing_token|" + _COOKIE_NAME
_ATTRIBUTE = r"(?:path|domain|max-age|expires|samesite|priority)=[^;]*|secure|httponly|partitioned"

# By name, where the name tells more than the form. What is a JSON Web Token can still be decoded.
_NAMED: dict[str, TokenKind] = {
    "__clerk_db_jwt": "dev-browser",
    "__dev_session": "dev-browser",
    "__clerk_handshake_nonce": "handshake-nonce",
    "__clerk_testing_token": "testing-token",
    "__client_uat": "client-uat",
    "__refresh": "refresh-token",
}
_NAMED_JWT = {
    "__clerk_db_jwt": NOTES["dev-browser"],
    "__dev_session": NOTES["dev-browser"],
    "__clerk_handshake": (
        "This is a handshake token: Clerk's Frontend API lists in it the cookies that the SDK is "
        "to set. The SDK verifies it with the keys of the instance; it is no session token, but "
        "one can be among its cookies."
    ),
    "__client": (
        "This is `__client`, which stands for this browser at Clerk's Frontend API for as long as "
        "its sessions live. Only the Frontend API takes it; it opens every session of the browser, "
        "and is no session token."
    ),
    "__clerk_ticket": (
        "This is a ticket, as sign-in tokens and invitations carry: Clerk's Frontend API exchanges "
        "it, once, for a sign-in or a sign-up. It is no session token."
    ),
}


class TokenInput(NamedTuple):
    """`removed` is what was stripped, in words, from the outside inwards. `cookie` is there where
    cookies were given. `note` holds sentences about the text; for all kinds but `jwt` it says what
    the text is, who verifies it and with what. No part of the token is in `removed` or `note`.
    """

    token: str
    removed: tuple[str, ...]
    cookie: Chosen | NoSession | None
    kind: TokenKind
    note: str | None

    def __repr__(self) -> str:
        """The token is a credential."""
        return f"TokenInput(kind={self.kind!r}, removed={self.removed!r}, …)"


def read_token(text: str, publishable_key: PublishableKey | None, now: float) -> TokenInput:
    """The token in a text. `now`, in ms since the epoch, and the key decide between cookies."""
    paste = _Paste(text)
    for _ in range(_MOST_REMOVALS):
        if not paste.remove_one():
            break
    if paste.cookies is not None:
        return _from_cookies(paste, publishable_key, now)
    return _input(paste.text, paste, None)


def _from_cookies(paste: "_Paste", key: PublishableKey | None, now: float) -> TokenInput:
    found = session_cookie(paste.cookies or "", key, now)
    if isinstance(found, NoSession):
        return TokenInput("", tuple(paste.removed), found, "nothing", f"{found.reason}.")
    return _input(found.token, paste, found)


def _input(text: str, paste: "_Paste", cookie: Chosen | None) -> TokenInput:
    found = opaque(text)
    kind: TokenKind = found.kind if found else "jwt"
    notes = [] if found is None else [found.note]
    if found is None and text.count(".") != 2:
        parts = text.count(".") + 1
        has = f"{parts} part{'s' if parts > 1 else ''}"
        notes = [f"This begins like a JSON Web Token and has {has}, not three: it was cut."]
    if found is None:
        notes += filter(None, [_NAMED_JWT.get(paste.name)])
    elif paste.name in _NAMED and kind != "nothing":
        kind = _NAMED[paste.name]
        notes = [NOTES[kind]]
    if paste.said:
        notes.append(paste.said)
    return TokenInput(text, tuple(paste.removed), cookie, kind, " ".join(notes) or None)


class _Paste:
    """The text as it shrinks. `cookies` is a `Cookie` header, where the text is one; `name` is the
    name, without suffix, under which the value stood; `said` is about how the SDK reads it.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.removed: list[str] = []
        self.cookies: str | None = None
        self.name = ""
        self.said = ""
        self.in_authorization = False
        self.in_cookie = False

    def remove_one(self) -> bool:
        """Takes one layer off; whether there was one."""
        if self.cookies is not None:
            return False
        steps = (
            self._white_space, self._option, self._header_name, self._scheme, self._json,
            self._quotes, self._command, self._url, self._cookie, self._inside, self._behind,
        )  # fmt: skip
        return any(step() for step in steps)

    def _take(self, text: str, words: str) -> bool:
        self.text = text
        self.removed.append(words)
        return True

    def _white_space(self) -> bool:
        bare = self.text.strip(WHITE_SPACE)
        if bare != self.text:
            return self._take(bare, "white space around it")
        bare = self.text.strip(_INVISIBLE)
        if bare != self.text:
            return self._take(bare, "invisible characters around it")
        ending = next((end for end in ("\\n", "\\r") if bare.endswith(end)), None)
        if ending:
            return self._take(bare[:-2], f"the two characters `{ending}` behind it")
        return False

    def _option(self) -> bool:
        found = re.match(r"(-H|--header|-b|--cookie)[= \t]\s*", self.text)
        if not found:
            return False
        self.in_cookie = self.in_cookie or found[1] in {"-b", "--cookie"}
        return self._take(self.text[found.end() :], f"the option `{found[1]}`")

    def _header_name(self) -> bool:
        found = re.match(
            r"(authorization|(?:set-)?cookie)[ \t]*(?::|\r?\n)", self.text, re.IGNORECASE
        )
        if not found:
            return False
        name = found[1].title()
        self.in_authorization = name == "Authorization"
        self.in_cookie = name == "Cookie"
        return self._take(self.text[found.end() :].strip(WHITE_SPACE), f"the header name `{name}:`")

    def _scheme(self) -> bool:
        found = re.match(
            r"(bearer(?=\s|%20|\Z)|convex(?=\s))(\s*)(?:%20)?", self.text, re.IGNORECASE
        )
        if found:
            return self._known_scheme(found)
        other = re.match(r"([A-Za-z-]{2,20})[ \t]+\S", self.text)
        if self.in_authorization and other:
            self.said = (
                "Clerk's SDK heeds no scheme but `Bearer`, and looks at the cookies instead; "
                "Convex answers `Invalid admin key`."
            )
            return self._take(self.text[other.end() - 1 :], f"the scheme `{other[1]}`")
        if self.in_authorization and not self.said and _PARTS.fullmatch(self.text):
            self.said = (
                "There is no scheme in front of the token: Clerk's SDK takes it all the same, and "
                "Convex answers `Invalid admin key`."
            )
        return False

    def _known_scheme(self, found: "re.Match[str]") -> bool:
        rest = self.text[found.end() :]
        scheme = found[1]
        if scheme.lower() == "bearer":
            if not rest:
                self.said = (
                    "Nothing is behind `Bearer`: Clerk's SDK takes that word itself for the token "
                    "and answers `token-invalid`."
                )
            elif scheme != "Bearer":
                self.said = (
                    f"Clerk's SDK heeds only `Bearer` in exactly this spelling: with `{scheme}` it "
                    "ignores the header and looks at the cookies. Convex takes any spelling."
                )
            elif found[2] and found[2] != " ":
                self.said = (
                    "Clerk's SDK wants exactly one space behind `Bearer`; with other white space "
                    "it finds no token there and answers `token-invalid`."
                )
        self.in_authorization = False
        return self._take(rest, f"the scheme `{scheme}`")

    def _json(self) -> bool:
        is_text = self.text[:1] == '"' and "\\" in self.text
        if not is_text and self.text[:1] != "{":
            return False
        try:
            value = json.loads(self.text)
        except (ValueError, RecursionError):
            return False
        if isinstance(value, str):
            return self._take(value, "the JSON string around it")
        for member in ("jwt", "token", "access_token", "id_token", "value"):
            if isinstance(value, dict) and isinstance(value.get(member), str):
                return self._take(value[member], f"the JSON object around it (`{member}`)")
        return False

    def _command(self) -> bool:
        """A request as browsers copy it: the header in it that carries a token."""
        if not re.match(r"curl[ \t]|fetch\(|\$session|Invoke-WebRequest", self.text):
            return False
        header = re.search(
            r"""authorization["']?\s*[:=]\s*["']?(bearer\s+[\w.=-]+)""", self.text, re.IGNORECASE
        )
        if header:
            return self._take(header[1], "the command around its `Authorization` header")
        cookie = re.search(
            r"""(?:-b\s+|--cookie\s+|cookie["']?\s*:\s*)["']?([^"'\r\n]+)""",
            self.text,
            re.IGNORECASE,
        )
        if not cookie:
            return False
        self.in_cookie = True
        return self._take(cookie[1], "the command around its `Cookie` header")

    def _url(self) -> bool:
        if not re.match(r"https?://|/|\?", self.text):
            return False
        found = re.search(rf"[?&#/]({_PARAMETER})=([^&#]+)", self.text, re.ASCII)
        if not found:
            return False
        self.name = _without_suffix(found[1])
        value = decode_uri_component(found[2])
        return self._take(value, f"the URL around it (parameter `{found[1]}`)")

    def _cookie(self) -> bool:
        found = re.match(rf"({_COOKIE_NAME})=([^;]*)(?:;|\Z)", self.text, re.ASCII)
        if found and not self.in_cookie:
            rest = self.text[found.end() :]
            if all(_is_attribute(part.strip()) for part in rest.split(";")):
                self.name = _without_suffix(found[1])
                behind = " and the attributes behind it" if rest.strip("; ") else ""
                value = decode_uri_component(found[2].strip(" \t"))
                return self._take(value, f"the cookie's name `{found[1]}=`{behind}")
        several = re.search(rf"(?:\A|;)\s*(?:{_COOKIE_NAME})=", self.text, re.ASCII)
        if self.in_cookie or (several and ";" in self.text and parse_cookies(self.text)):
            self.cookies = self.text
        return False

    def _quotes(self) -> bool:
        text = self.text
        pairs = ('""', "''", "``", "“”", "‘’", "<>")
        if len(text) > 1 and text[0] + text[-1] in pairs:
            return self._take(
                text[1:-1], "quotes around it" if text[0] != "<" else "`<>` around it"
            )
        if text[:1] in {'"', "'", "`"} and text.count(text[0]) == 1:
            return self._take(text[1:], f"a quote (`{text[0]}`) in front of it")
        if text[-1:] in {'"', "'", "`"} and text.count(text[-1]) == 1:
            return self._take(text[:-1], f"a quote (`{text[-1]}`) behind it")
        return False

    def _inside(self) -> bool:
        """Line breaks of a terminal, and words behind a token."""
        if len(self.text.split(maxsplit=1)) < 2:
            return False
        lines = self.text.splitlines()
        joined = "".join(line.strip().removesuffix("\\").rstrip() for line in lines)
        if len(lines) > 1 and _PARTS.fullmatch(joined):
            return self._take(joined, "line breaks inside it")
        first = self.text.split(maxsplit=1)[0]
        if _PARTS.fullmatch(first):
            return self._take(first, "the words behind it")
        return False

    def _behind(self) -> bool:
        bare = self.text.rstrip(",;.)")
        if bare != self.text and _PARTS.fullmatch(bare):
            return self._take(bare, "punctuation behind it")
        return False


def _without_suffix(name: str) -> str:
    found = re.fullmatch(r"(__session|__client_uat|__refresh|__clerk_db_jwt)_[\w-]{8}", name)
    return found[1] if found else name


def _is_attribute(part: str) -> bool:
    """Whether a part of a `Set-Cookie` line is one of those behind the value, or nothing."""
    return not part or re.fullmatch(_ATTRIBUTE, part, re.IGNORECASE) is not None
