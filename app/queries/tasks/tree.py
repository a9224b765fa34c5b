"""The task tree of an opportunity as people see it: indented, with dates, who, and why each date (C1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.access.actor import Actor
from app.access.permissions import Permission
from app.access.scope import narrowed
from app.access.task_scope import sees_trees
from app.core import clock
from app.models import Opportunity, Task
from app.models.opportunity import Stage
from app.models.task import TaskStatus
from app.queries.tasks.nodes import days_of, nodes_of
from app.queries.tasks.why import end_said, when_said, why
from app.rules.task_dates import Due, Move, dates, held_back, moves
from app.rules.tree_order import Branch, depths


@dataclass(frozen=True, slots=True)
class Leaf:
    """A task in its place. `when` and `ended` are in words; `waits_for` is the title of the blocking task above it that is still open; `is_late` is never said of an estimate,
    nor of what waits."""

    task: Task
    depth: int
    assignee: str
    when: str
    ended: str
    why: str
    waits_for: str
    is_late: bool

    @property
    def is_open(self) -> bool:
        return self.task.status is TaskStatus.OPEN


@dataclass(frozen=True, slots=True)
class TaskTree:
    """`opportunity_id` is 0 where the reader may see no tasks. `may_write`: they may work on them, and the opportunity is not abandoned."""

    opportunity_id: int
    today: dt.date
    leaves: tuple[Leaf, ...] = ()
    dues: Mapping[int, Due] | None = None
    may_write: bool = False

    @property
    def open_count(self) -> int:
        return sum(leaf.is_open for leaf in self.leaves)

    @property
    def late_count(self) -> int:
        return sum(leaf.is_late for leaf in self.leaves)

    @property
    def next(self) -> Leaf | None:
        """What is to be done first: of those that wait for nothing, the one that is due first."""
        ready = [leaf for leaf in self.leaves if leaf.is_open and not leaf.waits_for]
        return min(ready, key=lambda leaf: (leaf.task.is_estimate, leaf.task.due_on, leaf.task.position), default=None)


def task_tree(session: Session, opportunity_id: int, *, by: Actor) -> TaskTree:
    """Empty for whoever may not see the opportunity or its tasks."""
    query = narrowed(select(Opportunity).where(Opportunity.id == opportunity_id), by, Opportunity)
    found = session.scalars(query.options(joinedload(Opportunity.location))).one_or_none()
    if found is None or not by.may(Permission.TASK_READ) or not sees_trees(by):
        return TaskTree(0, clock.today("UTC"))
    today = clock.today(found.location.zone)
    tasks = session.scalars(
        select(Task).where(Task.opportunity_id == found.id).order_by(Task.position, Task.id).options(joinedload(Task.assignee))
    ).all()
    nodes = nodes_of(tasks)
    dues = dates(nodes, found.opened_on, days_of(found.location), today=today)
    leaves = _leaves(tasks, dues, held_back(nodes), today)
    return TaskTree(found.id, today, leaves, dues, by.may(Permission.TASK_WRITE) and found.stage is not Stage.ABANDONED)


def moved_between(before: TaskTree, after: TaskTree) -> list[Move]:
    """What people see move, in the order of the tree."""
    places = {leaf.task.id: place for place, leaf in enumerate(after.leaves)}
    return sorted(moves(before.dues or {}, after.dues or {}), key=lambda move: places[move.task_id])


def _leaves(tasks: Sequence[Task], dues: Mapping[int, Due], gates: Mapping[int, int], today: dt.date) -> tuple[Leaf, ...]:
    by_id = {task.id: task for task in tasks}
    deep = depths(Branch(task.id, task.parent_id) for task in tasks)
    made = []
    for task in tasks:
        above = by_id.get(task.parent_id or 0)
        gate = by_id.get(gates.get(task.id, 0))
        reason = why(
            dues[task.id],
            above.title if above is not None else "",
            was_skipped=above is not None and above.status in (TaskStatus.SKIPPED, TaskStatus.CANCELLED),
            by_hand=task.track_task_id is None,
        )
        is_late = task.status is TaskStatus.OPEN and gate is None and not task.is_estimate and task.due_on < today
        who = str(task.assignee) if task.assignee is not None else ""
        when = when_said(dues[task.id].on, is_estimate=dues[task.id].is_estimate)
        made.append(Leaf(task, deep[task.id], who, when, end_said(task), reason, gate.title if gate is not None else "", is_late))
    return tuple(made)
