"""Cells as text: for a person who reads in some country, and for a file that another program reads."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from babel.dates import format_date, format_skeleton
from flask_babel import gettext as _

from app.core.formats import money_said, number_text, percent_text
from app.core.money import plain
from app.core.month import Month
from app.queries.reports.asked import Asked
from app.rendering.reports.shape import Kind

NO_CENTS = re.compile(r"[.,]00(?=\D*$)")


def written(value: Any, kind: Kind, currency: str, locale: str) -> str:
    """As people write it there; nothing for nothing."""
    if value is None or value == "":
        return ""
    if kind is Kind.MONEY:
        return money_said(value, currency, locale)
    if kind is Kind.COUNT:
        return number_text(value, locale)
    if kind is Kind.SHARE:
        return percent_text(Decimal(value) / 10, locale)
    if kind is Kind.HOURS:
        return _("%(hours)s h", hours=number_text(Decimal(value) / 60, locale, pattern="#,##0.#"))
    if isinstance(value, Month):
        return month_written(value, locale)
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, dt.date):
        return format_date(value, "d MMM y", locale=locale)
    return str(value)


def in_short(value: Any, kind: Kind, currency: str, locale: str) -> str:
    """For a tile or a title: amounts without cents."""
    return rounded_said(value, currency, locale) if kind is Kind.MONEY and value is not None else written(value, kind, currency, locale)


def rounded_said(cents: int, currency: str, locale: str) -> str:
    """For a title: without cents, which nobody reads there. They are the last digits; a sign of thousands may look like theirs."""
    whole = (2 * abs(cents) + 100) // 200 * 100 * (1 if cents >= 0 else -1)
    return NO_CENTS.sub("", money_said(whole, currency, locale))


def days_said(asked: Asked) -> str:
    """Of lists: the first and the last day."""
    first, last = (written(each, Kind.DATE, "", asked.locale) for each in (asked.first.first, asked.until))
    return _("%(first)s to %(last)s", first=first, last=last)


def months_said(asked: Asked) -> str:
    """Of sums beside those of one month."""
    first, last = (month_written(each, asked.locale) for each in (asked.first, asked.last))
    return last if first == last else _("%(first)s to %(last)s", first=first, last=last)


def month_written(month: Month, locale: str) -> str:
    return format_skeleton("yMMM", month.first, locale=locale)


def exact(value: Any, kind: Kind) -> Any:
    """For a file: amounts, hours and percents as numbers with a point, days as ISO 8601."""
    if value is None:
        return ""
    if kind is Kind.MONEY:
        return Decimal(plain(value))
    if kind is Kind.SHARE:
        return Decimal(value) / 10
    if kind is Kind.HOURS:
        return (Decimal(value) / 60).quantize(Decimal("0.01"))
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="minutes")
    return value if isinstance(value, str) else str(value)


def with_values(path: str, row: Mapping[Any, Any]) -> str:
    """The address of a row's page; empty where one of its columns is."""
    try:
        found = path.format_map({str(key): value for key, value in row.items() if value is not None})
    except KeyError:
        return ""
    return found
