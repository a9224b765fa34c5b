"""The task tree of an opportunity grows out of its track, whole and in one transaction (C1)."""

from __future__ import annotations

from app.models import Location, Opportunity, Task, Track, TrackTask
from app.models.track import TaskRole
from app.queries.tasks.doers import next_doer
from app.queries.tasks.nodes import days_of, nodes_of_track
from app.rules.task_dates import dates
from app.work import Work

COPIED = ("kind", "title", "note", "anchor", "offset_days", "is_blocking", "is_onboarding", "role")


def grow_tree(work: Work, opportunity: Opportunity, track: Track) -> list[Task]:
    """A task for each of the track's, with its date and whoever does it: one person a role for the whole tree."""
    due = dates(nodes_of_track(track.tasks), opportunity.opened_on, days_of(work.session.get_one(Location, opportunity.location_id)))
    doers = _doers(work, opportunity, {task.role for task in track.tasks})
    made: dict[int, Task] = {}
    level: list[TrackTask] = [task for task in track.tasks if task.parent_id is None]
    while level:  # a generation at a time, because children need their parents' numbers
        for template in level:
            made[template.id] = Task(
                opportunity_id=opportunity.id,
                location_id=opportunity.location_id,
                parent_id=made[template.parent_id].id if template.parent_id is not None else None,
                track_task_id=template.id,
                position=template.position,
                assignee_id=doers[template.role],
                due_on=due[template.id].on,
                is_estimate=due[template.id].is_estimate,
                **{name: getattr(template, name) for name in COPIED},
            )
        work.session.add_all([made[template.id] for template in level])
        work.session.flush()  # their numbers
        parents = {template.id for template in level}
        level = [task for task in track.tasks if task.parent_id in parents]
    return [made[task.id] for task in track.tasks]


def _doers(work: Work, opportunity: Opportunity, roles: set[TaskRole]) -> dict[TaskRole, int | None]:
    """Where nobody has a role, its tasks are the owner's."""
    owner = opportunity.owner_id
    return {role: owner if role is TaskRole.OWNER else next_doer(work.session, opportunity.location_id, role) or owner for role in roles}
