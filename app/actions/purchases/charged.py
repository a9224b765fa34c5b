"""What comes of a charge for a purchase, other than money: declined, or nobody knows (U3)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.core.events import Event
from app.models import Invoice, Purchase
from app.models.invoice import InvoiceKind
from app.work import Work


@dataclass(frozen=True)
class RestFailed(Event):
    """No card paid what credits left: they are let go, and the purchase ends."""

    purchase_id: int


def follow_charge(work: Work, invoice_id: int | None, verb: str) -> None:
    """The purchase whose own invoice it is, if it is one: `fail` or `lose`. Money is told by the invoice itself; those on a month's invoice wait for that."""
    alone = (
        select(Purchase)
        .join(Invoice, Invoice.id == Purchase.invoice_id)
        .where(Purchase.invoice_id == invoice_id, Invoice.kind == InvoiceKind.PURCHASE)
    )
    query = alone.with_for_update(of=Purchase).execution_options(populate_existing=True)
    row = work.session.scalars(query).one_or_none() if invoice_id is not None else None
    if row is not None and Purchase.moves.may(row, verb):
        Purchase.moves.move(row, verb)
        if verb == "fail" and row.wallet_cents:
            work.emit(RestFailed(row.id))
