"""Organisations with a kept card and an open invoice each, for the drills of cards; and what must be true of them afterwards."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.access.sealing import CARD, marked, sealed
from app.core.entity import db
from app.core.month import Month
from app.models import Invoice, Location, Organisation, Payment, PaymentMethod
from app.models.invoice import InvoiceKind, InvoiceStatus
from app.queries.verify.books import verify
from benchmarks.network import make_network

Ask = Callable[..., Any]
CENTS = 100_000
JUNE = Month(2026, 6)


def open_invoices(number: int, ask: Ask, *, cards: int = 20) -> list[int]:
    """So many sent invoices of R1 000.00 of `cards` organisations, whose cards the stand-in knows. Ids in their order."""
    session = db.session()
    location = make_network(session, "ONE", cards)
    organisations = session.scalars(select(Organisation).order_by(Organisation.id)).all()
    for each in organisations:
        token = str(ask("/_control/payfast/tokens", {"notify_url": "http://127.0.0.1:1/"})["result"]).encode()
        session.add(
            PaymentMethod(organisation_id=each.id, token_mark=marked(token, CARD), sealed_token=sealed(token, CARD), is_default=True)
        )
    made = [_invoice(location, organisations[n % len(organisations)], n) for n in range(number)]
    session.add_all(made)
    session.commit()
    return [each.id for each in made]


def _invoice(location: Location, organisation: Organisation, number: int) -> Invoice:
    return Invoice(
        organisation_id=organisation.id,
        location_id=location.id,
        kind=InvoiceKind.MANUAL,
        month=JUNE,
        number=f"DRILL-{number:06d}",
        status=InvoiceStatus.SENT,
        currency="ZAR",
        issued_on=dt.date(2026, 6, 1),
        due_on=dt.date(2026, 6, 8),
        net_cents=CENTS,
        vat_cents=0,
        total_cents=CENTS,
        seller={},
        buyer={},
    )


def charged(ask: Ask) -> Counter[str]:
    """How often PayFast took money for each of our references."""
    return Counter(each["reference"] for each in ask("/_control/payfast")["payments"])


def counted(session: Session, ask: Ask, invoices: int) -> dict[str, Any]:
    """What every drill of charges has to show: one charge for an invoice, at PayFast and here, and books that hold."""
    there = charged(ask)
    by_invoice: Counter[str] = Counter()
    for reference, times in there.items():
        by_invoice[reference.rpartition("-")[0]] += times
    paid = session.scalar(select(func.count(Invoice.id)).where(Invoice.status == InvoiceStatus.PAID))
    credit = session.scalar(select(func.coalesce(func.sum(Payment.credit_cents), 0)))
    figures = {
        "invoices": invoices,
        "charged_once": sum(times == 1 for times in by_invoice.values()),
        "charged_twice": sum(times > 1 for times in by_invoice.values()),
        "paid": paid,
        "payments": session.scalar(select(func.count(Payment.id))),
        "over_paid_cents": int(credit or 0),
        "taken_and_not_known": int(session.scalar(text("SELECT count(*) FROM payment_attempt WHERE state IN ('open', 'asked')")) or 0),
        "promises_broken": sum(bool(outcome.violations) for name, outcome in verify(session).items() if name.startswith(("P", "J1"))),
    }
    session.rollback()
    return figures
