"""An empty Foyer for measurements and drills: a database and a Redis of its own on the servers that run, gone afterwards."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
from psycopg import sql
from redis import Redis

from app.cli import schema
from app.cli.migrate import upgrade
from app.cli.say import CannotStart, step
from app.cli.servers import servers
from config import LogLevel, Settings

EXTENSIONS = ("btree_gist", "pg_trgm")
BLANK = "foyer_blank"  # the suite keeps a migrated database of this name on its server, to be copied


@contextmanager
def scratch(settings: Settings, purpose: str) -> Iterator[Settings]:
    """The settings of a migrated database without a row in it. What runs beside it is not touched."""
    with servers(settings, purpose) as running:
        name = f"foyer_scratch_{os.getpid()}"
        with psycopg.connect(running.database_url, autocommit=True) as door:
            try:
                door.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(_template(door))))
            except psycopg.errors.InsufficientPrivilege:
                raise CannotStart("This needs a database of its own, and the account of DATABASE_URL may not create one.") from None
            try:
                yield _prepared(running, name)
            finally:
                door.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def kept(own: Settings) -> Iterator[Callable[[], None]]:
    """What a scratch holds now, to come back to as often as is called. Whoever is connected is cut off."""
    place = urlsplit(own.database_url)
    now, copy = sql.Identifier(place.path[1:]), sql.Identifier(f"{place.path[1:]}_kept")
    with psycopg.connect(place._replace(path="/postgres").geturl(), autocommit=True) as door:
        door.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [place.path[1:]])
        door.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(copy, now))

        def back() -> None:
            door.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(now))
            door.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(now, copy))

        try:
            yield back
        finally:
            door.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(copy))


def _prepared(running: Settings, name: str) -> Settings:
    own = running.moved(
        log_level=max(running.log_level, LogLevel.WARNING, key=list(LogLevel).index),
        database_url=urlsplit(running.database_url)._replace(path=f"/{name}").geturl(),
        redis_url=urlsplit(running.redis_url)._replace(path=f"/{_empty_store(running.redis_url)}").geturl(),
    )
    if schema.current(own.database_url) == schema.newest():
        return own
    with psycopg.connect(own.database_url, autocommit=True) as connection:
        for extension in EXTENSIONS:
            connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
    with step("making an empty database"):
        upgrade(own)
    return own


def _template(door: psycopg.Connection) -> str:
    return BLANK if door.execute("SELECT FROM pg_database WHERE datname = %s", [BLANK]).rowcount else "template1"


def _empty_store(url: str) -> int:
    """The number of a Redis database that nobody uses."""
    for number in range(15, 0, -1):
        with Redis.from_url(urlsplit(url)._replace(path=f"/{number}").geturl()) as store:
            if not store.dbsize():
                return number
    raise CannotStart("This needs an empty Redis database, and all of 1 to 15 are in use.")
