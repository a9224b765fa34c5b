"""Restoring as people run it: another database, another folder, the same rows; what is refused, and what is left wherever it ends."""

from __future__ import annotations

import contextlib
import json
import shutil
import tarfile
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from app.cli import backup as saving
from app.cli import migrate as migrating
from app.cli import restore as bringing_back
from app.cli import schema
from app.cli.saved import hold, manifest, rows
from app.cli.say import CannotStart
from jobs import timetable
from tests.cli.backups import (
    NEW,
    begun,
    every_task_is_due,
    goes_out,
    programs,
    restored,
    saved,
    saving_job,
    takes_writing,
    there,
    waiting_message,
)

__all__ = ["saved", "there"]


def test_the_secrets_of_access_points_are_saved_wherever_their_list_is(saved, settings, there, tmp_path, capsys):
    """As the documents set it up: a file in /etc/foyer, and an old one in the var folder that nothing reads."""
    listed = tmp_path / "etc" / "radius_clients"
    listed.parent.mkdir()
    listed.write_text("10.0.5.0/24 another-secret-of-many access-points\n")
    elsewhere = settings.moved(radius_clients=str(listed))
    made = saving.backup(elsewhere, tmp_path / "more")
    with tarfile.open(made / manifest.FILES) as archive:
        assert archive.getnames().count("radius/clients") == 1

    listed.unlink()
    other = there.moved(var=tmp_path / "elsewhere", radius_clients=str(listed))
    other.var.mkdir()
    restored(other, made)
    assert (other.var / "radius" / "clients").read_text().startswith("10.0.5.0/24 another-secret")
    assert f"copy them to {listed}" in capsys.readouterr().err

    saving.backup(elsewhere, tmp_path / "more2")
    assert "The access points of the WiFi are not in it" in capsys.readouterr().err


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
        audited = door.execute(
            "SELECT actor, verb, changes -> 'enabled' FROM audit_event WHERE noun = 'schedule' AND name = 'charges' ORDER BY id DESC LIMIT 1"
        ).fetchone()
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


ENDS = (
    (FILES, "ends", EMPTY),
    (TABLES, "ends", CLOSED),
    (ROWS, "ends", CLOSED),
    (REVISIONS, "ends", CLOSED),
    (ROLES, "ends", CLOSED),
    (BOOKS, "begins", WHOLE),
)


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


@pytest.mark.parametrize(
    ("module", "name", "fails"),
    [(migrating, "upgrade", full), (migrating, "sync", full), (schema, "note", no_folder), (hold, "pause", full)],
)
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


def test_a_file_that_would_land_elsewhere_is_not_unpacked(tmp_path):
    (tmp_path / "evil").write_text("x")
    with tarfile.open(tmp_path / "files.tar", "w") as archive:
        archive.add(tmp_path / "evil", arcname="../outside")
    (tmp_path / "var").mkdir()

    with pytest.raises(CannotStart, match="outside the destination"):
        bringing_back.unpacked(tmp_path / "files.tar", tmp_path / "var")
    assert not (tmp_path / "outside").exists()
