"""What the start page says of bookings that nobody is left to use."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.permissions import Permission
from app.queries.bookings.after_license import how_many_after_license
from views.home.task import Task


def left_behind(session: Session, *, by: Actor, location_id: int | None) -> list[Task]:
    """Those to come after the last license of their people has ended."""
    count = how_many_after_license(session, by=by, location_id=location_id) if by.may(Permission.BOOKING_WRITE) else 0
    if not count:
        return []
    told = ngettext("%(num)d booking after a license has ended", "%(num)d bookings after a license has ended", count)
    return [
        Task(
            "calendar-event", told, _("They block their rooms, and are billed to whoever has left."), after_license_list(), _("Look"), "red"
        )
    ]


def after_license_list() -> str:
    """The first to come first."""
    return url_for("BookingView.list", _flt_0_after_license="y", _oc_BookingView="starts_at", _od_BookingView="asc")
