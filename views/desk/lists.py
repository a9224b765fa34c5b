"""The lists behind the numbers of the desk."""

from __future__ import annotations

import datetime as dt

from flask import url_for

from app.models import Location
from views.base.links import address_of


def of_day(place: Location, day: dt.date) -> dict[str, str]:
    """For each figure the address of exactly the rows that it counts."""
    came = {"location": place.id, "from": day.isoformat(), "to": day.isoformat()}
    return {
        "here": url_for("PresenceListView.show", location=place.id, left="not"),
        "came": url_for("PresenceListView.show", **came),
        "guests": url_for("PresenceListView.show", who="guest", **came),
        "expected": url_for(
            "ExpectedGuestView.list", _flt_0_location=place.id, _flt_0_status="expected", _flt_4_expected_at=day.isoformat()
        ),
    }


def guest_href(guest_id: int | None) -> str:
    """Empty where guests have no page."""
    return address_of("GuestView.show", pk=guest_id) if guest_id is not None else ""
