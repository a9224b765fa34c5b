"""Which organisation a won lead may be already: by the domain of the mail address, and by name (C3). A person has the last word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.rules.contact_match import plain_name

# Mail houses of everybody: a shared domain there says nothing.
EVERYBODY = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "msn.com",
        "yahoo.com",
        "icloud.com",
        "me.com",
        "aol.com",
        "gmx.com",
        "gmx.net",
        "gmx.de",
        "web.de",
        "mail.com",
        "protonmail.com",
        "proton.me",
        "zoho.com",
        "yandex.com",
        "fastmail.com",
        "mweb.co.za",
        "webmail.co.za",
        "iafrica.com",
        "telkomsa.net",
        "vodamail.co.za",
        "absamail.co.za",
        "polka.co.za",
        "yahoo.co.uk",
        "hotmail.co.uk",
        "btinternet.com",
    ]
)


class Why(StrEnum):
    """The surest first."""

    BOTH = "both"
    DOMAIN = "domain"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Customer:
    """`addresses` are those of its invoices and its people."""

    id: int
    name: str
    addresses: tuple[str, ...]


def own_domain(address: str) -> str:
    """The part behind the @, in small letters; empty for a mail house of everybody."""
    domain = address.rpartition("@")[2].strip().casefold() if "@" in address else ""
    return "" if domain in EVERYBODY else domain


def same_customers(name: str, address: str, customers: Iterable[Customer]) -> list[tuple[Customer, Why]]:
    """Those that it may be, the surest first, then by name."""
    wanted, domain = plain_name(name), own_domain(address)
    found = []
    for each in customers:
        by_domain = bool(domain) and domain in {own_domain(one) for one in each.addresses}
        by_name = bool(wanted) and plain_name(each.name) == wanted
        if by_domain or by_name:
            found.append((each, Why.BOTH if by_domain and by_name else Why.DOMAIN if by_domain else Why.NAME))
    order = list(Why)
    return sorted(found, key=lambda pair: (order.index(pair[1]), pair[0].name.casefold()))
