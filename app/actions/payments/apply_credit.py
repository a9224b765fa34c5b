"""Credit of a customer pays an invoice: what was paid too much, what was credited after it was paid, and months below zero (P1, P12)."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.invoices.locked import hold_organisation
from app.actions.invoices.paid import OPEN, pay
from app.actions.payments.part_back import part_back
from app.actions.payments.take import apply_part, locked
from app.core.clock import today
from app.core.errors import Refused
from app.core.events import Event
from app.core.money import plain
from app.models import CreditNote, CreditNotePart, Invoice, Payment, PaymentPart
from app.queries.deposits import payable
from app.queries.refundable import paid_by, payment_behind
from app.work import Work, transaction


@dataclass(frozen=True)
class CreditApplied(Event):
    """A payment paid an invoice with what had been its credit, or does not pay another one any more."""

    payment_id: int


@dataclass(frozen=True)
class NoteApplied(Event):
    """The credit of a credit note paid an invoice."""

    credit_note_id: int


def apply_credit(invoice_id: int, *, key: str = "", amount_cents: int | None = None, by: Actor) -> Invoice:
    """Of all credit that the organisation has at the invoice's location, the oldest first, so many cents, or as much as there is and the invoice
    needs. `key` names the saying of it: the same again changes nothing. Raises Refused for more than there is or is left to pay.
    """
    with transaction(by=by) as work:
        seen = work.get(Invoice, invoice_id)
        require(by, Permission.PAYMENT_WRITE, seen)
        if not key.strip():
            raise Refused(_("Applying credit needs a key of its own."), field="key")
        hold_organisation(work, seen.organisation_id)
        key = f"credit:{key.strip()[:80]}"
        if _is_done(work, key):
            return seen
        (invoice,) = locked(work, [invoice_id])
        if invoice.status not in OPEN or invoice.due_cents <= 0:
            raise Refused(_("%(invoice)s has nothing left to pay.", invoice=invoice))
        if amount_cents is not None and not 0 < amount_cents <= invoice.due_cents:
            raise Refused(_("%(invoice)s has %(left)s left to pay.", invoice=invoice, left=plain(invoice.due_cents)), field="amount_cents")
        wanted = invoice.due_cents if amount_cents is None else amount_cents
        used = use_credit(work, invoice, wanted, key=key)
        if not used:
            raise Refused(
                _(
                    "%(organisation)s has no credit left at %(location)s.",
                    organisation=invoice.organisation.name,
                    location=invoice.location.name,
                )
            )
        if amount_cents is not None and used < amount_cents:
            raise Refused(
                _("%(organisation)s has %(left)s of credit here.", organisation=invoice.organisation.name, left=plain(used)),
                field="amount_cents",
            )
    return invoice


def use_credit(work: Work, invoice: Invoice, wanted: int, *, key: str) -> int:
    """What was used of it, at most `wanted` cents. The organisation and the open invoice are locked."""
    _free_paid_beyond(work, invoice)
    on, left, number = today(invoice.location.zone), wanted, _said_before(work, invoice, key)
    mine = (
        Payment.organisation_id == invoice.organisation_id,
        Payment.location_id == invoice.location_id,
        Payment.currency == invoice.currency,
    )
    payments = select(Payment).where(*mine, Payment.credit_cents > 0).order_by(Payment.received_on, Payment.id).with_for_update()
    for payment in work.session.scalars(payments).all():
        cents = min(left, payment.credit_cents)
        if cents:
            number += 1
            payment.credit_cents -= cents
            apply_part(work, payment, invoice, cents, on=on, key=f"{key}:{number}")
            work.emit(CreditApplied(payment.id))
            left -= cents
    theirs = (
        CreditNote.organisation_id == invoice.organisation_id,
        CreditNote.location_id == invoice.location_id,
        CreditNote.currency == invoice.currency,
    )
    notes = select(CreditNote).where(*theirs, CreditNote.total_cents > CreditNote.applied_cents + CreditNote.spent_cents)
    for note in work.session.scalars(notes.order_by(CreditNote.issued_on, CreditNote.id).with_for_update()).all():
        if payment_behind(work.session, note) is not None:  # its credit is money of that payment
            continue
        cents = min(left, note.credit_cents, max(0, payable(work.session, invoice)))  # a deposit is money that came in, never a credit note
        if cents:
            number += 1
            note.spent_cents += cents
            work.add(CreditNotePart(credit_note_id=note.id, invoice_id=invoice.id, cents=cents, applied_on=on, key=f"{key}:{number}"))
            pay(work, invoice, cents)
            work.emit(NoteApplied(note.id))
            left -= cents
    return wanted - left


def _free_paid_beyond(work: Work, invoice: Invoice) -> None:
    """Money that paid another invoice there, of which so much was credited since, is the payment's credit again."""
    beyond = Invoice.total_cents - Invoice.credited_cents - Invoice.paid_cents < 0
    query = select(Invoice.id).where(
        Invoice.organisation_id == invoice.organisation_id,
        Invoice.location_id == invoice.location_id,
        Invoice.currency == invoice.currency,
        beyond,
    )
    for invoice_id in work.session.scalars(query.order_by(Invoice.id)).all():
        (other,) = locked(work, [invoice_id])
        paying = select(Payment).join(PaymentPart).where(PaymentPart.invoice_id == invoice_id).order_by(Payment.id.desc())
        for payment in work.session.scalars(paying).unique().all():
            free = next((each.free for each in paid_by(work.session, payment) if each.invoice.id == invoice_id), 0)
            cents = min(free, max(0, -other.due_cents))
            if cents:
                part_back(work, payment, other, cents, on=today(other.location.zone))
                payment.credit_cents += cents
                work.emit(CreditApplied(payment.id))


def _said_before(work: Work, invoice: Invoice, key: str) -> int:
    """How many parts it has by that key: more credit may have come since, and what is used then is numbered after them."""
    return sum(
        work.session.scalar(
            select(func.count(model.id)).where(model.invoice_id == invoice.id, model.key.startswith(f"{key}:", autoescape=True))
        )
        or 0
        for model in (PaymentPart, CreditNotePart)
    )


def _is_done(work: Work, key: str) -> bool:
    """Parts of one saying are numbered."""
    return any(work.session.scalar(select(model.id).where(model.key == f"{key}:1")) is not None for model in (PaymentPart, CreditNotePart))
