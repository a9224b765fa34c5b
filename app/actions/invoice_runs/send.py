"""Send a run: every approved document goes to its addresses, as soon as its PDF is there (I7)."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, update

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.deliveries.prepare import addressed, prepare_deliveries
from app.actions.deliveries.wanted import DeliveryWanted
from app.actions.documents.unlock import unlock_ready
from app.actions.invoice_runs.settle import settle_run, settling
from app.core import clock
from app.core.errors import Refused
from app.models import CreditNote, Delivery, Invoice, InvoiceRun, Location, Step
from app.models.credit_note import CreditNoteStatus
from app.models.delivery import DeliveryKind, DeliveryState
from app.models.invoice import InvoiceStatus
from app.models.invoice_run import RunStatus
from app.models.step import StepName, StepState
from app.work import Work, transaction


def send_run(run_id: int, *, by: Actor) -> InvoiceRun:
    """What was sent before is not sent again. Raises Refused when nothing is approved, or all has been sent."""
    with settling(run_id, by=by), transaction(by=by) as work:
        run = work.lock(InvoiceRun, run_id)
        require(by, Permission.INVOICE_RUN_SEND, run)
        location = work.get(Location, run.location_id)
        waiting = {
            DeliveryKind.INVOICE: _unsent(work, Invoice, run.id, InvoiceStatus.LOCKED),
            DeliveryKind.CREDIT_NOTE: _unsent(work, CreditNote, run.id, CreditNoteStatus.APPROVED),
        }
        if run.status in (RunStatus.DRAFT, RunStatus.PREVIEWED):
            raise Refused(_("%(run)s is not approved yet.", run=run))
        if not any(waiting.values()):
            raise Refused(_("Nothing is left to send in %(run)s.", run=run))
        run.send_wanted_at = run.send_wanted_at or clock.now()
        for kind, ids in waiting.items():
            if ids:
                want_delivery(work, kind, ids, location, run.id)
        settle_run(run.id, by=by)  # where nobody has an address, or the place is silent, no mail comes back to say that all is done
    return run


def _unsent(work: Work, model: Any, run_id: int, status: Any) -> list[int]:
    """Held, so that none is voided before it is to be sent; one that is being voided meanwhile is waited for, and left out."""
    query = select(model.id).where(model.run_id == run_id, model.status == status, model.send_wanted_at.is_(None)).order_by(model.id)
    return list(work.session.scalars(query.with_for_update()))


def want_delivery(work: Work, kind: DeliveryKind, ids: list[int], location: Location, run_id: int | None) -> None:
    """Write down that they, which are held, are to be sent, to whom, and begin with those whose PDF is there."""
    model: Any = Invoice if kind is DeliveryKind.INVOICE else CreditNote
    column = Delivery.invoice_id if kind is DeliveryKind.INVOICE else Delivery.credit_note_id
    of_step = Step.invoice_id if kind is DeliveryKind.INVOICE else Step.credit_note_id
    work.session.execute(update(model).where(model.id.in_(ids)).values(send_wanted_at=clock.now()))
    documents = addressed(work, kind, ids)
    prepare_deliveries(work, kind, location, run_id, documents)
    printed = select(of_step).where(of_step.in_(ids), Step.name == StepName.PDF, Step.state == StepState.DONE)
    ready = select(Delivery.id).where(column.in_(printed), Delivery.state == DeliveryState.TODO)
    work.emit_all([DeliveryWanted(delivery_id) for delivery_id in work.session.scalars(ready)])
    work.record(
        "send",
        kind.value,
        [
            {
                "noun_id": each.document_id,
                "name": each.number,
                "location_id": location.id,
                "changes": {"addresses": [None, list(each.addresses)]},
            }
            for each in documents
        ],
    )
    unlock_ready(work, kind, ids)
