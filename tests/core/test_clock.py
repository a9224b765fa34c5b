"""One clock for all machines: what the database says, whatever a machine's own clock is set to."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator

import jwt
import psycopg
import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from app import create_app
from app.access.sign_in_tokens import LinkRefused, signed, verified
from app.access.signed import signed as sealed
from app.access.signed import unsigned
from app.core import clock
from app.core.database import keep_time
from app.core.entity import db
from app.models.sign_in_token import Purpose, SignInToken
from app.web.bearer import refuse_old, stamps
from config import Mode, Settings

HOUR = dt.timedelta(hours=1)
NEAR = dt.timedelta(seconds=5)
machine = clock.machine


@pytest.fixture
def followed(settings: Settings) -> Iterator[Flask]:
    """Foyer as it runs outside of tests: by the clock of its database."""
    app = create_app(dataclasses.replace(settings, mode=Mode.DEMO), web=False)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def the_machine_is(monkeypatch: pytest.MonkeyPatch, off: dt.timedelta) -> None:
    monkeypatch.setattr(clock, "machine", lambda: machine() + off)


def asked() -> dt.datetime:
    """What the database says; by then a connection was used."""
    db.session.rollback()
    return db.session.execute(text("SELECT clock_timestamp()")).scalar_one()


@pytest.mark.parametrize("off", [HOUR, -HOUR, dt.timedelta(0)])
def test_it_is_the_database_s_time_whatever_the_machine_is_set_to(
    followed: Flask, monkeypatch: pytest.MonkeyPatch, off: dt.timedelta
) -> None:
    the_machine_is(monkeypatch, off)
    assert abs(asked() - clock.now()) < NEAR
    assert abs(clock.ahead() - off.total_seconds()) < NEAR.total_seconds()


def test_a_jump_changes_nothing_and_is_noticed(followed: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    asked()
    assert not clock.is_due()
    the_machine_is(monkeypatch, HOUR)
    assert clock.is_due()
    assert abs(clock.now() - machine()) < NEAR, "before anybody asked again"
    asked()
    assert not clock.is_due() and abs(clock.now() - machine()) < NEAR


def test_the_database_s_clock_counts_when_the_database_is_another() -> None:
    clock.agree(lambda: machine() + HOUR)
    assert abs(clock.now() - machine() - HOUR) < NEAR
    with clock.lived_at(machine() - HOUR):
        assert clock.now() < machine()


def test_who_looks_through_a_connection_that_broke_is_given_another(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = create_engine(settings.database_url.replace("postgresql://", "postgresql+psycopg://", 1), pool_size=1, max_overflow=0)
    keep_time(engine)
    try:
        with engine.connect() as connection:
            (pid,) = connection.execute(text("SELECT pg_backend_pid()")).one()
        with psycopg.connect(settings.database_url, autocommit=True) as door:
            door.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        monkeypatch.setattr(clock, "_agreed", None)
        with engine.connect() as connection:
            assert abs(connection.execute(text("SELECT clock_timestamp()")).scalar_one() - clock.now()) < NEAR
        assert not clock.is_due()
    finally:
        engine.dispose()


def test_links_cookies_and_bearer_tokens_are_judged_by_it(followed: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    asked()
    token = SignInToken(user_id=1, purpose=Purpose.WELCOME, jti="a", expires_at=clock.now() + HOUR / 2)
    link, cookie, bearer = signed(token), sealed("walk", 7), stamps() | {"type": "access"}
    followed.config["JWT_ACCESS_TOKEN_EXPIRES"] = dt.timedelta(minutes=15)

    the_machine_is(monkeypatch, HOUR)
    assert verified(link, Purpose.WELCOME).user_id == 1
    assert unsigned("walk", cookie, seconds=60) == 7
    refuse_old({}, bearer)

    with clock.lived_at(clock.now() + HOUR):
        with pytest.raises(LinkRefused):
            verified(link, Purpose.WELCOME)
        assert unsigned("walk", cookie, seconds=60) is None
        with pytest.raises(jwt.ExpiredSignatureError):
            refuse_old({}, bearer)


def test_the_suite_keeps_to_its_own(app: Flask) -> None:
    db.session.execute(text("SELECT 1"))
    assert clock.is_due() and clock.ahead() == pytest.approx(0, abs=1)


def test_postgresql_knows_each_zone_that_a_location_may_have(app: Flask) -> None:
    """One that it did not know broke every page that counts the days of all locations."""
    known = set(db.session.scalars(text("SELECT name FROM pg_timezone_names")))
    assert "Africa/Johannesburg" in clock.zones() and "UTC" in clock.zones()
    assert clock.zones() - known == set()
