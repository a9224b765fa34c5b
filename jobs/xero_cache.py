"""Xero's invoices, credit notes, over-payments and payments, read each hour and after each webhook: only what changed (T3)."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict

from app.access.actor import SYSTEM
from app.actions.xero.keep_reading import finish_reading, keep_facts, want_reading
from app.actions.xero.want_entries import want_entries
from app.core import clock
from app.core.entity import db
from app.models import XeroConnection
from app.queries.xero_books import last_reading
from app.rules.reconcile import FactKind
from jobs import job
from jobs.xero_token import books_at


def follow() -> None:
    """Each hour: what was not told yet is told, and what was changed there is read."""
    want_entries(by=SYSTEM)
    want_reading(by=SYSTEM)


@job(queue="xero", timeout=300)
def read(connection_id: int, asked_at: str) -> None:
    """Nothing to do when it was read since: a hundred webhooks are one reading."""
    asked = dt.datetime.fromisoformat(asked_at)
    tenant_id = db.session.get_one(XeroConnection, connection_id).tenant_id
    for kind in (FactKind.PAYMENT, FactKind.INVOICE, FactKind.CREDIT_NOTE, FactKind.OVERPAYMENT):
        before = last_reading(db.session(), connection_id, kind)
        db.session.rollback()  # no transaction stays open while the vendor is asked
        if before is not None and before.read_at > asked:
            continue
        began = clock.now()
        for page in books_at(connection_id, tenant_id).changed(kind, before and before.changed_since):
            keep_facts(connection_id, [asdict(fact) for fact in page], by=SYSTEM)
        finish_reading(connection_id, kind, began, by=SYSTEM)
