"""The dates of a tree of tasks: from which day each counts, what is firm, what moves and why (C1).

A task that is over keeps its date. An open one is due so many working days after its anchor: the day on which the opportunity was opened, the
day on which its parent is due, or the day on which its parent is over. While that parent is open, its due date stands in for it, and the date
is an estimate, as is every date that hangs on an estimate: where that due date has passed, today stands in. Nothing is due before the opportunity was opened; what a person moved is moved
from there, in working days.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.rules.working_calendar import WorkingDays


class Anchor(StrEnum):
    """From which day the working days are counted."""

    OPENED = "opened"
    PARENT_DUE = "parent_due"
    PARENT_DONE = "parent_done"


class Basis(StrEnum):
    """What day that was in the end; `expected`: the parent is not over, so its due date stands in."""

    OPENED = "opened"
    DUE = "due"
    DONE = "done"
    EXPECTED = "expected"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Node:
    """A task as its dates see it. One that is over has both `due_on`, which it keeps, and `over_on`, the day on which it was done or skipped."""

    id: int
    parent_id: int | None
    anchor: Anchor
    offset_days: int
    moved_days: int = 0
    is_blocking: bool = False
    due_on: dt.date | None = None
    over_on: dt.date | None = None

    @property
    def is_open(self) -> bool:
        return self.over_on is None


@dataclass(frozen=True, slots=True)
class Due:
    """When a task is due, and why: so many working days (`offset`, and `moved` by a person) from `since`, which is the day of `basis`.

    `was_early`: the count led to a day before the opportunity was opened, whose first working day it takes instead.
    """

    on: dt.date
    is_estimate: bool
    basis: Basis
    since: dt.date
    offset: int = 0
    moved: int = 0
    was_early: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """A task whose date becomes another, or becomes firm or an estimate; `why` is what the new one counts from."""

    task_id: int
    before: Due
    after: Due


def dates(nodes: Sequence[Node], opened_on: dt.date, days: WorkingDays, *, today: dt.date = dt.date.min) -> dict[int, Due]:
    """Each task's date, by its id. `today` is the first day on which what is open may be done. Raises ValueError for a task whose parent is not among them, or is below it."""
    children = _children(nodes)
    known: dict[int, Due] = {}
    waiting: list[tuple[Node, Node | None]] = [(node, None) for node in children[None]]
    while waiting:
        node, parent = waiting.pop()
        known[node.id] = _due(node, parent, known, opened_on, days, today)
        waiting += [(child, node) for child in children[node.id]]
    if len(known) != len(nodes):
        lost = sorted(node.id for node in nodes if node.id not in known)
        raise ValueError(f"tasks {lost} hang on no root")
    return known


def moved_to(node: Node, due: Due, wanted: dt.date, days: WorkingDays) -> int:
    """The `moved_days` with which an open task is due on the `wanted` day, given its present date."""
    return node.moved_days + days.between(due.on, wanted)


def moves(before: Mapping[int, Due], after: Mapping[int, Due]) -> list[Move]:
    """What people see move, in the order of `after`: another day, or the same one that becomes firm or an estimate."""
    return [
        Move(task_id, before[task_id], due)
        for task_id, due in after.items()
        if task_id in before and (before[task_id].on, before[task_id].is_estimate) != (due.on, due.is_estimate)
    ]


def held_back(nodes: Iterable[Node]) -> dict[int, int]:
    """Open tasks that wait for a blocking one above them that is open, each with the topmost of those."""
    children = _children(nodes)
    found: dict[int, int] = {}
    waiting: list[tuple[Node, int | None]] = [(node, None) for node in children[None]]
    while waiting:
        node, gate = waiting.pop()
        if gate is not None and node.is_open:
            found[node.id] = gate
        below = gate if gate is not None else node.id if node.is_blocking and node.is_open else None
        waiting += [(child, below) for child in children[node.id]]
    return found


def begins_anew(node: Node, parent: Node | None) -> bool:
    """Whether the date of an open task hangs on no open parent, so that who moves a whole tree moves this one."""
    return node.is_open and (parent is None or node.anchor is Anchor.OPENED or not parent.is_open)


def _children(nodes: Iterable[Node]) -> defaultdict[int | None, list[Node]]:
    found: defaultdict[int | None, list[Node]] = defaultdict(list)
    for node in nodes:
        found[node.parent_id].append(node)
    return found


def _due(node: Node, parent: Node | None, known: Mapping[int, Due], opened_on: dt.date, days: WorkingDays, today: dt.date) -> Due:
    if not node.is_open:
        assert node.due_on is not None, "a task that is over has kept its date"
        return Due(node.due_on, False, Basis.KEPT, node.due_on)
    basis, since, is_estimate = _basis(node, parent, known, opened_on, today)
    first = days.on_or_after(opened_on)
    counted = days.shift(since, node.offset_days)
    on = days.shift(max(counted, first), node.moved_days)
    return Due(on, is_estimate, basis, since, node.offset_days, node.moved_days, counted < first)


def _basis(node: Node, parent: Node | None, known: Mapping[int, Due], opened_on: dt.date, today: dt.date) -> tuple[Basis, dt.date, bool]:
    if parent is None or node.anchor is Anchor.OPENED:
        return Basis.OPENED, opened_on, False
    above = known[parent.id]
    if node.anchor is Anchor.PARENT_DUE:
        return Basis.DUE, above.on, above.is_estimate
    if parent.over_on is not None:
        return Basis.DONE, parent.over_on, False
    return Basis.EXPECTED, max(above.on, today), True
