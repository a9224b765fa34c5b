"""How somebody stands to their place on a day, and how full it is (P15)."""

from __future__ import annotations

import datetime as dt

import pytest

from app.rules.seating import Fullness, Standing, fullness, standing
from tests.rules.terms_of import june

TERM = (june(10), june(10) + dt.timedelta(days=100))
LAST = TERM[1]


@pytest.mark.parametrize(
    ("day", "how"),
    [
        (june(10) - dt.timedelta(days=31), None),
        (june(10) - dt.timedelta(days=30), Standing.COMING),
        (june(9), Standing.COMING),
        (june(10), Standing.THERE),
        (LAST - dt.timedelta(days=31), Standing.THERE),
        (LAST - dt.timedelta(days=30), Standing.LEAVING),
        (LAST, Standing.LEAVING),
        (LAST + dt.timedelta(days=1), None),
    ],
)
def test_both_ends_are_exact(day, how):
    assert standing(TERM, [], day) is how


def test_a_pause_keeps_the_place_and_is_said():
    pauses = [(june(15), june(20)), (june(28), None)]
    days = {number: standing((june(10), None), pauses, june(number)) for number in (14, 15, 20, 21, 28)}
    assert days == {14: Standing.THERE, 15: Standing.PAUSED, 20: Standing.PAUSED, 21: Standing.THERE, 28: Standing.PAUSED}
    assert standing((june(10), june(29)), pauses, june(28)) is Standing.LEAVING


def test_how_full():
    assert [fullness(2, taken) for taken in (0, 1, 2, 3)] == [Fullness.FREE, Fullness.SOME, Fullness.FULL, Fullness.FULL]
    assert [fullness(None, taken) for taken in (0, 9)] == [Fullness.FREE, Fullness.SOME]
    assert fullness(6, 1, one_organisation=True) is Fullness.FULL
