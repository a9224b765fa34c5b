"""The mail of the morning about the bell: each of the staff with something unread gets one, once a day, when their working day begins."""

from __future__ import annotations

from sqlalchemy import func, select, update

from app.access.actor import SYSTEM
from app.access.staff import staff
from app.actions.deliveries.letter import habits, want_one
from app.models import Delivery, FoyerUser, Location, Notification
from app.models.delivery import DeliveryKind
from app.queries.letter_sender import home_of
from app.queries.notifications.digest import to_mail, with_something_to_mail
from app.queries.tasks.digest import morning_at
from app.work import transaction


def mail_digests() -> int:
    """How many mails were written: one transaction each. Asked again the same morning it writes none."""
    with transaction(by=SYSTEM) as work:
        people = with_something_to_mail(work.session)
    return sum(_mail(user_id) for user_id in people)


def _mail(user_id: int) -> bool:
    with transaction(by=SYSTEM) as work:
        user = work.lock(FoyerUser, user_id)
        place = home_of(user) or work.session.scalars(select(Location).order_by(Location.id).limit(1)).first()
        morning = morning_at(place) if place is not None else None
        actors = staff(work.session, [user_id])
        if morning is None or not actors or not user.email:
            return False
        key = f"{DeliveryKind.BELL_DIGEST.value}-{user.id}-{morning[1].isoformat()}"
        found = to_mail(work.session, actors[0])
        if not found or work.session.scalar(select(Delivery.id).where(Delivery.key == key)) is not None:
            return False
        want_one(work, DeliveryKind.BELL_DIGEST, key, place, habits(None, user.email), user_id=user.id)
        work.session.execute(update(Notification).where(Notification.id.in_([row.id for row in found])).values(mailed_at=func.now()))
    return True
