"""The policy on the past: what was paid when it was, and a block that ends on the day of the payment."""

from __future__ import annotations

import datetime as dt

from app.rules.dunning import Bill, DunningPolicy
from app.rules.dunning_simulation import PastBill, simulated

DUE = dt.date(2026, 3, 10)


def after(days: int) -> dt.date:
    return DUE + dt.timedelta(days=days)


def past(*settled: tuple[int, int], owner: int = 1, cents: int = 1_000) -> PastBill:
    return PastBill(owner, Bill(after(-7), DUE, cents), [(after(days), part) for days, part in settled])


def run(*bills: PastBill, last: int = 60, **policy: object):
    return simulated(DunningPolicy(**policy), bills, after(-60), after(last))


def test_who_pays_on_the_day_gets_a_note_before_it_and_nothing_after():
    assert run(past((0, 1_000)))[1].reminders == {-3: 1}
    assert run(past((-4, 1_000))) == {}
    assert run(past((1, 1_000)))[1].reminders == {-3: 1, 1: 1}, "the mail goes in the morning, the money comes in the day"


def test_a_block_lasts_from_its_day_to_that_of_the_payment_and_small_rests_are_let_be():
    effect = run(past((16, 999)), least_cents=1)[1]
    assert (effect.letters, effect.blocked, effect.blocked_from, effect.still_blocked, effect.review_on) == (
        4,
        {after(14), after(15), after(16)},
        [after(14)],
        False,
        None,
    )
    never = run(past(), last=30)[1]
    assert (len(never.blocked), never.still_blocked, never.review_on) == (17, True, after(21))


def test_what_was_taken_back_is_owed_again():
    assert run(past((2, 1_000), (5, -1_000)), last=20)[1].still_blocked
    assert run(past((2, 1_000), (5, -1_000), (6, 1_000)), last=20)[1].blocked == set()


def test_two_bills_of_one_owner_rest_once_and_only_the_days_asked_for_count():
    later = PastBill(1, Bill(after(3), after(10), 1_000), [])
    effect = run(past((15, 1_000)), later, last=25)[1]
    assert effect.blocked_from == [after(14), after(24)] and len(effect.blocked) == 4
    assert simulated(DunningPolicy(), [past()], after(15), after(20))[1].letters == 0


def test_a_bill_of_nothing_or_of_little_blocks_nobody():
    assert run(past(cents=0)) == run(past(cents=500), least_cents=500) == {}


def test_never_is_never():
    assert run(past(), reminders=(), block_after=None, review_after=None) == {}
