"""tracks.csv: templates of the work on an opportunity; track_tasks.csv: the tasks of their trees (C1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.actions.packages.amounts import whole
from app.actions.packages.cells import choice, text, yes_no
from app.actions.packages.sheet import Column, Line, Record, Sheet
from app.actions.tracks.write import LONGEST_OFFSET
from app.models import Track, TrackTask
from app.models.track import TaskKind, TaskRole
from app.rules.task_dates import Anchor

if TYPE_CHECKING:
    from app.actions.packages.book import Book


def settle_track(line: Line, book: Book) -> None:
    """Names are one of a kind, also among the tracks that were made in Foyer and have no code."""
    name = str(line.row["name"])
    if book.track_names.setdefault(name, line.row) is not line.row:
        book.refuse(line, "name", _("Another track has this name already."))


def settle_task(line: Line, book: Book) -> None:
    """The row that the track has under this code, or a new one; the tree is looked at when all of its tasks are known."""
    track, code = line.row["track_id"], line.values["code"]
    wanted = {name: value for name, value in (line.row.after or {}).items() if name != "track_id"}
    row = book.tasks_by_code[track].get(code)
    if row is None:
        row = book.add_task(track, Record(TrackTask, code, after={"track_id": track, "code": code, "parent_id": None, "position": 0}))
    row.name, row.line, line.record = f"{track.name} {code}", line, row
    row.after = {**(row.after or {}), **wanted}


TRACKS = Sheet(
    name="tracks",
    model=Track,
    key=("code",),
    settle=settle_track,
    columns=(
        Column("code", text(40), "code"),
        Column("name", text(200), "name", needed=True),
        Column("location", text(20), "location_id", ref="locations"),
        Column("note", text(1000, lines=True), "note"),
    ),
)
TRACK_TASKS = Sheet(
    name="track_tasks",
    model=TrackTask,
    key=("track", "code"),
    settle=settle_task,
    columns=(
        Column("track", text(40), "track_id", ref="tracks", needed=True),
        Column("code", text(40), needed=True),
        Column("parent", text(40)),
        Column("type", choice(TaskKind), "kind"),
        Column("title", text(200), "title", needed=True),
        Column("offset_days", whole(-LONGEST_OFFSET, LONGEST_OFFSET), "offset_days"),
        Column("anchor", choice(Anchor), "anchor"),
        Column("blocking", yes_no, "is_blocking"),
        Column("onboarding", yes_no, "is_onboarding"),
        Column("role", choice(TaskRole), "role"),
        Column("note", text(1000, lines=True), "note"),
    ),
)
