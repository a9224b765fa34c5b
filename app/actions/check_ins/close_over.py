"""At closing time whoever forgot to check out has left (K2)."""

from __future__ import annotations

from sqlalchemy import select

from app.access.actor import Actor
from app.actions.check_ins.leave import close
from app.core import clock
from app.models import CheckIn, Location
from app.models.check_in import LeftBy
from app.queries.presence.closing import closes_at
from app.work import transaction

AT_ONCE = 500


def close_over(*, by: Actor) -> int:
    """How many left, each at the closing time of the day on which they came."""
    closed, last = 0, 0
    while True:
        with transaction(by=by) as work:
            open_ones = (
                select(CheckIn, Location)
                .join(Location, Location.id == CheckIn.location_id)
                .where(CheckIn.left_at.is_(None), CheckIn.id > last)
            )
            rows = work.session.execute(open_ones.order_by(CheckIn.id).limit(AT_ONCE).with_for_update(of=CheckIn, skip_locked=True)).all()
            for row, location in rows:
                last, closing = row.id, closes_at(location, row.arrived_at)
                if closing <= clock.now():
                    close(work, row, LeftBy.CLOSING, at=closing)
                    closed += 1
        if len(rows) < AT_ONCE:
            return closed
