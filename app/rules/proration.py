"""What part of a month a run of days is, by the location's `proration` setting (P4).

`actual` (the default): its days of the days of the whole calendar month.
`30-day`: a license billed every day of the month pays the price; of any other month each day is a thirtieth.
`none`: the first and the last month are charged in full; the second less the days that the first charged and did not use. A license that begins in a
pause has no first month in full, and so nothing is taken off its second.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from app.core.money import rounded
from app.core.month import Month
from app.rules.policy import Proration

Term = tuple[dt.date, dt.date]


def net_of(price: int, over: int, under: int, days: int, of: int, before: int = 0) -> int:
    """R(price x over/under x days/of) in cents, cumulative after `before` days that were rounded earlier (P4, P13)."""
    net = rounded(price * over * (before + days), under * of)
    return net - rounded(price * over * before, under * of) if before else net


def prorated(
    proration: Proration, month: Month, held: tuple[dt.date, dt.date | None], spans: Sequence[Term], *, began_paused: bool = False
) -> tuple[list[int], int]:
    """Billed days of each span, and the days they are a part of. `held` is the license's own first and last day, of which the first may be paused."""
    whole = month.days
    days = [(ends_on - starts_on).days + 1 for starts_on, ends_on in spans]
    if proration is Proration.THIRTY_DAYS:
        return days, whole if sum(days) == whole else 30
    if proration is Proration.NONE and days:
        _fill_first_and_last(month, held, spans, days)
        if not began_paused:
            _take_unused(month, held[0], days)
    return days, whole


def _fill_first_and_last(month: Month, held: tuple[dt.date, dt.date | None], spans: Sequence[Term], days: list[int]) -> None:
    starts_on, ends_on = held
    if starts_on in month and spans[0][0] == starts_on:
        days[0] += starts_on.day - 1
    if ends_on is not None and ends_on in month and spans[-1][1] == ends_on:
        days[-1] += month.days - ends_on.day


def _take_unused(month: Month, starts_on: dt.date, days: list[int]) -> None:
    unused = starts_on.day - 1 if starts_on in month.previous else 0
    for place, billed in enumerate(days):
        taken = min(unused, billed)
        days[place] = billed - taken
        unused -= taken
