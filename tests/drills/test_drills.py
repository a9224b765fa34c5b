"""Short versions of the drills: what `run.py drill` breaks at length is broken once here."""

from __future__ import annotations

import pytest

from app.cli.drill import modules
from benchmarks.drills import (
    backup,
    holds,
    kill_after_each_step,
    kill_faults,
    kill_random,
    kill_redis,
    kill_workers,
    lead_bots,
    outages,
    provider_faults,
    rate_limit,
    two_approve,
    wallet_threads,
)

QUICK = ("PayFast: charge a card", "PaperCut: print credit", "Xero: an over-payment")

pytestmark = [pytest.mark.drill, pytest.mark.slow]


def kept(figures, targets):
    assert holds(figures, targets), figures


def test_a_run_in_a_house_where_everything_is_killed_once(settings):
    accidents = (outages.pool, outages.valkey, outages.postgres, outages.everything)
    kept(outages.played(settings, accidents, invoices=6, fault=kill_faults.charges_again()), kill_random.TARGETS)


def test_the_long_forms_strike_as_often_as_they_say():
    assert len(kill_workers.LONG) == len(kill_random.LONG) == 200
    assert kill_redis.LONG.count(outages.flush) == 50


def test_a_drill_that_struck_less_often_does_not_hold():
    figures = dict.fromkeys(outages.TARGETS, 0)
    assert holds(figures, outages.TARGETS)
    assert not holds(figures | {"accidents_missing": 1}, outages.TARGETS)
    assert not holds(figures | {"charged_twice": 1}, outages.TARGETS)


def test_a_worker_killed_between_any_two_steps(settings):
    kept(kill_after_each_step.killed(settings, 3), kill_after_each_step.TARGETS)


def test_two_people_approve_at_once(settings):
    kept(two_approve.raced(settings, rounds=2), two_approve.TARGETS)


def test_xero_is_not_asked_before_the_time_that_it_named(settings):
    kept(rate_limit.limited(settings, invoices=4, long=False), rate_limit.TARGETS)


def test_calls_of_money_that_fail_end_right_or_wait_for_a_person(settings):
    """One vendor each at its most doubtful: it had its effect, and the answer was cut off, or came a byte a second. The rest is in the drill, and in the stories of each vendor."""
    figures = provider_faults.failed(
        settings, calls=[call for call in provider_faults.CALLS if call.name in QUICK], faults=("cut_after", "slow")
    )
    kept(figures, provider_faults.TARGETS)
    assert figures["right"] == 2 * len(QUICK)


def test_a_hundred_threads_at_one_wallet(settings):
    kept(wallet_threads.spent(settings, operations=200), wallet_threads.TARGETS)


def test_a_backup_while_people_work_is_restored_in_a_new_cluster(settings):
    kept(backup.saved_and_restored(settings, megabytes=2, organisations=5), backup.TARGETS)


def test_a_figure_that_is_missing_or_off_does_not_hold():
    assert holds({"twins": 0, "seconds": 60.0}, {"twins": "= 0", "seconds": "<= 60"})
    assert not holds({"twins": 1}, {"twins": "= 0"})
    assert not holds({}, {"twins": "= 0"})
    assert not holds({"seconds": 60.1}, {"seconds": "<= 60"})


def test_every_drill_says_what_it_promises():
    for name, module in modules().items():
        assert module.TARGETS and module.__doc__, name


def test_programs_on_a_form_for_leads_get_nowhere_and_people_are_kept(settings):
    figures = lead_bots.posted(settings, bots=4 * len(lead_bots.KINDS), people=6)
    kept(figures, lead_bots.TARGETS)
    assert figures["genuine_leads"] == 6
