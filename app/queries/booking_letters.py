"""BookingTold: a booking as a mail about it tells it, to one of the people in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Booking, Delivery
from app.models.booking import BookingStatus
from app.models.delivery import DeliveryKind
from app.queries.bookings.extras import extras_said
from app.queries.bookings.house_rules import house_rules
from app.queries.bookings.quote import notices
from app.queries.told_before import knows


@dataclass(frozen=True, slots=True)
class BookingTold:
    """`is_first`: the reader has not been told of it before; `names` by address, whoever booked first. Money and notices only for
    whoever booked: what it costs is nobody else's business. `link` is the reader's page of it: of a member, or of the manager who has a notice;
    a guest has none. `dates`: how many bookings its series has, until `last_on`. `credits` and `invoice` are the cents that pay it, its `extras` included."""

    uid: str
    sequence: int
    title: str
    room: str
    where: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    zone: str
    currency: str
    is_first: bool
    is_cancelled: bool
    is_booker: bool
    booker: str
    booker_email: str
    organisation: str
    made_by: str
    names: dict[str, str]
    people: int | None
    dates: int
    last_on: dt.date | None
    credits: int
    invoice: int
    notices: tuple[tuple[dt.datetime, Decimal], ...]
    link: str
    extras: str = ""

    @property
    def guests(self) -> list[str]:
        """Who comes besides whoever booked, by name or address."""
        return [name or address for address, name in self.names.items() if address != self.booker_email]


def told(session: Session, row: Delivery) -> BookingTold:
    """As it is now; its `sequence` is never below the row's."""
    booking = session.get_one(Booking, row.booking_id)
    place, room, user = booking.location, booking.room, booking.user
    is_booker = row.user_id is not None
    booker_email = user.email.lower() if user is not None and user.active else ""
    names = {booker_email: str(user)} if booker_email else {}
    return BookingTold(
        uid=booking.uid,
        sequence=booking.sequence,
        title=booking.title or room.name,
        room=room.name,
        where=", ".join(part for part in (room.name, place.name, *place.address.splitlines()) if part.strip()),
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        zone=place.zone,
        currency=booking.currency,
        is_first=not knows(session, row),
        is_cancelled=booking.status is BookingStatus.CANCELLED,
        is_booker=is_booker,
        booker=str(user) if user is not None else "",
        booker_email=booker_email,
        organisation=booking.organisation.name if booking.organisation is not None else "",
        made_by=booking.made_by,
        names=names | {each.email.lower(): each.name for each in booking.attendees if each.email.lower() not in names},
        people=booking.people,
        dates=session.scalar(select(func.count()).where(Booking.series_id == booking.series_id)) or 0 if booking.series_id else 0,
        last_on=booking.series.last_on if booking.series is not None else None,
        credits=booking.charged_cents - booking.invoice_cents,
        invoice=booking.extras_cents + booking.invoice_cents,
        notices=notices(house_rules(session), booking.starts_at) if is_booker and booking.cost_cents else (),
        link=_page_of(booking, row),
        extras=extras_said(booking),
    )


def _page_of(booking: Booking, row: Delivery) -> str:
    """Empty for who has no page of it."""
    house = current_app.extensions["settings"].public_url.rstrip("/")
    if row.kind is DeliveryKind.BOOKING_NOTICE:
        return f"{house}/bookings/show/{booking.id}"
    return f"{house}/my/bookings/{booking.public_id}" if row.user_id is not None else ""
