"""Take hold of a task: its opportunity's row is locked first, and with it the whole tree."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import require
from app.access.permissions import Permission
from app.core.errors import Refused
from app.models import Opportunity, Task
from app.models.opportunity import Stage
from app.work import Work


def lock_task(work: Work, task_id: int) -> tuple[Task, Opportunity]:
    """Raises Missing, Forbidden, and Refused when the opportunity was abandoned: it has to be opened again first."""
    opportunity_id = work.get(Task, task_id).opportunity_id
    opportunity = lock_tree(work, opportunity_id)
    return work.lock(Task, task_id), opportunity


def lock_tree(work: Work, opportunity_id: int) -> Opportunity:
    """The same for a whole tree."""
    opportunity = work.lock(Opportunity, opportunity_id)
    require(work.by, Permission.TASK_WRITE, opportunity)
    if opportunity.stage is Stage.ABANDONED:
        raise Refused(_("This opportunity was abandoned: open it again to work on its tasks."))
    return opportunity
