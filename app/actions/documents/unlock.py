"""Unlock: a document counts as sent once its PDF is there and every delivery is decided, or by a setting of the house the first one went (I3, I7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select

from app.actions.invoices.events import CreditNoteSent, InvoicePaid, InvoiceSent
from app.core import clock
from app.models import CreditNote, Delivery, Invoice
from app.models.credit_note import CreditNoteStatus
from app.models.delivery import DOCUMENTS, DeliveryKind, DeliveryState
from app.models.invoice import InvoiceStatus
from app.queries.settings import setting
from app.work import Work

SETTING = "unlock"
ALL_DECIDED, FIRST_SENT = "all_decided", "first_sent"
UNLOCKS = (ALL_DECIDED, FIRST_SENT)
UNDECIDED = (DeliveryState.TODO, DeliveryState.SENDING, DeliveryState.UNKNOWN)


def unlock_its_document(work: Work, row: Delivery) -> None:
    """What was decided about this mail may have been the last that its invoice or credit note waited for; other mails carry none."""
    if row.kind in DOCUMENTS:
        unlock_ready(work, row.kind, [row.invoice_id or row.credit_note_id or 0])


def unlock_ready(work: Work, kind: DeliveryKind, document_ids: Sequence[int]) -> None:
    """Those of them that are ready become `sent`; who has no address at all counts as handed over by hand.

    They are locked before anybody looks: whoever ends the last mail but one at the same moment would see this one on its way, as this one sees theirs.
    """
    is_invoice = kind is DeliveryKind.INVOICE
    model: Any = Invoice if is_invoice else CreditNote
    column = Delivery.invoice_id if is_invoice else Delivery.credit_note_id
    undecided = select(Delivery.id).where(column == model.id, Delivery.state.in_(UNDECIDED))
    is_decided = ~undecided.exists()
    if setting(work.session, SETTING, ALL_DECIDED) == FIRST_SENT:
        is_decided = or_(is_decided, select(Delivery.id).where(column == model.id, Delivery.state == DeliveryState.SENT).exists())
    ready = (
        select(model)
        .where(
            model.id.in_(document_ids),
            model.status == (InvoiceStatus.LOCKED if is_invoice else CreditNoteStatus.APPROVED),
            model.send_wanted_at.is_not(None),
            model.document_id.is_not(None),
            is_decided,
        )
        .order_by(model.id)
    )
    work.session.flush()  # decisions of this transaction count
    work.session.execute(select(model.id).where(model.id.in_(document_ids)).order_by(model.id).with_for_update())
    for row in work.session.scalars(ready.execution_options(populate_existing=True)):
        model.moves.move(row, "send")
        row.sent_at = clock.now()
        if is_invoice and (
            row.paid_cents or not row.due_cents
        ):  # a kept part of a deposit pays its charge from the start, and nothing is owed of one that comes to nothing
            row.moves.move(row, "pay_partly" if row.due_cents else "pay")
        if is_invoice:
            work.emit(InvoiceSent(row.id))
            if row.status is InvoiceStatus.PAID:
                work.emit(InvoicePaid(row.id))
        elif row.run_id is not None:
            work.emit(CreditNoteSent(row.id))
