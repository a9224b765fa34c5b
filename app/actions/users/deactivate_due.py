"""People whose last day is over: they are switched off as by hand (A3)."""

from __future__ import annotations

import structlog
from sqlalchemy import select

from app.access.actor import Actor
from app.actions.users.deactivate import deactivate_user
from app.core import clock
from app.core.entity import db
from app.core.errors import FoyerError
from app.models import FoyerUser
from app.queries.home_zone import home_zone

log = structlog.get_logger("access")


def deactivate_due(*, by: Actor) -> int:
    """How many; one transaction each. The day ends where the person belongs. Who cannot be switched off, because they are being erased, keeps nobody else."""
    query = (
        select(FoyerUser.id, FoyerUser.ends_on, home_zone())
        .where(FoyerUser.active, FoyerUser.ends_on <= clock.now().date())
        .order_by(FoyerUser.id)
    )
    due = [user_id for user_id, ends_on, zone in db.session.execute(query) if ends_on < clock.today(zone)]
    db.session.rollback()
    done = 0
    for user_id in due:
        try:
            done += not deactivate_user(user_id, by=by).active
        except FoyerError as no:
            log.info("not deactivated", user=user_id, reason=no.message)
    return done
