"""Take hold of a task: its opportunity's row is locked first, and with it the whole tree; one about another record stands alone."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import require
from app.access.permissions import Permission
from app.access.task_scope import sees_trees
from app.core.errors import Refused
from app.models import Opportunity, Task
from app.models.opportunity import Stage
from app.work import Work


def lock_task(work: Work, task_id: int) -> tuple[Task, Opportunity | None]:
    """With its opportunity, where it is of one. Raises Missing, Forbidden, and Refused when the opportunity was abandoned: it has to be opened again first."""
    opportunity_id = work.get(Task, task_id).opportunity_id
    if opportunity_id is None:
        require(work.by, Permission.TASK_WRITE)
        return work.lock(Task, task_id), None
    opportunity = lock_tree(work, opportunity_id)
    return work.lock(Task, task_id), opportunity


def lock_tree(work: Work, opportunity_id: int) -> Opportunity:
    """The same for a whole tree."""
    opportunity = work.lock(Opportunity, opportunity_id)
    require(work.by, Permission.TASK_WRITE, opportunity)
    if not sees_trees(work.by):
        require(work.by, Permission.OPPORTUNITY_READ)
    if opportunity.stage is Stage.ABANDONED:
        raise Refused(_("This opportunity was abandoned: open it again to work on its tasks."))
    return opportunity
