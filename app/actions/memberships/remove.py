"""Remove a membership that nobody ever held, with its prices."""

from __future__ import annotations

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.models import Membership
from app.work import transaction


def remove_membership(membership_id: int, *, by: Actor) -> None:
    """Refused by the database while a license or discount names it."""
    with transaction(by=by) as work:
        membership = work.lock(Membership, membership_id)
        require(by, Permission.MEMBERSHIP_WRITE, membership)
        for price in membership.prices:
            work.session.delete(price)
        work.session.flush()  # no relation tells the session that these go first
        work.session.delete(membership)
