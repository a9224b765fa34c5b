"""The day is over and the guest did not come."""

from __future__ import annotations

from sqlalchemy import func, select, update

from app.access.actor import SYSTEM, Actor
from app.core import clock
from app.models import Location, Visit
from app.models.visit import VisitStatus
from app.rules.wall_times import day_bounds
from app.work import transaction


def miss_visits(*, by: Actor = SYSTEM) -> int:
    """Those who were expected before the present day of their location; returns how many. A pass still opens the door: who comes late is let in."""
    with transaction(by=by) as work:
        missed = []
        for place in work.session.execute(select(Location.id, Location.zone)):
            begun, _end = day_bounds(clock.today(place.zone), place.zone)
            late = update(Visit).where(
                Visit.location_id == place.id,
                Visit.status == VisitStatus.EXPECTED,
                func.coalesce(Visit.until_at, Visit.expected_at) < begun,
            )
            rows = work.session.execute(
                late.values(status=VisitStatus.MISSED).returning(Visit.id, Visit.name), execution_options={"synchronize_session": False}
            )
            missed += [
                {"noun_id": row.id, "name": row.name, "location_id": place.id, "changes": {"status": ["expected", "missed"]}}
                for row in rows
            ]
        work.record("change", "visit", missed)
        return len(missed)
