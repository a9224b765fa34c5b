"""Money, dates and shares as people in each country write them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from app.core import formats
from app.core.month import Month

DAY = dt.date(2026, 6, 8)


@pytest.mark.parametrize(
    ("country", "locale"),
    [("ZA", "en_ZA"), ("za", "en_ZA"), ("NL", "en_NL"), ("US", "en_US"), ("XX", "en_001"), ("", "en_001"), ("../etc", "en_001")],
)
def test_a_country_has_a_locale(country: str, locale: str) -> None:
    assert formats.locale_of(country) == locale


@pytest.mark.parametrize(
    ("cents", "currency", "country", "text"),
    [
        (1552039, "ZAR", "ZA", "R_15_520.39"),
        (-98333, "ZAR", "ZA", "−R_983.33"),
        (0, "ZAR", "ZA", "R_0.00"),
        (1552039, "EUR", "ZA", "€_15_520.39"),
        (1552039, "GBP", "GB", "£15,520.39"),
        (1552039, "EUR", "NL", "€_15.520,39"),
        (1552039, "EUR", "FR", "15_520,39_€"),
        (123456789012345, "ZAR", "ZA", "R_1_234_567_890_123.45"),
        (5, "USD", "US", "$0.05"),
    ],
)
def test_money_has_its_sign_two_decimals_and_spaces_that_do_not_break(cents: int, currency: str, country: str, text: str) -> None:
    assert formats.money_text(cents, currency, formats.locale_of(country)) == text.replace("_", "\u00a0")


def test_bare_numbers_keep_the_decimals_they_have() -> None:
    assert formats.amount_text(-98333, "en_ZA") == "−983.33"
    assert formats.amount_text(1552039, "en_NL") == "15.520,39"
    assert [formats.number_text(Decimal(text), "en_ZA") for text in ("1", "2.0000", "1.3330", "0.3333")] == ["1", "2", "1.333", "0.3333"]
    assert formats.percent_text(Decimal("15.500"), "en_NL") == "15,5\u00a0%"


@pytest.mark.parametrize(
    ("locale", "full", "short", "day", "period"),
    [
        ("en_ZA", "8 June 2026", "8 Jun 2026", "8 June", "8\u00a0– 30 June 2026"),
        ("en_US", "June 8, 2026", "Jun 8, 2026", "June 8", "June 8, 2026 – June 30, 2026"),
        ("nl_NL", "8 juni 2026", "8 jun 2026", "8 juni", "8\u00a0– 30 juni 2026"),
    ],
)
def test_dates_have_no_leading_zero(locale: str, full: str, short: str, day: str, period: str) -> None:
    assert formats.date_text(DAY, locale) == full
    assert formats.short_date_text(DAY, locale) == short
    assert formats.day_text(DAY, locale) == day
    assert formats.period_text(DAY, dt.date(2026, 6, 30), locale) == period


def test_a_period_of_one_day_is_that_day_and_one_over_a_months_end_names_both() -> None:
    assert formats.period_text(DAY, DAY, "en_ZA") == "8 June 2026"
    assert formats.period_text(dt.date(2026, 5, 28), dt.date(2026, 6, 3), "en_ZA") == "28 May 2026 – 3 June 2026"
    assert formats.month_text(Month(2026, 6), "en_ZA") == "June 2026"


@pytest.mark.parametrize(
    ("locale", "written"),
    [
        ("en_ZA", ("R 1 234.50", "−€ 0.05", "1 234.5", "8 June 2026", "8 Jun 2026", "June 2026", "Tue 16 June 2026, 09:00 – 10:30")),
        ("af_ZA", ("R1 234,50", "−€0,05", "1 234,5", "8 Junie 2026", "8 Jun. 2026", "Junie 2026", "Di. 16 Junie 2026, 09:00 – 10:30")),
        ("zu_ZA", ("R1,234.50", "−€0.05", "1,234.5", "Juni 8, 2026", "Jun 8, 2026", "Juni 2026", "Bil Juni 16, 2026, 09:00 – 10:30")),
        ("nl_NL", ("ZAR 1.234,50", "€ −0,05", "1.234,5", "8 juni 2026", "8 jun 2026", "juni 2026", "di 16 juni 2026, 09:00 – 10:30")),
    ],
)
def test_each_reader_has_their_own_way_to_write(locale, written):
    """As CLDR has it in this Babel, but for the point and the space of South African English."""
    start, day = dt.datetime(2026, 6, 16, 7, tzinfo=dt.UTC), dt.date(2026, 6, 8)
    found = (
        formats.money_text(123450, "ZAR", locale), formats.money_text(-5, "EUR", locale), formats.number_text(Decimal("1234.5"), locale), formats.date_text(day, locale),
        formats.short_date_text(day, locale), formats.month_text(Month(2026, 6), locale), formats.span_text(start, start + dt.timedelta(minutes=90), "Africa/Johannesburg", locale),
    )  # fmt: skip
    assert tuple(each.replace("\u00a0", " ") for each in found) == written
