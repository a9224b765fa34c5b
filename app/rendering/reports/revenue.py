"""Revenue: monthly recurring revenue and its movement, what was billed and why it changed, and what was collected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.access.permissions import Permission
from app.core.formats import money_said
from app.core.month import Month
from app.queries.reports import billed as money_of
from app.queries.reports.asked import Asked
from app.queries.reports.revenue import Revenue, revenue
from app.rendering.reports.revenue_lists import LISTS
from app.rendering.reports.revenue_words import kind_said, movement_said
from app.rendering.reports.say import month_written, rounded_said
from app.rendering.reports.shape import Column, Definition, Figure, Kind, Report, Section, share
from app.rendering.reports.waterfall import waterfall
from app.rendering.reports.words import count, money, month, percent_of_money, text
from app.rules.recurring_revenue import Movement


def build(session: Session, asked: Asked) -> Report:
    found = revenue(session, asked)
    billed, collected = money_of.billed(session, asked), money_of.collected(session, asked)
    if not found and not billed.months:
        return Report(
            [],
            [],
            [],
            nothing=(_("There is no revenue yet."), _("What licenses cost each month, what is billed and what is paid, is shown here.")),
        )
    sections = [each for of in found for each in (_recurring(of, asked), _movement(of, asked))]
    sections += [_months(each, "billed", asked) for each in billed.months]
    sections += waterfall(session, asked, [each.currency for each in billed.months])
    sections += [of_one for each in billed.months if (of_one := _places(billed.places, each.currency, asked)) is not None]
    sections += [_months(each, "collected", asked) for each in collected]
    return Report([_finding(each, asked.locale) for each in found], [each for of in found for each in _figures(of)], sections)


def _finding(of: Revenue, locale: str) -> str:
    last, first = of.months[-1], of.months[0]
    said = {"cents": rounded_said(last.after, of.currency, locale), "count": last.customers, "month": month_written(last.month, locale)}
    if not first.before:
        return _("%(cents)s a month recurring from %(count)s customers in %(month)s.", **said)
    rose = (1000 * last.after + first.before // 2) // first.before - 1000
    change = {"percent": abs(rose) // 10, "since": month_written(first.month.previous, locale)}
    if rose >= 0:
        return _(
            "%(cents)s a month recurring from %(count)s customers in %(month)s, %(percent)s %% more than in %(since)s.", **said, **change
        )
    return _("%(cents)s a month recurring from %(count)s customers in %(month)s, %(percent)s %% less than in %(since)s.", **said, **change)


def _figures(of: Revenue) -> list[Figure]:
    last = of.months[-1]
    at = {"month": str(last.month)}
    lost = _("%(share)s of the revenue of the month before", share=f"{(share(last.lost, last.before) or 0) / 10:g} %")
    return [
        Figure(_("Monthly recurring revenue"), money(last.after, of.currency, what="customers", **at), how="mrr"),
        Figure(_("Net change in the month"), money(last.after - last.before, of.currency, what="moved", **at), how="movement"),
        Figure(
            _("Lost in the month"), money(-last.lost, of.currency, what="lost", **at), hint=lost if last.lost else "", how="revenue_churn"
        ),
    ]


def _recurring(of: Revenue, asked: Asked) -> Section:
    best = max(of.months, key=lambda each: each.after)
    title = _(
        "%(month)s was the best month so far: %(cents)s",
        month=month_written(best.month, asked.locale),
        cents=rounded_said(best.after, of.currency, asked.locale),
    )
    rows = [
        [
            month(each.month),
            money(each.after, of.currency, what="customers", month=each.month),
            count(each.customers, what="customers", month=each.month, currency=of.currency),
        ]
        for each in of.months
    ]
    names = [month_written(each.month, asked.locale) for each in of.months]
    series = [
        {
            "name": _("Monthly recurring revenue"),
            "values": [each.after / 100 for each in of.months],
            "texts": [money_said(each.after, of.currency, asked.locale) for each in of.months],
        }
    ]
    columns = [
        Column(_("Month"), Kind.MONTH),
        Column(_("MRR, %(currency)s", currency=of.currency), Kind.MONEY),
        Column(_("Customers"), Kind.COUNT),
    ]
    chart = {"kind": "columns", "names": names, "series": series}
    return Section(
        f"mrr-{of.currency}",
        title,
        columns,
        rows,
        chart,
        _("Monthly recurring revenue of each month; the table below has the numbers."),
        ("mrr",),
    )


def _movement(of: Revenue, asked: Asked) -> Section:
    gained = sum(each.by[kind][1] for each in of.months for kind in (Movement.NEW, Movement.BACK, Movement.EXPANSION))
    lost = sum(each.lost for each in of.months)
    title = _(
        "%(gained)s a month were gained in this time, and %(lost)s lost",
        gained=rounded_said(gained, of.currency, asked.locale),
        lost=rounded_said(lost, of.currency, asked.locale),
    )

    def cell(each: Any, kind: Movement) -> Any:
        return money(each.by[kind][1], of.currency, what="moved", month=each.month, movement=kind.value)

    rows = [
        [
            month(each.month),
            *(cell(each, kind) for kind in Movement),
            money(each.after - each.before, of.currency, what="moved", month=each.month),
        ]
        for each in of.months
    ]
    names = [month_written(each.month, asked.locale) for each in of.months]
    series = [
        {
            "name": movement_said(kind),
            "values": [each.by[kind][1] / 100 for each in of.months],
            "texts": [money_said(each.by[kind][1], of.currency, asked.locale) for each in of.months],
        }
        for kind in Movement
    ]
    columns = [
        Column(_("Month"), Kind.MONTH),
        *(Column(movement_said(kind), Kind.MONEY) for kind in Movement),
        Column(_("Net"), Kind.MONEY),
    ]
    chart = {"kind": "columns", "piled": True, "names": names, "series": series}
    return Section(
        f"movement-{of.currency}",
        title,
        columns,
        rows,
        chart,
        _("What was gained and lost in each month; the table below has the numbers."),
        ("movement", "mrr"),
    )


def _months(of: money_of.Months, what: str, asked: Asked) -> Section:
    """What was billed, or collected, by kind."""
    kinds = of.kinds(money_of.KINDS if what == "billed" else money_of.WAYS)
    total = sum(of.cents.values())
    said = {"cents": rounded_said(total, of.currency, asked.locale)}
    title = (
        _("%(cents)s were billed in this time, without VAT", **said)
        if what == "billed"
        else _("%(cents)s were collected in this time", **said)
    )
    rows = [
        [
            month(at),
            *(money(of.of(at, kind), of.currency, what=what, month=at, kind=kind) for kind in kinds),
            money(of.of(at), of.currency, what=what, month=at),
        ]
        for at in asked.months
    ]
    names = [month_written(at, asked.locale) for at in asked.months]
    series = [
        {
            "name": kind_said(kind),
            "values": [of.of(at, kind) / 100 for at in asked.months],
            "texts": [money_said(of.of(at, kind), of.currency, asked.locale) for at in asked.months],
        }
        for kind in kinds
    ]
    columns = [Column(_("Month"), Kind.MONTH), *(Column(kind_said(kind), Kind.MONEY) for kind in kinds), Column(_("Together"), Kind.MONEY)]
    label = (
        _("What was billed in each month; the table below has the numbers.")
        if what == "billed"
        else _("What was collected in each month; the table below has the numbers.")
    )
    return Section(
        f"{what}-{of.currency}", title, columns, rows, {"kind": "columns", "piled": True, "names": names, "series": series}, label, (what,)
    )


def _places(places: Mapping[tuple[int, str, str], Mapping[Month, int]], currency: str, asked: Asked) -> Section | None:
    """What each location billed in a currency, and its share of it; nothing of one alone."""
    here = {(place, name): months for (place, name, own), months in places.items() if own == currency}
    if len(here) < 2:
        return None
    sums = {key: sum(months.values()) for key, months in here.items()}
    whole = sum(sums.values())
    (_first, best), most = max(sums.items(), key=lambda each: each[1])
    title = _("%(place)s billed the most: %(cents)s", place=best, cents=rounded_said(most, currency, asked.locale))
    months = asked.months[-6:]
    rows = []
    for (place, name), cents in sums.items():
        own = [money(here[place, name].get(at, 0), currency, what="billed", month=at, location=place) for at in months]
        rows.append(
            [
                text(name),
                *own,
                money(cents, currency, what="billed", location=place),
                percent_of_money(cents, whole, currency, what="billed", location=place),
            ]
        )
    columns = [
        Column(_("Location")),
        *(Column(month_written(at, asked.locale), Kind.MONEY) for at in months),
        Column(_("Whole time, %(currency)s", currency=currency), Kind.MONEY),
        Column(_("Share"), Kind.SHARE),
    ]
    ordered = sorted(sums.items(), key=lambda each: -each[1])
    chart = {
        "kind": "bars",
        "names": [name for (_p, name), _s in ordered],
        "values": [max(cents, 0) / 100 for _key, cents in ordered],
        "texts": [rounded_said(cents, currency, asked.locale) for _key, cents in ordered],
    }
    return Section(
        f"places-{currency}", title, columns, rows, chart, _("What each location billed; the table below has the numbers."), ("billed",)
    )


REVENUE = Definition("revenue", Permission.REVENUE_READ, lambda: _("Revenue"), build, LISTS)
