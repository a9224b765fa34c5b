"""The ends of a fulfilment that its actions share: given, or failed with a reason."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.invoices.locked import hold_organisation
from app.actions.purchases.follow import follow_purchases
from app.core.clock import now
from app.core.events import Event
from app.models import CreditNote, Fulfilment, Invoice
from app.work import Work, transaction


@dataclass(frozen=True)
class PrintCreditBack(Event):
    """PaperCut has taken it back: the money of its purchase may follow."""

    fulfilment_id: int


def held_fulfilment(work: Work, fulfilment_id: int) -> Fulfilment:
    """Locked after its organisation, in the house's order; whoever finishes it locks what bills it and its purchases afterwards."""
    hold_organisation(work, work.get(Fulfilment, fulfilment_id).organisation_id)
    return work.lock(Fulfilment, fulfilment_id)


def finish(work: Work, row: Fulfilment) -> None:
    """It was given; its purchase is fulfilled when nothing else is open. Or it was taken back, and its purchase is refunded. The caller holds its organisation
    and the row.
    """
    if row.goes_back:
        row.reason, row.returned_cents = "", row.cents
        Fulfilment.moves.move(row, "take_back")
        work.emit(PrintCreditBack(row.id))
        return
    row.done_at, row.reason = now(), ""
    Fulfilment.moves.move(row, "finish")
    work.session.flush()
    billed_by = work.lock(Invoice, row.invoice_id) if row.invoice_id is not None else work.lock(CreditNote, row.credit_note_id or 0)
    follow_purchases(work, billed_by)


def fail_fulfilment(fulfilment_id: int, reason: str, *, by: Actor) -> None:
    """A person has to look at it. One that has ended meanwhile stays as it is, and what cannot be taken back stays given: its purchase is not refunded."""
    with transaction(by=by) as work:
        row = work.lock(Fulfilment, fulfilment_id)
        if row.goes_back and Fulfilment.moves.may(row, "stay"):
            row.reason, row.back_reason = reason[:1000], ""
            Fulfilment.moves.move(row, "stay")
            return
        if Fulfilment.moves.may(row, "fail"):
            row.reason = reason[:1000] or _("No reason was given.")
            Fulfilment.moves.move(row, "fail")
