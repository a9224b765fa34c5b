"""What happens to a delivery on its way: `sending` is stored before the mail server is asked, the outcome after (I7)."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.deliveries.debts import hold_debt, why_no_debt
from app.actions.deliveries.hold import hold_delivery, is_void
from app.actions.deliveries.keep import Kept, keep_copy
from app.actions.deliveries.outdated import why_outdated
from app.actions.deliveries.returned import did_not_arrive
from app.actions.deliveries.rises import rises_named, why_no_rise
from app.actions.deliveries.wanted import DeliveryWanted
from app.actions.documents.unlock import unlock_its_document
from app.core import clock
from app.models import Booking, Delivery, InvoiceRun
from app.models.delivery import DeliveryKind, DeliveryState
from app.queries.bounces import why_suppressed
from app.work import Work, transaction


@dataclass(frozen=True, slots=True)
class Begun:
    """A delivery that this job, and no other, hands to the mail server now. A letter to a person is of document 0."""

    id: int
    kind: DeliveryKind
    document_id: int
    address: str
    message_id: str
    run_id: int | None
    attempt: int


def begin_delivery(
    delivery_id: int, *, kept: Kept | None = None, rises: tuple[int, ...] | None = None, unwritable: str = "", by: Actor
) -> Begun | None:
    """None when it is decided already, its run is paused, its invoice is void, its booking has moved on, its rise was undone, or its debt settled. To an address that mails come back
    from it, and where there can be no such mail (`unwritable` says why), it fails without being tried. Found half-way, it becomes `unknown` and is never repeated by itself. What goes is `kept` before it goes; a letter that names other `rises` than it would by now is written anew."""
    with transaction(by=by) as work:
        hold_debt(work, delivery_id)
        row = hold_delivery(work, delivery_id)
        if row.state is DeliveryState.SENDING:
            Delivery.moves.move(row, "lose")
            row.reason = _("The work was interrupted while the mail was handed over. It may have arrived.")
            return None
        if row.state is not DeliveryState.TODO or _is_paused(work, row):
            return None
        if why := _why_not(work, row):
            Delivery.moves.move(row, "withhold")
            row.reason = why
            return None
        if why := unwritable or why_suppressed(work.session, row.address, row.kind):
            did_not_arrive(work, row, "fail", why)
            return None
        if rises is not None and rises != rises_named(work.session, row):
            work.emit(DeliveryWanted(row.id))
            return None
        Delivery.moves.move(row, "start")
        row.attempt += 1
        row.started_at = clock.now()
        if kept is not None:
            keep_copy(work, row.id, kept)
        return Begun(row.id, row.kind, row.invoice_id or row.credit_note_id or 0, row.address, row.message_id, row.run_id, row.attempt)


def finish_delivery(begun: Begun, verb: str, reason: str, *, by: Actor) -> None:
    """`finish` (sent), `wait` (nothing happened, try later), `fail` (no) or `lose` (unknown); an older attempt changes nothing.

    A slow worker may be taken for dead, and its delivery for unknown. Its yes is still a yes; anything else leaves the doubt.
    """
    with transaction(by=by) as work:
        row = hold_delivery(work, begun.id)
        is_late_yes = row.state is DeliveryState.UNKNOWN and verb == "finish"
        if row.attempt != begun.attempt or not (row.state is DeliveryState.SENDING or is_late_yes):
            return
        Delivery.moves.move(row, verb)
        if verb != "finish":
            row.reason = reason[:1000]
        else:
            row.sent_at = clock.now()
            row.reason = "" if is_late_yes else row.reason
        unlock_its_document(work, row)


def _why_not(work: Work, row: Delivery) -> str:
    """In words; empty when it may go. Asked while it is held, with the booking that it tells of."""
    if is_void(work, row):
        return _("Not needed: the invoice is void.")
    if row.booking_id is not None:
        return why_outdated(work.session, work.lock(Booking, row.booking_id), row)
    return why_no_rise(work.session, row) or why_no_debt(work.session, row)


def _is_paused(work: Work, row: Delivery) -> bool:
    return row.run_id is not None and work.get(InvoiceRun, row.run_id).paused_at is not None
