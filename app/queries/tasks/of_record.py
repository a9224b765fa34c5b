"""The open tasks about one record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.permissions import Permission
from app.access.records import record
from app.models import Location, Task
from app.queries.tasks.about import place_of_record
from app.queries.tasks.mine import MyTask, open_tasks


@dataclass(frozen=True, slots=True)
class RecordTasks:
    """`tasks` by the day on which they are due. `place`: by whose days; None while there is no location."""

    noun: str
    record: Any
    tasks: list[MyTask]
    place: Location | None
    may_write: bool

    @property
    def late_count(self) -> int:
        return sum(each.is_late for each in self.tasks)


def tasks_of_record(session: Session, noun: str, row_id: int, *, by: Actor) -> RecordTasks:
    """Raises Missing for a record that the actor may not see."""
    row = record(session, by, noun, row_id)
    place = place_of_record(session, row, by=by)
    found = open_tasks(session, Task.noun == noun, Task.noun_id == row_id, by=by) if by.may(Permission.TASK_READ) else []
    return RecordTasks(noun, row, found, place, place is not None and by.may(Permission.TASK_WRITE))
