"""Monthly recurring revenue and its movement, worked by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from app.core.month import Month
from app.rules.policy import PricingPolicy
from app.rules.recurring_revenue import Differs, Moved, MovedAlike, Movement, by_month, cohorts, differences, monthly_prices, moved
from app.rules.terms import LicenseTerms, ManualDiscount, MembershipTerms, PriceVersion

JAN, FEB, MAR, APR, MAY, JUNE = (Month(2026, each) for each in range(1, 7))
DAY = dt.date
DESK = MembershipTerms(1, "DESK", None, (PriceVersion(None, 100_000, 60_000), PriceVersion(DAY(2026, 4, 1), 110_000, 66_000)))
MEMBERSHIPS = {1: DESK}
POLICY = PricingPolicy()


def license(number: int, starts_on: dt.date, ends_on: dt.date | None = None, **wishes: object) -> LicenseTerms:
    return LicenseTerms(number, f"L{number}", 1, starts_on, ends_on, **wishes)  # type: ignore[arg-type]


def test_a_month_counts_who_is_there_on_its_last_day_with_a_whole_month_on_its_terms() -> None:
    own = [
        license(1, DAY(2026, 1, 10)),  # primary: 1 000.00, from April 1 100.00
        license(2, DAY(2026, 2, 20), DAY(2026, 5, 31)),  # extra: 600.00, from April 660.00; there on the last of May
        license(3, DAY(2026, 3, 1), DAY(2026, 5, 30)),  # gone on the last of May
        license(4, DAY(2026, 5, 1), pauses=((DAY(2026, 5, 31), DAY(2026, 6, 1)),), custom_price=30_000),  # paused on the last of May
    ]
    priced = {month: monthly_prices(month, own, MEMBERSHIPS, [], POLICY) for month in (JAN, FEB, MAR, APR, MAY, JUNE)}
    assert priced[JAN] == {1: 100_000}
    assert priced[FEB] == {1: 100_000, 2: 60_000}
    assert priced[MAR] == {1: 100_000, 2: 60_000, 3: 60_000}
    assert priced[APR] == {1: 110_000, 2: 66_000, 3: 66_000}
    assert priced[MAY] == {1: 110_000, 2: 66_000}
    assert priced[JUNE] == {1: 110_000, 4: 30_000}


def test_discounts_of_the_last_day_count_and_are_rounded_once() -> None:
    ten = ManualDiscount(Decimal("33.3333"), DAY(2026, 2, 28), DAY(2026, 3, 30), reason="A friend")
    assert monthly_prices(FEB, [license(1, DAY(2026, 1, 1))], MEMBERSHIPS, [ten], POLICY) == {1: 66_667}  # 1 000.00 x 0.666667
    assert monthly_prices(MAR, [license(1, DAY(2026, 1, 1))], MEMBERSHIPS, [ten], POLICY) == {1: 100_000}  # over since the day before


def test_only_months_that_differ_are_kept_and_they_are_those_of_asking_every_month() -> None:
    own = [
        license(n, DAY(2025, 11, 1 + n), None if n % 3 else DAY(2026, 3, 31), commitment_months=3 * (n % 2)) for n in range(12)
    ]  # twelve: a volume discount, which begins on the next 1st
    discounts = [ManualDiscount(Decimal(5), DAY(2026, 1, 15), DAY(2026, 4, 30), license_id=4)]
    found = differences(own, MEMBERSHIPS, discounts, POLICY, JUNE)
    before: dict[int, int] = {}
    plain: list[Differs] = []
    month = Month(2025, 10)
    while month <= JUNE:
        now = monthly_prices(month, own, MEMBERSHIPS, discounts, POLICY)
        plain += [
            Differs(each, month, before.get(each, 0), now.get(each, 0))
            for each in sorted(before | now)
            if before.get(each, 0) != now.get(each, 0)
        ]
        before, month = now, month.next
    assert found == plain
    assert {each.month for each in found} >= {Month(2025, 11), Month(2025, 12), JAN, APR}


def test_movements_are_those_of_customers_and_add_up() -> None:
    changes = [
        (7, JAN, 100),  # new
        (7, FEB, 50),  # expansion
        (7, MAR, -150),  # left
        (7, MAY, 80),  # back
        (7, JUNE, -30),  # contraction
        (8, JAN, 40),
        (8, FEB, 0),  # one license for another at the same price is no movement
        (8, JUNE, -40),
    ]
    found = moved(changes)
    assert [(each.customer, each.month, each.movement, each.cents) for each in found] == [
        (7, JAN, Movement.NEW, 100), (7, FEB, Movement.EXPANSION, 50), (7, MAR, Movement.LEFT, -150), (7, MAY, Movement.BACK, 80),
        (7, JUNE, Movement.CONTRACTION, -30), (8, JAN, Movement.NEW, 40), (8, JUNE, Movement.LEFT, -40),
    ]  # fmt: skip
    assert found[1] == Moved(7, FEB, 100, 150, Movement.EXPANSION)

    alike = [MovedAlike(JAN, each.month, each.movement, 1, each.cents) for each in found]
    march, april, may, june = by_month(alike, [MAR, APR, MAY, JUNE])
    assert (march.before, march.after, march.customers_before, march.customers, march.lost) == (190, 40, 2, 1, 150)
    assert (april.before, april.after, april.customers, april.lost, april.lost_customers) == (40, 40, 1, 0, 0)
    assert (may.after, may.customers, may.by[Movement.BACK]) == (120, 2, (1, 80))
    assert (june.before, june.after, june.customers_before, june.customers) == (120, 50, 2, 1)
    assert (june.lost_customers, june.lost, june.by[Movement.CONTRACTION], june.by[Movement.LEFT]) == (1, 70, (1, -30), (1, -40))
    assert cohorts(alike, [JAN, FEB, MAR, APR, MAY, JUNE]) == {JAN: {JAN: 2, FEB: 2, MAR: 1, APR: 1, MAY: 2, JUNE: 1}}
