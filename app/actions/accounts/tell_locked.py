"""Tell somebody that their account waits after wrong passwords: seldom, because whoever types them decides how often that happens."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from app.access.actor import Actor
from app.actions.accounts.person import lock_person
from app.actions.deliveries.to_person import want_letter
from app.core import clock
from app.models import Delivery
from app.models.delivery import DeliveryKind
from app.work import transaction

PAUSE = dt.timedelta(days=1)


def tell_locked(user_id: int, *, by: Actor) -> Delivery | None:
    """None within a day of the last such mail, and for a person who was deactivated meanwhile. Raises Missing for one who is gone."""
    with transaction(by=by) as work:
        user = lock_person(work, user_id)
        lately = select(Delivery.id).where(
            Delivery.user_id == user.id, Delivery.kind == DeliveryKind.ACCOUNT_LOCKED, Delivery.created_at > clock.now() - PAUSE
        )
        if not user.active or work.session.scalar(lately.limit(1)) is not None:
            return None
        return want_letter(work, user, DeliveryKind.ACCOUNT_LOCKED)
