"""Credit an invoice, in full or in part, line by line with the VAT of the line (I11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy import func, select, update

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.credit_notes.write import CreditedLine, note_hash, note_line, note_steps
from app.actions.deposits.credited import credit_deposits, hold_deposits
from app.actions.invoice_runs.wake import CreditNoteApproved
from app.actions.invoices.locked import hold_organisation
from app.actions.invoices.numbers import next_numbers
from app.actions.invoices.paid import close_credited
from app.actions.months.open import require_open_month
from app.core import clock
from app.core.errors import Refused
from app.core.money import plain
from app.core.month import Month
from app.models import CreditNote, CreditNoteLine, Fulfilment, Invoice, InvoiceLine, License, Location, Purchase
from app.models.credit_note import CreditNoteKind
from app.models.fulfilment import FulfilmentState
from app.models.invoice import InvoiceStatus
from app.models.number_series import DocumentType
from app.models.purchase import PurchaseStatus
from app.rules.credit_notes import IssuedLine, MoreThanLeft, credit
from app.rules.units import Unit
from app.work import Work, transaction

CREDITABLE = (InvoiceStatus.SENT, InvoiceStatus.PART_PAID, InvoiceStatus.PAID)


def create_credit_note(invoice_id: int, amounts: Mapping[int, int] | None, reason: str, *, by: Actor, goodwill: bool = False) -> CreditNote:
    """`amounts` are net cents by line id, with the line's own sign; None credits all that is left.

    Of a deposit so much is no longer asked. A correction takes billing back, so that the rules may bill it anew (P11); goodwill does not. Raises Refused for an
    invoice that was not sent, more than is left, or a month that is closed to new documents.
    """
    reason = reason.strip()
    with transaction(by=by) as work:
        seen = work.get(Invoice, invoice_id)
        require(by, Permission.CREDIT_NOTE_WRITE, seen)
        hold_organisation(work, seen.organisation_id)
        hold_deposits(work, invoice_id)
        invoice = work.lock(Invoice, invoice_id)
        location = work.get(Location, invoice.location_id)
        today = clock.today(location.zone)
        require_open_month(work, location, Month.of(today))
        if not reason:
            raise Refused(_("Say why %(invoice)s is credited.", invoice=invoice), field="reason")
        if invoice.status not in CREDITABLE:
            raise Refused(_("%(invoice)s was not sent: void it instead.", invoice=invoice))
        lines = credited_lines(work, invoice, amounts)
        if not goodwill:
            _require_nothing_at_papercut(work, [each.line.id for each in lines])
        number = next_numbers(work, location, DocumentType.CREDIT_NOTE, 1)[0]
        net = sum(each.credit.net for each in lines) * -1
        vat = sum(each.credit.vat for each in lines) * -1
        if net + vat <= 0:
            raise Refused(_("Nothing would be given back."), field="amounts")
        due = max(0, invoice.due_cents)  # below zero where more than is owed was credited before
        note = work.add(
            CreditNote(
                organisation_id=invoice.organisation_id,
                location_id=invoice.location_id,
                invoice_id=invoice.id,
                kind=CreditNoteKind.GOODWILL if goodwill else CreditNoteKind.CORRECTION,
                month=invoice.month,
                number=number,
                currency=invoice.currency,
                issued_on=today,
                net_cents=net,
                vat_cents=vat,
                total_cents=net + vat,
                applied_cents=min(net + vat, due),
                reason=reason[:500],
                seller=invoice.seller,
                buyer=invoice.buyer,
                content_hash=note_hash(number, invoice, today, lines),
            )
        )
        for position, each in enumerate(lines, start=1):
            work.session.add(note_line(note, position, each))
        note_steps(work, note, location)
        invoice.credited_cents += net + vat
        if invoice.credited_cents == invoice.total_cents:
            Invoice.moves.move(invoice, "credit")
        credit_deposits(work, ((each.line.deposit_id, -each.credit.net) for each in lines if each.line.deposit_id is not None), reason)
        close_credited(work, invoice)
        if not goodwill:
            touched = [each.line.license_id for each in lines if each.line.license_id]
            work.session.execute(update(License).where(License.id.in_(touched)).values(touched_at=func.clock_timestamp()))
        work.emit(CreditNoteApproved(note.id))
    return note


def _require_nothing_at_papercut(work: Work, line_ids: Sequence[int]) -> None:
    """Print credit of a paid purchase is taken back first, which its refund does. Raises Refused."""
    brought = (
        select(Purchase)
        .join(InvoiceLine, InvoiceLine.adhoc_id == Purchase.adhoc_id)
        .join(Fulfilment, Fulfilment.invoice_line_id == InvoiceLine.id)
    )
    there = (
        Fulfilment.unit == Unit.PRINTING,
        Fulfilment.state == FulfilmentState.DONE,
        Purchase.status.in_((PurchaseStatus.PAID, PurchaseStatus.FULFILLED)),
    )
    bought = work.session.scalars(brought.where(InvoiceLine.id.in_(line_ids), *there).limit(1)).one_or_none()
    if bought is not None:
        raise Refused(
            _(
                "The print credit of %(what)s is at PaperCut: refund the purchase, which takes it back there and credits its line.",
                what=bought,
            ),
            field="amounts",
        )


def credited_lines(work: Work, invoice: Invoice, amounts: Mapping[int, int] | None) -> list[CreditedLine]:
    """What each line gives back, after earlier credit notes. Raises Refused, naming the line, for more than is left."""
    earlier: dict[int, tuple[int, int]] = {
        line_id: (int(net), int(vat))
        for line_id, net, vat in work.session.execute(
            select(CreditNoteLine.invoice_line_id, func.sum(CreditNoteLine.net_cents), func.sum(CreditNoteLine.vat_cents))
            .join(CreditNote)
            .where(CreditNote.invoice_id == invoice.id)
            .group_by(CreditNoteLine.invoice_line_id)
        )
        if line_id is not None
    }
    unknown = set(amounts or ()) - {line.id for line in invoice.lines}
    if unknown:
        raise Refused(_("%(invoice)s has no such line.", invoice=invoice), field="amounts")
    found = []
    for line in invoice.lines:
        issued = IssuedLine(line.net_cents, line.vat_cents, *earlier.get(line.id, (0, 0)))
        if amounts is not None and not amounts.get(line.id):
            continue
        try:
            given = credit(issued, None if amounts is None else amounts[line.id])
        except MoreThanLeft as beyond:
            raise Refused(
                _("%(line)s has %(left)s left to credit.", line=line.description, left=plain(beyond.left)), field="amounts"
            ) from beyond
        if given.net or given.vat:
            found.append(CreditedLine(line, given))
    if not found:
        raise Refused(_("Nothing is left to credit on %(invoice)s.", invoice=invoice), field="amounts")
    return found
