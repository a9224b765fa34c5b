"""What an address has been told of a booking before a given mail about it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from app.models import Delivery
from app.models.delivery import DeliveryKind, DeliveryState

WENT = (DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNKNOWN)
K = DeliveryKind


def knows(session: Session, row: Delivery) -> bool:
    """Whether the last mail that went before it brought them the booking, and none has taken it back."""
    like = (K.BOOKING_NOTICE,) if row.kind is K.BOOKING_NOTICE else (K.BOOKING_INVITE, K.BOOKING_CANCEL)
    last = select(Delivery.kind).where(*_earlier(row), Delivery.kind.in_(like), Delivery.state.in_(WENT)).order_by(Delivery.id.desc()).limit(1)
    return session.scalar(last) in (K.BOOKING_NOTICE, K.BOOKING_INVITE)


def was_to_know(session: Session, row: Delivery) -> bool:
    """Whether an invitation was ever meant for them, sent or not."""
    return bool(session.scalar(select(exists().where(*_earlier(row), Delivery.kind == K.BOOKING_INVITE))))


def is_under_way(session: Session, row: Delivery) -> bool:
    """Whether an earlier mail to them about it is being handed over just now: two of them have to arrive in their order."""
    return bool(session.scalar(select(exists().where(*_earlier(row), Delivery.state == DeliveryState.SENDING))))


def _earlier(row: Delivery) -> tuple[ColumnElement[bool], ...]:
    return Delivery.booking_id == row.booking_id, Delivery.addressee == row.addressee, Delivery.id < row.id
