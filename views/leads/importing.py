"""Leads out of a spreadsheet: what each row would make is seen before any of them is there."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _

from app.actions.people_imports.lead_columns import LEAD_COLUMNS
from app.models import PeopleImport, PeopleImportRow
from app.models.people_import import ImportKind
from views.imports.people_words import cell_of
from views.imports.screen import VERBS, ImportScreen


class LeadImportView(ImportScreen):
    """/leads/import."""

    route_base = "/leads/import"
    class_permission_name = "Lead"
    method_permission_name = dict.fromkeys(VERBS, "write")
    kind, folder, header = ImportKind.LEADS, "screens/leads/import", tuple(LEAD_COLUMNS)

    def title(self) -> str:
        return _("Leads from a spreadsheet")

    def above(self) -> list[tuple[str, str]]:
        return [(_("Leads"), url_for("LeadView.list"))]

    def seen(self, row: PeopleImportRow, found: PeopleImport) -> dict[str, str]:
        return {name: cell_of(row, found, name) for name in ("name", "email", "phone", "company")}
