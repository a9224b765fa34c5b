"""Presence: how many came, when the house is full, and how it became known."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.access.permissions import Permission
from app.core.formats import number_text, week_order
from app.core.month import Month
from app.queries.presence.asked import Asked as Wanted
from app.queries.presence.report import Report as Counted
from app.queries.presence.report import presence_report
from app.queries.reports.asked import Asked
from app.rendering.reports.say import month_written, written
from app.rendering.reports.shape import Cell, Column, Definition, Figure, Kind, Report, Section
from app.rendering.reports.words import bars, count, month, text
from app.rendering.words.check_ins import hour_said, kind_said, source_said, stay_said, weekday_said


def build(session: Session, asked: Asked) -> Report:
    """Of everybody in the months; the screen has other days, and members or guests alone."""
    found = presence_report(session, Wanted(first=asked.first.first, last=asked.until, location_id=asked.location_id), by=asked.by)
    if not found.total:
        return Report([], [], [], nothing=(_("Nobody checked in in this time."), _("Choose other days or filters.")))
    figures = [
        Figure(_("Check-ins"), count(found.total, **behind(asked))),
        *(
            [
                Figure(
                    _("Average stay of those who were seen leaving"),
                    Cell(stay_said(found.stay), behind=behind(asked, left="seen"), measured=found.timed),
                )
            ]
            if found.stay
            else []
        ),
    ]
    return Report([finding(found, asked.locale)], figures, _sections(found, asked))


def behind(asked: Asked, first: dt.date | None = None, last: dt.date | None = None, **test: Any) -> dict[str, Any]:
    """The list of check-ins, of the days that are asked for or of some of them."""
    days = {"from": max(first or asked.first.first, asked.first.first), "to": min(last or asked.until, asked.until)}
    return {"report": "presence", "list": "list/", **days, **test}


def _sections(found: Counted, asked: Asked) -> list[Section]:
    months: Counter[Month] = Counter()
    for day, number in found.days.items():
        months[Month.of(day)] += number
    hours = sorted(found.hours.items(), key=lambda each: (-each[1], each[0]))
    sources = sorted(found.sources.items(), key=lambda each: -each[1])
    kinds = [(kind, number) for kind, number in found.kinds.items() if number]
    number_column = Column(_("Check-ins"), Kind.COUNT)
    by_month = bars([month_written(at, asked.locale) for at in asked.months], [months[at] for at in asked.months], asked.locale)
    return [
        Section(
            "months",
            _("By month"),
            [Column(_("Month"), Kind.MONTH), number_column],
            [[month(at), count(months[at], **behind(asked, at.first, at.last))] for at in asked.months],
            by_month,
        ),
        Section(
            "hours",
            _("Who was there, by the hours of the week"),
            [Column(_("Hour")), number_column],
            [[text(hour_said(*at)), count(number, **behind(asked, weekday=at[0], hour=at[1]))] for at, number in hours],
            pictures(found, asked.locale)["week"],
            note=_("Check-ins that were there at some moment of the hour, over all these days."),
        ),
        Section(
            "sources",
            _("How it became known"),
            [Column(_("How known")), number_column],
            [[text(source_said(source)), count(number, **behind(asked, source=source.value))] for source, number in sources],
            pictures(found, asked.locale)["sources"],
        ),
        Section(
            "kinds",
            _("Who came"),
            [Column(_("Who")), number_column],
            [[text(kind_said(kind)), count(number, **behind(asked, who=kind.value))] for kind, number in kinds],
        ),
    ]


def finding(report: Counted, locale: str) -> str:
    """The report in one sentence."""
    busiest = report.busiest
    if busiest is None:
        return ""
    days = len(report.days)
    mean = (2 * report.total + days) // (2 * days) if days else 0
    return _(
        "%(count)s came on an average day; the house is fullest on %(hour)s.", count=number_text(mean, locale), hour=hour_said(*busiest)
    )


def pictures(report: Counted, locale: str) -> dict[str, Any]:
    """What each table is drawn from."""
    sources = sorted(report.sources.items(), key=lambda each: -each[1])
    days, weeks = ([written(day, Kind.DATE, "", locale) for day in of] for of in (report.days, report.guest_weeks))
    return {
        "days": bars(days, list(report.days.values()), locale),
        "sources": bars([source_said(source) for source, _count in sources], [number for _source, number in sources], locale),
        "weeks": bars(weeks, list(report.guest_weeks.values()), locale),
        "week": _week(report, locale),
    }


def _week(report: Counted, locale: str) -> dict[str, Any]:
    """The hours of the week, as rooms are drawn: a row for each hour of the day, a column for each weekday."""
    weekdays, hours = week_order(locale), list(report.open_hours)
    cells = [(place, line, report.hours.get((day, hour), 0)) for line, hour in enumerate(hours) for place, day in enumerate(weekdays)]
    return {
        "kind": "heat",
        "names": [weekday_said(day) for day in weekdays],
        "rows": [f"{hour:02d}:00" for hour in hours],
        "cells": [[*each] for each in cells],
        "texts": [number_text(number, locale) for _place, _line, number in cells],
        "most": max(report.hours.values(), default=1),
    }


PRESENCE = Definition("presence", Permission.CHECK_IN_READ, lambda: _("Presence"), build)
