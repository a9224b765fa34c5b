"""A real pool that is killed, emptied and stopped: every row ends, and no process stays behind."""

from __future__ import annotations

import contextlib
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import psutil
import pytest
from redis import Redis

from app.queries.health.valkey import look
from config import HERE, Settings
from tests.jobs.conftest import Outbox


@pytest.fixture
def house(settings: Settings, outbox: Outbox, redis: Redis) -> Iterator[psutil.Popen]:
    """A relay and two workers."""
    environment = {**settings.environ(), "FOYER_MODE": "test", "FOYER_LOG_LEVEL": "error"}
    child = psutil.Popen([sys.executable, "-m", "tests.jobs.house"], cwd=HERE, env=environment, stderr=subprocess.DEVNULL)
    assert within(60, lambda: len(child.children()) == 3)
    yield child
    left = [child, *child.children()] if child.is_running() else []
    for process in left:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    child.wait()


def within(seconds: float, holds: Callable[[], Any]) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.05)
    return False


def kill(process: psutil.Process) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        process.kill()


@pytest.mark.drill
def test_whatever_is_killed_every_row_is_done(outbox: Outbox, house: psutil.Popen, redis: Redis) -> None:
    rng = random.Random(7)
    for n in range(90):
        outbox.post(payload={"key": f"{n}", "pause": 0.03})
        if n % 15 == 7:
            kill(rng.choice(house.children()))
        if n % 30 == 20:
            redis.flushall()
        if n % 40 == 30:
            outbox.connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        time.sleep(0.02)
    redis.flushall()
    for process in house.children():
        kill(process)
    assert within(60, lambda: outbox.states() == {"done": 90}), outbox.states()
    notes = outbox.notes()
    assert set(notes) == {str(n) for n in range(90)}
    assert len(notes) < 110  # a repeated row is one whose worker was killed after the effect, or whose connection broke


@pytest.mark.drill
def test_workers_are_heard_of_in_the_middle_of_a_job(outbox: Outbox, house: psutil.Popen, redis: Redis, settings: Settings) -> None:
    """As after ninety silent seconds: the keys of both are over, and another worker has swept their names out."""
    assert within(60, lambda: len(look(settings.redis_url).workers) == 2)
    before = look(settings.redis_url).workers
    for n in range(2):
        outbox.post(payload={"key": f"{n}", "pause": 25.0})
    assert within(60, lambda: outbox.states() == {"running": 2})
    redis.delete(*(f"rq:worker:{each.name}" for each in before), "rq:workers", "rq:workers:mail")
    assert within(20, lambda: len(look(settings.redis_url).workers) == 2)
    assert [replace(each, seen_at=None) for each in look(settings.redis_url).workers] == [replace(each, seen_at=None) for each in before]
    last = max(each.seen_at for each in look(settings.redis_url).workers if each.seen_at)
    assert within(20, lambda: all(each.seen_at and each.seen_at > last for each in look(settings.redis_url).workers))
    assert outbox.states() == {"running": 2}


@pytest.mark.drill
def test_who_hangs_past_the_limit_of_its_job_is_killed_and_the_job_done_anew(outbox: Outbox, house: psutil.Popen) -> None:
    """Its lease is renewed all the while: nobody else would ever take the row."""
    before = {child.pid for child in house.children()}
    message = outbox.post("tests.jobs.noted.hang", payload={"key": "hung"})
    assert within(60, lambda: outbox.row(message).state == "done"), outbox.row(message)
    assert (outbox.notes(), outbox.row(message).attempt) == (["hung", "hung"], 2)
    assert within(60, lambda: len(house.children()) == 3)
    assert len(before - {child.pid for child in house.children()}) == 1


@pytest.mark.drill
def test_a_stop_lets_the_present_job_finish(outbox: Outbox, house: psutil.Popen) -> None:
    message = outbox.post(payload={"key": "long", "pause": 1.0})
    assert within(60, lambda: outbox.row(message).state == "running")
    children = house.children()
    house.send_signal(signal.SIGTERM)
    assert house.wait(120) == 0
    assert (outbox.row(message).state, outbox.row(message).attempt) == ("done", 1)
    assert not [child for child in children if child.is_running()]


@pytest.mark.drill
def test_children_do_not_outlive_a_killed_pool(house: psutil.Popen) -> None:
    children = house.children()
    house.kill()
    house.wait()
    assert within(60, lambda: not [child for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE])
