"""What licenses first bring in: one look at the preview for all of an organisation, location and month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy.orm import Session

from app.core.clock import today
from app.core.month import Month
from app.models import License, Location
from app.queries.license_lines import ABOUT_LICENSES
from app.queries.preview import preview


class FirstInvoice(NamedTuple):
    """`net` in cents of the location's currency, VAT exclusive; `role` is primary or extra, None for a price of its own alone."""

    month: Month
    net: int
    role: str | None


def first_invoices(session: Session, licenses: Iterable[License]) -> dict[int, FirstInvoice]:
    """By license id: of this month, or of the month that it starts in, or of the next where that brings nothing. Without a line there is none."""
    waiting: dict[tuple[int, int, Month], set[int]] = defaultdict(set)
    zones: dict[int, Location] = {}
    for each in licenses:
        location = zones.setdefault(each.location_id, session.get_one(Location, each.location_id))
        waiting[each.organisation_id, each.location_id, max(Month.of(today(location.zone)), Month.of(each.starts_on))].add(each.id)
    found: dict[int, FirstInvoice] = {}
    for (organisation_id, location_id, month), ids in waiting.items():
        for when in (month, month.next):
            open_ids = ids - found.keys()
            if open_ids:
                found |= _lines(session, organisation_id, zones[location_id], when, open_ids)
    return found


def _lines(session: Session, organisation_id: int, location: Location, month: Month, ids: set[int]) -> dict[int, FirstInvoice]:
    lines = defaultdict(list)
    for row in preview(session, location, month, cut_off=month.last, organisation_ids=[organisation_id]).rows:
        for line in row.document.lines:
            if line.kind in ABOUT_LICENSES and line.id in ids:
                lines[line.id].append(line)
    return {key: FirstInvoice(month, sum(line.net for line in each), each[0].role and each[0].role.value) for key, each in lines.items()}
