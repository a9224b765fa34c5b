"""migrate: tables first, then permissions and roles, in one process and one process at a time."""

from __future__ import annotations

import argparse
import time

import psycopg

from app.cli import locks, schema
from app.cli.new_revision import written
from app.cli.prepare import outside
from app.cli.say import say, step
from app.cli.servers import servers
from config import Settings

ONE_AT_A_TIME = 4_607_993  # an advisory lock, so that two nodes that start together do not race
TURN = 0.2  # seconds between two looks whether another migrate is done
PAUSE, SAY_AGAIN = 2.0, 60.0  # seconds: between two looks for a server that is not there yet, and between two words about it


def main(argv: list[str], settings: Settings) -> int:
    parser = argparse.ArgumentParser("run.py migrate", description=__doc__)
    parser.add_argument(
        "--check",
        action="store_true",
        help="then also fail when a model and its table differ, so that a revision is missing, and when a new revision would lock out whoever works",
    )
    parser.add_argument(
        "--wait",
        action="store_true",
        help="until PostgreSQL lets us in, however long that takes: for whatever starts this with the machine",
    )
    parser.add_argument(
        "--new", metavar="WORDS", help="then write the revision that brings the tables to what the models say; WORDS say why"
    )
    asked = parser.parse_args(argv)
    with servers(settings) as running:
        if asked.wait:
            waited_for(running)
        outside(running, "database_url")
        migrate(running)
        if asked.new:
            path = written(running, asked.new)
            say(f"{path}: read it, and then run migrate --check." if path else "No table differs from its model.")
            return 0
        return max(differs(running), locks.told()) if asked.check else 0


def waited_for(settings: Settings) -> None:
    """After a power cut the database's machine may be the last to come up, and nobody may be there to start us again."""
    say_again = 0.0
    while True:
        try:
            psycopg.connect(settings.database_url, connect_timeout=5).close()
        except psycopg.OperationalError as reason:
            if time.monotonic() >= say_again:
                say(f"Waiting for PostgreSQL: {str(reason).splitlines()[0]}")
                say_again = time.monotonic() + SAY_AGAIN
            time.sleep(PAUSE)
        else:
            return


def differs(settings: Settings) -> int:
    """1 when Alembic would write a new revision."""
    import flask_migrate

    from app import create_app

    with create_app(settings, web=False).app_context():
        try:
            flask_migrate.check()
        except SystemExit:
            return 1
    return 0


def migrate(settings: Settings) -> None:
    """Bring the database to this version of Foyer. Doing it twice changes nothing."""
    with psycopg.connect(settings.database_url, autocommit=True) as guard:
        while not _alone(guard):
            time.sleep(TURN)
        for extension in ("btree_gist", "pg_trgm"):
            guard.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
        with step("bringing the tables up to date"):
            upgrade(settings)
        with step("writing permissions, roles and schedules"):
            sync(settings)
    schema.note(settings).write_text(schema.fingerprint())


def _alone(guard: psycopg.Connection) -> bool:
    """Asked again and again: whoever waits for a lock within a statement would be waited for by an index that is built concurrently."""
    found = guard.execute("SELECT pg_try_advisory_lock(%s)", [ONE_AT_A_TIME]).fetchone()
    return found is not None and found[0]


def upgrade(settings: Settings) -> None:
    """All revisions in one transaction."""
    import flask_migrate

    from app import create_app

    with create_app(settings, web=False).app_context():
        flask_migrate.upgrade()


def sync(settings: Settings) -> None:
    """Flask-AppBuilder writes the permissions of its views, our roles replace its own, and each periodic task gets its row."""
    from app import create_app
    from app.access.actor import SYSTEM
    from app.actions.schedules.ensure import ensure_schedules
    from jobs import timetable

    with create_app(settings, sync=True).app_context():
        ensure_schedules(timetable.defaults(), by=SYSTEM)
