"""migrate as a machine that starts runs it: the database may come up last."""

from __future__ import annotations

from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from app.cli import schema
from app.cli.scratch import BLANK

NAME = "comes_late"


def test_it_waits_for_a_database_that_comes_late_and_says_so(settings, place):
    address = urlsplit(settings.database_url)._replace(path=f"/{NAME}").geturl()
    child = place.foyer("migrate", "--wait", DATABASE_URL=address, REDIS_URL=settings.redis_url)
    said = child.stderr.readline()
    with psycopg.connect(urlsplit(settings.database_url)._replace(path="/postgres").geturl(), autocommit=True) as door:
        door.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(NAME), sql.Identifier(BLANK)))
        try:
            _out, err = child.communicate(timeout=120)
            assert schema.current(address) == schema.newest()
        finally:
            door.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(NAME)))

    assert said.startswith("Waiting for PostgreSQL: ")
    assert NAME in said
    assert child.returncode == 0, err


def test_without_being_told_to_wait_it_says_at_once_what_is_wrong(settings, place):
    code, _out, err = place.ask("migrate", DATABASE_URL="postgresql://foyer:x@127.0.0.1:1/foyer", REDIS_URL=settings.redis_url)

    assert code == 1
    assert "does not let us in" in err
