"""Onboarding many, out of a spreadsheet."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.actions.people_imports.columns import HEADER
from app.models import PeopleImport, PeopleImportRow
from app.models.people_import import ImportKind
from app.queries.people_imports import access_standing
from views.imports.people_words import described, seen
from views.imports.screen import VERBS, ImportScreen
from views.people.steps import ICONS, system_name


class PeopleImportView(ImportScreen):
    """/onboarding/import."""

    route_base = "/onboarding/import"
    class_permission_name = "User"
    method_permission_name = dict.fromkeys(VERBS, "onboard")
    kind, folder, header = ImportKind.MEMBERS, "screens/people_import", HEADER

    def title(self) -> str:
        return _("Onboard many")

    def above(self) -> list[tuple[str, str]]:
        return [(_("Onboarding"), url_for("OnboardingView.new"))]

    def seen(self, row: PeopleImportRow, found: PeopleImport) -> dict[str, str]:
        return seen(row, found)

    def described(self) -> list[tuple[str, bool, str]]:
        return described()

    def systems(self, found: PeopleImport) -> list[Any]:
        return [(system_name(each.system), ICONS[each.system], each) for each in access_standing(self.session, found.id)]
