"""What a license adds to the next invoice, line by line with its arithmetic: the preview, seen from one license."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.month import Month
from app.models import Deposit, License, Location
from app.queries.line_json import Words
from app.queries.preview import preview
from app.rules.formula import formula
from app.rules.lines import LineKind

ABOUT_LICENSES = (LineKind.LICENSE, LineKind.CORRECTION)


class LicenseLine(NamedTuple):
    """`net` in cents of the location's currency, VAT exclusive."""

    description: str
    formula: str
    net: int


def license_lines(session: Session, license: License, month: Month) -> list[LicenseLine]:
    """Its lines of a month that is not invoiced yet, corrections and deposits included; none once it is."""
    location = session.get_one(Location, license.location_id)
    found = preview(session, location, month, cut_off=month.last, organisation_ids=[license.organisation_id])
    words = Words(found.terms)
    deposits = set(session.scalars(select(Deposit.id).where(Deposit.license_id == license.id)))
    return [
        LicenseLine(words.of(line), formula(line, line.net), line.net)
        for row in found.rows
        for line in row.document.lines
        if (line.kind in ABOUT_LICENSES and line.id == license.id) or (line.kind is LineKind.DEPOSIT and line.id in deposits)
    ]


def next_lines(session: Session, license: License, today: dt.date) -> tuple[Month, list[LicenseLine]]:
    """Its lines of this month, or of the next one once this is invoiced; of a license that starts later, its first."""
    month = max(Month.of(today), Month.of(license.starts_on))
    lines = license_lines(session, license, month)
    if not lines and (license.ends_on is None or license.ends_on > month.last):
        month = month.next
        lines = license_lines(session, license, month)
    return month, lines
