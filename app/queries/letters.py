"""Letters that went to a person, as staff ask about them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Delivery
from app.models.delivery import DeliveryKind


def last_letter(session: Session, user_id: int, kind: DeliveryKind) -> Delivery | None:
    """The newest of this kind."""
    query = select(Delivery).where(Delivery.user_id == user_id, Delivery.kind == kind)
    return session.scalars(query.order_by(Delivery.id.desc()).limit(1)).one_or_none()
