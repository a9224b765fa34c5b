"""How money, dates, shares and quantities are written in a country; for documents, mails and screens alike."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

from app.core.month import Month

EVERYWHERE = "en_001"
# A run writes the same prices and dates thousands of times, and each costs Babel 20 us.
KEPT = 4096
# CLDR gives South Africa a decimal comma; its invoices, bank statements and till slips have a point: "R 15 520.39".
POINT_AND_SPACE = {"en_ZA"}
WRITTEN_AT_HOME = {"ZAR": "en_ZA"}
SPACED = "¤\u00a0#,##0.00"
# One minus sign everywhere: the true one, as wide as a plus.
NARROW = str.maketrans({"\u202f": "\u00a0", "-": "\u2212"})
POINT = str.maketrans({",": ".", "-": "\u2212"})


@lru_cache(maxsize=512)
def locale_of(country: str, language: str = "en") -> str:
    """The locale of a language in a country ("ZA" -> "en_ZA"); where nobody wrote one down, the language's general form."""
    try:
        return str(Locale(language, territory=country.upper() or "ZZ"))
    except (UnknownLocaleError, ValueError):
        return EVERYWHERE if language == "en" else language


@lru_cache(maxsize=512)
def week_order(locale: str) -> tuple[int, ...]:
    """The weekdays in the order of a locale's calendars, as ISO 8601 counts them: 1 is Monday."""
    first = Locale.parse(locale).first_week_day
    return tuple((first + day) % 7 + 1 for day in range(7))


@lru_cache(maxsize=KEPT)
def money_text(cents: int, currency: str, locale: str) -> str:
    """Cents with the currency's sign and always two decimals ("R 15 520.39"); the spaces inside do not break."""
    pattern = SPACED if locale in POINT_AND_SPACE else _pattern(locale)
    text = format_currency(Decimal(cents) / 100, currency, format=pattern, locale=locale, currency_digits=False)
    return text.translate(POINT if locale in POINT_AND_SPACE else NARROW)


def money_said(cents: int, currency: str, locale: str) -> str:
    """Rand as South Africa writes it, whatever English somebody reads: most browsers there say en-US, where it is "ZAR2,950.00"."""
    return money_text(cents, currency, WRITTEN_AT_HOME.get(currency, locale) if locale.startswith("en") else locale)


def amount_text(cents: int, locale: str) -> str:
    """Cents as a bare amount ("15 520.39"), for columns whose head names the currency."""
    return number_text(Decimal(cents) / 100, locale, pattern="#,##0.00")


@lru_cache(maxsize=KEPT)
def number_text(value: Decimal | int, locale: str, *, pattern: str = "#,##0.####") -> str:
    """A number with as many decimals as it has, at most four."""
    text = format_decimal(value, pattern, locale=locale)
    return text.translate(POINT if locale in POINT_AND_SPACE else NARROW)


def percent_text(percent: Decimal | int, locale: str) -> str:
    """Fifteen as "15 %"."""
    return f"{number_text(percent, locale)}\u00a0%"


@lru_cache(maxsize=KEPT)
def date_text(day: dt.date, locale: str) -> str:
    """A date in full ("8 June 2026"), days without a leading zero."""
    return format_date(day, _date_pattern(locale, "long"), locale=locale)


def short_date_text(day: dt.date, locale: str) -> str:
    """A date with its month cut short ("8 Jun 2026")."""
    return format_date(day, _date_pattern(locale, "medium"), locale=locale)


def day_text(day: dt.date, locale: str) -> str:
    """Day and month where the year goes without saying ("8 June")."""
    return format_date(day, "MMMM d" if _date_pattern(locale, "long").startswith("M") else "d MMMM", locale=locale)


def instant_text(instant: dt.datetime, zone: str, locale: str) -> str:
    """Day and time on the wall clock of a zone ("8 June 2026, 14:05")."""
    there = instant.astimezone(ZoneInfo(zone))
    return f"{date_text(there.date(), locale)}, {there:%H:%M}"


def span_text(start: dt.datetime, end: dt.datetime, zone: str, locale: str) -> str:
    """From when to when on the wall clock of a zone ("Tue 16 June 2026, 09:00 – 10:30"), with the second day where it is another."""
    first, last = start.astimezone(ZoneInfo(zone)), end.astimezone(ZoneInfo(zone))
    day = f"{format_date(first.date(), 'EEE', locale=locale)} {date_text(first.date(), locale)}"
    if first.date() == last.date():
        return f"{day}, {first:%H:%M}\u00a0– {last:%H:%M}"
    return f"{day}, {first:%H:%M}\u00a0– {format_date(last.date(), 'EEE', locale=locale)} {date_text(last.date(), locale)}, {last:%H:%M}"


def month_text(month: Month, locale: str) -> str:
    """A month in full ("June 2026")."""
    return format_date(month.first, "MMMM y", locale=locale)


def period_text(first: dt.date, last: dt.date, locale: str) -> str:
    """Two dates, both included ("12 – 30 June 2026"); one day is just that day."""
    if first == last:
        return date_text(first, locale)
    if (first.year, first.month) == (last.year, last.month) and _date_pattern(locale, "long").startswith("d"):
        return f"{first.day}\u00a0– {date_text(last, locale)}"
    return f"{date_text(first, locale)} – {date_text(last, locale)}"


@lru_cache(maxsize=256)
def _pattern(locale: str) -> str:
    return str(Locale.parse(locale).currency_formats["standard"].pattern)


@lru_cache(maxsize=256)
def _date_pattern(locale: str, length: str) -> str:
    return str(Locale.parse(locale).date_formats[length].pattern).replace("dd", "d")
