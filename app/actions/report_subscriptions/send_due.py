"""Write the mails of the slots that have begun: one for each subscription and slot, to who may see the report now."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from app.access.actor import SYSTEM
from app.access.permissions import Permission
from app.actions.deliveries.letter import habits, want_one
from app.core.clock import today
from app.models import Delivery, FoyerUser, ReportSubscription
from app.models.delivery import DeliveryKind
from app.queries.letter_sender import home_of
from app.queries.report_subscriptions import reader_of, slot_of
from app.work import transaction


def send_due_reports(needs: Mapping[str, Permission]) -> int:
    """How many were written, a transaction each; asked again in the same slot it writes none."""
    with transaction(by=SYSTEM) as work:
        numbers = work.session.scalars(select(ReportSubscription.id).order_by(ReportSubscription.id)).all()
    return sum(_send(each, needs) for each in numbers)


def _send(subscription_id: int, needs: Mapping[str, Permission]) -> bool:
    with transaction(by=SYSTEM) as work:
        row = work.lock(ReportSubscription, subscription_id)
        user = work.session.get_one(FoyerUser, row.user_id)
        place = home_of(user)
        slot = slot_of(row.rhythm, today(place.zone if place is not None else "UTC"))
        key = f"{DeliveryKind.REPORT.value}-{row.id}-{slot.isoformat()}"
        is_new = row.created_at.date() >= slot  # the first mail comes with the next slot
        if is_new or not user.active or not user.email or work.session.scalar(select(Delivery.id).where(Delivery.key == key)) is not None:
            return False
        if reader_of(work.session, row, needs) is None:
            return False
        want_one(
            work, DeliveryKind.REPORT, key, place, habits(None, user.email), user_id=user.id, subscription_id=row.id, subscription_slot=slot
        )
    return True
