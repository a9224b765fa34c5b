"""Change a price version that nobody has been billed by."""

from __future__ import annotations

import datetime as dt
from typing import TypedDict, Unpack

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.fill import fill
from app.actions.invoices.locked import require_membership_unlocked
from app.actions.memberships.billed import require_unbilled
from app.models import MembershipPrice
from app.work import transaction


class PriceFields(TypedDict, total=False):
    valid_from: dt.date | None
    primary_cents: int
    extra_cents: int
    included_primary: int | None
    retroactive: bool


def change_price(price_id: int, *, by: Actor, **fields: Unpack[PriceFields]) -> MembershipPrice:
    """Neither the day that it had nor the one that it gets may have been billed."""
    with transaction(by=by) as work:
        price = work.lock(MembershipPrice, price_id)
        require(by, Permission.MEMBERSHIP_WRITE, price.membership)
        require_membership_unlocked(work, price.membership_id)
        require_unbilled(work, price)
        fill(work, price, fields)
        require_unbilled(work, price)
    return price
