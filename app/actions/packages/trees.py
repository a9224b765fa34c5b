"""Trees: the tasks of a package's tracks, joined with those that are there: what hangs on what, and their order."""

from __future__ import annotations

from flask_babel import gettext as _

from app.actions.packages.book import Book
from app.actions.packages.near import near
from app.actions.packages.sheet import Line, Record
from app.actions.tracks.write import MOST_TASKS
from app.rules.task_dates import Anchor
from app.rules.tree_order import Branch, flat


def settle_trees(book: Book) -> None:
    """Each line's parent, and every task's place. A line that hangs on a bad one stays out as well."""
    lines = [line for line in book.lines.get("track_tasks", ()) if not line.is_bad]
    for line in lines:
        _hang(line, book)
        _check(line, book)
    _follow(lines, book)
    for track in dict.fromkeys(line.given("track") for line in lines):
        _order(track, book)
    _follow(lines, book)


def _hang(line: Line, book: Book) -> None:
    """An empty cell is a task that hangs on nothing; without the column a task stays where it is."""
    row, code = line.row, line.given("parent")
    assert row.after is not None
    tree = book.tasks_by_code[line.given("track")]
    if code is not None and code not in tree:
        book.refuse(line, "parent", _("There is no task %(code)s in this track, neither here nor in Foyer.", code=code) + near(code, tree))
        return
    if line.says("parent"):
        row.after["parent_id"] = tree[code] if code is not None else None
    if not line.raw.get("anchor") and (row.before is None or line.says("anchor")):
        row.after["anchor"] = Anchor.OPENED if row["parent_id"] is None else Anchor.PARENT_DUE


def _check(line: Line, book: Book) -> None:
    """As the screens check a task."""
    row = line.row
    if line.is_bad:
        return
    if row["parent_id"] is None and row["anchor"] is not Anchor.OPENED:
        book.refuse(line, "anchor", _("A task that is under no other counts from the day of opening."))
    elif row["anchor"] is Anchor.PARENT_DONE and (row["offset_days"] or 0) < 0:
        book.refuse(
            line, "offset_days", _("Nothing can be due before the task above it is done: take 0 or more, or count from its due date.")
        )


def _follow(lines: list[Line], book: Book) -> None:
    """Until nothing changes: a chain may be long, and stand in any order."""
    more = True
    while more:
        more = False
        for line in lines:
            parent = line.row["parent_id"]
            cause = parent.line if isinstance(parent, Record) else None
            if not line.is_bad and cause is not None and cause is not line and cause.is_bad:
                book.follow(line, "parent", cause)
                more = True


def _order(track: Record, book: Book) -> None:
    """As it is in Foyer, with what is new after its siblings, in the order of the file. Tasks of Foyer that make room come along with a line."""
    rows = [row for row in book.tasks[track] if row.line is None or not row.line.is_bad]
    by_id = {row.id: row for row in rows if row.id is not None}
    places = {row: place for place, row in enumerate(rows)}
    branches = []
    for row in rows:
        parent = row["parent_id"]
        above = parent if isinstance(parent, Record) else by_id.get(parent)
        branches.append(Branch(places[row], places.get(above) if above is not None else None))
    ordered = [rows[branch.id] for branch in flat(branches)]
    for place, row in enumerate(ordered):
        row.after = {**(row.after or {}), "position": place}
        if place >= MOST_TASKS and row.line is not None:
            book.refuse(row.line, "track", _("A track has at most %(count)d tasks.", count=MOST_TASKS))
    for row in set(rows) - set(ordered):
        if row.line is not None:
            book.refuse(row.line, "parent", _("Hangs, by way of others, on itself."))
    carrier = next((row.line for row in ordered if row.line is not None and not row.line.is_bad), None)
    if carrier is not None:
        carrier.extras += [row for row in ordered if row.line is None and row.verb]
