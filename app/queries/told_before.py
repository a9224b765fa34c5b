"""What an address has been told of a booking before a given mail about it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from app.models import Booking, Delivery
from app.models.delivery import DeliveryKind, DeliveryState

WENT = (DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNKNOWN)
K = DeliveryKind


def knows(session: Session, row: Delivery) -> bool:
    """Whether the last mail that went before it brought them the booking, and none has taken it back."""
    if row.kind is K.BOOKING_NOTICE:
        return _was_noticed(session, row)
    like = (K.BOOKING_INVITE, K.BOOKING_CANCEL)
    last = (
        select(Delivery.kind).where(*_earlier(row), Delivery.kind.in_(like), Delivery.state.in_(WENT)).order_by(Delivery.id.desc()).limit(1)
    )
    return session.scalar(last) == K.BOOKING_INVITE


def was_to_know(session: Session, row: Delivery) -> bool:
    """Whether an invitation was ever meant for them, sent or not."""
    return bool(session.scalar(select(exists().where(*_earlier(row), Delivery.kind == K.BOOKING_INVITE))))


def is_first_of_series(session: Session, booking: Booking) -> bool:
    """Also where there is no series."""
    others = select(func.min(Booking.id)).where(Booking.series_id == booking.series_id)
    return booking.series_id is None or session.scalar(others) == booking.id


def is_under_way(session: Session, row: Delivery) -> bool:
    """Whether an earlier mail to them about it is being handed over just now: two of them have to arrive in their order."""
    return bool(session.scalar(select(exists().where(*_earlier(row), Delivery.state == DeliveryState.SENDING))))


def _was_noticed(session: Session, row: Delivery) -> bool:
    """The notice of a series' first booking told of all."""
    series = select(Booking.series_id).where(Booking.id == row.booking_id).scalar_subquery()
    of_series = Delivery.booking_id.in_(select(Booking.id).where(Booking.series_id == series))
    about = or_(Delivery.booking_id == row.booking_id, of_series)
    found = exists().where(
        about, Delivery.addressee == row.addressee, Delivery.id < row.id, Delivery.kind == K.BOOKING_NOTICE, Delivery.state.in_(WENT)
    )
    return bool(session.scalar(select(found)))


def _earlier(row: Delivery) -> tuple[ColumnElement[bool], ...]:
    return Delivery.booking_id == row.booking_id, Delivery.addressee == row.addressee, Delivery.id < row.id
