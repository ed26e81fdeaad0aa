"""Values that stand where a value belongs: `your_key`, `sk_test_...`, `<issuer>`, `[SENSITIVE]`.

The styles are those of `.env.example` files in public repositories. A text counts only where its
whole form says so: words of one vocabulary, a row of `x`, a dotted gap. Keys, URLs of real hosts,
base64 and prose are never taken for one.
"""

import re
from itertools import pairwise
from typing import Literal, NamedTuple

from clerkdoctor.clerk.atob import NotBase64, atob

PlaceholderKind = Literal["empty", "placeholder", "unreadable", "unresolved"]


class Placeholder(NamedTuple):
    """`reason` is the predicate of a sentence about the value and shows none of it but such words.

    `unreadable` is Vercel's mark for a value it does not give out: the variable is set, elsewhere.
    `unresolved` is a reference that some other tool turns into a value, or an unexpanded variable.
    """

    kind: PlaceholderKind
    reason: str


# What nobody puts into a value that is meant.
_SURE = frozenset(
    (
        "changeme", "changethis", "dummy", "example", "examplekey", "fake", "fakekey", "fixme",
        "notset", "placeholder", "redacted", "replaceme", "replacethis", "tbd", "tobemodified",
        "todo", "your", "yourkey", "yours", "yoursecret", "yourtoken",
    )
)  # fmt: skip
# What makes a placeholder of a thing: `add_secret_here`, `sample-token`, `tu_clave`.
_TELLING = frozenset(
    (
        "actual", "aqui", "change", "changed", "dein", "deine", "enter", "fill", "filled",
        "goes", "here", "hier", "ici", "insert", "mock", "paste", "replace", "replaced",
        "sample", "seu", "su", "sua", "tu", "votre",
    )
)  # fmt: skip
_THING = frozenset(
    (
        "chave", "clave", "cle", "domain", "id", "issuer", "key", "keys", "me", "secret",
        "secrets", "token", "url", "value", "values",
    )
)  # fmt: skip
# Words that stand beside them.
_COMPANY = frozenset(
    (
        "a", "an", "and", "api", "app", "application", "as", "at", "aud", "audience", "backend",
        "bapi", "be", "build", "by", "ci", "clerk", "cloud", "code", "com", "comes", "company",
        "convex", "copied", "copy", "dashboard", "database", "de", "del", "demo", "deploy",
        "deployment", "der", "des", "dev", "development", "di", "dns", "do", "don", "e2e",
        "email", "encryption", "end", "endpoint", "env", "environment", "fapi", "file", "for",
        "from", "frontend", "generated", "get", "go", "host", "hostname", "in", "instance",
        "is", "it", "jwks", "jwt", "la", "le", "live", "local", "long", "machine", "modified",
        "must", "my", "name", "needed", "new", "next", "nextjs", "no", "not", "obtain", "of",
        "on", "only", "or", "organization", "own", "password", "pk", "preview", "privada",
        "private", "prod", "production", "project", "provider", "public", "publica", "publico",
        "publishable", "put", "random", "real", "region", "required", "secreta", "secrete",
        "secreto", "server", "service", "set", "signing", "site", "sk", "slug", "some",
        "something", "staging", "string", "stripe", "subdomain", "svix", "team", "temporary",
        "test", "testing", "tests", "that", "the", "this", "to", "top", "update", "user",
        "username", "valid", "var", "variable", "webhook", "website", "whsec", "will", "with",
        "x",
    )
)  # fmt: skip
_WORDS = _SURE | _TELLING | _THING | _COMPANY
_PREFIXES = (
    "sk_test_", "sk_live_", "pk_test_", "pk_live_", "rk_test_", "rk_live_", "sk_", "pk_", "whsec_",
    "ak_", "oat_", "mt_", "sk-",
)  # fmt: skip
_REFERENCES = (
    ("op://", "is a 1Password reference that nothing resolved"),
    ("encrypted:", "is encrypted by dotenvx, and nothing decrypted it"),
    ("vault:", "is a Vault reference that nothing resolved"),
    ("ref+", "is a `ref+` reference that nothing resolved"),
    ("infisical://", "is an Infisical reference that nothing resolved"),
    ("doppler://", "is a Doppler reference that nothing resolved"),
    ("arn:aws:secretsmanager:", "is the name of a secret in AWS, not its value"),
    ("process.env.", "is the text `process.env.…`, not a value"),
    ("import.meta.env.", "is the text `import.meta.env.…`, not a value"),
)
# Published examples that look real, without their prefixes.
_PUBLISHED = {
    "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw": "Svix",
    "C2FVsBQIhrscChlQIYEOhzxQ7RrNY3Q2": "Svix",
    "plJ3nmyCDGBKInavdOK15jsl": "Svix",
    "4eC39HqLyjWDarjtT1zdp7dc": "Stripe",
    "BQokikJOvBiI2HlWgH4olfQ2": "Stripe",
}
_PUBLISHED_HOSTS = ("verb-noun-00.clerk.accounts.dev", "foo-bar-13.clerk.accounts.dev")
_LONGEST = 4096


