"""Reports, Sales: conversion, time in stage, why deals were won and lost; each number leads to its list and equals it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask import abort, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.month import Month
from app.models import Opportunity
from app.models.opportunity import Stage
from app.queries.opportunities.deals import deals
from app.queries.opportunities.report import GROUPS, NOTHING, Row, sales_report
from app.rendering.reports.sales import SALES, finding, given, pictures
from app.rendering.stages import stage_said
from app.rules.sales_figures import ABANDONED, ORDER, has_reached
from app.web.actor import current_actor
from app.web.downloads import csv_download
from app.web.formats import as_date, as_month, reader
from app.web.place import reader_today
from views.base.days import asked_first, asked_last
from views.base.of_now import of_now
from views.base.pages import pages_of
from views.base.screen import Screen, asked_number
from views.opportunities.filters import asked, choices, wanted_of
from views.opportunities.words import age_said, due_said

PAGE = 50
MONTHS = 6
# What a link of the report may ask for beside the period and the filters of the board.
TESTS: dict[str, Callable[[Row, str], bool]] = {
    "reached": lambda row, value: value in ORDER and has_reached(row.reached, value),
    "became": lambda row, value: (
        row.stage == value if value in (Stage.WON.value, ABANDONED) else row.stage not in (Stage.WON.value, ABANDONED)
    ),
    "reason": lambda row, value: row.stage == ABANDONED and str(row.reason_id) == value,
    **{f"by_{group}": lambda row, value, group=group: row.key(group)[0] == value for group in GROUPS},  # type: ignore[misc]
}


class SalesReportView(Screen):
    """GET /reports/sales/?from=&to=&group= and the filters of the board; /reports/sales/list, /reports/sales/stays and /reports/sales/export.csv."""

    route_base = "/reports/sales"
    default_view = "show"
    class_permission_name = "Opportunity"
    method_permission_name = {"show": "read", "list": "read", "stays": "read", "csv": "read"}

    @expose("/")
    @has_access
    def show(self) -> Any:
        by, (first, last) = current_actor(), asked_period()
        report = sales_report(self.session, first, last, wanted_of(by), by=by)
        group = request.args.get("group", "")
        group = group if group in GROUPS else "location"
        return self.render_template(
            "screens/opportunity/report.html",
            title=_("Sales"),
            first=first,
            last=last,
            report=report,
            finding=finding(report, str(reader())),
            order=ORDER,
            stage_said=lambda stage: stage_said(Stage(stage)),
            pictures=pictures(report, str(reader())),
            mail_url=url_for("ReportMailView.show", report=SALES.name),
            groups=self._groups(),
            group=group,
            name_said=name_said,
            choices=[each for each in choices(self.session, by=by) if each.name != "age"],
            asked=asked(),
            href=self._href,
            stays_href=lambda stage: url_for("SalesReportView.stays", **self._kept(), stage=stage),
            csv_url=url_for(".csv", **self._kept()),
        )

    @expose("/list")
    @has_access
    def list(self) -> Any:
        """The opportunities behind one number."""
        by, page = current_actor(), asked_number("page")
        first, last = asked_period()
        found = self._rows()
        shown = [row.id for row in found[page * PAGE : (page + 1) * PAGE]]
        rows = deals(self.session, wanted_of(by), Opportunity.id.in_(shown), by=by, order=(Opportunity.id,))
        return self.render_template(
            "screens/opportunity/report_list.html",
            title=ngettext("%(num)d opportunity", "%(num)d opportunities", len(found)),
            crumbs=[(_("Sales"), url_for(".show", **self._kept()))],
            facts=[_("Opened from %(first)s to %(last)s", first=as_date(first), last=as_date(last)), *of_now()],
            rows=rows,
            total=len(found),
            pages=pages_of(len(found), page, PAGE),
            stage_said=stage_said,
            due_said=due_said,
            age_said=age_said,
        )

    @expose("/stays")
    @has_access
    def stays(self) -> Any:
        """The stays behind one median, the shortest first, so that it stands in their middle."""
        by, page, stage = current_actor(), asked_number("page"), request.args.get("stage", "")
        if stage not in ORDER[:-1]:
            abort(404)
        (first, last), wanted = asked_period(), wanted_of(by)
        report = sales_report(self.session, first, last, wanted, by=by)
        over, middle = report.stays[stage], report.days(stage)
        shown = over[page * PAGE : (page + 1) * PAGE]
        rows = deals(self.session, wanted, Opportunity.id.in_({deal for deal, _stay in shown}), by=by, order=(Opportunity.id,))
        facts = [_("Opened from %(first)s to %(last)s", first=as_date(first), last=as_date(last)), *of_now()]
        if middle is not None:
            facts.append(ngettext("median %(num)d day", "median %(num)d days", middle))
        return self.render_template(
            "screens/opportunity/report_stays.html",
            title=ngettext(
                "%(stage)s: %(num)d stay that is over", "%(stage)s: %(num)d stays that are over", len(over), stage=stage_said(Stage(stage))
            ),
            crumbs=[(_("Sales"), url_for(".show", **self._kept()))],
            facts=facts,
            stays=shown,
            total=len(over),
            deals={row.id: row for row in rows},
            pages=pages_of(len(over), page, PAGE),
            stage_said=stage_said,
        )

    @expose("/export.csv")
    @has_access
    def csv(self) -> Any:
        first, last = asked_period()
        head = [_("Stage"), _("Furthest stage"), _("Location"), _("Owner"), _("Source"), _("Month"), _("Why it was lost")]
        lines = [[row.stage, row.reached, row.location, row.owner, row.source, row.month, row.reason] for row in self._rows()]
        return csv_download(f"sales-{first}-{last}", head, lines)

    def _rows(self) -> Any:
        by, (first, last) = current_actor(), asked_period()
        rows = sales_report(self.session, first, last, wanted_of(by), by=by).rows
        for name, test in TESTS.items():
            if name in request.args:
                rows = [row for row in rows if test(row, request.args[name])]
        return rows

    def _kept(self) -> dict[str, str]:
        first, last = asked_period()
        return asked() | {"from": first.isoformat(), "to": last.isoformat()}

    def _href(self, **test: Any) -> str:
        return url_for("SalesReportView.list", **self._kept(), **test)

    def _groups(self) -> dict[str, str]:
        return {"location": _("Location"), "owner": _("Owner"), "source": _("Source"), "month": _("Month of opening")}


def asked_period() -> tuple[dt.date, dt.date]:
    """The last six months with this one, unless the address says otherwise; the days are put in their order."""
    month = Month.of(reader_today())
    for _each in range(MONTHS - 1):
        month = month.previous
    first, last = asked_first("from", month.first), asked_last("to", reader_today())
    return (first, last) if first <= last else (last, first)


def name_said(name: str, group: str) -> str:
    if group == "month":
        return as_month(Month.parse(name))
    return _("Nobody") if name == NOTHING and group == "owner" else given(name)
