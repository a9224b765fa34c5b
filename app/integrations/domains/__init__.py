"""Domains: whether an address can take mail at all (S4)."""

from __future__ import annotations

from typing import Protocol


class Domains(Protocol):
    def takes_mail(self, domain: str) -> bool | None:
        """False where the domain is not there, says that it takes none (RFC 7505), or has neither MX nor address (RFC 5321 5.1); None when DNS gives no answer."""
