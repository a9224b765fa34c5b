"""A spreadsheet of people is uploaded, its columns matched, every row tested, and the good ones brought in while one watches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.actions.people_imports.begin import begin_people_import
from app.actions.people_imports.forget import forget_people_import
from app.actions.people_imports.kinds import KINDS
from app.actions.people_imports.leftovers import left_header, left_rows
from app.actions.people_imports.start import start_people_import
from app.actions.people_imports.try_out import try_people_import
from app.actions.sheet_imports.spelling import Spelling
from app.core.errors import FoyerError, Missing
from app.models import PeopleImport
from app.models.people_import import ImportKind, ImportState
from app.queries.people_imports import import_of, imports
from app.web.actor import current_actor
from app.web.downloads import csv_download, xlsx_download
from app.web.numbers import whole
from app.web.present_password import password_said
from views.base.screen import Screen
from views.imports.pages import ImportPages
from views.imports.people_words import left_name, state_words

LATEST = 10
GRAVE = {"roles", "owner", "location"}  # of people: what somebody may do, and where
VERBS = ("begin", "show", "progress", "match", "start", "forget", "left_csv", "left_xlsx", "template_csv", "template_xlsx")


class ImportScreen(ImportPages, Screen):
    """Its rows become what `kind` says. `folder` holds the templates, `header` is that of the file to fill in."""

    default_view = "begin"
    folder: str
    header: Sequence[str]

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
                    found = begin_people_import(sent.filename, sent.read(), kind=self.asked(), by=current_actor())
                    return self._to(found.id)
            except FoyerError as refusal:
                problem = str(refusal.message)
        latest = imports(self.session, [self.asked()], by=current_actor(), limit=LATEST)
        return self._drawn(
            "begin", title=self.title(), crumbs=self.above(), problem=problem, latest=latest, columns=self.described(), states=state_words()
        )

    @expose("/<int:import_id>")
    @has_access
    def show(self, import_id: int) -> Any:
        found = self._found(import_id)
        matching = found.state is ImportState.MATCHING or (found.state is ImportState.TESTED and request.args.get("columns") == "1")
        told = self._matching(found, found.columns) if matching else self._told(found)
        return self._drawn("match" if matching else "show", **told)

    @expose("/<int:import_id>/progress")
    @has_access
    def progress(self, import_id: int) -> Any:
        """The moving part of the page; when it is done the page itself is asked for again."""
        found = self._found(import_id)
        if not found.is_at_work and request.args.get("was") != found.state.value:
            return "", 204, {"HX-Refresh": "true"}
        return render_template(f"{self.folder}/progress.html", view=self.endpoint, **self._standing(found))

    @expose("/<int:import_id>/columns", methods=("POST",))
    @has_access
    def match(self, import_id: int) -> Any:
        found = self._found(import_id)
        chosen, spelling = self.chosen(found)
        try:
            self.require_once()
            try_people_import(import_id, chosen, spelling=spelling, by=current_actor())
        except FoyerError as refusal:
            self.session.rollback()
            told = self._matching(found, chosen) | {"wrong": {refusal.field or "": str(refusal.message)}}
            return self._drawn("match", **told)
        return self._to(import_id)

    @expose("/<int:import_id>/start", methods=("POST",))
    @has_access
    def start(self, import_id: int) -> Any:
        found = self._found(import_id)
        if GRAVE & set(found.columns) and found.kind is ImportKind.USERS:
            password_said()
        whole = request.form.get("whole") == "1"
        return self.attempt(
            lambda: start_people_import(import_id, whole=whole, by=current_actor()),
            _("The good rows are being brought in."),
            self._to(import_id),
        )

    @expose("/<int:import_id>/forget", methods=("POST",))
    @has_access
    def forget(self, import_id: int) -> Any:
        self._found(import_id)
        back = redirect(self.begin_url())
        return self.attempt(
            lambda: forget_people_import(import_id, by=current_actor()), _("The file is forgotten. What was brought in stays."), back
        )

    @expose("/<int:import_id>/left-out.csv")
    @has_access
    def left_csv(self, import_id: int) -> Any:
        found = self._found(import_id)
        return csv_download(left_name(found), left_header(found), left_rows(self.session, found))

    @expose("/<int:import_id>/left-out.xlsx")
    @has_access
    def left_xlsx(self, import_id: int) -> Any:
        found = self._found(import_id)
        return xlsx_download(left_name(found), KINDS[self.asked()].sheet, left_header(found), left_rows(self.session, found))

    @expose("/template.csv")
    @has_access
    def template_csv(self) -> Any:
        return csv_download(f"foyer-{KINDS[self.asked()].sheet}", list(self.header), [])

    @expose("/template.xlsx")
    @has_access
    def template_xlsx(self) -> Any:
        return xlsx_download(f"foyer-{KINDS[self.asked()].sheet}", KINDS[self.asked()].sheet, list(self.header), [])

    def _to(self, import_id: int) -> Any:
        return redirect(url_for(".show", import_id=import_id))

    def _found(self, import_id: int) -> PeopleImport:
        """Raises Missing for one of another kind, whose rows this person may have no right to."""
        found = import_of(self.session, import_id, by=current_actor())
        if found.kind is not self.asked():
            raise Missing(_("There is no such file."))
        return found

    def _drawn(self, page: str, **told: Any) -> Any:
        addresses = {"begin_url": self.begin_url(), "template_urls": {kind: self.template_url(kind) for kind in ("csv", "xlsx")}}
        return self.render_template(f"{self.folder}/{page}.html", view=self.endpoint, **addresses, **told)

    def template_url(self, kind: str) -> str:
        return url_for(f".template_{kind}")

    def chosen(self, found: PeopleImport) -> tuple[dict[str, int], Spelling | None]:
        """Ours -> place in the file, as the form has it, and how the file writes days and amounts."""
        asked = {name: request.form.get(name, "") for name in KINDS[self.asked()].columns}
        return {name: place for name, said in asked.items() if (place := whole(said, 999)) is not None}, None

    def require_once(self) -> None:
        """Raises Refused for a column of ours that two of the file are chosen for; a form that asks for each of ours once cannot say that."""
