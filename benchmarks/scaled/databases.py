"""A database for each size, beside the scratch: made once, and with `keep` found again the next time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from app import create_app
from app.cli.migrate import upgrade
from app.core.entity import db
from benchmarks import scaled, search
from benchmarks.scaled.rows import fill
from config import Settings

KEPT = "foyer_scale"


@contextmanager
def database_of(scratch: Settings, organisations: int, *, keep: bool) -> Iterator[Settings]:
    """The settings of one with so many organisations in it. What is kept is taken to the newest tables, and made anew once its rows are made otherwise."""
    empty = urlsplit(scratch.database_url).path[1:]
    called = f"{KEPT if keep else empty}_{organisations}"
    own, name = scratch.moved(database_url=urlsplit(scratch.database_url)._replace(path=f"/{called}").geturl()), sql.Identifier(called)
    with psycopg.connect(urlsplit(scratch.database_url)._replace(path="/postgres").geturl(), autocommit=True) as door:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name)
        if not (keep and _made(door, called)):
            door.execute(drop)
            door.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [empty])
            door.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, sql.Identifier(empty)))
            with create_app(own, web=False).app_context():
                fill(db.session(), organisations)
                db.session.remove()
                db.engine.dispose()
            with psycopg.connect(own.database_url, autocommit=True) as made:
                made.execute("VACUUM ANALYZE")  # as autovacuum does before long
            door.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, sql.Literal(_recipe())))
        upgrade(own)
        try:
            yield own
        finally:
            if not keep:
                door.execute(drop)


def _made(door: psycopg.Connection, called: str) -> bool:
    """It is there, whole, and by the present recipe."""
    query = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
    return door.execute(query, [called]).fetchone() == (_recipe(),)


def _recipe() -> str:
    files = (Path(scaled.__file__).with_name("rows.py"), Path(search.__file__))
    return hashlib.sha256(b"".join(each.read_bytes() for each in files)).hexdigest()
