"""Marks of the tables about rooms by the hour: who booked, who is invited; times and prices stay as facts of the books."""

from __future__ import annotations

from app.models.personal.marks import Fate, Kind, Marks, marks

ENTITY = "id public_id created_at"
OWN = "user_id = :person"

BOOKINGS: dict[str, Marks] = {
    "booking": marks(
        "Bookings",
        f"{ENTITY} code location_id room_id user_id organisation_id series_id people is_open starts_at ends_at blocked status held_until currency"
        " price charged_cents invoice_cents least_cents sequence checked_in_at ended_at request_key",
        of=OWN,
        title=Kind.SAID,
        note=Kind.SAID,
        override_reason=Kind.WORDS,
        cancel_reason=Kind.WORDS,
        made_by=Kind.AUTHOR,
    ),
    "booking_attendee": marks(
        "Invitations to bookings", "id booking_id", of="lower(email) = ANY(:mails)", fate=Fate.GOES, email=Kind.MAIL, name=Kind.NAME
    ),
    "booking_extra": marks(
        "Extras of bookings",
        "id booking_id product_id quantity unit_price_cents price_includes_vat charged_cents net_cents least_cents",
        of="booking_id IN (SELECT id FROM booking WHERE user_id = :person)",
    ),
    "booking_series": marks(
        "Bookings that repeat", f"{ENTITY} code location_id room_id user_id repeat interval weekdays first_on last_on starts ends", of=OWN
    ),
    "secret_link": marks(
        "Addresses of calendars",
        f"{ENTITY} kind user_id room_id location_id",
        of=OWN,
        fate=Fate.GOES,
        secret_hash=Kind.SECRET,
        made_by=Kind.AUTHOR,
    ),
    "closure": marks("Closures", f"{ENTITY} location_id room_id starts_on ends_on", reason=Kind.WORDS),
}
