"""Backups as people make them: for their owner alone, whole or not there, and no more of them than are wanted."""

from __future__ import annotations

import json
import os
import signal
import stat
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app.cli import backup as saving
from app.cli import schema
from app.cli.saved import manifest, tools
from app.cli.say import CannotStart
from tests.cli.backups import programs, saved

__all__ = ["saved"]


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

    assert address == "postgresql://foyer@db.example.com:5433/foyer?sslmode=verify-full&options=-c%20default_transaction_read_only%3Doff"
    assert environ["PGPASSWORD"] == "pass@word"


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
