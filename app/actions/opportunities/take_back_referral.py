"""The organisation that was referred left within 60 days: what of the reward is not spent goes back (C4)."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.wallets.take_back_reward import take_back_reward
from app.models import Lot, Opportunity
from app.queries.opportunities.referral import left_early, lot_key, reward_key
from app.work import transaction


def take_back_referral(opportunity_id: int, *, by: Actor) -> int:
    """The cents that went back; 0 when there is nothing left of it, or they stay after all. Safe to run twice."""
    with transaction(by=by) as work:
        require(by, Permission.WALLET_WRITE)
        deal = work.lock(Opportunity, opportunity_id)
        if deal.id not in left_early(work.session):
            return 0
        lot = work.session.scalars(select(Lot).where(Lot.grant_key == lot_key(deal.id))).one()
        reason = _("%(name)s left within 60 days", name=str(deal.organisation))
        return take_back_reward(lot.id, key=reward_key(deal.id), reason=reason, by=by)
