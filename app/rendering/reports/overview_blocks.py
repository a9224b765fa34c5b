"""Tables of other reports on the overview: how revenue moved in the last month, how old the debt is, how far opportunities came."""

from __future__ import annotations

from flask_babel import gettext as _

from app.queries.reports.asked import Asked
from app.queries.reports.debt import Debt
from app.queries.reports.overview import Overview
from app.queries.reports.revenue import Revenue
from app.rendering.reports import debt
from app.rendering.reports.revenue_words import movement_said
from app.rendering.reports.say import month_written, rounded_said
from app.rendering.reports.shape import Column, Kind, Section
from app.rendering.reports.words import count, money, steps, text
from app.rules.aged_debt import together
from app.rules.recurring_revenue import Movement


def movement(of: Revenue, asked: Asked) -> Section:
    """From the revenue of the month before to that of the last one, by what moved it."""
    last = of.months[-1]
    now, then = month_written(last.month, asked.locale), month_written(last.month.previous, asked.locale)
    gained = sum(last.by[kind][1] for kind in (Movement.NEW, Movement.BACK, Movement.EXPANSION))
    title = (
        _(
            "%(gained)s a month was gained in %(month)s, and %(lost)s lost",
            month=now,
            gained=rounded_said(gained, of.currency, asked.locale),
            lost=rounded_said(last.lost, of.currency, asked.locale),
        )
        if gained or last.lost
        else _("Nothing moved in %(month)s", month=now)
    )
    at = {"report": "revenue", "month": last.month}
    rows = [
        [
            text(movement_said(kind)),
            count(last.by[kind][0], **at, what="moved", movement=kind.value, currency=of.currency),
            money(last.by[kind][1], of.currency, **at, what="moved", movement=kind.value),
        ]
        for kind in Movement
    ]
    total = [text(_("Net")), text(""), money(last.after - last.before, of.currency, **at, what="moved")]
    values = [last.before, *(last.by[kind][1] for kind in Movement), last.after]
    chart = steps([then, *(movement_said(kind) for kind in Movement), now], values, of.currency, asked.locale)
    columns = [
        Column(_("Movement")),
        Column(_("Customers"), Kind.COUNT),
        Column(_("A month, %(currency)s", currency=of.currency), Kind.MONEY),
    ]
    return Section(
        f"movement-{of.currency}",
        title,
        columns,
        rows,
        chart,
        _("From one month's revenue to the next by what moved it; the table below has the numbers."),
        ("movement", "mrr"),
        total=total,
    )


def ages(found: Overview, asked: Asked) -> list[Section]:
    """Of each currency in which anything is owed."""
    sections = []
    for currency in found.currencies:
        owed = together([each.debt for each in found.of(currency) if each.debt is not None])
        if owed.owed:
            sections.append(debt.by_age(Debt(currency, [(asked.until, owed)]), asked).leading_to("debt"))
    return sections
