"""/my/usage: what the team used month by month, for the owner who runs it."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from flask import abort, request, url_for
from flask_appbuilder.baseviews import expose
from flask_babel import gettext as _

from app.core import clock
from app.core.month import Month
from app.models import Organisation
from app.queries.team_usage import Usage, team_usage
from app.web.formats import as_month, as_number
from views.portal.mine import Mine

MONTHS_BACK = 60


class MyUsageView(Mine):
    """GET /my/usage/?month=2026-06."""

    route_base = "/my/usage"
    default_view = "show"

    @expose("/")
    def show(self) -> Any:
        by = self.by()
        if not by.runs_team:
            abort(403)
        present = Month.of(clock.today(self.session.get_one(Organisation, by.organisation_id).location.zone))
        month = asked_month(present)
        rows = team_usage(self.session, month, by=by, is_present=month == present)
        return self.page(
            "usage",
            _("Usage of the team"),
            subtitle=as_month(month),
            crumbs=[(_("Team"), url_for("MyTeamView.show"))],
            tables=[
                (currency, list(of)) for currency, of in groupby(sorted(rows, key=lambda each: each.currency), lambda each: each.currency)
            ],
            total=total,
            hours=hours,
            earlier=url_for(".show", month=str(month.plus(-1))) if month > present.plus(-MONTHS_BACK) else "",
            later=url_for(".show", month=str(month.plus(1))) if month < present else "",
        )


def asked_month(present: Month) -> Month:
    """The present one for whatever is none, or is far away."""
    try:
        year, number = map(int, request.args.get("month", "").split("-"))
        found = Month(year, number)
    except ValueError:
        return present
    return found if present.plus(-MONTHS_BACK) <= found <= present else present


def total(rows: list[Usage], name: str) -> int:
    return sum(getattr(each, name) or 0 for each in rows)


def hours(minutes: int) -> str:
    """ "1 h 30 min", or nothing."""
    whole, rest = divmod(minutes, 60)
    if not minutes:
        return ""
    return _("%(hours)s h %(minutes)s min", hours=as_number(whole), minutes=rest) if rest else _("%(hours)s h", hours=as_number(whole))
