"""A person decides about a mail whose fate is unknown, or that failed: it counts as sent, or goes again (I7)."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.deliveries.hold import hold_delivery, is_void
from app.actions.deliveries.wanted import DeliveryWanted
from app.actions.documents.unlock import unlock_its_document
from app.actions.invoice_runs.settle import settle_when_free
from app.core import clock
from app.core.errors import Refused
from app.models import Delivery
from app.queries.bounces import why_suppressed
from app.work import transaction


def mark_sent(delivery_id: int, *, by: Actor) -> Delivery:
    """It arrived, says somebody who looked."""
    with transaction(by=by) as work:
        row = hold_delivery(work, delivery_id)
        require(by, Permission.DELIVERY_DECIDE, row)
        Delivery.moves.move(row, "mark_sent")
        row.sent_at, row.decided_by, row.bounced_at = row.started_at or clock.now(), by.name, None
        unlock_its_document(work, row)
    _settle(row, by)
    return row


def resend(delivery_id: int, *, by: Actor) -> Delivery:
    """Send it again under the same Message-ID, so that a receiver who has it already can drop the second. Raises Refused for a void invoice, and for an address that mails come back from."""
    with transaction(by=by) as work:
        row = hold_delivery(work, delivery_id)
        require(by, Permission.DELIVERY_DECIDE, row)
        if is_void(work, row):
            raise Refused(_("%(invoice)s is void: nobody should get it.", invoice=row.invoice))
        if why := why_suppressed(work.session, row.address, row.kind):
            raise Refused(why)
        Delivery.moves.move(row, "resend")
        row.decided_by, row.reason, row.bounced_at = by.name, "", None
        work.emit(DeliveryWanted(row.id))
    _settle(row, by)
    return row


def _settle(row: Delivery, by: Actor) -> None:
    if row.run_id is not None:
        settle_when_free(row.run_id, by=by)
