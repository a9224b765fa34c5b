"""A member's own guests: who is still to come, and who was invited before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.access.actor import Actor
from app.access.scope import narrowed
from app.core import clock
from app.models import Visit
from app.models.visit import VisitStatus

MOST = 100
LOOK_BACK = dt.timedelta(days=60)


def my_guests(session: Session, *, by: Actor) -> tuple[Sequence[Visit], Sequence[Visit]]:
    """Expected ones in the order of their times, then those of the last two months, the latest first; of the actor alone."""
    own = narrowed(select(Visit).where(Visit.host_id == by.id).options(joinedload(Visit.location)), by, Visit)
    coming = session.scalars(own.where(Visit.status == VisitStatus.EXPECTED).order_by(Visit.expected_at, Visit.id).limit(MOST)).all()
    before = own.where(Visit.status != VisitStatus.EXPECTED, Visit.expected_at >= clock.now() - LOOK_BACK)
    return coming, session.scalars(before.order_by(Visit.expected_at.desc(), Visit.id).limit(MOST)).all()
