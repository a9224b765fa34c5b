"""Backup and restore as people run them: another database, another folder, the same rows; and what is refused in words."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import shutil
import signal
import stat
import tarfile
import time
from hashlib import sha256
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
from app.cli import migrate as migrating
from app.cli import restore as bringing_back
from app.cli import schema
from app.cli.saved import hold, manifest, rows, tools
from app.cli.say import CannotStart
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
    hook = Webhook(description="Books", url="https://books.example/hook", events=["invoice.paid"], owner_id=make.user("Finance").id, sealed_secret=b"sealed")
    session.add(hook)
    session.flush()
    at = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
    session.add_all(WebhookMessage(webhook_id=hook.id, message_id=f"msg_{state}", event="invoice.paid", body="{}", state=state, next_at=at, made_at=at) for state in (MessageState.DUE, MessageState.DELIVERED))


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
        found = db.session.execute(db.text("SELECT task FROM schedule JOIN schedule_slot s ON s.schedule_id = schedule.id WHERE s.id = ANY(:slots)"), {"slots": slots}).scalars().all()
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


def test_what_was_saved_is_there_again_and_the_books_are_right(saved, there, tmp_path, capsys):
    other = there.moved(var=tmp_path / "elsewhere")
    other.var.mkdir()
    with psycopg.connect(there.database_url, autocommit=True) as door:  # as an earlier restore left it that was killed
        door.execute(sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = on").format(sql.Identifier(NEW)))
    found = restored(other, saved)

    assert found["promises_broken"] == []
    assert found["rows"] == sum(manifest.read(saved).counts.values()) > 0
    assert (other.var / "radius" / "clients").read_text().startswith("10.0.0.1")
    with psycopg.connect(other.database_url) as door:
        assert door.execute("SELECT balance_cents FROM wallet").fetchone() == (12_345,)
        assert schema.revision(door) == schema.newest()
        state, reason = door.execute("SELECT state, last_error FROM outbox_message WHERE key = 'tried-1'").fetchone()
    assert state == "parked", "it may have been done after the backup"
    assert "It may have happened since" in reason
    said = capsys.readouterr().err
    assert "1 jobs that were open then are parked" in said

    outside = {name for name, task in timetable.TIMETABLE.items() if task.goes_outside}
    assert set(found["paused"]) == outside - {"dunning"}
    assert f"{len(outside) - 1} schedules that ask vendors or write to people are paused" in said
    with psycopg.connect(other.database_url) as door:
        told = dict(door.execute("SELECT task, last_result FROM schedule WHERE NOT enabled AND next_due_at IS NULL").fetchall())
        audited = door.execute("SELECT actor, verb, changes -> 'enabled' FROM audit_event WHERE noun = 'schedule' AND name = 'charges' ORDER BY id DESC LIMIT 1").fetchone()
    assert told.keys() == outside
    assert "What it does may have been done since" in told["charges"]
    assert told["dunning"] == "By hand"
    assert audited == ("Foyer", "change", [True, False])
    assert begun(other) == timetable.TIMETABLE.keys() - outside

    assert (found["messages"], goes_out(other)) == (1, [])
    assert "1 messages of webhooks that waited then are given up" in said
    with psycopg.connect(other.database_url) as door:
        states = dict(door.execute("SELECT message_id, state FROM webhook_message").fetchall())
        tries = door.execute("SELECT message_id, reason FROM webhook_attempt").fetchall()
        given_up = door.execute("SELECT id FROM webhook_message WHERE state = 'failed' AND settled_at IS NOT NULL").fetchone()
    assert states == {"msg_due": "failed", "msg_delivered": "delivered"}
    assert tries == [(given_up[0], hold.WAITS.format(made_at=manifest.read(saved).made_at))]


def test_a_backup_is_for_its_owner_alone_and_tells_no_secret(saved, settings):
    assert stat.S_IMODE(saved.stat().st_mode) == 0o700
    text = (saved / "manifest.json").read_text()
    told = json.loads(text)
    password = urlsplit(settings.database_url).password
    assert told["revision"] == schema.newest()
    assert told["counts"]["wallet"] == 1
    assert settings.secret_key not in text
    assert password not in text
    assert settings.secret_key.encode() not in (saved / "files.tar").read_bytes()


def test_the_password_of_the_database_is_no_argument(settings):
    address, environ = tools.told("postgresql://foyer:pass%40word@db.example.com:5433/foyer?sslmode=verify-full")

    assert address == "postgresql://foyer@db.example.com:5433/foyer?sslmode=verify-full"
    assert environ["PGPASSWORD"] == "pass@word"


def test_the_counts_are_of_the_instant_of_the_dump_and_jobs_go_on_when_that_is_said(settings, make, session, tmp_path, there, monkeypatch):
    """Somebody writes between the counting and the dump: neither sees it."""
    make.organisation()
    session.execute(saving_job())
    every_task_is_due(session)
    waiting_message(session, make)
    session.commit()
    counted = rows.counts

    def counts_and_then_somebody_writes(door):
        found = counted(door)
        make.organisation()
        session.commit()
        return found

    monkeypatch.setattr(rows, "counts", counts_and_then_somebody_writes)
    saved = saving.backup(settings, tmp_path)
    monkeypatch.setattr(rows, "counts", counted)

    found = restored(there, saved, jobs_go_on=True)
    assert (found["promises_broken"], found["paused"]) == ([], [])
    assert begun(there) >= {"charges", "webhooks", "xero_cache"}
    assert len(goes_out(there)) == 1
    with psycopg.connect(there.database_url) as door:
        assert door.execute("SELECT state FROM outbox_message WHERE key = 'tried-1'").fetchone() == ("due",)
        assert door.execute("SELECT enabled FROM schedule WHERE task = 'dunning'").fetchone() == (False,)
    with psycopg.connect(settings.database_url) as door:
        assert counted(door)["organisation"] == manifest.read(saved).counts["organisation"] + 1


def test_a_database_that_is_not_empty_is_left_alone(saved, settings):
    with pytest.raises(CannotStart, match="The database is not empty"):
        bringing_back.restore(settings, saved, manifest.read(saved))


def altered(at: Path, **values) -> None:
    told = json.loads((at / "manifest.json").read_text())
    (at / "manifest.json").write_text(json.dumps(told | values))


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


DAMAGES = (
    (lambda at: (at / "manifest.json").unlink(), "is not a backup"),
    (lambda at: (at / "manifest.json").write_text("{"), "cannot be read as a manifest"),
    (lambda at: (at / "manifest.json").write_text("[]"), "cannot be read as a manifest"),
    (lambda at: altered(at, format=2), "is of the format 2"),
    (lambda at: altered(at, revision="9999_tomorrow"), "was made by a newer Foyer"),
    (lambda at: altered(at, key="0" * 16), "under another FOYER_SECRET_KEY"),
    (lambda at: altered(at, parts=[]), "does not name database.dump and files.tar"),
    (lambda at: (at / "database.dump").unlink(), "database.dump is missing"),
    (lambda at: (at / "files.tar").write_bytes((at / "files.tar").read_bytes()[:-1]), "files.tar has"),
    (lambda at: flipped(at / "database.dump"), "is not what its manifest says"),
)


def test_a_backup_that_is_not_whole_or_not_for_us_is_refused_before_anything_is_written(saved, there, tmp_path):
    for number, (damage, words) in enumerate(DAMAGES):
        copy = shutil.copytree(saved, tmp_path / str(number))
        damage(copy)
        with pytest.raises(CannotStart, match=words):
            restored(there, copy)
    with psycopg.connect(there.database_url) as door:
        assert rows.tables(door) == []


def test_a_dump_without_a_row_that_its_manifest_counts_is_not_called_restored(saved, there):
    altered(saved, counts={**manifest.read(saved).counts, "wallet": 2})

    with pytest.raises(CannotStart, match="wallet: 2 in the backup, 1 here"):
        restored(there, saved)
    with psycopg.connect(there.database_url) as door, pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        door.execute("UPDATE outbox_message SET state = 'running'")


def test_while_somebody_is_connected_nothing_is_restored(saved, there, monkeypatch):
    """The closing reaches only sessions that begin after it."""
    monkeypatch.setattr(bringing_back, "PATIENCE", 0.2)
    with psycopg.connect(there.database_url, autocommit=True, application_name="a console") as there_before:
        with pytest.raises(CannotStart, match=r"could write while it is restored: 1 of foyer from 127\.0\.0\.1 \(a console\)\."):
            restored(there, saved)
        assert takes_writing(there)
        there_before.execute("CREATE TABLE of_theirs ()")


def test_a_restore_that_fails_leaves_the_database_empty_and_open(saved, there, monkeypatch, tmp_path):
    told = manifest.read(saved)
    dump = (saved / "database.dump").read_bytes()
    (saved / "database.dump").write_bytes(dump[: len(dump) // 2])
    with pytest.raises(CannotStart, match=r"last words of pg_restore: .* The database is as empty as before\."):
        bringing_back.restore(there, saved, told)
    assert takes_writing(there)

    altered(saved, pg_dump=99)
    with pytest.raises(CannotStart, match=r"written by pg_dump 99, which pg_restore .* cannot read"):
        bringing_back.restore(there, saved, manifest.read(saved))
    assert takes_writing(there)

    programs(tmp_path / "programs", "pg_restore", monkeypatch)
    with pytest.raises(CannotStart, match="There is no pg_restore of PostgreSQL"):
        bringing_back.restore(there, saved, told)
    assert takes_writing(there)


class Killed(BaseException):
    """Nothing more is done, and nothing is put right."""


FILES, TABLES, ROWS, REVISIONS, ROLES, BOOKS = (
    "restoring the files", "restoring the database", "counting rows", "bringing the tables up to date", "writing permissions, roles and schedules", "asking whether the books are right",
)  # fmt: skip
EMPTY, CLOSED, WHOLE = range(3)
ENDS = ((FILES, "ends", EMPTY), (TABLES, "ends", CLOSED), (ROWS, "ends", CLOSED), (REVISIONS, "ends", CLOSED), (ROLES, "ends", CLOSED), (BOOKS, "begins", WHOLE))


@pytest.mark.parametrize(("title", "when", "leaves"), ENDS, ids=[f"{title} {when}" for title, when, _leaves in ENDS])
def test_one_that_is_killed_anywhere_leaves_it_empty_or_closed_or_whole(saved, there, monkeypatch, tmp_path, title, when, leaves):
    @contextlib.contextmanager
    def killed(name):
        if (name, when) == (title, "begins"):
            raise Killed
        yield
        if name == title:
            raise Killed

    other = there.moved(var=tmp_path / "var")
    other.var.mkdir()
    monkeypatch.setattr(bringing_back, "step", killed)
    monkeypatch.setattr(migrating, "step", killed)
    with pytest.raises(Killed):
        restored(other, saved)
    stands(other, leaves)


def stands(there, leaves):
    """What is there, what a Foyer that comes now may write, and what it would begin."""
    with psycopg.connect(there.database_url, autocommit=True) as door:
        if leaves == EMPTY:
            assert rows.tables(door) == []
            return
        assert (there.var / "radius" / "clients").exists()
        if leaves == CLOSED:
            with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
                door.execute("UPDATE outbox_message SET state = 'running'")
            return
        assert schema.revision(door) == schema.newest()
        assert door.execute("SELECT state FROM outbox_message WHERE key = 'tried-1'").fetchone() == ("parked",)
    assert begun(there) == {name for name, task in timetable.TIMETABLE.items() if not task.goes_outside} and goes_out(there) == []


def full(*_anything, **_else):
    raise psycopg.errors.DiskFull("could not extend file: No space left on device")


def no_folder(*_anything, **_else):
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize(("module", "name", "fails"), [(migrating, "upgrade", full), (migrating, "sync", full), (schema, "note", no_folder), (hold, "pause", full)])
def test_one_that_fails_after_the_dump_says_that_the_database_stays_closed(saved, there, monkeypatch, module, name, fails):
    monkeypatch.setattr(module, name, fails)
    with pytest.raises(CannotStart, match=r"No space left on device\nThe database stays closed to writing: drop it"):
        restored(there, saved)
    stands(there, CLOSED)


def test_where_the_files_cannot_be_written_nothing_is_restored(saved, there, tmp_path):
    (tmp_path / "var").write_text("no folder")
    with pytest.raises(CannotStart, match=r"cannot be written into .*var: .* The database is as empty as before\."):
        restored(there.moved(var=tmp_path / "var"), saved)
    assert takes_writing(there)


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


def test_the_program_is_of_the_version_of_the_server_and_its_package_is_named(saved, settings, tmp_path, monkeypatch):
    """A newer one writes what the server does not take back."""
    told = manifest.read(saved)
    assert told.pg_dump == told.postgresql // 10_000

    programs(tmp_path / "programs", "pg_dump", monkeypatch, 16, 99)
    assert tools.tool("pg_dump", 16) == str(tmp_path / "programs" / "16" / "bin" / "pg_dump")
    with pytest.raises(CannotStart, match="apt-get install postgresql-client-17"):
        tools.tool("pg_dump", 17)
    with pytest.raises(CannotStart, match=f"apt-get install postgresql-client-{told.pg_dump}"):
        saving.backup(settings, tmp_path / "none")
    assert list((tmp_path / "none").iterdir()) == []


def test_a_file_that_would_land_elsewhere_is_not_unpacked(tmp_path):
    (tmp_path / "evil").write_text("x")
    with tarfile.open(tmp_path / "files.tar", "w") as archive:
        archive.add(tmp_path / "evil", arcname="../outside")
    (tmp_path / "var").mkdir()

    with pytest.raises(CannotStart, match="outside the destination"):
        bringing_back.unpacked(tmp_path / "files.tar", tmp_path / "var")
    assert not (tmp_path / "outside").exists()


def test_only_the_newest_are_kept(saved):
    for name in ("foyer-20260101T000000Z", "foyer-20260201T000000Z"):
        (saved.parent / name).mkdir()
        (saved.parent / name / "manifest.json").write_text("{}")
    (saved.parent / "foyer-20250101T000000Z").mkdir()  # not a backup: it says nothing of itself

    assert [path.name for path in saving.superfluous(saved.parent, 1)] == ["foyer-20260101T000000Z", "foyer-20260201T000000Z"]
    assert saving.superfluous(saved.parent, 0) == []


@pytest.mark.drill
def test_one_that_is_killed_leaves_nothing_that_looks_whole_and_the_next_clears_it_up(place, settings, make, session):
    make.organisation()
    session.commit()
    to = place.var.parent / "backups"
    outside = {"DATABASE_URL": settings.database_url, "REDIS_URL": settings.redis_url}
    child = place.foyer("backup", "--to", str(to), **outside)
    until = time.monotonic() + 60
    while not list(to.glob(".unfinished-*/database.dump")) and time.monotonic() < until:
        time.sleep(0.005)
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()

    assert list(to.glob("foyer-*")) == []
    assert list(to.glob(".unfinished-*")), "it was killed in the middle"
    code, out, err = place.ask("backup", "--to", str(to), "--json", **outside)
    assert code == 0, err
    assert [path.name for path in to.iterdir()] == [Path(json.loads(out)["backup"]).name]


CONTENTS = [b"%%PDF %d" % number for number in range(3)]


@pytest.fixture
def in_storage(settings, session, storage, stored_in):
    """The settings of a house whose three files are in storage."""
    from app.cli.files import main
    from app.models import Document

    ensure_schedules(timetable.defaults(), by=SYSTEM)
    for number, content in enumerate(CONTENTS):
        session.add(Document(name=f"{number}.pdf", media_type="application/pdf", sha256=sha256(content).hexdigest(), content=content))
    session.commit()
    assert main(["--to", "storage"], stored_in) == 0
    return stored_in


def test_a_backup_leaves_what_is_in_storage_there_and_says_so(in_storage, storage, there, tmp_path, capsys):
    made = saving.backup(in_storage, tmp_path / "backups")
    told = manifest.read(made)
    assert [(each.place, each.files) for each in told.stored] == [(storage.place, 3)] and not (made / "stored.tar").exists()
    assert f"3 contents of files (0.0 MB) are in {storage.place} and not in this backup." in capsys.readouterr().err
    storage.delete(sha256(CONTENTS[1]).hexdigest())  # erased since
    found = restored(there.moved(**{name: getattr(in_storage, name) for name in ("files", "s3_url", "s3_access_key", "s3_secret_key")}), made)
    assert (found["promises_broken"], len(found["files_lost"])) == ([], 1) and found["files_lost"][0].endswith("(1.pdf)")
    assert "1 contents are not in storage any more" in capsys.readouterr().err


def test_a_restore_without_the_place_says_where_files_are(in_storage, storage, there, tmp_path, capsys):
    made = saving.backup(in_storage, tmp_path / "backups")
    found = restored(there, made)
    assert found["files_lost"] == [] and f"Contents of files are in {storage.place}, and FOYER_FILES is empty" in capsys.readouterr().err


def test_a_backup_that_carries_them_puts_them_into_another_place(in_storage, storage, there, tmp_path):
    from app.core.storage import storage_of

    made = saving.backup(in_storage, tmp_path / "backups", with_storage=True)
    assert [part.name for part in manifest.read(made).parts] == ["database.dump", "files.tar", "stored.tar"]
    with pytest.raises(CannotStart, match="Say with FOYER_FILES where they shall be"):
        restored(there, made)
    assert takes_writing(there)
    new = tmp_path / "new"
    new.mkdir()
    other = there.moved(files=f"file://{new}")
    found = restored(other, made)
    assert (found["promises_broken"], found["files_lost"], "files" in found["paused"]) == ([], [], True)
    assert sorted(storage_of(other).get(digest) for digest in storage_of(other).digests()) == CONTENTS
    with psycopg.connect(other.database_url) as door:
        assert door.execute("SELECT DISTINCT place FROM stored_file").fetchall() == [(f"file://{new}",)]


def test_a_backup_that_should_carry_them_fails_while_the_place_is_away(in_storage, storage, tmp_path):
    storage.delete(sha256(CONTENTS[1]).hexdigest())
    away = in_storage.moved(s3_url="http://127.0.0.1:9") if in_storage.files.startswith("s3:") else in_storage
    if away is in_storage:
        storage.folder.rename(tmp_path / "unmounted")
    with pytest.raises(CannotStart, match="does not answer"):
        saving.backup(away, tmp_path / "backups", with_storage=True)
    assert list((tmp_path / "backups").iterdir()) == []
