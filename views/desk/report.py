"""Reports, Presence: how many came, when the house is full, how long they stay; each number leads to its list and equals it."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.formats import week_order
from app.queries.presence.report import presence_report
from app.queries.presence.seen import members_seen, seen_counts
from app.queries.presence.who_is_in import Who
from app.queries.reports.asked import ALL_PLACES
from app.rendering.reports.presence import PRESENCE, finding, pictures
from app.rendering.words.check_ins import kind_said, source_said, stay_said, weekday_said
from app.web.actor import current_actor
from app.web.formats import reader
from app.web.place import location_choices
from views.base.pages import pages_of
from views.base.screen import Screen, asked_number
from views.desk.asked import asked_of, list_href

PAGE = 50


class PresenceReportView(Screen):
    """GET /reports/presence/?from=&to=&location=&who=."""

    route_base = "/reports/presence"
    default_view = "show"
    class_permission_name = "CheckIn"
    method_permission_name = {"show": "read", "seen": "read"}

    @expose("/")
    @has_access
    def show(self) -> Any:
        by, asked = current_actor(), asked_of(period=True)
        report = presence_report(self.session, asked, by=by)
        return self.render_template(
            "screens/desk/report.html",
            title=_("Presence"),
            asked=asked,
            report=report,
            finding=finding(report, str(reader())),
            places=location_choices(),
            kinds={each: kind_said(each) for each in (Who.MEMBER, Who.GUEST, Who.VISITOR)},
            kind_said=kind_said,
            source_said=source_said,
            weekday_said=weekday_said,
            weekdays=week_order(str(reader())),
            stay=stay_said(report.stay),
            seen=seen_counts(self.session, location_id=asked.location_id, by=by),
            seen_href=lambda was: url_for(".seen", was="seen" if was else "missed", location=asked.location_id or ALL_PLACES),
            href=lambda **test: list_href(asked, **test),
            pictures=pictures(report, str(reader())),
            mail_url=url_for("ReportMailView.show", report=PRESENCE.name),
        )

    @expose("/members")
    @has_access
    def seen(self) -> Any:
        """Who was seen in the last 30 days, or was not."""
        by, was, page = current_actor(), request.args.get("was") == "seen", asked_number("page")
        place = asked_of().location_id
        total = seen_counts(self.session, location_id=place, by=by)[was]
        rows = members_seen(self.session, was, location_id=place, by=by, offset=page * PAGE, most=PAGE)
        title = (
            ngettext("%(num)d member seen", "%(num)d members seen", total)
            if was
            else ngettext("%(num)d member not seen", "%(num)d members not seen", total)
        )
        crumbs = [(_("Presence"), url_for(".show"))]
        return self.render_template(
            "screens/desk/seen.html",
            title=title,
            crumbs=crumbs,
            facts=[_("In the last 30 days")],
            rows=rows,
            pages=pages_of(total, page, PAGE),
        )
