"""What a verb would move in a tree: done, read and undone, and shown beside its form before anything is saved (C1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from flask import render_template
from flask_babel import gettext as _

from app.core.entity import db
from app.core.errors import FoyerError
from app.models.task import TaskStatus
from app.queries.tasks.tree import Leaf, TaskTree, moved_between, task_tree
from app.queries.tasks.why import when_said
from app.rules.task_dates import Due
from app.web.actor import current_actor
from app.work import rehearsal

FRAGMENT = "screens/tasks/effect.html"


class Moved(NamedTuple):
    """A task that moves: from when, to when, and why then."""

    title: str
    before: str
    after: str
    why: str


def effect_of(opportunity_id: int, form: Any, act: Callable[[], Any]) -> str:
    """A fragment: the tasks whose dates would move, or what is in the way."""
    if not form.validate():
        return render_template(FRAGMENT, moves=None, refusal=_("Fill in the form to see it."))
    before = task_tree(db.session(), opportunity_id, by=current_actor())
    known = {leaf.task.id for leaf in before.leaves}
    try:
        with rehearsal(by=current_actor()) as work:
            act()
            work.session.flush()  # the tree is read anew
            after = task_tree(work.session, opportunity_id, by=current_actor())
            found = _moves(before, after)
            made = [_made(leaf) for leaf in after.leaves if leaf.task.id not in known]
    except FoyerError as refusal:
        return render_template(FRAGMENT, moves=None, refusal=refusal.message)
    return render_template(FRAGMENT, moves=found, made=made, refusal="")


def _moves(before: TaskTree, after: TaskTree) -> list[Moved]:
    leaves = {leaf.task.id: leaf for leaf in after.leaves}
    return [
        Moved(leaves[move.task_id].task.title, _when(move.before), _when(move.after), leaves[move.task_id].why)
        for move in moved_between(before, after)
        if leaves[move.task_id].task.status is TaskStatus.OPEN
    ]


def _made(leaf: Leaf) -> Moved:
    return Moved(leaf.task.title, "", leaf.when, leaf.why)


def _when(due: Due) -> str:
    return when_said(due.on, is_estimate=due.is_estimate)
