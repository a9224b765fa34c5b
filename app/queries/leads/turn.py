"""Whose turn it is to take a lead: those who sell at its location, one after the other."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.permissions import Permission
from app.access.role_grants import granting
from app.access.roles import SALES
from app.models import FoyerUser, Lead
from app.queries.tasks.doers import doers
from app.rules.lead_turns import Seller, next_seller


def next_owner(session: Session, location_id: int) -> int | None:
    """The user with the Sales role there who was given none for longest; None where nobody sells."""
    people = doers(session, location_id, (SALES,))
    given = select(Lead.owner_id, func.max(Lead.owned_since)).where(Lead.owner_id.in_([user.id for user in people])).group_by(Lead.owner_id)
    last = {owner_id: at for owner_id, at in session.execute(given) if owner_id is not None}
    turn = next_seller(Seller(user.id, last.get(user.id)) for user in people)
    return turn.user_id if turn is not None else None


def owners_of(session: Session, location_id: int) -> list[FoyerUser]:
    """Everybody who can own a lead there, by name."""
    return doers(session, location_id, granting(session, Permission.LEAD_WRITE))
