"""A house to save and an empty database to bring it back into, for the tests of backups and of restoring."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

from app import create_app
from app.access.actor import SYSTEM
from app.actions.schedules.begin_due import begin_due_slots
from app.actions.schedules.ensure import ensure_schedules
from app.actions.wallets.top_up import top_up_wallet
from app.actions.webhooks.take import DUE
from app.cli import backup as saving
from app.cli import restore as bringing_back
from app.cli.saved import manifest, rows, tools
from app.core import clock
from app.core.entity import db
from app.models import Webhook, WebhookMessage
from app.models.webhook import MessageState
from jobs import timetable

NEW = "foyer_restored"


@pytest.fixture
def there(settings):
    """The settings of another database that is as empty as a new one."""
    with psycopg.connect(settings.database_url, autocommit=True) as door:
        door.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NEW)))
        yield settings.moved(database_url=urlsplit(settings.database_url)._replace(path=f"/{NEW}").geturl())
        door.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(NEW)))


@pytest.fixture
def saved(settings, make, session, tmp_path, admin):
    """A backup of a house with a member, a wallet that was paid into, and the certificates of its WiFi."""
    wallet = make.wallet()
    top_up_wallet(wallet.id, 12_345, by=admin, key="start", reason="The start")
    session.execute(saving_job())
    every_task_is_due(session)
    waiting_message(session, make)
    session.commit()
    clients = settings.var / "radius" / "clients"
    clients.parent.mkdir(exist_ok=True)
    before = clients.read_text() if clients.exists() else None
    clients.write_text("10.0.0.1 a-secret-of-sixteen door\n")
    yield saving.backup(settings, tmp_path / "backups")
    clients.unlink() if before is None else clients.write_text(before)  # others ask FreeRADIUS in the same folder


def saving_job():
    from sqlalchemy import text

    return text("INSERT INTO outbox_message (event, job, queue, key, payload) VALUES ('Tried', 'jobs.mail.send', 'mail', 'tried-1', '{}')")


def waiting_message(session, make):
    """One to a receiver that had not taken it yet, and one that it has."""
    hook = Webhook(
        description="Books",
        url="https://books.example/hook",
        events=["invoice.paid"],
        owner_id=make.user("Finance").id,
        sealed_secret=b"sealed",
    )
    session.add(hook)
    session.flush()
    at = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
    session.add_all(
        WebhookMessage(webhook_id=hook.id, message_id=f"msg_{state}", event="invoice.paid", body="{}", state=state, next_at=at, made_at=at)
        for state in (MessageState.DUE, MessageState.DELIVERED)
    )


def goes_out(there):
    """The messages that the sending would take, woken by whatever happens next."""
    with create_app(there, web=False).app_context():
        now = clock.now()
        found = db.session.scalars(DUE, {"now": now, "together": 4, "busy": [], "most": 32}).all()
        db.session.rollback()
        db.engine.dispose()
    return found


def every_task_is_due(session):
    """But for one that somebody paused, and one that this Foyer brings and the saved one did not have."""
    from sqlalchemy import text

    ensure_schedules(timetable.defaults(), by=SYSTEM)
    session.execute(text("UPDATE schedule SET next_due_at = now() - interval '1 second'"))
    session.execute(text("UPDATE schedule SET enabled = false, next_due_at = NULL, last_result = 'By hand' WHERE task = 'dunning'"))
    session.execute(text("DELETE FROM schedule WHERE task = 'report_mails'"))


def begun(there):
    """The tasks that the clock begins at its next tick."""
    with create_app(there, web=False).app_context():
        slots = begin_due_slots(list(timetable.TIMETABLE), by=SYSTEM)
        found = (
            db.session.execute(
                db.text("SELECT task FROM schedule JOIN schedule_slot s ON s.schedule_id = schedule.id WHERE s.id = ANY(:slots)"),
                {"slots": slots},
            )
            .scalars()
            .all()
        )
        db.session.rollback()
        db.engine.dispose()
    return set(found)


def takes_writing(there):
    with psycopg.connect(there.database_url) as door:
        return rows.tables(door) == [] and door.execute("SHOW default_transaction_read_only").fetchone() == ("off",)


def restored(there, saved, **how):
    told = manifest.read(saved)
    manifest.check(saved, told)
    bringing_back.fits(told, there, without_key=False)
    return bringing_back.restore(there, saved, told, **how)


def programs(at: Path, name: str, monkeypatch, *versions: int) -> None:
    """A machine on which there are these alone."""
    for version in versions:
        program = at / str(version) / "bin" / name
        program.parent.mkdir(parents=True)
        program.write_text(f"#!/bin/sh\necho '{name} ({version}.1)'\n")
        program.chmod(0o755)
    monkeypatch.setattr(tools, "SYSTEM", at)
    monkeypatch.setattr(tools, "WHEEL", "no_such_wheel")
    monkeypatch.setenv("PATH", str(at))
