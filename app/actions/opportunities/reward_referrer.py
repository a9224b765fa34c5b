"""Whoever sent a lead that became a customer is rewarded with space credit, once (C4)."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.deliveries.letter import habits, want_one
from app.actions.wallets.grant import grant_credits
from app.actions.wallets.open import wallet_of
from app.models import FoyerUser, Lead, Location, Lot, Opportunity
from app.models.delivery import DeliveryKind
from app.models.opportunity import Stage
from app.queries.opportunities.referral import lot_key, reward_key
from app.rules.units import Unit
from app.work import Work, transaction


def reward_referrer(opportunity_id: int, *, by: Actor) -> bool:
    """Whether a reward was given now. In the currency of the location, which sets how much and for how many days.

    Nobody is rewarded for oneself or for the own organisation, nor while deactivated. Safe to run twice.
    """
    with transaction(by=by) as work:
        require(by, Permission.WALLET_WRITE)
        deal = work.lock(Opportunity, opportunity_id)
        place, lead = work.session.get_one(Location, deal.location_id), work.session.get_one(Lead, deal.lead_id)
        if deal.stage is not Stage.WON or deal.closed_at is None or not place.referral_cents or lead.referrer_id is None:
            return False
        person = work.session.get_one(FoyerUser, lead.referrer_id)
        if not person.active or person.organisation_id == deal.organisation_id or _is_given(work, deal.id):
            return False
        wallet = wallet_of(work, Unit.SPACE, place.currency, user_id=person.id)
        ends = deal.closed_at + dt.timedelta(days=place.referral_days)
        reason = _("Referral of %(name)s", name=str(lead))
        grant_credits(wallet.id, place.referral_cents, key=reward_key(deal.id), reason=reason, expires_at=ends, by=by)
        want_one(work, DeliveryKind.REFERRAL_REWARD, reward_key(deal.id), place, habits(place, person.email), user_id=person.id)
    return True


def _is_given(work: Work, opportunity_id: int) -> bool:
    return work.session.query(Lot.id).filter(Lot.grant_key == lot_key(opportunity_id)).first() is not None
