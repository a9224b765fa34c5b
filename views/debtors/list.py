"""Debtors: who owes what, how late it is, and one click to whoever it is; on screen and as a file."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from flask import request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.core.money import plain
from app.queries.debtors.marks import NOTHING, Mark, marks_of
from app.queries.debtors.who_owes import Debtor, Debtors, Shown, who_owes
from app.rendering.words.ages import age_said
from app.rules.aged_debt import Age
from app.web.actor import current_actor
from app.web.downloads import csv_download, xlsx_download
from app.web.place import chosen_location, reader_today
from views.base.days import asked_day
from views.base.pages import pages_of
from views.base.screen import Screen, asked_number
from views.debtors.words import findings, promise_said

PAGE = 50


class DebtorsView(Screen):
    """GET /debtors/?day=&show=&q=&page=, and the same as .csv and .xlsx."""

    route_base = "/debtors"
    default_view = "show"
    class_permission_name = "Debtor"
    method_permission_name = {"show": "read", "csv": "read", "xlsx": "read"}

    @expose("/")
    @has_access
    def show(self) -> Any:
        day, page, kind = asked_day(), asked_number("page"), asked_kind()
        by, place = current_actor(), chosen_location()
        found = self._asked(day, size=PAGE, page=page)
        return self.render_template(
            "screens/debtors/list.html",
            title=_("Debtors"),
            day=day,
            is_today=day == reader_today(),
            debt=found,
            findings=findings(found),
            rows=found.rows,
            count=found.count,
            pages=pages_of(found.count, page, PAGE),
            ages=list(Age),
            age_said=age_said,
            shortcuts=shortcuts(found.counts, kind, day),
            marks=marks_of(self.session, {each.id for each in found.rows}, by=by, location_id=place),
            nothing=NOTHING,
            promise_said=promise_said,
            reviews=found.reviews,
            kind=kind.value,
            search=request.args.get("q", ""),
            files=[
                (name, url_for(f".{name.lower()}", day=day.isoformat(), show=kind.value or None, q=request.args.get("q") or None))
                for name in ("CSV", "XLSX")
            ],
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

    def _lines(self, day: dt.date) -> list[list[Any]]:
        rows = self._asked(day).rows
        marks = marks_of(self.session, {each.id for each in rows}, by=current_actor(), location_id=chosen_location())
        return [line(each, marks.get(each.id, NOTHING)) for each in rows]

    def _asked(self, day: dt.date, *, size: int | None = None, page: int = 0) -> Debtors:
        """Those who were asked for; all of them without `size`."""
        return who_owes(
            self.session,
            day,
            by=current_actor(),
            location_id=chosen_location(),
            shown=asked_kind(),
            search=request.args.get("q", ""),
            size=size,
            page=page,
        )


def asked_kind() -> Shown:
    """Who owes anything, for a kind that is none."""
    kind = request.args.get("show", "")
    return Shown(kind) if kind in list(Shown) else Shown.OWING


def shortcuts(counts: dict[Shown, int], kind: Shown, day: dt.date) -> list[tuple[str, int, str, bool]]:
    """The questions that people come with, and how many answer each."""
    labels = {
        Shown.OWING: _("Owe something"),
        Shown.OVERDUE: _("Overdue"),
        Shown.PROMISED: _("Promised"),
        Shown.BROKEN: _("Broken promises"),
        Shown.BLOCKED: _("Bookings rest"),
        Shown.CREDIT: _("Have credit"),
        Shown.ALL: _("All"),
    }
    at = None if day == reader_today() else day.isoformat()
    wanted = [each for each in Shown if counts[each] or each in (Shown.OWING, Shown.OVERDUE, kind)]
    return [(labels[each], counts[each], url_for("DebtorsView.show", show=each.value or None, day=at), each is kind) for each in wanted]


def head() -> list[str]:
    return [
        _("Organisation"),
        _("Code"),
        _("Currency"),
        _("Open invoices"),
        *map(age_said, Age),
        _("Owed"),
        _("Overdue"),
        _("Credit"),
        _("Balance"),
        _("Late since"),
        _("Last reminder"),
        _("Promised"),
        _("Promised until"),
        _("Bookings rest"),
    ]


def line(each: Debtor, mark: Mark) -> list[Any]:
    debt, promise = each.debt, mark.promise
    amounts = [Decimal(plain(cents)) for cents in (*debt.by_age.values(), debt.owed, debt.overdue, debt.credit, debt.balance)]
    said = [Decimal(plain(promise.said.cents)), promise.said.until.isoformat()] if promise is not None else ["", ""]
    known = [day.isoformat() if day else "" for day in (debt.oldest, mark.reminded_on)]
    return [each.name, each.code, each.currency, str(each.items), *amounts, *known, *said, _("yes") if mark.is_blocked else ""]
