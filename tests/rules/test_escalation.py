"""The yearly rise: its date, its amount, each year by itself, each once (P6, invariant 15)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules.escalation import EscalationPolicy, anniversary, due_escalations, escalated, escalation_dates, renewed, with_escalation
from app.rules.terms import LicenseTerms, PriceVersion
from tests.rules.terms_of import HOT, june, license, membership

EIGHT = EscalationPolicy()
UNTIL = dt.date(2028, 12, 31)


def dates(terms: LicenseTerms, agreed: dt.date | None = None) -> list[str]:
    return [str(day) for day in escalation_dates(terms, UNTIL, agreed)]


def rises(terms: LicenseTerms, policy: EscalationPolicy = EIGHT, **more: object) -> list[tuple[str, str, int, int]]:
    found = due_escalations(terms, HOT, policy, since=dt.date(2020, 1, 1), until=UNTIL, **more)
    return [(str(each.due_on), str(each.new.valid_from), each.new.primary, each.new.extra) for each in found]


def test_the_date_is_the_day_after_the_commitment_then_yearly() -> None:
    assert dates(license(1, dt.date(2026, 1, 31), commitment_months=1)) == ["2026-02-28", "2027-02-28", "2028-02-28"]
    assert dates(license(1, dt.date(2026, 3, 1), commitment_months=24)) == ["2028-03-01"]


def test_without_a_commitment_it_is_the_anniversary_of_the_start() -> None:
    assert dates(license(1, dt.date(2026, 6, 12))) == ["2027-06-12", "2028-06-12"]
    assert dates(license(1, dt.date(2024, 2, 29))) == ["2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]


def test_an_agreed_date_wins_and_nothing_rises_after_the_end() -> None:
    assert dates(license(1, dt.date(2026, 6, 12)), dt.date(2027, 1, 1)) == ["2027-01-01", "2028-01-01"]
    assert dates(license(1, dt.date(2026, 6, 12), dt.date(2027, 6, 30))) == ["2027-06-12"]


def test_in_a_month_of_all_every_license_rises_on_its_first_once_a_year() -> None:
    """Whatever they are committed to; an agreed date wins, and who rose on their own day this year waits for the next."""
    july = EscalationPolicy(month=7)
    assert [due for due, *_ in rises(license(1, dt.date(2026, 6, 12), commitment_months=24), july)] == [
        "2026-07-01",
        "2027-07-01",
        "2028-07-01",
    ]
    assert [due for due, *_ in rises(license(1, dt.date(2026, 7, 1)), july)] == ["2027-07-01", "2028-07-01"]
    assert [due for due, *_ in rises(license(1, dt.date(2026, 6, 12)), july, agreed=dt.date(2027, 1, 1))] == ["2027-01-01", "2028-01-01"]
    assert [due for due, *_ in rises(license(1, dt.date(2025, 9, 12)), july, done={dt.date(2026, 9, 12)})] == ["2028-07-01"]
    assert [due for due, *_ in rises(license(1, dt.date(2025, 9, 12)), july, done={dt.date(2026, 7, 1)})] == ["2027-07-01", "2028-07-01"]


def test_back_on_days_of_their_own_nobody_rises_twice_within_a_year() -> None:
    own = license(1, dt.date(2025, 9, 12))
    assert [due for due, *_ in rises(own, done={dt.date(2026, 7, 1)})] == ["2027-09-12", "2028-09-12"]
    assert [due for due, *_ in rises(own, done={dt.date(2026, 9, 12)})] == ["2027-09-12", "2028-09-12"], "its own day is no other way"
    committed = license(1, dt.date(2025, 6, 12), commitment_months=6, commitment_start=dt.date(2026, 7, 1))
    assert next(due for due, *_ in rises(committed, done={dt.date(2026, 6, 12)})) == "2027-01-01", (
        "nor is one of a schedule that was its own before"
    )
    assert [due for due, *_ in rises(own, agreed=dt.date(2027, 1, 1), done={dt.date(2026, 7, 1)})] == ["2027-01-01", "2028-01-01"]


def test_first_and_last_days_count() -> None:
    """Of the time that is looked at, and of the license."""
    terms, due = license(1, dt.date(2026, 6, 12)), dt.date(2027, 6, 12)
    assert list(escalation_dates(terms, due)) == [due]
    assert [each.due_on for each in due_escalations(terms, HOT, EIGHT, since=due, until=due)] == [due]
    assert rises(license(1, dt.date(2026, 6, 12), due)) == [("2027-06-12", "2027-06-12", 318600, 264600)]


def test_a_rise_that_waits_for_the_first_comes_not_after_the_end() -> None:
    assert rises(license(1, dt.date(2026, 6, 12), dt.date(2027, 6, 30)), EscalationPolicy(next_month_start=True)) == []


def test_a_price_of_its_own_holds_one_year_back_and_not_the_next() -> None:
    agreed = license(1, dt.date(2026, 6, 12), custom_price=200000, custom_price_end=dt.date(2027, 12, 31))
    assert [due for due, *_ in rises(agreed)] == ["2028-06-12"]


def test_a_rise_that_rounding_takes_away_keeps_no_later_one_back() -> None:
    small = membership((None, 4000, 4000))
    own = license(1, dt.date(2026, 6, 12), versions=(PriceVersion(dt.date(2028, 1, 1), 100000, 90000),))
    found = due_escalations(own, small, EscalationPolicy(step=1000), since=june(1), until=UNTIL)
    assert [(str(each.due_on), each.new.primary) for each in found] == [("2028-06-12", 108000)]


def test_a_price_that_comes_the_day_after_is_not_what_rises() -> None:
    own = license(
        1,
        dt.date(2027, 6, 12),
        versions=(PriceVersion(dt.date(2028, 1, 1), 100000, 90000), PriceVersion(dt.date(2028, 6, 13), 500000, 400000)),
    )
    assert rises(own) == [("2028-06-12", "2028-06-12", 108000, 97200)]


def test_the_membership_s_price_of_that_time_rises_and_before_its_first_the_first() -> None:
    def base(*versions: tuple[dt.date | None, int, int]) -> int:
        (rise,) = due_escalations(
            license(1, dt.date(2026, 6, 12)), membership(*versions), EIGHT, since=june(1), until=dt.date(2027, 12, 31)
        )
        return rise.old.primary

    assert base((None, 100000, 1), (dt.date(2027, 1, 1), 200000, 1)) == 200000
    assert base((dt.date(2029, 1, 1), 300000, 1), (dt.date(2028, 1, 1), 100000, 1)) == 100000


def test_a_renewed_commitment_begins_the_day_after_the_last() -> None:
    assert renewed(license(1, june(1), commitment_months=12), dt.date(2027, 5, 31)).commitment_start == dt.date(2027, 6, 1)


def test_missed_years_come_one_at_a_time_each_on_the_last() -> None:
    assert rises(license(1, dt.date(2025, 6, 12))) == [
        ("2026-06-12", "2026-06-12", 318600, 264600),
        ("2027-06-12", "2027-06-12", 344088, 285768),
        ("2028-06-12", "2028-06-12", 371615, 308629),
    ]


def test_years_already_done_are_not_proposed_again() -> None:
    assert [due for due, *_ in rises(license(1, dt.date(2025, 6, 12)), done={dt.date(2026, 6, 12)})] == ["2027-06-12", "2028-06-12"]


def test_the_first_of_the_next_month_when_wanted() -> None:
    policy = EscalationPolicy(next_month_start=True)

    assert [row[:2] for row in rises(license(1, dt.date(2027, 6, 12)), policy)] == [("2028-06-12", "2028-07-01")]
    assert [row[:2] for row in rises(license(1, dt.date(2027, 6, 1)), policy)] == [("2028-06-01", "2028-06-01")]


def test_the_base_is_what_was_in_force_the_day_before() -> None:
    own = license(1, dt.date(2027, 6, 12), versions=(PriceVersion(dt.date(2028, 1, 1), 100000, 90000),))
    assert rises(own) == [("2028-06-12", "2028-06-12", 108000, 97200)]

    later = membership((None, 100000, 1), (dt.date(2028, 6, 12), 900000, 1))
    (rise,) = due_escalations(license(1, dt.date(2027, 6, 12)), later, EIGHT, since=june(1), until=UNTIL)
    assert rise.new.primary == 108000


@pytest.mark.parametrize(("step", "price"), [(1, 133334), (100, 133300), (500, 133500), (1000, 133000)])
def test_rounding_to_one_five_or_ten_rand(step: int, price: int) -> None:
    assert escalated(123457, Decimal(8), step) == price


def test_29_february_falls_on_the_28th() -> None:
    assert anniversary(dt.date(2028, 2, 29), 1) == dt.date(2029, 2, 28)


@settings(max_examples=150, deadline=None)
@given(
    st.dates(dt.date(2018, 1, 1), dt.date(2027, 12, 31)),
    st.sampled_from([0, 1, 6, 12, 24]),
    st.booleans(),
    st.sampled_from([1, 100, 500, 1000]),
)
def test_running_it_twice_changes_nothing(start: dt.date, months: int, next_month: bool, step: int) -> None:
    policy, terms = EscalationPolicy(step=step, next_month_start=next_month), license(1, start, commitment_months=months)
    first = due_escalations(terms, HOT, policy, since=start, until=UNTIL)
    for rise in first:
        terms = with_escalation(terms, rise)

    assert due_escalations(terms, HOT, policy, since=start, until=UNTIL) == []
    assert all(with_escalation(terms, rise) is terms for rise in first)
    assert len({rise.key for rise in first}) == len(first) == len(terms.versions)