def is_placeholder(text: str) -> Placeholder | None:
    """Why a value is none, or None for a text that may well be one."""
    bare = text.strip().strip("\"'`").strip()
    if not bare:
        return Placeholder("empty", "is empty" if not text else "holds no character that counts")
    if len(bare) > _LONGEST or bare.startswith(("<ignore_deploy_key>", "<missing_deploy_key:")):
        return None  # The two in brackets are Convex' own words for "no key".
    return _reference(bare) or _stand_in(bare)


def _reference(text: str) -> Placeholder | None:
    if text.upper() == "[SENSITIVE]":
        reason = "is Vercel's mark `[SENSITIVE]` for a value that it does not give out"
        return Placeholder("unreadable", reason)
    for prefix, reason in _REFERENCES:
        if text.startswith(prefix):
            return Placeholder("unresolved", reason)
    if re.fullmatch(r"\$\{\{.{1,200}\}\}|(secrets|vars)\.[A-Z][A-Z0-9_]*", text):
        return Placeholder("unresolved", "is a reference to a CI secret that nothing resolved")
    if re.fullmatch(r"\$\{?[A-Za-z_][A-Za-z0-9_]*\}?|%[A-Z_][A-Z0-9_]*%", text):
        return Placeholder("unresolved", "is a reference to another variable, left unexpanded")
    return None


def _stand_in(text: str) -> Placeholder | None:
    reason = _why(text)
    return Placeholder("placeholder", reason) if reason else None


def _why(text: str) -> str | None:
    publisher = _PUBLISHED.get(text.rpartition("_")[2])
    if publisher:
        return f"is an example from {publisher}'s documentation"
    if text in {"undefined", "null", "None", "NaN", "[object Object]"}:
        return f"is the word `{text}`, written for a value that was missing"
    if text.startswith("-----BEGIN "):
        return _why_pem(text)
    if re.fullmatch(r"<[^<>\n]{1,200}>", text) and "=" not in text and "/>" not in text:
        return "is a word in angle brackets"
    if re.fullmatch(r"\{{1,2}\s*[A-Za-z_][\w .-]*\s*\}{1,2}", text):
        return "is a word in braces"
    if re.fullmatch(r"\[[A-Za-z][\w -]*\]", text) and _why(text[1:-1]):
        return "is a word in square brackets"
    return _why_prefixed(text) or _why_address(text) or _why_words(text)


def _why_pem(text: str) -> str | None:
    body = re.sub(r"-----(BEGIN|END) [A-Z ]+-----|\\[nr]|\s", "", text)
    if "..." in body or "…" in body:
        return "is a PEM key with a gap (`...`)"
    return "is a PEM key with words for a key" if _why_words(body) else None


def _why_prefixed(text: str) -> str | None:
    for prefix in _PREFIXES:
        if text.startswith(prefix):
            break
    else:
        return None
    body = text[len(prefix) :]
    if not body:
        return f"is the prefix `{prefix}` and nothing else"
    if "..." in body or "…" in body:
        return f"is `{prefix}` with a gap (`...`) for the rest"
    if re.fullmatch(r"<.{1,200}>|\{.{1,200}\}|\[.{1,200}\]", body):
        return f"is `{prefix}` with brackets for the rest"
    words = re.split(r"[_\- .]", body)
    if len(words) > 1 and all(_wordlike(word) for word in words):
        return f"has words behind `{prefix}` where a key has random characters"
    if prefix.startswith("pk_") and _encodes_a_host(body):
        return None
    row = made_up(body)
    if row:
        return f"has {row} behind `{prefix}`"
    tokens = _tokens(body)
    if tokens and all(token in _WORDS or token.isdigit() for token in tokens):
        return f"has words behind `{prefix}` where a key has random characters"
    return None


def _encodes_a_host(body: str) -> bool:
    """Publishable keys are base64 of a host name, which is not random."""
    try:
        return "." in atob(body)
    except NotBase64:
        return False


