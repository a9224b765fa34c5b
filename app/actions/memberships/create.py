"""Create a membership: a tier of a location, with its first prices."""

from __future__ import annotations

import datetime as dt
from typing import Unpack

from app.access.actor import SYSTEM, Actor, require
from app.access.permissions import Permission
from app.actions.access.gather_groups import gather_groups
from app.actions.codes import give_code
from app.actions.fill import demand, fill
from app.actions.memberships.check import check_deposit, check_notice, check_quota
from app.actions.memberships.fields import MembershipFields
from app.models import Location, Membership, MembershipPrice
from app.work import transaction


def create_membership(
    *, primary_cents: int, extra_cents: int, valid_from: dt.date | None = None, by: Actor, **fields: Unpack[MembershipFields]
) -> Membership:
    """Prices in cents a month; without a day they hold always."""
    with transaction(by=by) as work:
        require(by, Permission.MEMBERSHIP_WRITE)
        membership = Membership(code="")
        fill(work, membership, fields)
        demand(membership, "location_id", "name")
        require(by, Permission.MEMBERSHIP_WRITE, membership)
        check_quota(membership)
        check_deposit(membership)
        check_notice(membership)
        give_code(work, membership, f"{work.get(Location, membership.location_id).code}-M")
        work.add(membership)

        price = MembershipPrice(membership_id=membership.id)
        fill(work, price, {"valid_from": valid_from, "primary_cents": primary_cents, "extra_cents": extra_cents})
        work.add(price)
        gather_groups(by=SYSTEM)
    return membership
