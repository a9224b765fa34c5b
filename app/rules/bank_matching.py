"""Which customer, and which of their invoices, a line of a bank statement pays: by what it says, then by its amount."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

NUMBER = re.compile(r"^(.*?)0*(\d+)$")
COMMON = frozenset(
    [
        "THE",
        "AND",
        "FOR",
        "PTY",
        "LTD",
        "CC",
        "INC",
        "LIMITED",
        "PROPRIETARY",
        "NPC",
        "COMPANY",
        "GROUP",
        "SOUTH",
        "AFRICA",
        "HOLDINGS",
        "SERVICES",
        "SOLUTIONS",
        "TRADING",
        "CONSULTING",
        "EFT",
        "PAYMENT",
        "FROM",
        "CREDIT",
        "TRANSFER",
        "MAGTAPE",
        "INVOICE",
    ]
)


class Sure(IntEnum):
    """`certain` may be recorded without a second look; `possible` only by somebody who knows."""

    POSSIBLE = 1
    LIKELY = 2
    CERTAIN = 3


class Why(IntEnum):
    NUMBER = 1
    CODE = 2
    NAME = 3
    AMOUNT = 4


@dataclass(frozen=True, slots=True)
class Owes:
    """An open invoice with the cents that are left to pay."""

    invoice_id: int
    organisation_id: int
    number: str
    cents: int


@dataclass(frozen=True, slots=True)
class Customer:
    organisation_id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Match:
    """Without `invoice_ids` it pays what is due longest."""

    organisation_id: int
    invoice_ids: tuple[int, ...]
    sure: Sure
    why: Why
    is_exact: bool


class Matcher:
    """Made once for all lines of a statement."""

    def __init__(self, invoices: Iterable[Owes], customers: Iterable[Customer]) -> None:
        self._owed: dict[int, list[Owes]] = {}
        for each in invoices:
            self._owed.setdefault(each.organisation_id, []).append(each)
        self._numbers = [(_number_pattern(each.number), each) for mine in self._owed.values() for each in mine]
        self._customers = [(each, _letters(each.code), _words(each.name)) for each in customers]

    def match(self, words: str, cents: int) -> Match | None:
        """The best; None where nothing speaks for anybody, or as much for several."""
        return self._by_number(words, cents) or self._by_customer(words, cents) or self._by_amount(cents)

    def _by_number(self, words: str, cents: int) -> Match | None:
        said = words.upper()
        found = [each for pattern, each in self._numbers if pattern.search(said)]
        owners = {each.organisation_id for each in found}
        if len(owners) != 1:
            return None
        is_exact = sum(each.cents for each in found) == cents
        return Match(
            owners.pop(), tuple(each.invoice_id for each in found), Sure.CERTAIN if is_exact else Sure.LIKELY, Why.NUMBER, is_exact
        )

    def _by_customer(self, words: str, cents: int) -> Match | None:
        letters, said = _letters(words), _words(words)
        by_code = [each for each, code, _name in self._customers if len(code) >= 4 and code in letters]
        named = [(each, len(name)) for each, _code, name in self._customers if name and name <= said]
        most = max((length for _each, length in named), default=0)
        by_name = [each for each, length in named if length == most]  # Acme Robotics is not the other Acme
        for found, why in ((by_code, Why.CODE), (by_name, Why.NAME)):
            if len(found) == 1:
                own = found[0].organisation_id
                invoices, is_exact = self._exactly(own, cents)
                sure = Sure.CERTAIN if is_exact and why is Why.CODE else Sure.LIKELY if is_exact or why is Why.CODE else Sure.POSSIBLE
                return Match(own, invoices, sure, why, is_exact)
        return None

    def _exactly(self, organisation_id: int, cents: int) -> tuple[tuple[int, ...], bool]:
        """The one invoice of just this amount, or all that is owed."""
        mine = self._owed.get(organisation_id, [])
        same = [each for each in mine if each.cents == cents]
        if len(same) == 1:
            return (same[0].invoice_id,), True
        return (), bool(mine) and sum(each.cents for each in mine) == cents

    def _by_amount(self, cents: int) -> Match | None:
        same: Sequence[Owes] = [each for mine in self._owed.values() for each in mine if each.cents == cents]
        return Match(same[0].organisation_id, (same[0].invoice_id,), Sure.POSSIBLE, Why.AMOUNT, True) if len(same) == 1 else None


def _number_pattern(number: str) -> re.Pattern[str]:
    """KLF-00012 as people type it: KLF00012, KLF 12, klf-012; never as a part of another number."""
    found = NUMBER.match(number.upper())
    head, tail = (found[1], found[2]) if found else (number.upper(), "")
    letters = [re.escape(each) for each in re.findall(r"[A-Z0-9]", head)]
    return re.compile(r"(?<![A-Z0-9])" + r"[^A-Z0-9]*".join(letters) + (rf"[^A-Z0-9]*0*{tail}(?![0-9])" if tail else r"(?![A-Z0-9])"))


def _letters(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def _words(text: str) -> frozenset[str]:
    """Those that tell one company from another."""
    return frozenset(word for word in re.findall(r"[A-Z0-9]+", text.upper()) if len(word) > 2 and word not in COMMON)