def made_up(body: str) -> str | None:
    """How the random part of a key shows that a person typed it, or None where it does not.

    The chance that forty random letters and digits look like this is below one in 100,000.
    """
    if re.fullmatch(r"[xX]+|[*•●.#?_=-]+", body):
        return f"a row of `{body[0]}`"
    if len(body) <= 12:
        common = (
            r"(abc|def|xyz|foo|bar|baz|qux|test|asdf|qwerty|key|secret|mock|ci|[0-9]{1,4})+|[0-9]+"
        )
        return "a dummy" if re.fullmatch(common, body.lower()) else None
    if re.search(r"(.)\1{4}", body):
        return "one character five times in a row"
    for start in range(len(body) - 5):
        steps = {ord(b) - ord(a) for a, b in pairwise(body[start : start + 6])}
        if steps in ({1}, {-1}):
            return "characters in counting order"
    for period in range(1, len(body) // 2 + 1):
        if body[period:] == body[:-period]:
            return "one group of characters again and again"
    if re.search(_TYPED, body):
        return "a word"
    return None


_TYPED_WORDS = (
    "asdfg", "changeme", "deadbeef", "dummy", "example", "fakekey", "placeholder", "qwert",
    "replace", "sample", "secret", "testkey", "thisis", "yourkey",
)  # fmt: skip
# Words in one case only: five letters in just any cases do come up in random keys.
_TYPED = (
    "|".join(form for word in _TYPED_WORDS for form in (word, word.upper(), word.capitalize()))
    + "|akeKey|estKey|ourKey|hisIs"
)


def _why_address(text: str) -> str | None:
    """URLs, host names, and Convex's `dev:name` and `prod:name|key`."""
    typed = re.match(r"(prod|dev|preview|project|local):(.*)", text, re.DOTALL)
    if typed:
        parts = re.split(r"[:|]", typed[2])
        gaps = any(re.fullmatch(r"\.{3,}|…|x{3,}|<[^<>]+>", part) for part in parts)
        if gaps or any(_why_words(part) for part in parts if part):
            return "names a deployment that stands for your own"
        return None
    url = re.fullmatch(r"[a-z][a-z0-9+.-]*://(?:[^/@\s]*@)?([^/?#:\s]*)(.*)", text, re.DOTALL)
    host = url[1] if url else text
    if url and re.search(r"<[A-Za-z][\w .-]*>|\{[A-Za-z][\w .-]*\}|…|\.\.\.", text):
        return "is a URL with a gap in it"
    files = "png|jpe?g|svg|ico|webp|json|[cm]?[jt]sx?|html|css|txt|md|pem|key|xml|ya?ml"
    if not url and not re.fullmatch(rf"[\w-]+(\.[\w-]+)*\.(?!({files})$)[A-Za-z]{{2,}}", text):
        return None
    return _why_host(host.lower())


def _why_host(host: str) -> str | None:
    if host in _PUBLISHED_HOSTS:
        return f"names `{host}`, an example from the documentation"
    if re.search(r"(^|\.)example(\.(com|org|net))?$", host):
        return "names `example`, a domain reserved for documentation"
    for label in host.split(".")[:-1]:
        own = "domain|site|app|project|company|website|deployment|instance|org|server|api|subdomain"
        if re.fullmatch(rf"x{{3,}}|your({own})(name|url|id)?", label):
            return f"names the host `{label}`, which stands for your own"
        if _all_words(label.replace("_", "-").split("-")):
            return f"names the host `{label}`, which stands for your own"
    return None


def _why_words(text: str) -> str | None:
    if re.fullmatch(r"[xX]{2,}(?:[-_. ][xX]{2,})*", text) and len(text) > 2:
        return "is a row of `x`"
    if re.fullmatch(r"[*•●#?_=-]{3,}|\.{3,}|…+", text):
        return f"is a row of `{text[0]}`"
    if text.endswith(("...", "…")):
        rest = text.rstrip(".…")
        return "ends in a gap (`...`)" if _why_words(rest) or _opens_a_key(rest) else None
    if not re.fullmatch(r"[A-Za-z0-9_\- .]{3,200}", text):
        return None
    words = [word for word in re.split(r"[_\- .]", text) if word]
    if _all_words(words):
        return "consists of words that stand for a value"
    if " " in text or "." in text or not all(_wordlike(word) for word in words):
        return None
    lower = [word.lower() for word in words]
    if "_" in text and {"your", "placeholder"} & set(lower):
        return "consists of words that stand for a value"
    if lower[0] in {"your", "changeme", "placeholder", "todo", "dummy"} and len(lower) > 1:
        return "consists of words that stand for a value"
    if lower[-1] == "here" and len(lower) > 2:
        return "consists of words that stand for a value"
    return None


def _opens_a_key(text: str) -> bool:
    """Whether a text with a gap behind it is the beginning of some key."""
    return text in {"eyJ", "sk", "pk", "sk-ant", "ghp_", "price_", "re_"}


def _all_words(words: list[str]) -> bool:
    """Whether all words are of the vocabulary and they say that no value is meant."""
    tokens = [token for word in words for token in _tokens(word)]
    if not tokens or not all(
        token in _WORDS or (token.isdigit() and len(token) < 5) for token in tokens
    ):
        return False
    said = set(tokens)
    if len(tokens) == 1:
        return tokens[0] in _SURE
    if said & _SURE or (said & _TELLING and said & _THING) or tokens[:2] == ["to", "be"]:
        return True
    named = {"my", "clerk", "convex", "get", "set", "put"}
    return tokens[0] in named and tokens[-1] in _THING | {"dashboard"}


def _tokens(word: str) -> list[str]:
    """The words in `yourSecretKey1`, in small letters; a row of `x` counts as `placeholder`."""
    if word.lower() in _WORDS:
        return [word.lower()]
    found = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^A-Za-z0-9]+", word)
    lower = [token.lower() for token in found]
    return ["placeholder" if re.fullmatch(r"x{3,}", token) else token for token in lower]


def _wordlike(word: str) -> bool:
    pattern = r"[A-Z]?[a-z]+(?:[A-Z][a-z]+)*[0-9]{0,3}|[A-Z]+[0-9]{0,3}|[0-9]{1,6}"
    return re.fullmatch(pattern, word) is not None
