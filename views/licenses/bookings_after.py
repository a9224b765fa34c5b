"""What is booked after a license's end, and what cancelling it would give back: done, read and undone."""

from __future__ import annotations

from typing import Any

from flask import render_template

from app.actions.licenses.end import end_license
from app.models import Booking, License
from app.queries.bookings.after_license import after_end_of
from app.web.actor import current_actor
from app.work import Work
from views.bookings.refund import refunds_now

BACK = "told_back"  # the field in which a form says what it was told


def bookings_after(license: License, form: Any) -> str:
    """A fragment: how many, and what comes back; nothing where the form is not filled in yet, or the end itself is refused."""
    if not form.validate():
        return ""
    license_id, by = license.id, current_actor()

    def find(work: Work) -> list[Booking]:
        ended = end_license(license_id, on=form.on.data, end_reason=form.end_reason.data or "", version=form.version.data or "", by=by)
        work.session.flush()
        return after_end_of(work.session, ended, by=by)

    told = refunds_now(find, by=by)
    return (
        render_template("screens/bookings_after.html", told=told, day=form.on.data, is_chosen=form.cancel_bookings.data, back=BACK)
        if told
        else ""
    )
