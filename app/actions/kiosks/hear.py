"""A tablet has just been heard of: staff see on their list that it works."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import or_, update

from app.actions.kiosks.who import actor_of
from app.core import clock
from app.models import Kiosk
from app.work import transaction

OFTEN = dt.timedelta(minutes=1)


def hear_of(kiosk: Kiosk) -> None:
    """Written once a minute at most, and past the audit: it is no deed of anybody."""
    now = clock.now()
    if kiosk.seen_at is not None and kiosk.seen_at > now - OFTEN:
        return
    with transaction(by=actor_of(kiosk)) as work:
        old = or_(Kiosk.seen_at.is_(None), Kiosk.seen_at <= now - OFTEN)
        work.session.execute(update(Kiosk).where(Kiosk.id == kiosk.id, old).values(seen_at=now))
