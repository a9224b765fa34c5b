"""Reports by mail: what somebody gets, and the form to get another or to end one."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.actions.report_subscriptions.stop import stop_report
from app.actions.report_subscriptions.subscribe import subscribe_to_report
from app.core.errors import FoyerError
from app.models.report_subscription import Rhythm
from app.queries.report_subscriptions import own_subscriptions
from app.rendering.reports.all import REPORTS
from app.web.actor import current_actor
from app.web.numbers import whole
from app.web.place import location_choices
from views.base.screen import Screen


def rhythm_said(rhythm: Rhythm) -> str:
    return {Rhythm.WEEKLY: _("Each Monday"), Rhythm.MONTHLY: _("On the 1st of each month")}[rhythm]


class ReportMailView(Screen):
    """GET /reports/mails/?report=; POST there to subscribe, POST /reports/mails/ID/stop to end one. Everybody's own alone."""

    route_base = "/reports/mails"
    default_view = "show"
    class_permission_name = "Location"
    method_permission_name = {"show": "read", "stop": "read"}

    @expose("/", methods=("GET", "POST"))
    @has_access
    def show(self) -> Any:
        by = current_actor()
        mine = {name: each for name, each in REPORTS.items() if by.may(each.permission)}
        refusal, asked = "", request.form.to_dict() if request.method == "POST" else request.args.to_dict()
        if request.method == "POST":
            place = asked.get("location", "")
            try:
                subscribe_to_report(
                    asked.get("report", ""),
                    asked.get("rhythm", ""),
                    location_id=whole(place),
                    needs={name: each.permission for name, each in REPORTS.items()},
                    by=by,
                )
            except FoyerError as refused:
                refusal = refused.message
            else:
                flash(_("It comes by mail from now on."), "success")
                return redirect(url_for(".show"))
        rows = own_subscriptions(self.session, by=by)
        return self.render_template(
            "screens/reports/mails.html",
            title=_("Reports by mail"),
            rows=rows,
            reports=mine,
            all_reports=REPORTS,
            rhythms={each.value: rhythm_said(each) for each in Rhythm},
            rhythm_said=rhythm_said,
            places=location_choices(),
            asked=asked,
            refusal=refusal,
        )

    @expose("/<int:subscription_id>/stop", methods=("POST",))
    @has_access
    def stop(self, subscription_id: int) -> Any:
        return self.attempt(
            lambda: stop_report(subscription_id, by=current_actor()), _("It does not come any more."), redirect(url_for(".show"))
        )
