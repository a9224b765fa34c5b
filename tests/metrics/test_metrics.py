"""What is counted, under which names; and that a scrape survives what it is to tell of."""

from __future__ import annotations

import pytest
from flask import Flask
from prometheus_client import CollectorRegistry, generate_latest
from sqlalchemy import text

from app import metrics
from app.metrics import house
from app.metrics.house import House
from app.metrics.meters import Meters

QUEUES = ("money", "mail")


@pytest.fixture
def meters(monkeypatch):
    found = Meters()
    monkeypatch.setattr(metrics, "_meters", [found])
    return found


def read(meters: Meters) -> list[str]:
    registry = CollectorRegistry()
    for each in vars(meters).values():
        registry.register(each)
    return generate_latest(registry).decode().splitlines()


def told(app) -> dict[str, float]:
    registry = CollectorRegistry()
    registry.register(House(app, QUEUES))
    lines = generate_latest(registry).decode().splitlines()
    return {name: float(value) for line in lines if not line.startswith("#") for name, _, value in [line.rpartition(" ")]}


def test_requests_are_counted_under_their_route_and_never_under_what_somebody_typed(meters):
    app = Flask("tried")
    app.add_url_rule("/people/<name>", "people", lambda name: name, methods=["GET", "POST"])
    metrics.watch(app)
    client = app.test_client()
    client.get("/people/zanele?secret=hush")
    client.get("/nowhere/zanele")
    client.open("/people/zanele", method="ZANELE")
    lines = read(meters)

    assert 'foyer_requests_total{method="GET",route="/people/<name>",status="200"} 1.0' in lines
    assert 'foyer_requests_total{method="GET",route="(none)",status="404"} 1.0' in lines
    assert any(line.startswith('foyer_requests_total{method="other"') for line in lines)
    assert 'foyer_request_seconds_count{route="/people/<name>"} 1.0' in lines
    assert not [line for line in lines if "zanele" in line.lower() or "hush" in line]


def test_nothing_is_counted_when_nobody_asked():
    app = Flask("tried")
    metrics.watch(app)
    metrics.job("jobs.mail.send", "done", 1.0)

    assert not app.before_request_funcs
    assert not app.after_request_funcs


def test_jobs_are_counted_by_how_they_ended(meters):
    metrics.job("jobs.mail.send", "done", 0.02)
    metrics.job("jobs.mail.send", "parked", 0.02)

    assert 'foyer_jobs_total{job="jobs.mail.send",outcome="parked"} 1.0' in read(meters)


def test_what_waits_what_is_parked_and_what_nobody_knows(app, session):
    job = "INSERT INTO outbox_message (event, job, queue, key, payload, state, not_before) VALUES ('Tried', 'jobs.mail.send', 'mail', :key, '{}', :state, now() - interval '90 seconds')"
    session.execute(text(job), [{"key": "a", "state": "due"}, {"key": "b", "state": "parked"}])
    session.commit()
    found = told(app)

    assert found['foyer_outbox_waiting{queue="mail"}'] == 1
    assert found['foyer_outbox_waiting{queue="money"}'] == 0
    assert 85 < found['foyer_outbox_oldest_seconds{queue="mail"}'] < 200
    assert found["foyer_outbox_parked"] == 1
    assert found["foyer_troubles"] == 1
    assert found['foyer_undecided{kind="charges"}'] == 0
    assert 0 < found["foyer_database_connections"] < found["foyer_database_connections_most"]
    assert found["foyer_database_up"] == found["foyer_valkey_up"] == 1
    assert found["foyer_questions_unanswered"] == 0


def test_a_question_that_takes_too_long_is_no_database_that_is_away(app, session, monkeypatch):
    def slow(session, by):
        session.execute(text("SET LOCAL statement_timeout = '10ms'"))
        return session.execute(text("SELECT pg_sleep(5)")).all()

    monkeypatch.setattr(house, "undecided", slow)
    found = told(app)
    assert (found["foyer_database_up"], found["foyer_questions_unanswered"]) == (1, 1)
    assert "foyer_outbox_parked" in found and "foyer_database_bytes" in found
    assert not [name for name in found if name.startswith("foyer_undecided")]


@pytest.mark.parametrize("valkey", ["redis://127.0.0.1:1/0", "redis+sentinel://127.0.0.1:1,127.0.0.1:2/foyer"])
def test_a_database_and_a_valkey_that_are_away_are_told_as_such(settings, valkey):
    from app import create_app

    away = settings.moved(database_url="postgresql://foyer:x@127.0.0.1:1/foyer", redis_url=valkey)
    found = told(create_app(away, web=False))

    assert found == {"foyer_database_up": 0.0, "foyer_valkey_up": 0.0}
