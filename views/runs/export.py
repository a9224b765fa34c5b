"""A run as CSV and XLSX, as it is filtered on the screen."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access

from app.models import InvoiceRun
from app.queries.run_export import count_lines, head, run_lines
from app.queries.run_preview import Asked, run_of
from app.web.actor import current_actor
from app.web.downloads import csv_download, xlsx_download
from app.web.words import spoken
from app.work import transaction
from views.base.screen import Screen
from views.runs.record import asked_rows
from views.runs.words import warning_said


class RunExportView(Screen):
    """/runs/<id>/export.csv and .xlsx."""

    route_base = "/runs"
    default_view = "csv"
    class_permission_name = "InvoiceRun"
    method_permission_name = {"csv": "read", "xlsx": "read"}

    @expose("/<int:run_id>/export.csv")
    @has_access
    def csv(self, run_id: int) -> Any:
        run = self.noted(run_id, "csv")
        return csv_download(file_of(run), head(), run_lines(self.session, run, asked_rows(), said, spoken))

    @expose("/<int:run_id>/export.xlsx")
    @has_access
    def xlsx(self, run_id: int) -> Any:
        run = self.noted(run_id, "xlsx")
        return xlsx_download(file_of(run), str(run.month), head(), run_lines(self.session, run, asked_rows(), said, spoken))

    def noted(self, run_id: int, kind: str) -> InvoiceRun:
        """The run, with who takes how much of it on record before the first row leaves."""
        by, asked = current_actor(), asked_rows()
        run = run_of(self.session, run_id, by=by)
        told = {"rows": [None, count_lines(self.session, run, asked)], "file": [None, kind], "filter": [None, filter_of(asked)]}
        row = {"noun_id": run.id, "name": str(run), "location_id": run.location_id, "changes": told}
        with transaction(by=by) as work:
            work.record("export", "invoice_run", [row])
        return run_of(self.session, run_id, by=by)


def filter_of(asked: Asked) -> str:
    """As the address has it."""
    return urlencode({name: value for name, value in (("show", asked.show), ("q", asked.search)) if value})


def said(warning: dict[str, Any]) -> str:
    return warning_said(warning).text


def file_of(run: InvoiceRun) -> str:
    """ "KLF-2026-06"; the code of a location is plain by its own rules, but a file name trusts nobody."""
    code = "".join(char if char.isascii() and char.isalnum() else "-" for char in run.location.code)
    return f"{code}-{run.month}" + (f"-{run.sequence}" if run.sequence > 1 else "")
