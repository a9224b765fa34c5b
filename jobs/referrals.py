"""Rewards for referrals: given when a deal is won, taken back when who came leaves again (C4)."""

from __future__ import annotations

from flask_babel import ngettext

from app.access.actor import SYSTEM
from app.actions.opportunities.reward_referrer import reward_referrer
from app.actions.opportunities.take_back_referral import take_back_referral
from app.core.entity import db
from app.queries.opportunities.referral import left_early
from jobs import job


@job(queue="money")
def reward(opportunity_id: int, organisation_id: int, location_id: int) -> None:
    """Of a deal that was won. Safe to run twice."""
    reward_referrer(opportunity_id, by=SYSTEM)


def take_back() -> str:
    """Each hour: one transaction each."""
    found = left_early(db.session())
    db.session.rollback()
    taken = sum(take_back_referral(opportunity_id, by=SYSTEM) > 0 for opportunity_id in found)
    return str(ngettext("%(num)d reward for a referral was taken back.", "%(num)d rewards for referrals were taken back.", taken))
