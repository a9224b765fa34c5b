"""A credit note is taken off an invoice that it paid: what it paid is the customer's credit again (P12)."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.invoices.locked import hold_organisation
from app.actions.months.open import require_open_month
from app.actions.payments.apply_credit import NoteApplied
from app.actions.payments.part_back import owe_again
from app.actions.payments.take import locked
from app.core.clock import today
from app.core.errors import Refused
from app.core.money import plain
from app.core.month import Month
from app.models import CreditNote, CreditNotePart, Invoice
from app.work import Work, transaction


def release_credit_note(
    credit_note_id: int, *, invoice_id: int = 0, key: str = "", amount_cents: int | None = None, reason: str = "", by: Actor
) -> CreditNote:
    """Without an amount all that it pays of the invoice, which owes so much again; the books are told. `key` names the saying of it: the same again
    changes nothing. Raises Refused for more than it pays, and for the invoice that the note gives back itself.
    """
    with transaction(by=by) as work:
        seen = work.get(CreditNote, credit_note_id)
        require(by, Permission.PAYMENT_WRITE, seen)
        if not key.strip():
            raise Refused(_("Taking it off needs a key of its own."), field="key")
        if not reason.strip():
            raise Refused(_("Please fill this in."), field="reason")
        hold_organisation(work, seen.organisation_id)
        key = f"off:{credit_note_id}:{key.strip()[:80]}"
        if work.session.scalar(select(CreditNotePart.id).where(CreditNotePart.key == key)) is not None:
            return seen
        if invoice_id == seen.invoice_id:
            raise Refused(
                _(
                    "%(note)s gives back what %(invoice)s asked, and stays with it. To ask for it again, charge it anew.",
                    note=seen,
                    invoice=seen.invoice,
                ),
                field="invoice_id",
            )
        parts = standing(work, seen, invoice_id)
        paid = sum(part.cents for part in parts)
        if not parts:
            raise Refused(_("%(note)s does not pay that invoice.", note=seen), field="invoice_id")
        cents = paid if amount_cents is None else amount_cents
        (invoice,) = locked(work, [invoice_id])
        if not 0 < cents <= paid:
            raise Refused(_("It pays %(paid)s of %(invoice)s.", paid=plain(paid), invoice=invoice), field="amount_cents")
        on = today(seen.location.zone)
        require_open_month(work, seen.location, Month.of(on))
        note = work.lock(CreditNote, credit_note_id)
        _take_off(work, note, invoice, parts, cents, key, reason.strip()[:500])
    return note


def standing(work: Work, note: CreditNote, invoice_id: int) -> Sequence[CreditNotePart]:
    """What of it pays the invoice still, the newest first."""
    gone = select(CreditNotePart.reverses_id).where(CreditNotePart.reverses_id.is_not(None))
    mine = (
        CreditNotePart.credit_note_id == note.id,
        CreditNotePart.invoice_id == invoice_id,
        CreditNotePart.cents > 0,
        CreditNotePart.id.not_in(gone),
    )
    return work.session.scalars(select(CreditNotePart).where(*mine).order_by(CreditNotePart.id.desc())).all()


def _take_off(work: Work, note: CreditNote, invoice: Invoice, parts: Sequence[CreditNotePart], cents: int, key: str, reason: str) -> None:
    """A part is taken back whole, and what of it stays is a part of its own. What was credited of the invoice beyond what it owed takes the place of it."""
    on, against = today(note.location.zone), owe_again(work, invoice, cents)
    note.spent_cents -= cents
    said = {"credit_note_id": note.id, "invoice_id": invoice.id, "applied_on": on, "reason": reason}
    for number, part in enumerate(parts):
        if not cents:
            break
        work.add(CreditNotePart(cents=-part.cents, reverses_id=part.id, key=key if not number else None, **said))
        if part.cents > cents:
            work.add(CreditNotePart(cents=part.cents - cents, **said))
        cents -= min(cents, part.cents)
    work.emit_all([NoteApplied(each) for each in (note.id, *against)])
