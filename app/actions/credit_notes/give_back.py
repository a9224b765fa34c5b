"""Give a charge back that a month below zero billed: by a credit note of its own, with the VAT of its line (I11, P12)."""

from __future__ import annotations

from app.access.actor import require
from app.access.permissions import Permission
from app.actions.credit_notes.write import CreditedLine, note_hash, note_line, note_steps
from app.actions.invoice_runs.wake import CreditNoteApproved
from app.actions.invoices.numbers import next_numbers
from app.actions.months.open import require_open_month
from app.core import clock
from app.core.month import Month
from app.models import CreditNote, CreditNoteLine, Location
from app.models.credit_note import CreditNoteKind
from app.models.number_series import DocumentType
from app.rules.credit_notes import IssuedLine, credit
from app.work import Work


def give_back(work: Work, line: CreditNoteLine, net: int, reason: str) -> CreditNote:
    """`net` cents of what the line charged. No invoice is owed that they could be set against: all of it is the customer's credit. The caller holds the
    organisation, and sees to it that no line is given back twice.

    Raises Refused for a month that is closed to new documents, and MoreThanLeft beyond what it charged.
    """
    billed = work.lock(CreditNote, line.credit_note_id)
    require(work.by, Permission.CREDIT_NOTE_WRITE, billed)
    location = work.get(Location, billed.location_id)
    today = clock.today(location.zone)
    require_open_month(work, location, Month.of(today))
    each = CreditedLine(line, credit(IssuedLine(-line.net_cents, -line.vat_cents), net))
    number = next_numbers(work, location, DocumentType.CREDIT_NOTE, 1)[0]
    note = work.add(
        CreditNote(
            organisation_id=billed.organisation_id,
            location_id=billed.location_id,
            corrects_id=billed.id,
            kind=CreditNoteKind.CORRECTION,
            month=billed.month,
            number=number,
            currency=billed.currency,
            issued_on=today,
            net_cents=-each.credit.net,
            vat_cents=-each.credit.vat,
            total_cents=-each.credit.net - each.credit.vat,
            reason=reason[:500],
            seller=billed.seller,
            buyer=billed.buyer,
            content_hash=note_hash(number, billed, today, [each]),
        )
    )
    work.session.add(note_line(note, 1, each))
    note_steps(work, note, location)
    work.emit(CreditNoteApproved(note.id))
    return note
