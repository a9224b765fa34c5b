"""What a person decides about a mail, and the close of a month."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.actions.deliveries.decide import mark_sent, resend
from app.actions.months.close import close_month
from app.core.month import Month
from app.web.actor import current_actor
from app.web.formats import as_month
from views.base.screen import Screen


class DeliveryDecisionView(Screen):
    """POST /deliveries/<id>/sent and /again."""

    route_base = "/mails"
    default_view = "sent"
    class_permission_name = "Delivery"
    method_permission_name = {"sent": "decide", "again": "decide"}

    @expose("/<int:delivery_id>/sent", methods=("POST",))
    @has_access
    def sent(self, delivery_id: int) -> Any:
        back = self.back(url_for("HomeView.index"))
        return self.attempt(
            lambda: mark_sent(delivery_id, by=current_actor()).address, lambda to: _("The mail to %(to)s counts as sent.", to=to), back
        )

    @expose("/<int:delivery_id>/again", methods=("POST",))
    @has_access
    def again(self, delivery_id: int) -> Any:
        back = self.back(url_for("HomeView.index"))
        return self.attempt(
            lambda: resend(delivery_id, by=current_actor()).address, lambda to: _("The mail to %(to)s goes again.", to=to), back
        )


class MonthView(Screen):
    """POST /months/close."""

    route_base = "/months"
    default_view = "close"
    class_permission_name = "Month"
    method_permission_name = {"close": "close"}

    @expose("/close", methods=("POST",))
    @has_access
    def close(self) -> Any:
        back = self.back(url_for("InvoiceRunView.list"))
        try:
            month, location_id = Month.parse(request.form.get("month", "")), int(request.form.get("location", ""))
        except ValueError:
            flash(_("Choose a location and a month."), "warning")
            return redirect(url_for("InvoiceRunView.list"))
        known = request.form.get("corrects_waiting") == "yes"
        return self.attempt(
            lambda: close_month(location_id, month, by=current_actor(), corrects_waiting=known),
            lambda closed: _("%(month)s is closed at %(location)s.", month=as_month(month), location=closed.location.name),
            back,
        )
