"""What a connection is told, straight and through a pooler that gives it to somebody else after each transaction."""

from __future__ import annotations

import socket

import psycopg
import pytest
from sqlalchemy import create_engine, text

from app import create_app
from app.cli.restore import opened
from app.cli.saved import tools
from app.core import database
from app.core.entity import db
from jobs.line import Line

SHOWN = "SELECT current_setting('lock_timeout'), current_setting('idle_in_transaction_session_timeout'), current_setting('plan_cache_mode'), current_setting('timezone')"
TOLD = ("3s", "1min", "force_custom_plan", "UTC")


@pytest.mark.parametrize("pooled", [False, True])
def test_every_transaction_knows_what_it_was_told(settings, pooled):
    engine = create_engine(
        settings.database_url.replace("postgresql://", "postgresql+psycopg://", 1),
        connect_args=database.connecting(settings.database_url, pooled=pooled),
    )
    if pooled:
        database.begin_anew(engine)
    try:
        for _transaction in range(2):
            with engine.begin() as connection:
                assert tuple(connection.execute(text(SHOWN)).one()) == TOLD
    finally:
        engine.dispose()


def test_through_a_pooler_nothing_stays_behind(settings):
    """The process of the server that served us is somebody else's next, with its own settings and without our statements."""
    engine = create_engine(
        settings.database_url.replace("postgresql://", "postgresql+psycopg://", 1),
        connect_args=database.connecting(settings.database_url, pooled=True),
    )
    database.begin_anew(engine)
    try:
        with engine.connect() as connection:
            for _often in range(8):
                connection.execute(text("SELECT 1"))
            connection.rollback()
            raw = connection.connection.driver_connection
            raw.autocommit = True
            assert raw.execute("SELECT current_setting('lock_timeout'), (SELECT count(*) FROM pg_prepared_statements)").fetchone() == (
                "0",
                0,
            )
    finally:
        engine.dispose()


@pytest.mark.parametrize(("web", "most"), [(True, "30s"), (False, "0")])
def test_only_the_web_cuts_what_takes_long(settings, web_settings, web, most):
    with create_app(web_settings if web else settings, web=web).app_context():
        assert db.session.scalar(text("SELECT current_setting('statement_timeout')")) == most
        db.engine.dispose()


def test_a_pooler_is_told_what_the_web_cuts(settings):
    engine = create_engine(
        settings.database_url.replace("postgresql://", "postgresql+psycopg://", 1),
        connect_args=database.connecting(settings.database_url, pooled=True, web=True),
    )
    database.begin_anew(engine, web=True)
    try:
        with engine.begin() as connection:
            assert connection.scalar(text("SELECT current_setting('statement_timeout')")) == "30s"
    finally:
        engine.dispose()


def waits(connection):
    """What the kernel was told of its socket: milliseconds until what was sent has to have arrived, seconds of silence until it asks, between asking, and how often."""
    with socket.socket(fileno=connection.fileno()) as seen:
        try:
            return [
                seen.getsockopt(socket.IPPROTO_TCP, name)
                for name in (socket.TCP_USER_TIMEOUT, socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT)
            ]
        finally:
            seen.detach()


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="Linux has these by these names")
@pytest.mark.parametrize("pooled", [False, True])
def test_a_server_whose_machine_vanished_is_noticed(settings, pooled):
    engine = create_engine(
        settings.database_url.replace("postgresql://", "postgresql+psycopg://", 1),
        connect_args=database.connecting(settings.database_url, pooled=pooled),
    )
    line = Line(settings.database_url)
    try:
        with engine.connect() as connection:
            assert waits(connection.connection.driver_connection) == waits(line.connection()) == [30_000, 30, 10, 3]
    finally:
        engine.dispose()
        line.close()


def test_what_the_address_says_of_it_holds():
    assert database.noticing("postgresql://a@b/c?keepalives_idle=5&sslmode=require") == {
        "tcp_user_timeout": 30_000,
        "keepalives_interval": 10,
        "keepalives_count": 3,
    }


def test_what_the_address_says_is_told_beside_what_is_ours(settings):
    """As DATABASE_URL names a role or a schema: jobs, backups and restores worked without it."""
    url, asked = (
        f"{settings.database_url}?options=-c%20work_mem%3D7MB",
        "SELECT current_setting('work_mem'), current_setting('timezone'), current_setting('default_transaction_read_only')",
    )
    line = Line(url, options="-c timezone=Africa/Johannesburg")
    address, environ = tools.told(f"{url}%20-c%20default_transaction_read_only%3Don")
    try:
        assert line.rows(asked) == [("7MB", "Africa/Johannesburg", "off")]
        with opened(settings.moved(database_url=f"{url}%20-c%20default_transaction_read_only%3Don")) as door:
            assert door.execute(asked).fetchone()[::2] == ("7MB", "off")
        with psycopg.connect(address, password=environ["PGPASSWORD"]) as door:
            assert door.execute(asked).fetchone()[::2] == ("7MB", "off")
    finally:
        line.close()
