"""Corrections: what a past month should have cost knowing everything now, less what was billed for it (P11)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from app.core.month import Month
from app.rules.lines import LineKind, PricedLine
from app.rules.terms import PriceVersion


class Billed(NamedTuple):
    """What one issued line, correction or credit note line billed a license for the month; credits are negative. Cents."""

    license_id: int
    code: str
    net: int


class EnteredVersion(NamedTuple):
    """A price version with the instant it was typed in, and whether staff marked it retroactive."""

    version: PriceVersion
    entered_at: dt.datetime
    retroactive: bool


def corrections(month: Month, expected: Iterable[PricedLine], billed: Iterable[Billed]) -> list[PricedLine]:
    """One line a license whose sums differ, ordered by code, dated within the month; VAT not yet filled.

    `expected` are the month's license lines priced today with its frozen volume count (P5).
    """
    owed: dict[int, list[PricedLine]] = {}
    paid: dict[int, int] = {}
    codes: dict[int, str] = {}
    for line in expected:
        owed.setdefault(line.id, []).append(line)
        codes[line.id] = line.code
    for each in billed:
        paid[each.license_id] = paid.get(each.license_id, 0) + each.net
        codes.setdefault(each.license_id, each.code)
    lines = [_difference(month, license_id, code, owed.get(license_id, []), paid.get(license_id, 0)) for license_id, code in codes.items()]
    return sorted((line for line in lines if line.net), key=lambda line: line.code)


def binding_versions(entered: Iterable[EnteredVersion], issued_at: dt.datetime) -> tuple[PriceVersion, ...]:
    """The versions that count for a month issued then: prices entered late are not retroactive unless marked."""
    return tuple(each.version for each in entered if each.retroactive or each.entered_at <= issued_at)


def _difference(month: Month, license_id: int, code: str, owed: list[PricedLine], paid: int) -> PricedLine:
    should = sum(line.net for line in owed)
    return PricedLine(
        LineKind.CORRECTION,
        license_id,
        code,
        owed[0].starts_on if owed else month.first,
        owed[-1].ends_on if owed else month.last,
        days=sum(line.days for line in owed) if owed else month.days,
        of=month.days,
        price=should,
        role=None,
        factors=(),
        net=should - paid,
        billed=paid,
        parts=tuple(owed),
    )
