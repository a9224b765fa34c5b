"""A new agreement about a license leaves the days before it as they were (P11)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from app.core.month import Month
from app.rules.agreements import agreements, commitment_terms, first_day, terms_on
from app.rules.escalation import ending_commitment, escalation_dates, renewed
from app.rules.fingerprint import Fingerprints
from app.rules.policy import PricingPolicy
from app.rules.price_changes import starts_of
from app.rules.terms import FormerTerms, ManualDiscount
from app.rules.what_if import PriceChange
from tests.rules.terms_of import HOT, JUNE, june, license, nets, priced, spans

JULY = dt.date(2025, 7, 1)
RENEWED = license(
    1,
    JULY,
    commitment_months=12,
    commitment_start=dt.date(2026, 7, 1),
    former=(FormerTerms(june(30), commitment_months=12, commitment_start=JULY),),
)


def test_renewing_leaves_the_discount_of_the_year_before() -> None:
    """2 950.00 less 10 % in each of both years; without the former agreement the first would be charged in full again."""
    for month in (Month(2025, 7), JUNE, Month(2026, 7), Month(2027, 6)):
        assert nets(priced([RENEWED], month=month).lines) == [265500]
    assert nets(priced([RENEWED], month=Month(2027, 7)).lines) == [295000]
    assert nets(priced([replace(RENEWED, former=())], month=JUNE).lines) == [295000]


def test_a_longer_commitment_counts_from_the_day_of_its_agreement() -> None:
    """15 % from the 11th, 10 % before."""
    longer = license(1, JULY, commitment_months=24, former=(FormerTerms(june(10), commitment_months=12),))
    assert spans(priced([longer]).lines) == [(1, 10, 88500), (11, 30, 167167)]


def test_a_price_of_its_own_holds_from_its_day_and_the_one_before_until_then() -> None:
    raised = license(1, custom_price=220000, former=(FormerTerms(june(15), custom_price=200000),))
    assert spans(priced([raised]).lines) == [(1, 15, 100000), (16, 30, 110000)]
    assert spans(priced([replace(raised, custom_price=None)]).lines) == [(1, 15, 100000), (16, 30, 147500)]
    assert nets(priced([raised], month=Month(2026, 5)).lines) == [200000]


def test_equal_days_of_two_agreements_are_one_line() -> None:
    same = license(1, custom_price=200000, former=(FormerTerms(june(10), custom_price=200000), FormerTerms(june(20), custom_price=200000)))
    assert spans(priced([same]).lines) == [(1, 30, 200000)]


def test_a_net_price_keeps_discounts_off_its_own_days_alone() -> None:
    tenth = [ManualDiscount(Decimal(10))]
    assert spans(priced([license(1, net_price=True, former=(FormerTerms(june(10)),))], discounts=tenth).lines) == [
        (1, 10, 88500),
        (11, 30, 196667),
    ]
    assert spans(priced([license(1, former=(FormerTerms(june(10), net_price=True),))], discounts=tenth).lines) == [
        (1, 10, 98333),
        (11, 30, 177000),
    ]


def test_pauses_and_ends_of_prices_cut_each_agreement() -> None:
    cut = license(
        1,
        custom_price=150000,
        custom_price_end=june(24),
        pauses=((june(9), june(12)),),
        former=(FormerTerms(june(18), custom_price=300000, custom_price_end=june(3)),),
    )
    found = [(line.starts_on.day, line.ends_on.day, line.price) for line in priced([cut]).lines]
    assert found == [(1, 3, 300000), (4, 8, 295000), (13, 18, 295000), (19, 24, 150000), (25, 30, 295000)]


def test_each_day_has_one_agreement() -> None:
    assert [terms_on(RENEWED, day).commitment_start for day in (JULY, june(30), dt.date(2026, 7, 1))] == [JULY, JULY, dt.date(2026, 7, 1)]
    assert [each.former for each in agreements(RENEWED)] == [(), RENEWED.former]


def test_rises_come_after_each_commitment() -> None:
    """Renewed and risen (worked example I): the rise of 1 Jul 2026 is not put off by a year."""
    assert commitment_terms(RENEWED) == [(JULY, june(30)), (dt.date(2026, 7, 1), dt.date(2027, 6, 30))]
    until = dt.date(2029, 12, 31)
    assert [str(day) for day in escalation_dates(RENEWED, until)] == ["2026-07-01", "2027-07-01", "2028-07-01", "2029-07-01"]
    two_years = replace(RENEWED, commitment_months=24)
    assert [str(day) for day in escalation_dates(two_years, until)] == ["2026-07-01", "2028-07-01", "2029-07-01"], (
        "what is committed keeps its price"
    )


def test_a_commitment_that_was_cut_short_or_made_longer_brings_no_rise_of_its_own() -> None:
    given_up = license(1, JULY, former=(FormerTerms(dt.date(2025, 12, 31), commitment_months=12),))
    assert [str(day) for day in escalation_dates(given_up, dt.date(2027, 12, 31))] == ["2026-07-01", "2027-07-01"]
    longer = license(1, JULY, commitment_months=24, former=(FormerTerms(dt.date(2025, 12, 31), commitment_months=12),))
    assert [str(day) for day in escalation_dates(longer, dt.date(2027, 12, 31))] == ["2027-07-01"]


def test_a_commitment_ends_only_where_none_follows() -> None:
    ending = license(1, JULY, commitment_months=12)
    assert ending_commitment(ending, june(1), Month(2026, 7)) == (june(30), 12)
    assert ending_commitment(RENEWED, june(1), Month(2026, 7)) is None
    assert ending_commitment(license(1, JULY, former=(FormerTerms(june(30), commitment_months=12),)), june(1), Month(2026, 7)) == (
        june(30),
        12,
    )
    assert renewed(license(1, JULY, former=(FormerTerms(june(30), commitment_months=12),)), june(30)).commitment_months == 12


def test_what_was_agreed_before_is_in_the_fingerprint_in_what_if_and_among_the_days_of_change() -> None:
    prints = Fingerprints(JUNE, {1: HOT}, PricingPolicy())
    assert prints.take([RENEWED]) != prints.take([replace(RENEWED, former=())])
    dearer = PriceChange(Decimal(10), agreed=True).licenses_of(
        [license(1, custom_price=100, former=(FormerTerms(june(1), custom_price=200),))]
    )[0]
    assert (dearer.custom_price, dearer.former[0].custom_price) == (110, 220)
    assert {dt.date(2026, 7, 1), dt.date(2027, 7, 1)} <= starts_of([RENEWED], (), {1: HOT})


def test_the_first_day_of_an_agreement_that_nobody_names() -> None:
    start, none, mid = dt.date(2025, 1, 1), {"commitment_start": None}, {"commitment_start": june(15)}
    assert first_day(none, {"net_price": True}, starts_on=start, billed_until=None, agreed_since=start) == start, (
        "never billed: as if it had always been so"
    )
    assert first_day(none, {"net_price": True}, starts_on=start, billed_until=june(30), agreed_since=start) == dt.date(2026, 7, 1)
    assert first_day(none, mid, starts_on=start, billed_until=june(30), agreed_since=start) == june(15), "a commitment says its own"
    assert first_day(mid, {"net_price": True}, starts_on=start, billed_until=june(30), agreed_since=start) == dt.date(2026, 7, 1)
    later = dt.date(2027, 1, 1)
    assert first_day(mid, {"commitment_months": 6}, starts_on=start, billed_until=june(30), agreed_since=later) == later, (
        "more months are of the one that is to come"
    )
