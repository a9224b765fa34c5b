"""Who can be given tasks at a location, and whose turn it is (C1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.nouns import READS
from app.access.permissions import Permission
from app.access.records import may_read
from app.access.roles import FRONT_DESK, LOCATION_MANAGER, SALES
from app.access.staff import staff, working
from app.access.task_scope import ABOUT, sees_trees
from app.models import FoyerUser, Task
from app.models.location import Location
from app.models.track import TaskRole
from app.models.user import Role
from app.rules.lead_turns import Seller, next_seller

NAMED = {TaskRole.SALES: SALES, TaskRole.MANAGER: LOCATION_MANAGER, TaskRole.DESK: FRONT_DESK}
NAMES = (FoyerUser.first_name, FoyerUser.last_name, FoyerUser.id)


def doers(session: Session, location_id: int, roles: Iterable[str]) -> list[FoyerUser]:
    """Staff with one of these roles who work at the location, by name."""
    query = select(FoyerUser).where(*_doing(location_id, roles))
    return list(session.scalars(query.order_by(*NAMES)))


def doers_there(session: Session, location_id: int) -> list[FoyerUser]:
    """Who can be given tasks of deals there, by name."""
    return _by_name(session, _on_trees(staff(session), location_id))


def doers_about(session: Session, noun: str, noun_id: int) -> list[FoyerUser]:
    """Who can be given a task about that record, by name: whoever works on tasks and may see it, wherever it is."""
    return _by_name(session, _about(session, staff(session), noun, noun_id))


def doers_of(session: Session, task: Task) -> list[FoyerUser]:
    """Who can be given this one, by name: of whom `can_do` says yes."""
    return doers_there(session, task.location_id) if task.noun_id is None else doers_about(session, task.noun, task.noun_id)


def does_tasks(session: Session, user_id: int, location_id: int) -> bool:
    """Whether somebody can be given tasks of deals there."""
    return bool(_on_trees(staff(session, [user_id]), location_id))


def can_do(session: Session, user_id: int, task: Task) -> bool:
    """Whether somebody can be given this one: a deal's where they work, another record's if they may see that."""
    if task.noun_id is None:
        return does_tasks(session, user_id, task.location_id)
    return bool(_about(session, staff(session, [user_id]), task.noun, task.noun_id))


def _on_trees(people: Iterable[Actor], location_id: int) -> list[Actor]:
    return [each for each in working(people, Permission.TASK_WRITE, location_id) if sees_trees(each)]


def _about(session: Session, people: Iterable[Actor], noun: str, noun_id: int) -> list[Actor]:
    """Asked once for all who work at the same places."""
    needed, seen, found = READS[ABOUT[noun]], dict[frozenset[int] | None, bool](), []
    for each in working(people, Permission.TASK_WRITE):
        if each.may(needed):
            if each.location_ids not in seen:
                seen[each.location_ids] = may_read(session, each, noun, noun_id)
            if seen[each.location_ids]:
                found.append(each)
    return found


def _by_name(session: Session, people: Iterable[Actor]) -> list[FoyerUser]:
    return list(session.scalars(select(FoyerUser).where(FoyerUser.id.in_([each.id for each in people])).order_by(*NAMES)))


def next_doer(session: Session, location_id: int, role: TaskRole, *, besides: int | None = None) -> int | None:
    """The user of that role whose turn it is there: who was given none for longest. None where nobody has the role, or is `besides` alone."""
    last = {user_id: given_at for user_id, given_at in session.execute(_last_given(location_id, role)) if user_id is not None}
    people = doers(session, location_id, (NAMED[role],))
    turn = next_seller(Seller(user.id, last.get(user.id)) for user in people if user.id != besides)
    return turn.user_id if turn is not None else None


def owner_there(session: Session, owner_id: int | None, location_id: int) -> int | None:
    """Who owns a deal there: whoever did, while they work there, else the seller whose turn it is. None stays nobody."""
    if owner_id is None or does_tasks(session, owner_id, location_id):
        return owner_id
    return next_doer(session, location_id, TaskRole.SALES, besides=owner_id)


def next_of(session: Session, task: Task, *, besides: int) -> int | None:
    """Whose turn it is of those who can be given a task about that record, at its place if there is one: who was given none for longest."""
    query = select(Task.assignee_id, func.max(Task.created_at)).where(Task.noun == task.noun).group_by(Task.assignee_id)
    last = {user_id: given_at for user_id, given_at in session.execute(query) if user_id is not None}
    people = [each for each in _about(session, staff(session), task.noun, task.noun_id or 0) if each.id != besides]
    turn = next_seller(
        Seller(each.id, last.get(each.id))
        for each in working(people, Permission.TASK_WRITE, task.location_id) or people
        if each.id is not None
    )
    return turn.user_id if turn is not None else None


def _last_given(location_id: int, role: TaskRole) -> Select[int | None, dt.datetime]:
    return (
        select(Task.assignee_id, func.max(Task.created_at))
        .where(Task.location_id == location_id, Task.role == role)
        .group_by(Task.assignee_id)
    )


def _doing(location_id: int, roles: Iterable[str]) -> tuple[ColumnElement[bool], ...]:
    works_there = or_(~FoyerUser.locations.any(), FoyerUser.locations.any(Location.id == location_id))
    return FoyerUser.active, FoyerUser.roles.any(Role.name.in_(tuple(roles))), works_there
