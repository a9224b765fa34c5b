"""Killed in the middle, or clicked twice: nothing twice, nothing lost."""

from __future__ import annotations

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask

from app.access.actor import SYSTEM
from app.actions.people_imports.begin import begin_people_import
from app.actions.people_imports.carry_on import carry_on
from app.actions.people_imports.start import start_people_import
from app.actions.sheet_imports import read, steps
from app.core.entity import db
from app.core.errors import Conflict, Refused
from app.models import AuditEvent, Organisation, OutboxMessage, PeopleImport
from app.models.people_import import ImportState
from tests.actions.people_imports.test_people_imports import count, states
from tests.actions.sheet_imports.test_sheet_imports import K, tried
from tests.make import Make

ROWS = ("code,name,location", *(f"C{number},Number {number},KLF" for number in range(6)))


def killed(make: Make, import_id: int, *, at: int) -> None:
    """A worker of its own that is killed when it has written the `at`th chunk, and before that is committed."""
    make.session.rollback()
    db.engine.dispose()  # a process has its own connections
    worker = os.fork()
    if worker == 0:
        seen: list[int] = []
        mark = steps._mark

        def last(*told: Any) -> None:
            seen.append(1)
            if len(seen) == at:
                os.kill(os.getpid(), signal.SIGKILL)
            mark(*told)

        steps._mark = last
        try:
            while carry_on(import_id, seconds=60):
                pass
        finally:
            os._exit(0)
    _pid, status = os.waitpid(worker, 0)
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def carried(import_id: int) -> None:
    """As the next worker does: the database may take a moment to notice that the one before is gone."""
    until = time.monotonic() + 60
    while True:
        try:
            if not carry_on(import_id, seconds=60):
                return
        except Conflict:
            assert time.monotonic() < until
            time.sleep(0.05)


@pytest.mark.parametrize(("whole", "came"), [(False, 2), (True, 0)])
def test_a_worker_that_is_killed_leaves_whole_chunks_and_the_next_goes_on(
    make: Make, monkeypatch: pytest.MonkeyPatch, whole: bool, came: int
) -> None:
    make.location(code="KLF", name="Kloof")
    monkeypatch.setattr(read, "BATCH", 2)
    import_id = begin_people_import("o.csv", "\n".join(ROWS).encode(), kind=K.ORGANISATIONS, by=SYSTEM).id
    killed(make, import_id, at=2)
    found = make.session.get_one(PeopleImport, import_id)
    assert found.state is ImportState.TESTING and states(make, found).count("good") == 2 and count(make, Organisation) == 0
    carried(import_id)
    assert states(make, found) == ["good"] * 6 and count(make, Organisation) == 0

    start_people_import(import_id, whole=whole, by=SYSTEM)
    killed(make, import_id, at=2)
    assert (count(make, Organisation), states(make, found).count("onboarded")) == (came, came), (
        "what is made and what is noted are there together"
    )
    carried(import_id)
    make.session.refresh(found)
    assert found.state is ImportState.DONE and states(make, found) == ["onboarded"] * 6 and count(make, Organisation) == 6
    told = make.session.query(AuditEvent).filter_by(noun="organisation", verb="create").count()
    assert told == 6


def test_two_clicks_at_once_bring_it_in_once(make: Make, headless: Flask) -> None:
    make.location(code="KLF", name="Kloof")
    found = tried(K.ORGANISATIONS, *ROWS)
    import_id = found.id
    make.session.rollback()
    before = count(make, OutboxMessage)

    def click(_number: int) -> str:
        with headless.app_context():
            try:
                start_people_import(import_id, by=SYSTEM)
            except (Refused, Conflict) as no:
                return str(no.message)
            finally:
                db.session.remove()
        return "started"

    with ThreadPoolExecutor(2) as two:
        answers = sorted(two.map(click, range(2)))
    assert answers.count("started") == 1 and "cannot start now" in " ".join(answers)
    assert count(make, OutboxMessage) == before + 1
    carried(import_id)
    assert count(make, Organisation) == 6
