"""The ends of a fulfilment that its actions share: given, or failed with a reason."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.purchases.follow import follow_purchases
from app.core.clock import now
from app.models import Fulfilment, Invoice
from app.work import Work, transaction


def finish(work: Work, row: Fulfilment) -> None:
    """It was given; its purchase is fulfilled when nothing else is open. The caller holds the row's lock."""
    row.done_at, row.reason = now(), ""
    Fulfilment.moves.move(row, "finish")
    work.session.flush()
    follow_purchases(work, work.lock(Invoice, row.invoice_id))


def fail_fulfilment(fulfilment_id: int, reason: str, *, by: Actor) -> None:
    """A person has to look at it. One that has ended meanwhile stays as it is."""
    with transaction(by=by) as work:
        row = work.lock(Fulfilment, fulfilment_id)
        if Fulfilment.moves.may(row, "fail"):
            row.reason = reason[:1000] or _("No reason was given.")
            Fulfilment.moves.move(row, "fail")
