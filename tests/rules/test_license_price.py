"""Which price holds on a day: a custom one, one of the license's own, or one of the membership's versions (P2, P13)."""

from __future__ import annotations

import datetime as dt

from app.rules.license_price import has_own_price, membership_plan, paid_by_membership, price_on, version_on
from app.rules.lines import EXTRA, PRIMARY
from app.rules.terms import PriceVersion
from tests.rules.terms_of import june, license, membership

ALWAYS, EARLY, LATE = PriceVersion(None, 100, 90), PriceVersion(june(10), 200, 190), PriceVersion(june(30), 300, 290)


def test_the_latest_version_that_has_begun_counts_from_its_first_day() -> None:
    assert version_on([ALWAYS], june(1)) is ALWAYS
    assert version_on([LATE, ALWAYS, EARLY], june(9)) is ALWAYS
    assert version_on([LATE, ALWAYS, EARLY], june(10)) is EARLY
    assert version_on([EARLY, LATE], june(9)) is None
    again = PriceVersion(june(10), 250, 240)
    assert version_on([EARLY, again], june(10)) is again, "of two of the same day the one that was written last"


def test_a_month_sees_the_versions_that_begin_in_it_to_its_last_day() -> None:
    plan = membership_plan(
        membership((None, 100, 90), (june(10), 200, 190), (june(30), 300, 290), (dt.date(2026, 7, 1), 400, 390)), june(1), june(30)
    )
    terms = license(1)
    assert [price_on(terms, plan, PRIMARY, june(day)) for day in (1, 9, 10, 29, 30)] == [100, 100, 200, 200, 300]
    assert price_on(terms, plan, EXTRA, june(30)) == 290
    assert [begins for begins, _version in plan.later] == [june(10), june(30)]


def test_a_version_of_the_first_is_what_the_month_opens_with() -> None:
    plan = membership_plan(membership((None, 100, 90), (june(1), 200, 190)), june(1), june(30))
    assert (plan.opening.primary, plan.later) == (200, ())


def test_a_custom_price_holds_through_its_last_day() -> None:
    terms = license(1, custom_price=5, custom_price_end=june(10))
    assert [has_own_price(terms, june(day)) for day in (1, 10, 11)] == [True, True, False]
    assert has_own_price(license(1, custom_price=0), june(30)), "free is a price, and without an end it stays"
    assert not has_own_price(license(1), june(1))


def test_whose_price_a_day_has() -> None:
    assert paid_by_membership(license(1), june(1)) is True
    assert paid_by_membership(license(1, custom_price=5), june(1)) is False
    own = license(1, versions=(EARLY,))
    assert [paid_by_membership(own, june(day)) for day in (9, 10)] == [True, False]
    assert paid_by_membership(license(1, custom_price=5, custom_price_end=june(10), versions=(LATE,)), june(11)) is True
