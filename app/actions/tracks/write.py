"""Who may write a track, and what makes sense in one. Shared by the verbs of tracks and of their tasks."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.network import require_whole_network
from app.core.errors import Refused
from app.models import Track, TrackTask
from app.rules.task_dates import Anchor
from app.work import Work

MOST_TASKS, LONGEST_OFFSET = 500, 250


def require_track(by: Actor, track: Track) -> None:
    """A track of every location is not one location's to change."""
    require(by, Permission.TRACK_WRITE, track)
    if track.location_id is None:
        require_whole_network(by)


def lock_track(work: Work, track_id: int) -> Track:
    """Its row, and with it its tree. Raises Missing, Forbidden."""
    track = work.lock(Track, track_id)
    require_track(work.by, track)
    work.session.refresh(track, ["tasks"])
    return track


def settle_default(work: Work, track: Track) -> None:
    """A place has one default track, which is in use. Raises Refused at `is_default`."""
    if not track.is_default:
        return
    if not track.is_active:
        raise Refused(_("A track that is out of use cannot be the default."), field="is_default")
    others = (
        select(Track)
        .where(Track.location_id.is_not_distinct_from(track.location_id), Track.is_default, Track.id != track.id)
        .with_for_update()
    )
    for other in work.session.scalars(others):
        other.is_default = False


def check_task(task: TrackTask) -> None:
    """Raises Refused at the field."""
    if abs(task.offset_days or 0) > LONGEST_OFFSET:
        raise Refused(_("At most 250 working days."), field="offset_days")
    if task.parent_id is None and task.anchor not in (None, Anchor.OPENED):
        raise Refused(_("A task that is under no other counts from the day of opening."), field="anchor")
    if task.anchor is Anchor.PARENT_DONE and (task.offset_days or 0) < 0:
        raise Refused(
            _("Nothing can be due before the task above it is done: take 0 or more, or count from its due date."), field="offset_days"
        )


def locked_task(work: Work, track_task_id: int) -> tuple[TrackTask, Track]:
    """A task of a track, whose row is locked first. Raises Missing, Forbidden."""
    track = lock_track(work, work.get(TrackTask, track_task_id).track_id)
    return work.lock(TrackTask, track_task_id), track
