"""The reward of a referral: whose it is, what became of it, and whose organisations left again (C4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from app.core import clock
from app.models import Delivery, FoyerUser, LedgerEntry, License, Location, Lot, Opportunity
from app.models.opportunity import Stage

STAYS = 60  # days that the new organisation has to stay
SLACK = dt.timedelta(days=STAYS + 60)  # how long a reward is looked at: who leaves in time is seen days later


def reward_key(opportunity_id: int) -> str:
    return f"referral:{opportunity_id}"


def lot_key(opportunity_id: int) -> str:
    """As grant_credits names its lots."""
    return f"reward:{reward_key(opportunity_id)}"


def back_cause(opportunity_id: int) -> str:
    """As take_back_reward names its entries."""
    return f"takeback:{reward_key(opportunity_id)}"


@dataclass(frozen=True, slots=True)
class Reward:
    """Cents of `currency`: `given`, and `back` of it that was taken back when the organisation left."""

    wallet_id: int
    name: str
    given: int
    back: int
    currency: str
    expires_at: dt.datetime | None


def reward_of(session: Session, opportunity_id: int) -> Reward | None:
    """None where nobody was rewarded."""
    lot = session.scalars(select(Lot).where(Lot.grant_key == lot_key(opportunity_id))).one_or_none()
    if lot is None:
        return None
    moved = select(LedgerEntry.cause, func.sum(LedgerEntry.cents)).where(LedgerEntry.lot_id == lot.id).group_by(LedgerEntry.cause)
    by_cause = {cause: int(cents) for cause, cents in session.execute(moved)}
    given, back = by_cause.get(lot_key(opportunity_id), 0), -by_cause.get(back_cause(opportunity_id), 0)
    return Reward(lot.wallet_id, str(lot.wallet), given, back, lot.wallet.currency, lot.expires_at)


@dataclass(frozen=True, slots=True)
class ReferralTold:
    """What the mail to the referrer says; `until` is the local day before which it is to be used."""

    name: str
    who: str
    cents: int
    currency: str
    until: dt.date | None


def referral_told(session: Session, delivery: Delivery) -> ReferralTold:
    """The key of the letter is that of the reward."""
    deal = session.get_one(Opportunity, int(delivery.key.rpartition(":")[2]))
    found = reward_of(session, deal.id)
    assert found is not None, "the letter is made with the reward"
    until = clock.local(found.expires_at, deal.location.zone).date() if found.expires_at is not None else None
    return ReferralTold(session.get_one(FoyerUser, delivery.user_id).first_name, deal.lead.name, found.given, found.currency, until)


def left_early(session: Session) -> Sequence[int]:
    """Won opportunities with a reward that stands, whose organisation had its last day within 60 days of winning, and that day is over. One whose licenses
    were all removed never came."""
    last_day = func.max(License.ends_on).label("last_day")
    runs_on = func.count().filter(License.ends_on.is_(None))
    held = select(License.organisation_id, last_day, runs_on.label("runs_on")).group_by(License.organisation_id).subquery()
    keys = func.concat("reward:referral:", Opportunity.id)
    back = select(LedgerEntry.id).where(LedgerEntry.cause == func.concat("takeback:referral:", Opportunity.id))
    query = (
        select(Opportunity.id, Opportunity.closed_at, Location.zone, held.c.last_day)
        .join(Location, Location.id == Opportunity.location_id)
        .outerjoin(held, held.c.organisation_id == Opportunity.organisation_id)
        .join(Lot, and_(Lot.grant_key == keys, Lot.balance_cents > Lot.reserved_cents))
        .where(
            func.coalesce(held.c.runs_on, 0) == 0,
            Opportunity.stage == Stage.WON,
            Opportunity.closed_at > clock.now() - SLACK,
            ~back.exists(),
        )
        .order_by(Opportunity.id)
    )
    return [
        row.id
        for row in session.execute(query)
        if row.last_day is None
        or (row.last_day < clock.today(row.zone) and (row.last_day - clock.local(row.closed_at, row.zone).date()).days <= STAYS)
    ]
