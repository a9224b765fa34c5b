"""Booking: a room for a time range, what it costs and what it still has to say to a calendar; and who comes."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity, Record
from app.core.states import Machine
from app.models.booking_series import BookingSeries
from app.models.location import Location
from app.models.organisation import Organisation
from app.models.room import Room

if TYPE_CHECKING:
    from app.models.booking_extra import BookingExtra
    from app.models.user import FoyerUser


class BookingStatus(StrEnum):
    HELD = "held"
    CONFIRMED = "confirmed"
    CHECKED_IN = "checked_in"
    DONE = "done"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


B = BookingStatus
LIVE = (B.HELD, B.CONFIRMED, B.CHECKED_IN)  # these block the room (B10)


class Booking(Entity):
    """[starts_at, ends_at) of a room; `blocked` is the same with the room's buffer behind it, frozen when it was booked.

    Without a user and an organisation it is the house's own, and free. `price` is what priced it, kept as it was (B8): see
    queries/bookings/terms.py. `charged_cents` is what the room costs now, VAT-inclusive: the price, or the fee once it is cancelled; of
    that `invoice_cents` go to an invoice and the rest is paid by credits (cause "booking:<id>"). `least_cents` is a fee that a move
    may not undercut (B8). `sequence` rises with whatever an invitation must repeat.
    """

    __tablename__ = "booking"
    __table_args__ = (
        ExcludeConstraint(
            ("room_id", "="),
            ("blocked", "&&"),
            where=text("status IN ('held', 'confirmed', 'checked_in')"),
            using="gist",
            name="one_booking_at_a_time",
        ),
        CheckConstraint("ends_at > starts_at", name="booking_ends_after_it_starts"),
        CheckConstraint("lower(blocked) = starts_at AND NOT isempty(blocked)", name="blocks_from_its_start"),
        CheckConstraint("(status = 'held') <= (held_until IS NOT NULL)", name="hold_has_an_end"),
        CheckConstraint("charged_cents >= invoice_cents AND invoice_cents >= 0 AND least_cents >= 0", name="charges_make_sense"),
        Index("bookings_by_start", "starts_at", "id"),
        Index("bookings_of_location", "location_id", "starts_at"),
        Index("bookings_of_room", "room_id", "starts_at"),
        Index("bookings_of_user", "user_id", "starts_at"),
        Index("bookings_of_organisation", "organisation_id", "starts_at"),
        Index("bookings_of_series", "series_id", postgresql_where=text("series_id IS NOT NULL")),
        Index("bookings_to_follow", "ends_at", postgresql_where=text("status IN ('held', 'confirmed', 'checked_in')")),
    )

    code: Mapped[str] = mapped_column(String(40), unique=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    series_id: Mapped[int | None] = mapped_column(ForeignKey("booking_series.id"))
    title: Mapped[str] = mapped_column(String(200), default="", server_default="")
    note: Mapped[str] = mapped_column(String(2000), default="", server_default="")
    people: Mapped[int | None]
    is_open: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    starts_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    blocked: Mapped[Range[dt.datetime]] = mapped_column(TSTZRANGE)
    status: Mapped[BookingStatus] = mapped_column(default=B.CONFIRMED, server_default="confirmed")
    held_until: Mapped[dt.datetime | None]
    currency: Mapped[str] = mapped_column(String(3))
    price: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    charged_cents: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    invoice_cents: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    least_cents: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    made_by: Mapped[str] = mapped_column(String(200))
    override_reason: Mapped[str] = mapped_column(String(500), default="", server_default="")
    cancel_reason: Mapped[str] = mapped_column(String(500), default="", server_default="")
    checked_in_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]
    request_key: Mapped[str | None] = mapped_column(String(120), unique=True)

    location: Mapped[Location] = relationship()
    room: Mapped[Room] = relationship()
    user: Mapped[FoyerUser | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    series: Mapped[BookingSeries | None] = relationship()
    attendees: Mapped[list[BookingAttendee]] = relationship(back_populates="booking", order_by="BookingAttendee.id", passive_deletes="all")

    extras: Mapped[list[BookingExtra]] = relationship(back_populates="booking", order_by="BookingExtra.id", passive_deletes="all")

    if TYPE_CHECKING:  # answered in app/models/booking_answers.py; only who looks for them asks
        blocks_room: Mapped[bool]
        after_license: Mapped[bool]

    moves = Machine(
        confirm=(B.HELD, B.CONFIRMED),
        lapse=(B.HELD, B.EXPIRED),
        check_in=({B.CONFIRMED, B.NO_SHOW}, B.CHECKED_IN),
        close=({B.CONFIRMED, B.CHECKED_IN}, B.DONE),
        miss=(B.CONFIRMED, B.NO_SHOW),
        cancel=({B.HELD, B.CONFIRMED, B.CHECKED_IN}, B.CANCELLED),
    )

    @property
    def cause(self) -> str:
        """What the ledger calls it."""
        return f"booking:{self.id}"

    @property
    def uid(self) -> str:
        """What calendars know it by; never another (RFC 5545, 3.8.4.7)."""
        return f"booking-{self.public_id}@foyer"

    @property
    def cost_cents(self) -> int:
        """What it costs now with its extras, VAT-inclusive."""
        return self.charged_cents + self.extras_cents

    @property
    def extras_cents(self) -> int:
        """What its extras cost now, VAT-inclusive: all of it is invoiced."""
        return sum(each.charged_cents for each in self.extras)

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    def __str__(self) -> str:
        return self.title or self.code


class BookingAttendee(Record):
    """Who is invited: by address, whether or not Foyer knows them."""

    __tablename__ = "booking_attendee"
    __table_args__ = (Index("one_invitation_an_address", "booking_id", text("lower(email)"), unique=True),)

    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(200), default="", server_default="")

    booking: Mapped[Booking] = relationship(back_populates="attendees")

    def __str__(self) -> str:
        return self.name or self.email
