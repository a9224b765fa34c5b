"""The next invoice of one organisation at one location as it stands now: to compare before and after a change."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy.orm import Session

from app.core.month import Month
from app.models import Location
from app.queries.billed import already_billed
from app.queries.line_json import Words
from app.queries.preview import preview
from app.rules.formula import formula


class InvoiceText(NamedTuple):
    """`net` in cents of the location's currency, VAT exclusive."""

    description: str
    formula: str
    net: int


@dataclass(frozen=True, slots=True)
class NextInvoice:
    month: Month
    lines: tuple[InvoiceText, ...]

    @property
    def net(self) -> int:
        return sum(line.net for line in self.lines)


class Effect(NamedTuple):
    """What a change does to the next invoice: lines that go, lines that come, and the net in cents before and after."""

    month: Month
    gone: list[InvoiceText]
    come: list[InvoiceText]
    before: int
    after: int


def next_invoice(session: Session, organisation_id: int, location: Location, today: dt.date, month: Month | None = None) -> NextInvoice:
    """Of this month, or of the next one once this is invoiced; or of the month that is asked for."""
    if month is None:
        month = Month.of(today)
        if already_billed(session, location.id, month, organisation_id):
            month = month.next
    found = preview(session, location, month, cut_off=month.last, organisation_ids=[organisation_id])
    words = Words(found.terms)
    lines = (InvoiceText(words.of(line), formula(line, line.net), line.net) for row in found.rows for line in row.document.lines)
    return NextInvoice(month, tuple(lines))


def effect(before: NextInvoice, after: NextInvoice) -> Effect:
    """Lines that stay as they are say nothing."""
    left, right = Counter(before.lines), Counter(after.lines)
    gone, come = left - right, right - left
    return Effect(after.month, list(gone.elements()), list(come.elements()), before.net, after.net)
