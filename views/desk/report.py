"""Reports, Presence: how many came, when the house is full, how long they stay; each number leads to its list and equals it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.formats import week_order
from app.queries.presence.report import Report, presence_report
from app.queries.presence.seen import members_seen, seen_counts
from app.queries.presence.who_is_in import Who
from app.web.actor import current_actor
from app.web.formats import as_date, as_number, reader
from app.web.place import location_choices
from views.desk.asked import asked_of, hour_said, list_href, weekday_said
from views.desk.words import kind_said, source_said
from views.opportunities.report import bars
from views.pages import pages_of
from views.screen import Screen, asked_number

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
            finding=finding(report),
            places=location_choices(),
            kinds={each: kind_said(each) for each in (Who.MEMBER, Who.GUEST, Who.VISITOR)},
            kind_said=kind_said,
            source_said=source_said,
            weekday_said=weekday_said,
            weekdays=week_order(str(reader())),
            fullest=max(report.hours.values(), default=0),
            stay=stay_said(report.stay),
            seen=seen_counts(self.session, location_id=asked.location_id, by=by),
            seen_href=lambda was: url_for(".seen", was="seen" if was else "missed", location=asked.location_id),
            href=lambda **test: list_href(asked, **test),
            pictures=pictures(report),
        )

    @expose("/members")
    @has_access
    def seen(self) -> Any:
        """Who was seen in the last 30 days, or was not."""
        by, was, page = current_actor(), request.args.get("was") == "seen", asked_number("page")
        place = asked_of().location_id
        total = seen_counts(self.session, location_id=place, by=by)[was]
        rows = members_seen(self.session, was, location_id=place, by=by, offset=page * PAGE, most=PAGE)
        title = ngettext("%(num)d member seen", "%(num)d members seen", total) if was else ngettext("%(num)d member not seen", "%(num)d members not seen", total)
        crumbs = [(_("Presence"), url_for(".show"))]
        return self.render_template("screens/desk/seen.html", title=title, crumbs=crumbs, facts=[_("In the last 30 days")], rows=rows, pages=pages_of(total, page, PAGE))


def stay_said(stay: dt.timedelta | None) -> str:
    """ "3 h 20 min"; empty where nobody was seen leaving."""
    if stay is None:
        return ""
    minutes = int(stay.total_seconds() + 30) // 60
    return _("%(hours)d h %(minutes)02d min", hours=minutes // 60, minutes=minutes % 60)


def finding(report: Report) -> str:
    """The report in one sentence."""
    busiest = report.busiest
    if busiest is None:
        return ""
    days = len(report.days)
    mean = (2 * report.total + days) // (2 * days) if days else 0
    return _("%(count)s came on an average day; the house is fullest on %(hour)s.", count=as_number(mean), hour=hour_said(*busiest))


def pictures(report: Report) -> dict[str, Any]:
    sources = sorted(report.sources.items(), key=lambda each: -each[1])
    return {
        "days": bars([as_date(day) for day in report.days], list(report.days.values())),
        "sources": bars([source_said(source) for source, _count in sources], [number for _source, number in sources]),
        "weeks": bars([as_date(week) for week in report.guest_weeks], list(report.guest_weeks.values())),
    }
