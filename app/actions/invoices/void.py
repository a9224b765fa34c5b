"""Void an approved invoice that nobody has received: its charges are free to be billed again (I3, I11)."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import exists, func, select, update

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.deposits.credited import hold_deposits, release_deposits
from app.actions.invoice_runs.settle import settle_when_free
from app.actions.months.open import require_open_month
from app.core.errors import Refused
from app.core.events import Event
from app.models import Adhoc, Delivery, Invoice, InvoiceLine, License, Location, Organisation, RunOrganisation, Step
from app.models.delivery import DeliveryState
from app.models.invoice import InvoiceStatus
from app.models.invoice_run import Decision
from app.models.step import StepState
from app.queries.deposits import paid_from_kept
from app.work import transaction


@dataclass(frozen=True)
class InvoiceVoided(Event):
    invoice_id: int


def void_invoice(invoice_id: int, reason: str, *, by: Actor) -> Invoice:
    """Unlock and void. Its number stays used. Raises Refused once any mail is on its way, for a paid one, and in a closed month."""
    reason = reason.strip()
    with transaction(by=by) as work:
        seen = work.get(Invoice, invoice_id)
        work.session.execute(select(Organisation.id).where(Organisation.id == seen.organisation_id).with_for_update(key_share=True))
        hold_deposits(work, invoice_id)
        invoice = work.lock(Invoice, invoice_id)
        require(by, Permission.INVOICE_VOID, invoice)
        if not reason:
            raise Refused(_("Say why %(invoice)s is void.", invoice=invoice), field="reason")
        require_open_month(work, work.get(Location, invoice.location_id), invoice.month)
        if invoice.paid_cents > paid_from_kept(work.session, invoice_id) or invoice.credited_cents:
            raise Refused(_("%(invoice)s is paid or credited already: make a credit note instead.", invoice=invoice))
        underway = (DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNKNOWN)
        if work.session.scalar(select(exists().where(Delivery.invoice_id == invoice_id, Delivery.state.in_(underway)))):
            raise Refused(_("%(invoice)s is already with the customer: make a credit note instead.", invoice=invoice))
        if invoice.status is InvoiceStatus.VOID:
            raise Refused(_("%(invoice)s is void already.", invoice=invoice))
        if invoice.status is InvoiceStatus.SENT:  # handed over without a mail
            raise Refused(_("%(invoice)s was handed over already: make a credit note instead.", invoice=invoice))
        Invoice.moves.move(invoice, "void")
        invoice.void_reason, invoice.paid_cents = reason[:500], 0
        release_deposits(work, invoice_id)
        charges = select(InvoiceLine.adhoc_id).where(InvoiceLine.invoice_id == invoice_id, InvoiceLine.adhoc_id.is_not(None))
        work.session.execute(update(Adhoc).where(Adhoc.id.in_(charges)).values(invoiced_at=None))
        work.session.execute(update(InvoiceLine).where(InvoiceLine.invoice_id == invoice_id).values(key=None))
        billed = select(InvoiceLine.license_id).where(InvoiceLine.invoice_id == invoice_id, InvoiceLine.license_id.is_not(None))
        work.session.execute(
            update(License).where(License.id.in_(billed)).values(touched_at=func.clock_timestamp())
        )  # its corrections are owed again (P11)
        work.session.execute(
            update(RunOrganisation).where(RunOrganisation.invoice_id == invoice_id).values(decision=Decision.OPEN, invoice_id=None)
        )
        for delivery in work.session.scalars(
            select(Delivery).where(Delivery.invoice_id == invoice_id, Delivery.state == DeliveryState.TODO)
        ):
            Delivery.moves.move(delivery, "withhold")
        for step in work.session.scalars(select(Step).where(Step.invoice_id == invoice_id, Step.state != StepState.DONE)):
            step.state, step.reason = StepState.DONE, _("Not needed: the invoice is void.")
        work.emit(InvoiceVoided(invoice.id))
    if invoice.run_id is not None:
        settle_when_free(invoice.run_id, by=by)
    return invoice
