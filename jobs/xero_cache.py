"""Xero's invoices, credit notes, over-payments, payments and deposits given back, read each hour and after each webhook: only what changed (T3)."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from functools import partial
from typing import Any

from app.access.actor import SYSTEM
from app.actions.xero.keep_reading import finish_reading, keep_facts, want_reading
from app.actions.xero.want_entries import want_entries
from app.core import clock
from app.core.entity import db
from app.integrations.xero import XeroFact
from app.models import XeroConnection
from app.queries.xero_books import deposit_accounts, last_reading
from app.rules.reconcile import FactKind
from jobs import job
from jobs.xero_token import books_at

OUR_KEY = "(foyer-"  # in the reference of what Foyer told, which somebody may have put on another account since


def follow() -> None:
    """Each hour: what was not told yet is told, and what was changed there is read."""
    want_entries(by=SYSTEM)
    want_reading(by=SYSTEM)


@job(queue="xero", timeout=300)
def read(connection_id: int, asked_at: str) -> None:
    """Nothing to do when it was read since: a hundred webhooks are one reading."""
    asked = dt.datetime.fromisoformat(asked_at)
    tenant_id = db.session.get_one(XeroConnection, connection_id).tenant_id
    for kind in (FactKind.PAYMENT, FactKind.INVOICE, FactKind.CREDIT_NOTE, FactKind.OVERPAYMENT, FactKind.BANK_TRANSACTION):
        before = last_reading(db.session(), connection_id, kind)
        db.session.rollback()  # no transaction stays open while the vendor is asked
        if before is not None and before.read_at > asked:
            continue
        began = clock.now()
        of_deposits = deposit_accounts(db.session(), connection_id)
        db.session.rollback()
        for page in books_at(connection_id, tenant_id).changed(kind, before and before.changed_since):
            keep_facts(connection_id, [fact for fact in map(partial(_kept, of_deposits), page) if fact is not None], by=SYSTEM)
        finish_reading(connection_id, kind, began, by=SYSTEM)


def _kept(of_deposits: frozenset[str], fact: XeroFact) -> dict[str, Any] | None:
    """What is kept of a fact; of all that a company spends only what it gave back of deposits, so much as the lines say."""
    told = asdict(fact)
    on_accounts = dict(told.pop("on_accounts"))
    if fact.kind is FactKind.BANK_TRANSACTION:
        told["total_cents"] = sum(cents for code, cents in on_accounts.items() if code in of_deposits)
        return told if told["total_cents"] or OUR_KEY in fact.number else None
    return told
