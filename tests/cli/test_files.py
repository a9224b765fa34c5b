"""run.py files: where contents are, what is lost, and the way to storage, back, and to another place."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from types import SimpleNamespace

import psycopg
import pytest
from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.actions.schedules.ensure import ensure_schedules
from app.cli import files as command
from app.cli.diagnosis import Verdict
from app.cli.diagnosis.stores import files as examined
from app.cli.saved.hold import held
from app.cli.say import CannotStart
from app.core.storage import storage_of
from app.models import Document, Schedule, StoredFile
from jobs import timetable
from tests.storages import overwrite

CONTENTS = [b"%%PDF %d" % number for number in range(5)]


@pytest.fixture
def kept(session):
    for number, content in enumerate(CONTENTS):
        session.add(Document(name=f"{number}.pdf", media_type="application/pdf", sha256=sha256(content).hexdigest(), content=content))
    session.commit()


@pytest.fixture
def run(capsys):
    def asked(settings, *argv):
        code = command.main([*argv, "--json"], settings)
        said = capsys.readouterr()
        return code, json.loads(said.out), said.err

    return asked


def in_rows(session):
    found = session.scalar(select(func.count()).select_from(Document).where(Document.content.is_not(None)))
    session.commit()
    return found


def test_there_and_back(kept, run, stored_in, storage, session):
    code, found, said = run(stored_in, "--to", "storage")
    assert (code, found["moved"], found["database"], in_rows(session)) == (0, 5, 0, 0)
    assert found["storage"] == {storage.place: {"files": 5, "bytes": sum(map(len, CONTENTS))}} and "5 contents" in said
    assert run(stored_in, "--check")[:2] == (
        0,
        {**{key: found[key] for key in ("database", "database_bytes", "storage", "leaving")}, "lost": [], "unknown": 0},
    )

    ensure_schedules(timetable.defaults(), by=SYSTEM)
    code, found, said = run(stored_in, "--to", "database")
    assert (code, found["held"], found["removed"], found["storage"], in_rows(session)) == (0, 5, 5, {}, 5)
    assert list(storage.digests()) == [] and session.scalar(select(Schedule.enabled).where(Schedule.task == "files")) is False
    assert sorted(session.scalars(select(Document.content))) == CONTENTS and "only then resume" in said


def test_what_is_lost_or_changed_is_named_and_the_rest_comes_back(kept, run, stored_in, storage, session):
    run(stored_in, "--to", "storage")
    digests = [sha256(content).hexdigest() for content in CONTENTS]
    storage.delete(digests[1])
    overwrite(storage, digests[3], b"something else")
    ids = dict(session.execute(select(Document.name, Document.id)).all())
    session.commit()
    code, found, said = run(stored_in, "--check")
    assert code == 1 and found["lost"] == [
        f"document {ids['1.pdf']} (1.pdf): its content is not there",
        f"document {ids['3.pdf']} (3.pdf): its content is another one",
    ]
    assert "3 of 5 contents" in said
    code, found, _said = run(stored_in, "--to", "database")
    assert (code, found["held"], len(found["lost"]), in_rows(session)) == (1, 3, 2, 3)


def test_what_nobody_knows_is_told_and_removed_when_somebody_says_so(kept, run, stored_in, storage):
    run(stored_in, "--to", "storage")
    storage.put(b"of a house that was lost")
    code, found, said = run(stored_in, "--check")
    assert (code, found["unknown"]) == (0, 1) and "--remove-unknown" in said
    assert run(stored_in, "--remove-unknown")[1]["removed"] == 1
    assert len(list(storage.digests())) == 5 and run(stored_in, "--check")[1]["unknown"] == 0


def test_a_copy_is_adopted_whole_or_not_at_all(kept, run, settings, tmp_path, session):
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    before, after = (settings.moved(files=f"file://{folder}") for folder in (old, new))
    run(before, "--to", "storage")
    shutil.copytree(old, new)
    digest = sha256(CONTENTS[0]).hexdigest()
    storage_of(after).delete(digest)
    with pytest.raises(CannotStart, match="Contents are in file://"):
        run(after, "--to", "storage")
    code, found, _said = run(after, "--adopt")
    assert code == 1 and len(found["lost"]) == 1 and list(found["storage"]) == [f"file://{old}"]
    storage_of(after).put(CONTENTS[0])
    code, found, said = run(after, "--adopt")
    assert code == 0 and list(found["storage"]) == [f"file://{new}"] and "empty it yourself" in said
    assert session.scalars(select(StoredFile.place).distinct()).all() == [f"file://{new}"]


def test_without_a_place_it_says_where_they_are_and_moves_nothing(kept, run, settings):
    assert run(settings)[1] == {"database": 5, "database_bytes": sum(map(len, CONTENTS)), "storage": {}, "leaving": 0}
    with pytest.raises(CannotStart, match="names no place"):
        run(settings, "--to", "storage")


def test_a_storage_that_is_away_is_said_without_a_traceback(kept, run, settings, tmp_path):
    with pytest.raises(CannotStart, match="does not answer: No such file or directory"):
        run(settings.moved(files=f"file://{tmp_path}/none"), "--to", "storage")


def test_the_doctor_puts_reads_and_removes_one(kept, run, stored_in, storage, settings):
    assert [(each.verdict, each.fact) for each in examined(stored_in)] == [
        (Verdict.WELL, f"{storage.place} takes a file, gives it back and removes it")
    ]
    assert list(storage.digests()) == []
    run(stored_in, "--to", "storage")
    found = list(examined(settings))
    assert (
        [each.verdict for each in found] == [Verdict.WRONG, Verdict.WELL]
        and storage.place in found[0].fact
        and "FOYER_FILES is empty" in found[0].fact
    )


def test_after_a_restore_files_are_read_and_nothing_is_moved_or_removed_before_the_place_is_adopted(kept, run, stored_in, storage, session):
    run(stored_in, "--to", "storage")
    with psycopg.connect(stored_in.database_url) as door:
        held(door, SimpleNamespace(made_at="2026-06-01"))
    storage.put(b"moved after the backup was made")
    for asked in (("--to", "storage"), ("--to", "database"), ("--remove-unknown",)):
        with pytest.raises(CannotStart, match=r"restored from a backup.*files --adopt"):
            run(stored_in, *asked)
    code, found, said = run(stored_in, "--check")
    assert (code, found["lost"], found["unknown"]) == (0, [], 1) and "before python3 run.py files --adopt" in said
    assert [each.verdict for each in examined(stored_in)] == [Verdict.WRONG] and len(list(storage.digests())) == 6
    storage.delete(sha256(CONTENTS[0]).hexdigest())  # erased since the backup
    code, found, _said = run(stored_in, "--adopt")
    assert (code, len(found["lost"])) == (1, 1), "what is lost is told, and stands in nobody's way"
    assert run(stored_in, "--remove-unknown")[1]["removed"] == 1 and [each.verdict for each in examined(stored_in)] == [Verdict.WELL]
