"""ReportScreen: a report on screen, the list behind each of its numbers, and each table as a file; what takes longer than a page may is worked out behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import urlencode

from flask import abort, make_response, redirect, render_template, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from sqlalchemy import select

from app.access.scope import HowAsked, narrowed
from app.actions.reports.work_out import want_report
from app.core.errors import FoyerError
from app.core.month import Month
from app.models import KeptReport, Organisation
from app.rendering.reports.files import table_of
from app.rendering.reports.glossary import glossary
from app.rendering.reports.say import exact, in_short, with_values, written
from app.rendering.reports.shape import Cell, Definition, Kind, ListColumn, Listing, Report
from app.web.actor import current_actor
from app.web.downloads import csv_download
from app.web.formats import as_number
from views.base.of_now import of_now
from views.base.pages import pages_of
from views.base.screen import Screen, asked_number
from views.reports.answer import answer_of, is_newer, language, row_of, standing
from views.reports.asked import PRESETS, asked_of, kept, month_choices, words_of

PAGE = 50
ORGANISATION = "/organisations/"
MOST = 200  # rows of a table that a page shows: a network of 500 locations has thousands of spaces and rooms


class ReportScreen(Screen):
    """GET /reports/NAME/?from=&to= in months, with the location of the switch; /reports/NAME/list?what=..., and both as .csv.

    A report that does not fit into a page is asked for by POST /work-out, and /standing says how far it is.
    """

    default_view = "show"
    method_permission_name: ClassVar[dict[str, str]] = dict.fromkeys(
        ("show", "work_out", "standing", "list", "list_csv", "table_csv"), "read"
    )
    definition: ClassVar[Definition]

    @expose("/")
    @has_access
    def show(self) -> Any:
        asked = asked_of()
        found = answer_of(self.session, self.definition, asked)
        report = found.report or Report([], [], [])
        left_out = {each.name: len(each.rows) - MOST for each in report.sections if len(each.rows) > MOST}
        report = replace(report, sections=[each.first(MOST) for each in report.sections])
        told = standing(found.row, has_report=found.report is not None) if found.row is not None or found.report is None else None
        return self.render_template(
            "screens/reports/report.html",
            title=self.definition.title(),
            report=report,
            left_out=left_out,
            kept_report=told,
            **self._around(report, found.row),
        )

    @expose("/work-out", methods=("POST",))
    @has_access
    def work_out(self) -> Any:
        """Have it worked out by a job; a fragment for the page that waits, and the page for whoever has no script."""
        row = want_report(self.definition.name, asked_of(), language(), needs=self.definition.permission)
        if not request.headers.get("HX-Request"):
            return redirect(url_for(".show", **kept()))
        return self._standing(row)

    @expose("/standing")
    @has_access
    def standing(self) -> Any:
        """The same fragment, for a page that waits; it shows itself anew once there is what it waits for."""
        row, waits = row_of(self.session, self.definition, asked_of()), "show" in request.args or "has" not in request.args
        if waits and is_newer(row, request.args.get("was", "")):
            return "", 204, {"HX-Refresh": "true"}
        return self._standing(row)

    def _standing(self, row: KeptReport | None) -> Any:
        told = standing(row, has_report="has" in request.args, shows="show" in request.args, was=request.args.get("was", ""))
        return make_response(render_template("screens/reports/kept.html", kept_report=told))

    @expose("/list")
    @has_access
    def list(self) -> Any:
        """The rows behind one number; their count and their sum are the number's."""
        page, found = asked_number("page"), self._listing()
        count = found.behind.count(self.session)
        rows = found.behind.rows(self.session, offset=page * PAGE, most=PAGE)
        return self.render_template(
            "screens/reports/list.html",
            title=found.title,
            crumbs=[(self.definition.title(), url_for(".show", **kept()))],
            facts=[*found.facts, *of_now()],
            found=found,
            rows=rows,
            count=count,
            total=found.behind.total(self.session),
            pages=pages_of(count, page, PAGE),
            csv_url=url_for(".list_csv", **request.args.to_dict()),
            said=said,
            written=shown,
            Cell=Cell,
            path_of=self._paths(rows),
        )

    @expose("/list.csv")
    @has_access
    def list_csv(self) -> Any:
        found = self._listing()
        rows = ([exact(said(each, row), each.kind) for each in found.columns] for row in found.behind.rows(self.session))
        return csv_download(f"{self.definition.name}-{request.args.get('what', 'list')}", [each.name for each in found.columns], rows)

    @expose("/<table>.csv")
    @has_access
    def table_csv(self, table: str) -> Any:
        report = answer_of(self.session, self.definition, asked_of()).report or self.definition.build(self.session, asked_of())
        section = next((each for each in report.sections if each.name == table), None) or abort(404)
        return csv_download(f"{self.definition.name}-{table}", *table_of(section))

    def _listing(self) -> Listing:
        """Raises FoyerError, with what was asked, for a number that does not exist."""
        words = request.args.to_dict()
        build = self.definition.lists.get(words.pop("what", "")) or abort(404)
        try:
            return build(self.session, asked_of(), words_of(words))
        except (KeyError, ValueError) as odd:
            asked = ", ".join(f"{name}={word[:40]}" for name, word in words.items())
            raise FoyerError(
                _("There is no number for “%(asked)s”. Open the report, and choose one there.", asked=asked.replace("\x00", ""))
            ) from odd

    def _paths(self, rows: Sequence[Mapping[Any, Any]]) -> Callable[[ListColumn, Mapping[Any, Any]], str]:
        """Where a cell leads: nowhere where the reader may not open the organisation, which is at home elsewhere and was a customer here."""
        by = current_actor()
        if by.location_ids is None:
            return lambda column, row: with_values(column.path, row)
        named = {row["organisation_id"] for row in rows if row.get("organisation_id") is not None}
        opens = set(
            self.session.scalars(narrowed(select(Organisation.id).where(Organisation.id.in_(named)), by, Organisation, HowAsked.OF_EACH))
        )
        return lambda column, row: (
            "" if column.path.startswith(ORGANISATION) and row.get("organisation_id") not in opens else with_values(column.path, row)
        )

    def _href(self, cell: Cell, row: KeptReport | None) -> str:
        """The list behind it, which may be another report's, or another kind of list of it."""
        if not cell.behind:
            return ""
        words = {name: str(value) for name, value in cell.behind.items()}
        at = {"worked_out": row.worked_out_at.isoformat()} if row is not None and row.worked_out_at is not None else {}
        return f"/reports/{words.pop('report', self.definition.name)}/{words.pop('list', 'list')}?{urlencode(kept() | words | at)}"

    def _around(self, report: Report, row: KeptReport | None) -> dict[str, Any]:
        used = {name for each in report.sections for name in each.how} | {each.how for each in report.figures if each.how}
        return {
            "written": shown,
            "in_short": lambda value, kind, currency="": in_short(value, kind, currency, asked_of().locale),
            "href": lambda cell: self._href(cell, row),
            "file_url": lambda section: url_for(".table_csv", table=section.name, **kept()),
            "file": lambda section: f"{self.definition.name}-{section.name}",
            "glossary": {name: words for name, words in glossary().items() if name in used},
            "mail_url": url_for("ReportMailView.show", report=self.definition.name),
            "months": month_choices(),
            "presets": [(each, str(Month.of(asked_of().today).plus(1 - each))) for each in PRESETS],
            "asked": asked_of(),
            "kept": kept(),
            "has_period": self.definition.has_period,
            "as_number": as_number,
        }


def said(column: Any, row: Any) -> Any:
    value = row[column.key]
    return column.said(value) if column.said is not None and value not in (None, "") else value


def shown(value: Any, kind: Kind, currency: str = "") -> str:
    """As the reader writes it."""
    return written(value, kind, currency, asked_of().locale)
