"""Who can be given tasks at a location, and whose turn it is (C1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from app.access.nouns import READS
from app.access.permissions import Permission
from app.access.records import may_read
from app.access.roles import FRONT_DESK, LOCATION_MANAGER, ROLES, SALES
from app.access.staff import staff
from app.access.task_scope import ABOUT, TREES
from app.models import FoyerUser, Task
from app.models.location import Location
from app.models.track import TaskRole
from app.models.user import Role
from app.rules.lead_turns import Seller, next_seller

NAMED = {TaskRole.SALES: SALES, TaskRole.MANAGER: LOCATION_MANAGER, TaskRole.DESK: FRONT_DESK}


def roles_for(noun: str = "") -> frozenset[str]:
    """Those that work on tasks about such a record; without a noun on the trees of deals."""
    needed = (READS[ABOUT[noun]],) if noun else TREES
    return frozenset(name for name, permissions in ROLES.items() if Permission.TASK_WRITE in permissions and permissions & set(needed))


DOING = roles_for()


def doers(session: Session, location_id: int, roles: Iterable[str] = DOING) -> list[FoyerUser]:
    """Staff with one of these roles who work at the location, by name."""
    query = select(FoyerUser).where(*_doing(location_id, roles))
    return list(session.scalars(query.order_by(FoyerUser.first_name, FoyerUser.last_name, FoyerUser.id)))


def does_tasks(session: Session, user_id: int, location_id: int) -> bool:
    """Whether somebody can be given tasks of deals there."""
    return session.scalar(select(FoyerUser.id).where(FoyerUser.id == user_id, *_doing(location_id, DOING))) is not None


def can_do(session: Session, user_id: int, task: Task) -> bool:
    """Whether somebody can be given this one: a deal's where they work, another record's if they may see that."""
    if task.noun_id is None:
        return does_tasks(session, user_id, task.location_id)
    return any(each.may(Permission.TASK_WRITE) and may_read(session, each, task.noun, task.noun_id) for each in staff(session, [user_id]))


def next_doer(session: Session, location_id: int, role: TaskRole, *, besides: int | None = None) -> int | None:
    """The user of that role whose turn it is there: who was given none for longest. None where nobody has the role, or is `besides` alone."""
    last = {user_id: given_at for user_id, given_at in session.execute(_last_given(location_id, role)) if user_id is not None}
    people = doers(session, location_id, (NAMED[role],))
    turn = next_seller(Seller(user.id, last.get(user.id)) for user in people if user.id != besides)
    return turn.user_id if turn is not None else None


def next_of(session: Session, task: Task, *, besides: int) -> int | None:
    """Whose turn it is of those who can be given a task about that record: who was given none for longest."""
    query = select(Task.assignee_id, func.max(Task.created_at)).where(Task.noun == task.noun).group_by(Task.assignee_id)
    last = {user_id: given_at for user_id, given_at in session.execute(query) if user_id is not None}
    people = [each for each in doers(session, task.location_id, roles_for(task.noun)) if each.id != besides and can_do(session, each.id, task)]
    turn = next_seller(Seller(user.id, last.get(user.id)) for user in people)
    return turn.user_id if turn is not None else None


def _last_given(location_id: int, role: TaskRole) -> Select[int | None, dt.datetime]:
    return select(Task.assignee_id, func.max(Task.created_at)).where(Task.location_id == location_id, Task.role == role).group_by(Task.assignee_id)


def _doing(location_id: int, roles: Iterable[str]) -> tuple[ColumnElement[bool], ...]:
    works_there = or_(~FoyerUser.locations.any(), FoyerUser.locations.any(Location.id == location_id))
    return FoyerUser.active, FoyerUser.roles.any(Role.name.in_(tuple(roles))), works_there
