"""What the mail of the morning tells of the bell."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.staff import staff
from app.models import Delivery, Notification
from app.models.notification import Way
from app.queries.notifications.mine import mine
from app.queries.notifications.ways import ways_of


def to_mail(session: Session, by: Actor) -> Sequence[Notification]:
    """What is unread, may still be seen, was in no mail yet, and is wanted by mail; newest first."""
    kinds = [kind for kind, way in ways_of(session, by.id or 0).items() if way is Way.DIGEST]
    query = select(Notification).where(*mine(session, by, only_unread=True), Notification.mailed_at.is_(None), Notification.kind.in_(kinds))
    return session.scalars(query.order_by(Notification.id.desc())).all()


def with_something_to_mail(session: Session) -> list[int]:
    """Users who may have some, by number."""
    query = select(Notification.user_id).where(Notification.read_at.is_(None), Notification.mailed_at.is_(None)).distinct()
    return sorted(session.scalars(query))


def bell_digest(session: Session, row: Delivery) -> Sequence[Notification]:
    """What this mail was ordered for and is still unread: both were noted at the same instant."""
    people = staff(session, [row.user_id or 0])
    if not people:
        return []
    query = select(Notification).where(*mine(session, people[0], only_unread=True), Notification.mailed_at == row.created_at)
    return session.scalars(query.order_by(Notification.id.desc())).all()
