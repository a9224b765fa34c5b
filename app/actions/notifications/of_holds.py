"""Whoever holds a room for somebody hears of it the day before the hold ends."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.notifications.tell import tell
from app.core import clock
from app.models import AuditEvent, Booking, Notification
from app.models.booking import BookingStatus
from app.models.notification import NotificationKind
from app.work import Work, transaction

A_DAY = dt.timedelta(days=1)


def tell_of_holds() -> int:
    """How many hear of one now. Asked again it is none; of a hold that was made within its last day nobody hears, who made it knows."""
    with transaction(by=SYSTEM) as work:
        ending = (
            Booking.status == BookingStatus.HELD,
            Booking.held_until > clock.now(),
            Booking.held_until <= clock.now() + A_DAY,
            Booking.created_at < Booking.held_until - A_DAY,
        )
        rows = work.session.scalars(select(Booking).where(*ending).order_by(Booking.id)).all()
        keys = {f"hold-{row.id}-{int(row.held_until.timestamp())}": row for row in rows if row.held_until is not None}
        known = select(Notification.key).where(Notification.kind == NotificationKind.HOLD_ENDS, Notification.key.in_(list(keys)))
        fresh = keys.keys() - set(work.session.scalars(known))
        return sum(_tell(work, key, keys[key]) for key in sorted(fresh))


def _tell(work: Work, key: str, row: Booking) -> int:
    """The audit says who made it: the booking itself knows only a name."""
    made = select(AuditEvent.actor_id).where(AuditEvent.noun == "booking", AuditEvent.noun_id == row.id, AuditEvent.verb == "create")
    assert row.held_until is not None, "it is held"
    until, name = clock.local(row.held_until, row.location.zone), str(row.title or row.user or row.organisation or row.code)
    maker = work.session.scalar(made)
    return len(
        tell(
            work,
            NotificationKind.HOLD_ENDS,
            to=[maker],
            about=row,
            key=key,
            room=row.room.name,
            name=name,
            until=until.date().isoformat(),
            time=f"{until:%H:%M}",
        )
    )
