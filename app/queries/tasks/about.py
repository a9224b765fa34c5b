"""What tasks are about: the deal of a tree, or another record; and where that is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.access.actor import Actor
from app.access.nouns import BY_NOUN, READS
from app.access.permissions import P, Permission
from app.access.scope import narrowed
from app.models import FoyerUser, Lead, Location, Opportunity, Task
from app.queries.letter_sender import home_of

Key = tuple[str, int]


def key_of(task: Task) -> Key:
    """The record by its noun and number."""
    return (task.noun, task.noun_id) if task.noun_id is not None else ("opportunity", task.opportunity_id or 0)


def records_of(session: Session, tasks: Iterable[Task]) -> dict[Key, Any]:
    """One query a noun. What is not there any more is left out."""
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for task in tasks:
        noun, row_id = key_of(task)
        wanted[noun].add(row_id)
    found: dict[Key, Any] = {}
    for noun, ids in wanted.items():
        model = BY_NOUN[noun]
        query = select(model).where(model.id.in_(ids))
        if model is Opportunity:
            query = query.options(joinedload(Opportunity.lead).joinedload(Lead.contact))
        found |= {(noun, row.id): row for row in session.scalars(query)}
    return found


def record_of(session: Session, task: Task) -> Any:
    """That of one task; None where it is not there any more."""
    return records_of(session, [task]).get(key_of(task))


def name_of(record: Any) -> str:
    """As a person calls it: a deal is called by who it is with."""
    if record is None:
        return ""
    return record.lead.name if isinstance(record, Opportunity) else str(record)


def needed_for(task: Task) -> Permission:
    """What its reader needs: who may not read the record sees nothing of the task."""
    return READS[BY_NOUN[task.noun]] if task.noun_id is not None else P.TASK_READ


def place_of_record(session: Session, record: Any, *, by: Actor) -> Location | None:
    """By whose working days its tasks are due: its own place, else that of the author's home, else the first that they see."""
    if isinstance(record, Location):
        return record
    if isinstance(record, FoyerUser) and (home := home_of(record)) is not None:
        return home
    place = getattr(record, "location", None)
    if place is None and by.id is not None and (author := session.get(FoyerUser, by.id)) is not None:
        place = home_of(author)
    if place is None:
        place = session.scalars(
            narrowed(select(Location), by, Location).order_by(Location.is_headquarters.desc(), Location.id).limit(1)
        ).one_or_none()
    return place
