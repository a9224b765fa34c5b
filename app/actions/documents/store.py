"""Keep a rendered document as it will be sent, and let its deliveries begin."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import select

from app.access.actor import Actor
from app.actions.deliveries.wanted import DeliveryWanted
from app.actions.documents.unlock import unlock_ready
from app.core import clock
from app.models import CreditNote, Delivery, Document, Invoice, Step
from app.models.delivery import DeliveryKind, DeliveryState
from app.models.step import StepName, StepState
from app.work import transaction


def store_document(kind: DeliveryKind, document_id: int, content: bytes, *, by: Actor) -> Document:
    """The PDF of an invoice or credit note; a second one of the same document is not kept: what was sent stays."""
    model: Any = Invoice if kind is DeliveryKind.INVOICE else CreditNote
    column = Delivery.invoice_id if kind is DeliveryKind.INVOICE else Delivery.credit_note_id
    of_step = Step.invoice_id if kind is DeliveryKind.INVOICE else Step.credit_note_id
    with transaction(by=by) as work:
        row = work.lock(model, document_id)
        step = work.session.scalars(select(Step).where(of_step == document_id, Step.name == StepName.PDF).with_for_update()).one()
        if row.document_id is None:
            kept = work.add(
                Document(
                    organisation_id=row.organisation_id,
                    location_id=row.location_id,
                    name=f"{row.number}.pdf",
                    media_type="application/pdf",
                    sha256=hashlib.sha256(content).hexdigest(),
                    content=content,
                )
            )
            row.document_id = kept.id
        if step.state is not StepState.DONE:
            Step.moves.move(step, "finish")
            step.done_at, step.reason, step.external_id = clock.now(), "", str(row.document_id)
        if row.send_wanted_at is not None:
            waiting = select(Delivery.id).where(column == document_id, Delivery.state == DeliveryState.TODO)
            work.emit_all([DeliveryWanted(delivery_id) for delivery_id in work.session.scalars(waiting)])
            unlock_ready(work, kind, [document_id])
        return work.get(Document, row.document_id)
