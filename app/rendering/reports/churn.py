"""Churn: customers and revenue that were lost, who left and why, and cohorts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.access.permissions import Permission
from app.core.month import Month
from app.queries.reports.asked import Asked
from app.queries.reports.churn import cohort_behind, left_behind
from app.queries.reports.revenue import Revenue, revenue
from app.rendering.reports.revenue_lists import LISTS as OF_REVENUE
from app.rendering.reports.revenue_lists import ORGANISATION
from app.rendering.reports.say import month_written, rounded_said, written
from app.rendering.reports.shape import Cell, Column, Definition, Figure, Kind, ListColumn, Listing, Report, Section, share
from app.rendering.reports.words import count, money, month, percent, percent_lost, text
from app.rules.recurring_revenue import MonthMoved, cohorts

OLDEST = 12  # months that a cohort is followed


def build(session: Session, asked: Asked) -> Report:
    found = revenue(session, asked)
    if not found:
        return Report([], [], [], nothing=(_("There is no revenue yet."), _("Who leaves, and what is lost with them, is shown here.")))
    sections = [each for of in found for each in (_months(of, asked), _who(session, of, asked), _cohorts(of, asked))]
    return Report([_finding(each, asked) for each in found], [each for of in found for each in _figures(of)], sections)


def _lost(of: Revenue) -> tuple[int, int]:
    return sum(each.lost_customers for each in of.months), sum(each.lost for each in of.months)


def _mean(part: int, months: int) -> str:
    return f"{part / 10 / max(months, 1):.1f}"


def _finding(of: Revenue, asked: Asked) -> str:
    customers, cents = _lost(of)
    shares = [share(each.lost, each.before) or 0 for each in of.months]
    said = {"customers": customers, "cents": rounded_said(cents, of.currency, asked.locale), "share": _mean(sum(shares), len(shares))}
    return _(
        "%(customers)s customers left in this time; %(cents)s a month were lost, on average %(share)s %% of the revenue each month.", **said
    )


def _figures(of: Revenue) -> list[Figure]:
    last = of.months[-1]
    return [
        Figure(
            _("Customers lost in the month"),
            percent(last.lost_customers, last.customers_before, what="moved", month=last.month, movement="left", currency=of.currency),
            hint=_("%(count)s of %(all)s", count=last.lost_customers, all=last.customers_before),
            how="logo_churn",
        ),
        Figure(
            _("Revenue lost in the month"),
            percent_lost(last.lost, last.before, of.currency, what="lost", month=last.month),
            how="revenue_churn",
        ),
    ]


def _months(of: Revenue, asked: Asked) -> Section:
    worst = max(of.months, key=lambda each: share(each.lost, each.before) or 0)
    lost = share(worst.lost, worst.before) or 0
    title = (
        _(
            "Most was lost in %(month)s: %(share)s of the revenue",
            month=month_written(worst.month, asked.locale),
            share=written(lost, Kind.SHARE, "", asked.locale),
        )
        if lost
        else _("Nothing was lost in this time")
    )

    def row(each: MonthMoved) -> list[Cell]:
        gone: dict[str, Any] = {"what": "moved", "month": each.month, "movement": "left", "currency": of.currency}
        return [
            month(each.month), count(each.customers_before, what="customers", month=each.month.previous, currency=of.currency), count(each.lost_customers, **gone), percent(each.lost_customers, each.customers_before, **gone),
            money(each.before, of.currency, what="customers", month=each.month.previous), money(-each.lost, of.currency, what="lost", month=each.month), percent_lost(each.lost, each.before, of.currency, what="lost", month=each.month),
        ]  # fmt: skip

    shares = [(share(each.lost_customers, each.customers_before) or 0, share(each.lost, each.before) or 0) for each in of.months]
    series = [
        {
            "name": name,
            "values": [each[place] / 10 for each in shares],
            "texts": [written(each[place], Kind.SHARE, "", asked.locale) for each in shares],
        }
        for place, name in enumerate((_("Customers"), _("Revenue")))
    ]
    columns = [
        Column(_("Month"), Kind.MONTH),
        Column(_("Customers before"), Kind.COUNT),
        Column(_("Left"), Kind.COUNT),
        Column(_("Share"), Kind.SHARE),
        Column(_("Revenue before"), Kind.MONEY),
        Column(_("Lost"), Kind.MONEY),
        Column(_("Share"), Kind.SHARE),
    ]
    chart = {"kind": "columns", "names": [month_written(each.month, asked.locale) for each in of.months], "series": series}
    return Section(
        f"months-{of.currency}",
        title,
        columns,
        [row(each) for each in of.months],
        chart,
        _("The share of customers and of revenue that was lost in each month; the table below has the numbers."),
        ("logo_churn", "revenue_churn", "movement"),
    )


def _who(session: Session, of: Revenue, asked: Asked) -> Section:
    rows = left_behind(asked, of.currency).rows(session)
    unknown = sum(not row["reason"] for row in rows)
    title = (
        _("Why %(unknown)s of the %(count)s who left did so is not written down", unknown=unknown, count=len(rows))
        if unknown
        else _("%(count)s left, and each said why", count=len(rows))
        if rows
        else _("Nobody left in this time")
    )
    columns = [
        Column(_("Month")),
        Column(_("Customer")),
        Column(_("Last day"), Kind.DATE),
        Column(_("Why"), Kind.TEXT),
        Column(_("A month, %(currency)s", currency=of.currency), Kind.MONEY),
    ]
    cells = []
    for row in rows:
        at = {"what": "left", "organisation": row["organisation_id"], "from": row["month"], "to": row["month"]}
        cells.append(
            [
                text(row["month"]),
                Cell(row["organisation"], behind={**at, "currency": of.currency}, measured=1),  # its list leads on to who may be opened
                Cell(row["last_day"], Kind.DATE),
                text(row["reason"] or ""),
                money(row["cents"], of.currency, **at),
            ]
        )
    total = (
        [text(_("Together")), text(""), text(""), text(""), money(sum(row["cents"] for row in rows), of.currency, what="left")]
        if rows
        else None
    )
    return Section(f"left-{of.currency}", title, columns, cells, how=("movement",), is_tall=True, total=total)


def _cohorts(of: Revenue, asked: Asked) -> Section:
    here_in = cohorts(of.movements, asked.months)
    shown = [each for each in asked.months if each in here_in]
    after = range(min(OLDEST, len(asked.months)) + 1)
    rows, cells, texts = [], [], []
    for line, month_of_birth in enumerate(shown):
        born = here_in[month_of_birth][month_of_birth]
        row = [month(month_of_birth), count(born, what="cohort", born=month_of_birth, month=month_of_birth, currency=of.currency)]
        for age in after:
            at = month_of_birth.plus(age)
            if at > asked.last:
                row.append(text(""))
                continue
            here = here_in[month_of_birth][at]
            row.append(percent(here, born, what="cohort", born=month_of_birth, month=at, currency=of.currency))
            cells.append([age, line, (share(here, born) or 0) / 10])
            texts.append(written(share(here, born), Kind.SHARE, "", asked.locale))
        rows.append(row)
    old = [each for each in shown if each.plus(6) <= asked.last]
    all_born, stayed = (sum(here_in[each][each.plus(age)] for each in old) for age in (0, 6))
    title = (
        _("Half a year after they came %(share)s %% were still here", share=(share(stayed, all_born) or 0) // 10)
        if all_born
        else _("How many of those who came together are still here")
    )
    columns = [
        Column(_("First month"), Kind.MONTH),
        Column(_("Came"), Kind.COUNT),
        *(Column(_("+%(count)s", count=age), Kind.SHARE) for age in after),
    ]
    chart = (
        {
            "kind": "heat",
            "names": [f"+{age}" for age in after],
            "rows": [month_written(each, asked.locale) for each in shown],
            "cells": cells,
            "texts": texts,
            "most": 100,
        }
        if shown
        else None
    )
    return Section(
        f"cohorts-{of.currency}",
        title,
        columns,
        rows,
        chart,
        _("How many of each month's newcomers were still here so many months later; the table below has the numbers."),
        ("cohort",),
    )


def left(session: Session, asked: Asked, words: Mapping[str, str]) -> Listing:
    facts = [_("%(first)s to %(last)s", first=month_written(asked.first, asked.locale), last=month_written(asked.last, asked.locale))]
    return Listing(
        _("Customers who left"),
        left_behind(asked, words["currency"], int(words["organisation"]) if "organisation" in words else None),
        _columns(_("Left in"), ListColumn("reason", _("Why"))),
        facts,
        currency=words["currency"],
    )


def cohort(session: Session, asked: Asked, words: Mapping[str, str]) -> Listing:
    born, at = Month.parse(words["born"]), Month.parse(words["month"])
    facts = [_("Came in %(month)s", month=month_written(born, asked.locale)), _("here in %(month)s", month=month_written(at, asked.locale))]
    return Listing(
        _("Customers of a cohort"),
        cohort_behind(asked, words["currency"], born, at),
        _columns(_("Came in")),
        facts,
        currency=words["currency"],
    )


def _columns(month_said: str, *more: ListColumn) -> list[ListColumn]:
    return [
        ListColumn("organisation", _("Customer"), path=ORGANISATION),
        ListColumn("month", month_said),
        ListColumn("last_day", _("Last day"), Kind.DATE),
        *more,
        ListColumn("cents", _("A month"), Kind.MONEY),
    ]


LISTS = {**{name: OF_REVENUE[name] for name in ("customers", "moved", "lost", "licenses")}, "left": left, "cohort": cohort}
CHURN = Definition("churn", Permission.REVENUE_READ, lambda: _("Churn"), build, LISTS)
