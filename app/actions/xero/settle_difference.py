"""What a person does about a difference between the books: tell again, say that it is the same, or take it over."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import exists, select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.invoices.locked import hold_organisation
from app.actions.invoices.paid import OPEN
from app.actions.months.open import require_open_month
from app.actions.payments.take import locked, take
from app.actions.xero.want_entries import EntriesWanted
from app.core import clock
from app.core.errors import Refused
from app.core.money import plain
from app.core.month import Month
from app.models import CreditNote, Invoice, Location, Organisation, Payment, Refund, XeroConnection, XeroEntry, XeroHeld
from app.models.payment import PaymentMethodKind
from app.models.step import StepState
from app.models.xero_entry import EntryKind, Till
from app.rules.reconcile import GONE_STATUSES, FactKind
from app.work import Work, transaction

READ_ONE_BY_ONE = (EntryKind.PAYMENT, EntryKind.REFUND, EntryKind.SPENT)
MONEY = (FactKind.PAYMENT, FactKind.BANK_TRANSACTION)


def retry_entry(entry_id: int, *, by: Actor) -> XeroEntry:
    """What Xero refused is told again, and what somebody took out there is put in again, of an over-payment with what it had paid. What may be there already is
    looked up first, and keeps its call for that. Raises Refused for what stands there.
    """
    with transaction(by=by) as work:
        entry = work.lock(XeroEntry, entry_id)
        require(by, Permission.XERO_WRITE, entry)
        if entry.state is StepState.DONE:
            if not _is_gone(work, entry):
                raise Refused(_("Xero still has it, as far as it was read."))
            used = select(XeroEntry).where(
                XeroEntry.over_id == entry.id, XeroEntry.kind == EntryKind.USE, XeroEntry.state == StepState.DONE
            )
            for row in (entry, *work.session.scalars(used.order_by(XeroEntry.id).with_for_update())):
                XeroEntry.moves.move(row, "renew")
                row.external_id = row.done_at = None
        elif entry.state is not StepState.UNKNOWN and work.session.scalar(select(exists().where(XeroEntry.removes_id == entry.id))):
            raise Refused(_("The payment was taken back since: Xero need not hear of it."))
        elif entry.state is StepState.FAILED:
            XeroEntry.moves.move(entry, "retry")
            entry.reason = ""
        work.emit(EntriesWanted(entry.xero_connection_id))
    return entry


def match_entry(entry_id: int, held_id: int, *, by: Actor) -> XeroEntry:
    """The payment or refund that somebody made in Xero is the one that Xero would not take from Foyer. Raises Refused unless both are of one document and
    amount.
    """
    with transaction(by=by) as work:
        entry, held = work.lock(XeroEntry, entry_id), _free(work, held_id)
        require(by, Permission.XERO_WRITE, entry)
        if (entry.kind is EntryKind.SPENT) != (held.kind is FactKind.BANK_TRANSACTION):
            raise Refused(_("They are not of one document and one amount."))
        if entry.kind not in READ_ONE_BY_ONE or (held.of_xero_id, held.total_cents) != (_document(work, entry), entry.cents):
            raise Refused(_("They are not of one document and one amount."))
        if entry.kind is EntryKind.SPENT and entry.state is StepState.DONE and _is_gone(work, entry):
            XeroEntry.moves.move(entry, "renew")  # theirs stays, and ours was taken out there
        if entry.state not in (StepState.TODO, StepState.FAILED, StepState.UNKNOWN):
            raise Refused(_("It is on its way to Xero, or there already."))
        entry.done(held.xero_id, clock.now())
    return entry


def take_from_xero(held_id: int, *, by: Actor) -> Payment:
    """A payment that was made in Xero alone pays its invoice here as well, as an EFT of its day. Raises Refused where the invoice has less left to pay."""
    with transaction(by=by) as work:
        require(by, Permission.PAYMENT_WRITE)
        held = _free(work, held_id)
        if held.kind is not FactKind.PAYMENT:
            raise Refused(_("Record it on the page of the deposit, then say that both are one."))
        seen = work.session.scalars(select(Invoice).where(Invoice.xero_id == held.of_xero_id)).one_or_none()
        if seen is None:
            raise Refused(_("Foyer does not have its invoice."))
        require(by, Permission.XERO_WRITE, work.get(Invoice, seen.id))
        hold_organisation(work, seen.organisation_id)
        (invoice,) = locked(work, [seen.id])
        if invoice.status not in OPEN or held.total_cents > invoice.due_cents:
            raise Refused(
                _(
                    "%(invoice)s has %(left)s left to pay: take the payment out in Xero, or correct it there.",
                    invoice=invoice,
                    left=plain(max(invoice.due_cents, 0)),
                )
            )
        location = work.get(Location, invoice.location_id)
        require_open_month(work, location, Month.of(held.dated))
        organisation = work.get(Organisation, invoice.organisation_id)
        payment = take(
            work,
            organisation,
            [invoice],
            kind=PaymentMethodKind.EFT,
            currency=invoice.currency,
            cents=held.total_cents,
            on=held.dated,
            reference=held.number or "Xero",
            key=f"xero:{held.xero_id}",
        )
        work.session.refresh(payment, ["parts"])
        (part,) = payment.parts
        entry = XeroEntry(
            xero_connection_id=held.xero_connection_id,
            location_id=invoice.location_id,
            invoice_id=invoice.id,
            kind=EntryKind.PAYMENT,
            till=Till.EFT,
            payment_part_id=part.id,
            cents=part.cents,
            dated=held.dated,
            key=f"xero-{held.xero_id}",
        )
        entry.state, entry.external_id, entry.done_at = StepState.DONE, held.xero_id, clock.now()
        work.add(entry)
    return payment


def _free(work: Work, held_id: int) -> XeroHeld:
    """A payment in Xero that stands for nothing here yet; its company is held, so that two people do not take it at once."""
    held = work.get(XeroHeld, held_id)
    work.lock(XeroConnection, held.xero_connection_id)
    taken = exists().where(XeroEntry.external_id == held.xero_id, XeroEntry.kind.in_(READ_ONE_BY_ONE))
    if held.kind not in MONEY or held.status in GONE_STATUSES or work.session.scalar(select(taken)):
        raise Refused(_("This payment is dealt with already, or was taken out in Xero."))
    return held


def _is_gone(work: Work, entry: XeroEntry) -> bool:
    there = work.session.scalars(
        select(XeroHeld).where(XeroHeld.xero_connection_id == entry.xero_connection_id, XeroHeld.xero_id == entry.external_id)
    ).one_or_none()
    return entry.kind in (*READ_ONE_BY_ONE, EntryKind.OVERPAYMENT) and there is not None and there.status in GONE_STATUSES


def _document(work: Work, entry: XeroEntry) -> str | None:
    """Xero's id of what the entry pays, or pays back."""
    if entry.invoice_id is not None:
        return work.get(Invoice, entry.invoice_id).xero_id
    if entry.kind is EntryKind.SPENT:
        return None
    if entry.over_id is not None:
        return work.get(XeroEntry, entry.over_id).external_id
    note_id = work.get(Refund, entry.refund_id or 0).credit_note_id
    return work.get(CreditNote, note_id).xero_id if note_id is not None else None
