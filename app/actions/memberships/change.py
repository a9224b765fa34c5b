"""Change a membership. Its prices are superseded by new versions instead (P1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Unpack

from app.access.actor import SYSTEM, Actor, require
from app.access.permissions import Permission
from app.actions.access.gather_groups import gather_groups
from app.actions.fill import fill
from app.actions.invoices.locked import require_membership_unlocked
from app.actions.memberships.billed import require_never_billed
from app.actions.memberships.check import check_deposit, check_notice, check_quota
from app.actions.memberships.fields import MembershipChanges
from app.core.events import Event
from app.models import Membership
from app.work import transaction


@dataclass(frozen=True)
class MembershipOpensOthers(Event):
    """Its WiFi or door groups are others now."""

    membership_id: int


def change_membership(membership_id: int, *, by: Actor, **fields: Unpack[MembershipChanges]) -> Membership:
    """How many are primary decides prices, so it waits while invoices go out (I3), and once it was billed a price from a later day says it (P1)."""
    with transaction(by=by) as work:
        membership = work.lock(Membership, membership_id)
        require(by, Permission.MEMBERSHIP_WRITE, membership)
        included, opens = membership.included_primary, (membership.wifi_group, membership.door_groups)
        fill(work, membership, fields)
        check_quota(membership)
        check_deposit(membership)
        check_notice(membership)
        if membership.included_primary != included:
            require_membership_unlocked(work, membership.id)
            require_never_billed(work, membership)
        if (membership.wifi_group, membership.door_groups) != opens:
            work.session.flush()  # the groups are read from the table
            gather_groups(by=SYSTEM)
            work.emit(MembershipOpensOthers(membership.id))
    return membership
