"""The work on opportunities for programs: tracks with their tasks, and tasks with their verbs."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from marshmallow import fields

from app.actions.abandon_reasons.change import change_abandon_reason
from app.actions.abandon_reasons.create import create_abandon_reason
from app.actions.abandon_reasons.remove import remove_abandon_reason
from app.actions.tasks.add import add_task
from app.actions.tasks.add_about import add_task_about
from app.actions.tasks.complete import complete_task
from app.actions.tasks.postpone import postpone_task
from app.actions.tasks.reassign import reassign_task
from app.actions.tasks.reopen import reopen_task
from app.actions.tasks.skip import skip_task
from app.actions.tracks.add_task import add_track_task
from app.actions.tracks.change import change_track
from app.actions.tracks.change_task import change_track_task
from app.actions.tracks.create import create_track
from app.actions.tracks.move_task import move_track_task
from app.actions.tracks.remove import remove_track
from app.actions.tracks.remove_task import remove_track_task
from app.core.errors import Refused
from app.models import AbandonReason, Task, Track, TrackTask
from app.rules.tree_order import Way
from app.web.actor import current_actor
from app.web.api import READ_ROUTES
from app.web.interface import ScopedInterface
from views.api.resource import writable
from views.api.writable import Verb, WritableApi, fields_of

TrackApi = writable(Track, create_track, change_track, remove_track)
AbandonReasonApi = writable(
    AbandonReason, create_abandon_reason, change_abandon_reason, remove_abandon_reason, class_permission_name="Track"
)


class TrackTaskApi(WritableApi):
    """`move` takes a task one step, with everything under it: up, down, inward (under the one before) or outward."""

    resource_name = "track_task"
    datamodel = ScopedInterface(TrackTask)
    class_permission_name = "Track"
    remove_with = remove_track_task
    edit_columns = fields_of(change_track_task)
    add_columns = ["track_id", "parent_id", *edit_columns]
    verbs = {"move": Verb(move_track_task, {"way": fields.Enum(Way, by_value=True, required=True)})}

    def create(self, given: dict[str, Any]) -> TrackTask:
        return add_track_task(needed(given, "track_id"), **given, by=current_actor())

    def change(self, row: TrackTask, given: dict[str, Any]) -> TrackTask:
        return change_track_task(row.id, **given, by=current_actor())


class TaskApi(WritableApi):
    """Dates are computed from anchors and working days; a task is changed by its verbs, and never removed: it is skipped."""

    resource_name = "task"
    datamodel = ScopedInterface(Task)
    include_route_methods = READ_ROUTES | {"post", "verb"}
    add_columns = ["opportunity_id", "noun", "noun_id", *fields_of(add_task)]
    edit_columns = add_columns
    verbs = {
        "complete": Verb(complete_task, {"outcome": fields.String(), "on": fields.Date(allow_none=True)}),
        "postpone": Verb(postpone_task, {"until": fields.Date(required=True)}),
        "reassign": Verb(reassign_task, {"assignee_id": fields.Integer(required=True, allow_none=True)}),
        "skip": Verb(skip_task, {"reason": fields.String(required=True)}),
        "reopen": Verb(reopen_task),
    }

    def create(self, given: dict[str, Any]) -> Task:
        """Of an opportunity, or about the record that `noun` and `noun_id` name."""
        if noun := given.pop("noun", None):
            given.pop("opportunity_id", None)
            return add_task_about(str(noun), needed(given, "noun_id"), **given, by=current_actor())
        given.pop("noun_id", None)
        return add_task(needed(given, "opportunity_id"), **given, by=current_actor())


def needed(given: dict[str, Any], name: str) -> int:
    """Taken out of what was given. Raises Refused at the field when it is not there."""
    found = given.pop(name, None)
    if found is None:
        raise Refused(_("Please fill this in."), field=name)
    return int(found)
