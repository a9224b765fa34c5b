"""What happens today, on the start page: a few rows of the rooms and of the sales team, with a link to all."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.permissions import Permission
from app.queries.bookings.extras import extras_said
from app.queries.happens_today import bookings_to_come, meetings_to_come
from views.desk.words import wall

MOST = 6


class Row(NamedTuple):
    text: str
    hint: str
    at: str
    href: str


class Card(NamedTuple):
    """`href` leads to all of the day, what is over included; `nothing` is said instead of rows."""

    heading: str
    rows: list[Row]
    href: str
    nothing: str


def happens(session: Session, today: dt.date, *, by: Actor, location_id: int | None) -> list[Card]:
    """Only what this person may see."""
    made = []
    if by.may(Permission.BOOKING_READ):
        rows = [
            Row(
                str(each.title or each.user or each.organisation or _("House")),
                " · ".join(
                    filter(
                        None,
                        (
                            each.room.name,
                            str(each.organisation or "") if each.title or each.user else "",
                            each.location.name,
                            _("Extras: %(what)s", what=extras) if (extras := extras_said(each)) else "",
                        ),
                    )
                ),
                wall(each.starts_at, each.location),
                url_for("BookingView.show", pk=each.id),
            )
            for each in bookings_to_come(session, today, by=by, location_id=location_id, most=MOST)
        ]
        made.append(
            Card(
                _("Bookings today"),
                rows,
                url_for("BookingView.list", _flt_4_starts_at=today.isoformat(), _oc_BookingView="starts_at", _od_BookingView="asc"),
                _("No booking is to come today."),
            )
        )
    if by.may(Permission.CONTACT_READ):
        rows = [
            Row(
                each.contact.name,
                " · ".join(filter(None, (each.subject, _("with %(host)s", host=each.host) if each.host else "", each.location.name))),
                wall(each.at, each.location),
                url_for("ContactView.show", pk=each.contact_id),
            )
            for each in meetings_to_come(session, today, by=by, location_id=location_id, most=MOST)
        ]
        made.append(
            Card(
                _("Tours today"),
                rows,
                url_for("MeetingView.list", _flt_4_at=today.isoformat(), _oc_MeetingView="at", _od_MeetingView="asc"),
                _("No meeting or visit is planned for today."),
            )
        )
    return made
