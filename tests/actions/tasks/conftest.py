"""A location on a Monday in June 2026, somebody who sells there, and a tree of five tasks."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from app.access.roles import SALES
from app.actions.opportunities.open import open_opportunity
from app.models.track import TaskKind, TaskRole
from app.rules.task_dates import Anchor

MONDAY = dt.date(2026, 6, 1)
TREE = (
    ("Call", None, Anchor.OPENED, 0, {"is_blocking": True, "kind": TaskKind.CALL}),
    ("Agree on a tour", 0, Anchor.PARENT_DONE, 1),
    ("Prepare", 1, Anchor.PARENT_DUE, 1, {"role": TaskRole.DESK}),
    ("Tour", 1, Anchor.PARENT_DONE, 3, {"kind": TaskKind.VISIT}),
    ("Ask for news", None, Anchor.OPENED, 10),
)


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(dt.datetime(2026, 6, 1, 8, tzinfo=dt.UTC), tick=False) as clock:
        yield clock


@pytest.fixture
def place(make):
    return make.location(code="KLF", name="Kloof")


@pytest.fixture
def seller(make, place):
    return make.actor(SALES, at=[place])


@pytest.fixture
def deal(make, place, seller):
    """Opened by its owner."""
    make.track(name="Tours", is_default=True, tasks=TREE)
    return open_opportunity(make.lead(place, owner_id=seller.id).id, by=seller)


@pytest.fixture
def task(deal, session):
    """`task("Tour")` is that task of the deal as it is now."""
    from sqlalchemy import select

    from app.models import Task

    def find(title):
        session.expire_all()
        return session.scalars(select(Task).where(Task.opportunity_id == deal.id, Task.title == title)).one()

    return find


@pytest.fixture
def due(deal, session):
    """The day of June on which each open task is due; an estimate has a question mark."""
    from sqlalchemy import select

    from app.models import Task

    def read():
        session.expire_all()
        rows = session.scalars(select(Task).where(Task.opportunity_id == deal.id, Task.status == "open").order_by(Task.position))
        return {row.title: f"{row.due_on.day}{'?' if row.is_estimate else ''}" for row in rows}

    return read
