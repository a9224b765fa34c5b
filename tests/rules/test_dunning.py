"""Which reminder goes on which day, when bookings rest, and what a promise comes to (I9)."""

from __future__ import annotations

import datetime as dt

import pytest

from app.rules.dunning import Bill, DunningPolicy, Promise, is_broken, kept_cents, reached_on, reminder_due

DUE = dt.date(2026, 6, 8)
ON = DunningPolicy(is_on=True)


def after(days: int) -> dt.date:
    return DUE + dt.timedelta(days=days)


def bill(cents: int = 115_000, issued: int = -7, **more: bool) -> Bill:
    return Bill(after(issued), DUE, cents, **more)


def test_each_day_of_a_month_brings_the_reminder_that_was_reached_and_each_goes_once():
    sent: list[int] = []
    days = {}
    for number in range(-7, 31):
        due = reminder_due(ON, bill(), after(number), sent)
        if due is not None:
            sent.append(due)
            days[number] = due
    assert days == {-3: -3, 1: 1, 7: 7, 14: 14}


@pytest.mark.parametrize(
    ("policy", "of", "day", "sent", "due"),
    [
        (DunningPolicy(), bill(), 1, [], None),  # off
        (ON, bill(0), 1, [], None),
        (DunningPolicy(is_on=True, least_cents=5_000), bill(5_000), 1, [], None),
        (DunningPolicy(is_on=True, least_cents=5_000), bill(5_001), 1, [], 1),
        (ON, bill(), 10, [], 7),  # two were missed: one goes
        (ON, bill(), 10, [7], None),
        (ON, bill(), 10, [14], None),  # a later one has gone
        (ON, bill(), 0, [], -3),  # late, and still before its day is over
        (ON, bill(issued=-3), -1, [], None),  # it came on the day of its own reminder
        (ON, bill(pays_itself=True), -3, [], None),
        (ON, bill(pays_itself=True), 1, [], 1),
        (DunningPolicy(is_on=True, reminders=(-3,)), bill(), 40, [], None),
        (DunningPolicy(is_on=True, reminders=()), bill(), 40, [], None),
        (DunningPolicy(is_on=True, since=after(100)), bill(), 100, [], None),  # an old debt begins anew
        (DunningPolicy(is_on=True, since=after(100)), bill(), 101, [], 1),
        (DunningPolicy(is_on=True, since=after(100)), bill(), 107, [1], 7),
        (DunningPolicy(is_on=True, since=after(-2)), bill(), -2, [], None),
    ],
)
def test_what_goes_on_a_day(policy, of, day, sent, due):
    assert reminder_due(policy, of, after(day), sent) == due


def test_bookings_rest_from_the_first_bill_that_is_late_enough_and_nobody_is_blocked_overnight():
    young = Bill(after(0), after(20), 100)
    assert reached_on(ON, [young, bill()], 14) == after(14)
    assert reached_on(ON, [bill(0), young], 14) == after(34)
    assert reached_on(DunningPolicy(is_on=True, since=after(200)), [bill(), young], 14) == after(214)
    assert reached_on(DunningPolicy(), [bill()], 14) is reached_on(ON, [bill()], None) is reached_on(ON, [], 14) is None


def test_a_promise_is_kept_by_what_comes_in_its_days():
    promise = Promise(1_000, after(1), after(5))
    paid = [(after(0), 5_000), (after(1), 400), (after(5), 600), (after(6), 9_000)]
    assert kept_cents(promise, paid) == 1_000
    assert not is_broken(promise, paid, after(6))
    assert is_broken(promise, paid[:2], after(6)) and not is_broken(promise, [], after(5))
