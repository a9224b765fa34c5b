"""/my/bookings/<public id>: where the mails and calendars of a booking lead, whatever its page is called."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, redirect, url_for
from flask_appbuilder.baseviews import expose
from sqlalchemy import select

from app.access.scope import narrowed
from app.models import Booking
from views.portal.mine import Mine


class MyBookingLinkView(Mine):
    """One sentence for a booking that is not there and one that is not theirs."""

    route_base = "/my/bookings"
    default_view = "lead"

    @expose("/<uuid:public_id>")
    def lead(self, public_id: UUID) -> Any:
        query = select(Booking.id).where(Booking.public_id == public_id)
        found = self.session.scalars(narrowed(query, self.by(), Booking)).one_or_none()
        return redirect(url_for("MyBookingView.one", pk=found or abort(404)))
