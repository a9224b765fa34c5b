"""Somebody leaves a location, or the house: their open tasks go to somebody who is there (C1)."""

from __future__ import annotations

from sqlalchemy import Select, select

from app.actions.opportunities.hand_over import hand_over
from app.actions.tasks.give_on import give_on
from app.models import FoyerUser, Opportunity, Task
from app.models.opportunity import OPEN_STAGES
from app.models.task import TaskStatus
from app.models.track import TaskRole
from app.queries.tasks.doers import does_tasks, next_doer
from app.work import Work


def pass_on(work: Work, user: FoyerUser) -> list[Task]:
    """Where they work on no tasks any more, their opportunities go to the seller whose turn it is, with the owner's tasks; their other open
    tasks to the owner, those about other records to whose turn it is of those who may see them, or where that is nobody to the one of the task's role whose turn it is. Where nobody is left they are nobody's.

    Places that whoever does this cannot see are no exception: nobody keeps tasks that they cannot do.
    """
    work.session.flush()  # whether they still do tasks there is asked of the database
    for opportunity in work.session.scalars(_owned(user.id)).all():
        if not does_tasks(work.session, user.id, opportunity.location_id):
            hand_over(work, opportunity, next_doer(work.session, opportunity.location_id, TaskRole.SALES, besides=user.id))
    work.session.flush()
    theirs = select(Task).where(Task.assignee_id == user.id, Task.status == TaskStatus.OPEN).order_by(Task.id).with_for_update()
    return [task for task in work.session.scalars(theirs).all() if give_on(work, task)]


def _owned(user_id: int) -> Select[Opportunity]:
    query = select(Opportunity).where(Opportunity.owner_id == user_id, Opportunity.stage.in_(OPEN_STAGES))
    return query.order_by(Opportunity.id).with_for_update()
