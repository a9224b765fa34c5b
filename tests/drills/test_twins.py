"""Short versions of the drills of twins, and of mails cut off."""

from __future__ import annotations

import pytest

from benchmarks.drills import holds, mail_crash, twins

pytestmark = [pytest.mark.drill, pytest.mark.slow]


def test_twins_of_each_call_that_moves_money_are_one(settings):
    figures = twins.sent(settings, pairs=1)
    assert holds(figures, twins.TARGETS), figures


def test_hands_killed_after_each_yes_of_the_mail_server(settings):
    figures = mail_crash.killed(settings, invoices=2)
    assert holds(figures, mail_crash.TARGETS), figures
