"""The clock puts one tick a minute into its queue, and finds its way back after Redis was emptied."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import zlib

import pytest
from redis import Redis

from app.cli.servers.ports import any_free
from config import HERE, Settings
from jobs.clock import TICK, Clock

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning")


@pytest.fixture
def clock(settings: Settings, redis: Redis) -> Clock:
    return Clock(settings)


def strike(clock: Clock, redis: Redis) -> list[bytes]:
    """As if the minute were over: the hints that lie in the queue afterwards."""
    redis.zadd(clock.scheduled_jobs_key, {TICK: 0}, xx=True)
    clock.enqueue_jobs()
    return redis.lrange("rq:queue:clock", 0, -1)


def test_the_first_look_only_registers_the_tick(clock: Clock, redis: Redis) -> None:
    clock.enqueue_jobs()
    assert redis.lrange("rq:queue:clock", 0, -1) == []
    assert TICK in clock


def test_a_tick_is_json_and_comes_again(clock: Clock, redis: Redis) -> None:
    clock.enqueue_jobs()
    assert strike(clock, redis) == [b"tick"]
    assert json.loads(zlib.decompress(redis.hget("rq:job:tick", "data")))[0] == "jobs.timetable.tick"
    assert TICK in clock


def test_a_tick_that_still_waits_is_enough(clock: Clock, redis: Redis) -> None:
    clock.enqueue_jobs()
    strike(clock, redis)
    assert strike(clock, redis) == [b"tick"]
    clock.enqueue_jobs()
    redis.lpop("rq:queue:clock")
    assert strike(clock, redis) == [b"tick"]


def test_an_emptied_redis_gets_its_tick_back(clock: Clock, redis: Redis) -> None:
    clock.enqueue_jobs()
    redis.flushall()
    clock.enqueue_jobs()
    assert strike(clock, redis) == [b"tick"]


def test_the_clock_stops_when_told_while_redis_is_away(settings: Settings) -> None:
    told = {**settings.environ(), "REDIS_URL": f"redis://127.0.0.1:{any_free()}/0"}
    program = "import sys, config; from jobs import clock; sys.exit(clock.main(config.Settings.load()))"
    with subprocess.Popen([sys.executable, "-c", program], cwd=HERE, env=told, stderr=subprocess.PIPE, text=True) as child:
        assert child.stderr is not None
        assert any("clock waits for Redis" in line for line in child.stderr)
        child.send_signal(signal.SIGTERM)
        assert child.wait(60) == 0
