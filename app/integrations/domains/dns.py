"""The DNS of this machine."""

from __future__ import annotations

import dns.exception
import dns.resolver

SECONDS = 2.0


class DnsDomains:
    """`servers` are asked instead of those of the machine, at `port`."""

    def __init__(self, servers: tuple[str, ...] = (), port: int = 53, seconds: float = SECONDS) -> None:
        self._servers, self._port, self._seconds = servers, port, seconds

    def takes_mail(self, domain: str) -> bool | None:
        try:
            resolver = dns.resolver.Resolver(configure=not self._servers)
            if self._servers:
                resolver.nameservers, resolver.port = list(self._servers), self._port
            return self._asked(resolver, domain)
        except dns.resolver.NXDOMAIN:
            return False
        except (dns.exception.DNSException, OSError, UnicodeError, ValueError):
            return None

    def _asked(self, resolver: dns.resolver.Resolver, domain: str) -> bool:
        try:
            found = resolver.resolve(domain, "MX", lifetime=self._seconds)
            return any(str(each.exchange) != "." for each in found)
        except dns.resolver.NoAnswer:
            return self._has(resolver, domain, "A") or self._has(resolver, domain, "AAAA")

    def _has(self, resolver: dns.resolver.Resolver, domain: str, kind: str) -> bool:
        try:
            return bool(resolver.resolve(domain, kind, lifetime=self._seconds))
        except dns.resolver.NoAnswer:
            return False
