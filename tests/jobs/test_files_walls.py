"""What the database itself allows of the move."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import delete, text
from sqlalchemy.exc import IntegrityError

from app.models import StoredFile
from jobs import files
from tests.jobs.kept_files import DIGEST, held, kept


@pytest.mark.parametrize(
    "change",
    [
        "content = 'other'",
        "content = ''",
        "content = NULL",
        "content = NULL, stored_id = (SELECT min(id) FROM stored_file WHERE sha256 <> document.sha256)",
        "content = NULL, stored_id = (SELECT id FROM stored_file WHERE sha256 = document.sha256 AND state <> 'there')",
    ],
)
def test_the_database_allows_the_move_and_nothing_else(session, change):
    kept(session)
    for number, (digest, state) in enumerate(((DIGEST, "coming"), ("0" * 64, "there"))):
        session.add(StoredFile(id=number + 1, sha256=digest, place="file:///files", size=1, state=state, since=dt.datetime.now(dt.UTC)))
    session.commit()
    with pytest.raises(IntegrityError, match="a file that was kept stays as it is"):
        session.execute(text(f"UPDATE document SET {change}"))
    session.rollback()


def test_what_was_moved_cannot_be_emptied_or_exchanged(house_of_files, session):
    kept(session)
    other = kept(session, b"other", "other.pdf")
    files.follow()
    stored_id = held(session, other).stored_id
    for change in ("content = 'other', stored_id = NULL", "content = '', stored_id = NULL", f"stored_id = {stored_id}", "stored_id = NULL"):
        with pytest.raises(IntegrityError, match="stays as it is"):
            session.execute(text(f"UPDATE document SET {change} WHERE name = 'one.pdf'"))
        session.rollback()
    with pytest.raises(IntegrityError):  # a content that a row points to is not forgotten
        session.execute(delete(StoredFile))
    session.rollback()
