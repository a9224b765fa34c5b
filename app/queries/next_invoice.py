"""The next invoice of one organisation at one location as it stands now: to compare before and after a change, and to be shown."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from app.core import clock
from app.core.month import Month
from app.models import Adhoc, Deposit, License, LineItem, Location, Organisation
from app.models.deposit import DepositStatus
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
    vat: int = 0

    @property
    def net(self) -> int:
        return sum(line.net for line in self.lines)

    @property
    def total(self) -> int:
        return self.net + self.vat


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
    return NextInvoice(month, tuple(lines), found.totals.vat)


def next_invoices(session: Session, organisation_id: int, places: Collection[int] | None) -> list[tuple[Location, NextInvoice]]:
    """The next one of each location that has something to bill, among `places` unless these are None; at home first.

    Where nothing is billed of the month, as of who begins with the next one, it is that of the month after.
    """
    found = []
    for location in _billing(session, organisation_id, places):
        first = next_invoice(session, organisation_id, location, clock.today(location.zone))
        each = first if first.lines else next_invoice(session, organisation_id, location, clock.today(location.zone), first.month.next)
        if each.lines:
            found.append((location, each))
    return found


def _billing(session: Session, organisation_id: int, places: Collection[int] | None) -> list[Location]:
    """Where it has anything that an invoice could name; licenses that have ended may still be corrected."""
    waits = (
        select(License.location_id).where(License.organisation_id == organisation_id),
        select(LineItem.location_id).where(LineItem.organisation_id == organisation_id, LineItem.license_id.is_(None)),
        select(Adhoc.location_id).where(Adhoc.organisation_id == organisation_id, Adhoc.invoiced_at.is_(None)),
        select(Deposit.location_id).where(Deposit.organisation_id == organisation_id, Deposit.status == DepositStatus.ASKED),
    )
    home = select(Organisation.location_id).where(Organisation.id == organisation_id).scalar_subquery()
    query = select(Location).where(Location.id.in_(union(*waits))).order_by((Location.id == home).desc(), Location.name, Location.id)
    return [each for each in session.scalars(query) if places is None or each.id in places]


def effect(before: NextInvoice, after: NextInvoice) -> Effect:
    """Lines that stay as they are say nothing."""
    left, right = Counter(before.lines), Counter(after.lines)
    gone, come = left - right, right - left
    return Effect(after.month, list(gone.elements()), list(come.elements()), before.net, after.net)
