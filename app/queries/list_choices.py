"""How one person has one list: the columns, the filters that they keep or that are shared with them, and which of these it opens with."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.models import ListChoice, SavedFilter
from app.models.list_view import Sharing
from app.models.user import Role

OF_USER, OF_GROUP, IN_GROUP = (Role.metadata.tables[name] for name in ("ab_user_role", "ab_group_role", "ab_user_group"))


@dataclass(frozen=True, slots=True)
class Saved:
    id: int
    name: str
    query: str
    sharing: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """`columns` None: as the house has them."""

    columns: list[str] | None
    default_id: int | None
    saved: list[Saved]


NO_CHOICE = Choice(None, None, [])


def choice_of(session: Session, screen: str, *, by: Actor) -> Choice:
    """One query: every list asks it."""
    if by.id is None:
        return NO_CHOICE
    facts = func.jsonb_build_array(SavedFilter.id, SavedFilter.name, SavedFilter.query, SavedFilter.sharing, SavedFilter.owner_id == by.id)
    saved = select(func.jsonb_agg(facts)).where(_theirs(screen, by.id)).scalar_subquery()
    own = (ListChoice.user_id == by.id, ListChoice.screen == screen)
    query = select(
        select(ListChoice.columns).where(*own).scalar_subquery(), select(ListChoice.default_id).where(*own).scalar_subquery(), saved
    )
    columns, default_id, rows = session.execute(query).one()
    return Choice(columns, default_id, sorted((Saved(*row) for row in rows or []), key=lambda each: each.name.casefold()))


def saved_filters(session: Session, screen: str, *, by: Actor) -> list[SavedFilter]:
    """Their own and those that are shared with them."""
    return [] if by.id is None else list(session.scalars(select(SavedFilter).where(_theirs(screen, by.id))))


def roles_to_share(session: Session) -> list[tuple[int, str]]:
    return [(role.id, role.name) for role in session.scalars(select(Role).order_by(Role.name))]


def _theirs(screen: str, user_id: int) -> ColumnElement[bool]:
    through_groups = (
        select(OF_GROUP.c.role_id).join(IN_GROUP, IN_GROUP.c.group_id == OF_GROUP.c.group_id).where(IN_GROUP.c.user_id == user_id)
    )
    roles = select(OF_USER.c.role_id).where(OF_USER.c.user_id == user_id).union(through_groups)
    return and_(
        SavedFilter.screen == screen,
        or_(SavedFilter.owner_id == user_id, SavedFilter.sharing == Sharing.ALL, SavedFilter.role_id.in_(roles)),
    )
