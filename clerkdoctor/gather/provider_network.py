"""The network as Convex' rules ask it: for a provider's metadata, and for its key set.

Only the origins of the providers are asked, which the project or the user states: a token's `iss`
and a provider's metadata choose the path. What could not be looked at is no verdict of Convex'.
"""

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from clerkdoctor import json_text
from clerkdoctor.convex.discovery import metadata_url
from clerkdoctor.convex.network import Response
from clerkdoctor.convex.providers import OidcProvider, Provider
from clerkdoctor.gather.http import NoAnswer, get

# A token's `iss` may have any number of slashes behind its provider's: each makes another URL.
_TOO_MANY_SLASHES = "/" * 9


class NotAsked(Exception):
    """Why there is no verdict, as a sentence without its end."""


class ProviderNetwork:
    """Asks once for a URL and keeps what came of it; raises `NotAsked` where there is no answer.

    It can be handed to other processes, with the answers that it has.
    """

    def __init__(self, providers: Sequence[Provider], proxy: str | None = None) -> None:
        self._proxy = proxy
        self._answers: dict[str, Response | str] = {}
        self._urls = dict(_urls(providers))
        self._origins = frozenset(urlsplit(url)[:2] for url in self._urls)

    def __call__(self, url: str) -> Response:
        if url not in self._answers:
            self._answers[url] = self._ask(url)
        answer = self._answers[url]
        if isinstance(answer, str):
            raise NotAsked(answer)
        return answer

    def look_ahead(self) -> None:
        """Asks for all that a token with the providers' own `iss` will need."""
        for url, has_metadata in self._urls.items():
            answer = json_text.read_relaxed(self(url).body)
            keys = answer.get("jwks_uri") if isinstance(answer, dict) else None
            if has_metadata and isinstance(keys, str):
                self(keys)

    def _ask(self, url: str) -> Response | str:
        """The answer, or why there is none."""
        if urlsplit(url)[:2] not in self._origins:
            return f"{_named(url)} is of another origin than the issuer, and was not asked"
        if _TOO_MANY_SLASHES in url:
            return "no provider was asked about an `iss` with that many slashes at its end"
        answer = get(url, proxy=self._proxy)
        if isinstance(answer, NoAnswer):
            return f"{_named(url)} {answer.reason}"
        if 300 <= answer.status < 400:
            return f"{_named(url)} answers {answer.status}, a redirect, which was not followed"
        return Response(answer.status, answer.headers, answer.body)


def _urls(providers: Sequence[Provider]) -> Iterator[tuple[str, bool]]:
    """Where each provider's metadata (True) or key set (False) is; a `data:` URL asks nobody."""
    for provider in providers:
        if isinstance(provider, OidcProvider):
            url = metadata_url(provider.domain)
            if isinstance(url, str):
                yield url, True
        elif provider.jwks.startswith(("http://", "https://")):
            yield provider.jwks, False


def _named(url: str) -> str:
    return f"`{url[:299]}…`" if len(url) > 300 else f"`{url}`"
