"""What was billed in a month and why it is another sum than the month before, by the causes of the runs."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.core.month import Month
from app.queries.reports.asked import Asked
from app.queries.reports.causes import by_cause, last_run_month, not_run, run_nets
from app.rendering.reports.revenue_words import bar_said
from app.rendering.reports.say import month_written, rounded_said
from app.rendering.reports.shape import Column, Kind, Section
from app.rendering.reports.words import money, steps, text

NAMED = 5  # locations that are told by name


def waterfall(session: Session, asked: Asked, currencies: list[str]) -> list[Section]:
    """Of the last month that is asked for and was run, in each currency."""
    return [found for each in currencies if (found := _waterfall(session, asked, each)) is not None]


def _waterfall(session: Session, asked: Asked, currency: str) -> Section | None:
    at = last_run_month(session, asked, currency)
    if at is None:
        return None
    before, after, causes = (
        run_nets(session, asked, at.previous, currency, at),
        run_nets(session, asked, at, currency, at),
        by_cause(session, asked, at, currency),
    )
    if not before or not causes:
        return None
    now, then = month_written(at, asked.locale), month_written(at.previous, asked.locale)
    most = max(causes, key=lambda cause: abs(causes[cause]))
    said = {"now": now, "then": then, "cents": rounded_said(abs(after - before), currency, asked.locale), "cause": bar_said(most)}
    title = (
        _("%(now)s was billed %(cents)s higher than %(then)s, most by: %(cause)s", **said)
        if after >= before
        else _("%(now)s was billed %(cents)s lower than %(then)s, most by: %(cause)s", **said)
    )
    rows = [
        [text(then), money(before, currency, what="runs", month=at.previous, run=at)],
        *([text(bar_said(cause)), money(cents, currency, what="causes", month=at, cause=cause)] for cause, cents in causes.items()),
        [text(now), money(after, currency, what="runs", month=at, run=at)],
    ]
    values = [before, *causes.values(), after]
    chart = steps([str(row[0].value) for row in rows], values, currency, asked.locale)
    columns = [Column(_("Cause")), Column(_("Net, %(currency)s", currency=currency), Kind.MONEY)]
    note, caution = (
        _("Why another month differs: choose it as “To” at the top."),
        _caution(at, not_run(session, asked, at, currency), asked.locale),
    )
    return Section(
        f"why-{currency}",
        title,
        columns,
        rows,
        chart,
        _("From one month to the next by cause; the table below has the numbers."),
        ("causes",),
        note=note,
        caution=caution,
    )


def _caution(at: Month, missing: list[str], locale: str) -> str:
    """Which locations are in neither month, since they have not been run yet."""
    if not missing:
        return ""
    said, more = {"month": month_written(at, locale), "places": ", ".join(missing[:NAMED])}, len(missing) - NAMED
    if more > 0:
        return _("Not run for %(month)s yet, and in neither month: %(places)s and %(more)s more.", **said, more=more)
    return _("Not run for %(month)s yet, and in neither month: %(places)s.", **said)
