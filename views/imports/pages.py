"""What the pages of an import tell: the columns to choose from, the rows, and how far they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.actions.people_imports.kinds import KINDS
from app.actions.people_imports.match import missing, passed_over
from app.actions.people_imports.person import text_of
from app.models import PeopleImport, PeopleImportRow
from app.models.people_import import ImportKind, ImportState
from app.queries.people_imports import first_rows, import_rows, row_counts, with_warnings
from views.base.pages import pages_of
from views.base.screen import asked_number
from views.imports.people_words import row_words, said_of

PAGE = 50
SHOWN = ("", "good", "warnings", "bad", "there", "onboarded", "create", "change")


class ImportPages:
    """For an ImportScreen. `kind` is what its rows become, `above` are the pages over it, `seen` is a row as people read it."""

    session: Session
    kind: ImportKind
    title: Callable[[], str]
    above: Callable[[], list[tuple[str, str]]]
    seen: Callable[[PeopleImportRow, PeopleImport], dict[str, str]]

    def asked(self) -> ImportKind:
        """What the rows of this page become."""
        return self.kind

    def begin_url(self) -> str:
        return url_for(".begin")

    def systems(self, found: PeopleImport) -> list[Any]:
        """What follows of those who are in, as name, icon and standing."""
        return []

    def described(self) -> list[tuple[str, bool, str]]:
        """Our columns: name, whether it is needed, what for."""
        words = KINDS[self.asked()].about()
        return [(name, column.needed, words[name]) for name, column in KINDS[self.asked()].columns.items()]

    def samples(self, found: PeopleImport) -> list[list[str]]:
        """Of each column of the file what stands in its first rows; blank cells are left out."""
        rows = first_rows(self.session, found)
        return [[text for row in rows if place < len(row) and (text := text_of(row[place]))] for place in range(len(found.header))]

    def _matching(self, found: PeopleImport, chosen: dict[str, int]) -> dict[str, Any]:
        return {
            "title": _("Which column is which?"),
            "crumbs": [*self.above(), (self.title(), self.begin_url())],
            "facts": [found.file],
            "found": found,
            "chosen": chosen,
            "lacking": set(missing(chosen, KINDS[self.asked()])),
            "examples": [texts[0][:60] if texts else "" for texts in self.samples(found)],
            "columns": self.described(),
            "wrong": {},
            "twice": sorted({name for name in found.header if name and found.header.count(name) > 1}),
        }

    def _told(self, found: PeopleImport) -> dict[str, Any]:
        show = request.args.get("show", "")
        show, page = show if show in SHOWN else "", asked_number("page")
        count, rows = import_rows(self.session, found.id, show=show, page=page, size=PAGE)
        return {
            **self._standing(found),
            "title": found.file,
            "crumbs": [*self.above(), (self.title(), self.begin_url())],
            "status": found.state,
            "facts": [_("Uploaded by %(name)s", name=found.ordered_by["name"])],
            "rows": [] if found.is_at_work else rows,
            "seen": {row.id: self.seen(row, found) for row in rows},
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
        systems = self.systems(found) if found.state is ImportState.DONE else []
        return {
            "found": found,
            "counts": counts,
            "total": total,
            "done": total - waiting if is_testing else max(counts.get("onboarded", 0), found.done if found.is_whole else 0),
            "goal": total if is_testing else goal,
            "said": said_of(found, counts, total, waiting, goal),
            "systems": systems,
            "is_moving": found.is_at_work or any(each.settled + each.stuck < each.wanted for _name, _icon, each in systems),
        }
