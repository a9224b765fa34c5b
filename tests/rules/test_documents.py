"""Charges, recurring items, VAT rates, forms and dates of a document (P9, P12, P13, P14)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from app.core.month import Month
from app.rules.adhoc_lines import adhoc_lines
from app.rules.document import DocumentKind, TaxForm, document_kind, in_order, tax_form
from app.rules.due_dates import cut_off, due_date, invoice_date
from app.rules.lines import LineKind
from app.rules.policy import Proration
from app.rules.recurring_lines import recurring_lines
from app.rules.terms import AdhocTerms, RecurringTerms
from app.rules.vat import SOUTH_AFRICA, RateDate, rate_for, rate_on, with_vat
from tests.rules.terms_of import JUNE, june, license, nets, priced


def charge(code: str, day: int, quantity: str, unit_price: int) -> AdhocTerms:
    return AdhocTerms(1, code, june(day), "Day pass", Decimal(quantity), unit_price)


@pytest.mark.parametrize(
    ("quantity", "unit_price", "net"), [("2", 25000, 50000), ("1.333", 3333, 4443), ("0.5", 5, 3), ("0.5", -5, -3), ("2", -12000, -24000)]
)
def test_a_charge_is_quantity_times_unit_price_rounded_once(quantity: str, unit_price: int, net: int) -> None:
    assert nets(adhoc_lines([charge("A1", 1, quantity, unit_price)])) == [net]


def test_charges_come_by_date_then_code() -> None:
    lines = adhoc_lines([charge("B", 2, "1", 1), charge("C", 1, "1", 1), charge("A", 2, "1", 1)])

    assert [line.code for line in lines] == ["C", "A", "B"]


def test_a_correction_stands_beside_its_license_by_code_and_date() -> None:
    lines = priced([license(1), license(3)]).lines
    early, late = (
        replace(lines[0], kind=LineKind.CORRECTION, code=code, starts_on=dt.date(2026, month, 1))
        for code, month in (("L003", 4), ("L002", 5))
    )
    first = replace(lines[0], kind=LineKind.CORRECTION, starts_on=dt.date(2026, 5, 1))
    told = [(line.code, line.starts_on.month) for line in in_order(lines, [], [early, first, late], adhoc_lines([charge("A", 1, "1", 1)]))]
    assert told == [("L001", 5), ("L001", 6), ("L002", 5), ("L003", 4), ("L003", 6), ("A", 6)]


def test_recurring_items_are_pro_rated_like_licenses_and_never_discounted() -> None:
    items = [
        RecurringTerms(2, "R2", "Parking", 50000, dt.date(2020, 1, 1)),
        RecurringTerms(1, "R1", "Phone", 295000, june(12)),
        RecurringTerms(3, "R3", "Gone", 1000, dt.date(2020, 1, 1), dt.date(2026, 5, 31)),
        RecurringTerms(4, "R4", "Free", 0, dt.date(2020, 1, 1)),
    ]
    assert [(line.code, line.days, line.net) for line in recurring_lines(JUNE, items)] == [("R1", 19, 186833), ("R2", 30, 50000)]
    january = [RecurringTerms(1, "R1", "Phone", 295000, dt.date(2026, 1, 12))]
    assert nets(recurring_lines(Month(2026, 1), january, Proration.THIRTY_DAYS)) == [196667]


@pytest.mark.parametrize(
    ("day", "percent"), [("2018-03-31", "14"), ("2018-04-01", "15"), ("2025-05-01", "15"), ("2026-06-01", "15"), ("2000-01-01", "14")]
)
def test_the_rate_goes_by_date_and_a_withdrawn_one_never_comes(day: str, percent: str) -> None:
    assert rate_on(SOUTH_AFRICA, dt.date.fromisoformat(day)) == Decimal(percent)


def test_the_deciding_day_is_a_setting_and_no_rate_is_an_error() -> None:
    march, issued = Month(2018, 3), dt.date(2018, 4, 2)

    assert rate_for(SOUTH_AFRICA, march, issued) == 15
    assert rate_for(SOUTH_AFRICA, march, issued, RateDate.PERIOD_START) == 14
    with pytest.raises(ValueError, match="1990"):
        rate_on(SOUTH_AFRICA, dt.date(1990, 1, 1))


def test_a_location_that_is_not_registered_takes_no_vat() -> None:
    (line,) = with_vat(priced([license(1)]).lines, None)

    assert (line.vat, line.vat_percent, line.total) == (0, None, 295000)


def test_an_inclusive_document_takes_vat_out_of_its_amounts() -> None:
    (line,) = with_vat(priced([license(1, custom_price=34500)]).lines, Decimal(15), inclusive=True)

    assert (line.net, line.vat, line.total) == (30000, 4500, 34500)


@pytest.mark.parametrize(
    ("total", "form"), [(500001, TaxForm.FULL), (500000, TaxForm.ABRIDGED), (5001, TaxForm.ABRIDGED), (5000, TaxForm.NONE)]
)
def test_the_form_of_a_tax_invoice_goes_by_its_total(total: int, form: TaxForm) -> None:
    assert tax_form(total) is form


def test_below_zero_becomes_a_credit_note() -> None:
    assert (document_kind(-1), document_kind(0), document_kind(1)) == (
        DocumentKind.CREDIT_NOTE,
        DocumentKind.INVOICE,
        DocumentKind.INVOICE,
    )


@pytest.mark.parametrize(
    ("approved", "dated"),
    [(None, june(1)), (dt.date(2026, 5, 28), june(1)), (june(9), june(9)), (dt.date(2026, 7, 2), june(30))],
)
def test_the_invoice_date_stays_in_its_month(approved: dt.date | None, dated: dt.date) -> None:
    assert invoice_date(JUNE, approved) == dated


def test_due_dates() -> None:
    assert due_date(june(1), None) == june(8)
    assert due_date(june(1), None, 14) == june(15)
    assert due_date(june(1), 0, 14) == june(1)
    weekday = lambda day: day.weekday() < 5  # noqa: E731
    assert due_date(june(6), 0, is_working_day=weekday) == june(8)
    assert due_date(june(5), 0, is_working_day=weekday) == june(5)


def test_the_cut_off_is_today_and_never_after_the_month() -> None:
    assert cut_off(JUNE, june(12)) == june(12)
    assert cut_off(JUNE, dt.date(2026, 8, 1)) == june(30)
    assert cut_off(JUNE, june(12), june(20)) == june(20)
    assert cut_off(JUNE, june(12), dt.date(2026, 7, 20)) == june(30)
