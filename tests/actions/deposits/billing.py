"""A month billed and sent, for what happens to deposits afterwards."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select

from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.create import create_run
from app.actions.invoice_runs.preview import preview_run
from app.core.entity import db
from app.core.month import Month
from app.models import Invoice, InvoiceRun
from app.models.invoice import InvoiceStatus

JUNE, JULY = Month(2026, 6), Month(2026, 7)
EARLIER = dt.date(2026, 6, 20)


def billed(location: Any, by: Any, month: Month = JUNE) -> InvoiceRun:
    run = create_run(location.id, month, by=by, cut_off=month.last)
    preview_run(run.id, by=by)
    approve_run(run.id, run.fingerprint, by=by)
    return run


def sent(location: Any, by: Any, month: Month = JUNE) -> list[Invoice]:
    """The invoices of the month, as if every mail had gone out."""
    billed(location, by, month)
    invoices = list(
        db.session.scalars(select(Invoice).where(Invoice.location_id == location.id, Invoice.month == month).order_by(Invoice.id))
    )
    for invoice in invoices:
        if invoice.status is InvoiceStatus.LOCKED:
            Invoice.moves.move(invoice, "send")
    db.session.commit()
    return invoices
