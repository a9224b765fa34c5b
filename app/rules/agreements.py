"""What was agreed about a license's price, one agreement after the other: a new one leaves the days before it as they were (P11)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

from app.rules.commitment import commitment_term
from app.rules.roles import ONE_DAY
from app.rules.terms import FormerTerms, LicenseTerms

Agreed = tuple[dt.date, Mapping[str, Any]]  # the last day, and what was agreed by name


def held_under(license: LicenseTerms, former: FormerTerms) -> LicenseTerms:
    """The license as if what was agreed before had held all the time."""
    return replace(
        license,
        commitment_months=former.commitment_months,
        commitment_start=former.commitment_start,
        custom_price=former.custom_price,
        custom_price_end=former.custom_price_end,
        net_price=former.net_price,
        former=(),
    )


def terms_on(license: LicenseTerms, day: dt.date) -> LicenseTerms:
    """The license as it was agreed for that day."""
    return next((held_under(license, each) for each in license.former if day <= each.until), license)


def agreements(license: LicenseTerms) -> Iterator[LicenseTerms]:
    """The license under each agreement, earliest first; the last is the present one."""
    for each in license.former:
        yield held_under(license, each)
    yield license


def first_day(
    before: Mapping[str, Any], news: Mapping[str, Any], *, starts_on: dt.date, billed_until: dt.date | None, agreed_since: dt.date
) -> dt.date:
    """From when `news` hold where nobody says it: a commitment from its own first day, all else from the first day that no approved month billed.

    News about the commitment that there is wait until it has begun: those of before have their own days.
    """
    begins = news.get("commitment_start")
    if begins is not None and begins != before["commitment_start"] and begins > starts_on:
        return begins
    day = max(starts_on, billed_until + ONE_DAY) if billed_until is not None else starts_on
    return max(day, agreed_since) if "commitment_months" in news and "commitment_start" not in news else day


def agreed_anew(
    former: Iterable[Agreed], before: Mapping[str, Any], news: Mapping[str, Any], *, starts_on: dt.date, since: dt.date
) -> list[Agreed]:
    """What was agreed before once `news` hold from a day on, whatever else was agreed for the days after it; earliest first.

    `before` was the present agreement, and with the news is it still. Neighbours that are equal are one. On the license's first day nothing of what the news are about is left.
    """
    found: list[Agreed] = []
    first = starts_on
    for ends_on, held in (*former, (dt.date.max, before)):
        if ends_on < since:
            found.append((ends_on, held))
        else:
            found += [(since - ONE_DAY, held)] if first < since else []
            found.append((ends_on, {**held, **news}))
        first = ends_on + ONE_DAY if ends_on < dt.date.max else ends_on
    return [(ends_on, held) for (ends_on, held), (_, after) in pairwise(found) if held != after]


def commitment_terms(license: LicenseTerms) -> list[tuple[dt.date, dt.date]]:
    """First and last days of each commitment that was kept to its end or is the present one, earliest first: renewing one leaves it among them."""
    found = [(term, each.until) for each, held in zip(license.former, agreements(license), strict=False) if (term := commitment_term(held))]
    kept = [term for term, until in found if term[1] <= until]
    present = commitment_term(license)
    if present is not None:
        kept.append(present)
    return [*(before for before, after in pairwise(kept) if before[1] < after[0]), *kept[-1:]]
