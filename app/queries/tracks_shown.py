"""A track as its editor shows it: indented, where each task can go, and the dates that an opening day would give (C1)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.models import Location, Track, TrackTask
from app.queries.tasks.nodes import days_of, nodes_of_track
from app.queries.tasks.why import when_said, why
from app.rules.task_dates import dates
from app.rules.tree_order import Branch, Way, can, depths


@dataclass(frozen=True, slots=True)
class TrackRow:
    """A task in its place; `ways` are the steps that it can go, `when` and `why` are empty where no location says what its working days are."""

    task: TrackTask
    depth: int
    ways: frozenset[Way]
    when: str
    why: str


def track_rows(track: Track, location: Location | None, opened_on: dt.date) -> list[TrackRow]:
    """In order."""
    branches = [Branch(task.id, task.parent_id) for task in track.tasks]
    deep, titles = depths(branches), {task.id: task.title for task in track.tasks}
    due = dates(nodes_of_track(track.tasks), opened_on, days_of(location)) if location is not None else {}
    rows = []
    for task in track.tasks:
        mine = due.get(task.id)
        rows.append(
            TrackRow(
                task,
                deep[task.id],
                frozenset(way for way in Way if can(branches, task.id, way)),
                when_said(mine.on, is_estimate=mine.is_estimate) if mine is not None else "",
                why(mine, titles.get(task.parent_id or 0, "")) if mine is not None else "",
            )
        )
    return rows
