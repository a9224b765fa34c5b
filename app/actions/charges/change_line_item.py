"""Change a recurring charge that staff made."""

from __future__ import annotations

from typing import Unpack

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.charges.create_line_item import LineItemChanges, check_days
from app.actions.charges.write import settle_charge
from app.actions.fill import demand, fill
from app.core.errors import Refused
from app.models import LineItem
from app.work import Work, transaction


def change_line_item(item_id: int, *, by: Actor, **fields: Unpack[LineItemChanges]) -> LineItem:
    """Months that were invoiced stay as they were; the new terms hold from the next run on."""
    with transaction(by=by) as work:
        item = lock_by_hand(work, item_id)
        fill(work, item, fields)
        demand(item, "price_cents")
        check_days(item)
    return item


def lock_by_hand(work: Work, item_id: int) -> LineItem:
    """The recurring charge, locked. Raises Refused when a license made it."""
    item = work.get(LineItem, item_id)
    require(work.by, Permission.LINE_ITEM_WRITE, item)
    if item.license is not None:
        raise Refused(_("This belongs to the license %(license)s: change that instead.", license=item.license.code))
    settle_charge(work, item, Permission.LINE_ITEM_WRITE)
    return work.lock(LineItem, item_id)
