"""Wallets over time: what the house owed in credits at the end of each month."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.access.permissions import Permission
from app.core.formats import money_said
from app.core.month import Month
from app.queries.reports.asked import Asked
from app.queries.reports.liability import Liability, liability, wallets_behind
from app.rendering.reports.say import month_written, rounded_said
from app.rendering.reports.shape import Column, Definition, Figure, Kind, ListColumn, Listing, Report, Section
from app.rendering.reports.words import money, month
from app.rendering.words.units import unit_said


def build(session: Session, asked: Asked) -> Report:
    found = liability(session, asked)
    if not found:
        return Report(
            [], [], [], nothing=(_("No wallet ever held anything."), _("What the house owes in credits is shown here, month by month."))
        )
    figures = [
        Figure(_("Credits owed"), money(each.of(asked.last), each.currency, what="wallets", month=asked.last), how="liability")
        for each in found
    ]
    return Report([_finding(each, asked) for each in found], figures, [_months(each, asked) for each in found])


def _finding(of: Liability, asked: Asked) -> str:
    now, then = of.of(asked.last), of.of(asked.first)
    said = {
        "now": rounded_said(now, of.currency, asked.locale),
        "change": rounded_said(abs(now - then), of.currency, asked.locale),
        "month": month_written(asked.first, asked.locale),
    }
    return (
        _("%(now)s is owed in credits, %(change)s more than at the end of %(month)s.", **said)
        if now >= then
        else _("%(now)s is owed in credits, %(change)s less than at the end of %(month)s.", **said)
    )


def _months(of: Liability, asked: Asked) -> Section:
    most = max(asked.months, key=of.of)
    title = _(
        "Most was owed at the end of %(month)s: %(cents)s",
        month=month_written(most, asked.locale),
        cents=rounded_said(of.of(most), of.currency, asked.locale),
    )
    rows = [
        [
            month(at),
            *(money(of.cents[at, unit], of.currency, what="wallets", month=at, unit=unit) for unit in of.units),
            money(of.of(at), of.currency, what="wallets", month=at),
        ]
        for at in asked.months
    ]
    series = [
        {
            "name": unit_said(unit),
            "values": [of.cents[at, unit] / 100 for at in asked.months],
            "texts": [money_said(of.cents[at, unit], of.currency, asked.locale) for at in asked.months],
        }
        for unit in of.units
    ]
    columns = [
        Column(_("At the end of"), Kind.MONTH),
        *(Column(unit_said(unit), Kind.MONEY) for unit in of.units),
        Column(_("Together"), Kind.MONEY),
    ]
    chart = {"kind": "columns", "piled": True, "names": [month_written(at, asked.locale) for at in asked.months], "series": series}
    return Section(
        f"owed-{of.currency}",
        title,
        columns,
        rows,
        chart,
        _("What was owed in credits at the end of each month; the table below has the numbers."),
        ("liability",),
    )


def wallets(session: Session, asked: Asked, words: Mapping[str, str]) -> Listing:
    at, unit = Month.parse(words["month"]), words.get("unit")
    columns = [
        ListColumn("owner", _("Owner"), path="/wallets/show/{wallet_id}"),
        ListColumn("unit", _("Pays for"), said=unit_said),
        ListColumn("cents", _("Held"), Kind.MONEY),
    ]
    facts = [_("At the end of %(day)s", day=month_written(at, asked.locale)), *([unit_said(unit)] if unit else [])]
    return Listing(
        _("Wallets that held something"), wallets_behind(asked, at, words["currency"], unit), columns, facts, currency=words["currency"]
    )


CREDITS = Definition("credits", Permission.LEDGER_READ, lambda: _("Wallets over time"), build, {"wallets": wallets})
