"""The age of a debt: on its day it is not late; 30, 60 and 90 days belong to the younger side."""

from __future__ import annotations

import datetime as dt

import pytest

from app.rules.aged_debt import Age, Item, age_of, aged

DAY = dt.date(2026, 6, 30)


@pytest.mark.parametrize(
    ("late", "age"),
    [
        (-3, Age.NOT_DUE),
        (0, Age.NOT_DUE),
        (1, Age.TO_30),
        (30, Age.TO_30),
        (31, Age.TO_60),
        (60, Age.TO_60),
        (61, Age.TO_90),
        (90, Age.TO_90),
        (91, Age.OLDER),
    ],
)
def test_the_first_and_last_day_of_each_age(late, age):
    assert age_of(DAY - dt.timedelta(days=late), DAY) is age


def test_credit_has_no_age_and_is_set_against_the_debt():
    found = aged([Item(dt.date(2026, 5, 1), 100), Item(dt.date(2026, 6, 8), 250), Item(DAY, 70), Item(dt.date(2026, 1, 1), -300)], DAY)

    assert found.by_age == {Age.NOT_DUE: 70, Age.TO_30: 250, Age.TO_60: 100, Age.TO_90: 0, Age.OLDER: 0}
    assert (found.owed, found.overdue, found.credit, found.balance, found.oldest) == (420, 350, 300, 120, dt.date(2026, 5, 1))


def test_without_anything_late_there_is_no_oldest():
    assert aged([Item(DAY, 5), Item(dt.date(2026, 1, 1), -5)], DAY).oldest is None
