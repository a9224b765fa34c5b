"""The worked example of the wallet, and what must hold for any lots and any cost."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.cancellation import CancellationPolicy, fee_and_refund, refund_percent
from app.rules.credits import Lot, Owner, Part, Source, Where, less_debt, may_pay, payment, returned
from app.rules.units import Unit


def at(day: int, hour: int = 9, month: int = 6) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=dt.UTC)


NOW = at(12)
QUOTA = Lot(1, Owner.USER, Unit.SPACE, Source.QUOTA, 50000, at(30, 22), at(1))
BOUGHT = Lot(2, Owner.USER, Unit.SPACE, Source.PURCHASE, 30000, None, at(2))
SHARED = Lot(3, Owner.ORGANISATION, Unit.STUFF, Source.PURCHASE, 100000, None, at(3))
LOTS = (SHARED, BOUGHT, QUOTA)


def less(lots: tuple[Lot, ...], parts: tuple[Part, ...], sign: int = -1) -> tuple[Lot, ...]:
    moved = {part.lot: sign * part.cents for part in parts}
    return tuple(replace(lot, available=lot.available + moved.get(lot.id, 0)) for lot in lots)


def test_the_worked_example() -> None:
    first = payment(LOTS, 72000, at(20), NOW)
    assert first == (((1, 50000), (2, 22000)), 0)

    left = less(LOTS, first.parts)
    second = payment(left, 38000, at(21), NOW)
    assert second == (((2, 8000), (3, 30000)), 0)

    left = less(left, second.parts)
    assert returned(first.parts, 72000) == ((2, 22000), (1, 50000))
    assert returned(second.parts, 38000) == ((3, 30000), (2, 8000))

    left = less(less(left, first.parts, 1), second.parts, 1)
    july = payment(left, 72000, at(5, month=7), at(19, 12))
    assert july == (((2, 30000), (3, 42000)), 0)  # a June quota pays no July booking (W5)


def test_what_credits_cannot_pay_is_the_rest() -> None:
    assert payment((BOUGHT,), 72000, at(20), NOW) == (((2, 30000),), 42000)


def test_what_was_bought_pays_until_it_expires() -> None:
    soon = replace(BOUGHT, expires_at=at(13))

    assert payment((soon,), 100, at(20), NOW).rest == 0
    assert payment((soon,), 100, at(20), at(13)).rest == 100


def test_credits_for_one_place_or_kind_of_room_pay_only_there() -> None:
    here = replace(QUOTA, location=7, room_kind="phone_booth")

    assert payment((here,), 100, at(20), NOW, Where(7, "phone_booth")).rest == 0
    for elsewhere in (Where(), Where(7), Where(8, "phone_booth"), Where(7, "meeting_room")):
        assert payment((here,), 100, at(20), NOW, elsewhere).rest == 100
    assert payment((QUOTA,), 100, at(20), NOW, Where(8, "event_room")).rest == 0


def test_a_lot_may_pay_or_may_not() -> None:
    assert may_pay(BOUGHT, at(20), NOW) is True
    for no in (
        replace(BOUGHT, available=0),
        replace(BOUGHT, unit=Unit.PRINTING),
        replace(BOUGHT, location=7),
        replace(BOUGHT, expires_at=NOW),
    ):
        assert may_pay(no, at(20), NOW) is False


def test_what_a_wallet_owes_is_kept_back_from_what_would_pay_last() -> None:
    left = less_debt((QUOTA, BOUGHT), 40000)

    assert {lot.id: lot.available for lot in left} == {QUOTA.id: 40000, BOUGHT.id: 0}
    assert payment(left, 80000, at(20), NOW).rest == 40000


def test_within_a_step_the_earliest_expiry_pays_first_and_the_never_expiring_last() -> None:
    never, later, sooner = (replace(BOUGHT, id=10 + n, expires_at=when, available=10) for n, when in enumerate([None, at(25), at(14)]))

    assert [part.lot for part in payment((never, later, sooner), 30, at(20), NOW).parts] == [12, 11, 10]


@pytest.mark.parametrize(
    ("hours", "percent"),
    [(25, 100), (24, 100), (23, 50), (2, 50), (1, 0), (-1, 0)],
)
def test_notice_decides_what_comes_back(hours: int, percent: int) -> None:
    start = NOW + dt.timedelta(hours=hours)

    assert refund_percent(CancellationPolicy(), start, NOW) == percent
    assert refund_percent(CancellationPolicy(), start, NOW, by_operator=True) == 100


def test_more_than_was_paid_never_comes_back() -> None:
    with pytest.raises(ValueError, match="more"):
        returned((Part(1, 100),), 101)


lots = st.lists(
    st.builds(
        Lot,
        st.integers(1, 10**6),
        st.sampled_from(Owner),
        st.sampled_from(Unit),
        st.sampled_from(Source),
        st.integers(-500, 5000),
        st.none() | st.integers(13, 30).map(at),
        st.integers(1, 12).map(at),
    ),
    max_size=8,
    unique_by=lambda lot: lot.id,
)


@given(lots, st.integers(0, 20000), st.integers(12, 30))
def test_parts_and_rest_are_the_cost_and_no_lot_gives_more_than_it_has(lots: list[Lot], cost: int, day: int) -> None:
    found = payment(lots, cost, at(day, 12), NOW)
    available = {lot.id: lot.available for lot in lots}

    assert sum(part.cents for part in found.parts) + found.rest == cost
    assert all(0 < part.cents <= available[part.lot] for part in found.parts)


@given(lots, st.integers(0, 20000), st.decimals(0, 100, places=2))
def test_fee_and_refund_are_the_cost_and_the_refund_finds_its_lots(lots: list[Lot], cost: int, percent: Decimal) -> None:
    paid = payment(lots, cost, at(20), NOW)
    fee, refund = fee_and_refund(cost - paid.rest, percent)

    assert fee + refund == cost - paid.rest
    assert sum(part.cents for part in returned(paid.parts, refund)) == refund
