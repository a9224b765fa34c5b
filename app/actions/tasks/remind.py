"""The mail of the morning: each person with tasks that are due gets one, once a day, when their working day begins (C1)."""

from __future__ import annotations

from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.deliveries.letter import habits, want_one
from app.models import Delivery, FoyerUser
from app.models.delivery import DeliveryKind
from app.queries.tasks.digest import morning_of, task_digest, with_due_tasks
from app.work import transaction


def remind_of_tasks() -> int:
    """How many mails were written: one transaction each. Asked again the same morning it writes none.

    The mail habits of a location are about people who come from outside: who works there is told in any case.
    """
    with transaction(by=SYSTEM) as work:
        people = with_due_tasks(work.session)
    return sum(_remind(user_id) for user_id in people)


def _remind(user_id: int) -> bool:
    with transaction(by=SYSTEM) as work:
        user = work.lock(FoyerUser, user_id)
        morning = morning_of(user, work.session)
        if morning is None or not user.active or not user.email:
            return False
        place, day = morning
        key = f"{DeliveryKind.TASK_DIGEST.value}-{user.id}-{day.isoformat()}"
        if work.session.scalar(select(Delivery.id).where(Delivery.key == key)) is not None or not task_digest(work.session, user.id):
            return False
        want_one(work, DeliveryKind.TASK_DIGEST, key, place, habits(None, user.email), user_id=user.id)
    return True
