"""Onboarding many: a spreadsheet is uploaded, its columns matched, every row tested, and the good ones brought in while one watches."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.actions.people_imports.begin import begin_people_import
from app.actions.people_imports.columns import COLUMNS, HEADER
from app.actions.people_imports.forget import forget_people_import
from app.actions.people_imports.leftovers import left_header, left_rows
from app.actions.people_imports.match import missing, passed_over
from app.actions.people_imports.person import text_of
from app.actions.people_imports.start import start_people_import
from app.actions.people_imports.try_out import try_people_import
from app.core.errors import FoyerError
from app.models import PeopleImport
from app.models.people_import import ImportState
from app.queries.people_imports import access_standing, first_cells, import_of, import_rows, imports, row_counts, with_warnings
from app.web.actor import current_actor
from views.pages import pages_of
from views.people_import_words import described, left_name, row_words, said_of, seen, state_words
from views.person_steps import ICONS, system_name
from views.screen import Screen, asked_number
from views.spreadsheets import csv_download, xlsx_download

PAGE, LATEST = 50, 10
SHOWN = ("", "good", "warnings", "bad", "there", "onboarded")


class PeopleImportView(Screen):
    """/onboarding/import."""

    route_base = "/onboarding/import"
    default_view = "begin"
    class_permission_name = "User"
    method_permission_name = dict.fromkeys(
        ("begin", "show", "progress", "match", "start", "forget", "left_csv", "left_xlsx", "template_csv", "template_xlsx"), "onboard"
    )

    @expose("/", methods=("GET", "POST"))
    @has_access
    def begin(self) -> Any:
        """The file, and what was done before."""
        problem, sent = "", request.files.get("file")
        if request.method == "POST":
            try:
                if sent is None or not sent.filename:
                    problem = _("Choose a file.")
                else:
                    found = begin_people_import(sent.filename, sent.read(), by=current_actor())
                    return self._to(found.id)
            except FoyerError as refusal:
                problem = str(refusal.message)
        latest = imports(self.session, by=current_actor(), limit=LATEST)
        return self.render_template(
            "screens/people_import/begin.html", title=_("Onboard many"), crumbs=crumbs(), problem=problem, latest=latest, columns=described(), states=state_words()
        )

    @expose("/<int:import_id>")
    @has_access
    def show(self, import_id: int) -> Any:
        found = import_of(self.session, import_id, by=current_actor())
        matching = found.state is ImportState.MATCHING or (found.state is ImportState.TESTED and request.args.get("columns") == "1")
        told = self._matching(found, found.columns) if matching else self._told(found)
        return self.render_template("screens/people_import/match.html" if matching else "screens/people_import/show.html", **told)

    @expose("/<int:import_id>/progress")
    @has_access
    def progress(self, import_id: int) -> Any:
        """The moving part of the page; when it is done the page itself is asked for again."""
        found = import_of(self.session, import_id, by=current_actor())
        if not found.is_at_work and request.args.get("was") != found.state.value:
            return "", 204, {"HX-Refresh": "true"}
        return render_template("screens/people_import/progress.html", **self._standing(found))

    @expose("/<int:import_id>/columns", methods=("POST",))
    @has_access
    def match(self, import_id: int) -> Any:
        found = import_of(self.session, import_id, by=current_actor())
        chosen = {name: int(place) for name in COLUMNS if (place := request.form.get(name, "")).isdecimal() and len(place) < 4}
        try:
            try_people_import(import_id, chosen, by=current_actor())
        except FoyerError as refusal:
            self.session.rollback()
            told = self._matching(found, chosen) | {"wrong": {refusal.field or "": str(refusal.message)}}
            return self.render_template("screens/people_import/match.html", **told)
        return self._to(import_id)

    @expose("/<int:import_id>/start", methods=("POST",))
    @has_access
    def start(self, import_id: int) -> Any:
        return self.attempt(lambda: start_people_import(import_id, by=current_actor()), _("They are being brought in."), self._to(import_id))

    @expose("/<int:import_id>/forget", methods=("POST",))
    @has_access
    def forget(self, import_id: int) -> Any:
        back = redirect(url_for("PeopleImportView.begin"))
        return self.attempt(lambda: forget_people_import(import_id, by=current_actor()), _("The file is forgotten. Who was brought in stays."), back)

    @expose("/<int:import_id>/left-out.csv")
    @has_access
    def left_csv(self, import_id: int) -> Any:
        found = import_of(self.session, import_id, by=current_actor())
        return csv_download(left_name(found), left_header(found), left_rows(self.session, found))

    @expose("/<int:import_id>/left-out.xlsx")
    @has_access
    def left_xlsx(self, import_id: int) -> Any:
        found = import_of(self.session, import_id, by=current_actor())
        return xlsx_download(left_name(found), "people", left_header(found), left_rows(self.session, found))

    @expose("/template.csv")
    @has_access
    def template_csv(self) -> Any:
        return csv_download("foyer-people", HEADER, [])

    @expose("/template.xlsx")
    @has_access
    def template_xlsx(self) -> Any:
        return xlsx_download("foyer-people", "people", HEADER, [])

    def _to(self, import_id: int) -> Any:
        return redirect(url_for("PeopleImportView.show", import_id=import_id))

    def _matching(self, found: PeopleImport, chosen: dict[str, int]) -> dict[str, Any]:
        cells = [text_of(cell)[:60] for cell in first_cells(self.session, found)]
        return {
            "title": _("Which column is which?"),
            "crumbs": crumbs(found),
            "facts": [found.file],
            "found": found,
            "chosen": chosen,
            "lacking": set(missing(chosen)),
            "examples": cells,
            "columns": described(),
            "wrong": {},
        }

    def _told(self, found: PeopleImport) -> dict[str, Any]:
        show = request.args.get("show", "")
        show, page = show if show in SHOWN else "", asked_number("page")
        count, rows = import_rows(self.session, found.id, show=show, page=page, size=PAGE)
        return {
            **self._standing(found),
            "title": found.file,
            "crumbs": crumbs(),
            "status": found.state,
            "facts": [_("Uploaded by %(name)s", name=found.ordered_by["name"])],
            "rows": [] if found.is_at_work else rows,
            "seen": {row.id: seen(row, found) for row in rows},
            "count": count,
            "pages": pages_of(count, page, PAGE),
            "show": show,
            "row_words": row_words(),
            "warned": with_warnings(self.session, found.id),
            "unused": passed_over(found.header, found.columns),
        }

    def _standing(self, found: PeopleImport) -> dict[str, Any]:
        counts = row_counts(self.session, found.id)
        total, waiting = sum(counts.values()), counts.get("waiting", 0)
        goal = counts.get("onboarded", 0) + counts.get("good", 0)
        is_testing = found.state in (ImportState.READING, ImportState.TESTING)
        systems = access_standing(self.session, found.id) if found.state is ImportState.DONE else []
        return {
            "found": found,
            "counts": counts,
            "total": total,
            "done": total - waiting if is_testing else counts.get("onboarded", 0),
            "goal": total if is_testing else goal,
            "said": said_of(found, counts, total, waiting, goal),
            "systems": [(system_name(each.system), ICONS[each.system], each) for each in systems],
            "is_moving": found.is_at_work or any(each.settled + each.stuck < each.wanted for each in systems),
        }


def crumbs(found: PeopleImport | None = None) -> list[tuple[str, str]]:
    here = [(_("Onboarding"), url_for("OnboardingView.new"))]
    return [*here, (_("Onboard many"), url_for("PeopleImportView.begin"))] if found is not None or request.endpoint != "PeopleImportView.begin" else here
