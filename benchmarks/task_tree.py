"""A tree of 200 tasks, re-planned when its first task is done a day late: the action with its locks, rule, writing and audit (C1)."""

from __future__ import annotations

import statistics
from typing import Any

from app import create_app
from app.access.actor import SYSTEM
from app.actions.opportunities.open import open_opportunity
from app.actions.tasks.complete import complete_task
from app.actions.tasks.replan import replan
from app.core import clock
from app.core.entity import db
from app.models import Contact, Lead, Location, Opportunity, Task, Track, TrackTask
from app.rules.task_dates import Anchor
from app.work import rehearsal
from benchmarks.fresh import seconds
from config import Settings

NAME = "task-tree"
TARGETS = {"replan_ms": "< 100"}
TASKS = 200


def measure(settings: Settings, long: bool, tasks: int = TASKS) -> dict[str, Any]:
    """Every date hangs on the first task, so that all of them move. 20 times (100 with `long`), rehearsed and undone."""
    with create_app(settings, web=False).app_context():
        deal, first = make_tree(tasks)
        replans, whole = [], []
        for _ in range(100 if long else 20):
            with rehearsal(by=SYSTEM) as work:
                opportunity = work.lock(Opportunity, deal)
                work.session.get_one(Task, first).moved_days += 1
                replans.append(1000 * seconds(lambda work=work, opportunity=opportunity: (replan(work, opportunity), work.session.flush())))  # type: ignore[misc]
                moved = sum(
                    row.moved_days == 0 and row.due_on != before for row, before in zip(rows(work.session, deal), KNOWN[deal], strict=True)
                )
            with rehearsal(by=SYSTEM):
                whole.append(1000 * seconds(lambda: complete_task(first, by=SYSTEM)))
        return {
            "tasks": tasks,
            "moved": moved,
            "replan_ms": round(statistics.median(replans), 1),
            "complete_ms": round(statistics.median(whole), 1),
        }


def holds(figures: dict[str, Any]) -> bool:
    return bool(figures["replan_ms"] < 100)


KNOWN: dict[int, list[Any]] = {}


def rows(session: Any, deal: int) -> list[Task]:
    return list(session.query(Task).filter_by(opportunity_id=deal).order_by(Task.position))


def make_tree(tasks: int) -> tuple[int, int]:
    """The opportunity and its first task: a binary tree, every second task counted from when the one above is done. Committed."""
    session = db.session()
    place = Location(code="ONE", name="One", zone="Africa/Johannesburg", currency="ZAR", country="ZA", invoice_prefix="ONE")
    contact = Contact(name="Thandi Mokoena")
    track = Track(name="Long", is_default=True)
    session.add_all([place, contact, track])
    session.flush()
    made: list[TrackTask] = []
    for number in range(tasks):
        parent_id = made[(number - 1) // 2].id if number else None
        anchor = Anchor.OPENED if parent_id is None else Anchor.PARENT_DONE if number % 2 else Anchor.PARENT_DUE
        made.append(
            TrackTask(
                track_id=track.id, parent_id=parent_id, position=number, title=f"Step {number}", anchor=anchor, offset_days=number % 7
            )
        )
        session.add(made[-1])
        session.flush()
    now = clock.now()
    lead = Lead(code="LEAD", location_id=place.id, contact_id=contact.id, name=contact.name, asked_at=now, heard_at=now)
    session.add(lead)
    session.commit()
    deal = open_opportunity(lead.id, track_id=track.id, by=SYSTEM)
    found = rows(session, deal.id)
    KNOWN[deal.id] = [row.due_on for row in found]
    return deal.id, found[0].id
