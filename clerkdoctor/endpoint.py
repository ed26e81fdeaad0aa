"""A webhook endpoint's URL as a user gives it: where it points, and what of it is confidential."""

from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

import typer


class Endpoint(NamedTuple):
    """A URL with a host, and with https, or http to this machine."""

    parts: SplitResult

    @property
    def host(self) -> str:
        return self.parts.hostname or ""

    @property
    def is_local(self) -> bool:
        """Whether it is this machine, by its name or by a loopback address."""
        from ipaddress import ip_address

        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost" or self.host.endswith(".localhost")

    @property
    def url(self) -> str:
        """What is asked: without a user and a password, which go into a header."""
        netloc = self.parts.netloc.rpartition("@")[2]
        return self.parts._replace(netloc=netloc, fragment="").geturl()

    @property
    def shown(self) -> str:
        """The URL without what may be a secret in it: its query's values, a user, a password."""
        netloc = self.parts.netloc.rpartition("@")[2]
        names = [part.partition("=")[0] for part in self.parts.query.split("&") if part]
        query = f"?{'&'.join(f'{name}=…' for name in names)}" if names else ""
        return f"{self.parts.scheme}://{netloc}{self.parts.path or '/'}{query}"

    @property
    def confidential(self) -> tuple[str, ...]:
        """The texts that `shown` leaves out."""
        values = [part.partition("=")[2] for part in self.parts.query.split("&")]
        return (self.parts.password or "", *values, *map(unquote, values))

    @property
    def authorization(self) -> tuple[tuple[str, str], ...]:
        """The header for a user and a password in the URL, as Svix sends it."""
        if self.parts.username is None:
            return ()
        from base64 import b64encode

        pair = f"{unquote(self.parts.username)}:{unquote(self.parts.password or '')}"
        return (("Authorization", f"Basic {b64encode(pair.encode()).decode()}"),)


def endpoint(text: str) -> Endpoint:
    """The endpoint that a text names; a usage error where there is none, or http to elsewhere."""
    try:
        parts = urlsplit(text)
        port_fits = parts.port is None or parts.port > 0
    except ValueError:
        port_fits = False
    if not port_fits or parts.scheme not in ("http", "https") or not parts.hostname:
        shown = text.partition("?")[0].rpartition("@")[2]
        raise typer.BadParameter(
            f"`{shown}` is no URL of an endpoint; expected https://HOST/api/webhooks/clerk"
        )
    found = Endpoint(parts)
    if parts.scheme == "http" and not found.is_local:
        raise typer.BadParameter(
            f"`{found.host}` is not this machine: it is asked by https:// only, since what is sent"
            " is signed"
        )
    return found
