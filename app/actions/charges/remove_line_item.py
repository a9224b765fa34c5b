"""Remove a recurring charge that was never billed; others get a last day."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import exists, select

from app.access.actor import Actor
from app.actions.charges.change_line_item import lock_by_hand
from app.core.errors import Refused
from app.models import CreditNoteLine, InvoiceLine
from app.work import transaction


def remove_line_item(item_id: int, *, by: Actor) -> None:
    with transaction(by=by) as work:
        item = lock_by_hand(work, item_id)
        billed = select(exists().where(InvoiceLine.line_item_id == item.id) | exists().where(CreditNoteLine.line_item_id == item.id))
        if work.session.scalar(billed):
            raise Refused(_("%(item)s has been billed: give it a last day instead.", item=item.description))
        work.session.delete(item)
