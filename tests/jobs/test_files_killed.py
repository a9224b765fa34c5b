"""Processes that move files are killed without a word, again and again: every content is read afterwards, and storage holds nothing that no row needs."""

from __future__ import annotations

import os
import random
import signal
import time
from hashlib import sha256

import pytest
from sqlalchemy import delete, select

from app import create_app
from app.core.entity import db
from app.models import Document, StoredFile
from app.queries.kept_files import content_of
from app.queries.stored_files import to_move
from app.queries.verify.books import verify
from jobs import files
from tests.storages import at_another_time

FILES, ROUNDS = 120, 5


def mover(settings) -> int:
    """A process of its own that moves and removes until it is killed; it has begun when this returns."""
    heard, begun = os.pipe()
    pid = os.fork()
    if pid:
        os.close(begun)
        assert os.read(heard, 1) == b"!"
        os.close(heard)
        return pid
    try:
        with create_app(settings, web=False).app_context():
            place = files.storage()

            class Slow(type(place)):
                """A kill comes in the middle of something more often than not."""

                def _write(self, digest, content):
                    time.sleep(0.05)
                    super()._write(digest, content)

            place.__class__ = Slow
            place.look()  # connected
            os.write(begun, b"!")
            for _ in range(100):
                files.move(place, seconds=5)
                files.remove(place)
    finally:
        os._exit(0)


@pytest.mark.slow
def test_killed_movers_lose_nothing_and_leave_nothing(house_of_files, stored_in, session):
    contents = {f"{number}.pdf": b"%PDF" + os.urandom(20_000) for number in range(FILES)}
    session.add_all(
        Document(name=name, media_type="application/pdf", sha256=sha256(content).hexdigest(), content=content)
        for name, content in contents.items()
    )
    session.commit()
    house_of_files.begin()
    db.engine.dispose()  # forked processes open their own
    dice, gone = random.Random(7), set()
    for number in range(ROUNDS):
        with at_another_time(minutes=10 * number):  # what the round before had claimed is to be had again
            pids = [mover(stored_in) for _ in range(2)]
        time.sleep(dice.uniform(0.2, 3.0))
        name = f"{number}.pdf"
        session.execute(delete(Document).where(Document.name == name))  # while they move
        session.commit()
        gone.add(name)
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        assert {row.name: content_of(row) for row in session.scalars(select(Document))} == {
            each: content for each, content in contents.items() if each not in gone
        }
        session.commit()
    with at_another_time(hours=2):
        while files.move(house_of_files, seconds=60):
            pass
    with at_another_time(hours=4):
        files.remove(house_of_files)
    assert to_move(session) == 0 and {row.name: content_of(row) for row in session.scalars(select(Document))} == {
        each: content for each, content in contents.items() if each not in gone
    }
    assert (
        sorted(house_of_files.digests())
        == sorted(session.scalars(select(StoredFile.sha256)))
        == sorted(sha256(content).hexdigest() for each, content in contents.items() if each not in gone)
    )
    assert {name: outcome.examples for name, outcome in verify(session).items() if outcome.violations} == {}
