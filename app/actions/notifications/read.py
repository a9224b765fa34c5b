"""What somebody was told is read: one, or all of it."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select, update

from app.access.actor import Actor
from app.core.clock import now
from app.core.errors import Missing
from app.models import Notification
from app.queries.notifications.mine import mine
from app.work import transaction


def read_notification(notification_id: int, *, by: Actor) -> Notification:
    """Raises Missing for somebody else's, and for what they may not see any more."""
    with transaction(by=by) as work:
        row = work.session.scalars(select(Notification).where(Notification.id == notification_id, *mine(work.session, by))).one_or_none()
        if row is None:
            raise Missing(_("This is not there any more, or not for you to see."))
        row.read_at = row.read_at or now()
    return row


def read_all(*, up_to: int, by: Actor) -> int:
    """How many were unread; those that came after the page was shown (`up_to` is its newest) stay so."""
    with transaction(by=by) as work:
        unread = (Notification.user_id == (by.id or 0), Notification.read_at.is_(None), Notification.id <= up_to)
        return len(work.session.scalars(update(Notification).where(*unread).values(read_at=now()).returning(Notification.id)).all())
