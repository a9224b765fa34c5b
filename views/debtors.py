"""Debtors: who owes what, how late it is, and one click to whoever it is; on screen and as a file."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from flask import g, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.core import clock
from app.core.money import plain
from app.queries.debtors.aged import AgedDebt, Debtor, aged_debt
from app.rules.aged_debt import Age
from app.web.actor import current_actor
from app.web.place import chosen_location
from views.debtor_words import age_said, findings
from views.pages import pages_of
from views.screen import Screen, asked_number
from views.spreadsheets import csv_download, xlsx_download

PAGE = 50
CENTURIES = range(1900, 2200)
SHOWN = {"": lambda each: each.debt.owed > 0, "overdue": lambda each: each.debt.overdue > 0, "credit": lambda each: each.debt.credit > 0, "all": lambda each: True}


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
        debt, rows = self._asked(day)
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
            shortcuts=shortcuts(debt, kind, day),
            kind=kind,
            search=request.args.get("q", ""),
            files=[(name, url_for(f".{name.lower()}", day=day.isoformat(), show=kind or None, q=request.args.get("q") or None)) for name in ("CSV", "XLSX")],
        )

    @expose("/export.csv")
    @has_access
    def csv(self) -> Any:
        day = asked_day()
        return csv_download(f"debtors-{day}", head(), [line(each) for each in self._asked(day)[1]])

    @expose("/export.xlsx")
    @has_access
    def xlsx(self) -> Any:
        day = asked_day()
        return xlsx_download(f"debtors-{day}", str(day), head(), [line(each) for each in self._asked(day)[1]])

    def _asked(self, day: dt.date) -> tuple[AgedDebt, list[Debtor]]:
        """All of it, and those who were asked for."""
        debt = aged_debt(self.session, day, by=current_actor(), location_id=chosen_location())
        wanted, shown = request.args.get("q", "").strip().lower(), SHOWN[asked_kind()]
        return debt, [each for each in debt.debtors if shown(each) and (wanted in each.name.lower() or wanted == each.code.lower())]


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


def shortcuts(debt: AgedDebt, kind: str, day: dt.date) -> list[tuple[str, int, str, bool]]:
    """The questions that people come with, and how many answer each."""
    labels = {"": _("Owe something"), "overdue": _("Overdue"), "credit": _("Have credit"), "all": _("All")}
    at = None if day == present() else day.isoformat()
    return [(label, sum(map(SHOWN[name], debt.debtors)), url_for("DebtorsView.show", show=name or None, day=at), name == kind) for name, label in labels.items()]


def head() -> list[str]:
    return [_("Organisation"), _("Code"), _("Currency"), _("Open invoices"), *map(age_said, Age), _("Owed"), _("Overdue"), _("Credit"), _("Balance"), _("Late since")]


def line(each: Debtor) -> list[Any]:
    debt = each.debt
    amounts = [Decimal(plain(cents)) for cents in (*debt.by_age.values(), debt.owed, debt.overdue, debt.credit, debt.balance)]
    return [each.name, each.code, each.currency, str(each.items), *amounts, debt.oldest.isoformat() if debt.oldest else ""]
