"""Seeded patterns of path-to-regexp 6, from everyday ones to hostile ones, and paths for them."""

import random
import re

EVERYDAY = (
    "/", "/dashboard(.*)", "/dashboard/(.*)", "/dashboard/:path*", "/sign-in(.*)", "/api/webhooks(.*)",
    "/:locale/dashboard(.*)", "/(en|de)/about", "/:locale(en|de)?/about", "/blog/:slug", "/blog/:slug.json",
    "/files/:name.:ext", "/shop/:a-:b", "/users/:id(\\d+)", "/(api|trpc)(.*)", "/a{/:b}?", "/a{/:b-:c}*", "/:path+",
    "/((?!api|_next).*)", "/_next/static/(.*)", "/[locale]/x", "/(group)/x", "/über/:name", "/日本(.*)", "/a\\(b\\)",
    "dashboard", "/*", "/dashboard/*", "**", "/dash*", "*", "/a?b=1", "/:", "/()", "/(?:a)", "/((a))", "/(a", "/:a:b",
    "/a)", "{", "}", "/{a", "/\\", "/(.*)*", "/(a)+", "(.*)+", "/{(a)}*", "/{:x}+", "", "/😀/:a", "😀:b", "/([z-a])", "/(a**)",
    "/([^/]+?)/x", "/(\\\\)", "/(a/b)", "/(a\nb)", "/(\u2028)", "/ſign", "/(\\p{L})", "/\ud800:x", "/ a b", "/%20", "/caf\u00e9",
    "/(?<n>a)", "/(\\k<n>)", "/a.:b", "/a.(b)", "/a.:b?", "/.well-known/:x", "/:a(\\w{2})-:b(\\w+)", "/a#b", "/a\\?b", "/+", "/:a+/:b*",
)  # fmt: skip

TEXT = ("a", "b", "x1", "dash", "/", "/", "/", ".", "-", "_", "~", "é", "K", "\u212a", "ſ", "😀", "\ud83d", " ", "#", "%", "@", "=", "!", "$", "|", "^", "[", "]", ",")  # fmt: skip
NAMES = ("a", "b", "id", "path", "A_1", "0", "x9", "é", "")
GROUPS = ("(.*)", "(\\d+)", "([^/]+)", "(a|b)", "(?:a)", "(a(?:b|c)*)", "(.)", "(\\w{1,2})", "([a-z]+)", "(\\.)", "((?!x).*)", "(a(?=b)b)", "()", "((a))", "(a", "(\\)", "([)])", "(a/b)", "([/])", "(*)", "(a{2,1})", "(\\1)", "(é|ß)", "(\n)", "(?)")  # fmt: skip
MODIFIERS = ("*", "+", "?")
DELIMITERS = ("/#?", "/", "-", "", "/.", "é", "]^\\", "ab")
PREFIXES = ("./", "", "/", "-.", "a/")
ENDS_WITH = ("", "", "?", "#?", "]", "x")


def pattern(rng: random.Random) -> str:
    """A pattern: mostly one that is refused in one way or another, or nearly so."""
    parts = [rng.choice(("/", "/", "/", ""))]
    for _ in range(rng.choice((1, 1, 2, 2, 3, 4, 6))):
        kind = rng.random()
        if kind < 0.4:
            parts.append("".join(rng.choice(TEXT) for _ in range(rng.choice((1, 2, 3)))))
        elif kind < 0.65:
            parts.append(rng.choice(("/", "/", "/", ".", "-", "")) + ":" + rng.choice(NAMES[:7]))
            if rng.random() < 0.3:
                parts.append(rng.choice(GROUPS))
        elif kind < 0.85:
            parts.append(rng.choice(("/", "/", "", ".")) + rng.choice(GROUPS))
        elif kind < 0.95:
            body = pattern(rng).replace("{", "").replace("}", "") if rng.random() < 0.2 else ""
            body = body or rng.choice(("/", "", "a", "-")) + rng.choice(
                ("", ":c", ":d(\\d+)", "(.*)", "x")
            )
            parts.append(
                "{" + body + rng.choice(("", "", "z", "\\}")) + rng.choice(("}", "}", "}", ""))
            )
        else:
            parts.append(
                rng.choice(("\\", "\\\\", "\\:", "\\(", ":", "(", ")", "{", "}", "?", "*", "\\é"))
            )
        if rng.random() < 0.25:
            parts.append(rng.choice(MODIFIERS))
    return "".join(parts)


def sane_pattern(rng: random.Random) -> str:
    """A pattern as people write them, which mostly compiles."""
    if rng.random() < 0.3:
        return rng.choice(EVERYDAY)
    parts = []
    for _ in range(rng.choice((1, 1, 2, 2, 3))):
        segment = rng.choice(
            (
                "api",
                "dashboard",
                "blog",
                "en",
                "Admin",
                "users",
                "über",
                "a b",
                "x.y",
                "日本",
                "[id]",
                "(group)",
            )
        )
        parts.append(
            rng.choice(
                (f"/{segment}", f"/{segment}", "/:slug", "/:path*", "/:rest+", "/:opt?", "/:id(\\d+)", "/(.*)", "(.*)",
                 f"/({segment}|b)", "/:a-:b", "/:name.:ext", "{/:p}?", f"{{/{segment}}}?", "/((?!api).*)", ".:ext?", "/v:n")
            )
        )  # fmt: skip
    return "".join(parts) + rng.choice(("", "", "", "/", "(.*)"))


WORDS = ("api", "dashboard", "blog", "EN", "de", "admin", "users", "12", "a", "b-c", "x.json", "über", "日本", "a%20b", "%C3%BCber",
         "xyz", "%2F", "%3F", "%23", "%E6%97%A5%E6%9C%AC", "%F0%9F%98%80", "😀", "%0A", "\n", "\u2028", "%E2%80%A8", "K", "\u212a", "ſ", "[id]", "group")  # fmt: skip
MALFORMED = (
    "%",
    "%4",
    "%zz",
    "%80",
    "%C3",
    "%C3%28",
    "%ED%A0%80",
    "%F8%88%80%80%80",
    "%FF",
    "%E4%BD",
    "%C0%AF",
    "%a",
    "%%20",
)


def path(rng: random.Random, of: str) -> str:
    """A path, in two cases of three one that comes close to what the pattern asks for."""
    if rng.random() < 0.65:
        text = re.sub(
            r":\w+(?:\([^)]*\))?|\([^()]*(?:\([^()]*\))*[^()]*\)", lambda _: rng.choice(WORDS), of
        )
        text = re.sub(r"[{}*+?\\]", "", text)
    else:
        text = "".join("/" + rng.choice(WORDS) for _ in range(rng.choice((0, 1, 1, 2, 3))))
    kind = rng.random()
    if kind < 0.1:
        text = text.replace("/", "//", 1) + rng.choice(("", "//", "///x"))
    elif kind < 0.2:
        text = text.upper()
    elif kind < 0.3:
        at = rng.randrange(len(text) + 1)
        text = text[:at] + rng.choice(MALFORMED) + text[at:]
    elif kind < 0.4:
        text = "".join(
            f"%{ord(one):02x}" if one.isascii() and rng.random() < 0.3 else one for one in text
        )
    elif kind < 0.55:
        text += rng.choice(("/", "#", "?", "/x", "x", "//", "/ ", "\n"))
    return text
