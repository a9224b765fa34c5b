"""Who looks after containers asks whether a process does its work: no, while nothing shows that it does."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from redis import Redis

from app.cli import ready
from config import Settings
from jobs.clock import LAST_SIGN, Clock
from jobs.queues import redis_of


@pytest.fixture
def redis(settings: Settings) -> Iterator[Redis]:
    with redis_of(settings) as store:
        store.flushall()
        yield store


def test_a_clock_is_judged_by_its_own_last_look_whoever_ticks_and_whoever_works(settings: Settings, redis: Redis) -> None:
    assert not ready.ticks(settings), "no clock was ever here"
    clock, spare = Clock(settings), Clock(settings)
    clock.register_birth()
    assert ready.ticks(settings)

    clock.register_death()
    assert not ready.ticks(settings), "it said goodbye"

    spare.heartbeat()
    assert ready.ticks(settings), "the spare of this machine looks each second as well, also when Valkey was emptied since"
    assert 0 < redis.ttl(spare.key) <= LAST_SIGN, "killed, it is not heard of any more"


def test_a_clock_of_another_machine_says_nothing_of_this_one(settings: Settings, redis: Redis) -> None:
    redis.hset(f"{ready.CLOCKS}elsewhere:1", "birth", time.time())

    assert not ready.ticks(settings)


def test_a_worker_that_nobody_heard_of_lately_does_not_work(settings: Settings) -> None:
    assert not ready.works(settings)


@pytest.mark.parametrize("valkey", ["redis://127.0.0.1:1/0", "redis+sentinel://127.0.0.1:1,127.0.0.1:2/foyer"])
def test_servers_that_are_away_are_a_no_and_not_an_error(settings: Settings, valkey: str) -> None:
    away = settings.moved(database_url="postgresql://foyer:x@127.0.0.1:1/foyer", redis_url=valkey, port=1, files="file:///no/such/folder")

    assert [look(away) for look in ready.LOOKS.values()] == [False, False, False, False]


def test_a_storage_is_asked_where_it_is(settings, storage, stored_in):
    assert ready.stores(settings), "files are in the database, which is asked by the others"
    storage.begin()
    assert ready.stores(stored_in)
