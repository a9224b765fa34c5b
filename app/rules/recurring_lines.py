"""Monthly line items that staff made without a license, pro-rated like a license and never discounted (P4, P8)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from operator import attrgetter

from app.core.month import Month
from app.rules.lines import LineKind, PricedLine
from app.rules.policy import Proration
from app.rules.proration import net_of, prorated
from app.rules.terms import RecurringTerms


def recurring_lines(month: Month, items: Iterable[RecurringTerms], proration: Proration = Proration.ACTUAL) -> list[PricedLine]:
    """One line an item that has a day in the month, ordered by code; price 0 makes none. VAT exclusive."""
    lines: list[PricedLine] = []
    for item in sorted(items, key=attrgetter("code")):
        starts_on, ends_on = max(item.starts_on, month.first), min(item.ends_on or dt.date.max, month.last)
        if starts_on > ends_on or not item.price:
            continue
        (days,), of = prorated(proration, month, (item.starts_on, item.ends_on), [(starts_on, ends_on)])
        if days:
            lines.append(_line(item, starts_on, ends_on, days, of))
    return lines


def _line(item: RecurringTerms, starts_on: dt.date, ends_on: dt.date, days: int, of: int) -> PricedLine:
    return PricedLine(
        LineKind.RECURRING,
        item.id,
        item.code,
        starts_on,
        ends_on,
        days,
        of,
        item.price,
        role=None,
        factors=(),
        net=net_of(item.price, 1, 1, days, of),
        description=item.description,
    )
