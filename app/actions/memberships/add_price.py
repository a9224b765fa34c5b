"""Add a price version: from a day on, a membership costs something else (P1)."""

from __future__ import annotations

import datetime as dt

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.fill import fill
from app.actions.invoices.locked import require_membership_unlocked
from app.models import Membership, MembershipPrice
from app.work import transaction


def add_price(
    membership_id: int,
    *,
    valid_from: dt.date | None,
    primary_cents: int,
    extra_cents: int,
    included_primary: int | None = None,
    retroactive: bool = False,
    by: Actor,
) -> MembershipPrice:
    """Cents a month, and how many licenses are primary from then on; None: as many as before. A day in an invoiced month reaches back only when `retroactive` (P11)."""
    with transaction(by=by) as work:
        membership = work.lock(Membership, membership_id)
        require(by, Permission.MEMBERSHIP_WRITE, membership)
        require_membership_unlocked(work, membership.id)
        price = MembershipPrice(membership_id=membership.id)
        said = {"valid_from": valid_from, "primary_cents": primary_cents, "extra_cents": extra_cents, "retroactive": retroactive}
        fill(work, price, {**said, "included_primary": included_primary})
        return work.add(price)
