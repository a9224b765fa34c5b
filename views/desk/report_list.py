"""The check-ins behind one number of the desk or of the presence report."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import joinedload

from app.models import CheckIn
from app.queries.presence.asked import Asked, check_ins, count
from app.queries.presence.who_is_in import Who
from app.rendering.words.check_ins import kind_said, source_said
from app.web.actor import current_actor
from app.web.downloads import csv_download, xlsx_download
from app.web.formats import as_datetime
from views.base.of_now import of_now
from views.base.pages import pages_of
from views.base.screen import Screen, asked_number
from views.desk.asked import asked_of, asked_said
from views.desk.words import left_said

PAGE = 50


class PresenceListView(Screen):
    """GET /reports/presence/list and its exports: the check-ins behind one number."""

    route_base = "/reports/presence/list"
    default_view = "show"
    class_permission_name = "CheckIn"
    method_permission_name = dict.fromkeys(("show", "csv", "xlsx"), "read")

    @expose("/")
    @has_access
    def show(self) -> Any:
        by, asked, page = current_actor(), asked_of(), asked_number("page")
        total = count(self.session, asked, by=by)
        return self.render_template(
            "screens/desk/report_list.html",
            title=ngettext("%(num)d check-in", "%(num)d check-ins", total),
            crumbs=[(_("Presence"), url_for("PresenceReportView.show"))],
            facts=[*asked_said(asked), *of_now()],
            total=total,
            rows=self._rows(asked, page),
            pages=pages_of(total, page, PAGE),
            source_said=source_said,
            left_said=left_said,
            args=request.args.to_dict(),
        )

    @expose("/export.csv")
    @has_access
    def csv(self) -> Any:
        return csv_download("check-ins", *self._sheet())

    @expose("/export.xlsx")
    @has_access
    def xlsx(self) -> Any:
        return xlsx_download("check-ins", _("Check-ins"), *self._sheet())

    def _sheet(self) -> tuple[list[str], Any]:
        head = [_("In"), _("Out"), _("Name"), _("Company"), _("Host"), _("Kind"), _("How known"), _("How they left"), _("Location")]
        rows = (
            [
                as_datetime(row.arrived_at, row),
                as_datetime(row.left_at, row),
                row.name,
                row.company,
                row.host or row.host_name,
                kind_said(kind_of(row)),
                source_said(row.source),
                left_said(row.left_by),
                row.location,
            ]
            for row in self._rows(asked_of())
        )
        return head, rows

    def _rows(self, asked: Asked, page: int | None = None) -> Any:
        query = check_ins(asked, CheckIn, by=current_actor()).options(joinedload(CheckIn.location), joinedload(CheckIn.host))
        query = query.order_by(CheckIn.arrived_at.desc(), CheckIn.id.desc())
        if page is not None:
            query = query.offset(page * PAGE).limit(PAGE)
        return self.session.scalars(query).all()


def kind_of(row: CheckIn) -> Who:
    return Who.MEMBER if row.user_id else Who.GUEST if row.guest_id else Who.VISITOR if row.peer_id else Who.NOBODY
