"""migrate: tables first, then permissions and roles, in one process and one process at a time."""

from __future__ import annotations

import argparse

import psycopg

from app.cli import schema
from app.cli.prepare import outside
from app.cli.say import step
from app.cli.servers import servers
from config import Settings

ONE_AT_A_TIME = 4_607_993  # an advisory lock, so that two nodes that start together do not race


def main(argv: list[str], settings: Settings) -> int:
    parser = argparse.ArgumentParser("run.py migrate", description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="then also fail when a model and its table differ, so that a revision is missing"
    )
    check = parser.parse_args(argv).check
    with servers(settings) as running:
        outside(running, "database_url")
        migrate(running)
        return differs(running) if check else 0


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
        guard.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        for extension in ("btree_gist", "pg_trgm"):
            guard.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
        with step("bringing the tables up to date"):
            upgrade(settings)
        with step("writing permissions, roles and schedules"):
            sync(settings)
    schema.note(settings).write_text(schema.fingerprint())


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
