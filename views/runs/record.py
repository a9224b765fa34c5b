"""Invoice runs: the list, and one run from its preview to its approval."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.access.permissions import Permission
from app.actions.invoice_runs.choose_cut_off import choose_cut_off
from app.actions.invoice_runs.create import create_run
from app.actions.invoice_runs.leave_out import leave_out, take_back
from app.actions.invoice_runs.preview import preview_run
from app.core.errors import FoyerError
from app.core.month import Month
from app.models.invoice_run import Decision
from app.queries.line_json import line_from
from app.queries.run_preview import Asked, run_figures, run_of, run_row, run_rows
from app.queries.runs import proposals, run_list
from app.web.actor import current_actor
from app.web.formats import as_date, as_month
from app.web.place import chosen_location
from views.base.links import may_open
from views.base.pages import pages_of
from views.base.screen import Screen, asked_number
from views.invoices.trace_words import explained
from views.runs.page import RunPage, title_of
from views.runs.words import cause_words, warning_said

PAGE = 24
TABLE = 50
SHOWN = ("", "open", "changed", "warnings", "new", "left_out", "approved")


class InvoiceRunView(RunPage, Screen):
    """/runs."""

    route_base = "/runs"
    default_view = "list"
    class_permission_name = "InvoiceRun"
    method_permission_name = dict.fromkeys(("list", "show", "lines"), "read") | dict.fromkeys(
        ("new", "again", "cut_off", "leave_out", "take_back"), "prepare"
    )

    @expose("/")
    @has_access
    def list(self) -> Any:
        by, page, place = current_actor(), asked_number("page"), chosen_location()
        count, rows = run_list(self.session, by=by, location_id=place, page=page, size=PAGE)
        next_runs = proposals(self.session, by=by, location_id=place)
        return self.render_template(
            "screens/runs/list.html",
            title=_("Invoice runs"),
            rows=rows,
            count=count,
            pages=pages_of(count, page, PAGE),
            proposals=next_runs,
            may_prepare=self.may(Permission.INVOICE_RUN_PREPARE),
            may_add_location=not next_runs and self.may(Permission.LOCATION_WRITE),
        )

    @expose("/new", methods=("POST",))
    @has_access
    def new(self) -> Any:
        """Open a run and look at it at once."""
        by = current_actor()
        try:
            month = Month.parse(request.form.get("month", ""))
            run = create_run(int(request.form.get("location", "")), month, by=by)
            preview_run(run.id, by=by)
        except ValueError:
            flash(_("Choose a location and a month."), "warning")
        except FoyerError as refusal:
            flash(refusal.message, "warning")
        else:
            return redirect(url_for("InvoiceRunView.show", run_id=run.id))
        return redirect(url_for("InvoiceRunView.list"))

    @expose("/<int:run_id>")
    @has_access
    def show(self, run_id: int) -> Any:
        """The whole page, or only its table when that is what was asked for."""
        run = run_of(self.session, run_id, by=current_actor())
        asked = asked_rows()
        table = {"run": run, "asked": asked, "table": self.table(run, asked), "figures": run_figures(self.session, run.id)}
        if request.headers.get("HX-Target") == "organisations":
            return self.render_template("screens/runs/table.html", **table, **self.allowed(run))
        return self.render_template("screens/runs/run.html", **table, **self.page_of(run, table["figures"]))

    def table(self, run: Any, asked: Asked) -> dict[str, Any]:
        count, rows = run_rows(self.session, run.id, asked)
        return {
            "count": count,
            "rows": [(row, name, code, number, [warning_said(each) for each in row.warnings]) for row, name, code, number in rows],
            "pages": pages_of(count, asked.page, asked.size),
            "causes": cause_words(),
            "Decision": Decision,
        }

    @expose("/<int:run_id>/lines/<int:organisation_id>")
    @has_access
    def lines(self, run_id: int, organisation_id: int) -> Any:
        """One organisation opened, in its row or on a page of its own: its lines, and the trace of each."""
        row = run_row(self.session, run_id, organisation_id, by=current_actor())
        currency = row.run.location.currency
        lines = [(line, explained(line, currency)) for line in map(line_from, row.lines)]
        return self.render_template(
            "screens/runs/lines.html" if request.headers.get("HX-Request") else "screens/runs/lines_page.html",
            title=row.organisation.name,
            crumbs=[
                (_("Invoice runs"), url_for("InvoiceRunView.list")),
                (title_of(row.run), url_for("InvoiceRunView.show", run_id=run_id)),
            ],
            row=row,
            run=row.run,
            lines=lines,
            warnings=[warning_said(each) for each in row.warnings],
            causes=cause_words(),
            Decision=Decision,
            may_open=may_open(row.organisation),
            **self.allowed(row.run),
        )

    @expose("/<int:run_id>/again", methods=("POST",))
    @has_access
    def again(self, run_id: int) -> Any:
        here = redirect(url_for("InvoiceRunView.show", run_id=run_id))
        return self.attempt(
            lambda: preview_run(run_id, by=current_actor()),
            lambda run: _("%(month)s is as it would be billed now.", month=as_month(run.month)),
            here,
        )

    @expose("/<int:run_id>/cut-off", methods=("POST",))
    @has_access
    def cut_off(self, run_id: int) -> Any:
        """Until when charges count; no day leaves it to today."""
        here, text = redirect(url_for("InvoiceRunView.show", run_id=run_id)), request.form.get("cut_off", "").strip()
        try:
            chosen = dt.date.fromisoformat(text) if text else None
        except ValueError:
            flash(_("Choose a day."), "warning")
            return here
        return self.attempt(
            lambda: choose_cut_off(run_id, chosen, by=current_actor()),
            lambda run: _("The preview has charges until %(day)s.", day=as_date(run.cut_off)),
            here,
        )

    @expose("/<int:run_id>/leave-out/<int:organisation_id>", methods=("POST",))
    @has_access
    def leave_out(self, run_id: int, organisation_id: int) -> Any:
        back = self.back(url_for("InvoiceRunView.show", run_id=run_id))
        return self.attempt(
            lambda: leave_out(run_id, organisation_id, request.form.get("reason", ""), by=current_actor()).organisation.name,
            lambda name: _("%(name)s is left out of this run.", name=name),
            back,
        )

    @expose("/<int:run_id>/take-back/<int:organisation_id>", methods=("POST",))
    @has_access
    def take_back(self, run_id: int, organisation_id: int) -> Any:
        back = self.back(url_for("InvoiceRunView.show", run_id=run_id))
        return self.attempt(
            lambda: take_back(run_id, organisation_id, by=current_actor()).organisation.name,
            lambda name: _("%(name)s is billed with the others.", name=name),
            back,
        )


def asked_rows() -> Asked:
    """Filter, search, order and page of the organisations, from the address; nonsense is ignored."""
    show, sort = request.args.get("show", ""), request.args.get("sort", "name")
    return Asked(
        show=show if show in SHOWN else "",
        search=request.args.get("q", "").strip()[:100],
        sort=sort,
        down=request.args.get("down") == "1",
        page=asked_number("page"),
        size=TABLE,
    )
