"""A text that a user pasted, fit to be shown: its tokens, keys and secrets are masked.

Here everything that could be a secret is hidden, unlike where a finding asks to rotate a key.
"""

import re
from functools import cache

from clerkdoctor.secret import mask

_SHAPES = (
    r"eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_=+/-]*){0,2}",  # a token, or the beginning of one
    r"(?:sk|rk)_(?:test|live)_[A-Za-z0-9_-]+",
    r"whsec_[A-Za-z0-9+/=_-]+",
    r"(?:ak|mt|oat|dvb|rotating_token|ticket|nonce)_[A-Za-z0-9]{12,}",
    r"(?:prod|dev|preview|project):[a-z0-9-]+\|[A-Za-z0-9+/=_-]+",
    r"[a-z]+-[a-z]+-\d+\|[A-Za-z0-9+/=_-]+",
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)",
    r"v1a?,[A-Za-z0-9+/=]{20,}",  # a signature
)
_NAMED = (
    r"(?P<name>(?:authorization|cookie|set-cookie|svix-signature|webhook-signature|x-api-key)"
    r"['\"]?\s*[:=]\s*['\"]?(?:bearer |basic )?)(?P<value>[^\s'\",;][^\r\n'\",]*)"
    r"|(?P<key>(?:__session|__client|__clerk_db_jwt|__clerk_handshake|__refresh|token|password"
    r"|secret|api_key|apikey|x-vercel-protection-bypass)[A-Za-z0-9_]*=)(?P<text>[^\s'\"&;,]+)"
)


def masked(text: str) -> str:
    """The text with `…` in place of what may be a secret, in as many lines as before."""
    shapes, named = _patterns()
    text = shapes.sub(lambda match: mask(match[0]) + "\n" * match[0].count("\n"), text)
    return named.sub(lambda match: f"{match['name'] or match['key']}…", text)


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile("|".join(_SHAPES)), re.compile(_NAMED, re.IGNORECASE)
