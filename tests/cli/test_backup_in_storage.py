"""Backups of a house whose files are in storage: left there and said so, or carried along."""

from __future__ import annotations

from hashlib import sha256

import psycopg
import pytest

from app.access.actor import SYSTEM
from app.actions.schedules.ensure import ensure_schedules
from app.cli import backup as saving
from app.cli.saved import manifest
from app.cli.say import CannotStart
from jobs import timetable
from tests.cli.backups import restored, takes_writing, there

__all__ = ["there"]


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
    found = restored(
        there.moved(**{name: getattr(in_storage, name) for name in ("files", "s3_url", "s3_access_key", "s3_secret_key")}), made
    )
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
