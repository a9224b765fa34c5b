"""Whom a run made a debtor: who still owes what it billed, how much, and by when."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Invoice, InvoiceRun
from app.queries.organisation_figures import owed


class Debtors(NamedTuple):
    """`owed` in cents; `due_on` is the first day on which some of it is due, None when nobody owes anything."""

    organisations: int
    owed: int
    due_on: dt.date | None


def debtors_of(session: Session, run: InvoiceRun) -> Debtors:
    rest = Invoice.total_cents - Invoice.credited_cents - Invoice.paid_cents
    query = select(func.count(Invoice.organisation_id.distinct()), func.coalesce(func.sum(rest), 0), func.min(Invoice.due_on))
    count, cents, due_on = session.execute(query.where(Invoice.run_id == run.id, *owed())).one()
    return Debtors(count, int(cents), due_on)
