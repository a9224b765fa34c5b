"""How many licenses a space holds (P15)."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from app.rules.occupancy import Holder, NoRoom, Opening, free_places, levels, no_room, opening, stretches
from tests.rules.terms_of import june


def test_a_license_beyond_the_capacity_does_not_fit() -> None:
    present = [Holder(1, june(1)), Holder(2, june(1), june(10))]

    assert no_room(2, present, Holder(3, june(5))) is NoRoom.FULL
    assert no_room(2, present, Holder(3, june(11))) is None
    assert no_room(3, present, Holder(3, june(5))) is None
    assert no_room(None, present, Holder(3, june(5))) is None
    assert no_room(0, [], Holder(3, june(5))) is NoRoom.FULL


def test_those_who_arrive_later_count_and_those_who_never_meet_do_not_add_up() -> None:
    assert no_room(1, [Holder(1, june(20))], Holder(2, june(5))) is NoRoom.FULL
    assert no_room(1, [Holder(1, june(20))], Holder(2, june(5), june(19))) is None
    assert no_room(2, [Holder(1, june(1), june(9)), Holder(2, june(10))], Holder(3, june(1))) is None


def test_a_private_office_holds_one_organisation() -> None:
    present = [Holder(1, june(1), june(20))]

    assert no_room(4, present, Holder(1, june(5)), one_organisation=True) is None
    assert no_room(4, present, Holder(2, june(20)), one_organisation=True) is NoRoom.ANOTHER_ORGANISATION
    assert no_room(4, present, Holder(2, june(21)), one_organisation=True) is None


def naive(capacity: int | None, present: list[Holder], wanted: Holder, people: int, one_organisation: bool) -> bool:
    """P15 as a person would count it: day by day."""
    last = wanted.ends_on or HORIZON
    for number in range((last - wanted.starts_on).days + 1):
        day = wanted.starts_on + dt.timedelta(days=number)
        there = [each for each in present if each.starts_on <= day <= (each.ends_on or HORIZON)]
        if capacity is not None and len(there) + people > capacity:
            return False
        if one_organisation and any(each.organisation_id != wanted.organisation_id for each in there):
            return False
    return True


HORIZON = june(1) + dt.timedelta(days=60)
DAYS = st.integers(0, 30).map(lambda number: june(1) + dt.timedelta(days=number))
ENDS = st.none() | st.integers(0, 12)
STAYS = st.builds(
    lambda who, day, more: Holder(who, day, None if more is None else day + dt.timedelta(days=more)), st.integers(1, 2), DAYS, ENDS
)


@given(st.none() | st.integers(1, 4), st.lists(STAYS, max_size=8), STAYS, st.integers(1, 3), st.booleans())
def test_who_fits_is_what_counting_days_says(capacity, present, wanted, people, one_organisation):
    assert (no_room(capacity, present, wanted, people=people, one_organisation=one_organisation) is None) == naive(
        capacity, present, wanted, people, one_organisation
    )


@given(st.none() | st.integers(1, 4), st.lists(STAYS, max_size=8), STAYS, st.integers(1, 3), st.booleans())
def test_the_opening_is_the_first_day_that_the_rule_allows(capacity, present, wanted, people, one_organisation):
    found = opening(capacity, present, wanted, people=people, one_organisation=one_organisation)
    days = [wanted.starts_on + dt.timedelta(days=number) for number in range(45)]
    good = [
        day
        for day in days
        if day <= (wanted.ends_on or day) and naive(capacity, present, wanted._replace(starts_on=day), people, one_organisation)
    ]
    good = [day for day in good if wanted.ends_on is not None or day <= HORIZON]
    assert found.starts_on == (good[0] if good else None)
    if found.free_until is not None:
        assert naive(capacity, present, Holder(wanted.organisation_id, wanted.starts_on, found.free_until), people, one_organisation)
        assert not naive(
            capacity,
            present,
            Holder(wanted.organisation_id, wanted.starts_on, found.free_until + dt.timedelta(days=1)),
            people,
            one_organisation,
        )


@given(st.lists(STAYS, max_size=8))
def test_levels_count_every_day(present):
    steps = stretches(levels(present, since=june(5)))
    for number in range(4, 36):
        day = june(1) + dt.timedelta(days=number)
        taken = next((level.taken for level, last in steps if level.day <= day <= last), 0)
        assert taken == sum(1 for each in present if each.starts_on <= day <= (each.ends_on or dt.date.max))


def test_both_ends_are_exact():
    """A place whose last day is the 10th is free on the 11th, and taken until the 19th by who comes on the 20th."""
    present = [Holder(1, june(1), june(10)), Holder(2, june(20))]
    assert opening(1, present, Holder(3, june(5), june(19))) == Opening(june(11))
    assert opening(1, present, Holder(3, june(11), june(20))) == Opening(None, june(19))
    assert opening(2, present, Holder(3, june(1)), people=2) == Opening(None)
    assert opening(1, present[:1], Holder(3, june(1))) == Opening(june(11))
    assert opening(4, [], Holder(3, june(1)), people=5) == Opening(None)


def test_what_is_free_is_never_less_than_nothing():
    assert [free_places(4, taken) for taken in (0, 4, 6)] == [4, 0, 0]
    assert free_places(None, 99) is None
    assert (free_places(4, 1, one_organisation=True), free_places(4, 0, one_organisation=True)) == (0, 4)
