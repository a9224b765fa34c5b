"""What a hold costs, which is paid when it is confirmed; and until when it stands."""

from __future__ import annotations

import datetime as dt

from flask_babel import format_datetime
from flask_babel import gettext as _
from sqlalchemy.orm import object_session

from app.access.actor import Actor
from app.actions.bookings.wish_of import wish_of
from app.core.clock import local, now
from app.core.errors import Missing
from app.models import Booking
from app.models.booking import BookingStatus
from app.queries.bookings.extras import cents_of, extras_now
from app.queries.bookings.facts import facts_of
from app.queries.bookings.quote import priced
from app.queries.bookings.terms import Terms, kept_terms

SOON = dt.timedelta(days=6)  # until then a weekday says which day it is


def terms_now(row: Booking, *, by: Actor) -> Terms:
    """Those of this moment, by which it is confirmed: prices may have changed since it was held. Where its payer is not for this reader to see, those that it was made with."""
    session = object_session(row)
    assert session is not None, "it was read"
    try:
        return priced(facts_of(session, wish_of(row), by=by))[0]
    except Missing:
        return kept_terms(row)


def held_cents(row: Booking, *, by: Actor) -> int:
    """What a hold costs when it is confirmed now, extras included."""
    session = object_session(row)
    assert session is not None, "it was read"
    room = terms_now(row, by=by).quote(row.starts_at, row.ends_at).cost if row.price else 0
    return room + cents_of(extras_now(session, row))


def hold_said(row: Booking) -> str:
    """ "On hold until Fri 17:00", on the wall there; empty for what is not on hold."""
    if row.status is not BookingStatus.HELD or row.held_until is None:
        return ""
    until = local(row.held_until, row.location.zone)
    when = format_datetime(until, "EEE HH:mm" if row.held_until <= now() + SOON else "EEE d MMM, HH:mm", rebase=False)
    return _("On hold until %(when)s", when=when)
