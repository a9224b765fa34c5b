"""Debtors: who owes what, how late it is, and one click to whoever it is; on screen and as a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from flask import g, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.core import clock
from app.core.money import plain
from app.queries.debtors.aged import AgedDebt, Debtor, aged_debt
from app.queries.debtors.marks import NOTHING, Mark, marks_of
from app.rules.aged_debt import Age
from app.web.actor import current_actor
from app.web.place import chosen_location
from views.debtor_words import age_said, findings, promise_said
from views.pages import pages_of
from views.screen import Screen, asked_number
from views.spreadsheets import csv_download, xlsx_download

PAGE = 50
CENTURIES = range(1900, 2200)
SHOWN: dict[str, Callable[[Debtor, Mark], bool]] = {
    "": lambda each, mark: each.debt.owed > 0,
    "overdue": lambda each, mark: each.debt.overdue > 0,
    "promised": lambda each, mark: mark.promise is not None and not mark.promise.is_broken,
    "broken": lambda each, mark: mark.promise is not None and mark.promise.is_broken,
    "blocked": lambda each, mark: mark.is_blocked,
    "credit": lambda each, mark: each.debt.credit > 0,
    "all": lambda each, mark: True,
}


class DebtorsView(Screen):
    """GET /debtors/?day=&show=&q=&page=, and the same as .csv and .xlsx."""

    route_base = "/debtors"
    default_view = "show"
    class_permission_name = "Debtor"
    method_permission_name = {"show": "read", "csv": "read", "xlsx": "read"}

    @expose("/")
    @has_access
    def show(self) -> Any:
        day, page = asked_day(), asked_number("page")
        marks = self._marks()
        debt, rows = self._asked(day, marks)
        kind = asked_kind()
        return self.render_template(
            "screens/debtors/list.html",
            title=_("Debtors"),
            day=day,
            is_today=day == present(),
            debt=debt,
            findings=findings(debt),
            rows=rows[page * PAGE : (page + 1) * PAGE],
            count=len(rows),
            pages=pages_of(len(rows), page, PAGE),
            ages=list(Age),
            age_said=age_said,
            shortcuts=shortcuts(debt, marks, kind, day),
            marks=marks,
            nothing=NOTHING,
            promise_said=promise_said,
            reviews=sum(each.is_to_review for each in marks.values()),
            kind=kind,
            search=request.args.get("q", ""),
            files=[(name, url_for(f".{name.lower()}", day=day.isoformat(), show=kind or None, q=request.args.get("q") or None)) for name in ("CSV", "XLSX")],
        )

    @expose("/export.csv")
    @has_access
    def csv(self) -> Any:
        day = asked_day()
        return csv_download(f"debtors-{day}", head(), self._lines(day))

    @expose("/export.xlsx")
    @has_access
    def xlsx(self) -> Any:
        day = asked_day()
        return xlsx_download(f"debtors-{day}", str(day), head(), self._lines(day))

    def _marks(self) -> dict[int, Mark]:
        return marks_of(self.session, by=current_actor(), location_id=chosen_location())

    def _lines(self, day: dt.date) -> list[list[Any]]:
        marks = self._marks()
        return [line(each, marks.get(each.id, NOTHING)) for each in self._asked(day, marks)[1]]

    def _asked(self, day: dt.date, marks: dict[int, Mark]) -> tuple[AgedDebt, list[Debtor]]:
        """All of it, and those who were asked for."""
        debt = aged_debt(self.session, day, by=current_actor(), location_id=chosen_location())
        wanted, shown = request.args.get("q", "").strip().lower(), SHOWN[asked_kind()]
        return debt, [each for each in debt.debtors if shown(each, marks.get(each.id, NOTHING)) and (wanted in each.name.lower() or wanted == each.code.lower())]


def present() -> dt.date:
    return clock.today(g.get("home_zone") or "UTC")


def asked_day(name: str = "day", otherwise: dt.date | None = None) -> dt.date:
    """Today, or the other day, for whatever is no day."""
    try:
        day = dt.date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return otherwise or present()
    return day if day.year in CENTURIES else otherwise or present()


def asked_kind() -> str:
    """Who owes anything, for a kind that is none."""
    kind = request.args.get("show", "")
    return kind if kind in SHOWN else ""


def shortcuts(debt: AgedDebt, marks: dict[int, Mark], kind: str, day: dt.date) -> list[tuple[str, int, str, bool]]:
    """The questions that people come with, and how many answer each."""
    labels = {"": _("Owe something"), "overdue": _("Overdue"), "promised": _("Promised"), "broken": _("Broken promises"), "blocked": _("Bookings rest"), "credit": _("Have credit"), "all": _("All")}
    at = None if day == present() else day.isoformat()
    made = []
    for name, label in labels.items():
        count = sum(SHOWN[name](each, marks.get(each.id, NOTHING)) for each in debt.debtors)
        if count or name in ("", "overdue", kind):
            made.append((label, count, url_for("DebtorsView.show", show=name or None, day=at), name == kind))
    return made


def head() -> list[str]:
    return [_("Organisation"), _("Code"), _("Currency"), _("Open invoices"), *map(age_said, Age), _("Owed"), _("Overdue"), _("Credit"), _("Balance"), _("Late since"), _("Last reminder"), _("Promised"), _("Promised until"), _("Bookings rest")]


def line(each: Debtor, mark: Mark) -> list[Any]:
    debt, promise = each.debt, mark.promise
    amounts = [Decimal(plain(cents)) for cents in (*debt.by_age.values(), debt.owed, debt.overdue, debt.credit, debt.balance)]
    said = [Decimal(plain(promise.said.cents)), promise.said.until.isoformat()] if promise is not None else ["", ""]
    known = [day.isoformat() if day else "" for day in (debt.oldest, mark.reminded_on)]
    return [each.name, each.code, each.currency, str(each.items), *amounts, *known, *said, _("yes") if mark.is_blocked else ""]
