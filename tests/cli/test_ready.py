"""Who looks after containers asks whether a process does its work: no, while nothing shows that it does."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.access.actor import SYSTEM
from app.actions.schedules.ensure import ensure_schedules
from app.cli import ready
from jobs import timetable


def test_a_clock_is_judged_by_its_last_tick(settings, session):
    assert not ready.ticks(settings), "there is no schedule yet"
    ensure_schedules(timetable.defaults(), by=SYSTEM)
    assert not ready.ticks(settings), "it has not ticked yet"

    for seconds, works in ((30, True), (600, False)):
        session.execute(text("UPDATE schedule SET last_slot = now() - make_interval(secs => :seconds)"), {"seconds": seconds})
        session.commit()
        assert ready.ticks(settings) is works


def test_a_worker_that_nobody_heard_of_lately_does_not_work(settings):
    assert not ready.works(settings)


@pytest.mark.parametrize("valkey", ["redis://127.0.0.1:1/0", "redis+sentinel://127.0.0.1:1,127.0.0.1:2/foyer"])
def test_servers_that_are_away_are_a_no_and_not_an_error(settings, valkey):
    away = settings.moved(database_url="postgresql://foyer:x@127.0.0.1:1/foyer", redis_url=valkey, port=1)

    assert [look(away) for look in ready.LOOKS.values()] == [False, False, False]
