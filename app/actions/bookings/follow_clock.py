"""What time alone does to bookings: holds lapse, what is over is done, and nobody came (B10)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, update

from app.access.actor import SYSTEM, Actor
from app.core.clock import now
from app.models import Booking
from app.models.booking import BookingStatus
from app.queries.bookings.house_rules import house_rules
from app.work import Work, transaction


@dataclass(frozen=True, slots=True)
class Followed:
    """How many."""

    lapsed: int
    done: int
    missed: int


def follow_clock(*, by: Actor = SYSTEM) -> Followed:
    """Running it twice changes nothing. Only who was marked by nobody's decision but a setting is told in the audit: a no-show."""
    with transaction(by=by) as work:
        rules = house_rules(work.session)
        at = now()
        lapsed = _set(work, BookingStatus.EXPIRED, at, Booking.status == BookingStatus.HELD, Booking.held_until <= at)
        missed = [] if rules.no_show is None else _missed(work, at, rules.no_show)
        over = (Booking.ends_at <= at, func.upper(Booking.blocked) <= at)  # until then its buffer keeps the room
        done = _set(work, BookingStatus.DONE, at, Booking.status.in_([BookingStatus.CONFIRMED, BookingStatus.CHECKED_IN]), *over)
        return Followed(len(lapsed), len(done), len(missed))


def _missed(work: Work, at: dt.datetime, after: dt.timedelta) -> list[Booking]:
    """Confirmed, begun so long ago, and not checked in; the house's own are let be. Who books a time that has begun has as long from then on: they stand there."""
    begun = (Booking.starts_at <= at - after, Booking.created_at <= at - after, Booking.ends_at > at)
    waiting = (Booking.status == BookingStatus.CONFIRMED, *begun, Booking.user_id.is_not(None))
    found = _set(work, BookingStatus.NO_SHOW, at, *waiting)
    changes = {"status": [BookingStatus.CONFIRMED.value, BookingStatus.NO_SHOW.value]}
    work.record(
        "change",
        "booking",
        [{"noun_id": each.id, "name": each.code, "location_id": each.location_id, "changes": changes} for each in found],
    )
    return found


def _set(work: Work, status: BookingStatus, at: dt.datetime, *where: object) -> list[Booking]:
    query = update(Booking).where(*where).values(status=status, ended_at=at).returning(Booking)  # type: ignore[arg-type]
    return list(work.session.scalars(query.execution_options(synchronize_session=False, populate_existing=True)))
