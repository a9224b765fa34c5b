"""Debtors: how old the debt is now and was at the end of each month, and card charges that failed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.access.permissions import Permission
from app.core.formats import money_said
from app.core.month import Month
from app.queries.reports.asked import Asked
from app.queries.reports.debt import Debt, debt_over, failed, failed_behind, open_behind
from app.rendering.reports.say import month_written, rounded_said, written
from app.rendering.reports.shape import Cell, Column, Definition, Figure, Kind, ListColumn, Listing, Report, Section, share
from app.rendering.reports.words import count, money, month, percent_of_money, text
from app.rendering.words.ages import age_said
from app.rules.aged_debt import Age

LATE = "late"  # of any age but not due yet, as an address says it


def build(session: Session, asked: Asked) -> Report:
    days = [min(each.last, asked.until) for each in asked.months]
    found = debt_over(session, asked, days)
    if not found:
        return Report(
            [], [], [], nothing=(_("Nobody owed anything in this time."), _("What is sent and not paid is shown here, by how late it is."))
        )
    sections = [each for of in found for each in (by_age(of, asked), _trend(of, asked))]
    return Report(
        [_finding(each, asked) for each in found],
        [each for of in found for each in _figures(of, asked)],
        [*sections, *_failed(session, asked)],
    )


def _finding(of: Debt, asked: Asked) -> str:
    _day, debt = of.days[-1]
    said = {
        "owed": rounded_said(debt.owed, of.currency, asked.locale),
        "late": rounded_said(debt.overdue, of.currency, asked.locale),
        "share": (share(debt.overdue, debt.owed) or 0) // 10,
    }
    if asked.until < asked.today:
        return _(
            "%(owed)s was owed on %(day)s; %(late)s of it (%(share)s %%) was late.",
            **said,
            day=written(asked.until, Kind.DATE, "", asked.locale),
        )
    return _("%(owed)s is owed; %(late)s of it (%(share)s %%) is late.", **said)


def _figures(of: Debt, asked: Asked) -> list[Figure]:
    debt, at = of.days[-1][1], {"what": "open", "day": asked.until}
    return [
        Figure(_("Owed"), money(debt.owed, of.currency, **at), how="aged"),
        Figure(
            _("Over 90 days late"),
            money(debt.by_age[Age.OLDER], of.currency, **at, age=Age.OLDER.value),
            tone="red" if debt.by_age[Age.OLDER] else "",
            how="aged",
        ),
    ]


def by_age(of: Debt, asked: Asked) -> Section:
    """What is owed on the last of its days."""
    _day, debt = of.days[-1]
    late = {age: debt.by_age[age] for age in Age if age is not Age.NOT_DUE}
    most = max(late, key=lambda age: late[age])
    title = (
        _("%(age)s late is the most: %(cents)s", age=age_said(most), cents=rounded_said(late[most], of.currency, asked.locale))
        if late[most]
        else _("Nothing is late")
    )
    rows = [
        [
            text(age_said(age)),
            money(cents, of.currency, what="open", day=asked.until, age=age.value),
            percent_of_money(cents, debt.owed, of.currency, what="open", day=asked.until, age=age.value),
        ]
        for age, cents in debt.by_age.items()
    ]
    chart = {
        "kind": "bars",
        "names": [age_said(age) for age in Age],
        "values": [debt.by_age[age] / 100 for age in Age],
        "texts": [rounded_said(debt.by_age[age], of.currency, asked.locale) for age in Age],
    }
    columns = [Column(_("Late by")), Column(_("Owed, %(currency)s", currency=of.currency), Kind.MONEY), Column(_("Share"), Kind.SHARE)]
    total: list[Cell] = [text(_("Together")), money(debt.owed, of.currency, what="open", day=asked.until), text("")]
    return Section(
        f"now-{of.currency}",
        title,
        columns,
        rows,
        chart,
        _("What is owed, by how late it is; the table below has the numbers."),
        ("aged",),
        total=total,
    )


def _trend(of: Debt, asked: Asked) -> Section:
    (begin, first), (end, last) = of.days[0], of.days[-1]
    said = {
        "now": rounded_said(last.overdue, of.currency, asked.locale),
        "then": rounded_said(first.overdue, of.currency, asked.locale),
        "day": written(begin, Kind.DATE, "", asked.locale),
    }
    if end < asked.today:
        title = _("%(now)s was late on %(last)s, and %(then)s on %(day)s", **said, last=written(end, Kind.DATE, "", asked.locale))
    else:
        title = _("%(now)s is late, and %(then)s was on %(day)s", **said)
    rows = [
        [
            Cell(day, Kind.DATE),
            *(money(debt.by_age[age], of.currency, what="open", day=day, age=age.value) for age in Age),
            money(debt.owed, of.currency, what="open", day=day),
        ]
        for day, debt in of.days
    ]
    series = [
        {
            "name": age_said(age),
            "values": [debt.by_age[age] / 100 for _day, debt in of.days],
            "texts": [money_said(debt.by_age[age], of.currency, asked.locale) for _day, debt in of.days],
        }
        for age in Age
    ]
    columns = [
        Column(_("At the end of"), Kind.DATE),
        *(Column(age_said(age), Kind.MONEY) for age in Age),
        Column(_("Together"), Kind.MONEY),
    ]
    chart = {
        "kind": "columns",
        "piled": True,
        "names": [month_written(Month.of(day), asked.locale) for day, _debt in of.days],
        "series": series,
    }
    return Section(
        f"trend-{of.currency}",
        title,
        columns,
        rows,
        chart,
        _("What was owed at the end of each month, by how late it was; the table below has the numbers."),
        ("aged",),
    )


def _failed(session: Session, asked: Asked) -> list[Section]:
    found, sections = failed(session, asked), []
    for currency in sorted({each for each, _month in found}):
        of = {at: found.get((currency, at), (0, 0)) for at in asked.months}
        number, cents = (sum(each[place] for each in of.values()) for place in (0, 1))
        title = _("%(count)s card charges failed, of %(cents)s together", count=number, cents=rounded_said(cents, currency, asked.locale))
        rows = [
            [month(at), count(each[0], what="failed", month=at, currency=currency), money(each[1], currency, what="failed", month=at)]
            for at, each in of.items()
        ]
        series = [{"name": _("Failed"), "values": [each[0] for each in of.values()], "texts": [str(each[0]) for each in of.values()]}]
        columns = [
            Column(_("Month"), Kind.MONTH),
            Column(_("Failed charges"), Kind.COUNT),
            Column(_("Of, %(currency)s", currency=currency), Kind.MONEY),
        ]
        chart = {"kind": "columns", "names": [month_written(at, asked.locale) for at in of], "series": series}
        sections.append(
            Section(
                f"failed-{currency}",
                title,
                columns,
                rows,
                chart,
                _("How many card charges failed in each month; the table below has the numbers."),
                ("failed_payments",),
            )
        )
    return sections


def open_list(session: Session, asked: Asked, words: Mapping[str, str]) -> Listing:
    day, is_late = dt.date.fromisoformat(words["day"]), words.get("age") == LATE
    age = Age(words["age"]) if "age" in words and not is_late else None
    columns = [
        ListColumn("name", _("Number"), path="/invoices/show/{invoice_id}"),
        ListColumn("organisation", _("Customer"), path="/debtors/{organisation_id}/"),
        ListColumn("location", _("Location")),
        ListColumn("due_on", _("Due"), Kind.DATE),
        ListColumn("cents", _("Owed"), Kind.MONEY),
    ]
    facts = [
        _("At the end of %(day)s", day=written(day, Kind.DATE, "", asked.locale)),
        *([age_said(age)] if age else [_("Late")] if is_late else []),
    ]
    return Listing(
        _("What was open"), open_behind(asked, day, words["currency"], age, is_late=is_late), columns, facts, currency=words["currency"]
    )


def failed_list(session: Session, asked: Asked, words: Mapping[str, str]) -> Listing:
    at = Month.parse(words["month"])
    columns = [
        ListColumn("day", _("Day"), Kind.DATE),
        ListColumn("reference", _("Charge"), path="/card-charges/show/{attempt_id}"),
        ListColumn("organisation", _("Customer"), path="/organisations/show/{organisation_id}"),
        ListColumn("location", _("Location")),
        ListColumn("reason", _("Why")),
        ListColumn("cents", _("Amount"), Kind.MONEY),
    ]
    return Listing(
        _("Card charges that failed"),
        failed_behind(asked, at, words["currency"]),
        columns,
        [month_written(at, asked.locale)],
        currency=words["currency"],
    )


DEBT = Definition("debt", Permission.DEBTOR_READ, lambda: _("Aged debt"), build, {"open": open_list, "failed": failed_list})
