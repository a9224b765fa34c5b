"""The tables and defaults of the rules, as the specification prints them; and the words that stand in rows, files and payloads."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum

import pytest

from app.rules.booking_price import Cap, RoomPrice
from app.rules.cancellation import CancellationPolicy, refund_percent
from app.rules.credits import Owner, Source, step
from app.rules.deposits import WAITS
from app.rules.discounts import CAP, COMMITMENT, MANUAL, VOLUME
from app.rules.document import DocumentKind, TaxForm, tax_form
from app.rules.escalation import EscalationPolicy
from app.rules.lines import LineKind, PricedLine, Role
from app.rules.peak_hours import PeakHours
from app.rules.policy import COMMITMENT_STEPS, VOLUME_STEPS, DiscountMode, PricingPolicy, Proration, step_percent
from app.rules.price_licenses import FIRST_VERSION
from app.rules.units import Unit
from app.rules.vat import RATES, RateDate, VatRate, rate_on
from tests.rules.test_booking_price import JOHANNESBURG


@pytest.mark.parametrize(
    ("months", "percent"), [(0, "0"), (1, "0"), (2, "0"), (3, "2.5"), (5, "2.5"), (6, "5"), (12, "10"), (24, "15"), (99, "15")]
)
def test_commitment(months: int, percent: str) -> None:
    assert step_percent(COMMITMENT_STEPS, months) == Decimal(percent)


@pytest.mark.parametrize(
    ("members", "percent"),
    [(0, "0"), (1, "0"), (4, "0"), (5, "5"), (9, "5"), (10, "10"), (19, "10"), (20, "12.5"), (49, "12.5"), (50, "15")],
)
def test_volume(members: int, percent: str) -> None:
    assert step_percent(VOLUME_STEPS, members) == Decimal(percent)


@pytest.mark.parametrize(
    ("country", "day", "percent"),
    [
        ("ZA", "1993-04-07", "14"),
        ("ZA", "2018-03-31", "14"),
        ("ZA", "2018-04-01", "15"),
        ("ZA", "2025-04-30", "15"),
        ("ZA", "2025-05-01", "15"),
        ("NL", "2001-01-01", "19"),
        ("NL", "2012-09-30", "19"),
        ("NL", "2012-10-01", "21"),
        ("GB", "2010-01-01", "17.5"),
        ("GB", "2011-01-03", "17.5"),
        ("GB", "2011-01-04", "20"),
    ],
)
def test_vat(country: str, day: str, percent: str) -> None:
    assert rate_on(RATES[country], dt.date.fromisoformat(day)) == Decimal(percent)


@pytest.mark.parametrize(("country", "day"), [("ZA", "1993-04-06"), ("NL", "2000-12-31"), ("GB", "2009-12-31")])
def test_vat_before_the_first_rate(country: str, day: str) -> None:
    with pytest.raises(ValueError, match=day):
        rate_on(RATES[country], dt.date.fromisoformat(day))


def test_the_rate_that_was_cancelled_stays_told() -> None:
    assert RATES["ZA"][-1] == VatRate(dt.date(2025, 5, 1), Decimal("15.5"), withdrawn=True)
    assert not VatRate(dt.date(2025, 5, 1), Decimal(15)).withdrawn


def test_defaults() -> None:
    assert PricingPolicy() == PricingPolicy(Proration.ACTUAL, DiscountMode.MULTIPLY, COMMITMENT_STEPS, VOLUME_STEPS, Decimal(50), True)
    hours = PeakHours(JOHANNESBURG)
    assert (hours.start, hours.end, sorted(hours.days), hours.never) == (dt.time(8), dt.time(17), [0, 1, 2, 3, 4, 5, 6], frozenset())
    room = RoomPrice(1, 1, hours)
    assert (room.half_day_percent, room.full_day_percent, room.capped) == (Decimal(10), Decimal(20), True)
    assert EscalationPolicy() == EscalationPolicy(Decimal(8), 1, False)


@pytest.mark.parametrize(("minutes", "percent"), [(24 * 60, 100), (24 * 60 - 1, 50), (120, 50), (119, 0)])
def test_cancelling(minutes: int, percent: int) -> None:
    now = dt.datetime(2026, 6, 12, 9, tzinfo=dt.UTC)
    assert refund_percent(CancellationPolicy(), now + dt.timedelta(minutes=minutes), now) == percent
    assert refund_percent(CancellationPolicy(()), now + dt.timedelta(minutes=minutes), now) == 0


@pytest.mark.parametrize(
    ("total", "form"),
    [
        (500_001, TaxForm.FULL),
        (-500_001, TaxForm.FULL),
        (500_000, TaxForm.ABRIDGED),
        (5_001, TaxForm.ABRIDGED),
        (-5_001, TaxForm.ABRIDGED),
        (5_000, TaxForm.NONE),
        (0, TaxForm.NONE),
    ],
)
def test_what_a_tax_invoice_must_say(total: int, form: TaxForm) -> None:
    assert tax_form(total) is form


def test_the_order_in_which_credits_pay() -> None:
    user, theirs = Owner.USER, Owner.ORGANISATION
    order = [
        (user, Unit.SPACE, Source.QUOTA),
        (theirs, Unit.SPACE, Source.QUOTA),
        (user, Unit.SPACE, Source.PURCHASE),
        (theirs, Unit.SPACE, Source.PURCHASE),
    ]
    order += [(user, Unit.STUFF, Source.PURCHASE), (theirs, Unit.STUFF, Source.PURCHASE)]

    assert [step(*each) for each in order] == [1, 2, 3, 4, 5, 6]
    for source in (Source.REWARD, Source.REFUND):
        assert (step(user, Unit.SPACE, source), step(theirs, Unit.SPACE, source)) == (3, 4)
    assert step(user, Unit.STUFF, Source.QUOTA) == 5


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (LineKind, "license recurring correction adhoc deposit"),
        (Role, "primary extra"),
        (Proration, "actual 30-day none"),
        (DiscountMode, "multiply best_of"),
        (DocumentKind, "invoice credit_note"),
        (TaxForm, "full abridged none"),
        (Owner, "user organisation"),
        (Source, "quota purchase reward refund"),
        (Unit, "space stuff printing"),
        (RateDate, "invoice_date period_start"),
        (Cap, "4h 8h"),
    ],
)
def test_words_that_are_stored(words: type[StrEnum], told: str) -> None:
    assert " ".join(words) == told


def test_names_of_discounts_and_warnings() -> None:
    assert (COMMITMENT, VOLUME, MANUAL, CAP) == ("commitment", "volume", "manual", "cap")
    assert (FIRST_VERSION, WAITS) == ("first_version", "deposit_waits")


def test_a_line_that_says_nothing_more() -> None:
    day = dt.date(2026, 6, 1)
    line = PricedLine(LineKind.ADHOC, 1, "A", day, day, 1, 1, 5, None, (), 5)

    assert (line.before, line.description, line.quantity, line.billed, line.parts) == (0, "", None, None, ())
    assert (line.vat, line.vat_percent, line.inclusive, line.total) == (0, None, False, 5)
