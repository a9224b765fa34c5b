"""From rows to hints: what is due, what was lost, what belonged to the dead, and nothing twice."""

from __future__ import annotations

import dataclasses
import threading
import time

import pytest
from redis import Redis
from redis.exceptions import RedisError

from app.cli.servers.ports import any_free
from config import Settings
from jobs.relay import ROOM, Relay, row_of
from tests.jobs.conftest import Outbox


def hinted(redis: Redis, queue: str = "mail") -> list[int]:
    return [row_of(hint) for hint in redis.lrange(f"rq:queue:{queue}", 0, -1)]


def test_due_rows_of_each_queue_become_hints(outbox: Outbox, relay: Relay, redis: Redis) -> None:
    mails, pdf, later = [outbox.post(), outbox.post()], outbox.post(queue="pdf"), outbox.post(wait=60)
    relay.look()
    assert hinted(redis) == mails
    assert hinted(redis, "pdf") == [pdf]
    assert outbox.row(later).state == "due"
    assert outbox.states() == {"queued": 3, "due": 1}


def test_a_hint_says_how_rq_treats_it(outbox: Outbox, relay: Relay, redis: Redis) -> None:
    message = outbox.post()
    relay.look()
    [hint] = redis.lrange("rq:queue:mail", 0, -1)
    row, attempt, _epoch = hint.decode().removeprefix("ob-").split("-")
    assert (int(row), attempt) == (message, "0")
    kept = redis.hgetall(f"rq:job:{hint.decode()}")
    assert kept[b"result_ttl"] == b"0"
    assert kept[b"failure_ttl"] == b"3600"


def test_a_hint_that_waits_is_not_sent_again(outbox: Outbox, relay: Relay, redis: Redis) -> None:
    message = outbox.post()
    relay.look()
    outbox.change(message, "lease_until = now() - interval '1 second'")
    relay.look()
    assert hinted(redis) == [message]


def test_a_lost_hint_is_sent_again_once_it_is_stale(outbox: Outbox, relay: Relay, redis: Redis) -> None:
    message = outbox.post()
    relay.look()
    redis.flushall()
    relay.look()
    assert hinted(redis) == []  # somebody may just have taken it
    outbox.change(message, "lease_until = now() - interval '1 second'")
    relay.look()
    assert hinted(redis) == [message]


def test_rows_of_the_dead_are_found(outbox: Outbox, relay: Relay, redis: Redis) -> None:
    living, dead = outbox.post(), outbox.post()
    outbox.change(living, "state = 'running', attempt = 1, lease_until = now() + interval '9 seconds'")
    outbox.change(dead, "state = 'running', attempt = 1, lease_until = now() - interval '1 second'")
    relay.look()
    assert hinted(redis) == [dead]


def test_the_backlog_stays_in_postgresql(outbox: Outbox, relay: Relay, redis: Redis) -> None:
    mails = [outbox.post() for _ in range(ROOM + 30)]
    other = outbox.post(queue="xero")
    assert relay.look() < 1
    relay.look()
    assert hinted(redis) == mails[:ROOM]
    assert hinted(redis, "xero") == [other]  # a full queue does not hold up another
    redis.ltrim("rq:queue:mail", 50, -1)
    relay.look()
    assert hinted(redis) == mails[50:]


def test_a_plan_that_picks_again_for_every_row_keeps_to_the_room(outbox: Outbox, relay: Relay, redis: Redis) -> None:
    """After a busy hour: many pages, and statistics that know of one row. The planner looks through the table then, and picks in its loop."""
    line = relay.line.connection()
    line.execute(
        "INSERT INTO outbox_message (event, job, queue, key, payload, state, last_error)"
        " SELECT 'e', 'j', 'mail', 'done ' || n, '{}', 'done', repeat('x', 400) FROM generate_series(1, 4000) AS n"
    )
    line.execute("DELETE FROM outbox_message")
    mails = [outbox.post()]
    line.execute("ANALYZE outbox_message")
    mails += [outbox.post() for _ in range(ROOM + 29)]
    relay.look()
    assert hinted(redis) == mails[:ROOM]


def test_two_relays_send_no_row_twice(outbox: Outbox, settings: Settings, redis: Redis) -> None:
    mails = [outbox.post() for _ in range(150)]
    barrier = threading.Barrier(2)

    def look() -> None:
        one = Relay(settings)
        barrier.wait()
        one.look()
        one.look()
        one.line.close()

    both = [threading.Thread(target=look) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sorted(hinted(redis)) == mails


def test_without_redis_rows_stay_due(outbox: Outbox, settings: Settings) -> None:
    outbox.post()
    lost = Relay(dataclasses.replace(settings, redis_url=f"redis://127.0.0.1:{any_free()}/0"))
    with pytest.raises(RedisError):
        lost.look()
    lost.line.close()
    assert outbox.states() == {"due": 1}


def test_a_redis_that_refuses_hints_gives_the_rows_back(outbox: Outbox, relay: Relay, redis: Redis) -> None:
    outbox.post()
    redis.config_set("maxmemory", "1")
    try:
        with pytest.raises(RedisError):
            relay.look()
    finally:
        redis.config_set("maxmemory", "0")
    assert outbox.states() == {"due": 1}


def test_a_commit_wakes_the_relay(outbox: Outbox, relay: Relay) -> None:
    began = time.monotonic()
    threading.Timer(0.1, lambda: outbox.connection.execute("SELECT pg_notify('outbox', '')")).start()
    relay.wait(60)
    assert 0.05 < time.monotonic() - began < 60


def test_a_relay_outlives_its_connections(outbox: Outbox, relay: Relay, redis: Redis) -> None:
    thread = threading.Thread(target=relay.run)
    thread.start()
    try:
        outbox.connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )
        for client in redis.client_list():
            if client["id"] != str(redis.client_id()):
                redis.client_kill_filter(_id=client["id"])
        message = outbox.post()
        end = time.monotonic() + 60
        while hinted(redis) != [message] and time.monotonic() < end:
            time.sleep(0.05)
        assert hinted(redis) == [message]
    finally:
        relay.stopping = True
        thread.join()
