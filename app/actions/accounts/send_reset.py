"""Send the mail to somebody who forgot the password, if the address is that of an active person."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select

from app.access.actor import Actor
from app.actions.accounts.person import lock_person
from app.actions.accounts.tokens import new_token
from app.actions.deliveries.to_person import want_letter
from app.core import clock
from app.core.addresses import spellings
from app.models import Delivery, FoyerUser
from app.models.delivery import DeliveryKind
from app.models.sign_in_token import Purpose
from app.queries.sign_in_links import newest_token
from app.work import transaction

PAUSE = dt.timedelta(minutes=5)


def send_reset(address: str, *, by: Actor) -> Delivery | None:
    """None for an unknown or deactivated address, and within five minutes of the last mail: its link goes on working."""
    with transaction(by=by) as work:
        found = work.session.scalar(select(FoyerUser.id).where(func.lower(FoyerUser.email).in_(spellings(address))).limit(1))
        if found is None:
            return None
        user = lock_person(work, found)
        last = newest_token(work.session, user.id, Purpose.PASSWORD_RESET)
        if not user.active or user.email.lower() not in spellings(address) or (last is not None and clock.now() - last.made_at < PAUSE):
            return None
        return want_letter(work, user, DeliveryKind.PASSWORD_RESET, token=new_token(work, user, Purpose.PASSWORD_RESET))
