"""Import: a spreadsheet of any main noun is uploaded, its columns matched, every row tested, and brought in as its owner wishes."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.access.permissions import Permission
from app.actions.people_imports.kinds import KINDS, Kind
from app.actions.people_imports.leftovers import heading_of
from app.actions.people_imports.may import may_bring, require_kind
from app.actions.people_imports.person import text_of
from app.actions.sheet_imports.nouns import NOUNS, Noun
from app.actions.sheet_imports.spelling import Days, Decimals, Spelling, spelling_of
from app.core.errors import Missing, Refused
from app.models import PeopleImport, PeopleImportRow
from app.models.people_import import ImportKind, RowState
from app.queries.people_imports import import_of, imports, verb_counts
from app.web.actor import current_actor
from app.web.downloads import csv_download, xlsx_download
from app.web.numbers import whole
from views.imports.nouns import SHOWN, Shown
from views.imports.people_words import state_words
from views.imports.screen import LATEST, VERBS, ImportScreen

LONGEST_SAMPLE = 60


class SpreadsheetView(ImportScreen):
    """/import, and /import/NOUN. Who may open it at all may import something; each noun asks for the right to make it."""

    route_base = "/import"
    default_view = "all"
    class_permission_name = "Spreadsheet"
    method_permission_name = dict.fromkeys((*VERBS, "all"), "import")
    folder = "screens/spreadsheet"

    @expose("/")
    @has_access
    def all(self) -> Any:
        """What may be brought in, in the order in which it is best done."""
        by = current_actor()
        nouns = [(kind, shown) for kind, shown in SHOWN.items() if may_bring(kind, by)]
        people = [(_("Onboard many"), url_for("PeopleImportView.begin"))] if self.may(Permission.USER_ONBOARD) else []
        leads = [(_("Leads"), url_for("LeadImportView.begin"))] if self.may(Permission.LEAD_WRITE) else []
        kinds = {kind.value: (shown.title(), self.endpoint) for kind, shown in nouns}
        kinds |= {ImportKind.MEMBERS.value: (_("Onboard many"), "PeopleImportView")} if people else {}
        kinds |= {ImportKind.LEADS.value: (_("Leads"), "LeadImportView")} if leads else {}
        latest = imports(self.session, [ImportKind(kind) for kind in kinds], by=by, limit=LATEST)
        return self.render_template(
            "screens/spreadsheet/all.html",
            title=_("Import"),
            nouns=nouns,
            others=[*people, *leads],
            kinds=kinds,
            latest=latest,
            states=state_words(),
        )

    @expose("/<noun>/", methods=("GET", "POST"))
    @has_access
    def begin(self, noun: str) -> Any:  # type: ignore[override]
        return super().begin()

    @expose("/<noun>/template.csv")
    @has_access
    def template_csv(self, noun: str) -> Any:  # type: ignore[override]
        return csv_download(self._template_name(), *self._template())

    @expose("/<noun>/template.xlsx")
    @has_access
    def template_xlsx(self, noun: str) -> Any:  # type: ignore[override]
        return xlsx_download(self._template_name(), self.noun().sheet.name, *self._template())

    def asked(self) -> ImportKind:
        """Of the address, or of the file that it names. Raises Missing for none of ours, Forbidden without the right to it."""
        if "import_kind" not in g:
            asked = request.view_args or {}
            found = import_of(self.session, asked["import_id"], by=current_actor()).kind if "import_id" in asked else asked.get("noun", "")
            if found not in list(NOUNS):
                raise Missing(_("There is no such file."))
            require_kind(ImportKind(found), current_actor())
            g.import_kind = ImportKind(found)
        kind: ImportKind = g.import_kind
        return kind

    def noun(self) -> Noun:
        return NOUNS[self.asked()]

    def shown(self) -> Shown:
        return SHOWN[self.asked()]

    def title(self) -> str:
        return _("Import: %(what)s", what=self.shown().title())

    def above(self) -> list[tuple[str, str]]:
        return [(_("Import"), url_for(".all"))]

    def begin_url(self) -> str:
        return url_for(".begin", noun=self.asked().value)

    def template_url(self, kind: str) -> str:
        return url_for(f".template_{kind}", noun=self.asked().value)

    def described(self) -> list[tuple[str, bool, str]]:
        kind, by = KINDS[self.asked()], current_actor()
        return [each for each in super().described() if kind.may_fill(each[0], by)]

    def seen(self, row: PeopleImportRow, found: PeopleImport) -> dict[str, str]:
        """What names the row, and where its page is once there is one."""
        named = [
            text
            for column in dict.fromkeys(("name", *self.noun().sheet.key, "description", "title"))
            if (text := _cell(row, found, column))
        ]
        is_there = row.state in (RowState.ONBOARDED, RowState.THERE) or row.plan.get("verb") == "change"
        page = url_for(f"{self.shown().view}.show", pk=row.plan["id"]) if self.shown().has_page and is_there and "id" in row.plan else ""
        return {
            "name": named[0] if named else "",
            "more": ", ".join(named[1:]),
            "page": page,
            "changes": ", ".join(heading_of(name, found) for name in row.plan.get("columns", ())),
        }

    def chosen(self, found: PeopleImport) -> tuple[dict[str, int], Spelling | None]:
        """Each column of the file says which of ours it is."""
        chosen = {name: place for place, name in self._by_place().items() if place < len(found.header)}
        return chosen, spelling_of(request.form)

    def require_once(self) -> None:
        names = list(self._by_place().values())
        for name in names:
            if names.count(name) > 1:
                raise Refused(_("Two columns of the file are chosen for it."), field=name)

    def _by_place(self) -> dict[int, str]:
        asked = {place: name for key, name in request.form.items() if (place := whole(key.removeprefix("place-"), 999)) is not None}
        return {place: name for place, name in asked.items() if name in KINDS[self.asked()].columns}

    def _drawn(self, page: str, **told: Any) -> Any:
        kind: Kind = KINDS[self.asked()]
        more = {
            "noun": self.asked().value,
            "shown": self.shown(),
            "labels": kind.labels(),
            "key": self.noun().sheet.key[0],
            "by_name": self.noun().by_name,
        }
        found = told.get("found")
        if found is not None:
            more |= {"verbs": verb_counts(self.session, found.id), "headings": {name: heading_of(name, found) for name in kind.columns}}
        if page == "match" and found is not None:
            spelling = spelling_of(request.form if request.method == "POST" else found.spelling)
            more |= {
                "samples": [[clipped(text) for text in texts] for texts in self.samples(found)],
                "spelling": spelling,
                "days": list(Days),
                "decimals": list(Decimals),
            }
            more |= {"missing": [more["labels"][name] for name in KINDS[self.asked()].columns if name in told["lacking"]]}
            more |= {"by_place": self._by_place() if request.method == "POST" else {place: name for name, place in told["chosen"].items()}}
        if page == "begin":
            more |= {
                "list_url": url_for(f"{self.shown().view}.list") if self.shown().view != "DebtorsView" else "",
                "onboard_url": self._onboard_url(),
            }
        return super()._drawn(page, **told, **more)

    def _onboard_url(self) -> str:
        return url_for("PeopleImportView.begin") if self.asked() is ImportKind.USERS and self.may(Permission.USER_ONBOARD) else ""

    def _template(self) -> tuple[list[str], list[list[str]]]:
        """Headings, and one row as an example."""
        header = [name for name, _needed, _words in self.described()]
        return header, [[self.noun().example.get(name, "") for name in header]]

    def _template_name(self) -> str:
        return f"foyer-{self.noun().sheet.name}"


def _cell(row: PeopleImportRow, found: PeopleImport, name: str) -> str:
    place = found.columns.get(name, len(row.cells))
    return clipped(text_of(row.cells[place])) if place < len(row.cells) else ""


def clipped(text: str) -> str:
    """As much as a cell of the page shows."""
    return text if len(text) <= LONGEST_SAMPLE else f"{text[:LONGEST_SAMPLE].rstrip()}…"
