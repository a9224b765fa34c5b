"""Hold a delivery together with the document that it carries, the document first: as voiding, sending and paying do."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.models import CreditNote, Delivery, Invoice
from app.models.delivery import DOCUMENTS
from app.models.invoice import InvoiceStatus
from app.work import Work


def hold_delivery(work: Work, delivery_id: int) -> Delivery:
    """The delivery, locked, with its present values. Nobody voids the document meanwhile, and no two who hold both wait for each other."""
    seen = work.get(Delivery, delivery_id)
    if seen.kind in DOCUMENTS:
        model: Any = CreditNote if seen.invoice_id is None else Invoice
        work.session.execute(select(model.id).where(model.id == (seen.invoice_id or seen.credit_note_id)).with_for_update())
    return work.lock(Delivery, delivery_id)


def is_void(work: Work, delivery: Delivery) -> bool:
    """Whether what it carries is worth nothing any more. Asked while it is held."""
    return bool(work.session.scalar(select(Invoice.status == InvoiceStatus.VOID).where(Invoice.id == delivery.invoice_id)))
