"""Asking DNS resolvers, with dnspython: which records are there, and where they lead.

Names of the project's own domain are asked for, and nothing is changed.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from clerkdoctor.facts.session import DnsRecords, Record
from clerkdoctor.session.domains import Needed

_MOST_LABELS = 6


class Resolvers(NamedTuple):
    """Whom to ask: addresses and a port, none for those that the system uses."""

    addresses: tuple[str, ...] = ()
    port: int = 53
    timeout: float = 5.0

    def resolver(self) -> Any:
        """A resolver of dnspython's. Raises its `NoResolverConfiguration` where there is none."""
        import dns.resolver

        made = dns.resolver.Resolver(configure=not self.addresses)
        if self.addresses:
            made.nameservers = list(self.addresses)
            made.port = self.port
        made.lifetime = self.timeout
        made.timeout = min(self.timeout, 2.0)
        return made


def dns_records(
    domain: str, needed: tuple[Needed, ...], source: str, resolvers: Resolvers
) -> DnsRecords:
    """Each record that is needed as it is, several asked for at once; and the domain's CAA."""
    with ThreadPoolExecutor(8) as pool:
        caa = pool.submit(_caa, domain, resolvers)
        records = tuple(pool.map(lambda one: _record(one, resolvers), needed))
    return DnsRecords(domain, source, records, caa.result())


def _record(need: Needed, resolvers: Resolvers) -> Record:
    import dns.exception
    import dns.resolver

    made = Record(need.name, need.target, need.purpose, is_vital=need.is_vital)
    try:
        resolver = resolvers.resolver()
        found = tuple(
            str(one.target).rstrip(".").lower() for one in resolver.resolve(need.name, "CNAME")
        )
    except dns.resolver.NXDOMAIN:
        return made._replace(exists=False)
    except dns.resolver.NoAnswer:
        return _addressed(made, resolvers)
    except dns.exception.Timeout:
        return made._replace(failure=f"is not answered within {resolvers.timeout:g} s")
    except dns.exception.DNSException as error:
        return made._replace(failure=_why(error))
    return made._replace(found=found)


def _addressed(record: Record, resolvers: Resolvers) -> Record:
    """A name without a CNAME: the addresses that it has, or nothing at all."""
    import dns.exception

    addresses: list[str] = []
    for kind in ("A", "AAAA"):
        try:
            addresses += [str(one) for one in resolvers.resolver().resolve(record.name, kind)]
        except dns.exception.Timeout:
            return record._replace(failure=f"is not answered within {resolvers.timeout:g} s")
        except dns.exception.DNSException:
            continue
    return record._replace(addresses=tuple(addresses), exists=bool(addresses))


def _caa(domain: str, resolvers: Resolvers) -> tuple[str, ...] | None:
    """The issuers that the nearest CAA records allow; None where there are none, or none seen."""
    import dns.exception

    for name in _upwards(domain):
        try:
            found = list(resolvers.resolver().resolve(name, "CAA"))
        except dns.exception.DNSException:
            continue
        issuers = [
            one.value.decode("utf-8", "replace").partition(";")[0].strip().lower()
            for one in found
            if one.tag == b"issue"
        ]
        return tuple(issuers) if issuers else None
    return None


def _upwards(domain: str) -> Iterator[str]:
    """The domain and those above it, but the top-level one: RFC 8659, section 3."""
    labels = domain.split(".")
    for count in range(min(len(labels) - 1, _MOST_LABELS)):
        yield ".".join(labels[count:])


def _why(error: Exception) -> str:
    name = type(error).__name__
    return {
        "NoNameservers": "is answered by no resolver without an error",
        "NoResolverConfiguration": "cannot be asked for: this machine names no resolver",
        "LabelTooLong": "is no name that DNS can have",
        "EmptyLabel": "is no name that DNS can have",
        "YXDOMAIN": "is no name that DNS can have",
    }.get(name, f"cannot be resolved ({name})")
